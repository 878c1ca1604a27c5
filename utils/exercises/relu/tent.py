"""A tent from three ReLUs."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.pictures import NoPicture, numbers


def tent(x):
    """Zero up to 0, straight up to 1 at x = 1, straight down to 0 at x = 2, zero after; x has shape (m,)."""
    return np.maximum(0, x) - 2 * np.maximum(0, x - 1) + np.maximum(0, x - 2)


exercise = Exercise(
    tent,
    hints=(
        "Walk along the tent and write down its slope: 0, then 1, then -1, then 0. Each ReLU changes the slope once.",
        "The slope changes by +1 at 0, by -2 at 1 and by +1 at 2. A change of s at the place k is s * relu(x - k).",
    ),
    equivalent={
        "the result is cut off above": "the tent is never above 1",
        "the result is cut off below": "the tent is never below 0",
        "the result has no sign": "the tent is never below 0",
    },
)


@exercise.picture
def tent_and_answer(result, meant, x):
    from utils.plotting import plot_curve_answer

    if np.ptp(x) > 10 or len(x) < 2:
        raise NoPicture  # the tent is a dot
    plot_curve_answer(x, numbers(result), tent, name="the tent", bends=x)


@exercise.also_right
def tent_of_two(x):
    return np.maximum(0, 1 - np.abs(x - 1))


@exercise.case
def across_the_tent():
    return (np.array([-1.0, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0]),)


@exercise.case
def in_no_order():
    return (np.array([1.875, 0.004, 1.01, 0.333, 2.5]),)


@exercise.case
def one_place():
    return (np.array([0.9]),)


@exercise.case
def far_away():
    return (np.array([-100.0, 100.0, 1e6]),)


@exercise.mistake("It goes up and never comes down. Which ReLU could turn it at x = 1?")
def never_comes_down(x):
    return np.maximum(0, x)


@exercise.mistake("It stops rising at 1 and stays there. How much must the slope change, to fall as fast as it rose?")
def plateau(x):
    return np.maximum(0, x) - np.maximum(0, x - 1)


@exercise.mistake("It falls through zero and goes on. Which third ReLU stops it at x = 2?")
def falls_for_ever(x):
    return np.maximum(0, x) - 2 * np.maximum(0, x - 1)


@exercise.mistake("It rises faster after 1. What sign turns a rise into a fall?")
def added_not_subtracted(x):
    return np.maximum(0, x) + 2 * np.maximum(0, x - 1) + np.maximum(0, x - 2)


@exercise.mistake("relu(x + 1) bends at -1. Where does relu(x - 1) bend?")
def knots_on_the_wrong_side(x):
    return np.maximum(0, x) - 2 * np.maximum(0, x + 1) + np.maximum(0, x + 2)
