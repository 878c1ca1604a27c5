"""Images brought to one standard before a network reads them: paper 0, the darkest ink 1, little noise, in the middle.

Nothing here is learned. What changes an image as a whole is undone, so that no network has to learn it.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy import ndimage

from utils.augmentation import center
from utils.corruptions import turn
from utils.data.checking import check_images

FRAME = 2  # pixels at each edge that are taken for paper
DARKEST = 20  # pixels, whose mean becomes 1
FLOOR = 0.25  # of the darkest; what is below is taken for noise


def normalized(images, smoothing: float = 1.0) -> np.ndarray:
    """Digits on paper 0, with their darkest pixels at 1, smoothed, and centered by their ink.

    Parameters
    ----------
    images : float array (m, h, w)
        Ink differs from paper, in either direction: a negative becomes what the positive does.
    smoothing : float
        Standard deviation, in pixels, of the blur that takes the noise out.

    Returns
    -------
    float32 array (m, h, w) in 0..1. An image in which nothing differs becomes 0.

    Raises ValueError if these are no images (m, h, w), or smoothing is negative or nan.
    """
    images = check_images(images)
    if images.ndim != 3:
        raise ValueError(f"images need shape (m, h, w); these have {images.shape}")
    if not smoothing >= 0:
        raise ValueError(f"smoothing is {smoothing}; it must be 0 or more")
    rest = images.astype(np.float32) - _paper(images)
    rest = np.abs(ndimage.gaussian_filter(rest, (0, smoothing, smoothing), mode="nearest"))
    darkest = np.partition(rest.reshape(len(rest), -1), -DARKEST, axis=1)[:, -DARKEST:].mean(axis=1)[:, None, None]
    ink = rest / np.maximum(darkest, 1e-6)
    return center(np.clip((ink - FLOOR) / (1 - FLOOR), 0, 1))


def _paper(images) -> np.ndarray:
    """The mean of each image's frame, (m, 1, 1)."""
    frame = np.ones(images.shape[1:], dtype=bool)
    frame[FRAME:-FRAME, FRAME:-FRAME] = False
    return images[:, frame].mean(axis=1, dtype=np.float32)[:, None, None]


def mean_over_turns(probabilities: Callable, images, angles: Sequence[float]) -> np.ndarray:
    """Mean probabilities (m, 10) of images (m, h, w) as they are turned by each of the angles, in degrees.

    `probabilities` takes images and gives (m, 10). Raises ValueError if there is no angle.
    """
    if not len(angles):
        raise ValueError("angles is empty; (0,) leaves the images as they are")
    return np.mean([probabilities(turn(images, angle)) for angle in angles], axis=0)
