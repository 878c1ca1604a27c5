"""1,000 training and 350 test images, drawn from MNIST: a set so small that luck decides a lot."""

from dataclasses import replace

import numpy as np

from utils.data.digits import Digits

TRAINING, TEST = 1000, 350


def draw_thousand(digits: Digits, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which images of `Digits` are drawn, as indices.

    Returns
    -------
    training : integer array (1000,)
        Into the training images.
    rest : integer array
        The other training images, in the order of the draw; whoever needs images to choose with takes the first.
    test : integer array (350,)
        Into the test images.
    """
    rng = np.random.default_rng([seed, TRAINING])
    order = rng.permutation(len(digits.y_train))
    return order[:TRAINING], order[TRAINING:], rng.permutation(len(digits.y_test))[:TEST]


def thousand(digits: Digits, seed: int) -> Digits:
    """`Digits` with the 1,000 training and 350 test images of one draw; all else as it was."""
    training, _, test = draw_thousand(digits, seed)
    return replace(
        digits,
        x_train=digits.x_train[training],
        y_train=digits.y_train[training],
        x_test=digits.x_test[test],
        y_test=digits.y_test[test],
    )
