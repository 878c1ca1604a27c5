"""Corruptions change images as they say, leave the caller's alone, and refuse what are no images."""

import numpy as np
import pandas as pd
import pytest

from utils import corruptions
from utils.corruptions import CORRUPTIONS

RNG = np.random.default_rng(0)
# Values a little below 0 and above 1, as in the classic set, and an empty frame of three pixels.
IMAGES = np.pad(RNG.uniform(-0.13, 1.13, size=(40, 8, 8)), ((0, 0), (3, 3), (3, 3))).astype(np.float32)
LABELS = np.arange(40) % 10
SQUARE = np.pad(np.ones((1, 4, 4), np.float32), ((0, 0), (5, 5), (5, 5)))
EVERY = pytest.mark.parametrize("name", CORRUPTIONS)


@EVERY
def test_shape_and_dtype_stay_and_the_given_images_are_not_changed(name):
    before = IMAGES.copy()
    for strength in CORRUPTIONS[name].strengths:
        changed = CORRUPTIONS[name].function(IMAGES, strength, seed=1)
        assert (changed.shape, changed.dtype) == (IMAGES.shape, np.float32)
        assert np.isfinite(changed).all()
        assert not np.allclose(changed, IMAGES)
    assert np.array_equal(IMAGES, before)


@EVERY
def test_strength_0_changes_nothing_and_gives_a_copy(name):
    same = CORRUPTIONS[name].function(IMAGES, 0)
    assert np.allclose(same, IMAGES, atol=1e-6)
    assert not np.shares_memory(same, IMAGES)


@EVERY
def test_a_stronger_corruption_changes_more(name):
    function, strengths, _ = CORRUPTIONS[name]
    distances = [np.abs(function(IMAGES, strength) - IMAGES).mean() for strength in strengths]
    assert distances == sorted(distances)


@EVERY
def test_a_seed_gives_the_same_images_again(name):
    function, strengths, _ = CORRUPTIONS[name]
    assert np.array_equal(function(IMAGES, strengths[-1], seed=3), function(IMAGES, strengths[-1], seed=3))


@pytest.mark.parametrize("name", ["shifted", "rotated", "noisy"])
def test_another_seed_draws_others(name):
    function, strengths, _ = CORRUPTIONS[name]
    assert not np.array_equal(function(IMAGES, strengths[-1], seed=3), function(IMAGES, strengths[-1], seed=4))


@pytest.mark.parametrize("name", ["noisy", "thicker", "thinner", "blurred", "inverted"])
def test_an_image_is_changed_in_the_same_way_in_any_company(name):
    function, strengths, _ = CORRUPTIONS[name]
    alone = function(IMAGES[:1], strengths[0])
    assert np.allclose(alone[0], function(IMAGES, strengths[0])[0], atol=1e-6)


@EVERY
@pytest.mark.parametrize("strength", [-1, np.nan, 1000])
def test_a_strength_that_makes_no_sense_is_refused(name, strength):
    with pytest.raises(ValueError, match=r"must be .*in 0\.\."):
        CORRUPTIONS[name].function(IMAGES, strength)


@EVERY
@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (IMAGES[0], "images are floats of shape"),
        (np.zeros((2, 400), np.float32), "images are floats of shape"),
        (np.zeros((2, 8, 8), np.uint8), "uint8"),
        (np.zeros((0, 8, 8), np.float32), "there is no image in it"),
        (np.full((2, 8, 8), np.nan, np.float32), "image 0 holds nan"),
    ],
)
def test_what_are_no_images_is_refused(name, images, sentence):
    with pytest.raises(ValueError, match=sentence):
        CORRUPTIONS[name].function(images, CORRUPTIONS[name].strengths[0])


def test_shifted_ink_is_the_same_ink_elsewhere_in_all_four_directions():
    moved = corruptions.shifted(IMAGES, 3)
    assert np.allclose(moved.sum(axis=(1, 2)), IMAGES.sum(axis=(1, 2)), atol=1e-4)
    found = set()
    for image, now in zip(IMAGES, moved, strict=True):
        ways = {(3, 0), (-3, 0), (0, 3), (0, -3)}
        found |= {way for way in ways if np.array_equal(np.roll(image, way, axis=(0, 1)), now)}
    assert len(found) == 4


def test_ink_that_is_shifted_out_does_not_come_back_on_the_other_side():
    bright = np.ones((50, 6, 6), np.float32)
    moved = corruptions.shifted(bright, 2)
    assert np.allclose(moved.sum(axis=(1, 2)), 24)


def test_a_shift_by_a_part_of_a_pixel_is_refused():
    with pytest.raises(ValueError, match="pixels is 1.5"):
        corruptions.shifted(IMAGES, 1.5)


def test_a_quarter_turn_turns_counterclockwise():
    stroke = np.zeros((1, 9, 9), np.float32)
    stroke[0, 1, 4] = 1  # above the center
    assert np.allclose(corruptions.turn(stroke, 90)[0, 4, 1], 1)  # left of it


def test_many_images_are_turned_as_few_are():
    many = np.tile(IMAGES, (10, 1, 1))
    assert np.allclose(corruptions.turn(many, 33)[:40], corruptions.turn(IMAGES, 33), atol=1e-5)


def test_rotated_images_go_both_ways():
    turned = corruptions.rotated(IMAGES, 20)
    left, right = corruptions.turn(IMAGES, 20), corruptions.turn(IMAGES, -20)
    ways = [
        (np.allclose(t, a, atol=1e-5), np.allclose(t, b, atol=1e-5))
        for t, a, b in zip(turned, left, right, strict=True)
    ]
    assert set(ways) == {(True, False), (False, True)}


@pytest.mark.parametrize("degrees", [np.nan, np.inf])
def test_an_angle_that_is_no_number_is_refused(degrees):
    with pytest.raises(ValueError, match="an angle is a finite number"):
        corruptions.turn(IMAGES, degrees)


def test_noise_has_its_deviation_and_stays_in_bounds():
    gray = np.full((50, 20, 20), 0.5, np.float32)
    assert np.isclose(corruptions.noisy(gray, 0.1).std(), 0.1, atol=0.005)
    changed = corruptions.noisy(IMAGES, 0.5)
    assert (changed >= np.minimum(IMAGES, 0)).all()
    assert (changed <= np.maximum(IMAGES, 1)).all()


def test_thicker_adds_a_pixel_at_each_edge_and_thinner_takes_it_away():
    assert SQUARE.sum() == 16
    assert corruptions.thicker(SQUARE, 1).sum() == 16 + 4 * 4
    assert corruptions.thinner(SQUARE, 1).sum() == 4
    assert np.isclose(corruptions.thicker(SQUARE, 0.5).sum(), (16 + 32) / 2)


def test_thickening_does_not_reach_into_another_image():
    pair = np.concatenate([SQUARE, np.zeros_like(SQUARE)])
    assert not corruptions.thicker(pair, 2)[1].any()
    assert not corruptions.blurred(pair, 2)[1].any()


def test_inverting_fully_swaps_paper_and_ink_and_half_leaves_gray():
    assert np.allclose(corruptions.inverted(SQUARE, 1), 1 - SQUARE)
    assert np.allclose(corruptions.inverted(SQUARE, 0.5), 0.5)


def test_blur_keeps_the_ink_and_flattens_it():
    blurred = corruptions.blurred(SQUARE, 1)
    assert np.isclose(blurred.sum(), 16, rtol=1e-3)
    assert blurred.max() < 0.95


def darkest_row(images):
    """A reader that answers by the row with most ink; it has one answer for each image."""
    return images.sum(axis=2).argmax(axis=1) % 10


def test_accuracies_stand_in_a_tidy_table_that_begins_with_the_images_as_they_are():
    y = darkest_row(IMAGES)
    table = corruptions.accuracy_under(darkest_row, IMAGES, y)
    assert list(table.columns) == ["corruption", "strength", "images", "accuracy", "low", "high"]
    assert table.iloc[0][["corruption", "strength", "accuracy"]].tolist() == ["none", 0, 1]
    assert len(table) == 1 + sum(len(c.strengths) for c in CORRUPTIONS.values())
    assert ((table.low <= table.accuracy) & (table.accuracy <= table.high)).all()
    drop = table.set_index(["corruption", "strength"]).accuracy
    assert drop["shifted", 4.0] < 1
    by_hand = np.mean(darkest_row(corruptions.noisy(IMAGES, 0.2, seed=0)) == y)
    assert drop["noisy", 0.2] == by_hand


def test_the_mean_leaves_out_the_images_as_they_are_and_weighs_corruptions_alike():
    table = pd.DataFrame({"corruption": ["none", "a", "a", "a", "b"], "accuracy": [1.0, 0.2, 0.4, 0.6, 0.8]})
    assert np.isclose(corruptions.mean_accuracy_under(table), (0.4 + 0.8) / 2)


def test_a_table_without_corruptions_has_no_mean():
    with pytest.raises(ValueError, match="no corruption"):
        corruptions.mean_accuracy_under(pd.DataFrame({"corruption": ["none"], "accuracy": [1.0]}))


@pytest.mark.parametrize(
    ("images", "y", "sentence"),
    [
        (IMAGES, LABELS[:3], "40 images and 3 labels"),
        (IMAGES, LABELS + 1, "found 1..10"),
        (IMAGES[:0], LABELS[:0], "there is no image in it"),
        (np.full_like(IMAGES, np.nan), LABELS, "holds nan"),
        (IMAGES.reshape(40, -1), LABELS, "images are floats of shape"),
    ],
)
def test_accuracy_under_refuses_what_does_not_fit(images, y, sentence):
    with pytest.raises(ValueError, match=sentence):
        corruptions.accuracy_under(darkest_row, images, y)


def test_a_reader_that_gives_logits_or_too_few_digits_is_refused():
    with pytest.raises(ValueError, match="shape"):
        corruptions.accuracy_under(lambda images: np.zeros((len(images), 10)), IMAGES, LABELS)
    with pytest.raises(ValueError, match="predict gave 7 digits for 40 images"):
        corruptions.accuracy_under(lambda images: LABELS[:7], IMAGES, LABELS)


@pytest.mark.parametrize("side", [20, 28])
def test_letters_are_centered_and_as_large_as_digits(side):
    images = corruptions.letters("AWI", side)
    assert (images.shape, images.dtype) == ((3, side, side), np.float32)
    assert images.min() >= 0
    assert 0.9 < images.max() <= 1
    rows, columns = np.nonzero(images[1] > 0.05)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == pytest.approx(side * 20 / 28, abs=1)
    assert columns.min() + columns.max() == pytest.approx(side - 1, abs=1)
    assert not np.allclose(images[0], images[1])


def test_noise_fills_the_range_and_an_empty_image_is_empty():
    noise = corruptions.noise_images(5, side=28, seed=2)
    assert (noise.shape, noise.dtype) == ((5, 28, 28), np.float32)
    assert noise.min() < 0.01 < 0.99 < noise.max() <= 1
    assert np.array_equal(noise, corruptions.noise_images(5, side=28, seed=2))
    assert corruptions.empty_image().shape == (1, 20, 20)
    assert not corruptions.empty_image().any()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: corruptions.letters(""), "text is empty"),
        (lambda: corruptions.letters("A "), "leaves no ink"),
        (lambda: corruptions.letters("A", side=3), "side is 3"),
        (lambda: corruptions.noise_images(0), "count is 0"),
        (lambda: corruptions.noise_images(1, side=0), "side is 0"),
        (lambda: corruptions.empty_image(side=-1), "side is -1"),
    ],
)
def test_images_that_cannot_be_made_are_refused(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()
