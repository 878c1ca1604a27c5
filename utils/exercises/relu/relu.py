"""ReLU of scores in any shape."""

import numpy as np

from utils.exercises.exercise import Exercise


def relu(z):
    """Replace every negative number by zero; z has any shape."""
    return np.maximum(0, z)


exercise = Exercise(
    relu,
    hints=(
        "Take each number on its own: when does it stay, and what does it become otherwise?",
        "The larger of 0 and z. np.maximum(a, b) takes the larger of two, place by place.",
    ),
    equivalent={
        "the result is cut off below": "ReLU is never negative",
        "the result has no sign": "ReLU is never negative",
    },
)


@exercise.also_right
def relu_by_where(z):
    return np.where(z > 0, z, 0)


@exercise.also_right
def relu_by_mask(z):
    return z * (z > 0)


@exercise.also_right
def relu_by_average(z):
    return (z + np.abs(z)) / 2


@exercise.case
def a_row_of_scores():
    return (np.array([-2.0, -0.5, 0.0, 0.5, 3.0]),)


@exercise.case
def a_batch_of_scores():
    return (np.array([[1.5, -1.0, 0.0], [-3.0, 2.0, -0.1]]),)


@exercise.case
def large_scores():
    return (np.array([250.0, -250.0, 1000.0, -1000.0]),)


@exercise.case
def scores_near_zero():
    return (np.array([0.004, -0.004, 1e-9, -1e-9]),)


@exercise.case
def scores_with_three_axes():
    return (np.array([[[0.3, -0.7, 1.25], [-4.0, 7.5, 0.0]]]),)


@exercise.mistake("A negative score became positive. Which value should it become?")
def absolute(z):
    return np.abs(z)


@exercise.mistake(
    "One number came back for the whole array. np.max looks for the largest; which "
    "function compares two arrays place by place?"
)
def largest_of_all(z):
    return np.max(z)


@exercise.mistake("The positive scores are gone and the negative ones stayed. Which ones should stay?")
def minimum(z):
    return np.minimum(0, z)


@exercise.mistake("The negative scores were left out, so the shape changed. What should stand in their place?")
def negatives_left_out(z):
    return z[z > 0]


@exercise.mistake(
    "The values are right, but your function overwrote the array it was given. How do you build a new one?"
)
def changed_in_place(z):
    z[z < 0] = 0
    return z


@exercise.mistake(
    "A little of each negative score is left: that is leaky ReLU. What should a negative score become here?"
)
def leaky(z):
    return np.where(z > 0, z, 0.01 * z)


CUT_OFF = "Large scores were cut off. Look at the picture of ReLU: where does its line stop rising?"


@exercise.mistake(CUT_OFF)
def cut_off_at_one(z):
    return np.clip(z, 0, 1)


@exercise.mistake(CUT_OFF)
def cut_off_at_six(z):
    return np.clip(z, 0, 6)


@exercise.mistake("Positive scores became 1. What does ReLU do to a score of 3?")
def on_or_off(z):
    return np.where(z > 0, 1, 0)


@exercise.mistake(
    "if and Python's own max need one True or False, and an array has many. Which NumPy function decides "
    "for each number on its own?"
)
def if_on_an_array(z):
    if z > 0:
        return z
    return 0
