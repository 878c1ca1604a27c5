"""The three parts of a split keep apart and alike; one-hot goes there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.data import from_one_hot, one_hot, split

Y = np.repeat(np.arange(10), 50)
X = np.arange(500 * 4).reshape(500, 4)


def test_the_parts_have_the_sizes_asked_for_and_the_same_share_of_each_class():
    parts = split(X, Y, validation=0.2, test=0.1)
    assert np.bincount(parts.y_train).tolist() == [35] * 10
    assert np.bincount(parts.y_validation).tolist() == [10] * 10
    assert np.bincount(parts.y_test).tolist() == [5] * 10
    assert repr(parts) == "Split(train 350, validation 100, test 50)"


def test_every_example_is_in_exactly_one_part_with_its_own_label():
    parts = split(X, Y, validation=0.2, test=0.1)
    x = np.concatenate([parts.x_train, parts.x_validation, parts.x_test])
    y = np.concatenate([parts.y_train, parts.y_validation, parts.y_test])
    order = np.argsort(x[:, 0])
    assert np.array_equal(x[order], X)
    assert np.array_equal(y[order], Y)


def test_the_same_seed_gives_the_same_split_and_another_another():
    first, again, other = (split(X, Y, validation=0.2, test=0.1, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.x_validation, again.x_validation)
    assert np.array_equal(first.x_test, again.x_test)
    assert not np.array_equal(first.x_validation, other.x_validation)


def test_parts_that_were_not_asked_for_are_empty_with_the_shape_of_an_example():
    parts = split(X, Y, validation=0)
    assert parts.x_validation.shape == parts.x_test.shape == (0, 4)
    assert parts.y_validation.shape == parts.y_test.shape == (0,)
    assert len(parts.y_train) == 500


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"x": X[:9]}, r"x has shape \(9, 4\) and y \(500,\)"),
        ({"x": np.array(3)}, "one label for each"),
        ({"x": np.where(X == 7, np.nan, X)}, "x holds nan"),
        ({"y": Y / 1}, "whole numbers; these have dtype float64"),
        ({"y": Y.reshape(-1, 1)}, r"shape \(m,\); these have \(500, 1\)"),
        ({"validation": -0.1}, "validation is -0.1"),
        ({"validation": 0.5, "test": 0.5}, "less than 1 together"),
        ({"validation": float("nan")}, "validation is nan"),
        ({"validation": 100}, "validation is 100"),
        ({"seed": None}, "seed is None"),
        ({"seed": -1}, "seed is -1"),
        ({"validation": 0.01}, "too few for a part of 5 with every class"),
        ({"validation": 0.999}, "too few for a part"),
        ({"y": np.append(Y[:-1], 10)}, "too few"),
        ({"y": np.append(Y[:-2], [10, 10]), "validation": 0.1}, "class 10 has 2 example"),
    ],
)
def test_what_cannot_be_split_is_refused_in_a_sentence(arguments, message):
    with pytest.raises(ValueError, match=message):
        split(**{"x": X, "y": Y} | arguments)


def test_one_hot_puts_a_single_1_in_the_column_of_the_label():
    rows = one_hot([2, 0], classes=3)
    assert rows.dtype == np.float32
    assert rows.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert one_hot([]).shape == (0, 10)


@given(st.lists(st.integers(0, 9)))
def test_one_hot_and_back_is_where_we_started(labels):
    back = from_one_hot(one_hot(labels))
    assert back.dtype == np.int64
    assert back.tolist() == labels


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 10], r"0\.\.9; found 0\.\.10"),
        ([-1, 3], r"0\.\.9; found -1\.\.3"),
        ([0.5], "dtype float64"),
        (["3"], "whole numbers"),
        ([True], "dtype bool"),
        ([[1], [2]], r"these have \(2, 1\)"),
    ],
)
def test_labels_that_are_no_classes_are_refused(labels, message):
    with pytest.raises(ValueError, match=message):
        one_hot(labels)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[0, 0, 0]], "row 0 is"),
        ([[1, 0], [1, 1]], r"row 1 is \[1, 1\]"),
        ([[0.9, 0.1]], "single 1"),
        ([[1, np.nan]], "row 0"),
        ([[2, -1]], "row 0"),
        ([1, 0], r"shape \(2,\)"),
        ([["1", "0"]], "numbers of shape"),
    ],
)
def test_rows_that_are_not_one_hot_are_refused(rows, message):
    with pytest.raises(ValueError, match=message):
        from_one_hot(rows)
