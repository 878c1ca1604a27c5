"""How `python main.py` builds, trains, queries and saves a network in Keras; in_numpy.py does the same in NumPy."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import numpy as np

from utils.models import NETWORKS
from utils.quiet_tensorflow import keras
from utils.training import compile_for_digits, fit_fast, inputs_for, predict_logits

__all__ = ["build", "fit", "inputs_for", "parameter_count", "predict_logits", "save"]


def build(options: Namespace, images: int) -> keras.Model:
    """A fresh network, compiled for this many training images."""
    keras.utils.set_random_seed(options.seed)
    network = NETWORKS[options.network].build()
    compile_for_digits(network, options.learning_rate, images)
    return network


def fit(
    network: keras.Model,
    training: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray] | None,
    options: Namespace,
    checkpoint: Path,
    stop_if_asked: Callable[[], None],
) -> dict[str, list[float]]:
    """Train, resuming from a checkpoint if there is one, and return the history; `stop_if_asked()` may interrupt."""
    stop = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: stop_if_asked())
    history = fit_fast(
        network,
        *training,
        epochs=options.epochs,
        batch_size=options.batch_size,
        validation=validation,
        seed=options.seed,
        callbacks=[stop],
        checkpoint=checkpoint,
    )
    return history.history


def parameter_count(network: keras.Model) -> int:
    """How many numbers the network learns."""
    return network.count_params()


def save(network: keras.Model, path: Path) -> None:
    """Write the network to a .keras file."""
    network.save(path)
