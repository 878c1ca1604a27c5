import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.pictures import numbers


def convolve(image, kernel):
    """The feature map (h - k + 1, w - l + 1) of an image (h, w) under a kernel (k, l), which is not flipped."""
    rows, columns = kernel.shape
    z = np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1))
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            patch = image[i : i + rows, j : j + columns]
            z[i, j] = np.sum(patch * kernel)
    return z


exercise = Exercise(
    convolve,
    hints=(
        "Begin with one place: image[0:k, 0:l] is the patch below the kernel. What is done with patch and kernel?",
        "At row i and column j the patch is image[i:i+k, j:j+l], and z[i, j] is np.sum(patch * kernel).",
        "Make z of zeros, of shape (h - k + 1, w - l + 1), and go through its rows and columns with two loops.",
    ),
    equivalent={
        "np.zeros((image.shape[0] - rows + 1, image.shape[1] - columns + 1)) -> "
        "np.ones((image.shape[0] - rows + 1, image.shape[1] - columns + 1))": "each number of z is written",
    },
)


@exercise.picture
def map_and_answer(result, meant, image, kernel):
    from utils.plotting import plot_image_answer

    plot_image_answer(numbers(result), meant, thing="map", signed=True)


@exercise.also_right
def convolve_by_scipy(image, kernel):
    from scipy.signal import correlate2d

    return correlate2d(image, kernel, mode="valid")


@exercise.also_right
def convolve_by_windows(image, kernel):
    patches = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijrs,rs->ij", patches, kernel)


@exercise.also_right
def convolve_by_moved_images(image, kernel):
    """One moved image for each weight of the kernel."""
    height, width = (side - size + 1 for side, size in zip(image.shape, kernel.shape))
    z = 0
    for r in range(kernel.shape[0]):
        for s in range(kernel.shape[1]):
            z = z + kernel[r, s] * image[r : r + height, s : s + width]
    return z


@exercise.also_right
def convolve_by_four_loops(image, kernel):
    (h, w), (k, columns) = image.shape, kernel.shape
    z = []
    for i in range(h - k + 1):
        z.append([])
        for j in range(w - columns + 1):
            products = [image[i + r, j + s] * kernel[r, s] for r in range(k) for s in range(columns)]
            z[i].append(sum(products))
    return np.array(z)


@exercise.case
def a_small_image():
    image = np.array([[1.0, 0.0, 2.0, 3.0], [4.0, 1.0, 0.0, 2.0], [0.0, 5.0, 1.0, 1.0]])
    return image, np.array([[1.0, 2.0], [0.0, -1.0]])


@exercise.case
def a_wide_kernel():
    """Whole numbers in the image, fractions in the kernel."""
    rng = np.random.default_rng(10)
    return rng.integers(0, 9, size=(5, 7)), np.array([[0.5, -1.0, 0.25], [2.0, 0.0, -0.75]])


@exercise.case
def a_tall_kernel():
    rng = np.random.default_rng(11)
    return np.round(rng.normal(size=(6, 5)), 1), np.round(rng.normal(size=(4, 2)), 1)


@exercise.case
def a_square_kernel():
    rng = np.random.default_rng(12)
    return np.round(rng.normal(size=(5, 5)), 1), np.round(rng.normal(size=(3, 3)), 1)


@exercise.case
def a_kernel_as_large_as_the_image():
    rng = np.random.default_rng(13)
    return np.round(rng.normal(size=(2, 3)), 1), np.round(rng.normal(size=(2, 3)), 1)


@exercise.case
def a_kernel_of_whole_numbers():
    image = np.array([[0.015, 0.5, 120.0, 0.25], [-3.125, 0.0, 0.004, 1.0]])
    return image, np.array([[-1, 3]])


@exercise.case
def one_weight():
    return np.array([[0.5], [-4.0], [2.0]]), np.array([[0.001]])


@exercise.mistake(
    "You turned the kernel by 180 degrees, as mathematicians do. Which pixel does the first weight meet in the formula?"
)
def flipped(image, kernel):
    return convolve(image, kernel[::-1, ::-1])


@exercise.mistake(
    "Your map is as large as the image. At how many places does the kernel lie on it with all its weights?"
)
def of_the_same_size(image, kernel):
    from scipy.signal import correlate2d

    return correlate2d(image, kernel, mode="same")


@exercise.mistake(
    "Your map is larger than the image: the kernel sticks out at the rim. Where does all of it lie on the image?"
)
def also_where_it_sticks_out(image, kernel):
    from scipy.signal import correlate2d

    return correlate2d(image, kernel)


def _at_each_place(image, kernel, value_of, rows_fewer=0, columns_fewer=0):
    """value_of(patch, kernel) at each place of the kernel, in an array that may be too small."""
    (h, w), (k, columns) = image.shape, kernel.shape
    z = np.zeros((h - k + 1 - rows_fewer, w - columns + 1 - columns_fewer))
    for i, j in np.ndindex(z.shape):
        z[i, j] = value_of(image[i : i + k, j : j + columns], kernel)
    return z


@exercise.mistake(
    "One row and one column are missing. A kernel of 2 pixels on a side of 3: how many places are there for it?"
)
def one_row_and_column_missing(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.sum(patch * w), 1, 1)


@exercise.mistake("The last row and column stayed at 0. Where does range(n) end?")
def last_places_left_at_zero(image, kernel):
    z = convolve(image, kernel)
    z[-1], z[:, -1] = 0, 0
    return z


@exercise.mistake("You took the mean of the products. What does the formula do with them?")
def mean_of_the_products(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.mean(patch * w))


@exercise.mistake("@ is the matrix product. Which sign multiplies each pixel with the weight on it?")
def matrix_product(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.sum(patch @ w))


@exercise.mistake(
    "@ gives a whole matrix for one place. Which sign multiplies each pixel with the weight on it, and "
    "what makes one number of the products?"
)
def matrix_product_in_one_place(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: patch @ w)


@exercise.mistake("The products of one place are an array. What makes one number of them?")
def sum_forgotten(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: patch * w)


@exercise.mistake("You have the products of each place. What makes one number of each patch?")
def products_as_patches(image, kernel):
    return np.lib.stride_tricks.sliding_window_view(image, kernel.shape) * kernel


@exercise.mistake("Rows and columns of the kernel changed places. Where does its first row lie?")
def kernel_transposed(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.sum(patch * w.T))


@exercise.mistake("Your map lies on its side. i counts the rows of the image: which index of the map is it?")
def map_transposed(image, kernel):
    return convolve(image, kernel).T


@exercise.mistake(
    "np.roll brings back on the left what left on the right. Which rows and columns of your map are free of that?"
)
def around_the_rim(image, kernel):
    return sum(
        kernel[r, s] * np.roll(image, (-r, -s), axis=(0, 1))
        for r in range(kernel.shape[0])
        for s in range(kernel.shape[1])
    )


@exercise.mistake("Your map has no negative numbers. Which step takes them away, and is it asked for?")
def with_a_relu(image, kernel):
    return np.maximum(convolve(image, kernel), 0)


@exercise.mistake("Your map has no negative numbers. What does abs do to them?")
def without_signs(image, kernel):
    return np.abs(convolve(image, kernel))


@exercise.mistake("You took the kernel for a square. How many rows does it have, and how many columns?")
def kernel_taken_for_square(image, kernel):
    k = kernel.shape[0]
    z = np.zeros((image.shape[0] - k + 1, image.shape[1] - k + 1))
    for i, j in np.ndindex(z.shape):
        z[i, j] = np.sum(image[i : i + k, j : j + k] * kernel)
    return z


@exercise.mistake("You took the map for a square. How many rows does it have, and how many columns?")
def image_taken_for_square(image, kernel):
    side = image.shape[0] - kernel.shape[0] + 1
    z = np.zeros((side, side))
    for i, j in np.ndindex(z.shape):
        z[i, j] = np.sum(image[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel)
    return z


@exercise.mistake("This is the sum at the first place. Where does the kernel go next?")
def first_place_only(image, kernel):
    return np.sum(image[: kernel.shape[0], : kernel.shape[1]] * kernel)


@exercise.mistake("After the first place, all is 0. How far is your return indented?")
def returned_inside_the_loops(image, kernel):
    z = np.zeros_like(convolve(image, kernel))
    z[0, 0] = first_place_only(image, kernel)
    return z


@exercise.mistake("After the first row, all is 0. How far is your return indented?")
def returned_after_the_first_row(image, kernel):
    z = convolve(image, kernel)
    z[1:] = 0
    return z


@exercise.mistake("The fractions are gone: your map holds whole numbers only. Which dtype did you give it?")
def whole_numbers(image, kernel):
    return convolve(image, kernel).astype(int)


@exercise.mistake("Your patches lie side by side. By how many pixels does the kernel move each time?")
def in_steps_of_the_kernel(image, kernel):
    return convolve(image, kernel)[:: kernel.shape[0], :: kernel.shape[1]]


@exercise.mistake("You took the largest product. What does the formula do with all of them?")
def largest_product(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.max(patch * w))


@exercise.mistake("These are sums of pixels. Where does the kernel come in?")
def patches_added_up(image, kernel):
    return _at_each_place(image, kernel, lambda patch, w: np.sum(patch))


@exercise.mistake("In your slices, i and j have changed places. Which of the two counts rows?")
def rows_and_columns_swapped(image, kernel):
    z = np.zeros_like(convolve(image, kernel))
    for i, j in np.ndindex(z.shape):
        z[i, j] = np.sum(image[j : j + kernel.shape[0], i : i + kernel.shape[1]] * kernel)
    return z


@exercise.mistake("You multiplied the whole image. Which part of it lies below the kernel at one place?")
def without_sliding(image, kernel):
    return image * kernel


@exercise.mistake("@ is the matrix product of two whole arrays. Which pixels lie below the kernel at one place?")
def matrix_product_without_sliding(image, kernel):
    return image @ kernel


@exercise.mistake("You let the kernel begin at every pixel. Where does it stick out at the end?")
def begun_at_every_pixel(image, kernel):
    z = np.zeros_like(convolve(image, kernel))
    for i, j in np.ndindex(image.shape):
        z[i, j] = np.sum(image[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel)
    return z


@exercise.mistake("Your patches are always 3 by 3. Which size does this kernel have?")
def always_three_by_three(image, kernel):
    z = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    for i, j in np.ndindex(z.shape):
        z[i, j] = np.sum(image[i : i + 3, j : j + 3] * kernel)
    return z


@exercise.mistake("A slice i:k ends at k, wherever it begins. Where does a patch end that begins at i?")
def patches_that_end_too_early(image, kernel):
    z = np.zeros_like(convolve(image, kernel))
    for i, j in np.ndindex(z.shape):
        z[i, j] = np.sum(image[i : kernel.shape[0], j : kernel.shape[1]] * kernel)
    return z


@exercise.mistake("The numbers are right, and all in one line. Which shape should they have?")
def as_a_list(image, kernel):
    return convolve(image, kernel).ravel()
