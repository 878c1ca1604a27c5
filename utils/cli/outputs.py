"""Where `python main.py` saves its files, and whether it can."""

import contextlib
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from utils.cli.options import suffix_of
from utils.files import part_file, part_of

TRAINED = Path(__file__).resolve().parents[2] / "trained"


class NotWritable(Exception):
    """A sentence for the user: which file cannot be written, and why."""


def output_of(options: Namespace, data: str) -> Path:
    """The file for the network, named after it and its training data unless the user names one."""
    return options.output or TRAINED / f"{options.network}-{data}{suffix_of(options.network)}"


def checkpoint_of(output: Path) -> Path:
    """The file that keeps a stopped run."""
    return output.with_suffix(".checkpoint.npz")


def picture_of(output: Path) -> Path:
    """The file for the training curves."""
    return output.with_suffix(".png")


def remove(path: Path) -> None:
    """Delete a file if it is there. Raises NotWritable."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise NotWritable(f"{shown(path)} cannot be deleted ({error.strerror or error}): close what uses it") from error


def require_writable(output: Path) -> None:
    """Make sure, before any training, that the files can be written. Raises NotWritable."""
    longest = part_of(checkpoint_of(output))
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        longest.touch()
        longest.unlink()
    except OSError as error:
        reason = error.strerror or error
        raise NotWritable(f"{shown(output)} cannot be written ({reason}): choose another --output") from error


def write(path: Path, save: Callable[[Path], None]) -> None:
    """Let `save` write a file, whole or not at all. Raises NotWritable."""
    try:
        with part_file(path) as part:
            save(part)
    except OSError as error:
        raise NotWritable(f"{shown(path)} cannot be written: {error.strerror or error}") from error


def save_curves(history: dict[str, list[float]], title: str, path: Path) -> None:
    """Save a picture of a training history as a PNG, without opening a window."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from utils.plotting.networks import draw_history

    figure = draw_history(history, title)
    figure.savefig(path)
    plt.close(figure)


def shown(path: Path) -> str:
    """A path, relative to the current folder if possible."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)
