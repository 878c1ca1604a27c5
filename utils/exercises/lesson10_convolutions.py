"""Lesson 10: a convolution, its size and its parameters, pooling, batch normalization, a network of one's own."""

import functools
import math
import time

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise, Mistake

MOST_PARAMETERS = 10_000
LEAST_READ = 0.8
GUESS = 0.25
PATTERN_SIDE = 10  # pixels, of the ten patterns that small_convolutional_network must learn
LEARNING_STEPS = 600
STEPS_A_ROUND = 100
SECONDS_OF_TRAINING = 25.0  # for each of at most two trainings


# convolve


def convolve(image, kernel):
    """The feature map (h - k + 1, w - l + 1) of an image (h, w) under a kernel (k, l), which is not flipped."""
    rows, columns = kernel.shape
    z = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            patch = image[i : i + rows, j : j + columns]
            z[i, j] = np.sum(patch * kernel)
    return z


def convolve_by_scipy(image, kernel):
    from scipy.signal import correlate2d

    return correlate2d(image, kernel, mode="valid")


def convolve_by_windows(image, kernel):
    patches = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijrs,rs->ij", patches, kernel)


def convolve_by_moved_images(image, kernel):
    """One moved image for each weight of the kernel."""
    height, width = (side - size + 1 for side, size in zip(image.shape, kernel.shape))
    z = 0
    for r in range(kernel.shape[0]):
        for s in range(kernel.shape[1]):
            z = z + kernel[r, s] * image[r : r + height, s : s + width]
    return z


def convolve_by_four_loops(image, kernel):
    (h, w), (k, columns) = image.shape, kernel.shape
    z = []
    for i in range(h - k + 1):
        z.append([])
        for j in range(w - columns + 1):
            products = [image[i + r, j + s] * kernel[r, s] for r in range(k) for s in range(columns)]
            z[i].append(sum(products))
    return np.array(z)


def a_small_image():
    image = np.array([[1.0, 0.0, 2.0, 3.0], [4.0, 1.0, 0.0, 2.0], [0.0, 5.0, 1.0, 1.0]])
    return image, np.array([[1.0, 2.0], [0.0, -1.0]])


def a_wide_kernel():
    """Whole numbers in the image, fractions in the kernel."""
    rng = np.random.default_rng(10)
    return rng.integers(0, 9, size=(5, 7)), np.array([[0.5, -1.0, 0.25], [2.0, 0.0, -0.75]])


def a_tall_kernel():
    rng = np.random.default_rng(11)
    return np.round(rng.normal(size=(6, 5)), 1), np.round(rng.normal(size=(4, 2)), 1)


def a_square_kernel():
    rng = np.random.default_rng(12)
    return np.round(rng.normal(size=(5, 5)), 1), np.round(rng.normal(size=(3, 3)), 1)


def a_kernel_as_large_as_the_image():
    rng = np.random.default_rng(13)
    return np.round(rng.normal(size=(2, 3)), 1), np.round(rng.normal(size=(2, 3)), 1)


def _at_each_place(image, kernel, value_of, rows_fewer=0, columns_fewer=0):
    """value_of(patch, kernel) at each place of the kernel, in an array that may be too small."""
    (h, w), (k, columns) = image.shape, kernel.shape
    z = np.zeros((h - k + 1 - rows_fewer, w - columns + 1 - columns_fewer))
    for i, j in np.ndindex(z.shape):
        z[i, j] = value_of(image[i : i + k, j : j + columns], kernel)
    return z


def _flipped(image, kernel):
    return convolve(image, kernel[::-1, ::-1])


def _of_the_same_size(image, kernel):
    from scipy.signal import correlate2d

    return correlate2d(image, kernel, mode="same")


def _also_where_it_sticks_out(image, kernel):
    from scipy.signal import correlate2d

    return correlate2d(image, kernel)


def _one_row_and_column_missing(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.sum(patch * w), 1, 1)


def _last_places_left_at_zero(image, kernel):
    z = convolve(image, kernel)
    z[-1], z[:, -1] = 0, 0
    return z


def _mean_of_the_products(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.mean(patch * w))


def _matrix_product(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.sum(patch @ w))


def _matrix_product_in_one_place(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: patch @ w)


def _sum_forgotten(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: patch * w)


def _products_as_patches(image, kernel):
    return np.lib.stride_tricks.sliding_window_view(image, kernel.shape) * kernel


def _kernel_transposed(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.sum(patch * w.T))


def _map_transposed(image, kernel):
    return convolve(image, kernel).T


def _around_the_rim(image, kernel):
    return sum(
        kernel[r, s] * np.roll(image, (-r, -s), axis=(0, 1))
        for r in range(kernel.shape[0])
        for s in range(kernel.shape[1])
    )


def _with_a_relu(image, kernel):
    return np.maximum(convolve(image, kernel), 0)


def _without_signs(image, kernel):
    return np.abs(convolve(image, kernel))


def _kernel_taken_for_square(image, kernel):
    k = kernel.shape[0]
    z = np.zeros((image.shape[0] - k + 1, image.shape[1] - k + 1))
    for i, j in np.ndindex(z.shape):
        z[i, j] = np.sum(image[i : i + k, j : j + k] * kernel)
    return z


def _image_taken_for_square(image, kernel):
    side = image.shape[0] - kernel.shape[0] + 1
    z = np.zeros((side, side))
    for i, j in np.ndindex(z.shape):
        z[i, j] = np.sum(image[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel)
    return z


def _first_place_only(image, kernel):
    return np.sum(image[: kernel.shape[0], : kernel.shape[1]] * kernel)


def _returned_inside_the_loops(image, kernel):
    z = np.zeros_like(convolve(image, kernel))
    z[0, 0] = _first_place_only(image, kernel)
    return z


def _returned_after_the_first_row(image, kernel):
    z = convolve(image, kernel)
    z[1:] = 0
    return z


def _whole_numbers(image, kernel):
    return convolve(image, kernel).astype(int)


def _in_steps_of_the_kernel(image, kernel):
    return convolve(image, kernel)[:: kernel.shape[0], :: kernel.shape[1]]


def _largest_product(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.max(patch * w))


def _patches_added_up(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.sum(patch))


def _rows_and_columns_swapped(image, kernel):
    z = np.zeros_like(convolve(image, kernel))
    for i, j in np.ndindex(z.shape):
        z[i, j] = np.sum(image[j : j + kernel.shape[0], i : i + kernel.shape[1]] * kernel)
    return z


def _without_sliding(image, kernel):
    return image * kernel


def _matrix_product_without_sliding(image, kernel):
    return image @ kernel


def _begun_at_every_pixel(image, kernel):
    z = np.zeros_like(convolve(image, kernel))
    for i, j in np.ndindex(image.shape):
        z[i, j] = np.sum(image[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel)
    return z


def _always_three_by_three(image, kernel):
    z = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    for i, j in np.ndindex(z.shape):
        z[i, j] = np.sum(image[i : i + 3, j : j + 3] * kernel)
    return z


def _patches_that_end_too_early(image, kernel):
    z = np.zeros_like(convolve(image, kernel))
    for i, j in np.ndindex(z.shape):
        z[i, j] = np.sum(image[i : kernel.shape[0], j : kernel.shape[1]] * kernel)
    return z


def _as_a_list(image, kernel):
    return convolve(image, kernel).ravel()


# output_side


def output_side(n, k, padding, stride):
    """How many places a kernel of k pixels has along a side of n pixels, with padding at each end."""
    return (n + 2 * padding - k) // stride + 1


def output_side_by_counting(n, k, padding, stride):
    places, first = 0, -padding
    while first + k <= n + padding:
        places += 1
        first += stride
    return places


def output_side_by_range(n, k, padding, stride):
    return len(range(0, n + 2 * padding - k + 1, stride))


def output_side_by_floor(n, k, padding, stride):
    return math.floor((n - k + 2 * padding) / stride + 1)


def output_side_by_ceil(n, k, padding, stride):
    return math.ceil((n + 2 * padding - k + 1) / stride)


def a_kernel_on_a_digit():
    return 28, 3, 0, 1


def a_rim_of_two():
    return 28, 5, 2, 1


def every_second_pixel():
    return 28, 3, 1, 2


def steps_that_do_not_fit():
    return 10, 4, 0, 4


def steps_that_nearly_fit():
    return 12, 3, 0, 5


def one_place_only():
    return 6, 6, 0, 3


def a_rim_and_long_steps():
    return 7, 2, 1, 3


def side_by_side():
    return 28, 4, 0, 4


def _padding_at_one_end(n, k, padding, stride):
    return (n + padding - k) // stride + 1


def _padding_forgotten(n, k, padding, stride):
    return (n - k) // stride + 1


def _steps_counted(n, k, padding, stride):
    return (n + 2 * padding - k) // stride


def _true_division(n, k, padding, stride):
    return (n + 2 * padding - k) / stride + 1


def _rounded_up(n, k, padding, stride):
    return math.ceil((n + 2 * padding - k) / stride) + 1


def _rounded(n, k, padding, stride):
    return round((n + 2 * padding - k) / stride) + 1


def _stride_forgotten(n, k, padding, stride):
    return n + 2 * padding - k + 1


def _one_added_too_early(n, k, padding, stride):
    return (n + 2 * padding - k + 1) // stride


def _kernel_forgotten(n, k, padding, stride):
    return (n + 2 * padding) // stride


def _kernel_forgotten_plus_one(n, k, padding, stride):
    return (n + 2 * padding) // stride + 1


def _only_the_pixels_divided(n, k, padding, stride):
    return n + 2 * padding - k // stride + 1


def _padding_taken_away(n, k, padding, stride):
    return (n - 2 * padding - k) // stride + 1


def _divided_by_the_kernel(n, k, padding, stride):
    return (n + 2 * padding) // k


def _all_places_of_the_map(n, k, padding, stride):
    return output_side(n, k, padding, stride) ** 2


# conv_parameters


def conv_parameters(k, channels):
    """Number of weights and biases of convolutions with k x k kernels that follow each other.

    channels are the channels of the images, and then the number of kernels of each layer.
    """
    return sum(k * k * c_in * c_out + c_out for c_in, c_out in zip(channels[:-1], channels[1:]))


def conv_parameters_by_loop(k, channels):
    total = 0
    for i in range(1, len(channels)):
        for_one_kernel = k**2 * channels[i - 1] + 1
        total += channels[i] * for_one_kernel
    return total


def conv_parameters_by_arrays(k, channels):
    c = np.array(channels)
    return int(k * k * (c[:-1] * c[1:]).sum() + c[1:].sum())


def one_layer_of_eight():
    return 3, (1, 8)


def two_layers_as_in_lenet():
    return 5, (1, 6, 16)


def photographs():
    return 3, (3, 16, 32, 10)


def kernels_of_one_pixel():
    return 1, (4, 2)


def _layers(channels):
    return list(zip(channels[:-1], channels[1:], strict=True))


def _no_biases(k, channels):
    return sum(k * k * c_in * c_out for c_in, c_out in _layers(channels))


def _one_bias_a_layer(k, channels):
    return sum(k * k * c_in * c_out + 1 for c_in, c_out in _layers(channels))


def _a_bias_for_each_channel_in(k, channels):
    return sum(k * k * c_in * c_out + c_in for c_in, c_out in _layers(channels))


def _a_bias_for_each_slice(k, channels):
    return sum((k * k + 1) * c_in * c_out for c_in, c_out in _layers(channels))


def _a_bias_for_each_weight(k, channels):
    return sum(2 * k * k * c_in * c_out for c_in, c_out in _layers(channels))


def _depth_forgotten(k, channels):
    return sum(k * k * c_out + c_out for _, c_out in _layers(channels))


def _one_kernel_a_layer(k, channels):
    return sum(k * k * c_in + c_out for c_in, c_out in _layers(channels))


def _one_kernel_with_one_bias_a_layer(k, channels):
    return sum(k * k * c_in + 1 for c_in, _ in _layers(channels))


def _kernel_as_long_as_its_side(k, channels):
    return sum(k * c_in * c_out + c_out for c_in, c_out in _layers(channels))


def _twice_the_side(k, channels):
    return sum(2 * k * c_in * c_out + c_out for c_in, c_out in _layers(channels))


def _one_layer_too_far(k, channels):
    return sum(k * k * channels[i] * channels[i + 1] + channels[i + 1] for i in range(len(channels)))


def _like_a_dense_network(k, channels):
    return sum(c_in * c_out + c_out for c_in, c_out in _layers(channels))


def _first_layer_forgotten(k, channels):
    return sum(k * k * c_in * c_out + c_out for c_in, c_out in _layers(channels)[1:])


def _last_layer_only(k, channels):
    return conv_parameters(k, channels[-2:])


def _first_layer_only(k, channels):
    return conv_parameters(k, channels[:2])


def _depth_of_the_images_everywhere(k, channels):
    return sum(k * k * channels[0] * c_out + c_out for _, c_out in _layers(channels))


def _images_as_a_layer(k, channels):
    return k * k * channels[0] + channels[0] + conv_parameters(k, channels)


def _channels_added(k, channels):
    return sum(k * k * (c_in + c_out) + c_out for c_in, c_out in _layers(channels))


def _all_multiplied(k, channels):
    return k * k * math.prod(channels) + sum(channels[1:])


def _one_number_a_layer(k, channels):
    return [k * k * c_in * c_out + c_out for c_in, c_out in _layers(channels)]


# max_pool


def max_pool(x):
    """The largest number of each block of 2 x 2 of x (h, w): an array (h // 2, w // 2)."""
    h, w = x.shape[0] // 2, x.shape[1] // 2
    blocks = x[: 2 * h, : 2 * w].reshape(h, 2, w, 2)
    return blocks.max(axis=(1, 3))


def max_pool_by_loops(x):
    z = np.zeros((x.shape[0] // 2, x.shape[1] // 2))
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            z[i, j] = x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return z


def max_pool_by_four_corners(x):
    h, w = x.shape[0] // 2 * 2, x.shape[1] // 2 * 2
    above = np.maximum(x[0:h:2, 0:w:2], x[0:h:2, 1:w:2])
    below = np.maximum(x[1:h:2, 0:w:2], x[1:h:2, 1:w:2])
    return np.maximum(above, below)


def max_pool_by_windows(x):
    return np.lib.stride_tricks.sliding_window_view(x, (2, 2))[::2, ::2].max(axis=(2, 3))


def max_pool_by_lists(x):
    h, w = x.shape
    return np.array(
        [
            [max(x[i, j], x[i, j + 1], x[i + 1, j], x[i + 1, j + 1]) for j in range(0, w - 1, 2)]
            for i in range(0, h - 1, 2)
        ]
    )


def four_by_four():
    return (np.array([[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 1.0, 6.0], [0.0, 2.0, 8.0, 1.0], [7.0, 1.0, 3.0, 9.5]]),)


def two_long_rows():
    return (np.array([[4.0, 1.0, -2.0, -3.0, 0.0, 9.0], [2.0, 3.0, -1.0, -8.0, 7.0, 5.0]]),)


def odd_sides_below_zero():
    return (np.round(-3 + np.random.default_rng(14).uniform(-2, 2, size=(5, 7)), 1),)


def an_odd_width():
    return (np.round(np.random.default_rng(15).normal(size=(6, 3)), 1),)


def _even(x):
    """x without the row or column that is left over."""
    return x[: x.shape[0] // 2 * 2, : x.shape[1] // 2 * 2]


def _blocks(x):
    """The blocks of x: an array (h // 2, w // 2, 2, 2)."""
    x = _even(x)
    return x.reshape(x.shape[0] // 2, 2, x.shape[1] // 2, 2).swapaxes(1, 2)


def _mean_of_each_block(x):
    return _blocks(x).mean(axis=(2, 3))


def _sum_of_each_block(x):
    return _blocks(x).sum(axis=(2, 3))


def _smallest_of_each_block(x):
    return _blocks(x).min(axis=(2, 3))


def _largest_without_sign(x):
    return np.abs(_blocks(x)).max(axis=(2, 3))


def _overlapping(x):
    return np.lib.stride_tricks.sliding_window_view(x, (2, 2)).max(axis=(2, 3))


def _overlapping_and_cut(x):
    return _overlapping(x)[: x.shape[0] // 2, : x.shape[1] // 2]


def _pairs_of_rows(x):
    return _even(x).reshape(x.shape[0] // 2, 2, -1).max(axis=1)


def _pairs_of_columns(x):
    x = _even(x)
    return x.reshape(x.shape[0], -1, 2).max(axis=2)


def _first_of_each_block(x):
    return _blocks(x)[:, :, 0, 0].copy()


def _last_of_each_block(x):
    return _blocks(x)[:, :, 1, 1].copy()


def _diagonal_of_each_block(x):
    return np.maximum(_blocks(x)[:, :, 0, 0], _blocks(x)[:, :, 1, 1])


def _every_second(x):
    return x[::2, ::2].copy()


def _odd_sides_filled_with_zeros(x):
    return _blocks(np.pad(x, ((0, x.shape[0] % 2), (0, x.shape[1] % 2)))).max(axis=(2, 3))


def _rest_kept(x):
    rims = ((0, x.shape[0] % 2), (0, x.shape[1] % 2))
    return _blocks(np.pad(x, rims, constant_values=-np.inf)).max(axis=(2, 3))


def _best_so_far_is_zero(x):
    return np.maximum(max_pool(x), 0)


def _whole_rows_mixed(x):
    x = _even(x)
    return x.reshape(x.shape[0] // 2, x.shape[1] // 2, 4).max(axis=2)


def _largest_over_the_blocks(x):
    return _blocks(x).max(axis=(0, 1))


def _quarters(x):
    x = _even(x)
    return x.reshape(2, x.shape[0] // 2, 2, x.shape[1] // 2).max(axis=(0, 2))


def _rest_not_dropped(x):
    h, w = x.shape
    return x.reshape(h // 2, 2, w // 2, 2).max(axis=(1, 3))


def _transposed(x):
    return max_pool(x).T


def _largest_of_all(x):
    return x.max()


def _blocks_of_three(x):
    """Slices that end one too late, as in x[2 * i : 2 * i + 3]."""
    z = max_pool(x)
    for i, j in np.ndindex(z.shape):
        z[i, j] = x[2 * i : 2 * i + 3, 2 * j : 2 * j + 3].max()
    return z


def _rows_of_x_as_rows_of_the_map(x):
    z = np.zeros((x.shape[0] // 2, x.shape[1] // 2))
    for i in range(0, x.shape[0], 2):
        for j in range(0, x.shape[1], 2):
            z[i, j] = x[i : i + 2, j : j + 2].max()
    return z


def _one_block_too_far(x):
    z = np.zeros((x.shape[0] // 2, x.shape[1] // 2))
    for i in range(0, x.shape[0], 2):
        for j in range(0, x.shape[1], 2):
            z[i // 2, j // 2] = x[i : i + 2, j : j + 2].max()
    return z


def _repeated(x):
    return max_pool(x).repeat(2, axis=0).repeat(2, axis=1)


# batch_normalize


def batch_normalize(x, gamma, beta, epsilon):
    """x (m, h, w, c) with mean beta (c,) and standard deviation gamma (c,) in each channel."""
    mean = x.mean(axis=(0, 1, 2))
    variance = x.var(axis=(0, 1, 2))
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def batch_normalize_by_channels(x, gamma, beta, epsilon):
    z = np.empty(x.shape)
    for c in range(x.shape[3]):
        values = x[:, :, :, c]
        z[:, :, :, c] = gamma[c] * (values - values.mean()) / math.sqrt(values.var() + epsilon) + beta[c]
    return z


def batch_normalize_by_rows(x, gamma, beta, epsilon):
    rows = x.reshape(-1, x.shape[-1])
    centered = rows - rows.sum(axis=0) / len(rows)
    variance = (centered**2).sum(axis=0) / len(rows)
    return (gamma * centered * (variance + epsilon) ** -0.5 + beta).reshape(x.shape)


def batch_normalize_by_squares(x, gamma, beta, epsilon):
    mean = np.mean(x, axis=(0, 1, 2), keepdims=True)
    variance = np.mean(x**2, axis=(0, 1, 2), keepdims=True) - mean**2
    scale = gamma / np.sqrt(variance + epsilon)
    return x * scale + (beta - mean * scale)


def two_images_of_two_pixels():
    x = np.array([[[[1.0, 10.0], [3.0, 10.0]]], [[[5.0, 20.0], [7.0, 20.0]]]])
    return x, np.array([1.0, 2.0]), np.array([0.0, -1.0]), 0.001


def three_images():
    """Each image, row, column and channel has a height of its own, and epsilon is large."""
    rng = np.random.default_rng(16)
    x = rng.normal(size=(3, 4, 5, 2)) * [1.0, 3.0] + rng.normal(size=(3, 1, 1, 2)) + rng.normal(size=(1, 4, 5, 1))
    return np.round(x, 1), np.array([0.5, -2.0]), np.array([3.0, 1.0]), 0.5


def a_channel_in_which_nothing_varies():
    x = np.round(np.random.default_rng(17).normal(size=(4, 2, 3, 3)), 1)
    x[..., 1] = 4.0
    return x, np.array([1.5, 2.0, 0.5]), np.array([0.25, -1.0, 2.0]), 0.001


def _normalized(x, epsilon, axis, **settings):
    mean, variance = x.mean(axis=axis, keepdims=True), x.var(axis=axis, keepdims=True, **settings)
    return (x - mean) / np.sqrt(variance + epsilon)


def _each_place_on_its_own(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, 0) + beta


def _each_image_on_its_own(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, (1, 2)) + beta


def _each_column_on_its_own(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, (0, 1)) + beta


def _each_image_with_all_channels(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, (1, 2, 3)) + beta


def _all_channels_together(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, None) + beta


def _over_the_channels(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, -1) + beta


def _axes_not_kept(x, gamma, beta, epsilon):
    mean, variance = x.mean(axis=(1, 2)), x.var(axis=(1, 2))
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def _divided_by_one_less(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, (0, 1, 2), ddof=1) + beta


def _epsilon_after_the_root(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=(0, 1, 2))) / (x.std(axis=(0, 1, 2)) + epsilon) + beta


def _epsilon_beside_the_deviation(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=(0, 1, 2))) / np.sqrt(x.std(axis=(0, 1, 2)) + epsilon) + beta


def _root_forgotten(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=(0, 1, 2))) / (x.var(axis=(0, 1, 2)) + epsilon) + beta


def _epsilon_forgotten(x, gamma, beta, epsilon):
    return gamma * _normalized(x, 0, (0, 1, 2)) + beta


def _epsilon_of_its_own(x, gamma, beta, epsilon):
    return gamma * _normalized(x, 1e-5, (0, 1, 2)) + beta


def _gamma_and_beta_swapped(x, gamma, beta, epsilon):
    return beta * _normalized(x, epsilon, (0, 1, 2)) + gamma


def _beta_added_first(x, gamma, beta, epsilon):
    return gamma * (_normalized(x, epsilon, (0, 1, 2)) + beta)


def _not_centered(x, gamma, beta, epsilon):
    return gamma * x / np.sqrt(x.var(axis=(0, 1, 2)) + epsilon) + beta


def _not_scaled(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=(0, 1, 2))) + beta


def _gamma_and_beta_forgotten(x, gamma, beta, epsilon):
    return _normalized(x, epsilon, (0, 1, 2))


def _standardized(x, gamma, beta, epsilon):
    return _normalized(x, 0, (0, 1, 2))


def _multiplied_by_the_deviation(x, gamma, beta, epsilon):
    return gamma * (x - x.mean(axis=(0, 1, 2))) * np.sqrt(x.var(axis=(0, 1, 2)) + epsilon) + beta


def _gamma_forgotten(x, gamma, beta, epsilon):
    return _normalized(x, epsilon, (0, 1, 2)) + beta


def _beta_forgotten(x, gamma, beta, epsilon):
    return gamma * _normalized(x, epsilon, (0, 1, 2))


def _brackets_left_out(x, gamma, beta, epsilon):
    return gamma * x - x.mean(axis=(0, 1, 2)) / np.sqrt(x.var(axis=(0, 1, 2)) + epsilon) + beta


def _beta_divided_too(x, gamma, beta, epsilon):
    return (gamma * (x - x.mean(axis=(0, 1, 2))) + beta) / np.sqrt(x.var(axis=(0, 1, 2)) + epsilon)


def _between_zero_and_one(x, gamma, beta, epsilon):
    lowest, highest = x.min(axis=(0, 1, 2)), x.max(axis=(0, 1, 2))
    return gamma * (x - lowest) / (highest - lowest + epsilon) + beta


# small_convolutional_network


def small_convolutional_network():
    """A fresh network for images (28, 28, 1) of values 0 to 1, with ten logits and at most 10,000 parameters."""
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input(shape=(28, 28, 1)),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )


def small_convolutional_network_like_lenet():
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input(shape=(28, 28, 1)),
            layers.Conv2D(6, 5, padding="same", activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(12, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(20, activation="tanh"),
            layers.Dense(10),
        ]
    )


def small_convolutional_network_of_the_course():
    from utils.models import tiny_convolutional_network

    return tiny_convolutional_network()


def small_convolutional_network_by_strides():
    from keras import Sequential, layers

    network = Sequential()
    network.add(layers.Conv2D(8, 5, strides=2, padding="same", activation="relu"))
    network.add(layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"))
    network.add(layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"))
    network.add(layers.Flatten())
    network.add(layers.Dense(10))
    return network


def small_convolutional_network_of_separable_convolutions():
    from keras import Input, Model, layers

    images = Input((28, 28, 1))
    maps = layers.Conv2D(16, 3, activation="relu")(images)
    for number in (32, 64):
        maps = layers.MaxPooling2D()(maps)
        maps = layers.SeparableConv2D(number, 3, activation="relu")(maps)
    return Model(images, layers.Dense(10)(layers.GlobalAveragePooling2D()(maps)))


def small_convolutional_network_of_convolutions_only():
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(12, 3, activation="elu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 3, activation="elu"),
            layers.MaxPooling2D(),
            layers.Conv2D(24, 3, activation="elu"),
            layers.Conv2D(10, 1),
            layers.GlobalAveragePooling2D(),
        ]
    )


def small_convolutional_network_with_dropout():
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(16, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(3),
            layers.Conv2D(24, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Dropout(0.3),
            layers.GlobalMaxPooling2D(),
            layers.Dropout(0.3),
            layers.Dense(10),
        ]
    )


def no_arguments():
    """Imports TensorFlow before an answer does: one that is stopped while it imports would keep the import's lock."""
    import utils.quiet_tensorflow  # noqa: F401

    return ()


def ten_patterns():
    """Ten drawings (10, PATTERN_SIDE, PATTERN_SIDE) of zeros and ones: strokes two pixels wide, and what they make."""
    side, middle = PATTERN_SIDE, slice(PATTERN_SIDE // 2 - 1, PATTERN_SIDE // 2 + 1)
    top, left, low, upright, lying = np.zeros((5, side, side))
    top[:2], left[:, :2], low[-2:], upright[:, middle], lying[middle] = 1, 1, 1, 1, 1
    falling = np.eye(side) + np.eye(side, k=1)
    rising, right = falling[:, ::-1], left[:, ::-1]
    strokes = [
        (lying,),
        (upright,),
        (falling,),
        (rising,),
        (lying, upright),
        (falling, rising),
        (left, low),
        (top, upright),
        (top, left, low, right),
        (left, low, right),
    ]
    return np.array([np.max(parts, axis=0) for parts in strokes])


def patterns_at_random_places(count, seed):
    """Images (count, 28, 28, 1) with one of the ten patterns each, somewhere, in a little noise; labels (count,)."""
    rng = np.random.default_rng(seed)
    y = np.arange(count) % 10
    x = np.zeros((count, 28, 28))
    places = rng.integers(28 - PATTERN_SIDE + 1, size=(count, 2))
    for image, pattern, (i, j) in zip(x, ten_patterns()[y], places):
        image[i : i + PATTERN_SIDE, j : j + PATTERN_SIDE] = pattern
    x = np.clip(x + 0.05 * rng.standard_normal(x.shape), 0, 1)
    return x[..., np.newaxis].astype(np.float32), y


def size_and_outputs(result):
    """'ten logits, small enough' for a network that could be trained, else NotYet with what is wrong with it."""
    _refuse_unless_network(result)
    x = patterns_at_random_places(20, seed=1)[0]
    z = _outputs(result, x)
    if z.ndim > 2:
        raise NotYet(
            f"For 20 images its outputs have shape {z.shape}; (20, 10) is meant. Which layer makes one row of numbers "
            "of the maps of an image?"
        )
    if z.shape != (20, 10):
        raise NotYet(f"For 20 images its outputs have shape {z.shape}; ten logits for each, (20, 10), are meant.")
    if not np.isfinite(z).all():
        raise NotYet("Some of its outputs are nan or infinite, before any training. Which layer does that?")
    _refuse_if_too_large(result)
    if np.allclose(z.sum(axis=1), 1, atol=1e-3) and z.min() >= 0:
        raise NotYet(
            "The outputs add up to 1: there is a softmax at the end. The loss will apply it; what should the last "
            "layer give out instead?"
        )
    if not result.trainable_weights:
        raise NotYet("It has no weights that training may change. Is something set to trainable=False?")
    _refuse_if_squashed_or_straight(result, x)
    return "ten logits, small enough"


def _refuse_unless_network(result):
    import keras

    if isinstance(result, keras.Model):
        return
    if isinstance(result, type):
        raise NotYet(
            f"The class {result.__name__} came back. Calling it, with the layers in brackets, makes a network."
        )
    if isinstance(result, list | tuple) and any(isinstance(item, keras.Model) for item in result):
        kind = type(result).__name__
        raise NotYet(f"A {kind} with a network in it came back. Which comma or bracket makes a {kind} of it?")
    if isinstance(result, list | tuple):
        raise NotYet("A list of layers came back. What in Keras makes a network of such a list?")
    if isinstance(result, keras.KerasTensor):
        raise NotYet("The output of a layer came back. keras.Model(inputs, outputs) makes a network of the two ends.")
    if isinstance(result, keras.layers.Layer):
        raise NotYet("A single layer came back. What in Keras makes a network of layers?")
    if isinstance(result, keras.callbacks.History):
        raise NotYet("The history of a training came back. Return the network, and leave the training to the check.")
    if callable(result):
        raise NotYet("A function came back. Which brackets are missing where you return it?")
    raise NotYet(f"A Keras network is meant; a {type(result).__name__} came back. Does the function return it?")


def _outputs(network, x):
    try:
        return np.concatenate([np.asarray(network(part, training=False)) for part in np.array_split(x, len(x) // 20)])
    except Exception:  # Keras and TensorFlow raise many kinds
        pass
    raise NotYet(
        "It cannot take a batch of images of shape (20, 28, 28, 1). Which shape does its Input have, and does any map "
        "become smaller than the next kernel?"
    )


def _refuse_if_too_large(network):
    parameters = network.count_params()
    if parameters <= MOST_PARAMETERS:
        return
    largest = max(network.layers, key=lambda layer: layer.count_params())
    raise NotYet(
        f"It has {parameters:,} parameters; at most {MOST_PARAMETERS:,} are allowed. {largest.count_params():,} of "
        f"them are in the layer {largest.name}. How many numbers come in there, and how many go out?"
    )


def _refuse_if_squashed_or_straight(network, x):
    """NotYet if, whatever the weights, the outputs keep within bounds or are one straight line of the images.

    Asked with weights drawn three times; then the network gets its own ones back.
    """
    rng, own = np.random.default_rng(5), [weights.numpy() for weights in network.trainable_weights]
    outputs, of_the_middle = [], []
    for _ in range(3):
        for weights in network.trainable_weights:
            weights.assign(rng.normal(size=weights.shape))
        outputs.append(_outputs(network, x))
        of_the_middle.append(_outputs(network, (x + x[::-1]) / 2))
    for weights, value in zip(network.trainable_weights, own):
        weights.assign(value)
    z, of_the_middle = np.array(outputs), np.array(of_the_middle)
    if z.min() >= 0:
        raise NotYet("No output is ever negative: the last layer squashes them. May a logit be negative?")
    if np.abs(z).max() <= 1:
        raise NotYet("All outputs lie between -1 and 1: the last layer squashes them. How large may a logit be?")
    if np.allclose((z + z[:, ::-1]) / 2, of_the_middle, rtol=0, atol=1e-4 * np.abs(z).max()):
        raise NotYet("All of its layers together are one straight line (lesson 01): what is missing between them?")


def reads_patterns_in_new_places(answer, result):
    """NotYet unless the network, or a second one if it had bad luck, learns to read patterns in new places."""
    if answer() is result:
        raise NotYet("A second call returned the same network. A fresh one is meant: build it inside the function.")
    try:
        _train_and_ask(result)
    except _ReadsTooLittle:
        _train_and_ask(answer())


class _ReadsTooLittle(NotYet):
    """A network that was trained reads too few patterns in new places."""


def _train_and_ask(network):
    """Train the network until it reads LEAST_READ of new patterns; NotYet if it does not get there."""
    (x, y), (new_x, new_y) = patterns_at_random_places(1000, seed=2), patterns_at_random_places(500, seed=3)
    end = time.monotonic() + SECONDS_OF_TRAINING
    train_a_round, steps = _trainer(network, x, y), 0
    while steps < LEARNING_STEPS and time.monotonic() < end:
        train_a_round()
        steps += STEPS_A_ROUND
        z = _outputs(network, new_x)
        if not np.isfinite(z).all():
            raise NotYet("In training, its outputs became nan or infinite. Does a layer divide, or take a logarithm?")
        read = np.mean(z.argmax(axis=1) == new_y)
        if read >= LEAST_READ:
            break
    if read < LEAST_READ:
        known = np.mean(_outputs(network, x).argmax(axis=1) == y)
        raise _ReadsTooLittle(
            f"After {steps} steps of training, it reads {read:.0%} of patterns in new places; {LEAST_READ:.0%} are "
            f"meant. {_question(read, known, steps)}"
        )


def _question(read, known, steps):
    """What to ask about a network that reads this share of new images, and `known` of those that it was trained on."""
    if steps < LEARNING_STEPS:
        return f"There was no time for {LEARNING_STEPS} steps: which of its layers computes most?"
    if known >= read + 0.2:
        return (
            f"Of those that it was trained on it reads {known:.0%}, so it knows the places by heart. Which kind of "
            "layer learns a thing once for all places?"
        )
    if known < GUESS:
        return (
            "That is close to guessing. Are there enough channels, which bend lets large values through, and does a "
            "layer make the images darker than their values of 0 to 1?"
        )
    return (
        f"Even of those that it was trained on it reads {known:.0%}. Are there enough channels, and how many pixels "
        "does one number see before places are averaged?"
    )


def _trainer(network, x, y):
    """A function without arguments that makes STEPS_A_ROUND steps; compiled once, for hundreds of them."""
    from utils.quiet_tensorflow import keras, tf

    images, labels, rng = tf.constant(x), tf.constant(y), np.random.default_rng(4)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, LEARNING_STEPS))
    optimizer.build(network.trainable_variables)

    def train(batch):
        with tf.GradientTape() as tape:
            loss = cross_entropy(tf.gather(labels, batch), network(tf.gather(images, batch), training=True))
        optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)

    def look(batch):
        network(tf.gather(images, batch), training=True)

    def compiled(function, batch_size):
        def one_after_another(batches):
            def one(i):
                function(batches[i])
                return (i + 1,)

            tf.while_loop(lambda i: i < tf.shape(batches)[0], one, (0,))

        # as a concrete function: TensorFlow warns of an ordinary one that is made anew with each check
        whole = tf.function(one_after_another, autograph=False)  # AutoGraph warns of itself on Python 3.13
        return whole.get_concrete_function(tf.TensorSpec((None, batch_size), tf.int64))

    def drawn(count, batch_size):
        return tf.constant(rng.integers(len(y), size=(count, batch_size)))

    train = compiled(train, 32)
    # Batch normalization predicts with slow averages, which trail behind the weights in so short a training. They
    # catch up when it looks at images without making steps.
    look = compiled(look, 16) if network.non_trainable_weights else None

    def train_a_round():
        train(drawn(STEPS_A_ROUND, 32))
        if look is not None:
            look(drawn(2 * STEPS_A_ROUND, 16))

    return train_a_round


def _network(*layers, shape=(28, 28, 1)):
    import keras

    return keras.Sequential([keras.Input(shape), *layers])


def _a_large_dense_network():
    from keras import layers

    return _network(layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10))


def _a_small_dense_network():
    from keras import layers

    return _network(layers.Flatten(), layers.Dense(12, activation="relu"), layers.Dense(10))


def _too_many_flattened():
    from keras import layers

    return _network(layers.Conv2D(8, 3, activation="relu"), layers.Flatten(), layers.Dense(10))


def _softmax_at_the_end():
    from keras import layers

    return _network(*small_convolutional_network().layers, layers.Softmax())


def _bend_at_the_end():
    from keras import layers

    return _network(*small_convolutional_network().layers, layers.ReLU())


def _squashed_at_the_end():
    from keras import layers

    return _network(*small_convolutional_network().layers, layers.Activation("tanh"))


def _no_bend():
    from keras import layers

    convolutions = [layers.Conv2D(maps, 3, strides=2) for maps in (8, 16, 16)]
    return _network(*convolutions, layers.Flatten(), layers.Dense(10))


def _averaged_too_early():
    from keras import layers

    return _network(layers.Conv2D(4, 3, activation="relu"), layers.GlobalAveragePooling2D(), layers.Dense(10))


def _not_flattened():
    from keras import layers

    return _network(layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(4), layers.Dense(10))


def _eleven_outputs():
    from keras import layers

    return _network(*small_convolutional_network().layers[:-1], layers.Dense(11))


def _one_output():
    from keras import layers

    return _network(*small_convolutional_network().layers[:-1], layers.Dense(1))


def _images_as_rows():
    from keras import layers

    return _network(layers.Dense(12, activation="relu"), layers.Dense(10), shape=(784,))


def _no_channel():
    from keras import layers

    return _network(layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(10), shape=(28, 28))


def _maps_too_small():
    from keras import layers

    blocks = [layer for _ in range(4) for layer in (layers.Conv2D(8, 3), layers.MaxPooling2D())]
    return _network(*blocks, layers.Flatten(), layers.Dense(10))


def _pool_size_left_out():
    from keras import layers

    return _network(layers.Conv2D(8, 3, activation="relu"), layers.AveragePooling2D(), layers.Flatten())


def _kernel_size_left_out():
    from keras import layers

    return _network(layers.Conv2D(8), layers.Flatten(), layers.Dense(10))


def _a_comma_too_many():
    return (small_convolutional_network(),)


def _no_square_brackets():
    import keras

    return keras.Sequential(keras.Input((28, 28, 1)), keras.layers.Conv2D(8, 3), keras.layers.Flatten())


def _the_class():
    import keras

    return keras.Sequential


def _the_function():
    return small_convolutional_network


def _the_layers():
    return list(small_convolutional_network().layers)


def _the_last_output():
    return small_convolutional_network().output


def _a_single_layer():
    from keras import layers

    return layers.Conv2D(8, 3)


def _the_summary():
    return str(small_convolutional_network().summary())


def _frozen():
    network = small_convolutional_network()
    network.trainable = False
    return network


@functools.cache
def _always_the_same():
    return small_convolutional_network()


EXERCISES = (
    Exercise(
        reference=convolve,
        cases=(a_small_image, a_wide_kernel, a_tall_kernel, a_square_kernel, a_kernel_as_large_as_the_image),
        also_right=(convolve_by_scipy, convolve_by_windows, convolve_by_moved_images, convolve_by_four_loops),
        mistakes=(
            Mistake(
                _flipped,
                "You turned the kernel by 180 degrees, as mathematicians do. Which pixel does the first weight meet "
                "in the formula?",
            ),
            Mistake(
                _of_the_same_size,
                "Your map is as large as the image. At how many places does the kernel lie on it with all its weights?",
            ),
            Mistake(
                _also_where_it_sticks_out,
                "Your map is larger than the image: the kernel sticks out at the rim. Where does all of it lie on the "
                "image?",
            ),
            Mistake(
                _one_row_and_column_missing,
                "One row and one column are missing. A kernel of 2 pixels on a side of 3: how many places has it?",
            ),
            Mistake(_last_places_left_at_zero, "The last row and column stayed at 0. Where does range(n) end?"),
            Mistake(_mean_of_the_products, "You took the mean of the products. What does the formula do with them?"),
            Mistake(
                _matrix_product, "@ is the matrix product. Which sign multiplies each pixel with the weight on it?"
            ),
            Mistake(
                _matrix_product_in_one_place,
                "@ gives a whole matrix for one place. Which sign multiplies each pixel with the weight on it, and "
                "what makes one number of the products?",
            ),
            Mistake(_sum_forgotten, "The products of one place are an array. What makes one number of them?"),
            Mistake(_products_as_patches, "You have the products of each place. What makes one number of each patch?"),
            Mistake(_kernel_transposed, "Rows and columns of the kernel changed places. Where does its first row lie?"),
            Mistake(
                _map_transposed,
                "Your map lies on its side. i counts the rows of the image: which index of the map is it?",
            ),
            Mistake(
                _around_the_rim,
                "np.roll brings back on the left what left on the right. Which rows and columns of your map are free "
                "of that?",
            ),
            Mistake(_with_a_relu, "Your map has no negative numbers. Which step takes them away, and is it asked for?"),
            Mistake(_without_signs, "Your map has no negative numbers. What does abs do to them?"),
            Mistake(
                _kernel_taken_for_square,
                "You took the kernel for a square. How many rows does it have, and how many columns?",
            ),
            Mistake(
                _image_taken_for_square,
                "You took the map for a square. How many rows does it have, and how many columns?",
            ),
            Mistake(_first_place_only, "This is the sum at the first place. Where does the kernel go next?"),
            Mistake(
                _returned_inside_the_loops,
                "After the first place, all is 0. How far is your return indented?",
            ),
            Mistake(_returned_after_the_first_row, "After the first row, all is 0. How far is your return indented?"),
            Mistake(
                _whole_numbers,
                "The fractions are gone: your map holds whole numbers only. Of which dtype did you make it?",
            ),
            Mistake(
                _in_steps_of_the_kernel,
                "Your patches lie side by side. By how many pixels does the kernel move each time?",
            ),
            Mistake(_largest_product, "You took the largest product. What does the formula do with all of them?"),
            Mistake(_patches_added_up, "These are sums of pixels. Where does the kernel come in?"),
            Mistake(
                _rows_and_columns_swapped,
                "In your slices, i and j have changed places. Which of the two counts rows?",
            ),
            Mistake(
                _without_sliding,
                "You multiplied the whole image. Which part of it lies below the kernel at one place?",
            ),
            Mistake(
                _matrix_product_without_sliding,
                "@ is the matrix product of two whole arrays. Which pixels lie below the kernel at one place?",
            ),
            Mistake(
                _begun_at_every_pixel,
                "You let the kernel begin at every pixel. Where does it stick out at the end?",
            ),
            Mistake(
                _always_three_by_three,
                "Your patches are always 3 by 3. Which size does this kernel have?",
            ),
            Mistake(
                _patches_that_end_too_early,
                "A slice i:k ends at k, wherever it begins. Where does a patch end that begins at i?",
            ),
            Mistake(_as_a_list, "The numbers are right, and stand in one line. Which shape should they have?"),
        ),
        hints=(
            "Begin with one place: image[0:k, 0:l] is the patch below the kernel. What is done with patch and kernel?",
            "At row i and column j the patch is image[i:i+k, j:j+l], and z[i, j] is np.sum(patch * kernel).",
            "Make z of zeros, of shape (h - k + 1, w - l + 1), and go through its rows and columns with two loops.",
        ),
    ),
    Exercise(
        reference=output_side,
        cases=(
            a_kernel_on_a_digit,
            a_rim_of_two,
            every_second_pixel,
            side_by_side,
            steps_that_do_not_fit,
            steps_that_nearly_fit,
            one_place_only,
            a_rim_and_long_steps,
        ),
        also_right=(output_side_by_counting, output_side_by_range, output_side_by_floor, output_side_by_ceil),
        mistakes=(
            Mistake(_padding_at_one_end, "You added the padding once. How many ends does a side have?"),
            Mistake(_padding_forgotten, "Your side has no padding. How long is it with zeros at both ends?"),
            Mistake(_steps_counted, "You counted the steps. A kernel that cannot move at all: how many places has it?"),
            Mistake(
                _true_division,
                "/ makes a float, also where nothing is left over. Which division drops the rest?",
            ),
            Mistake(_rounded_up, "You rounded up. What becomes of a last step that would stick out?"),
            Mistake(_rounded, "You rounded to the nearest. What becomes of a last step that would stick out?"),
            Mistake(_stride_forgotten, "This is right for steps of 1. Where does stride come in?"),
            Mistake(
                _one_added_too_early,
                "You added 1 before you divided. Is it one more pixel, or one more place?",
            ),
            Mistake(_kernel_forgotten, "You let the kernel begin at every pixel. Where does it stick out at the end?"),
            Mistake(
                _kernel_forgotten_plus_one,
                "Where is the length of the kernel? It must not stick out at the end.",
            ),
            Mistake(
                _only_the_pixels_divided,
                "Python divides before it adds and subtracts. Which part should be divided?",
            ),
            Mistake(
                _padding_taken_away, "Your side becomes shorter by the padding. Does a rim add pixels or take them?"
            ),
            Mistake(_divided_by_the_kernel, "You laid kernels side by side. By how much does one move?"),
            Mistake(_all_places_of_the_map, "This is the number of places on a whole map. Along one side, how many?"),
        ),
        hints=(
            "How long is the side with its padding? The first place is taken. How many pixels are left to move?",
            "There are n + 2 * padding - k pixels left to move. Each step takes stride of them, and a rest is too "
            "short for one more.",
            "The places are the first one, and one more for each step: ... // stride + 1.",
        ),
    ),
    Exercise(
        reference=conv_parameters,
        cases=(one_layer_of_eight, two_layers_as_in_lenet, photographs, kernels_of_one_pixel),
        also_right=(conv_parameters_by_loop, conv_parameters_by_arrays),
        mistakes=(
            Mistake(_no_biases, "You counted the weights. What else does each kernel add to its sum?"),
            Mistake(_one_bias_a_layer, "You gave each layer one bias. How many kernels of a layer have one?"),
            Mistake(
                _a_bias_for_each_channel_in,
                "You gave each channel that comes in a bias. In the formula, which index does b have?",
            ),
            Mistake(
                _a_bias_for_each_slice,
                "You gave each slice of a kernel a bias. The slices are added up into one number: how many biases?",
            ),
            Mistake(
                _a_bias_for_each_weight, "You gave each weight a bias. How many numbers does one kernel add up to?"
            ),
            Mistake(
                _depth_forgotten,
                "Your kernels have no depth. A layer that gets 16 channels: how many slices has each kernel?",
            ),
            Mistake(
                _one_kernel_a_layer,
                "Each layer has the weights of one kernel only. Do its kernels share their weights?",
            ),
            Mistake(
                _one_kernel_with_one_bias_a_layer,
                "You counted one kernel for each layer. How many kernels does a layer have?",
            ),
            Mistake(
                _kernel_as_long_as_its_side,
                "Your kernels have one row. How many weights lie in a square with a side of k?",
            ),
            Mistake(
                _twice_the_side, "k * 2 is not the square of k. How many weights lie in a square with a side of k?"
            ),
            Mistake(
                _like_a_dense_network,
                "This is the formula of dense layers (lesson 04). How many weights connect two channels here?",
            ),
            Mistake(
                _first_layer_forgotten,
                "The first layer is missing: its kernels look at the images. At how many channels?",
            ),
            Mistake(_last_layer_only, "This is the last layer alone. What collects those before it?"),
            Mistake(_first_layer_only, "This is the first layer alone. How far is your return indented?"),
            Mistake(
                _depth_of_the_images_everywhere,
                "All your kernels are as deep as the images. What does the second layer look at?",
            ),
            Mistake(_images_as_a_layer, "You counted a layer too many. Do the images have kernels of their own?"),
            Mistake(_one_layer_too_far, "The last channels have no layer after them. How many layers are there?"),
            Mistake(
                _channels_added, "You added channels in and channels out. Each kernel has each slice: what is that?"
            ),
            Mistake(_all_multiplied, "You multiplied all channels. Which two does one layer connect?"),
            Mistake(_one_number_a_layer, "These are the layers, one by one. How many parameters are that in all?"),
        ),
        hints=(
            "One kernel first: how many weights has a slice of k by k, how many slices are there, and how many biases?",
            "A kernel has k * k * c_in weights and one bias, and a layer has c_out kernels.",
            "zip(channels[:-1], channels[1:]) gives c_in and c_out of each layer. Add the layers up.",
        ),
    ),
    Exercise(
        reference=max_pool,
        cases=(four_by_four, two_long_rows, odd_sides_below_zero, an_odd_width),
        also_right=(max_pool_by_loops, max_pool_by_four_corners, max_pool_by_windows, max_pool_by_lists),
        mistakes=(
            Mistake(_mean_of_each_block, "You took the mean of each block. Which of its four numbers is meant?"),
            Mistake(_sum_of_each_block, "You added up each block. Which of its four numbers is meant?"),
            Mistake(_smallest_of_each_block, "You kept the smallest number of each block. Which one is meant?"),
            Mistake(_largest_without_sign, "You dropped the signs. Of -5 and 2, which is larger?"),
            Mistake(
                _overlapping,
                "Your blocks overlap. When a block is two wide, where does the next one begin?",
            ),
            Mistake(
                _overlapping_and_cut,
                "Your blocks overlap, so you are done in a quarter of x. When a block is two wide, where does the next "
                "one begin?",
            ),
            Mistake(_pairs_of_rows, "You pooled pairs of rows. What about the columns?"),
            Mistake(_pairs_of_columns, "You pooled pairs of columns. What about the rows?"),
            Mistake(_first_of_each_block, "You kept the first number of each block. What about the other three?"),
            Mistake(
                _every_second,
                "You kept the first number of each block. What about the other three, and what about odd sides?",
            ),
            Mistake(_last_of_each_block, "You kept the last number of each block. What about the other three?"),
            Mistake(_diagonal_of_each_block, "You looked at two numbers of each block. Where are the other two?"),
            Mistake(
                _odd_sides_filled_with_zeros,
                "You filled odd sides up with zeros. What is to become of a row that is left over?",
            ),
            Mistake(_rest_kept, "You kept the rest of odd sides. What is to become of a row that is left over?"),
            Mistake(
                _best_so_far_is_zero,
                "No number of yours is below 0. When all four are negative, which is the largest?",
            ),
            Mistake(
                _whole_rows_mixed,
                "Your groups of four lie in one row. Which four numbers are a block, and in what order does reshape "
                "read them?",
            ),
            Mistake(
                _largest_over_the_blocks,
                "You took the largest over all blocks. Which two of the four axes count within a block?",
            ),
            Mistake(
                _quarters,
                "You compared the halves of x with each other. Which numbers are neighbors after your reshape?",
            ),
            Mistake(
                _rest_not_dropped,
                "Odd sides do not fit. What can you cut off first, so that both sides are even?",
            ),
            Mistake(_transposed, "Your map lies on its side. Which index counts the rows?"),
            Mistake(_largest_of_all, "This is the largest number of all. Where is each block on its own?"),
            Mistake(
                _blocks_of_three,
                "Your blocks are three wide and overlap. Does a slice contain its end?",
            ),
            Mistake(
                _rows_of_x_as_rows_of_the_map,
                "In steps of two, i counts rows of x. Which row of the map is that?",
            ),
            Mistake(
                _one_block_too_far,
                "Where a side is odd, you begin a block that is not whole. Where should the last one begin?",
            ),
            Mistake(_repeated, "Each number stands there four times. How many numbers does a block of four become?"),
        ),
        hints=(
            "Block (i, j) is x[2*i : 2*i+2, 2*j : 2*j+2]. How many blocks fit in h rows and w columns?",
            "Two loops over i in range(h // 2) and j in range(w // 2) do it. An odd row at the end is never reached.",
            "Without loops: cut both sides to even length, reshape to (h // 2, 2, w // 2, 2), and take max over the "
            "axes of length 2.",
        ),
    ),
    Exercise(
        reference=batch_normalize,
        cases=(two_images_of_two_pixels, three_images, a_channel_in_which_nothing_varies),
        also_right=(batch_normalize_by_channels, batch_normalize_by_rows, batch_normalize_by_squares),
        mistakes=(
            Mistake(
                _each_place_on_its_own,
                "You gave each pixel a mean of its own. A channel has one mean: over which three axes?",
            ),
            Mistake(
                _each_image_on_its_own,
                "You gave each image a mean of its own. The batch has one for each channel: over which three axes?",
            ),
            Mistake(
                _each_column_on_its_own,
                "You gave each column a mean of its own. A channel has one mean: over which three axes?",
            ),
            Mistake(
                _each_image_with_all_channels,
                "You normalized each image with all its channels. Which axes belong together here?",
            ),
            Mistake(_all_channels_together, "You mixed the channels. Which axis must be left out of the mean?"),
            Mistake(_over_the_channels, "You took the mean over the channels. Each channel has its own: over what?"),
            Mistake(
                _axes_not_kept,
                "Mean and x do not fit each other. Which axes should the mean run over, so that it has shape (c,)?",
            ),
            Mistake(
                _divided_by_one_less,
                "Your variance is a little too large. By what does it divide, and what does ddof do?",
            ),
            Mistake(
                _epsilon_after_the_root, "You added epsilon to the standard deviation. Where is it in the formula?"
            ),
            Mistake(
                _epsilon_beside_the_deviation,
                "Below the root stands a standard deviation, so the root is taken twice. What belongs there?",
            ),
            Mistake(_root_forgotten, "You divided by the variance. What makes a standard deviation of it?"),
            Mistake(
                _epsilon_forgotten,
                "Where nothing varies, you divide by 0. What does the formula add, and where?",
            ),
            Mistake(_epsilon_of_its_own, "You have an epsilon of your own. Which one is given?"),
            Mistake(_gamma_and_beta_swapped, "gamma and beta have changed places. Which one multiplies?"),
            Mistake(_beta_added_first, "beta was multiplied by gamma, too. Which comes first, times or plus?"),
            Mistake(_not_centered, "You divided without subtracting. What brings the mean to 0?"),
            Mistake(_not_scaled, "The mean is right. What brings the variance to 1?"),
            Mistake(
                _gamma_and_beta_forgotten,
                "Mean 0 and variance 1: right so far. What do gamma and beta do with that?",
            ),
            Mistake(_standardized, "Mean 0 and deviation 1: right so far. What about epsilon, gamma and beta?"),
            Mistake(
                _multiplied_by_the_deviation,
                "You multiplied by the standard deviation. What makes wide values narrow?",
            ),
            Mistake(_gamma_forgotten, "Where does gamma come in?"),
            Mistake(_beta_forgotten, "Where does beta come in?"),
            Mistake(_brackets_left_out, "Python divides before it subtracts. What holds the difference together?"),
            Mistake(_beta_divided_too, "You divided beta, too. What should the division reach?"),
            Mistake(
                _between_zero_and_one,
                "You brought the values to 0 and 1 by their smallest and largest. What does the formula use?",
            ),
        ),
        hints=(
            "A mean over several axes at once: x.mean(axis=(...)). Which axes count images, rows and columns?",
            "x.mean(axis=(0, 1, 2)) and x.var(axis=(0, 1, 2)) have shape (c,), and fit the last axis of x.",
            "Subtract the mean, divide by np.sqrt(variance + epsilon), multiply by gamma, add beta.",
        ),
    ),
    Exercise(
        reference=small_convolutional_network,
        cases=(no_arguments,),
        observe=size_and_outputs,
        call_again=reads_patterns_in_new_places,
        seconds=60.0,
        also_right=(
            small_convolutional_network_of_the_course,
            small_convolutional_network_like_lenet,
            small_convolutional_network_by_strides,
            small_convolutional_network_of_separable_convolutions,
            small_convolutional_network_of_convolutions_only,
            small_convolutional_network_with_dropout,
        ),
        mistakes=(
            Mistake(_a_large_dense_network, "It has 101,770 parameters; at most 10,000 are allowed. 100,480 of them"),
            Mistake(_a_small_dense_network, "Which kind of layer learns a thing once for all places?"),
            Mistake(_too_many_flattened, "How many numbers come in there, and how many go out?"),
            Mistake(_softmax_at_the_end, "The outputs add up to 1: there is a softmax at the end."),
            Mistake(_bend_at_the_end, "No output is ever negative: the last layer squashes them."),
            Mistake(_squashed_at_the_end, "All outputs lie between -1 and 1: the last layer squashes them."),
            Mistake(_no_bend, "All of its layers together are one straight line (lesson 01)"),
            Mistake(_averaged_too_early, "Are there enough channels"),
            Mistake(_not_flattened, "its outputs have shape (20, 6, 6, 10); (20, 10) is meant."),
            Mistake(_eleven_outputs, "its outputs have shape (20, 11); ten logits for each, (20, 10), are meant."),
            Mistake(_one_output, "its outputs have shape (20, 1); ten logits for each, (20, 10), are meant."),
            Mistake(_images_as_rows, "It cannot take a batch of images of shape (20, 28, 28, 1)."),
            Mistake(_no_channel, "Conv2D wants rows, columns and channels. How many channels has a gray image?"),
            Mistake(
                _maps_too_small,
                "A map became smaller than the next kernel. Count the sides with output_side: where does it end?",
            ),
            Mistake(_pool_size_left_out, "AveragePooling2D wants to be told how large its blocks are."),
            Mistake(_kernel_size_left_out, "Conv2D wants two numbers first: how many kernels, and how large is each?"),
            Mistake(_a_comma_too_many, "A tuple with a network in it came back."),
            Mistake(_no_square_brackets, "keras.Sequential takes one list: put the layers in square brackets."),
            Mistake(_the_class, "The class Sequential came back."),
            Mistake(_the_function, "A function came back. Which brackets are missing where you return it?"),
            Mistake(_the_layers, "A list of layers came back. What in Keras makes a network of such a list?"),
            Mistake(_the_last_output, "The output of a layer came back."),
            Mistake(_a_single_layer, "A single layer came back."),
            Mistake(_the_summary, "A Keras network is meant; a str came back."),
            Mistake(_frozen, "It has no weights that training may change."),
            Mistake(_always_the_same, "A second call returned the same network."),
        ),
        hints=(
            "The order of the lesson's networks: a convolution with a bend, pooling, the same again with more "
            "channels, and then ten logits.",
            "Where do the parameters go? With conv_parameters(3, (1, 8, 16)) you count the convolutions. A dense layer "
            "on flattened maps has height * width * channels weights for each logit.",
            'Input((28, 28, 1)), Conv2D(8, 3, activation="relu"), MaxPooling2D(), Conv2D(16, 3, activation="relu"), '
            "MaxPooling2D(), Flatten(), and one layer more.",
        ),
    ),
)
