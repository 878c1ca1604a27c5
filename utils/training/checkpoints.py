"""The state of a training run, kept in a file: what it takes to go on, and the result once it is over."""

import io
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from utils.files import part_file
from utils.training.settings import first_difference

if TYPE_CHECKING:
    import keras


SECONDS_BETWEEN_CHECKPOINTS = 2.0
DELETE_OR_OTHER = "Delete it to start over, or choose another file"


@dataclass(frozen=True)
class Checkpoint:
    """A training run after one of its epochs.

    `state` holds the variables of network and optimizer, in order. `result` holds those of the network as the run left
    them in the end, which may differ: averages, or the best ones. It is None until then. `ended` says whether a
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
        """Whether nothing is left to do for a run of this many epochs."""
        return self.result is not None and (self.ended or self.epochs == epochs)


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write the checkpoint to `path`, all or nothing."""
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
        raise _no_checkpoint(path) from error


def _checked(about):
    """The history and the settings in what a checkpoint says about itself."""
    history, settings = about["history"], about["settings"]
    if not isinstance(settings, dict) or not all(isinstance(values, list) for values in history.values()):
        raise TypeError("settings and histories are dictionaries, of lists in the latter case")
    if not all(isinstance(loss, float) for loss in history["loss"]):
        raise TypeError("a loss is not a number")
    return history, settings


def _in_order(arrays, kind):
    count = sum(name.startswith(f"{kind}_") for name in arrays)
    return [arrays[f"{kind}_{i}"] for i in range(count)]


def _no_checkpoint(path) -> ValueError:
    return ValueError(f"{path.name} is no checkpoint of the course, or a damaged one: delete it")


class Keeper:
    """Resumes a run from its file, and saves it there: after an epoch, every few seconds at most, and at the end.

    Use it as a `with` block around the run. However the block ends, the last epoch is then in the file, and the
    optimizer has the learning rate it came with, which is one of the settings and which callbacks may have changed.
    Without a path, it does nothing.
    """

    def __init__(self, path: str | Path | None, network: "keras.Model", settings: dict):
        self._path = None if path is None else Path(path)
        self._network, self._settings = network, settings
        self._newest, self._is_written, self._written_at, self._epochs = None, True, time.monotonic(), 0
        self._first_rate = _rate(network.optimizer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._path is None:
            return
        if self._first_rate is not None:
            self._network.optimizer.learning_rate = self._first_rate
        self.write()

    def take_up(self, epochs: int) -> Checkpoint | None:
        """Give network and optimizer the values in the file, and return the checkpoint; None if there is no file.

        If the run in it is over, the network gets its result.

        Raises ValueError, and changes nothing, if the file is damaged, or if it belongs to another network, other data
        or other settings, or already holds more epochs.
        """
        kept = None if self._path is None else read_checkpoint(self._path)
        if kept is None:
            return None
        self._refuse_another_training(kept, epochs)
        _assign(self._state(), kept.state)
        if kept.is_finished(epochs):
            _assign(self._network.variables, kept.result)
        self._newest, self._epochs = kept, kept.epochs
        return kept

    def _refuse_another_training(self, kept, epochs):
        name = self._path.name
        difference = first_difference(kept.settings, self._settings)
        if difference:
            what, there, here = difference
            raise ValueError(
                f"{name} belongs to another training: {what} is {there} there and {here} here. {DELETE_OR_OTHER}"
            )
        result = self._network.variables if kept.result is None else kept.result
        if not (_fit(kept.state, self._state()) and _fit(result, self._network.variables)):
            raise _no_checkpoint(self._path)
        if kept.epochs > epochs:
            raise ValueError(f"{name} holds {kept.epochs} epochs already, and epochs is {epochs}. {DELETE_OR_OTHER}")

    def _state(self):
        return [*self._network.variables, *self._network.optimizer.variables]

    def keep(self, history: dict[str, list[float]]) -> None:
        """Note the state after an epoch, and write it unless that was done moments ago."""
        if self._path is None:
            return
        history = {name: list(values) for name, values in history.items()}
        self._newest, self._is_written = Checkpoint(history, self._settings, _values(self._state())), False
        self._epochs = self._newest.epochs
        if time.monotonic() > self._written_at + SECONDS_BETWEEN_CHECKPOINTS:
            self.write()

    def finish(self, *, ended: bool) -> None:
        """Keep the result of the run; `ended` says whether a callback ended it."""
        if self._path is None:
            return
        self._newest = replace(self._newest, result=_values(self._network.variables), ended=ended)
        self._is_written = False
        self.write()

    def write(self) -> None:
        """Write what was noted last, if that has not been done yet."""
        if self._is_written:
            return
        save_checkpoint(self._path, self._newest)
        self._is_written, self._written_at = True, time.monotonic()

    def farewell(self, epochs: int) -> str:
        """What a learner who stopped the training should know."""
        if self._path is None:
            return "Training stopped. Nothing was kept: with checkpoint=..., the next call would go on from here."
        return f"Training stopped. {self._epochs} of {epochs} epochs are kept; the same call goes on from there."


def _rate(optimizer) -> float | None:
    """The learning rate, where it is a number that callbacks can change."""
    rate = optimizer.learning_rate
    return float(rate) if hasattr(rate, "assign") else None


def _values(variables) -> list[np.ndarray]:
    return [np.asarray(variable).copy() for variable in variables]


def _fit(values, variables) -> bool:
    """Whether each value fits into the variable in the same place."""
    kinds = [[(str(one.dtype), tuple(one.shape)) for one in group] for group in (values, variables)]
    return kinds[0] == kinds[1]


def _assign(variables, values):
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
