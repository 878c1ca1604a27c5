"""Labels as rows with a single 1."""

import numpy as np

from utils.data import one_hot as one_hot_of_the_library
from utils.exercises.exercise import Exercise


def one_hot(y, classes):
    """Rows (m, classes) of zeros with a single 1, in the column that the label y[i] names."""
    rows = np.zeros((len(y), classes))
    rows[np.arange(len(y)), y] = 1
    return rows


exercise = Exercise(
    one_hot,
    hints=(
        "Start with np.zeros of the right shape. Which single place of row i becomes 1?",
        "In a loop: rows[i, y[i]] = 1. Without a loop, NumPy takes a list of rows and a list of columns at once.",
    ),
    equivalent={
        change: "every number is 0 or 1"
        for change in (
            "the result is rounded",
            "the result is made whole",
            "the result is cut off above",
            "the result is cut off below",
            "the result has no sign",
        )
    },
)


@exercise.also_right
def one_hot_by_identity(y, classes):
    return np.eye(classes)[y]


@exercise.also_right
def one_hot_by_comparison(y, classes):
    return (y[:, None] == np.arange(classes)).astype(int)


@exercise.also_right
def one_hot_by_a_loop(y, classes):
    rows = np.zeros((len(y), classes), dtype=np.float32)
    for i, label in enumerate(y):
        rows[i, label] = 1
    return rows


exercise.also_right(one_hot_of_the_library)


@exercise.case
def four_labels_of_five():
    return np.array([2, 0, 3, 2]), 5


@exercise.case
def ten_classes():
    return np.array([7, 1, 1]), 10


@exercise.case
def one_label():
    return np.array([0]), 3


@exercise.case
def twelve_classes():
    return np.array([11, 0, 5, 11]), 12


@exercise.case
def two_classes():
    return np.array([1, 0, 1]), 2


@exercise.mistake("True and False stand in the right places. How do you turn them into the numbers 1 and 0?")
def true_and_false(y, classes):
    return y[:, None] == np.arange(classes)


@exercise.mistake(
    "There are only as many columns as the largest label needs. What if the last classes do not occur in y?"
)
def only_classes_that_occur(y, classes):
    return np.eye(y.max() + 1)[y]


@exercise.mistake("One label became one column. It should become one row: which axis is which?")
def one_class_a_row(y, classes):
    return np.eye(classes)[y].T


@exercise.mistake(
    "The label itself stands where 1 should stand, and for label 0 nothing is left. What should be written there?"
)
def label_instead_of_one(y, classes):
    return np.eye(classes)[y] * y[:, None]


@exercise.mistake("Each 1 is one column too far left. Columns count from 0: in which column does label 0 belong?")
def one_column_too_early(y, classes):
    return np.eye(classes)[y - 1]


@exercise.mistake("Every row got the 1s of all labels: `:` means all rows. How do you pair row i with label y[i]?")
def whole_columns(y, classes):
    rows = np.zeros((len(y), classes))
    rows[:, y] = 1
    return rows


@exercise.mistake(
    "Whole rows were filled: y stands where row numbers belong. In which row does the 1 of label y[i] belong, and in "
    "which column?"
)
def whole_rows(y, classes):
    rows = np.zeros((len(y), classes))
    rows[y] = 1
    return rows


@exercise.mistake("Only the first row was filled in. Is return inside the loop?")
def only_the_first_label(y, classes):
    rows = np.zeros((len(y), classes))
    rows[0, y[0]] = 1
    return rows
