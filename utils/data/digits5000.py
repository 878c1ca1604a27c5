"""The classic 5,000 digits of 20 by 20 pixels, in rows of 400 numbers, rebuilt from MNIST."""

from dataclasses import replace

import numpy as np
from PIL import Image

from utils.data.digits import Digits
from utils.data.mnist import load_mnist


def load_digits5000() -> Digits:
    """Load the classic 5,000 by 400 set, with MNIST's 10,000 test images as its test set.

    Returns
    -------
    Digits
        x_train float32 (5000, 400), sorted by digit, 500 of each; x_test float32 (10000, 400); y int64.
        Most pixels lie in 0..1; bicubic resizing reaches from -0.132 to 1.128. The embedded set has fewer
        images: its training part, with at most 500 of each digit, and 500 test images.

    Raises
    ------
    DataError
        Like `load_mnist`.

    Source: the set of exercises 3 and 4 of Andrew Ng's Machine Learning course (2011).
    """
    return classic_5000(load_mnist())


def classic_5000(digits: Digits) -> Digits:
    """Make the classic set of `Digits` with uint8 (m, 28, 28) images: see `load_digits5000`."""
    few = first_500_of_each(digits)
    return replace(few, x_train=as_rows(shrink(few.x_train)), x_test=as_rows(shrink(few.x_test)))


def first_500_of_each(digits: Digits) -> Digits:
    """`Digits` with at most the first 500 training images of each digit, sorted by digit; everything else as it was."""
    chosen = np.concatenate([np.flatnonzero(digits.y_train == digit)[:500] for digit in range(10)])
    return replace(digits, x_train=digits.x_train[chosen], y_train=digits.y_train[chosen])


def shrink(images: np.ndarray) -> np.ndarray:
    """Resize uint8 (m, 28, 28) images to float32 (m, 20, 20), 0 for black and 1 for white.

    Antialiased bicubic, as Pillow does it. It overshoots a little next to sharp edges, so a few pixels lie
    below 0 or above 1. Raises ValueError for other shapes or dtypes.
    """
    images = np.asarray(images)
    if images.ndim != 3 or images.shape[1:] != (28, 28) or images.dtype != np.uint8:
        raise ValueError(
            f"shrink takes uint8 images of shape (m, 28, 28); this is {images.dtype} of shape {images.shape}"
        )
    small = np.empty((len(images), 20, 20), np.float32)
    for row, image in zip(small, images.astype(np.float32) / 255, strict=True):
        row[:] = Image.fromarray(image).resize((20, 20), Image.Resampling.BICUBIC)
    return small


def as_images(X: np.ndarray) -> np.ndarray:
    """Turn rows (m, 400) into images (m, 20, 20); a single row (400,) into one image (20, 20).

    A row holds an image column by column, so it is also transposed. Raises ValueError for other shapes.
    """
    X = np.asarray(X)
    if X.ndim not in (1, 2) or X.shape[-1] != 400:
        raise ValueError(f"as_images takes rows of 400 numbers, shape (m, 400) or (400,); this is {X.shape}")
    return X.reshape(*X.shape[:-1], 20, 20).swapaxes(-1, -2)


def as_rows(images: np.ndarray) -> np.ndarray:
    """Unroll images (m, 20, 20) column by column into rows (m, 400); one image (20, 20) into (400,).

    The inverse of `as_images`. Raises ValueError for other shapes.
    """
    images = np.asarray(images)
    if images.ndim not in (2, 3) or images.shape[-2:] != (20, 20):
        raise ValueError(f"as_rows takes images of shape (m, 20, 20) or (20, 20); this is {images.shape}")
    return images.swapaxes(-1, -2).reshape(*images.shape[:-2], 400)
