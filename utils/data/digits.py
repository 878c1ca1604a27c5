"""What every loader returns: `Digits`, with the `Source` they come from."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Source:
    """Where a set of images comes from: its name, license, citation, and whether it is the real MNIST."""

    name: str
    license: str
    citation: str
    is_mnist: bool


@dataclass(frozen=True, eq=False, repr=False)
class Digits:
    """Images of handwritten digits with their labels, in a training and a test part.

    x_train : array (m, ...)
        Training images, uint8 (0..255) or float32, white ink on black.
    y_train : integer array (m,)
        What each image shows, 0..9.
    x_test, y_test
        The same for images that are held back for the last question: how good is it on what it has never seen?
    source : Source

    Raises ValueError if the shapes do not fit together, or if a label is outside 0..9.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    source: Source

    def __post_init__(self):
        _check_part("train", self.x_train, self.y_train)
        _check_part("test", self.x_test, self.y_test)
        if self.x_train.shape[1:] != self.x_test.shape[1:]:
            raise ValueError(
                f"one training image has shape {self.x_train.shape[1:]} and one test image "
                f"{self.x_test.shape[1:]}; both must have the same"
            )

    def __repr__(self):
        return f"Digits(x_train {self.x_train.shape}, x_test {self.x_test.shape}, from {self.source.name})"


def _check_part(part, x, y):
    if y.ndim != 1 or x.ndim < 2 or len(x) != len(y):
        raise ValueError(
            f"x_{part} has shape {x.shape} and y_{part} {y.shape}; "
            "x needs one image in each row, and y one label for each image"
        )
    if y.dtype.kind not in "iu":
        raise ValueError(f"y_{part} has dtype {y.dtype}; labels are whole numbers")
    if len(y) and not 0 <= y.min() <= y.max() <= 9:
        raise ValueError(f"labels must lie in 0..9; y_{part} has {y.min()}..{y.max()}")
