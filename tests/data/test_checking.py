"""Wrong images, labels and logits are refused, each with its sentence."""

import numpy as np
import pytest

from utils.data.checking import check_examples, check_images, check_labels, check_logits

IMAGES, LABELS = np.zeros((3, 4), np.float32), np.array([0, 9, 5])
WITH_NAN = np.where(np.arange(12).reshape(3, 4) == 6, np.nan, 0)


def test_good_images_and_labels_pass_unchanged():
    x, y = check_examples(IMAGES, LABELS.astype(np.uint8), shape=(4,))
    assert np.array_equal(x, IMAGES)
    assert y.dtype == np.int64
    assert y.tolist() == [0, 9, 5]


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (np.zeros((0, 4)), "there is no image in it"),
        (np.zeros(4), "try x"),
        (WITH_NAN, "image 1 holds nan"),
        (np.array([["a", "b"]]), "images are numbers"),
        (np.zeros((3, 5)), "one image has shape"),
    ],
)
def test_wrong_images_are_refused(x, sentence):
    with pytest.raises(ValueError, match=sentence):
        check_images(x, shape=(4,))


@pytest.mark.parametrize(
    ("y", "sentence"),
    [
        ([], "y is empty"),
        ([0, 10], "found 0..10"),
        ([-1, 3], "found -1..3"),
        ([0.5], "whole numbers"),
        ([[1, 2]], "shape"),
    ],
)
def test_wrong_labels_are_refused(y, sentence):
    with pytest.raises(ValueError, match=sentence):
        check_labels(y)


def test_each_image_needs_one_label():
    with pytest.raises(ValueError, match="3 images and 2 labels"):
        check_examples(IMAGES, LABELS[:2])


@pytest.mark.parametrize(
    ("z", "y", "sentence"),
    [
        (np.zeros(10), None, "one row per image"),
        (np.zeros((0, 10)), None, "nothing in them"),
        (WITH_NAN, None, "row 1 of the logits"),
        (np.zeros((3, 4)), [0, 1], "3 rows of logits and 2 labels"),
        (np.zeros((3, 4)), [0, 1, 4], "found 0..4"),
    ],
)
def test_wrong_logits_are_refused(z, y, sentence):
    with pytest.raises(ValueError, match=sentence):
        check_logits(z, y)


def test_logits_without_labels_are_enough():
    z, y = check_logits(np.ones((2, 10), np.float32))
    assert z.shape == (2, 10)
    assert y is None
