"""Images brought to one standard before a network reads them: paper 0, darkest ink 1, little noise, ink in the middle.

Nothing here is learned. Changes to an image as a whole are undone, so that no network has to learn them.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy import ndimage

from utils.augmentation import center
from utils.corruptions import turn
from utils.data.checking import check_images

FRAME = 2  # pixels at each edge that count as paper
DARKEST = 20  # pixels, the mean of which becomes 1
FLOOR = 0.25  # of the darkest; what is below counts as noise


def normalized(images: np.ndarray, smoothing: float = 1.0) -> np.ndarray:
    """Digits on paper 0, with their darkest pixels at 1, smoothed, and centered by their ink.

    Parameters
    ----------
    images : float array (m, h, w)
        Ink may be brighter or darker than paper: a negative becomes the same as its positive.
    smoothing : float
        Standard deviation, in pixels, of the blur that removes noise.

    Returns
    -------
    float32 array (m, h, w) in 0..1. An image of a single value becomes 0.

    Raises ValueError if these are not images (m, h, w), or if smoothing is negative or nan.
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


def mean_over_turns(probabilities: Callable, images: np.ndarray, angles: Sequence[float]) -> np.ndarray:
    """Mean probabilities (m, 10) of images (m, h, w) as they are turned by each of the angles, in degrees.

    `probabilities` takes images and returns (m, 10). Raises ValueError if there is no angle.
    """
    if not len(angles):
        raise ValueError("angles is empty; (0,) leaves the images as they are")
    return np.mean([probabilities(turn(images, angle)) for angle in angles], axis=0)
