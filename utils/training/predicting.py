"""What a trained network answers: its logits, and how many of its answers are wrong."""

from typing import TYPE_CHECKING

import numpy as np

from utils.data.checking import check_examples, check_images

if TYPE_CHECKING:
    import keras


AT_ONCE = 1000  # images; the maps that convolutions make of more do not fit into a processor's cache


def predict_logits(network: "keras.Model", x: np.ndarray) -> np.ndarray:
    """Logits of a network for images x (m, ...), as a float array (m, 10).

    Raises ValueError if x is empty, holds nan, or holds images of a shape that the network does not take.
    """
    x = check_images(x, _image_shape(network))
    parts = [np.asarray(network(x[i : i + AT_ONCE], training=False)) for i in range(0, len(x), AT_ONCE)]
    return np.concatenate(parts)


def count_errors(network: "keras.Model", x: np.ndarray, y: np.ndarray) -> int:
    """How many of the images x (m, ...) get an answer other than their label in y (m,).

    Raises ValueError if images and labels do not fit the network or each other.
    """
    x, y = check_examples(x, y, _image_shape(network))
    return int(np.count_nonzero(predict_logits(network, x).argmax(axis=1) != y))


def _image_shape(network):
    """The shape of one image, or None if the network has not seen any yet."""
    shape = getattr(network, "input_shape", None)
    return None if shape is None else shape[1:]
