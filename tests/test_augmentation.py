"""Random distortions and deskewing of images."""

import numpy as np
import pytest

from utils.augmentation import _smooth_field, augment, center, deskew

RNG = np.random.default_rng


def slanted_stroke(slant, size=21):
    """A stroke three pixels wide that leans by `slant` columns a row."""
    rows, columns = np.indices((size, size)) - (size - 1) / 2
    return (np.abs(columns - slant * rows) < 1.5).astype(np.float32)[None]


def test_without_strengths_nothing_changes():
    images = RNG(0).random((3, 9, 11), dtype=np.float32)
    np.testing.assert_allclose(augment(images, RNG(1)), images, atol=1e-6)


def test_a_shift_moves_the_ink_by_at_most_its_size():
    image = np.zeros((200, 21, 21), np.float32)
    image[:, 10, 10] = 1
    moved = augment(image, RNG(0), shift=3)
    rows = moved.sum(axis=2) @ np.arange(21) / moved.sum(axis=(1, 2)) - 10
    assert 2.5 < np.abs(rows).max() <= 3.0001
    assert abs(rows.mean()) < 0.5


@pytest.mark.parametrize("strength", [{"rotate": 20}, {"scale": 0.3}, {"shear": 0.4}, {"elastic": 1.5}])
def test_each_distortion_changes_the_image_and_keeps_most_ink(strength):
    image = np.repeat(slanted_stroke(0.0), 20, axis=0)
    changed = augment(image, RNG(0), **strength)
    assert np.abs(changed - image).mean() > 0.01
    assert changed.sum() == pytest.approx(image.sum(), rel=0.2)
    assert len(np.unique(changed.reshape(20, -1), axis=0)) == 20


def test_the_same_generator_gives_the_same_images():
    images = RNG(0).random((2, 8, 8), dtype=np.float32)
    first, second, other = (augment(images, RNG(seed), elastic=1, rotate=5) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("slant", [-0.5, 0.4])
def test_deskewing_straightens_a_stroke(slant):
    straight = deskew(slanted_stroke(slant))
    leaning = np.abs(straight - slanted_stroke(0.0)).mean()
    assert leaning < 0.2 * np.abs(slanted_stroke(slant) - slanted_stroke(0.0)).mean()


def test_centering_moves_the_ink_to_the_middle_and_leaves_its_slant():
    leaning = slanted_stroke(0.4)
    moved = np.roll(leaning, (0, 2), axis=(1, 2))
    np.testing.assert_allclose(center(moved)[0, :, 4:-4], leaning[0, :, 4:-4], atol=1e-3)


def test_an_empty_image_stays_empty_when_centered():
    assert center(np.zeros((1, 9, 9), np.float32)).max() == 0


def test_deskewing_centers_the_ink():
    image = np.zeros((1, 15, 15), np.float32)
    image[0, 2:5, 9:12] = 1
    centered = deskew(image)[0]
    assert centered[6:9, 6:9].sum() == pytest.approx(9, abs=1e-3)


def test_an_empty_image_stays_empty():
    assert deskew(np.zeros((2, 6, 6))).tolist() == np.zeros((2, 6, 6)).tolist()


@pytest.mark.parametrize("function", [lambda x: augment(x, RNG(0)), deskew], ids=["augment", "deskew"])
@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (np.zeros((3, 400)), r"\(m, h, w\)"),
        (np.zeros((0, 5, 5)), "no image"),
        (np.full((1, 5, 5), np.nan), "nan"),
        (np.array([["a"]]), "numbers"),
    ],
)
def test_wrong_images_are_refused(function, images, sentence):
    with pytest.raises(ValueError, match=sentence):
        function(images)


@pytest.mark.parametrize("strength", [{"rotate": -1}, {"shift": np.nan}, {"shear": np.inf}, {"smoothness": -0.1}])
def test_a_strength_that_is_none_is_refused(strength):
    with pytest.raises(ValueError, match="0 or more, and finite"):
        augment(np.zeros((1, 5, 5)), RNG(0), **strength)


@pytest.mark.parametrize("scale", [1, 1.5])
def test_a_scale_that_could_turn_an_image_over_is_refused(scale):
    with pytest.raises(ValueError, match=f"scale is {scale}; from 1 on it would turn images over"):
        augment(np.zeros((1, 5, 5)), RNG(0), scale=scale)


def elastic_lengths(smoothness):
    """How far the pixels of 1,000 images of MNIST's size are moved at strength 1, in pixels."""
    rng = RNG(0)
    rows, columns = (_smooth_field((1000, 28, 28), smoothness * 28, rng) for _ in range(2))
    return np.hypot(rows, columns)


def test_an_elastic_displacement_is_as_long_as_is_said():
    usual, widest = elastic_lengths(0.15), elastic_lengths(1.0)
    assert usual.mean() == pytest.approx(1.25, abs=0.03)
    assert np.sqrt((usual**2).mean()) == pytest.approx(1.52, abs=0.04)
    assert 4 < widest.mean() < 5


def test_the_distortion_that_results_were_measured_with_is_unchanged():
    images = RNG(0).random((2, 28, 28), dtype=np.float32)
    changed = augment(images, RNG(1), shift=1.0, rotate=10.0, scale=0.1, shear=0.1, elastic=1.0)
    assert changed.sum(dtype=float) == pytest.approx(715.98656, rel=1e-6)
    assert changed[:, 14, 14] == pytest.approx([0.566268, 0.534766], rel=1e-5)
