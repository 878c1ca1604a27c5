"""Softmax of a batch of scores."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.softmax._shared import COLUMNS, KEEPDIMS, KIND_OF_Z, ONE_MAXIMUM, OVERFLOW


def softmax(z):
    """Turn each row of scores into a row of probabilities; z has shape (m, n), and so has the answer."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


exercise = Exercise(
    softmax,
    hints=(
        "What must each row add up to? And what may you subtract from a row without changing its probabilities?",
        "z.max(axis=1, keepdims=True) is the largest score of each row, with shape (m, 1), so it can be "
        "subtracted from z.",
        "Subtract each row's maximum, take np.exp, and divide by each row's sum, again with axis=1 and keepdims=True.",
    ),
    equivalent={
        "the result is cut off above": "a probability is never above 1",
        "the result is cut off below": "a probability is never negative",
        "the result has no sign": "a probability is never negative",
    },
)


@exercise.also_right
def softmax_by_loops(z):
    rows = []
    for row in z:
        powers = np.exp(row - max(row))
        rows.append(powers / powers.sum())
    return np.array(rows)


@exercise.also_right
def softmax_through_logarithms(z):
    shifted = z - z.max(axis=1)[:, None]
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=1))[:, None])


@exercise.also_right
def softmax_by_scipy(z):
    from scipy.special import softmax as rows_to_probabilities

    return rows_to_probabilities(z, axis=1)


# No case is square: a missing keepdims must not go through by luck.
@exercise.case
def two_rows():
    return (np.array([[2.0, 1.0, 0.0], [-1.0, 0.0, 3.0]]),)


@exercise.case
def rows_of_equal_scores():
    return (np.zeros((2, 4)),)


@exercise.case
def one_huge_score():
    return (np.array([[2000.0, 1000.0, 0.0], [1.0, 2.0, 3.0]]),)


@exercise.case
def three_rows_of_whole_scores():
    return (np.array([[3, 1], [0, 0], [-2, 5]]),)


@exercise.case
def one_row():
    return (np.array([[1.25, -0.5, 0.0, 2.75, 2.75]]),)


@exercise.case
def one_row_far_below():
    return (np.array([[-1000.0, -1001.0, -1002.0, -1003.0], [1.0, 2.0, 3.0, 0.0]]),)


@exercise.case
def scores_in_32_bits():
    return (np.array([[90.0, 89.0, 0.0], [-200.0, -201.0, -199.0]], dtype=np.float32),)


# No wider kind of number holds e to the 1,000,000.
@exercise.case
def scores_of_a_million():
    return (np.array([[1e6, 1e6 - 1, 0.0], [-1e6, 1.0 - 1e6, -2e6]]),)


@exercise.mistake(COLUMNS)
def columns(z):
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


@exercise.mistake(COLUMNS)
def columns_without_shift(z):
    return np.exp(z) / np.exp(z).sum(axis=0)


@exercise.mistake(COLUMNS)
def columns_in_the_sum(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=0)


@exercise.mistake(OVERFLOW)
def overflowing(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


@exercise.mistake(ONE_MAXIMUM)
def one_maximum_for_all(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum(axis=1, keepdims=True)


def _softmax_with_a_limit(limit):
    def with_a_limit(z):
        return softmax(np.clip(z, -limit, limit))

    return with_a_limit


for limit in (100, 500, 700, 709):
    exercise.mistake(
        "You cut the scores off at a limit, so two scores beyond it become equal. What can you subtract from a row "
        "instead, which leaves the differences as they are?"
    )(_softmax_with_a_limit(limit))


ONE_SUM = "All rows together add up to 1, but each row on its own should. How do you get one sum for each row?"


@exercise.mistake(ONE_SUM)
def one_sum_for_all(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum()


@exercise.mistake(ONE_SUM)
def one_sum_and_one_maximum(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


@exercise.mistake(ONE_SUM)
def one_sum_without_shift(z):
    return np.exp(z) / np.exp(z).sum()


@exercise.mistake(KEEPDIMS)
def keepdims_forgotten(z):
    powers = np.exp(z - z.max(axis=1))
    return powers / powers.sum(axis=1)


@exercise.mistake(
    "The probabilities are right, but z is not what it was: -= writes into the caller's array. "
    "How do you leave it alone?"
)
def shifted_in_place(z):
    z -= z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


@exercise.mistake(KIND_OF_Z)
def written_into_zeros_like_z(z):
    return softmax(z).astype(z.dtype)


@exercise.mistake("The largest of each row became 1, and the rows do not add up to 1. What is missing?")
def not_divided(z):
    return np.exp(z - z.max(axis=1, keepdims=True))


@exercise.mistake(
    "You divided by the maximum, which changes the differences between scores. Which operation leaves them alone?"
)
def divided_by_the_maximum(z):
    powers = np.exp(z / z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
