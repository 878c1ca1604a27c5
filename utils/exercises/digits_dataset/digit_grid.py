"""Many digits in one large picture."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.pictures import numbers

GLYPHS = {  # 3 x 5 squares each
    1: "010 110 010 010 111",
    2: "110 001 010 100 111",
    3: "110 001 010 001 110",
    4: "101 101 111 001 001",
    5: "111 100 110 001 110",
    6: "011 100 110 101 010",
}


def digit_grid(X, columns):
    """One large array of the m images in X (m, 400), `columns` side by side; m is a multiple of columns."""
    bands = []
    for start in range(0, len(X), columns):
        tiles = [unrolled.reshape(20, 20).T for unrolled in X[start : start + columns]]
        bands.append(np.hstack(tiles))
    return np.vstack(bands)


exercise = Exercise(
    digit_grid,
    hints=(
        "Begin with one digit: turn X[0] into an image that stands upright.",
        "np.hstack(list_of_images) sets images side by side. Make one such band for each row of the grid.",
        "np.vstack(list_of_bands) sets the bands below each other. range(0, len(X), columns) gives "
        "where each band begins.",
    ),
)


@exercise.picture
def grid_and_answer(result, meant, X, columns):
    from utils.plotting import plot_image_answer

    plot_image_answer(numbers(result), meant, thing="picture")


@exercise.also_right
def digit_grid_by_places(X, columns):
    grid = np.zeros((20 * (len(X) // columns), 20 * columns))
    for i, unrolled in enumerate(X):
        top, left = 20 * (i // columns), 20 * (i % columns)
        grid[top : top + 20, left : left + 20] = unrolled.reshape(20, 20, order="F")
    return grid


@exercise.also_right
def digit_grid_by_axes(X, columns):
    return X.reshape(-1, columns, 20, 20).transpose(0, 3, 1, 2).reshape(-1, 20 * columns)


@exercise.also_right
def digit_grid_by_block(X, columns):
    images = [list(X[start : start + columns].reshape(-1, 20, 20)) for start in range(0, len(X), columns)]
    return np.block([[image.T for image in band] for band in images])


@exercise.case
def six_that_can_be_read():
    """In a picture of a wrong answer one sees what became of them."""
    squares = np.array([[int(square) for square in glyph.replace(" ", "")] for glyph in GLYPHS.values()])
    images = np.kron(squares.reshape(-1, 5, 3), np.ones((3, 4)))
    images = np.pad(images, ((0, 0), (2, 3), (4, 4)))
    return images.swapaxes(1, 2).reshape(-1, 400), 3


@exercise.case
def six_in_two_rows_of_three():
    return np.arange(6 * 400).reshape(6, 400) / 128 - 9, 3


@exercise.case
def eight_in_four_rows_of_two():
    return np.arange(8 * 400).reshape(8, 400) % 397 / 128, 2


@exercise.case
def a_single_digit():
    return np.arange(400.0).reshape(1, 400), 1


@exercise.case
def five_in_one_row():
    return np.arange(5 * 400, dtype=np.float32).reshape(5, 400) / 2000, 5


@exercise.case
def three_below_each_other():
    return np.arange(3 * 400).reshape(3, 400) / 1200, 1


@exercise.mistake(
    "The tiles are in place, but each digit lies on its side. In which order were the 400 numbers unrolled?"
)
def lying_digits(X, columns):
    return digit_grid(X.reshape(-1, 20, 20).swapaxes(1, 2).reshape(-1, 400), columns)


@exercise.mistake("All digits stand in one long row. After how many should the next row begin?")
def one_long_band(X, columns):
    return np.hstack([unrolled.reshape(20, 20).T for unrolled in X])


@exercise.mistake(
    "That is a stack of separate images, with three axes. One picture has two: which function sets arrays side by side?"
)
def a_stack_of_images(X, columns):
    return X.reshape(-1, 20, 20).swapaxes(1, 2)


@exercise.mistake("The second digit stands below the first. Fill the grid as you read: left to right, then down.")
def filled_downward(X, columns):
    return digit_grid(X.reshape(columns, -1, 400).swapaxes(0, 1).reshape(-1, 400), columns)


@exercise.mistake("`columns` says how many digits stand side by side; you used it as the number of rows.")
def columns_taken_for_rows(X, columns):
    return digit_grid(X, len(X) // columns)


@exercise.mistake(
    "The shape is right, but reshape alone tears each digit apart: it fills the picture line by "
    "line. What must happen to each digit first?"
)
def only_reshaped(X, columns):
    return X.reshape(-1, 20 * columns)


@exercise.mistake(
    "The digits stand upright, but reshape then tears them apart, line by line. Set them side by side first."
)
def upright_then_reshaped(X, columns):
    return X.reshape(-1, 20, 20).swapaxes(1, 2).reshape(-1, 20 * columns)


@exercise.mistake("Only the first digit was filled in. Is return inside the loop?")
def only_the_first_digit(X, columns):
    grid = np.zeros((20 * (len(X) // columns), 20 * columns))
    grid[:20, :20] = X[0].reshape(20, 20).T
    return grid


@exercise.mistake("Only the first line of digits came back. Is return inside the loop?")
def only_the_first_band(X, columns):
    return digit_grid(X[:columns], columns)
