import math

import numpy as np

from utils.exercises.exercise import Exercise


def batch_normalize(x, gamma, beta, epsilon):
    """x (m, h, w, c) with mean beta (c,) and standard deviation gamma (c,) in each channel."""
    mean = x.mean(axis=(0, 1, 2))
    variance = x.var(axis=(0, 1, 2))
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


exercise = Exercise(
    batch_normalize,
    hints=(
        "A mean over several axes at once: x.mean(axis=(...)). Which axes count images, rows and columns?",
        "x.mean(axis=(0, 1, 2)) and x.var(axis=(0, 1, 2)) have shape (c,), and fit the last axis of x.",
        "Subtract the mean, divide by np.sqrt(variance + epsilon), multiply by gamma, add beta.",
    ),
)


@exercise.also_right
def batch_normalize_by_channels(x, gamma, beta, epsilon):
    z = np.empty(x.shape)
    for c in range(x.shape[3]):
        values = x[:, :, :, c]
        z[:, :, :, c] = gamma[c] * (values - values.mean()) / math.sqrt(values.var() + epsilon) + beta[c]
    return z


@exercise.also_right
def batch_normalize_by_rows(x, gamma, beta, epsilon):
    rows = x.reshape(-1, x.shape[-1])
    centered = rows - rows.sum(axis=0) / len(rows)
    variance = (centered**2).sum(axis=0) / len(rows)
    return (gamma * centered * (variance + epsilon) ** -0.5 + beta).reshape(x.shape)


@exercise.also_right
def batch_normalize_by_squares(x, gamma, beta, epsilon):
    mean = np.mean(x, axis=(0, 1, 2), keepdims=True)
    variance = np.mean(x**2, axis=(0, 1, 2), keepdims=True) - mean**2
    scale = gamma / np.sqrt(variance + epsilon)
    return x * scale + (beta - mean * scale)


@exercise.case
def two_images_of_two_pixels():
    x = np.array([[[[1.0, 10.0], [3.0, 10.0]]], [[[5.0, 20.0], [7.0, 20.0]]]])
    return x, np.array([1.0, 2.0]), np.array([0.0, -1.0]), 0.001


@exercise.case
def three_images():
    """Each image, row, column and channel has a height of its own, and epsilon is large."""
    rng = np.random.default_rng(16)
    x = rng.normal(size=(3, 4, 5, 2)) * [1.0, 3.0] + rng.normal(size=(3, 1, 1, 2)) + rng.normal(size=(1, 4, 5, 1))
    return np.round(x, 1), np.array([0.5, -2.0]), np.array([3.0, 1.0]), 0.5


@exercise.case
def a_channel_in_which_nothing_varies():
    x = np.round(np.random.default_rng(17).normal(size=(4, 2, 3, 3)), 1)
    x[..., 1] = 4.0
    return x, np.array([1.5, 2.0, 0.5]), np.array([0.25, -1.0, 2.0]), 0.001


@exercise.case
def one_image_of_whole_numbers():
    x = np.array([[[[0, 255], [128, 3], [7, 40]], [[1, 0], [255, 17], [90, 200]]]])
    return x, np.array([10.0, 0.02]), np.array([-5.0, 0.3]), 0.001


def _normalized(x, epsilon, axis, **settings):
    mean, variance = x.mean(axis=axis, keepdims=True), x.var(axis=axis, keepdims=True, **settings)
    return (x - mean) / np.sqrt(variance + epsilon)


@exercise.mistake("You gave each pixel a mean of its own. A channel has one mean: over which three axes?")
def each_place_on_its_own(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, 0) + beta


@exercise.mistake("You gave each image a mean of its own. The batch has one for each channel: over which three axes?")
def each_image_on_its_own(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, (1, 2)) + beta


@exercise.mistake("You gave each column a mean of its own. A channel has one mean: over which three axes?")
def each_column_on_its_own(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, (0, 1)) + beta


@exercise.mistake("You normalized each image with all its channels. Which axes belong together here?")
def each_image_with_all_channels(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, (1, 2, 3)) + beta


@exercise.mistake("You mixed the channels. Which axis must be left out of the mean?")
def all_channels_together(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, None) + beta


@exercise.mistake("You took the mean over the channels. Each channel has its own: over what?")
def over_the_channels(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, -1) + beta


@exercise.mistake("Mean and x do not fit each other. Which axes should the mean run over, so that it has shape (c,)?")
def axes_not_kept(x, gamma, beta, epsilon):
    mean, variance = x.mean(axis=(1, 2)), x.var(axis=(1, 2))
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


@exercise.mistake("Your variance is a little too large. By what does it divide, and what does ddof do?")
def divided_by_one_less(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, (0, 1, 2), ddof=1) + beta


@exercise.mistake("You added epsilon to the standard deviation. Where is it in the formula?")
def epsilon_after_the_root(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=(0, 1, 2))) / (x.std(axis=(0, 1, 2)) + epsilon) + beta


@exercise.mistake("You have a standard deviation under the root, so the root is taken twice. What belongs there?")
def epsilon_beside_the_deviation(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=(0, 1, 2))) / np.sqrt(x.std(axis=(0, 1, 2)) + epsilon) + beta


@exercise.mistake("You divided by the variance. What makes a standard deviation of it?")
def root_forgotten(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=(0, 1, 2))) / (x.var(axis=(0, 1, 2)) + epsilon) + beta


@exercise.mistake("Where nothing varies, you divide by 0. What does the formula add, and where?")
def epsilon_forgotten(x, gamma, beta, epsilon):
    return gamma * _normalized(x, 0, (0, 1, 2)) + beta


@exercise.mistake("You have an epsilon of your own. Which one is given?")
def epsilon_of_its_own(x, gamma, beta, epsilon):
    return gamma * _normalized(x, 1e-5, (0, 1, 2)) + beta


@exercise.mistake("gamma and beta have changed places. Which one multiplies?")
def gamma_and_beta_swapped(x, gamma, beta, epsilon):
    return beta * _normalized(x, epsilon, (0, 1, 2)) + gamma


@exercise.mistake("beta was multiplied by gamma, too. Which comes first, times or plus?")
def beta_added_first(x, gamma, beta, epsilon):
    return gamma * (_normalized(x, epsilon, (0, 1, 2)) + beta)


@exercise.mistake("You divided without subtracting. What brings the mean to 0?")
def not_centered(x, gamma, beta, epsilon):
    return gamma * x / np.sqrt(x.var(axis=(0, 1, 2)) + epsilon) + beta


@exercise.mistake("The mean is right. What brings the variance to 1?")
def not_scaled(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=(0, 1, 2))) + beta


@exercise.mistake("Mean 0 and variance 1: right so far. What do gamma and beta do with that?")
def gamma_and_beta_forgotten(x, gamma, beta, epsilon):
    return _normalized(x, epsilon, (0, 1, 2))


@exercise.mistake("Mean 0 and deviation 1: right so far. What about epsilon, gamma and beta?")
def standardized(x, gamma, beta, epsilon):
    return _normalized(x, 0, (0, 1, 2))


@exercise.mistake("You multiplied by the standard deviation. What makes wide values narrow?")
def multiplied_by_the_deviation(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=(0, 1, 2))) * np.sqrt(x.var(axis=(0, 1, 2)) + epsilon) + beta


@exercise.mistake("Where does gamma come in?")
def gamma_forgotten(x, gamma, beta, epsilon):
    return _normalized(x, epsilon, (0, 1, 2)) + beta


@exercise.mistake("Where does beta come in?")
def beta_forgotten(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, (0, 1, 2))


@exercise.mistake("Python divides before it subtracts. What holds the difference together?")
def brackets_left_out(x, gamma, beta, epsilon):
    return gamma * x - x.mean(axis=(0, 1, 2)) / np.sqrt(x.var(axis=(0, 1, 2)) + epsilon) + beta


@exercise.mistake("You divided beta, too. What should the division reach?")
def beta_divided_too(x, gamma, beta, epsilon):
    return (gamma * (x - x.mean(axis=(0, 1, 2))) + beta) / np.sqrt(x.var(axis=(0, 1, 2)) + epsilon)


@exercise.mistake("You brought the values to 0 and 1 by their smallest and largest. What does the formula use?")
def between_zero_and_one(x, gamma, beta, epsilon):
    lowest, highest = x.min(axis=(0, 1, 2)), x.max(axis=(0, 1, 2))
    return gamma * (x - lowest) / (highest - lowest + epsilon) + beta
