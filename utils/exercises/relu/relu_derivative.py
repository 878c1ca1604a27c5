"""The slope of ReLU."""

import numpy as np

from utils.exercises.exercise import Exercise


def relu_derivative(z):
    """Slope of ReLU at each z: 1 where z > 0, else 0."""
    return np.where(z > 0, 1.0, 0.0)


exercise = Exercise(
    relu_derivative,
    hints=(
        "Look at the picture of ReLU: it has two straight parts. How steep is each?",
        "np.where(condition, a, b) takes a where the condition holds, and b elsewhere.",
    ),
    equivalent={
        change: "every slope is 0 or 1"
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
def relu_derivative_by_comparison(z):
    return (z > 0).astype(float)


@exercise.also_right
def relu_derivative_by_heaviside(z):
    return np.heaviside(z, 0.0)


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


@exercise.case
def whole_scores():
    return (np.array([-2, -1, 0, 1, 2]),)


@exercise.mistake("At z = 0 the slope is a matter of taste; the course takes 0. Which comparison leaves zero out?")
def slope_one_at_zero(z):
    return np.where(z >= 0, 1.0, 0.0)


@exercise.mistake("At z = 0 the slope is a matter of taste. Which value does the course take there?")
def slope_one_half_at_zero(z):
    return np.heaviside(z, 0.5)


@exercise.mistake("True and False came back. The slope is a number: how do you turn them into 1 and 0?")
def true_or_false(z):
    return z > 0


@exercise.mistake("That is ReLU's value. How steep is its line at z = 3?")
def the_value_itself(z):
    return np.maximum(0, z)


@exercise.mistake("Negative scores got slope -1. How steep is ReLU left of zero?")
def sign(z):
    return np.sign(z)


@exercise.mistake("z / z is 1 for negative scores too, and nan for 0. What decides whether the slope is 1?")
def from_the_output(z):
    return z / z
