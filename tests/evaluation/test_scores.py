"""Accuracy, bootstrap, confusions, precision and recall, and the paired test, against numbers worked out by hand."""

import subprocess
import sys
from math import comb

import numpy as np
import pytest
from sklearn.metrics import precision_score, recall_score

from utils.evaluation import (
    accuracy_with_interval,
    bootstrap_interval,
    confusion_counts,
    paired_test,
    per_digit_table,
    surest_mistakes,
)
from utils.intervals import accuracy_interval

RNG = np.random.default_rng(0)
LABELS = RNG.integers(10, size=500)
ANSWERS = np.where(RNG.random(500) < 0.8, LABELS, RNG.integers(10, size=500))
OTHERS = np.where(RNG.random(500) < 0.7, LABELS, RNG.integers(10, size=500))

WRONG_ANSWERS = [
    (LABELS, ANSWERS[:3], "500 labels and 3 answers"),
    (LABELS + 1, ANSWERS, "found 1..10"),
    (LABELS, ANSWERS - 1, "found -1"),
    (LABELS[:0], ANSWERS[:0], "empty"),
    (LABELS, ANSWERS / 2, "whole numbers"),
    (LABELS, np.eye(10)[ANSWERS], "shape"),
]


def test_the_evaluation_starts_without_tensorflow_and_pandas():
    program = "import utils.evaluation, utils.corruptions, sys; print({'tensorflow', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_accuracy_comes_with_wilsons_interval():
    correct = int((LABELS == ANSWERS).sum())
    assert accuracy_with_interval(LABELS, ANSWERS) == (correct / 500, *accuracy_interval(correct, 500))


@pytest.mark.parametrize("function", [accuracy_with_interval, confusion_counts, per_digit_table])
@pytest.mark.parametrize(("y", "answers", "sentence"), WRONG_ANSWERS)
def test_answers_that_do_not_fit_are_refused(function, y, answers, sentence):
    with pytest.raises(ValueError, match=sentence):
        function(y, answers)


def test_the_bootstrap_agrees_with_theory_for_a_mean():
    values = np.random.default_rng(1).normal(3.0, 2.0, size=2000)
    low, high = bootstrap_interval(values, repeats=2000)
    half = 1.96 * values.std() / np.sqrt(2000)
    assert np.isclose(low, values.mean() - half, atol=0.1 * half)
    assert np.isclose(high, values.mean() + half, atol=0.1 * half)


def test_the_bootstrap_draws_the_same_for_a_seed_and_takes_true_and_false():
    right = LABELS == ANSWERS
    assert bootstrap_interval(right, seed=4) == bootstrap_interval(right, seed=4)
    assert bootstrap_interval(right, seed=4) != bootstrap_interval(right, seed=5)
    assert bootstrap_interval(np.ones(10)) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("values", "repeats", "sentence"),
    [
        ([], 10, "at least two numbers"),
        ([1.0], 10, "at least two numbers"),
        (np.ones((2, 2)), 10, "shape"),
        (["a", "b"], 10, "numbers"),
        ([1.0, np.nan], 10, "value 1 is nan"),
        ([1.0, 2.0], 0, "repeats is 0"),
    ],
)
def test_values_without_a_mean_are_refused(values, repeats, sentence):
    with pytest.raises(ValueError, match=sentence):
        bootstrap_interval(values, repeats=repeats)


def test_labels_choose_rows_and_answers_columns():
    counts = confusion_counts([3, 3, 3, 5], [3, 5, 5, 5])
    assert counts.dtype == np.int64
    assert counts.shape == (10, 10)
    assert (counts[3, 3], counts[3, 5], counts[5, 5], counts.sum()) == (1, 2, 1, 4)


def test_precision_and_recall_are_scikit_learns():
    table = per_digit_table(LABELS, ANSWERS)
    assert np.allclose(table.precision, precision_score(LABELS, ANSWERS, average=None))
    assert np.allclose(table.recall, recall_score(LABELS, ANSWERS, average=None))
    assert table.images.tolist() == np.bincount(LABELS).tolist()
    assert table.answers.tolist() == np.bincount(ANSWERS).tolist()
    for name in ("precision", "recall"):
        assert (table[f"{name}_low"] < table[name]).all()
        assert (table[name] < table[f"{name}_high"]).all()


def test_a_digit_that_never_occurs_has_no_share():
    table = per_digit_table([1, 1, 2], [1, 3, 2]).set_index("digit")
    assert np.isnan(table.recall[3])
    assert table.precision[3] == 0
    assert np.isnan(table.precision[9])
    assert table.recall[1] == 0.5


def test_the_paired_test_counts_what_only_one_got_right_and_tosses_coins():
    y = np.array([1] * 20)
    a = np.array([1] * 10 + [1] * 7 + [2] + [3, 4])
    b = np.array([1] * 10 + [2] * 7 + [1] + [5, 4])
    found = paired_test(y, a, b)
    assert (found.only_a, found.only_b) == (7, 1)
    assert (found.accuracy_a, found.accuracy_b) == (17 / 20, 11 / 20)
    assert np.isclose(found.p_value, 2 * (comb(8, 0) + comb(8, 1)) / 2**8)


def test_the_paired_test_does_not_care_who_comes_first():
    assert np.isclose(paired_test(LABELS, ANSWERS, OTHERS).p_value, paired_test(LABELS, OTHERS, ANSWERS).p_value)
    assert paired_test(LABELS, ANSWERS, OTHERS).p_value < 0.05


def test_a_network_does_not_differ_from_itself():
    assert paired_test(LABELS, ANSWERS, ANSWERS).p_value == 1.0


@pytest.mark.parametrize(("y", "answers", "sentence"), WRONG_ANSWERS)
def test_the_paired_test_refuses_answers_that_do_not_fit(y, answers, sentence):
    with pytest.raises(ValueError, match=sentence):
        paired_test(y, answers, answers)


def test_the_surest_mistake_comes_first_and_right_answers_not_at_all():
    z = np.zeros((5, 10))
    z[0, 1], z[1, 2], z[2, 3], z[3, 4], z[4] = 9.0, 2.0, 5.0, 1.0, 50.0
    y = np.array([1, 0, 0, 0, 9])
    assert surest_mistakes(z, y).tolist() == [2, 1, 3, 4]
    assert surest_mistakes(z, y, 2).tolist() == [2, 1]


def test_without_mistakes_there_is_no_surest():
    assert surest_mistakes(2 * np.eye(10), np.arange(10)).tolist() == []


@pytest.mark.parametrize(
    ("z", "y", "count", "sentence"),
    [
        (np.zeros((2, 10)), [0], None, "2 rows of logits and 1 labels"),
        (np.full((2, 10), np.nan), [0, 1], None, "row 0 of the logits"),
        (np.zeros((0, 10)), [], None, "nothing in them"),
        (np.zeros((2, 10)), [0, 10], None, "found 0..10"),
        (np.zeros((2, 10)), [0, 1], -1, "count is -1"),
    ],
)
def test_logits_and_labels_that_do_not_fit_have_no_surest_mistake(z, y, count, sentence):
    with pytest.raises(ValueError, match=sentence):
        surest_mistakes(z, y, count)
