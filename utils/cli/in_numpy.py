"""How `python main.py` builds, trains, queries and saves a network in NumPy. TensorFlow is never imported here."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import numpy as np

from utils.models import NETWORKS
from utils.scratch import OPTIMIZERS, Network, cosine


def build(options: Namespace, images: int) -> Network:
    """A fresh network. The number of training images makes no difference."""
    return NETWORKS[options.network].build(options.seed)


def inputs_for(network: Network, images: np.ndarray) -> np.ndarray:
    """uint8 images (m, 28, 28) as rows, float32 (m, 784), black 0 and white 1."""
    return images.reshape(len(images), 28 * 28).astype(np.float32) / 255


def fit(
    network: Network,
    training: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray] | None,
    options: Namespace,
    checkpoint: Path,
    stop_if_asked: Callable[[], None],
) -> dict[str, list[float]]:
    """Train, resuming from a checkpoint if there is one, and return the history; `stop_if_asked()` may interrupt."""
    architecture = NETWORKS[options.network]

    def stop_between_epochs(history):
        if len(history["loss"]) < options.epochs:
            stop_if_asked()

    try:
        return network.fit(
            *training,
            epochs=options.epochs,
            batch_size=options.batch_size,
            optimizer=OPTIMIZERS[architecture.optimizer](options.learning_rate),
            schedule=cosine if architecture.falling_rate else None,
            validation=validation,
            seed=options.seed,
            checkpoint=checkpoint,
            after_epoch=stop_between_epochs,
        )
    except FloatingPointError as error:
        rate = f"the learning rate of {options.learning_rate:g} is too large here"
        raise FloatingPointError(f"the loss became nan or infinite: {rate}") from error


def predict_logits(network: Network, x: np.ndarray) -> np.ndarray:
    """Logits (m, 10) of rows x (m, 784)."""
    return network.logits(x)


def parameter_count(network: Network) -> int:
    """How many numbers the network learns."""
    return network.parameters.size


def save(network: Network, path: Path) -> None:
    """Write the network to a .npz file that `utils.scratch.Network.load` reads."""
    network.save(path)
