import numpy as np

from utils.exercises.exercise import Exercise


def count_parameters(sizes):
    """Number of weights and biases of a dense network; sizes are the layers' sizes, inputs first."""
    return sum(n_in * n_out + n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))


exercise = Exercise(
    count_parameters,
    hints=(
        "From 4 inputs to 3 neurons: how many arrows can you draw? And then one bias for each neuron.",
        "Between two layers stand n_in * n_out weights and n_out biases. Add this up over the pairs "
        "zip(sizes[:-1], sizes[1:]).",
    ),
    equivalent={
        "the result has no sign": "a number of parameters is never negative",
        "the result is cut off below": "a number of parameters is never negative",
    },
)


@exercise.also_right
def count_parameters_by_loop(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i - 1] + 1) * sizes[i]
    return total


@exercise.case
def one_layer():
    return ((4, 3),)


@exercise.case
def two_layers():
    return ((3, 2, 5),)


@exercise.case
def the_classic_sizes():
    return ((400, 25, 15, 10),)


@exercise.case
def one_neuron():
    return ((1, 1),)


@exercise.case
def sizes_that_repeat():
    return ((5, 5, 5, 2),)


@exercise.case
def six_sizes():
    return ((2, 7, 3, 6, 4, 9),)


@exercise.case
def a_large_network():
    return ((784, 512, 128, 10),)


@exercise.mistake("You counted the weights. What else does each neuron add to its sum?")
def no_biases(sizes):
    return sum(n_in * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True))


@exercise.mistake("You gave each input a bias. Who adds the bias, the input or the neuron?")
def a_bias_for_each_input(sizes):
    return sum(n_in * n_out + n_in for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True))


@exercise.mistake("You gave each layer one bias. How many neurons of a layer have one?")
def one_bias_a_layer(sizes):
    return sum(n_in * n_out + 1 for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True))


@exercise.mistake("You counted the neurons. How many weights does one neuron with 400 inputs have?")
def neurons_counted(sizes):
    return sum(sizes)


@exercise.mistake("You multiplied all sizes. Which layers does one weight matrix connect?")
def all_multiplied(sizes):
    return int(np.prod(sizes))
