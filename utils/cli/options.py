"""What can be typed after `python main.py`, and what --help says about it. This imports nothing slow."""

import argparse
import contextlib
import math
from collections.abc import Callable
from pathlib import Path

from utils.cli.data_sets import DATA
from utils.cli.parser import REFUSED, Parser
from utils.models import NETWORKS

COMMAND = "python main.py"
EXAMPLES = {
    "--validation 0": "128 neurons on all of MNIST, 5 epochs",
    "classic --epochs 400 --validation 0": "400-25-15-10 on 5,000 images",
    "tanh --data thousand --validation 0": "NumPy, 1,000 images, 1,000 neurons",
    "scratch --validation 0": "NumPy, all of MNIST",
    "conv --plot": "convolutions, and a picture of the curves",
}


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options on the command line. The program ends here for --help or for an option that makes no sense."""
    parser = Parser(
        prog=COMMAND,
        usage=f"{COMMAND} [NETWORK] [options]",
        description="Train one of the course's networks, show how good it is, and save it.",
        epilog=_help_on_names(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        allow_abbrev=False,
    )
    what = parser.add_argument_group("what to train").add_argument
    what("network", nargs="?", default="dense", metavar="NETWORK", help="its name (default: dense)")
    what("--data", metavar="NAME", help="name of the data set (default: see below)")
    how = parser.add_argument_group("how to train it").add_argument
    how("--epochs", type=_whole(1), metavar="N", help="passes over the training images (default: see below)")
    how("--batch-size", type=_whole(1), metavar="N", help="images per step (default: see below)")
    how("--learning-rate", type=_rate, metavar="RATE", help="the optimizer's (default: see below)")
    how(
        "--validation",
        default=0.1,
        type=_share,
        metavar="SHARE",
        help="share of the images held back from training (default: 0.1)",
    )
    how(
        "--seed",
        default=0,
        type=_whole(0, 2**32 - 1),
        metavar="N",
        help="a different seed gives a different run (default: 0)",
    )
    how(
        "--output",
        type=_output,
        metavar="FILE",
        help="where to save the network (default: trained/NETWORK-DATA.keras, or .npz)",
    )
    how("--plot", action="store_true", help="save a picture of the training curves next to it")
    how("--fresh", action="store_true", help="start over, even if a stopped run was kept")
    how("--help", "-h", action="help", help="show this text")
    options = parser.parse_args(arguments)
    if options.network not in NETWORKS:
        parser.exit(REFUSED, f"There is no network {options.network!r}. Choose from: {', '.join(NETWORKS)}.\n")
    architecture = NETWORKS[options.network]
    for name in ("data", "epochs", "batch_size", "learning_rate"):
        if getattr(options, name) is None:
            setattr(options, name, getattr(architecture, name))
    if options.data not in DATA:
        parser.exit(REFUSED, f"There is no data set {options.data!r}. Choose from: {', '.join(DATA)}.\n")
    if options.output and options.output.suffix != suffix_of(options.network):
        way = "NumPy" if architecture.in_numpy else "Keras"
        sentence = f"{options.network} is a network in {way}, so its file must end in {suffix_of(options.network)}"
        parser.exit(REFUSED, f"{sentence}; --output is {options.output}.\n")
    return options


def suffix_of(network: str) -> str:
    """The ending of the file that this network is saved in."""
    return ".npz" if NETWORKS[network].in_numpy else ".keras"


def in_epochs(count: int) -> str:
    """A number of epochs in words."""
    return f"{count} epoch{'s' if count != 1 else ''}"


def _help_on_names() -> str:
    lines = ["networks:"]
    for name, entry in NETWORKS.items():
        settings = (
            f"{entry.data}, {in_epochs(entry.epochs)}, batches of {entry.batch_size}, rate {entry.learning_rate:g}"
        )
        lines += [f"  {name:<12} {entry.what}", f"  {'':<12} ({settings})"]
    lines += ["", "data sets:"]
    lines += [f"  {name:<12} {entry.what}" for name, entry in DATA.items()]
    return "\n".join(
        [
            *lines,
            "",
            "Any network can learn any data set; the images are resized to fit. The test",
            "images are used once, at the end. Ctrl-C stops after the current epoch; the same",
            "command resumes there.",
            "",
            "Load a .keras file with keras.saving.load_model, and a .npz file with",
            "utils.scratch.Network.load.",
            "",
            "examples:",
            *(f"  {COMMAND} {example}\n      {what}" for example, what in EXAMPLES.items()),
        ]
    )


def _whole(lowest: int, highest: float = math.inf) -> Callable:
    limits = f", {lowest} or more" if highest == math.inf else f" from {lowest} to {highest}"

    def whole(text):
        with contextlib.suppress(ValueError):
            if lowest <= int(text) <= highest:
                return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not valid; it must be a whole number{limits}")

    return whole


def _rate(text: str) -> float:
    return _number(text, lambda value: 0 < value < math.inf, "a number above 0, such as 0.001")


def _share(text: str) -> float:
    return _number(text, lambda value: 0 <= value < 1, "a number from 0 up to but not including 1, such as 0.1")


def _number(text: str, fits: Callable, what: str) -> float:
    with contextlib.suppress(ValueError):
        if fits(float(text)):
            return float(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not valid; it must be {what}")


def _output(text: str) -> Path:
    try:
        path = Path(text).expanduser()
        fits = path.suffix in (".keras", ".npz") and not path.is_dir()
    except RuntimeError:
        raise argparse.ArgumentTypeError(f"{text!r} is not valid; no user has that home folder") from None
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not valid: {error.strerror}") from None
    if not fits:
        raise argparse.ArgumentTypeError(f"{text!r} is not valid; it must be a file whose name ends in .keras or .npz")
    return path
