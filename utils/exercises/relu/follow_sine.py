"""A sum of a few ReLUs that follows the sine."""

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.pictures import NoPicture, numbers

MOST_RELUS = 8
LARGEST_ERROR = 0.1


def follow_sine():
    """Knots and heights, two arrays of one length, whose sum of ReLUs follows sin(x) from 0 to 2 pi."""
    bends = np.linspace(0, 2 * np.pi, 9)
    slopes = np.diff(np.sin(bends)) / np.diff(bends)
    return bends[:-1], np.diff(slopes, prepend=0)


exercise = Exercise(
    follow_sine,
    hints=(
        "Connect a few points of the sine by straight lines. The slope of each line is easy to compute.",
        "The height at a knot is the slope after it minus the slope before it. The first height is the first slope.",
    ),
    open_ended=True,
)


@exercise.observe
def error_of_the_curve(result):
    """Largest distance between the learner's sum of ReLUs and the sine is at most LARGEST_ERROR, or NotYet."""
    try:
        knots, heights = (np.asarray(part, dtype=float) for part in result)
    except (TypeError, ValueError):
        raise NotYet("Two lists of numbers are meant: return knots, heights.") from None
    if knots.ndim != 1 or knots.shape != heights.shape:
        raise NotYet(f"knots has shape {knots.shape} and heights {heights.shape}; each knot needs one height.")
    if len(knots) > MOST_RELUS:
        raise NotYet(f"Those are {len(knots)} ReLUs. Can you do it with {MOST_RELUS} or fewer?")
    x = np.linspace(0, 2 * np.pi, 2001)
    error = np.abs(sum_of_relus(x, knots, heights) - np.sin(x)).max()
    if not error <= LARGEST_ERROR:
        raise NotYet(
            f"Your curve is off by {error:.2f} at its worst place; {LARGEST_ERROR} is allowed. "
            "Each height is a change of slope: how much must the slope change at that knot?"
        )
    return "close enough"


def sum_of_relus(x, knots, heights):
    return np.maximum(0, x[:, None] - knots) @ heights


@exercise.picture
def sine_and_answer(result, meant):
    from utils.plotting import plot_curve_answer

    knots, heights = (numbers(part) for part in result)
    if len(knots) > MOST_RELUS:
        raise NoPicture  # its curve may well be right
    x = np.linspace(0, 2 * np.pi, 400)
    bends = knots[(knots >= 0) & (knots <= x[-1])]
    plot_curve_answer(x, sum_of_relus(x, knots, heights), np.sin, name="sin(x)", bends=bends)


@exercise.also_right
def follow_sine_by_least_squares():
    x = np.linspace(0, 2 * np.pi, 200)
    knots = np.array([0.0, 0.7, 1.3, 1.9, 3.0, 4.2, 4.8, 5.5])
    heights, *_ = np.linalg.lstsq(np.maximum(0, x[:, None] - knots), np.sin(x), rcond=None)
    return knots, heights


@exercise.also_right
def follow_sine_with_lists():
    knots, heights = follow_sine()
    return list(knots), list(heights)


@exercise.case
def no_arguments():
    return ()


@exercise.refused("Your curve is off by")
def heights_of_the_sine():
    bends = np.linspace(0, 2 * np.pi, 9)
    return bends[:-1], np.sin(bends[:-1])


@exercise.refused("Your curve is off by")
def slopes_not_their_changes():
    bends = np.linspace(0, 2 * np.pi, 9)
    return bends[:-1], np.diff(np.sin(bends)) / np.diff(bends)


@exercise.refused("Those are 100 ReLUs.")
def too_many():
    bends = np.linspace(0, 2 * np.pi, 101)
    return bends[:-1], np.diff(np.diff(np.sin(bends)) / np.diff(bends), prepend=0)
