"""Images brought to one standard: what is undone, what stays, and what is refused."""

import numpy as np
import pytest

from utils import corruptions
from utils.normalizing import mean_over_turns, normalized


@pytest.fixture(scope="module")
def images():
    """Bars of other lengths and places, as bright as 0.6 to 1, on paper 0."""
    drawn = np.zeros((4, 28, 28), np.float32)
    for i, bright in enumerate((0.6, 0.8, 0.9, 1.0)):
        drawn[i, 6 + i : 20, 10 + i : 13 + i] = bright
        drawn[i, 18:20, 8:18] = bright
    return drawn


def test_the_darkest_ink_is_1_and_paper_is_0(images):
    changed = normalized(images)
    assert changed.shape == images.shape
    assert changed.dtype == np.float32
    assert changed.min() >= 0
    np.testing.assert_allclose(changed.max(axis=(1, 2)), 1, atol=0.15)
    assert changed[:, :3].max() == 0


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 1])
def test_a_negative_becomes_what_the_positive_becomes(images, share):
    np.testing.assert_allclose(normalized(corruptions.inverted(images, share)), normalized(images), atol=1e-4)


def test_a_shift_is_undone(images):
    np.testing.assert_allclose(normalized(corruptions.shifted(images, 3)), normalized(images), atol=1e-4)


def test_a_paler_or_darker_image_becomes_the_same(images):
    np.testing.assert_allclose(normalized(0.3 * images), normalized(images), atol=1e-4)


def test_paper_is_the_frame_however_much_ink_there_is():
    heavy = np.zeros((1, 28, 28), np.float32)
    heavy[0, 4:24, 4:24] = 1
    changed = normalized(heavy)[0]
    assert changed[:2].max() == 0
    assert changed[10, 10] == pytest.approx(1, abs=0.01)


def test_one_dark_speck_does_not_make_the_rest_pale(images):
    pale = 0.5 * (images > 0)
    specked = pale.copy()
    specked[:, 18, 13] = 1
    sums = (normalized(x, smoothing=0).sum(axis=(1, 2)) for x in (specked, pale))
    np.testing.assert_allclose(*sums, rtol=0.1)


def test_noise_is_mostly_taken_out(images):
    noisy = corruptions.noisy(images, 0.3)
    left = np.abs(normalized(noisy) - normalized(images)).mean()
    assert left < 0.25 * np.abs(noisy - images).mean()


def test_an_image_of_nothing_stays_nothing():
    assert normalized(np.full((1, 28, 28), 0.4, np.float32)).max() == 0


def test_more_smoothing_blurs_more(images):
    def steepest(x):
        return np.abs(np.diff(x, axis=2)).max()

    assert steepest(normalized(images, 2.0)) < steepest(normalized(images, 1.0)) < steepest(normalized(images, 0.0))


@pytest.mark.parametrize(
    ("images", "smoothing", "words"),
    [
        (np.zeros((28, 28)), 1, "shape"),
        (np.zeros((1, 28, 28)), -1, "0 or more"),
        (np.zeros((1, 28, 28)), np.nan, "0 or more"),
    ],  # fmt: skip
)
def test_what_does_not_fit_is_refused(images, smoothing, words):
    with pytest.raises(ValueError, match=words):
        normalized(images, smoothing)


def test_the_mean_is_taken_over_the_turned_images(images):
    def mostly(x):
        """Two 'probabilities': the share of ink in the upper half, and the rest."""
        upper = x[:, :14].sum(axis=(1, 2)) / x.sum(axis=(1, 2))
        return np.stack([upper, 1 - upper], axis=1)

    expected = (mostly(images) + mostly(corruptions.turn(images, 180))) / 2
    np.testing.assert_allclose(mean_over_turns(mostly, images, (0, 180)), expected)
    assert not np.allclose(expected, mostly(images))


def test_without_an_angle_there_is_nothing_to_read(images):
    with pytest.raises(ValueError, match="angles is empty"):
        mean_over_turns(lambda x: x, images, ())
