"""The place of a pixel among the 400 numbers of an unrolled image."""

import numpy as np

from utils.exercises.exercise import Exercise


def pixel_position(row, column):
    """Position, counted from 0, of pixel (row, column) of a 20 x 20 image unrolled column by column."""
    return 20 * column + row


exercise = Exercise(
    pixel_position,
    hints=(
        "Column 0 fills positions 0 to 19. Where does column 1 begin, and where column 2?",
        "Each full column before yours holds 20 numbers. Inside your own column you go down `row` steps more.",
    ),
    equivalent={
        "the result is cut off below": "positions count from 0",
        "the result has no sign": "positions count from 0",
    },
)


@exercise.also_right
def pixel_position_by_counting(row, column):
    return int(np.arange(400).reshape(20, 20).T[row, column])


@exercise.also_right
def pixel_position_by_ravel(row, column):
    return np.ravel_multi_index((row, column), (20, 20), order="F")


@exercise.case
def near_the_top_of_the_first_column():
    return 3, 0


@exercise.case
def the_top_of_the_second_column():
    return 0, 1


@exercise.case
def somewhere_inside():
    return 5, 12


@exercise.case
def the_first_pixel():
    return 0, 0


@exercise.case
def the_last_pixel():
    return 19, 19


@exercise.mistake(
    "That walks through the image row by row. Here the first 20 numbers are the first column: "
    "which of the two, row or column, makes you jump by 20?"
)
def row_by_row(row, column):
    return 20 * row + column


@exercise.mistake("You are off by one. Python counts from 0: at which position does the very first pixel stand?")
def counted_from_one(row, column):
    return 20 * column + row + 1


@exercise.mistake(
    "That multiplies row and column, so all of column 0 would stand at position 0. How many "
    "numbers come before the column begins, and how many more inside it?"
)
def product(row, column):
    return row * column


@exercise.mistake("28 was the height before shrinking. How many pixels are in a column now?")
def before_shrinking(row, column):
    return 28 * column + row


@exercise.mistake("The number is right, but it came in a list. Return the number itself.")
def in_a_list(row, column):
    return [20 * column + row]
