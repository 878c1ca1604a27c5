"""The mean cross-entropy of a batch of scores, without the probabilities."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.softmax._shared import A_LOSS_EACH, ADDED_UP, FLOORS, KEEPDIMS
from utils.exercises.softmax.cross_entropy import cross_entropy
from utils.exercises.softmax.softmax import overflowing, softmax


def cross_entropy_from_logits(z, y):
    """Mean cross-entropy in nats; z is (m, n), one row of logits for each image, and y the labels, (m,)."""
    z_max = z.max(axis=1)
    log_of_the_sum = z_max + np.log(np.exp(z - z_max[:, None]).sum(axis=1))
    return float(np.mean(log_of_the_sum - z[np.arange(len(y)), y]))


exercise = Exercise(
    cross_entropy_from_logits,
    hints=(
        "The loss of one row is log-sum-exp minus the label's score. No probability is needed anywhere.",
        "With z_max = z.max(axis=1): the log-sum-exp of a row is its z_max plus the logarithm of the row's sum "
        "of e to the (z - z_max[:, None]). The [:, None] turns shape (m,) into (m, 1), so that rows meet rows.",
        "Subtract the label's score, z[np.arange(len(y)), y], and take the mean over the rows.",
    ),
    equivalent={
        "the result is cut off below": "a cross-entropy is never negative",
        "the result has no sign": "a cross-entropy is never negative",
    },
)


@exercise.also_right
def cross_entropy_from_logits_by_logaddexp(z, y):
    return np.mean([np.logaddexp.reduce(row) - row[label] for row, label in zip(z, y, strict=True)])


@exercise.also_right
def cross_entropy_from_logits_by_scipy(z, y):
    from scipy.special import log_softmax

    return -log_softmax(z, axis=1)[np.arange(len(y)), y].mean()


@exercise.also_right
def cross_entropy_from_logits_over_the_label(z, y):
    over = z - z[np.arange(len(y)), y][:, None]
    largest = over.max(axis=1, keepdims=True)
    return np.mean(largest + np.log(np.exp(over - largest).sum(axis=1, keepdims=True)))


@exercise.case
def three_rows_of_scores():
    z = np.array([[2.0, 1.0, 0.0, -1.0], [0.5, 0.5, 3.0, 1.0], [-2.0, 0.0, 1.0, 0.3]])
    return z, np.array([0, 3, 1])


@exercise.case
def four_rows_of_whole_scores():
    return np.array([[2, 0], [1, 1], [0, 3], [1, 0]]), np.array([1, 0, 1, 1])


@exercise.case
def a_hopeless_score():
    return np.array([[0.0, 200.0, 1.0], [1.0, 2.0, 3.0]], dtype=np.float32), np.array([0, 2])


@exercise.case
def huge_scores():
    return np.array([[2000.0, 1000.0, 1999.0], [0.0, 1.0, 2.0]]), np.array([2, 2])


@exercise.case
def tiny_scores():
    return np.array([[-1000.0, -1001.0, -1002.0, -1000.0], [3.0, 1.0, 1.0, 0.0]]), np.array([1, 0])


# e to the -2000 is 0 in 64 bits too: no wider number saves the road through the probability.
@exercise.case
def a_gap_of_2000():
    return np.array([[0.0, 2000.0]]), np.array([0])


@exercise.case
def a_gap_of_2000_in_32_bits():
    return np.array([[0.0, 2000.0]], dtype=np.float32), np.array([0])


@exercise.mistake(
    "The probability came first and was rounded to 0, and then its logarithm is infinite. Can "
    "you go from the scores to the loss without it?"
)
def probability_then_logarithm(z, y):
    return cross_entropy(softmax(z), y)


@exercise.mistake(
    "64 bits only move the hole: e to the -2000 is 0 there too, and its logarithm is infinite. Can "
    "you go from the scores to the loss without the probability?"
)
def probability_in_64_bits(z, y):
    return cross_entropy(softmax(z.astype(np.float64)), y)


TWO_THINGS = (
    "Two things broke: e to a large score, and the logarithm of a probability of 0. The log-sum-exp avoids both. "
    "Where does the maximum come in?"
)


@exercise.mistake(TWO_THINGS)
def overflowing_probability_then_logarithm(z, y):
    return cross_entropy(overflowing(z), y)


@exercise.mistake(TWO_THINGS)
def overflowing_probability_in_64_bits(z, y):
    return cross_entropy(overflowing(z.astype(np.float64)), y)


SUM_OVERFLOWS = "e to a large score is infinite, and so is the sum. What do you subtract before, and add back after?"


@exercise.mistake(SUM_OVERFLOWS)
def sum_overflows(z, y):
    return float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]))


@exercise.mistake(SUM_OVERFLOWS)
def sum_overflows_in_64_bits(z, y):
    return sum_overflows(z.astype(np.float64), y)


@exercise.mistake(
    "You subtracted the maximum inside the sum. The logarithm is then too small by exactly that: "
    "where do you add it back?"
)
def maximum_not_added_back(z, y):
    z_max = z.max(axis=1)
    return float(np.mean(np.log(np.exp(z - z_max[:, None]).sum(axis=1)) - z[np.arange(len(y)), y]))


@exercise.mistake(
    "You subtract one maximum from the whole batch. In a row far below it every term becomes 0, "
    "and the logarithm of 0 is minus infinity. Which maximum belongs to a row?"
)
def one_maximum_in_the_sum(z, y):
    log_of_the_sum = z.max() + np.log(np.exp(z - z.max()).sum(axis=1))
    return float(np.mean(log_of_the_sum - z[np.arange(len(y)), y]))


@exercise.mistake(ADDED_UP)
def logits_added_up(z, y):
    return cross_entropy_from_logits(z, y) * len(y)


@exercise.mistake("You divided by all numbers in z. Each image has one loss: how many losses are there to average?")
def mean_of_all_scores(z, y):
    return cross_entropy_from_logits(z, y) / z.shape[1]


@exercise.mistake(A_LOSS_EACH)
def one_loss_a_row(z, y):
    return -np.log(softmax(z)[np.arange(len(y)), y])


@exercise.mistake(A_LOSS_EACH)
def one_stable_loss_a_row(z, y):
    return np.array([cross_entropy_from_logits(z[i : i + 1], y[i : i + 1]) for i in range(len(y))])


@exercise.mistake("Your loss is below zero. Which of the two terms is the larger one?")
def other_way_round(z, y):
    return -cross_entropy_from_logits(z, y)


@exercise.mistake("The log-sum-exp is only half of the loss. How does the label's score enter?")
def label_not_subtracted(z, y):
    return float(np.mean(np.logaddexp.reduce(z, axis=1)))


@exercise.mistake(
    "You subtracted the largest score. The loss asks for the label's score, which may be "
    "another one. Where do you use y?"
)
def maximum_subtracted_instead(z, y):
    return float(np.mean(np.logaddexp.reduce(z, axis=1) - z.max(axis=1)))


@exercise.mistake(
    "z[:, y] takes the scores of all labels from every row. Each row needs its own label only: "
    "which row numbers belong beside y?"
)
def all_rows_with_all_labels(z, y):
    return float(np.mean(np.logaddexp.reduce(z, axis=1)[:, None] - z[:, y]))


@exercise.mistake(KEEPDIMS)
def keepdims_forgotten_in_the_shift(z, y):
    z_max = z.max(axis=1)
    return float(np.mean(z_max + np.log(np.exp(z - z_max).sum(axis=1)) - z[np.arange(len(y)), y]))


TINY_FLOORS = (1e-30, 1e-38, 1e-40, 1e-45, 1e-50, 1e-100, 1e-200, 1e-300, 1e-308, float(np.finfo(float).tiny))
FLOOR = (
    "A floor under the probability, or a small number added to it, hides the infinity and caps the loss: a "
    "hopeless image seems as bad as a bad one. Can you do without the probability?"
)


def _softmax_with_a_floor(lift, floor, dtype=None):
    """The loss of lift(p, floor), where lift is np.add or np.maximum, in the dtype of z or in another."""

    def with_a_floor(z, y):
        return cross_entropy(lift(softmax(z if dtype is None else z.astype(dtype)), floor), y)

    return with_a_floor


for lift in (np.add, np.maximum):
    for floor in FLOORS:
        exercise.mistake(FLOOR)(_softmax_with_a_floor(lift, floor))


for floor in TINY_FLOORS:
    for dtype in (None, np.float64):
        exercise.mistake(FLOOR)(_softmax_with_a_floor(np.maximum, floor, dtype))
