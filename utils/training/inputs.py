"""From images of MNIST's size to what a network takes."""

import math
from typing import TYPE_CHECKING

import numpy as np

from utils.data import as_rows, shrink

if TYPE_CHECKING:
    import keras


def inputs_for(network: "keras.Model", images: np.ndarray) -> np.ndarray:
    """Images as a network takes them, with 0 for black and 1 for white.

    Parameters
    ----------
    network : keras.Model
        Its input shape decides the size: (400,), (784,), (20, 20) or (28, 28); the last two may have a channel, as in
        (28, 28, 1).
    images : uint8 array (m, 28, 28)
        A single image, (28, 28), counts as m = 1.

    Returns
    -------
    float32 array (m, *network.input_shape[1:])

    Raises ValueError if the images have another shape or type, or the network takes another size.
    """
    shape, images = network.input_shape[1:], np.asarray(images)
    if images.ndim == 2:
        images = images[None]
    if images.shape[1:] != (28, 28) or images.dtype != np.uint8:
        raise ValueError(f"images are uint8 of shape (m, 28, 28); these are {images.dtype} of shape {images.shape}")
    if shape == (400,):
        return as_rows(shrink(images))
    if shape in ((20, 20), (20, 20, 1)):
        images = shrink(images)
    elif math.prod(shape) == 28 * 28:
        images = images.astype(np.float32) / 255
    else:
        raise ValueError(f"the network takes images of shape {shape}; these can be made 20 by 20 or 28 by 28 pixels")
    return images.reshape(len(images), *shape)
