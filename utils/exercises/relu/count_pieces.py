"""The straight pieces of a sum of ReLUs."""

import numpy as np

from utils.exercises.exercise import Exercise


def count_pieces(w, b, c):
    """Number of straight pieces of f(x) = sum_i c[i] * relu(w[i] * x + b[i]); w, b, c have shape (n,)."""
    bends = {}
    for weight, bias, height in zip(w, b, c):
        if weight == 0:
            continue
        where = round(-bias / weight, 9)
        bends[where] = bends.get(where, 0) + height * abs(weight)
    return 1 + sum(change != 0 for change in bends.values())


exercise = Exercise(
    count_pieces,
    hints=(
        "Neuron i bends where w[i] * x + b[i] is 0. How many different such places are there?",
        "At its bend, neuron i changes the slope by c[i] * abs(w[i]). Add these up for each place; a place "
        "whose sum is 0 is no bend.",
    ),
    equivalent={
        "-bias / weight -> bias / weight": "all places are mirrored, and as many as before",
        "bends.get(where, 0) + height * abs(weight) -> bends.get(where, 0) - height * abs(weight)": (
            "all changes of slope get the other sign, and 0 stays 0"
        ),
        "round(-bias / weight, 9) -> round(-bias / weight, 10)": "places that differ do so in earlier digits",
        "the result is cut off below": "there is always one piece",
        "the result has no sign": "there is always one piece",
    },
)


@exercise.also_right
def count_pieces_by_unique(w, b, c):
    bent = w != 0
    where, index = np.unique(np.round(-b[bent] / w[bent], 9), return_inverse=True)
    changes = np.bincount(index, weights=(c * np.abs(w))[bent], minlength=len(where))
    return 1 + int(np.count_nonzero(changes))


@exercise.case
def three_bends():
    return np.array([1.0, 1.0, 1.0]), np.array([0.0, -1.0, -2.0]), np.array([1.0, -2.0, 1.0])


@exercise.case
def one_that_ignores_x():
    return np.array([1.0, 0.0]), np.array([1.0, 4.0]), np.array([1.0, 1.0])


@exercise.case
def one_with_height_zero():
    return np.array([1.0, 1.0]), np.array([0.0, -1.0]), np.array([1.0, 0.0])


@exercise.case
def two_at_one_place():
    return np.array([1.0, 2.0, -1.0]), np.array([-1.0, -2.0, 3.0]), np.array([1.0, 1.0, 0.5])


@exercise.case
def two_at_one_place_and_one_between():
    return np.array([1.0, 1.0, 2.0]), np.array([-1.0, -3.0, -2.0]), np.array([1.0, 1.0, 1.0])


@exercise.case
def one_on_each_side_of_zero():
    return np.array([1.0, 1.0]), np.array([-1.0, 1.0]), np.array([1.0, 1.0])


@exercise.case
def two_that_look_away_from_each_other():
    return np.array([1.0, -1.0]), np.array([-1.0, -1.0]), np.array([1.0, 1.0])


@exercise.case
def a_v():
    return np.array([1.0, -1.0]), np.array([0.0, 0.0]), np.array([1.0, 1.0])


@exercise.case
def two_that_cancel():
    return np.array([1.0, -1.0]), np.array([0.0, 0.0]), np.array([1.0, -1.0])


@exercise.case
def two_steep_ones_that_cancel():
    return np.array([1.0, -2.0]), np.array([0.0, 0.0]), np.array([2.0, -1.0])


@exercise.case
def two_that_cancel_in_part():
    return np.array([1.0, 1.0]), np.array([0.0, 0.0]), np.array([2.0, -1.0])


@exercise.case
def three_that_cancel():
    return np.array([1.0, 1.0, -1.0]), np.array([0.0, 0.0, 0.0]), np.array([1.0, 1.0, -2.0])


@exercise.case
def a_single_neuron():
    return np.array([-2.0]), np.array([1.0]), np.array([3.0])


@exercise.case
def a_single_one_that_ignores_x():
    return np.array([0.0]), np.array([4.0]), np.array([1.0])


@exercise.case
def eight_bends():
    return np.ones(8), np.arange(-4.0, 4.0), np.ones(8)


@exercise.case
def one_far_away():
    return np.array([0.001, 1.0]), np.array([-5.0, 1.0]), np.array([1.0, 1.0])


@exercise.case
def two_close_together():
    return np.array([1.0, 1.0]), np.array([-1.0, -1.001]), np.array([1.0, 1.0])


@exercise.case
def one_that_hardly_bends():
    return np.array([1.0, 1.0]), np.array([0.0, -1.0]), np.array([1.0, 0.001])


@exercise.case
def whole_numbers():
    return np.array([3, 1]), np.array([-1, 0]), np.array([1, 1])


@exercise.mistake("You counted the neurons. One bend cuts a line into how many pieces?")
def one_piece_a_neuron(w, b, c):
    return len(w)


@exercise.mistake("You counted one bend for each neuron. What does a neuron with w = 0 do when x moves?")
def every_neuron_bends(w, b, c):
    return len(w) + 1


@exercise.mistake("You counted the bends. Two bends make how many pieces?")
def bends_only(w, b, c):
    return count_pieces(w, b, c) - 1


@exercise.mistake("Two neurons that bend at the same place make one bend. How do you count places instead of neurons?")
def same_place_counted_twice(w, b, c):
    return 1 + int(np.count_nonzero((w != 0) & (c != 0)))


@exercise.mistake("A neuron whose height c is 0 adds nothing to the sum. Does it bend the sum?")
def heights_ignored(w, b, c):
    return 1 + len(np.unique(-b[w != 0] / w[w != 0]))


@exercise.mistake(
    "You added up the heights c alone. relu(2 * x) is twice as steep as relu(x): what else decides by how "
    "much a neuron changes the slope?"
)
def heights_added_without_weights(w, b, c):
    return count_pieces(np.sign(w), np.where(w == 0, 0, b / np.where(w == 0, 1, np.abs(w))), c)


@exercise.mistake(
    "You added up c * w. Draw the V of relu(x) + relu(-x), and go from left to right: does each of the two raise the "
    "slope at 0, or lower it?"
)
def signs_of_the_weights_kept(w, b, c):
    bends = {}
    for weight, bias, height in zip(w, b, c):
        if weight != 0:
            where = round(-bias / weight, 9)
            bends[where] = bends.get(where, 0) + height * weight
    return 1 + sum(change != 0 for change in bends.values())


@exercise.mistake("A rise and a fall at one place cancel only when they are equally steep. How do you find out?")
def opposite_signs_cancel(w, b, c):
    signs = {}
    for weight, bias, height in zip(w, b, c):
        if weight != 0 and height != 0:
            signs.setdefault(-bias / weight, set()).add(np.sign(height))
    return 1 + sum(len(found) == 1 for found in signs.values())


@exercise.mistake("You missed a bend that lies far out. Where does w * x + b cross zero, for any w and b?")
def looked_at_from_minus_ten_to_ten(w, b, c):
    near = (w != 0) & (np.abs(b) <= 10 * np.abs(w))
    return count_pieces(w[near], b[near], c[near])


@exercise.mistake("A neuron with w = 0 was counted: dividing by 0 gives no place. When does it bend?")
def infinity_counted_as_a_place(w, b, c):
    places = {-bias / weight if weight else np.inf for weight, bias in zip(w, b)}
    return 1 + len(places)


@exercise.mistake(
    "relu(x) - relu(-x) is x, with no bend at all. By how much does each neuron change the slope where it bends?"
)
def cancelling_ignored(w, b, c):
    bends = (w != 0) & (c != 0)
    return 1 + len(np.unique(-b[bends] / w[bends]))
