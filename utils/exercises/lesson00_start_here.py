"""Lesson 00: one warm-up, to see the three verdicts."""

from utils.exercises.exercise import Exercise, Mistake


def pixels(height, width):
    """Number of pixels of an image with this many rows and columns."""
    return height * width


def the_size_of_a_classic_digit():
    return 20, 20


def a_wide_image():
    return 2, 3


def _added(height, width):
    return height + width


def _squared(height, width):
    return height * height


def _around_the_edge(height, width):
    return 2 * (height + width)


EXERCISES = (
    Exercise(
        reference=pixels,
        cases=(a_wide_image, the_size_of_a_classic_digit),
        mistakes=(
            Mistake(_added, "You added the two. Draw 2 rows of 3 little squares: how many squares are there?"),
            Mistake(_squared, "You used one side only. What changes when the image gets wider?"),
            Mistake(_around_the_edge, "You counted around the edge. Which squares lie inside?"),
        ),
        hints=("Draw 2 rows of 3 little squares and count them.", "Rows times columns: height * width."),
    ),
)
