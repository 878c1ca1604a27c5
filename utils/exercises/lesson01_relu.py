"""Lesson 01: ReLU, its slope, and what sums of ReLUs can do."""

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise, Mistake

MOST_RELUS = 8
LARGEST_ERROR = 0.1


def relu(z):
    """Replace every negative number by zero; z has any shape."""
    return np.maximum(0, z)


def relu_by_where(z):
    return np.where(z > 0, z, 0)


def relu_by_mask(z):
    return z * (z > 0)


def relu_by_average(z):
    return (z + np.abs(z)) / 2


def a_row_of_scores():
    return (np.array([-2.0, -0.5, 0.0, 0.5, 3.0]),)


def a_batch_of_scores():
    return (np.array([[1.5, -1.0, 0.0], [-3.0, 2.0, -0.1]]),)


def _absolute(z):
    return np.abs(z)


def _largest_of_all(z):
    return np.max(z)


def _minimum(z):
    return np.minimum(0, z)


def _negatives_left_out(z):
    return z[z > 0]


def _changed_in_place(z):
    z[z < 0] = 0
    return z


def _on_or_off(z):
    return np.where(z > 0, 1, 0)


def _if_on_an_array(z):
    if z > 0:
        return z
    return 0


def relu_derivative(z):
    """Slope of ReLU at each z: 1 where z > 0, else 0."""
    return np.where(z > 0, 1.0, 0.0)


def relu_derivative_by_comparison(z):
    return (z > 0).astype(float)


def relu_derivative_by_heaviside(z):
    return np.heaviside(z, 0.0)


def _slope_one_at_zero(z):
    return np.where(z >= 0, 1.0, 0.0)


def _true_or_false(z):
    return z > 0


def _the_value_itself(z):
    return np.maximum(0, z)


def _sign(z):
    return np.sign(z)


def _from_the_output(z):
    return z / z


def tent(x):
    """Zero up to 0, straight up to 1 at x = 1, straight down to 0 at x = 2, zero after; x has shape (m,)."""
    return np.maximum(0, x) - 2 * np.maximum(0, x - 1) + np.maximum(0, x - 2)


def tent_of_two(x):
    return np.maximum(0, 1 - np.abs(x - 1))


def across_the_tent():
    return (np.array([-1.0, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0]),)


def far_away():
    return (np.array([-100.0, 100.0]),)


def _never_comes_down(x):
    return np.maximum(0, x)


def _plateau(x):
    return np.maximum(0, x) - np.maximum(0, x - 1)


def _falls_for_ever(x):
    return np.maximum(0, x) - 2 * np.maximum(0, x - 1)


def _added_not_subtracted(x):
    return np.maximum(0, x) + 2 * np.maximum(0, x - 1) + np.maximum(0, x - 2)


def _knots_on_the_wrong_side(x):
    return np.maximum(0, x) - 2 * np.maximum(0, x + 1) + np.maximum(0, x + 2)


def count_pieces(w, b, c):
    """Number of straight pieces of f(x) = sum_i c[i] * relu(w[i] * x + b[i]); w, b, c have shape (n,)."""
    bends = {}
    for weight, bias, height in zip(w, b, c):
        if weight == 0:
            continue
        where = round(-bias / weight, 9)
        bends[where] = bends.get(where, 0) + height * abs(weight)
    return 1 + sum(change != 0 for change in bends.values())


def count_pieces_by_unique(w, b, c):
    bent = w != 0
    where, index = np.unique(np.round(-b[bent] / w[bent], 9), return_inverse=True)
    changes = np.bincount(index, weights=(c * np.abs(w))[bent], minlength=len(where))
    return 1 + int(np.count_nonzero(changes))


def three_bends():
    return np.array([1.0, 1.0, 1.0]), np.array([0.0, -1.0, -2.0]), np.array([1.0, -2.0, 1.0])


def two_at_one_place():
    return np.array([1.0, 2.0, -1.0]), np.array([-1.0, -2.0, 3.0]), np.array([1.0, 1.0, 0.5])


def one_that_ignores_x():
    return np.array([1.0, 0.0]), np.array([1.0, 4.0]), np.array([1.0, 1.0])


def one_with_height_zero():
    return np.array([1.0, 1.0]), np.array([0.0, -1.0]), np.array([1.0, 0.0])


def two_that_cancel():
    return np.array([1.0, -1.0]), np.array([0.0, 0.0]), np.array([1.0, -1.0])


def two_steep_ones_that_cancel():
    return np.array([1.0, -2.0]), np.array([0.0, 0.0]), np.array([2.0, -1.0])


def two_that_cancel_in_part():
    return np.array([1.0, 1.0]), np.array([0.0, 0.0]), np.array([2.0, -1.0])


def one_far_away():
    return np.array([0.1, 1.0]), np.array([-5.0, 1.0]), np.array([1.0, 1.0])


def _one_piece_a_neuron(w, b, c):
    return len(w)


def _every_neuron_bends(w, b, c):
    return len(w) + 1


def _bends_only(w, b, c):
    return count_pieces(w, b, c) - 1


def _same_place_counted_twice(w, b, c):
    return 1 + int(np.count_nonzero((w != 0) & (c != 0)))


def _heights_ignored(w, b, c):
    return 1 + len(np.unique(-b[w != 0] / w[w != 0]))


def _heights_added_without_weights(w, b, c):
    return count_pieces(np.sign(w), np.where(w == 0, 0, b / np.where(w == 0, 1, np.abs(w))), c)


def _opposite_signs_cancel(w, b, c):
    signs = {}
    for weight, bias, height in zip(w, b, c):
        if weight != 0 and height != 0:
            signs.setdefault(-bias / weight, set()).add(np.sign(height))
    return 1 + sum(len(found) == 1 for found in signs.values())


def _looked_at_from_minus_ten_to_ten(w, b, c):
    near = (w != 0) & (np.abs(b) <= 10 * np.abs(w))
    return count_pieces(w[near], b[near], c[near])


def _infinity_counted_as_a_place(w, b, c):
    places = {-bias / weight if weight else np.inf for weight, bias in zip(w, b)}
    return 1 + len(places)


def _cancelling_ignored(w, b, c):
    bends = (w != 0) & (c != 0)
    return 1 + len(np.unique(-b[bends] / w[bends]))


def follow_sine():
    """Knots and heights, two arrays of one length, whose sum of ReLUs follows sin(x) from 0 to 2 pi."""
    bends = np.linspace(0, 2 * np.pi, 9)
    slopes = np.diff(np.sin(bends)) / np.diff(bends)
    return bends[:-1], np.diff(slopes, prepend=0)


def follow_sine_by_least_squares():
    x = np.linspace(0, 2 * np.pi, 200)
    knots = np.array([0.0, 0.7, 1.3, 1.9, 3.0, 4.2, 4.8, 5.5])
    heights, *_ = np.linalg.lstsq(np.maximum(0, x[:, None] - knots), np.sin(x), rcond=None)
    return knots, heights


def follow_sine_with_lists():
    knots, heights = follow_sine()
    return list(knots), list(heights)


def no_arguments():
    return ()


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
    error = np.abs(np.maximum(0, x[:, None] - knots) @ heights - np.sin(x)).max()
    if not error <= LARGEST_ERROR:
        raise NotYet(
            f"Your curve is off by {error:.2f} at its worst place; {LARGEST_ERROR} is allowed. "
            "Each height is a change of slope: how much must the slope change at that knot?"
        )
    return "close enough"


def _heights_of_the_sine():
    bends = np.linspace(0, 2 * np.pi, 9)
    return bends[:-1], np.sin(bends[:-1])


def _slopes_not_their_changes():
    bends = np.linspace(0, 2 * np.pi, 9)
    return bends[:-1], np.diff(np.sin(bends)) / np.diff(bends)


def _too_many():
    bends = np.linspace(0, 2 * np.pi, 101)
    return bends[:-1], np.diff(np.diff(np.sin(bends)) / np.diff(bends), prepend=0)


EXERCISES = (
    Exercise(
        reference=relu,
        cases=(a_row_of_scores, a_batch_of_scores),
        also_right=(relu_by_where, relu_by_mask, relu_by_average),
        mistakes=(
            Mistake(_absolute, "A negative score became positive. Which value should it become?"),
            Mistake(
                _largest_of_all,
                "One number came back for the whole array. np.max looks for the largest; which "
                "function compares two arrays place by place?",
            ),
            Mistake(_minimum, "The positive scores are gone and the negative ones stayed. Which way round is it?"),
            Mistake(
                _negatives_left_out,
                "The negative scores were left out, so the shape changed. What should stand in their place?",
            ),
            Mistake(
                _changed_in_place,
                "The values are right, but your function overwrote the array it was given. How do you build a new one?",
            ),
            Mistake(_on_or_off, "Positive scores became 1. What does ReLU do to a score of 3?"),
            Mistake(
                _if_on_an_array,
                "if and Python's own max need one True or False, and an array has many. Which NumPy function decides "
                "for each number on its own?",
            ),
        ),
        hints=(
            "Take each number on its own: when does it stay, and what does it become otherwise?",
            "The larger of 0 and z. np.maximum(a, b) takes the larger of two, place by place.",
        ),
    ),
    Exercise(
        reference=relu_derivative,
        cases=(a_row_of_scores, a_batch_of_scores),
        also_right=(relu_derivative_by_comparison, relu_derivative_by_heaviside),
        mistakes=(
            Mistake(
                _slope_one_at_zero,
                "At z = 0 the slope is a matter of taste; the course takes 0. Which comparison leaves zero out?",
            ),
            Mistake(
                _true_or_false, "True and False came back. The slope is a number: how do you turn them into 1 and 0?"
            ),
            Mistake(_the_value_itself, "That is ReLU's value. How steep is its line at z = 3?"),
            Mistake(_sign, "Negative scores got slope -1. How steep is ReLU left of zero?"),
            Mistake(
                _from_the_output,
                "z / z is 1 for negative scores too, and nothing at all for 0. What decides whether the slope is 1?",
            ),
        ),
        hints=(
            "Look at the picture of ReLU: it has two straight parts. How steep is each?",
            "np.where(condition, a, b) takes a where the condition holds, and b elsewhere.",
        ),
    ),
    Exercise(
        reference=tent,
        cases=(across_the_tent, far_away),
        also_right=(tent_of_two,),
        mistakes=(
            Mistake(_never_comes_down, "It goes up and never comes down. Which ReLU could turn it at x = 1?"),
            Mistake(
                _plateau,
                "It stops rising at 1 and stays there. How much must the slope change, to fall as fast as it rose?",
            ),
            Mistake(_falls_for_ever, "It falls through zero and goes on. Which third ReLU stops it at x = 2?"),
            Mistake(_added_not_subtracted, "It rises faster after 1. What sign turns a rise into a fall?"),
            Mistake(_knots_on_the_wrong_side, "relu(x + 1) bends at -1. Where does relu(x - 1) bend?"),
        ),
        hints=(
            "Walk along the tent and write down its slope: 0, then 1, then -1, then 0. Each ReLU changes the slope "
            "once.",
            "The slope changes by +1 at 0, by -2 at 1 and by +1 at 2. A change of s at the place k is s * relu(x - k).",
        ),
    ),
    Exercise(
        reference=count_pieces,
        cases=(
            three_bends,
            one_that_ignores_x,
            one_with_height_zero,
            two_at_one_place,
            two_that_cancel,
            two_steep_ones_that_cancel,
            two_that_cancel_in_part,
            one_far_away,
        ),
        also_right=(count_pieces_by_unique,),
        mistakes=(
            Mistake(_one_piece_a_neuron, "You counted the neurons. One bend cuts a line into how many pieces?"),
            Mistake(
                _every_neuron_bends,
                "You counted one bend for each neuron. What does a neuron with w = 0 do when x moves?",
            ),
            Mistake(_bends_only, "You counted the bends. Two bends make how many pieces?"),
            Mistake(
                _same_place_counted_twice,
                "Two neurons that bend at the same place make one bend. How do you count places instead of neurons?",
            ),
            Mistake(_heights_ignored, "A neuron whose height c is 0 adds nothing to the sum. Does it bend the sum?"),
            Mistake(
                _heights_added_without_weights,
                "You added up the heights c alone. relu(2 * x) is twice as steep as relu(x): what else decides by how "
                "much a neuron changes the slope?",
            ),
            Mistake(
                _opposite_signs_cancel,
                "A rise and a fall at one place cancel only when they are equally steep. How do you find out?",
            ),
            Mistake(
                _looked_at_from_minus_ten_to_ten,
                "You missed a bend that lies far out. Where does w * x + b cross zero, for any w and b?",
            ),
            Mistake(
                _infinity_counted_as_a_place,
                "A neuron with w = 0 was counted: dividing by 0 gives no place. When does it bend?",
            ),
            Mistake(
                _cancelling_ignored,
                "relu(x) - relu(-x) is x, with no bend at all. By how much does each "
                "neuron change the slope where it bends?",
            ),
        ),
        hints=(
            "Neuron i bends where w[i] * x + b[i] is 0. How many different such places are there?",
            "At its bend, neuron i changes the slope by c[i] * abs(w[i]). Add these up for each place; a place "
            "whose sum is 0 is no bend.",
        ),
    ),
    Exercise(
        reference=follow_sine,
        cases=(no_arguments,),
        observe=error_of_the_curve,
        also_right=(follow_sine_by_least_squares, follow_sine_with_lists),
        mistakes=(
            Mistake(_heights_of_the_sine, "Your curve is off by"),
            Mistake(_slopes_not_their_changes, "Your curve is off by"),
            Mistake(_too_many, "Those are 100 ReLUs."),
        ),
        hints=(
            "Connect a few points of the sine by straight lines. The slope of each line is easy to compute.",
            "The height at a knot is the slope after it minus the slope before it. The first height is the first "
            "slope.",
        ),
    ),
)
