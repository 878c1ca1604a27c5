"""The draw of 1,000 training and 350 test images."""

import numpy as np

from utils.data import Digits, Source
from utils.data.thousand import draw_thousand, thousand

RNG = np.random.default_rng(0)
DIGITS = Digits(
    RNG.integers(0, 256, (1500, 28, 28)).astype(np.uint8),
    np.arange(1500) % 10,
    RNG.integers(0, 256, (400, 28, 28)).astype(np.uint8),
    np.arange(400) % 10,
    Source("noise", "", "", is_mnist=False),
)


def test_no_image_is_drawn_twice_and_the_rest_is_all_the_others():
    training, rest, test = draw_thousand(DIGITS, 0)
    assert (len(training), len(rest), len(set(test.tolist()))) == (1000, 500, 350)
    assert sorted([*training, *rest]) == list(range(1500))


def test_the_seed_draws_all_three_parts():
    first, again, other = (draw_thousand(DIGITS, seed) for seed in (0, 0, 1))
    for part in range(3):
        np.testing.assert_array_equal(first[part], again[part])
        assert not np.array_equal(first[part], other[part])


def test_the_digits_are_the_drawn_ones_with_their_labels():
    training, _, test = draw_thousand(DIGITS, 5)
    found = thousand(DIGITS, 5)
    np.testing.assert_array_equal(found.x_train, DIGITS.x_train[training])
    np.testing.assert_array_equal(found.y_train, DIGITS.y_train[training])
    np.testing.assert_array_equal(found.x_test, DIGITS.x_test[test])
    np.testing.assert_array_equal(found.y_test, DIGITS.y_test[test])
