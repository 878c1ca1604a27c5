"""The number of pixels of an image: a warm-up, to see the three verdicts."""

from utils.exercises.exercise import Exercise


def pixels(height, width):
    """Number of pixels of an image with this many rows and columns."""
    return height * width


exercise = Exercise(
    pixels,
    hints=("Draw 2 rows of 3 little squares and count them.", "Rows times columns: height * width."),
    equivalent={
        "the result is cut off below": "a number of pixels is never negative",
        "the result has no sign": "a number of pixels is never negative",
    },
)


@exercise.case
def a_wide_image():
    return 2, 3


@exercise.case
def the_size_of_a_classic_digit():
    return 20, 20


@exercise.case
def a_tall_image():
    return 7, 1


@exercise.case
def a_photograph():
    return 3000, 2000


@exercise.mistake("You added the two. Draw 2 rows of 3 little squares: how many squares are there?")
def added(height, width):
    return height + width


@exercise.mistake("You used one side only. What changes when the image gets wider?")
def squared(height, width):
    return height * height


@exercise.mistake("You counted around the edge. Which squares lie inside?")
def around_the_edge(height, width):
    return 2 * (height + width)
