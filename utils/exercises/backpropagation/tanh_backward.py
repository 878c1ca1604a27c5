import numpy as np

from utils.exercises.backpropagation._shared import AGAIN, HAT
from utils.exercises.exercise import Exercise


def tanh_backward(da, a):
    """Slopes of the loss by z, where a = tanh(z) and da holds its slopes by a; all of one shape."""
    return da * (1 - a**2)


exercise = Exercise(
    tanh_backward,
    hints=(
        "One factor of the chain: what came from behind, times the slope of tanh at this place.",
        "With a = tanh(z), the slope of tanh is one minus the square of a. Multiply number by number.",
    ),
)


@exercise.also_right
def tanh_backward_multiplied_out(da, a):
    return da - da * a * a


@exercise.also_right
def tanh_backward_by_factors(da, a):
    return np.multiply(da, (1 + a) * (1 - a))


@exercise.also_right
def tanh_backward_from_the_scores(da, a):
    return da / np.cosh(np.arctanh(a)) ** 2


@exercise.also_right
def tanh_backward_by_loops(da, a):
    dz = np.empty(a.shape)
    for place in np.ndindex(a.shape):
        dz[place] = (1 - a[place] ** 2) * da[place]
    return dz


def _activations(m, n, seed):
    rng = np.random.default_rng(seed)
    return rng.integers(-9, 10, size=(m, n)) / 4 + 0.125, rng.integers(-9, 10, size=(m, n)) / 10 + 0.05


@exercise.case
def three_images_two_neurons():
    return _activations(3, 2, seed=4)


@exercise.case
def as_many_neurons_as_images():
    return _activations(3, 3, seed=5)


@exercise.case
def one_image_four_neurons():
    return _activations(1, 4, seed=6)


@exercise.case
def large_slopes_and_neurons_at_their_limits():
    return np.array([[100.0, -80.0, 12.5], [3.0, -7.0, 0.0]]), np.array([[0.0, -0.2, 0.999], [1.0, -0.96, 0.5]])


@exercise.mistake("That is the slope of tanh alone. The chain multiplies: what came from behind?")
def nothing_from_behind(da, a):
    return 1 - a**2


@exercise.mistake("You took the tanh of a. The slope is 1 - tanh(z)**2, and a is tanh(z) already.")
def tanh_of_the_activation(da, a):
    return da * (1 - np.tanh(a) ** 2)


@exercise.mistake("You used 1 - a as the slope. What is squared in it?")
def square_of_the_activation_forgotten(da, a):
    return da * (1 - a)


@exercise.mistake("a * (1 - a) is the slope of the sigmoid. Which one belongs to tanh?")
def slope_of_the_sigmoid(da, a):
    return da * a * (1 - a)


@exercise.mistake("That is the slope of ReLU. The bend here is a tanh.")
def slope_of_relu(da, a):
    return da * (a > 0)


@exercise.mistake("Python multiplies before it subtracts. Which two things belong in brackets?")
def brackets_forgotten(da, a):
    return da * 1 - a**2


@exercise.mistake("You squared 1 - a. What should be squared, and what comes after?")
def squared_after_subtracting(da, a):
    return da * (1 - a) ** 2


@exercise.mistake("da came back unchanged, as if tanh were a straight line of slope 1.")
def passed_on_as_it_is(da, a):
    return da.copy()


@exercise.mistake("tanh never falls, so its slope is never below zero. Yours is.")
def sign_of_the_slope(da, a):
    return da * (a**2 - 1)


@exercise.mistake("@ mixes the neurons. Each neuron has its own tanh: which operator works number by number?")
def matrix_product(da, a):
    return da @ (1 - a**2)


@exercise.mistake("You made a matrix product. Each neuron has its own tanh: which operator works number by number?")
def matrix_product_transposed(da, a):
    return da.T @ (1 - a**2)


@exercise.mistake(AGAIN.format("da"))
def averaged_again(da, a):
    return da * (1 - a**2) / len(da)


@exercise.mistake(HAT)
def hat_for_a_power_in_arrays(da, a):
    return da * (1 - (a ^ 2))


@exercise.mistake("The slopes are right, but da is not what it was: *= writes into the caller's array.")
def slope_into_the_argument(da, a):
    da *= 1 - a**2
    return da
