import numpy as np

from utils.exercises.backpropagation._shared import HAT
from utils.exercises.exercise import Exercise


def neuron_gradient(x, w, b, t):
    """Slopes of the loss (a - t)**2 / 2 of one tanh neuron: two numbers, dw and db."""
    a = np.tanh(x * w + b)
    da = a - t
    dz = da * (1 - a**2)
    return dz * x, dz


exercise = Exercise(
    neuron_gradient,
    hints=(
        "First the way forward: z, then a. Then back, one factor at a time: da, then dz, then dw and db.",
        "da = a - t. To get dz, multiply da by the slope of tanh, which the lesson writes with a.",
        "w enters z multiplied by x, and b enters as it is. So dw is dz * x, and db is dz.",
    ),
)


@exercise.also_right
def neuron_gradient_by_cosh(x, w, b, t):
    z = x * w + b
    slope = 1 / np.cosh(z) ** 2
    return (np.tanh(z) - t) * slope * x, (np.tanh(z) - t) * slope


@exercise.also_right
def neuron_gradient_by_nudges(x, w, b, t, h=1e-5):
    def loss(w, b):
        return (np.tanh(x * w + b) - t) ** 2 / 2

    dw = (loss(w + h, b) - loss(w - h, b)) / (2 * h)
    return dw, (loss(w, b + h) - loss(w, b - h)) / (2 * h)


@exercise.also_right
def neuron_gradient_with_math(x, w, b, t):
    import math

    a = math.tanh(w * x + b)
    dz = (a - t) * (1 + a) * (1 - a)
    return [x * dz, dz]


@exercise.also_right
def neuron_gradient_in_one_array(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return np.array([dw, db])


@exercise.case
def the_neuron_of_the_text():
    return 2.0, 0.5, float(np.arctanh(0.5)) - 1, 1.0


@exercise.case
def a_negative_input():
    return -1.5, 0.8, 0.3, 0.25


@exercise.case
def a_target_below_zero():
    return 0.5, -1.2, 1.7, -1.0


@exercise.case
def whole_numbers():
    return 2, 1, -1, 0


@exercise.case
def no_input_and_no_bias():
    return 0.0, 0.7, 0.0, 0.5


@exercise.case
def a_target_far_away():
    return -4.0, 0.1, 0.2, 10.0


@exercise.case
def a_neuron_at_its_limit():
    """tanh is nearly flat here, so the slopes are small."""
    return 3.0, 1.5, 0.5, -1.0


@exercise.case
def a_neuron_beyond_it():
    """e to the 800 fits into no number, and tanh is 1."""
    return 40.0, 20.0, 0.0, 0.5


@exercise.mistake(
    "Your slope of tanh is 1 - z**2. Its formula squares what came out of the tanh: which letter is that?"
)
def slope_at_z(x, w, b, t):
    z = x * w + b
    dz = (np.tanh(z) - t) * (1 - z**2)
    return dz * x, dz


@exercise.mistake("One factor of the chain is missing: on the way from a back to z, which slope do you pass?")
def slope_of_tanh_forgotten(x, w, b, t):
    da = np.tanh(x * w + b) - t
    return da * x, da


@exercise.mistake("The chain begins at the loss. How fast does (a - t)**2 / 2 change when a does?")
def error_forgotten(x, w, b, t):
    slope = 1 - np.tanh(x * w + b) ** 2
    return slope * x, slope


@exercise.mistake("db is right, and dw came out the same. If x were 10, how much would a nudge of w move z?")
def input_forgotten(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return db, db


@exercise.mistake("db is right. For dw you multiplied by w. In z = x * w + b, what does w stand beside?")
def weight_for_the_input(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return db * w, db


@exercise.mistake("dw is right. In z = x * w + b, how much does a nudge of b move z, whatever b is?")
def bias_gets_the_input(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return dw, db * b


@exercise.mistake("The numbers are right and the signs are not. With a below t, does a larger a raise the loss?")
def downhill(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return -dw, -db


@exercise.mistake("Both are twice what they should be. What becomes of the 2 of the square and of the / 2 beside it?")
def half_forgotten(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return 2 * dw, 2 * db


@exercise.mistake("Both are half of what they should be. The square's slope brings a factor of 2: where did it go?")
def half_kept(x, w, b, t):
    dw, db = neuron_gradient(x, w, b, t)
    return dw / 2, db / 2


@exercise.mistake("Both numbers are right, in the wrong order: first dw, then db.")
def slopes_swapped(x, w, b, t):
    return neuron_gradient(x, w, b, t)[::-1]


@exercise.mistake("You used 1 - a as the slope of tanh. What does its formula square?")
def square_forgotten(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = (a - t) * (1 - a)
    return dz * x, dz


@exercise.mistake("You took the tanh of a, which is a tanh already. What does the slope need of it?")
def tanh_twice(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = (a - t) * (1 - np.tanh(a) ** 2)
    return dz * x, dz


@exercise.mistake("You multiplied by the loss itself. The chain is made of slopes: what is the slope of the loss by a?")
def loss_times_slope(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = (a - t) ** 2 / 2 * (1 - a**2)
    return dz * x, dz


@exercise.mistake("You squared 1 - a. What should be squared, and what comes after?")
def one_minus_a_squared_as_a_whole(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = (a - t) * (1 - a) ** 2
    return dz * x, dz


BRACKETS = "Python multiplies before it adds or subtracts. Which of your factors needs brackets?"


@exercise.mistake(BRACKETS)
def brackets_of_the_slope_forgotten(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = (a - t) * 1 - a**2
    return dz * x, dz


@exercise.mistake(BRACKETS)
def brackets_of_the_error_forgotten(x, w, b, t):
    a = np.tanh(x * w + b)
    dz = a - t * (1 - a**2)
    return dz * x, dz


@exercise.mistake("Your z is x * w. What else belongs to it?")
def bias_left_out(x, w, b, t):
    return neuron_gradient(x, w, 0.0, t)


@exercise.mistake("One number came back, and it is dw. Training needs the slope of b, too.")
def dw_alone(x, w, b, t):
    return neuron_gradient(x, w, b, t)[0]


@exercise.mistake(HAT)
def hat_for_a_power(x, w, b, t):
    a = np.tanh(x * w + b)
    return (a - t) * (1 - (a ^ 2)) * x, (a - t) * (1 - (a ^ 2))


@exercise.mistake(HAT)
def hat_for_a_power_with_math(x, w, b, t):
    import math

    a = math.tanh(x * w + b)
    return (a - t) * (1 - (a ^ 2)) * x, (a - t) * (1 - (a ^ 2))


def _new_parameters(rate):
    def step_taken(x, w, b, t):
        dw, db = neuron_gradient(x, w, b, t)
        return w - rate * dw, b - rate * db

    return step_taken


A_STEP = "You took the step already. What is meant are the slopes themselves; the step and its rate come later."


for rate in (0.01, 0.1, 0.5, 1.0):
    exercise.mistake(A_STEP)(_new_parameters(rate))


def _step_alone(rate):
    def step_returned(x, w, b, t):
        dw, db = neuron_gradient(x, w, b, t)
        return -rate * dw, -rate * db

    return step_returned


for rate in (0.01, 0.1, 0.5):
    exercise.mistake(A_STEP)(_step_alone(rate))


LEFT_IN_THE_NOTEBOOK = "That fits only the neuron in the text. Does your function use a value left in the notebook?"


# Values that the text's cells leave in the notebook: a = 0.5, t = 1, da = -0.5, dz = -0.375, and the slope 0.75.
@exercise.mistake(LEFT_IN_THE_NOTEBOOK)
def a_left_in_the_notebook(x, w, b, t):
    dz = (0.5 - t) * (1 - 0.5**2)
    return dz * x, dz


@exercise.mistake(LEFT_IN_THE_NOTEBOOK)
def t_left_in_the_notebook(x, w, b, t):
    return neuron_gradient(x, w, b, 1.0)


@exercise.mistake(LEFT_IN_THE_NOTEBOOK)
def da_left_in_the_notebook(x, w, b, t):
    dz = -0.5 * (1 - np.tanh(x * w + b) ** 2)
    return dz * x, dz


@exercise.mistake(LEFT_IN_THE_NOTEBOOK)
def slope_left_in_the_notebook(x, w, b, t):
    dz = (np.tanh(x * w + b) - t) * 0.75
    return dz * x, dz


@exercise.mistake(LEFT_IN_THE_NOTEBOOK)
def dz_left_in_the_notebook(x, w, b, t):
    return -0.375 * x, -0.375


@exercise.mistake(LEFT_IN_THE_NOTEBOOK)
def all_left_in_the_notebook(x, w, b, t):
    return -0.75, -0.375
