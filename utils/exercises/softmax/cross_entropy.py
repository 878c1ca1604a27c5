"""The mean cross-entropy of a batch of probabilities."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.softmax._shared import A_LOSS_EACH, ADDED_UP, FLOORS, LABEL_AS_NUMBER, TEN_PLACES


def cross_entropy(p, y):
    """Mean cross-entropy in nats; p is (m, n), one row of probabilities for each image, and y the labels, (m,)."""
    of_the_labels = p[np.arange(len(y)), y]
    return float(-np.log(of_the_labels).mean())


exercise = Exercise(
    cross_entropy,
    hints=(
        "Only one probability of each row counts: the one at the label's place.",
        "p[np.arange(len(y)), y] picks from row 0 the place y[0], from row 1 the place y[1], and so on.",
        "Take minus the logarithm of what you picked, and the mean of that.",
    ),
    equivalent={
        "the result is cut off below": "a cross-entropy is never negative",
        "the result has no sign": "a cross-entropy is never negative",
    },
)


@exercise.also_right
def cross_entropy_by_loop(p, y):
    total = 0.0
    for row, label in zip(p, y, strict=True):
        total -= np.log(row[label])
    return total / len(y)


@exercise.also_right
def cross_entropy_by_one_hot(p, y):
    of_the_labels = np.sum(np.eye(p.shape[1])[y] * p, axis=1)
    return -np.sum(np.log(of_the_labels)) / len(p)


@exercise.case
def three_images():
    p = np.array([[0.7, 0.1, 0.1, 0.1], [0.2, 0.5, 0.2, 0.1], [0.6, 0.2, 0.15, 0.05]])
    return p, np.array([3, 0, 1])


@exercise.case
def four_guesses():
    return np.full((4, 10), 0.1), np.array([9, 0, 4, 4])


@exercise.case
def one_sure_image():
    return np.array([[0.01, 0.98, 0.01]]), np.array([1])


@exercise.case
def two_hopeless_labels():
    return np.array([[1e-200, 0.6, 0.4], [0.3, 0.7, 1e-300]]), np.array([0, 2])


@exercise.case
def five_images_in_32_bits():
    p = np.array([[0.5, 0.5], [0.25, 0.75], [0.9, 0.1], [0.6, 0.4], [1e-30, 1.0]], dtype=np.float32)
    return p, np.array([1, 0, 0, 1, 0])


@exercise.case
def as_sure_and_right_as_can_be():
    return np.array([[0.0, 1.0, 0.0], [0.25, 0.25, 0.5]]), np.array([1, 2])


@exercise.mistake(
    "0 times the logarithm of 0 is nan for a computer. What if you pick the label's probability first, and take its "
    "logarithm after?"
)
def zero_times_infinity(p, y):
    return -np.sum(np.eye(p.shape[1])[y] * np.log(p)) / len(p)


@exercise.mistake(ADDED_UP)
def added_up(p, y):
    return cross_entropy(p, y) * len(y)


@exercise.mistake(ADDED_UP)
def added_up_as_one_hot(p, y):
    return -np.sum(np.eye(p.shape[1])[y] * np.log(p))


@exercise.mistake("You divided by all numbers in p. Each image has one loss: how many losses are there to average?")
def mean_of_all_places(p, y):
    return -np.mean(np.eye(p.shape[1])[y] * np.log(p))


@exercise.mistake(A_LOSS_EACH)
def one_loss_an_image(p, y):
    return -np.log(p[np.arange(len(y)), y])


@exercise.mistake("Your loss is below zero. The logarithm of a number below 1 is negative: what is missing?")
def sign_forgotten(p, y):
    return -cross_entropy(p, y)


@exercise.mistake(
    "p[:, y] takes the columns of all labels from every row. Each row needs its own label only: "
    "which row numbers belong beside y?"
)
def every_row_with_every_label(p, y):
    return float(-np.log(p[:, y]).mean())


@exercise.mistake("That is the loss in bits. Which logarithm counts in nats?")
def bits(p, y):
    return cross_entropy(p, y) / np.log(2)


@exercise.mistake("You used the logarithm to base 10. Which one counts in nats?")
def base_ten(p, y):
    return cross_entropy(p, y) / np.log(10)


@exercise.mistake(
    "1 - p never exceeds 1, so a hopeless answer costs little more than a bad one. Which "
    "function grows without end as p goes to 0?"
)
def no_logarithm(p, y):
    return float((1 - p[np.arange(len(y)), y]).mean())


@exercise.mistake(
    "You took the largest probability of each row. The loss asks for another one: the label's. Where do you use y?"
)
def of_the_winner(p, y):
    return float(-np.log(p.max(axis=1)).mean())


@exercise.mistake(
    "You averaged the probabilities and took the logarithm after. Each image has a loss of its own: which comes first?"
)
def logarithm_of_the_mean(p, y):
    return float(-np.log(p[np.arange(len(y)), y].mean()))


@exercise.mistake(LABEL_AS_NUMBER)
def labels_used_as_one_hot(p, y):
    return float(-np.sum(y * np.log(p)) / len(p))


@exercise.mistake(LABEL_AS_NUMBER)
def one_hot_labels_expected(p, y):
    return float(-np.sum(np.log(p) * y) / len(p))


@exercise.mistake(LABEL_AS_NUMBER)
def labels_as_a_column(p, y):
    return float(-np.sum(y[:, None] * np.log(p)) / len(p))


@exercise.mistake(TEN_PLACES.format(array="p"))
def ten_places_for_any_label(p, y):
    return float(-np.sum(np.eye(10)[y] * np.log(p)) / len(p))


@exercise.mistake(TEN_PLACES.format(array="p"))
def any_label_in_ten_places(p, y):
    return float(-np.sum(np.log(p) * np.eye(10)[y]) / len(p))


CAPPED = (
    "A floor under the probability, or a small number added to it, caps the loss: a label with hardly any "
    "chance then costs too little. What happens if you leave the probability as it is?"
)


def _probabilities_with_a_floor(lift, floor):
    """The cross-entropy after lift(p, floor), where lift is np.add or np.maximum."""

    def with_a_floor(p, y):
        return cross_entropy(lift(p, floor), y)

    return with_a_floor


for lift in (np.add, np.maximum):
    for floor in (*FLOORS, 1e-30, 1e-50, 1e-100):
        exercise.mistake(CAPPED)(_probabilities_with_a_floor(lift, floor))
