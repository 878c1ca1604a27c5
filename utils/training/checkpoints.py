"""Keeps a training of Keras in a file, and takes it up from there."""

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from utils.checkpoints import Checkpoint, no_checkpoint, read_checkpoint, refuse_another_training, save_checkpoint

if TYPE_CHECKING:
    import keras


SECONDS_BETWEEN_CHECKPOINTS = 2.0


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
        refuse_another_training(self._path, kept, self._settings, epochs)
        result = self._network.variables if kept.result is None else kept.result
        if not (_fit(kept.state, self._state()) and _fit(result, self._network.variables)):
            raise no_checkpoint(self._path)

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
