"""The gradient of the mean cross-entropy with respect to the scores."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.softmax._shared import (
    COLUMNS,
    KEEPDIMS,
    KIND_OF_Z,
    LABEL_AS_NUMBER,
    ONE_MAXIMUM,
    OVERFLOW,
    TEN_PLACES,
)
from utils.exercises.softmax.softmax import (
    columns,
    keepdims_forgotten,
    one_maximum_for_all,
    overflowing,
    softmax,
    softmax_by_loops,
)


def softmax_gradient(z, y):
    """Gradient of the mean cross-entropy with respect to z: shape (m, n) like z, the mean's 1/m included."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    one_hot = np.eye(z.shape[1])[y]
    return (p - one_hot) / len(y)


exercise = Exercise(
    softmax_gradient,
    hints=(
        "Start from the probabilities of each row. Only one place in each row differs from them: which, and by what?",
        "Subtract 1 from each row's probability at the label's place. np.eye(n)[y] makes one-hot rows for that.",
        "The loss is a mean over m images, so each of them counts for 1/m: divide by len(y).",
    ),
    equivalent={
        "the result is cut off above": "every slope lies between -1 and 1",
        "the result is cut off below": "every slope lies between -1 and 1",
    },
)


@exercise.also_right
def softmax_gradient_in_one_place(z, y):
    gradient = softmax(z)
    gradient[np.arange(len(y)), y] -= 1
    return gradient / len(y)


@exercise.also_right
def softmax_gradient_by_loops(z, y):
    p = softmax_by_loops(z)
    return np.array([[(p[i, j] - (y[i] == j)) / len(y) for j in range(z.shape[1])] for i in range(len(y))])


@exercise.case
def three_rows_of_scores():
    z = np.array([[2.0, 1.0, 0.0, -1.0], [0.5, 0.5, 3.0, 1.0], [-2.0, 0.0, 1.0, 0.3]])
    return z, np.array([0, 3, 1])


@exercise.case
def one_row():
    return np.array([[1.0, 0.0, -1.0]]), np.array([2])


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


@exercise.mistake("The sign is flipped. If the label's score grows, does the loss rise or fall?")
def wrong_way(z, y):
    return -softmax_gradient(z, y)


def _one_hot(z, y):
    return np.eye(z.shape[1])[y]


@exercise.mistake("This is the gradient of the losses added up. For their mean, what is each row divided by?")
def not_divided_by_m(z, y):
    return softmax(z) - _one_hot(z, y)


@exercise.mistake(
    "Two things: the sign is flipped, and the mean's 1/m is missing. If the label's "
    "score grows, does the loss rise or fall?"
)
def wrong_way_and_not_divided(z, y):
    return _one_hot(z, y) - softmax(z)


@exercise.mistake(KIND_OF_Z)
def gradient_in_zeros_like_z(z, y):
    return softmax_gradient(z, y).astype(z.dtype)


@exercise.mistake("You divided by all numbers of the batch. The loss is a mean over images: how many are there?")
def divided_by_everything(z, y):
    return (softmax(z) - _one_hot(z, y)) / z.size


@exercise.mistake("You divided by the number of classes. The loss is a mean over images: how many are there?")
def divided_by_n(z, y):
    return (softmax(z) - _one_hot(z, y)) / z.shape[1]


@exercise.mistake("Every value is positive, as if each score had to go down. Which score should go up, and by what?")
def label_forgotten(z, y):
    return softmax(z) / len(y)


@exercise.mistake(LABEL_AS_NUMBER)
def digit_subtracted(z, y):
    return softmax(z) - y[:, None]


@exercise.mistake(LABEL_AS_NUMBER)
def digit_subtracted_and_divided(z, y):
    return (softmax(z) - y[:, None]) / len(y)


@exercise.mistake(LABEL_AS_NUMBER)
def labels_subtracted_as_they_are(z, y):
    return (softmax(z) - y) / len(y)


@exercise.mistake(TEN_PLACES.format(array="z"))
def ten_places_for_any_class(z, y):
    return (softmax(z) - np.eye(10)[y]) / len(y)


@exercise.mistake(TEN_PLACES.format(array="z"))
def wrong_way_with_ten_places(z, y):
    return (np.eye(10)[y] - softmax(z)) / len(y)


@exercise.mistake(KEEPDIMS)
def gradient_without_keepdims(z, y):
    return (keepdims_forgotten(z) - _one_hot(z, y)) / len(y)


@exercise.mistake(
    "[:, y] changes the columns of all labels in every row. Each row has one label: which row numbers belong beside y?"
)
def one_taken_off_whole_columns(z, y):
    gradient = softmax(z)
    gradient[:, y] -= 1
    return gradient / len(y)


@exercise.mistake("You subtracted from the scores. The gradient is made of probabilities: what comes first?")
def scores_not_probabilities(z, y):
    return (z - _one_hot(z, y)) / len(y)


@exercise.mistake(COLUMNS)
def gradient_over_columns(z, y):
    return (columns(z) - _one_hot(z, y)) / len(y)


@exercise.mistake(OVERFLOW)
def gradient_overflows(z, y):
    return (overflowing(z) - _one_hot(z, y)) / len(y)


@exercise.mistake(ONE_MAXIMUM)
def gradient_with_one_maximum(z, y):
    return (one_maximum_for_all(z) - _one_hot(z, y)) / len(y)


@exercise.mistake(
    "One row came back for the whole batch. Every score of every image has a slope of its own: "
    "which shape should the answer have?"
)
def averaged_over_the_batch(z, y):
    return softmax_gradient(z, y).sum(axis=0)


@exercise.mistake(
    "You took the 1 off z, the caller's scores, and not off the probabilities. Which array should change?"
)
def one_taken_off_the_argument(z, y):
    p = softmax(z)
    z[np.arange(len(y)), y] -= 1
    return p / len(y)


@exercise.mistake(
    "The gradient is right, but z is not what it was: -= writes into the caller's array. How do you leave it alone?"
)
def gradient_in_place(z, y):
    z -= z.max(axis=1, keepdims=True)
    return softmax_gradient(z, y)
