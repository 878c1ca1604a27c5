"""The embedded set: real handwriting that comes with scikit-learn, for computers without a network."""

import numpy as np
from PIL import Image

from utils.data.digits import Digits, Source

UCI_DIGITS = Source(
    name="Embedded digits (scikit-learn, UCI)",
    license="CC BY 4.0",
    citation=(
        "E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, "
        "UCI Machine Learning Repository, https://doi.org/10.24432/C50P49"
    ),
    is_mnist=False,
)
NOTICE = (
    "Embedded digits: 1,797 images from scikit-learn (UCI), no network needed. "
    "The figures in the text are MNIST's; yours will differ."
)
TEST_IMAGES = 500


def embedded_digits() -> Digits:
    """Load scikit-learn's 1,797 digits in MNIST's size and layout, and announce them in one line.

    Returns
    -------
    Digits
        x uint8 (1297, 28, 28) and (500, 28, 28), y int64; the last 500 in file order are the test set.

    Source: the test part of UCI's Optical Recognition of Handwritten Digits, Alpaydin and Kaynak, 1998.
    """
    print(NOTICE)
    return uci_digits()


def uci_digits() -> Digits:
    """What `embedded_digits` loads, without a word: for pictures that say themselves whose digits they show."""
    from sklearn.datasets import load_digits

    small, labels = load_digits(return_X_y=True)
    images = np.stack([_as_mnist_would(image) for image in small.reshape(-1, 8, 8)])
    labels = labels.astype(np.int64)
    return Digits(
        x_train=images[:-TEST_IMAGES],
        y_train=labels[:-TEST_IMAGES],
        x_test=images[-TEST_IMAGES:],
        y_test=labels[-TEST_IMAGES:],
        source=UCI_DIGITS,
    )


def _as_mnist_would(small):
    """(8, 8) in 0..16 -> uint8 (28, 28): a box of 20 by 20, placed so that its center of mass is in the middle."""
    large = Image.fromarray((small / 16).astype(np.float32)).resize((20, 20), Image.Resampling.BICUBIC)
    ink = np.clip(large, 0, 1)
    # In MNIST's files, the middle is pixel 14: the center of mass of every image lies in 13.5..14.5.
    down, right = (_offset(ink.sum(axis=axis)) for axis in (1, 0))
    image = np.zeros((28, 28), np.uint8)
    image[down : down + 20, right : right + 20] = np.round(255 * ink)
    return image


def _offset(profile):
    """How many pixels before the box bring this profile's center of mass to pixel 14."""
    center = np.arange(20) @ profile / profile.sum()
    return int(np.clip(round(14 - center), 0, 8))
