import numpy as np
import pytest

from utils.intervals import accuracy_interval, difference_over_splits, summary


def test_the_interval_of_a_mean_is_students():
    values = [0.91, 0.92, 0.93, 0.92, 0.92]
    found = summary(values)
    half = 2.776 * np.std(values, ddof=1) / np.sqrt(5)  # 2.776: the table's t for four degrees of freedom
    assert found["mean"] == pytest.approx(0.92)
    assert found["interval"] == pytest.approx([0.92 - half, 0.92 + half], abs=1e-5)


def test_one_value_has_no_spread():
    assert summary([0.5]) == {"mean": 0.5, "std": None, "interval": None}


def test_the_interval_of_an_accuracy_is_wilsons():
    assert accuracy_interval(9200, 10000) == pytest.approx((0.91452, 0.92516), abs=1e-5)
    assert accuracy_interval(10, 10)[1] == pytest.approx(1.0)


@pytest.mark.parametrize(("correct", "total"), [(-1, 10), (11, 10), (0, 0)])
def test_an_impossible_accuracy_is_refused(correct, total):
    with pytest.raises(ValueError, match="not an accuracy"):
        accuracy_interval(correct, total)


def test_the_interval_of_a_difference_over_splits_is_wider_than_students():
    values, others = np.array([0.975, 0.977, 0.974, 0.976, 0.978]), np.full(5, 0.97)
    mean, low, high = difference_over_splits(values, others, validation=0.1)
    assert mean == pytest.approx(0.006)
    half = 2.776 * np.std(values, ddof=1) * np.sqrt(1 / 5 + 1 / 9)  # 6,000 of 60,000 images: 1/9 of those trained on
    assert (low, high) == pytest.approx((0.006 - half, 0.006 + half), abs=1e-6)


def test_an_interval_over_splits_holds_the_true_difference_nineteen_times_in_twenty():
    """Two networks that are equally good, on accuracies that share as much as overlapping splits make them share."""
    rng = np.random.default_rng(0)
    shared = 0.1  # the correlation that the correction assumes: the share of the images that is kept back
    trials = 4000
    noise = rng.normal(size=(trials, 5)) * np.sqrt(1 - shared) + rng.normal(size=(trials, 1)) * np.sqrt(shared)
    held = [low < 0 < high for _, low, high in (difference_over_splits(d, np.zeros(5), validation=0.1) for d in noise)]
    too_narrow = [low < 0 < high for low, high in (summary(list(d))["interval"] for d in noise)]
    assert np.mean(held) == pytest.approx(0.95, abs=0.012)
    assert np.mean(too_narrow) < 0.92


@pytest.mark.parametrize(
    ("values", "others", "validation", "sentence"),
    [
        ([0.9], [0.8], 0.1, "k at least 2"),
        ([0.9, 0.8], [0.9], 0.1, r"\(2,\) and \(1,\)"),
        ([0.9, 0.8], [0.9, 0.7], 0, "validation is 0"),
        ([0.9, 0.8], [0.9, 0.7], float("nan"), "validation is nan"),
    ],
)
def test_values_of_other_splits_cannot_be_compared(values, others, validation, sentence):
    with pytest.raises(ValueError, match=sentence):
        difference_over_splits(values, others, validation=validation)
