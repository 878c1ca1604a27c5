"""The data sets that `python main.py` knows by name."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class DataSet:
    """`load(seed)` returns `utils.data.Digits` in MNIST's size, uint8 (m, 28, 28). Most sets need no seed."""

    what: str
    load: Callable


def _mnist(seed):
    from utils.data import load_mnist

    return load_mnist()


def _digits5000(seed):
    """The images of `utils.data.load_digits5000` before resizing."""
    from utils.data.digits5000 import first_500_of_each

    return first_500_of_each(_mnist(seed))


def _thousand(seed):
    from utils.data.thousand import thousand

    return thousand(_mnist(seed), seed)


def _embedded(seed):
    from utils.data.embedded import embedded_digits

    return embedded_digits()


DATA = {
    "mnist": DataSet("MNIST, all 60,000 training images", _mnist),
    "digits5000": DataSet("the first 500 images of each digit in MNIST's training file", _digits5000),
    "thousand": DataSet("1,000 training and 350 test images of MNIST; --seed picks them", _thousand),
    "embedded": DataSet("1,797 digits that come with scikit-learn; needs no download", _embedded),
}
