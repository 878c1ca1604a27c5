import numpy as np

from utils.exercises.exercise import Exercise


def max_pool(x):
    """The largest number of each block of 2 x 2 of x (h, w): an array (h // 2, w // 2)."""
    h, w = x.shape[0] // 2, x.shape[1] // 2
    blocks = x[: 2 * h, : 2 * w].reshape(h, 2, w, 2)
    return blocks.max(axis=(1, 3))


exercise = Exercise(
    max_pool,
    hints=(
        "Block (i, j) is x[2*i : 2*i+2, 2*j : 2*j+2]. How many blocks fit in h rows and w columns?",
        "Two loops over i in range(h // 2) and j in range(w // 2) do it. An odd row at the end is never reached.",
        "Without loops: cut both sides to even length, reshape to (h // 2, 2, w // 2, 2), and take max over the "
        "axes of length 2.",
    ),
)


@exercise.also_right
def max_pool_by_loops(x):
    z = np.zeros((x.shape[0] // 2, x.shape[1] // 2))
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            z[i, j] = x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return z


@exercise.also_right
def max_pool_by_four_corners(x):
    h, w = x.shape[0] // 2 * 2, x.shape[1] // 2 * 2
    above = np.maximum(x[0:h:2, 0:w:2], x[0:h:2, 1:w:2])
    below = np.maximum(x[1:h:2, 0:w:2], x[1:h:2, 1:w:2])
    return np.maximum(above, below)


@exercise.also_right
def max_pool_by_windows(x):
    return np.lib.stride_tricks.sliding_window_view(x, (2, 2))[::2, ::2].max(axis=(2, 3))


@exercise.also_right
def max_pool_by_lists(x):
    h, w = x.shape
    return np.array(
        [
            [max(x[i, j], x[i, j + 1], x[i + 1, j], x[i + 1, j + 1]) for j in range(0, w - 1, 2)]
            for i in range(0, h - 1, 2)
        ]
    )


@exercise.case
def four_by_four():
    return (np.array([[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 1.0, 6.0], [0.0, 2.0, 8.0, 1.0], [7.0, 1.0, 3.0, 9.5]]),)


@exercise.case
def two_long_rows():
    return (np.array([[4.0, 1.0, -2.0, -3.0, 0.0, 9.0], [2.0, 3.0, -1.0, -8.0, 7.0, 5.0]]),)


@exercise.case
def odd_sides_below_zero():
    return (np.round(-3 + np.random.default_rng(14).uniform(-2, 2, size=(5, 7)), 1),)


@exercise.case
def an_odd_width():
    return (np.round(np.random.default_rng(15).normal(size=(6, 3)), 1),)


@exercise.case
def very_small_and_very_large_numbers():
    return (np.array([[0.001, -0.02, -5000.5, -7000.0, 0.0], [-3.0, 0.004, -6000.0, -8000.0, 1.0]]),)


@exercise.case
def equal_numbers():
    return (np.array([[2.0, 2.0], [2.0, 2.0], [-1.0, 0.0], [0.0, -1.0]]),)


def _even(x):
    """x without the row or column that is left over."""
    return x[: x.shape[0] // 2 * 2, : x.shape[1] // 2 * 2]


def _blocks(x):
    """The blocks of x: an array (h // 2, w // 2, 2, 2)."""
    x = _even(x)
    return x.reshape(x.shape[0] // 2, 2, x.shape[1] // 2, 2).swapaxes(1, 2)


@exercise.mistake("You took the mean of each block. Which of its four numbers is meant?")
def mean_of_each_block(x):
    return _blocks(x).mean(axis=(2, 3))


@exercise.mistake("You added up each block. Which of its four numbers is meant?")
def sum_of_each_block(x):
    return _blocks(x).sum(axis=(2, 3))


@exercise.mistake("You kept the smallest number of each block. Which one is meant?")
def smallest_of_each_block(x):
    return _blocks(x).min(axis=(2, 3))


@exercise.mistake("You dropped the signs. Of -5 and 2, which is larger?")
def largest_without_sign(x):
    return np.abs(_blocks(x)).max(axis=(2, 3))


@exercise.mistake("Your blocks overlap. When a block is two wide, where does the next one begin?")
def overlapping(x):
    return np.lib.stride_tricks.sliding_window_view(x, (2, 2)).max(axis=(2, 3))


@exercise.mistake(
    "Your blocks overlap, so you are done in a quarter of x. When a block is two wide, where does the next one begin?"
)
def overlapping_and_cut(x):
    return overlapping(x)[: x.shape[0] // 2, : x.shape[1] // 2]


@exercise.mistake("You pooled pairs of rows. What about the columns?")
def pairs_of_rows(x):
    return _even(x).reshape(x.shape[0] // 2, 2, -1).max(axis=1)


@exercise.mistake("You pooled pairs of columns. What about the rows?")
def pairs_of_columns(x):
    x = _even(x)
    return x.reshape(x.shape[0], -1, 2).max(axis=2)


@exercise.mistake("You kept the first number of each block. What about the other three?")
def first_of_each_block(x):
    return _blocks(x)[:, :, 0, 0].copy()


@exercise.mistake("You kept the first number of each block. What about the other three, and what about odd sides?")
def every_second(x):
    return x[::2, ::2].copy()


@exercise.mistake("You kept the last number of each block. What about the other three?")
def last_of_each_block(x):
    return _blocks(x)[:, :, 1, 1].copy()


@exercise.mistake("You looked at two numbers of each block. Where are the other two?")
def diagonal_of_each_block(x):
    return np.maximum(_blocks(x)[:, :, 0, 0], _blocks(x)[:, :, 1, 1])


@exercise.mistake("You filled up odd sides with zeros. What should become of a row that is left over?")
def odd_sides_filled_with_zeros(x):
    return _blocks(np.pad(x, ((0, x.shape[0] % 2), (0, x.shape[1] % 2)))).max(axis=(2, 3))


@exercise.mistake("You kept what is left over of odd sides. What should become of it?")
def rest_kept(x):
    rims = ((0, x.shape[0] % 2), (0, x.shape[1] % 2))
    return _blocks(np.pad(x, rims, constant_values=-np.inf)).max(axis=(2, 3))


@exercise.mistake("No number of yours is below 0. When all four are negative, which is the largest?")
def best_so_far_is_zero(x):
    return np.maximum(max_pool(x), 0)


@exercise.mistake(
    "Your groups of four lie in one row. Which four numbers are a block, and in what order does reshape read them?"
)
def whole_rows_mixed(x):
    x = _even(x)
    return x.reshape(x.shape[0] // 2, x.shape[1] // 2, 4).max(axis=2)


@exercise.mistake("You took the largest over all blocks. Which two of the four axes count within a block?")
def largest_over_the_blocks(x):
    return _blocks(x).max(axis=(0, 1))


@exercise.mistake("You compared the halves of x with each other. Which numbers are neighbors after your reshape?")
def quarters(x):
    x = _even(x)
    return x.reshape(2, x.shape[0] // 2, 2, x.shape[1] // 2).max(axis=(0, 2))


@exercise.mistake("Odd sides do not fit. What can you cut off first, so that both sides are even?")
def rest_not_dropped(x):
    h, w = x.shape
    return x.reshape(h // 2, 2, w // 2, 2).max(axis=(1, 3))


@exercise.mistake("Your map lies on its side. Which index counts the rows?")
def transposed(x):
    return max_pool(x).T


@exercise.mistake("This is the largest number of all. Where is each block on its own?")
def largest_of_all(x):
    return x.max()


@exercise.mistake("Your blocks are three wide and overlap. Does a slice contain its end?")
def blocks_of_three(x):
    """Slices that end one too late, as in x[2 * i : 2 * i + 3]."""
    z = max_pool(x)
    for i, j in np.ndindex(z.shape):
        z[i, j] = x[2 * i : 2 * i + 3, 2 * j : 2 * j + 3].max()
    return z


@exercise.mistake("In steps of two, i counts rows of x. Which row of the map is that?")
def rows_of_x_as_rows_of_the_map(x):
    z = np.zeros((x.shape[0] // 2, x.shape[1] // 2))
    for i in range(0, x.shape[0], 2):
        for j in range(0, x.shape[1], 2):
            z[i, j] = x[i : i + 2, j : j + 2].max()
    return z


@exercise.mistake("Where a side is odd, you begin a block that is not whole. Where should the last one begin?")
def one_block_too_far(x):
    z = np.zeros((x.shape[0] // 2, x.shape[1] // 2))
    for i in range(0, x.shape[0], 2):
        for j in range(0, x.shape[1], 2):
            z[i // 2, j // 2] = x[i : i + 2, j : j + 2].max()
    return z


@exercise.mistake("Each number is there four times. How many numbers does a block of four become?")
def repeated(x):
    return max_pool(x).repeat(2, axis=0).repeat(2, axis=1)
