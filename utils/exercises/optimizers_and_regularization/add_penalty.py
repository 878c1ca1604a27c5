import numpy as np

from utils.exercises.exercise import Exercise


def add_penalty(W, b, dW, db, l1, l2):
    """What the weights cost, l1 * sum(|W|) + l2 * sum(W**2), and the slopes dW and db with this cost added."""
    cost = l1 * np.abs(W).sum() + l2 * (W**2).sum()
    return cost, dW + l1 * np.sign(W) + 2 * l2 * W, db


exercise = Exercise(
    add_penalty,
    hints=(
        "The cost has two parts, l1 * np.abs(W).sum() and l2 * (W**2).sum(). db comes back as it was.",
        "The slope of w**2 is 2w. The slope of |w| is +1 or -1, the sign of w: np.sign(W).",
    ),
)


@exercise.also_right
def add_penalty_by_loops(W, b, dW, db, l1, l2):
    cost, slopes = 0.0, dW.copy()
    for place in np.ndindex(W.shape):
        cost += l1 * abs(W[place]) + l2 * W[place] ** 2
        sign = (W[place] > 0) - 1.0 * (W[place] < 0)
        slopes[place] += l1 * sign + 2 * l2 * W[place]
    return cost, slopes, db


@exercise.also_right
def add_penalty_by_the_engine(W, b, dW, db, l1, l2):
    from utils.scratch import penalty

    cost, slopes = penalty(W, l1, l2)
    return cost, dW + slopes, db.copy()


@exercise.also_right
def add_penalty_by_norms(W, b, dW, db, l1, l2):
    cost = l1 * np.linalg.norm(W.ravel(), 1) + l2 * np.linalg.norm(W) ** 2
    return float(cost), dW + np.copysign(l1, W) * (W != 0) + l2 * (W + W), db


def _layer_with_slopes(seed):
    rng = np.random.default_rng(seed)
    shapes = ((3, 2), (2,), (3, 2), (2,))
    return tuple(rng.integers(-9, 10, size=shape) / 4 + 0.125 for shape in shapes)


@exercise.case
def both_penalties():
    return *_layer_with_slopes(1), 0.1, 0.03


@exercise.case
def l1_alone():
    return *_layer_with_slopes(2), 0.2, 0.0


@exercise.case
def l2_alone():
    return *_layer_with_slopes(3), 0.0, 0.05


@exercise.case
def large_weights_and_weights_of_zero():
    W = np.array([[0.0, 10.0, -40.0, 0.5], [3.0, 0.0, -1.0, 2.0]])
    dW = np.array([[0.1, -2.0, 0.3, 0.0], [-0.4, 0.0, 7.0, 0.6]])
    return W, np.array([1.0, 0.0, -2.0, 5.0]), dW, np.array([0.2, -0.3, 0.0, 9.0]), 0.5, 0.25


@exercise.case
def no_penalty():
    return *_layer_with_slopes(4), 0.0, 0.0


@exercise.case
def one_weight():
    return np.array([[-0.02]]), np.array([0.5]), np.array([[0.003]]), np.array([-0.1]), 0.001, 0.0001


@exercise.mistake("The biases pay, too. A bias only moves a function: who should pay?")
def biases_too(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, dW, db, l1, l2)
    more, bias_slopes, _ = add_penalty(b, b, db, db, l1, l2)
    return cost + more, slopes, bias_slopes


@exercise.mistake("db changed, so the biases shrink as well. The penalty is for weights alone.")
def bias_slopes_too(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, dW, db, l1, l2)
    return cost, slopes, add_penalty(b, b, db, db, l1, l2)[1]


@exercise.mistake("The slope of w**2 is not w. What does the square bring down?")
def two_forgotten(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 * np.sign(W) + l2 * W, db


@exercise.mistake("You used l2 / 2 * sum(W**2), as some books do. Here it is l2 * sum(W**2).")
def half_of_l2(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 / 2 * (W**2).sum(), dW + l1 * np.sign(W) + l2 * W, db


@exercise.mistake("Your L1 pushes all weights down, even the negative ones. What is the slope of |w| left of 0?")
def l1_pulls_one_way(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 + 2 * l2 * W, db


SIGN_OF_ZERO = "A weight of 0 is pulled to one side, and it is at its goal already. What is the sign of 0?"


@exercise.mistake(SIGN_OF_ZERO)
def zero_counts_as_negative(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 * np.where(W > 0, 1, -1) + 2 * l2 * W, db


@exercise.mistake(SIGN_OF_ZERO)
def zero_counts_as_positive(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 * np.where(W < 0, -1, 1) + 2 * l2 * W, db


@exercise.mistake("For a weight of 0 you divide 0 by 0. Which function knows the sign of any number?")
def divided_by_its_size(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 * W / np.abs(W) + 2 * l2 * W, db


@exercise.mistake("You added l1 * |W| to the slopes, which is the cost itself. How steep is |w|?")
def l1_in_proportion(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 * np.abs(W) + 2 * l2 * W, db


@exercise.mistake("Negative weights lower your cost. What do the bars in |w| do?")
def l1_without_bars(W, b, dW, db, l1, l2):
    return l1 * W.sum() + l2 * (W**2).sum(), dW + l1 * np.sign(W) + 2 * l2 * W, db


@exercise.mistake("You subtracted the penalty's slopes, so the weights grow. The loss grows by the cost.")
def subtracted(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW - l1 * np.sign(W) - 2 * l2 * W, db


@exercise.mistake("You took means over the weights. Both penalties are sums.")
def means(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, 0 * dW, db, l1, l2)
    return cost / W.size, dW + slopes / W.size, db


@exercise.mistake("The cost is a mean, and the slopes are those of a sum. A sum is meant.")
def cost_mean_slopes_sum(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, dW, db, l1, l2)
    return cost / W.size, slopes, db


@exercise.mistake("The cost is there, but dW does not know of it: then no weight ever shrinks.")
def cost_only(W, b, dW, db, l1, l2):
    return add_penalty(W, b, dW, db, l1, l2)[0], dW, db


@exercise.mistake("The slopes of the loss are gone. The penalty's are added to them, and do not replace them.")
def slopes_of_the_penalty_only(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, 0 * dW, db, l1, l2)
    return cost, slopes, db


@exercise.mistake("l1 and l2 have changed places: which belongs to the squares?")
def l1_and_l2_swapped(W, b, dW, db, l1, l2):
    return add_penalty(W, b, dW, db, l2, l1)


@exercise.mistake("The numbers are right, but += wrote into the caller's dW.")
def slopes_changed_in_place(W, b, dW, db, l1, l2):
    dW += l1 * np.sign(W) + 2 * l2 * W
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW, db


@exercise.mistake("You squared the sum. Each weight is squared on its own, then they are added up.")
def square_of_the_sum(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * W.sum() ** 2, dW + l1 * np.sign(W) + 2 * l2 * W, db


@exercise.mistake("You took the size of the sum. Each weight has bars of its own.")
def size_of_the_sum(W, b, dW, db, l1, l2):
    return l1 * np.abs(W.sum()) + l2 * (W**2).sum(), dW + l1 * np.sign(W) + 2 * l2 * W, db


@exercise.mistake("Your cost knows l1 and l2, and your slopes do not. What stands before them?")
def slopes_without_strength(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + np.sign(W) + 2 * W, db


@exercise.mistake("You took the sign and the double of dW. Whose size is it that costs?")
def slopes_of_the_slopes(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + l1 * np.sign(dW) + 2 * l2 * dW, db


@exercise.mistake("You added one sum to all of dW. Each weight has a slope of its own.")
def slopes_summed(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + (l1 * np.sign(W) + 2 * l2 * W).sum(), db


@exercise.mistake("You added the cost itself to dW. How fast does it grow with each weight?")
def cost_added_to_the_slopes(W, b, dW, db, l1, l2):
    cost = l1 * np.abs(W).sum() + l2 * (W**2).sum()
    return cost, dW + cost, db


@exercise.mistake("The slopes are right, but the biases are in your cost. Who should pay?")
def biases_in_the_cost(W, b, dW, db, l1, l2):
    cost, slopes, _ = add_penalty(W, b, dW, db, l1, l2)
    return cost + l1 * np.abs(b).sum() + l2 * (b**2).sum(), slopes, db


@exercise.mistake("You took one of the penalties. When both are given, both count.")
def either_l1_or_l2(W, b, dW, db, l1, l2):
    return add_penalty(W, b, dW, db, l1, 0.0) if l1 else add_penalty(W, b, dW, db, 0.0, l2)


@exercise.mistake("L1 is in your cost, and not in your slopes. How steep is |w|?")
def l1_costs_but_does_not_pull(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * (W**2).sum(), dW + 2 * l2 * W, db


@exercise.mistake("Your cost has one number for each weight. What makes one of them?")
def not_summed(W, b, dW, db, l1, l2):
    return l1 * np.abs(W) + l2 * W**2, dW + l1 * np.sign(W) + 2 * l2 * W, db


@exercise.mistake("All three are there, in another order. The cost is meant to come first.")
def cost_last(W, b, dW, db, l1, l2):
    cost, slopes, db = add_penalty(W, b, dW, db, l1, l2)
    return slopes, db, cost


@exercise.mistake("You took a root of the sum of squares. The cost is the sum itself.")
def root_of_the_squares(W, b, dW, db, l1, l2):
    return l1 * np.abs(W).sum() + l2 * np.linalg.norm(W), dW + l1 * np.sign(W) + 2 * l2 * W, db
