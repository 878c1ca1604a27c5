"""`python main.py`: train one of the course's networks by name, show how good it is, and save it.

NumPy is imported when training begins, and TensorFlow only for a network in Keras, so help and refusals come at once.
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

    Raises Refused or NotWritable if something is in the way, and Stopped if the user stops it.
    """
    outputs.require_writable(outputs.output_of(options, options.data))
    digits, parts, name = _load(options)
    output = outputs.output_of(options, name)
    checkpoint = outputs.checkpoint_of(output)
    if options.fresh:
        outputs.remove(checkpoint)
    counts = f"{len(parts.y_train):,} for training, {len(parts.y_validation):,} for validation"
    print(f"Training {options.network} on {name} for {in_epochs(options.epochs)}; images: {counts}.")
    print("Ctrl-C stops after the current epoch and keeps it.", flush=True)

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
    print("\n" + table(rows))
    outputs.remove(checkpoint)


def table(rows: list[tuple[str, str]]) -> str:
    """Names and values, one pair per line."""
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:{width}}  {value}" for name, value in rows)


def _load(options):
    """The data set, its training images split in two, and the name of the data it really holds."""
    from utils.data import DataError, split

    try:
        digits = DATA[options.data].load(options.seed)
        parts = split(digits.x_train, digits.y_train, validation=options.validation, seed=options.seed)
    except (DataError, ValueError) as error:
        raise Refused(str(error)) from error
    # Without MNIST, its loader returns the embedded set and says so. The name of the saved file says so, too.
    return digits, parts, options.data if digits.source.is_mnist else "embedded"


def _fit(way, network, examples, options, checkpoint: Path) -> tuple[dict, int, float]:
    """Train, resuming from a checkpoint if there is one.

    Returns the history, how many of its epochs the checkpoint held, and the seconds that the others took.
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
        outputs.remove(checkpoint)  # resuming there would end the same way
        raise Refused(f"Training stopped: {error}. Use a smaller --learning-rate") from error
    except OSError as error:
        raise Refused(f"Training stopped: {error.strerror or error}. The epochs kept so far are safe") from error
    return history, kept, time.perf_counter() - start


@contextlib.contextmanager
def _first_interrupt_noted():
    """A list that gets an entry at the first Ctrl-C. The second Ctrl-C interrupts as usual.

    In Keras an epoch is one call to TensorFlow, and Python learns of Ctrl-C only when that call returns. Stopping then
    costs nothing. Interrupting would throw away a finished epoch.
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
    return f"the same command{' without --fresh' if options.fresh else ''} resumes"


def _measured(way, network, examples):
    """Rows of the table. The training images were seen, so an interval from them would say nothing about others."""
    import numpy as np

    from utils.evaluation import accuracy_with_interval
    from utils.scratch import softmax_cross_entropy

    for part, (x, y) in examples.items():
        if not len(y):
            continue
        z = way.predict_logits(network, x)
        if not np.isfinite(z).all():  # the last step went wrong, and no loss has shown it
            raise Refused("The network gives nan or infinity. Use a smaller --learning-rate")
        accuracy, low, high = accuracy_with_interval(y, z.argmax(axis=1))
        interval = "" if part == "Training" else f"  (95% interval: {low:.2%} to {high:.2%})"
        yield f"{part} accuracy", f"{accuracy:.2%}{interval}"
        yield f"{part} loss", f"{softmax_cross_entropy(z, y)[0]:.4f}"


def main(arguments: list[str]) -> int:
    """Run the command. Returns its exit status: 0, 2 if something is in the way, or 130 after Ctrl-C."""
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
