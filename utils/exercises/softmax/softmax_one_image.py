"""Softmax of the scores of one image."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.softmax._shared import KIND_OF_Z


def softmax_one_image(z):
    """Turn the scores of one image, shape (n,), into n probabilities."""
    powers = np.exp(z)
    return powers / powers.sum()


exercise = Exercise(
    softmax_one_image,
    hints=(
        "Two steps: first make every score positive, then make them add up to 1.",
        "np.exp(z) makes all of them positive at once. Divide the result by its own sum.",
    ),
    equivalent={
        "the result is cut off above": "a probability is never above 1",
        "the result is cut off below": "a probability is never negative",
        "the result has no sign": "a probability is never negative",
    },
)


@exercise.also_right
def softmax_one_image_shifted(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


@exercise.case
def three_scores():
    return (np.array([2.0, 1.0, 0.0]),)


@exercise.case
def scores_below_zero():
    return (np.array([-1.0, 0.5, -3.0, 2.0]),)


@exercise.case
def five_equal_scores():
    return (np.full(5, 1.5),)


@exercise.case
def one_score():
    return (np.array([-2.0]),)


@exercise.case
def whole_scores():
    return (np.array([3, 1, 0, -2]),)


@exercise.case
def scores_far_apart_in_32_bits():
    return (np.array([20.0, 10.0, -20.0, 19.0], dtype=np.float32),)


@exercise.mistake("You divided the scores themselves. What makes each of them positive before you divide?")
def scores_over_their_sum(z):
    return z / z.sum()


@exercise.mistake("All are positive, but they do not add up to 1. What do you divide by so that they do?")
def powers_only(z):
    return np.exp(z)


@exercise.mistake("The largest became exactly 1, so the others have no room. By what must you divide for a total of 1?")
def largest_becomes_one(z):
    return np.exp(z) / np.exp(z).max()


@exercise.mistake("You divided first and raised e to the result. Which of the two comes first?")
def power_of_the_share(z):
    return np.exp(z / z.sum())


@exercise.mistake("You divided by how many there are. Do they add up to 1 then? What do they add up to before?")
def divided_by_the_count(z):
    return np.exp(z) / len(z)


@exercise.mistake(
    "2.718 is e cut short, and the error grows with the score. Which NumPy function knows all the digits?"
)
def short_e(z):
    return 2.718**z / (2.718**z).sum()


@exercise.mistake(KIND_OF_Z)
def written_into_zeros_like_z(z):
    return softmax_one_image(z).astype(z.dtype)


@exercise.mistake("The largest score got everything. A score that is a little smaller gets how much?")
def winner_takes_all(z):
    return (z == z.max()).astype(float)


@exercise.mistake(
    "Without its sign, a score of -3 beats a score of 2. What turns any number into a positive one and keeps the order?"
)
def absolute_scores(z):
    return np.abs(z) / np.abs(z).sum()
