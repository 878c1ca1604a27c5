"""A training that can be stopped: after each epoch, all that the next one depends on is kept in a file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from utils.checkpoints import Checkpoint, no_checkpoint, read_checkpoint, refuse_another_training, save_checkpoint
from utils.scratch.optimizers import Optimizer

if TYPE_CHECKING:
    from utils.scratch.network import Network


class Keeper:
    """Keeps a training in a file after each epoch, and takes it up from there. Without a path, it does nothing.

    The file holds the parameters, what the optimizer remembers, the state of the generators of random numbers, and the
    history. `settings` says what decides how the training goes; a file with others is refused.
    """

    def __init__(
        self,
        path: str | Path | None,
        network: "Network",
        optimizer: Optimizer,
        rng: np.random.Generator,
        settings: dict,
    ):
        self._path = None if path is None else Path(path)
        self._network, self._optimizer = network, optimizer
        self._generators = [rng, *(layer.rng for layer in network.layers)]
        self._settings = json.loads(json.dumps(settings))

    def take_up(self, epochs: int) -> dict[str, list[float]]:
        """Give network, optimizer and generators the state in the file, and return its history; {} without a file.

        Raises ValueError, and changes nothing, if the file is damaged or belongs to another training.
        """
        kept = None if self._path is None else read_checkpoint(self._path)
        if kept is None:
            return {}
        refuse_another_training(self._path, kept, self._settings, epochs)
        here = self._state()
        if [(a.shape, a.dtype) for a in kept.state[:-1]] != [(a.shape, a.dtype) for a in here[:-1]]:
            raise no_checkpoint(self._path)
        try:
            states = json.loads(str(kept.state[-1]))
            for _, state in zip(self._generators, states, strict=True):
                np.random.PCG64().state = state
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise no_checkpoint(self._path) from error
        for generator, state in zip(self._generators, states, strict=True):
            generator.bit_generator.state = state
        self._network.parameters[...], self._optimizer.steps = kept.state[0], int(kept.state[1])
        for memory, values in zip(self._optimizer.memory, kept.state[2:-1], strict=True):
            memory[...] = values
        return kept.history

    def keep(self, history: dict[str, list[float]]) -> None:
        """Write where the training stands, whole or not at all."""
        if self._path is not None:
            save_checkpoint(self._path, Checkpoint(history, self._settings, self._state()))

    def _state(self) -> list[np.ndarray]:
        generators = json.dumps([generator.bit_generator.state for generator in self._generators])
        steps = np.array(self._optimizer.steps)
        return [self._network.parameters, steps, *self._optimizer.memory, np.array(generators)]
