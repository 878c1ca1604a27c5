"""`python main.py`: train one of the course's networks by name, show how good it is, and save it.

NumPy is imported when a training begins, and TensorFlow when a network of Keras is trained, so that help and refusals
come at once.
"""

import contextlib
import signal
import sys
import time
from argparse import Namespace
from functools import partial
from importlib import import_module
from pathlib import Path

from utils.cli import outputs
from utils.cli.data_sets import DATA
from utils.cli.options import in_epochs, parse
from utils.cli.parser import REFUSED
from utils.models import NETWORKS

STOPPED = 130


class Refused(Exception):
    """A sentence for the user: what cannot be done, and what to do about it."""


class Stopped(KeyboardInterrupt):
    """The user stopped the training; the sentence says what is kept."""


def train(options: Namespace) -> None:
    """Train and save the network that `options` (see `utils.cli.options.parse`) ask for, and print a table.

    Raises Refused or NotWritable if something is in the way, and Stopped if the user stops the training.
    """
    outputs.require_writable(outputs.output_of(options, options.data))
    digits, parts, name = _load(options)
    output = outputs.output_of(options, name)
    checkpoint = outputs.checkpoint_of(output)
    if options.fresh:
        checkpoint.unlink(missing_ok=True)
    counts = f"{len(parts.y_train):,} for training, {len(parts.y_validation):,} for validation"
    print(f"Training {options.network} on {name} for {in_epochs(options.epochs)}; images: {counts}.")
    print("Ctrl-C stops after the epoch that is running, and keeps it.", flush=True)

    architecture = NETWORKS[options.network]
    way = import_module("utils.cli.in_numpy" if architecture.in_numpy else "utils.cli.in_keras")
    network = way.build(options, len(parts.y_train))
    examples = {
        "Training": (way.inputs_for(network, parts.x_train), parts.y_train),
        "Validation": (way.inputs_for(network, parts.x_validation), parts.y_validation),
        "Test": (way.inputs_for(network, digits.x_test), digits.y_test),
    }
    history, kept, seconds = _fit(way, network, examples, options, checkpoint)
    size = f"{architecture.image_size} by {architecture.image_size} pixels"
    rows = [
        ("Network", f"{options.network}: {architecture.what}"),
        ("Parameters", f"{way.parameter_count(network):,}"),
        ("Images", f"{name}, {size}: {counts}, {len(digits.y_test):,} for testing"),
        ("Epochs", f"{options.epochs}" + (f", {kept} of them kept from before" if kept else "")),
        ("Seconds", f"{seconds:.1f}" + (f" for the other {options.epochs - kept}" if kept else "")),
        *_measured(way, network, examples),
        ("Saved", outputs.shown(output)),
    ]
    outputs.write(output, partial(way.save, network))
    if options.plot:
        picture = outputs.picture_of(output)
        outputs.write(picture, partial(outputs.save_curves, history, f"{options.network} on {name}"))
        rows.append(("Curves", outputs.shown(picture)))
    checkpoint.unlink(missing_ok=True)
    print("\n" + table(rows))


def table(rows: list[tuple[str, str]]) -> str:
    """Rows of a name and its value, one a line."""
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:{width}}  {value}" for name, value in rows)


def _load(options):
    """The data set, its training images split into two parts, and the name of what it really is."""
    from utils.data import DataError, split

    try:
        digits = DATA[options.data].load(options.seed)
        parts = split(digits.x_train, digits.y_train, validation=options.validation, seed=options.seed)
    except (DataError, ValueError) as error:
        raise Refused(str(error)) from error
    # Where MNIST cannot be had, its loader hands out the embedded set and says so; the saved file says so too.
    return digits, parts, options.data if digits.source.is_mnist else "embedded"


def _fit(way, network, examples, options, checkpoint: Path) -> tuple[dict, int, float]:
    """Train, from the checkpoint on where there is one.

    Returns the history, how many of its epochs the checkpoint held, and the seconds for the others.
    """
    try:
        kept = _epochs_kept(checkpoint)
        start = time.perf_counter()
        with _first_interrupt_noted() as interrupts:

            def stop_if_asked():
                if interrupts:
                    raise KeyboardInterrupt

            validation = examples["Validation"] if len(examples["Validation"][1]) else None
            history = way.fit(network, examples["Training"], validation, options, checkpoint, stop_if_asked)
    except KeyboardInterrupt:
        kept = _epochs_kept(checkpoint)
        again = f"{_again(options)} from there"
        raise Stopped(f"Training stopped. {kept} of {in_epochs(options.epochs)} are kept; {again}.") from None
    except ValueError as error:
        raise Refused(_with_remedy(error, checkpoint)) from error
    except ArithmeticError as error:  # the loss became nan or infinite
        checkpoint.unlink(missing_ok=True)  # going on from there would end the same way
        raise Refused(f"Training stopped: {error}. Take a smaller --learning-rate") from error
    except OSError as error:
        raise Refused(f"Training stopped: {error.strerror or error}. Epochs that were kept stay kept") from error
    return history, kept, time.perf_counter() - start


@contextlib.contextmanager
def _first_interrupt_noted():
    """A list that gets an entry at the first Ctrl-C; the second one interrupts as usual.

    An epoch of Keras is one call to TensorFlow, and Python hears of Ctrl-C when it is over. So stopping there costs
    nothing, while interrupting would throw away an epoch that is done.
    """
    interrupts = []

    def note(signal_number, frame):
        if interrupts:
            raise KeyboardInterrupt
        interrupts.append(signal_number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, before)


def _epochs_kept(checkpoint: Path) -> int:
    from utils.checkpoints import read_checkpoint

    kept = read_checkpoint(checkpoint)
    return kept.epochs if kept else 0


def _with_remedy(error, checkpoint: Path) -> str:
    if not checkpoint.exists():
        return str(error)
    return f"{error} (--fresh deletes it, --output names another)"


def _again(options) -> str:
    return f"the same command{' without --fresh' if options.fresh else ''} goes on"


def _measured(way, network, examples):
    """Rows of the table; the training images were seen, so an interval from them would say nothing about others."""
    import numpy as np

    from utils.evaluation import accuracy_with_interval
    from utils.scratch import softmax_cross_entropy

    for part, (x, y) in examples.items():
        if not len(y):
            continue
        z = way.predict_logits(network, x)
        if not np.isfinite(z).all():  # the very last step went wrong, which no loss has shown
            raise Refused("The network gives nan or infinity. Take a smaller --learning-rate")
        accuracy, low, high = accuracy_with_interval(y, z.argmax(axis=1))
        interval = "" if part == "Training" else f"  (95% interval: {low:.2%} to {high:.2%})"
        yield f"{part} accuracy", f"{accuracy:.2%}{interval}"
        yield f"{part} loss", f"{softmax_cross_entropy(z, y)[0]:.4f}"


def main(arguments: list[str]) -> int:
    """Run the command; returns its exit status: 0, 2 if something is in the way, 130 after Ctrl-C."""
    options = parse(arguments)
    try:
        train(options)
    except (Refused, outputs.NotWritable) as refusal:
        print(f"{str(refusal).rstrip('.')}.", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt as stop:
        print(f"\n{str(stop) or f'Stopped. No finished epoch is lost; {_again(options)}.'}", file=sys.stderr)
        return STOPPED
    return 0
