import numpy as np

from utils.exercises.exercise import Exercise


def step_downhill(w, g, rate):
    """The place after one step of gradient descent from w, where the gradient is g."""
    return w - rate * g


exercise = Exercise(
    step_downhill,
    hints=(
        "Which way is downhill, if g points uphill?",
        "Take the formula as it stands: the new w is the old w, less rate times g.",
    ),
)


@exercise.also_right
def step_downhill_by_loop(w, g, rate):
    return np.array([w_i - rate * g_i for w_i, g_i in zip(w, g)])


@exercise.also_right
def step_downhill_on_a_copy(w, g, rate):
    w = w.copy()
    w -= rate * g
    return w


@exercise.case
def two_weights():
    return np.array([1.0, -2.0]), np.array([0.5, 4.0]), 0.1


@exercise.case
def a_steeper_place():
    return np.array([0.0, 3.0, -1.0]), np.array([-20.0, 0.0, 8.0]), 0.25


@exercise.case
def many_weights():
    rng = np.random.default_rng(5)
    return rng.normal(size=7), rng.normal(size=7), 0.03


@exercise.case
def a_long_way():
    return np.array([300.0, -4000.0]), np.array([-50.0, 1000.0]), 2


@exercise.case
def flat_ground():
    return np.array([2.0, -1.0, 0.0]), np.zeros(3), 0.1


@exercise.case
def nearly_flat_ground():
    return np.array([2e-6, -1e-6]), np.array([4e-6, 3e-5]), 0.1


@exercise.case
def a_matrix_of_weights():
    rng = np.random.default_rng(6)
    return rng.normal(size=(3, 2)).astype("float32"), rng.normal(size=(3, 2)).astype("float32"), 0.5


@exercise.mistake("That step goes uphill: the gradient points to where the loss grows.")
def uphill(w, g, rate):
    return w + rate * g


@exercise.mistake("You took the whole gradient for the step. What makes the step shorter or longer?")
def no_rate(w, g, rate):
    return w - g


@exercise.mistake("That is the change. Where does one stand after it?")
def change_only(w, g, rate):
    return -rate * g


@exercise.mistake("The right place, but w itself was changed: -= writes into the array it is given. Make a new one.")
def in_place(w, g, rate):
    w -= rate * g
    return w


@exercise.mistake("Every weight moved equally far. Where the slope is steeper, the step should be longer.")
def direction_only(w, g, rate):
    return w - rate * np.sign(g)


@exercise.mistake("Your step has a length of its own. It should be rate times the gradient, as it is.")
def length_one(w, g, rate):
    return w - rate * g / np.linalg.norm(g)


@exercise.mistake("The gradient says how far to go. Why multiply it by the weight?")
def weights_multiplied(w, g, rate):
    return w - rate * g * w


@exercise.mistake("rate belongs to the gradient alone. Which part of the formula stays whole?")
def toward_the_gradient(w, g, rate):
    return rate * (w - g)
