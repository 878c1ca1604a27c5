import base64

import numpy as np
import pytest

from tests.pictures.digits import DIGITS
from tests.pictures.javascript import call
from utils.data import load_mnist
from utils.pictures.drawing import image_settings

BLANK = np.zeros((28, 28)).tolist()


def drawn(*points):
    """A digit of straight lines on blank paper: an array (28, 28)."""
    image = BLANK
    for start, end in zip(points, points[1:], strict=False):
        (image,) = call("drawing", "stroke", [(image, start, end)])
    return np.array(image)


def test_a_stroke_is_about_two_pixels_wide_with_soft_edges():
    across = drawn((4, 14), (24, 14))[:, 14]
    assert across.max() == 1
    assert across.sum() == pytest.approx(2.5, abs=0.15)
    assert np.sum((across > 0) & (across < 1)) >= 2


def test_its_thickness_is_that_of_ones_in_mnist(real_mnist):
    """Ink in each row that a one passes through."""
    digits = load_mnist()
    ones = digits.x_train[digits.y_train == 1][:500] / 255
    low, high = np.quantile([thickness(image) for image in ones], [0.1, 0.9])
    assert low < thickness(drawn((15, 5), (13, 23))) < high


def thickness(image):
    return image.sum() / np.sum(image.max(axis=1) > 0.3)


def test_a_stroke_adds_ink_and_takes_none_away():
    before = np.random.default_rng(0).random((28, 28))
    (after,) = call("drawing", "stroke", [(before.tolist(), (3.0, 3.0), (20.0, 9.0))])
    assert (np.array(after) >= before).all()
    assert np.max(after) == 1
    assert np.array(after)[20:].tolist() == before[20:].tolist()


def test_a_touch_leaves_a_dot():
    image = drawn((10.5, 7.5), (10.5, 7.5))
    assert image[7, 10] == 1
    assert 4 < image.sum() < 7


def centered(image):
    """Center of mass to pixel n / 2, as in MNIST; whole pixels, and all ink stays on the paper."""
    for axis in (0, 1):
        profile = image.sum(axis=1 - axis)
        places = np.flatnonzero(profile)
        wanted = np.floor(len(profile) / 2 - np.arange(len(profile)) @ profile / profile.sum() + 0.5)
        image = np.roll(image, int(np.clip(wanted, -places[0], len(profile) - 1 - places[-1])), axis=axis)
    return image


def test_ink_is_centered_by_its_mass_and_none_is_lost():
    rng = np.random.default_rng(0)
    images = []
    for _ in range(100):
        image = np.zeros((28, 20))
        top, left = rng.integers(0, 16, 2)
        image[top : top + rng.integers(1, 16), left : left + rng.integers(1, 9)] = 1
        image *= rng.uniform(0.1, 1, image.shape)
        image[rng.integers(28), rng.integers(20)] += 0.01  # a speck far from the middle
        images.append(image)
    for image, found in zip(images, call("drawing", "centered", [(image.tolist(),) for image in images]), strict=True):
        np.testing.assert_array_equal(found, centered(image))
        assert np.sum(found) == pytest.approx(image.sum())


def test_digits_as_mnist_has_them_stay_where_they_are(real_mnist):
    images = load_mnist().x_test[:50]
    found = call("drawing", "centered", [(image.tolist(),) for image in images])
    moved = [not np.array_equal(now, image) for now, image in zip(found, images, strict=True)]
    assert np.mean(moved) < 0.1


def test_empty_paper_stays_empty():
    assert call("drawing", "centered", [(BLANK,)]) == [BLANK]


def test_packed_images_come_out_as_they_went_in():
    settings = image_settings(DIGITS)
    for text, found, image in zip(
        settings["examples"],
        call("drawing", "rowsOf", [(text, 28) for text in settings["examples"]]),
        DIGITS,
        strict=True,
    ):
        assert len(base64.b64decode(text)) == 784
        np.testing.assert_allclose(found, image / 255, atol=1e-12)
    np.testing.assert_allclose(settings["image"], DIGITS[0] / 255, atol=1e-4)
    assert image_settings(DIGITS / 255) == settings
