"""The state of a training run, kept in a file: what it takes to resume, and the result once it is over."""

import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from utils.files import part_file
from utils.fingerprints import first_difference

DELETE_OR_OTHER = "Delete it to start over, or choose another file"


@dataclass(frozen=True)
class Checkpoint:
    """A training run after one of its epochs.

    `state` holds the variables of the network and the optimizer, in order. `result` holds the network's variables at
    the end of the run, which may differ: averages, or the best ones. It is None until then. `ended` says whether a
    callback ended the run.
    """

    history: dict[str, list[float]]
    settings: dict
    state: list[np.ndarray]
    result: list[np.ndarray] | None = None
    ended: bool = False

    @property
    def epochs(self) -> int:
        return len(self.history["loss"])

    def is_finished(self, epochs: int) -> bool:
        """Whether a run of this many epochs has nothing left to do."""
        return self.result is not None and (self.ended or self.epochs == epochs)


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write the checkpoint to `path`, whole or not at all."""
    arrays = {f"state_{i}": array for i, array in enumerate(checkpoint.state)}
    arrays |= {f"result_{i}": array for i, array in enumerate(checkpoint.result or [])}
    about = {"history": checkpoint.history, "settings": checkpoint.settings, "ended": checkpoint.ended}
    path.parent.mkdir(parents=True, exist_ok=True)
    with part_file(path) as part, part.open("wb") as file:
        np.savez(file, about=json.dumps(about, default=float), **arrays)


def read_checkpoint(path: Path) -> Checkpoint | None:
    """The checkpoint in `path`, or None if there is no such file. Raises ValueError if the file holds anything else."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(str(arrays["about"]))
        history, settings = _checked(about)
        result = _in_order(arrays, "result") or None
        return Checkpoint(history, settings, _in_order(arrays, "state"), result, ended=about["ended"] is True)
    except Exception as error:  # damaged bytes raise a dozen kinds of error in zipfile, NumPy and json
        raise no_checkpoint(path) from error


def _checked(about):
    """The history and the settings in what a checkpoint says about itself."""
    history, settings = about["history"], about["settings"]
    if not isinstance(settings, dict) or not all(isinstance(values, list) for values in history.values()):
        raise TypeError("settings must be a dictionary, and the history a dictionary of lists")
    if not all(isinstance(loss, float) for loss in history["loss"]):
        raise TypeError("a loss is not a number")
    return history, settings


def _in_order(arrays, kind):
    count = sum(name.startswith(f"{kind}_") for name in arrays)
    return [arrays[f"{kind}_{i}"] for i in range(count)]


def no_checkpoint(path: Path) -> ValueError:
    """The error for a file that is not a checkpoint, or whose arrays do not fit this training."""
    return ValueError(f"{path.name} is damaged, or not one of the course's checkpoints: delete it")


def refuse_another_training(path: Path, kept: Checkpoint, settings: dict, epochs: int) -> None:
    """Raise ValueError if the checkpoint in `path` has other settings or more epochs than these."""
    difference = first_difference(kept.settings, settings)
    if difference:
        what, there, here = difference
        raise ValueError(
            f"{path.name} belongs to another training: {what} is {there} there and {here} here. {DELETE_OR_OTHER}"
        )
    if kept.epochs > epochs:
        raise ValueError(f"{path.name} already holds {kept.epochs} epochs, and epochs is {epochs}. {DELETE_OR_OTHER}")
