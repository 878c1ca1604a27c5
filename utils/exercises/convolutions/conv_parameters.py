import math

import numpy as np

from utils.exercises.exercise import Exercise


def conv_parameters(k, channels):
    """Number of weights and biases of convolutions with k x k kernels that follow each other.

    channels are the channels of the images, and then the number of kernels of each layer.
    """
    return sum(k * k * c_in * c_out + c_out for c_in, c_out in zip(channels[:-1], channels[1:]))


exercise = Exercise(
    conv_parameters,
    hints=(
        "One kernel first: how many weights has a slice of k by k, how many slices are there, and how many biases?",
        "A kernel has k * k * c_in weights and one bias, and a layer has c_out kernels.",
        "zip(channels[:-1], channels[1:]) gives c_in and c_out of each layer. Add the layers up.",
    ),
    equivalent={
        "the result has no sign": "a number of parameters is never below 0",
        "the result is cut off below": "a number of parameters is never below 0",
    },
)


@exercise.also_right
def conv_parameters_by_loop(k, channels):
    total = 0
    for i in range(1, len(channels)):
        for_one_kernel = k**2 * channels[i - 1] + 1
        total += channels[i] * for_one_kernel
    return total


@exercise.also_right
def conv_parameters_by_arrays(k, channels):
    c = np.array(channels)
    return int(k * k * (c[:-1] * c[1:]).sum() + c[1:].sum())


@exercise.case
def one_layer_of_eight():
    return 3, (1, 8)


@exercise.case
def two_layers_as_in_lenet():
    return 5, (1, 6, 16)


@exercise.case
def photographs():
    return 3, (3, 16, 32, 10)


@exercise.case
def kernels_of_one_pixel():
    return 1, (4, 2)


@exercise.case
def layers_of_equal_size():
    return 2, (1, 8, 8, 8, 3, 8)


@exercise.case
def a_large_network():
    return 7, (64, 512, 256)


def _layers(channels):
    return list(zip(channels[:-1], channels[1:], strict=True))


@exercise.mistake("You counted the weights. What else does each kernel add to its sum?")
def no_biases(k, channels):
    return sum(k * k * c_in * c_out for c_in, c_out in _layers(channels))


@exercise.mistake("You gave each layer one bias. How many kernels of a layer have one?")
def one_bias_a_layer(k, channels):
    return sum(k * k * c_in * c_out + 1 for c_in, c_out in _layers(channels))


@exercise.mistake("You gave each channel that comes in a bias. In the formula, which index does b have?")
def a_bias_for_each_channel_in(k, channels):
    return sum(k * k * c_in * c_out + c_in for c_in, c_out in _layers(channels))


@exercise.mistake("You gave each slice of a kernel a bias. The slices are added up into one number: how many biases?")
def a_bias_for_each_slice(k, channels):
    return sum((k * k + 1) * c_in * c_out for c_in, c_out in _layers(channels))


@exercise.mistake("You gave each weight a bias. How many numbers does one kernel add up to?")
def a_bias_for_each_weight(k, channels):
    return sum(2 * k * k * c_in * c_out for c_in, c_out in _layers(channels))


@exercise.mistake("Your kernels have no depth. A layer that gets 16 channels: how many slices does each kernel have?")
def depth_forgotten(k, channels):
    return sum(k * k * c_out + c_out for _, c_out in _layers(channels))


@exercise.mistake("Each layer has the weights of one kernel only. Do its kernels share their weights?")
def one_kernel_a_layer(k, channels):
    return sum(k * k * c_in + c_out for c_in, c_out in _layers(channels))


@exercise.mistake("You counted one kernel for each layer. How many kernels does a layer have?")
def one_kernel_with_one_bias_a_layer(k, channels):
    return sum(k * k * c_in + 1 for c_in, _ in _layers(channels))


@exercise.mistake("Your kernels have one row. How many weights lie in a square with a side of k?")
def kernel_as_long_as_its_side(k, channels):
    return sum(k * c_in * c_out + c_out for c_in, c_out in _layers(channels))


@exercise.mistake("k * 2 is not the square of k. How many weights lie in a square with a side of k?")
def twice_the_side(k, channels):
    return sum(2 * k * c_in * c_out + c_out for c_in, c_out in _layers(channels))


@exercise.mistake("This is the formula of dense layers. How many weights connect two channels here?")
def like_a_dense_network(k, channels):
    return sum(c_in * c_out + c_out for c_in, c_out in _layers(channels))


@exercise.mistake("The first layer is missing: its kernels look at the images. At how many channels?")
def first_layer_forgotten(k, channels):
    return sum(k * k * c_in * c_out + c_out for c_in, c_out in _layers(channels)[1:])


@exercise.mistake("This is the last layer alone. What collects those before it?")
def last_layer_only(k, channels):
    return conv_parameters(k, channels[-2:])


@exercise.mistake("This is the first layer alone. How far is your return indented?")
def first_layer_only(k, channels):
    return conv_parameters(k, channels[:2])


@exercise.mistake("All your kernels are as deep as the images. What does the second layer look at?")
def depth_of_the_images_everywhere(k, channels):
    return sum(k * k * channels[0] * c_out + c_out for _, c_out in _layers(channels))


@exercise.mistake("You counted a layer too many. Do the images have kernels of their own?")
def images_as_a_layer(k, channels):
    return k * k * channels[0] + channels[0] + conv_parameters(k, channels)


@exercise.mistake("The last channels have no layer after them. How many layers are there?")
def one_layer_too_far(k, channels):
    return sum(k * k * channels[i] * channels[i + 1] + channels[i + 1] for i in range(len(channels)))


@exercise.mistake(
    "You added channels in and channels out. Each kernel has a slice for each channel in: how many is that?"
)
def channels_added(k, channels):
    return sum(k * k * (c_in + c_out) + c_out for c_in, c_out in _layers(channels))


@exercise.mistake("You multiplied all channels. Which two does one layer connect?")
def all_multiplied(k, channels):
    return k * k * math.prod(channels) + sum(channels[1:])


@exercise.mistake("These are the layers, one by one. How many parameters is that in all?")
def one_number_a_layer(k, channels):
    return [k * k * c_in * c_out + c_out for c_in, c_out in _layers(channels)]
