"""`python main.py`: train one of the course's networks by name, show how good it is, and save it.

TensorFlow is imported when a training begins, so that help and refusals come at once.
"""

import argparse
import contextlib
import dataclasses
import math
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from utils.cli.parser import REFUSED, Parser
from utils.files import part_file, part_of
from utils.models import NETWORKS

TRAINED = Path(__file__).resolve().parents[2] / "trained"
COMMAND = "python main.py"
STOPPED = 130


class Refused(Exception):
    """A sentence for the user: what cannot be done, and what to do about it."""


class Stopped(KeyboardInterrupt):
    """The user stopped the training; the sentence says what is kept."""


@dataclasses.dataclass(frozen=True)
class DataSet:
    """Images that can be asked for by name; `load` returns `utils.data.Digits` of MNIST's size, uint8 (m, 28, 28)."""

    what: str
    load: Callable


def _mnist():
    from utils.data import load_mnist

    return load_mnist()


def _digits5000():
    """The images of `utils.data.load_digits5000` before they are made smaller."""
    from utils.data.digits5000 import first_500_of_each

    return first_500_of_each(_mnist())


def _embedded():
    from utils.data.embedded import embedded_digits

    return embedded_digits()


DATA = {
    "mnist": DataSet("MNIST, all 60,000 training images", _mnist),
    "digits5000": DataSet("the first 500 images of each digit in MNIST's training file", _digits5000),
    "embedded": DataSet("1,797 digits that come with scikit-learn; needs no network", _embedded),
}


def train(options) -> None:
    """Train and save the network that `options` (see `parse`) ask for, and print a table.

    Raises Refused if something is in the way, and Stopped if the user stops the training.
    """
    _require_writable(options.output or TRAINED / "network.keras")
    digits, parts, name = _load(options)
    output = options.output or TRAINED / f"{options.network}-{name}.keras"
    checkpoint = _checkpoint_of(output)
    if options.fresh:
        checkpoint.unlink(missing_ok=True)
    counts = f"{len(parts.y_train):,} for training, {len(parts.y_validation):,} for validation"
    print(f"Training {options.network} on {name} for {_epochs(options.epochs)}; images: {counts}.")
    print("Ctrl-C stops after the epoch that is running, and keeps it.", flush=True)

    from utils.training import inputs_for

    network = _build(options, len(parts.y_train))
    examples = {
        "Training": (inputs_for(network, parts.x_train), parts.y_train),
        "Validation": (inputs_for(network, parts.x_validation), parts.y_validation),
        "Test": (inputs_for(network, digits.x_test), digits.y_test),
    }
    kept, seconds = _fit(network, examples, options, checkpoint)
    rows = [
        ("Network", f"{options.network}: {NETWORKS[options.network].what}"),
        ("Parameters", f"{network.count_params():,}"),
        ("Images", f"{name}, {_size(options)}: {counts}, {len(digits.y_test):,} for testing"),
        ("Epochs", f"{options.epochs}" + (f", {kept} of them kept from before" if kept else "")),
        ("Seconds", f"{seconds:.1f}" + (f" for the other {options.epochs - kept}" if kept else "")),
        *_accuracies(network, examples),
    ]
    _save(network, output)
    checkpoint.unlink(missing_ok=True)
    print("\n" + table([*rows, ("Saved", _shown(output))]))


def table(rows: list[tuple[str, str]]) -> str:
    """Rows of a name and its value, one a line."""
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:{width}}  {value}" for name, value in rows)


def _load(options):
    """The data set, its training images split into two parts, and the name of what it really is."""
    from utils.data import DataError, split

    try:
        digits = DATA[options.data].load()
        parts = split(digits.x_train, digits.y_train, validation=options.validation, seed=options.seed)
    except (DataError, ValueError) as error:
        raise Refused(str(error)) from error
    # Where MNIST cannot be had, its loader hands out the embedded set and says so; the saved file says so too.
    return digits, parts, options.data if digits.source.is_mnist else "embedded"


def _build(options, images: int):
    from utils.quiet_tensorflow import keras
    from utils.training import compile_for_digits

    keras.utils.set_random_seed(options.seed)
    network = NETWORKS[options.network].build()
    compile_for_digits(network, options.learning_rate, images)
    return network


def _fit(network, examples, options, checkpoint: Path) -> tuple[int, float]:
    """Train, from the checkpoint on where there is one: how many epochs it held, and the seconds for the others."""
    from utils.quiet_tensorflow import keras
    from utils.training import Diverged, TrainingStopped, fit_fast

    try:
        done = _epochs_kept(checkpoint)
        start = time.perf_counter()
        with _first_interrupt_noted() as interrupts:

            def stop_if_interrupted(epoch, logs):
                if interrupts:
                    raise KeyboardInterrupt

            fit_fast(
                network,
                *examples["Training"],
                epochs=options.epochs,
                batch_size=options.batch_size,
                validation=examples["Validation"] if len(examples["Validation"][1]) else None,
                seed=options.seed,
                callbacks=[keras.callbacks.LambdaCallback(on_epoch_begin=stop_if_interrupted)],
                checkpoint=checkpoint,
            )
    except TrainingStopped:
        kept = _epochs_kept(checkpoint)
        again = f"{_again(options)} from there"
        raise Stopped(f"Training stopped. {kept} of {_epochs(options.epochs)} are kept; {again}.") from None
    except ValueError as error:
        raise Refused(_with_remedy(error, checkpoint)) from error
    except Diverged as error:
        checkpoint.unlink(missing_ok=True)  # going on from there would end the same way
        raise Refused(f"Training stopped: {error}. Take a smaller --learning-rate") from error
    except OSError as error:
        raise Refused(f"Training stopped: {error.strerror or error}. Epochs that were kept stay kept") from error
    return done, time.perf_counter() - start


@contextlib.contextmanager
def _first_interrupt_noted():
    """A list that gets an entry at the first Ctrl-C; the second one interrupts as usual.

    An epoch is one call to TensorFlow, and Python hears of Ctrl-C when it is over. So stopping there costs nothing,
    while interrupting would throw away an epoch that is done.
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
    from utils.training.checkpoints import read_checkpoint

    kept = read_checkpoint(checkpoint)
    return kept.epochs if kept else 0


def _with_remedy(error, checkpoint: Path) -> str:
    if not checkpoint.exists():
        return str(error)
    return f"{error} (--fresh deletes it, --output names another)"


def _again(options) -> str:
    return f"the same command{' without --fresh' if options.fresh else ''} goes on"


def _accuracies(network, examples):
    """Rows of the table; the training images were seen, so an interval from them would say nothing about others."""
    from utils.evaluation import accuracy_with_interval
    from utils.training import predict_logits

    for part, (x, y) in examples.items():
        if not len(y):
            continue
        accuracy, low, high = accuracy_with_interval(y, predict_logits(network, x).argmax(axis=1))
        interval = "" if part == "Training" else f"  (95% interval: {low:.2%} to {high:.2%})"
        yield f"{part} accuracy", f"{accuracy:.2%}{interval}"


def _save(network, output: Path) -> None:
    """Write the network whole or not at all."""
    try:
        with part_file(output) as part:
            network.save(part)
    except OSError as error:
        raise Refused(f"{_shown(output)} cannot be written: {error.strerror or error}") from error


def _checkpoint_of(output: Path) -> Path:
    return output.with_suffix(".checkpoint.npz")


def _require_writable(output: Path) -> None:
    """Make sure, before anything is trained, that the files can be written."""
    longest = part_of(_checkpoint_of(output))
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        longest.touch()
        longest.unlink()
    except OSError as error:
        raise Refused(
            f"{_shown(output)} cannot be written ({error.strerror or error}): choose another --output"
        ) from error


def _shown(path: Path) -> str:
    """A path as short as it can be from here."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)


def _epochs(count: int) -> str:
    return f"{count} epoch{'s' if count != 1 else ''}"


def _size(options) -> str:
    size = NETWORKS[options.network].image_size
    return f"{size} by {size} pixels"


def parse(arguments: list[str], command: str = COMMAND) -> argparse.Namespace:
    """The options of the command line; with --help, or with one that does not fit, the program ends here."""
    parser = Parser(
        prog=command,
        usage=f"{command} [NETWORK] [options]",
        description="Train one of the course's networks, show how good it is, and save it.",
        epilog=_help_on_names(command),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    what = parser.add_argument_group("what is trained").add_argument
    what("network", nargs="?", default="dense", metavar="NETWORK", help="its name (default: dense)")
    what("--data", default="mnist", metavar="NAME", help="name of the data set (default: mnist)")
    how = parser.add_argument_group("how").add_argument
    how("--epochs", type=_whole(1), metavar="N", help="how often every image is used (default: see the networks)")
    how("--batch-size", default=32, type=_whole(1), metavar="N", help="images in one step (default: 32)")
    how("--learning-rate", default=0.001, type=_rate, metavar="RATE", help="of the optimizer Adam (default: 0.001)")
    how("--validation", default=0.1, type=_share, metavar="SHARE", help="kept back from training (default: 0.1)")
    how("--seed", default=0, type=_whole(0, 2**32 - 1), metavar="N", help="another one, another run (default: 0)")
    how("--output", type=_output, metavar="FILE", help="a .keras file (default: trained/NETWORK-DATA.keras)")
    how("--fresh", action="store_true", help="begin anew, even where a stopped training is kept")
    how("--help", "-h", action="help", help="show this text")
    options = parser.parse_args(arguments)
    for name, table_of_names, kind in ((options.network, NETWORKS, "network"), (options.data, DATA, "data set")):
        if name not in table_of_names:
            parser.exit(REFUSED, f"No {kind} is called {name!r}; there are: {', '.join(table_of_names)}.\n")
    options.epochs = options.epochs or NETWORKS[options.network].epochs
    return options


def _help_on_names(command: str) -> str:
    lines = ["networks:"]
    for name, entry in NETWORKS.items():
        size = f"{entry.image_size} by {entry.image_size} pixels, {_epochs(entry.epochs)}"
        lines += [f"  {name:<18} {entry.what}", f"  {'':<18} ({size})"]
    lines += ["", "data sets:"]
    lines += [f"  {name:<18} {entry.what}" for name, entry in DATA.items()]
    return "\n".join(
        [
            *lines,
            "",
            "Any network learns any data set; the images are made to fit. The test images are",
            "used once, at the end. Ctrl-C stops after the epoch that is running; the same",
            "command goes on from there.",
            "",
            "examples:",
            f"  {command}",
            f"  {command} classic --data digits5000 --epochs 100",
            f"  {command} dense --validation 0 --output my_network.keras",
        ]
    )


def _whole(lowest: int, highest: float = math.inf) -> Callable:
    limits = f"{lowest} or more" if highest == math.inf else f"in {lowest}..{highest}"

    def whole(text):
        with contextlib.suppress(ValueError):
            if lowest <= int(text) <= highest:
                return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} does not fit; it is a whole number, {limits}")

    return whole


def _rate(text: str) -> float:
    return _number(text, lambda value: 0 < value < math.inf, "a number above 0, such as 0.001")


def _share(text: str) -> float:
    return _number(text, lambda value: 0 <= value < 1, "a number from 0 on and below 1, such as 0.1")


def _number(text: str, fits: Callable, what: str) -> float:
    with contextlib.suppress(ValueError):
        if fits(float(text)):
            return float(text)
    raise argparse.ArgumentTypeError(f"{text!r} does not fit; it is {what}")


def _output(text: str) -> Path:
    try:
        path = Path(text).expanduser()
        fits = path.suffix == ".keras" and not path.is_dir()
    except RuntimeError:
        raise argparse.ArgumentTypeError(f"{text!r} does not fit; nobody with that home folder is known") from None
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{text!r} does not fit: {error.strerror}") from None
    if not fits:
        raise argparse.ArgumentTypeError(f"{text!r} does not fit; it is a file whose name ends in .keras")
    return path


def main(arguments: list[str], command: str = COMMAND) -> int:
    """Run the command; returns its exit status: 0, 2 if something is in the way, 130 after Ctrl-C."""
    options = parse(arguments, command)
    try:
        train(options)
    except Refused as refusal:
        print(f"{str(refusal).rstrip('.')}.", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt as stop:
        print(f"\n{str(stop) or f'Stopped. No finished epoch is lost; {_again(options)}.'}", file=sys.stderr)
        return STOPPED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
