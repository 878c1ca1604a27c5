"""Lesson 02: softmax, the cross-entropy, its gradient, and the temperature that fits."""

from numbers import Real

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise, Mistake

COLDEST, HOTTEST = 0.05, 20.0
NEAR_ENOUGH = 0.001  # nats, as all losses
STEPS_TOO_COARSE = 0.1


# softmax_one_image


def softmax_one_image(z):
    """Turn the scores of one image, shape (n,), into n probabilities."""
    powers = np.exp(z)
    return powers / powers.sum()


def softmax_one_image_shifted(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def three_scores():
    return (np.array([2.0, 1.0, 0.0]),)


def scores_below_zero():
    return (np.array([-1.0, 0.5, -3.0, 2.0]),)


def four_equal_scores():
    return (np.full(4, 1.5),)


def _scores_over_their_sum(z):
    return z / z.sum()


def _powers_only(z):
    return np.exp(z)


def _largest_becomes_one(z):
    return np.exp(z) / np.exp(z).max()


def _power_of_the_share(z):
    return np.exp(z / z.sum())


def _divided_by_the_count(z):
    return np.exp(z) / len(z)


def _winner_takes_all(z):
    return (z == z.max()).astype(float)


def _absolute_scores(z):
    return np.abs(z) / np.abs(z).sum()


# softmax


def softmax(z):
    """Turn each row of scores into a row of probabilities; z has shape (m, n), and so has the answer."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_by_loops(z):
    rows = []
    for row in z:
        powers = np.exp(row - max(row))
        rows.append(powers / powers.sum())
    return np.array(rows)


def softmax_through_logarithms(z):
    shifted = z - z.max(axis=1)[:, None]
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=1))[:, None])


def softmax_by_scipy(z):
    from scipy.special import softmax as rows_to_probabilities

    return rows_to_probabilities(z, axis=1)


# No case is square: a missing keepdims must not go through by luck.
def two_rows():
    return (np.array([[2.0, 1.0, 0.0], [-1.0, 0.0, 3.0]]),)


def rows_of_equal_scores():
    return (np.zeros((2, 4)),)


def one_huge_score():
    return (np.array([[2000.0, 1000.0, 0.0], [1.0, 2.0, 3.0]]),)


def one_row_far_below():
    return (np.array([[-1000.0, -1001.0, -1002.0, -1003.0], [1.0, 2.0, 3.0, 0.0]]),)


def _columns(z):
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


def _columns_without_shift(z):
    return np.exp(z) / np.exp(z).sum(axis=0)


def _overflowing(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def _one_maximum_for_all(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum(axis=1, keepdims=True)


def _one_sum_for_all(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum()


def _one_sum_and_one_maximum(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def _one_sum_without_shift(z):
    return np.exp(z) / np.exp(z).sum()


def _keepdims_forgotten(z):
    powers = np.exp(z - z.max(axis=1))
    return powers / powers.sum(axis=1)


def _shifted_in_place(z):
    z -= z.max(axis=1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def _not_divided(z):
    return np.exp(z - z.max(axis=1, keepdims=True))


def _divided_by_the_maximum(z):
    powers = np.exp(z / z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# cross_entropy


def cross_entropy(p, y):
    """Mean cross-entropy in nats; p is (m, n), one image's probabilities a row, and y the labels, (m,)."""
    of_the_labels = p[np.arange(len(y)), y]
    return float(-np.log(of_the_labels).mean())


def cross_entropy_by_loop(p, y):
    total = 0.0
    for row, label in zip(p, y, strict=True):
        total -= np.log(row[label])
    return total / len(y)


def cross_entropy_by_one_hot(p, y):
    return -np.sum(np.eye(p.shape[1])[y] * np.log(p)) / len(p)


def three_images():
    p = np.array([[0.7, 0.1, 0.1, 0.1], [0.2, 0.5, 0.2, 0.1], [0.6, 0.2, 0.15, 0.05]])
    return p, np.array([0, 1, 3])


def three_guesses():
    return np.full((3, 10), 0.1), np.array([9, 0, 4])


def one_sure_image():
    return np.array([[0.01, 0.98, 0.01]]), np.array([1])


def two_hopeless_labels():
    return np.array([[1e-12, 0.6, 0.4], [0.3, 0.7, 1e-300]]), np.array([0, 2])


def _added_up(p, y):
    return cross_entropy(p, y) * len(y)


def _one_loss_an_image(p, y):
    return -np.log(p[np.arange(len(y)), y])


def _sign_forgotten(p, y):
    return -cross_entropy(p, y)


def _every_row_with_every_label(p, y):
    return float(-np.log(p[:, y]).mean())


def _bits(p, y):
    return cross_entropy(p, y) / np.log(2)


def _base_ten(p, y):
    return cross_entropy(p, y) / np.log(10)


def _no_logarithm(p, y):
    return float((1 - p[np.arange(len(y)), y]).mean())


def _of_the_winner(p, y):
    return float(-np.log(p.max(axis=1)).mean())


def _logarithm_of_the_mean(p, y):
    return float(-np.log(p[np.arange(len(y)), y].mean()))


def _labels_used_as_one_hot(p, y):
    return float(-np.sum(y * np.log(p)) / len(p))


def _one_hot_labels_expected(p, y):
    return float(-np.sum(np.log(p) * y) / len(p))


def _labels_as_a_column(p, y):
    return float(-np.sum(y[:, None] * np.log(p)) / len(p))


def _ten_places_for_any_label(p, y):
    return float(-np.sum(np.eye(10)[y] * np.log(p)) / len(p))


def _any_label_in_ten_places(p, y):
    return float(-np.sum(np.log(p) * np.eye(10)[y]) / len(p))


# What people take for "nearly zero", to keep the logarithm finite.
FLOORS = (*(10.0**-digits for digits in range(2, 21)), *(float(np.finfo(kind).eps) for kind in (np.float32, float)))
TINY_FLOORS = (1e-30, 1e-38, 1e-40, 1e-45, 1e-50, 1e-100, 1e-200, 1e-300, 1e-308, float(np.finfo(float).tiny))


def _probabilities_with_a_floor(lift, floor):
    """The cross-entropy after lift(p, floor), where lift is np.add or np.maximum."""

    def with_a_floor(p, y):
        return cross_entropy(lift(p, floor), y)

    return with_a_floor


# cross_entropy_from_logits


def cross_entropy_from_logits(z, y):
    """Mean cross-entropy in nats; z is (m, n), one image's logits a row, and y the labels, (m,)."""
    z_max = z.max(axis=1)
    log_of_the_sum = z_max + np.log(np.exp(z - z_max[:, None]).sum(axis=1))
    return float(np.mean(log_of_the_sum - z[np.arange(len(y)), y]))


def cross_entropy_from_logits_by_logaddexp(z, y):
    return np.mean([np.logaddexp.reduce(row) - row[label] for row, label in zip(z, y, strict=True)])


def cross_entropy_from_logits_by_scipy(z, y):
    from scipy.special import log_softmax

    return -log_softmax(z, axis=1)[np.arange(len(y)), y].mean()


def cross_entropy_from_logits_over_the_label(z, y):
    over = z - z[np.arange(len(y)), y][:, None]
    largest = over.max(axis=1, keepdims=True)
    return np.mean(largest + np.log(np.exp(over - largest).sum(axis=1, keepdims=True)))


def three_rows_of_scores():
    z = np.array([[2.0, 1.0, 0.0, -1.0], [0.5, 0.5, 3.0, 1.0], [-2.0, 0.0, 1.0, 0.3]])
    return z, np.array([0, 3, 1])


def a_hopeless_score():
    return np.array([[0.0, 200.0, 1.0], [1.0, 2.0, 3.0]], dtype=np.float32), np.array([0, 2])


def huge_scores():
    return np.array([[2000.0, 1000.0, 1999.0], [0.0, 1.0, 2.0]]), np.array([2, 2])


def tiny_scores():
    return np.array([[-1000.0, -1001.0, -1002.0, -1000.0], [3.0, 1.0, 1.0, 0.0]]), np.array([1, 0])


# e to the -2000 is 0 in 64 bits too: no wider number saves the road through the probability.
def a_gap_of_2000():
    return np.array([[0.0, 2000.0]]), np.array([0])


def a_gap_of_2000_in_32_bits():
    return np.array([[0.0, 2000.0]], dtype=np.float32), np.array([0])


def _probability_then_logarithm(z, y):
    return cross_entropy(softmax(z), y)


def _overflowing_probability_then_logarithm(z, y):
    return cross_entropy(_overflowing(z), y)


def _probability_in_64_bits(z, y):
    return cross_entropy(softmax(z.astype(np.float64)), y)


def _overflowing_probability_in_64_bits(z, y):
    return cross_entropy(_overflowing(z.astype(np.float64)), y)


def _sum_overflows(z, y):
    return float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]))


def _sum_overflows_in_64_bits(z, y):
    return _sum_overflows(z.astype(np.float64), y)


def _maximum_not_added_back(z, y):
    z_max = z.max(axis=1)
    return float(np.mean(np.log(np.exp(z - z_max[:, None]).sum(axis=1)) - z[np.arange(len(y)), y]))


def _one_maximum_in_the_sum(z, y):
    log_of_the_sum = z.max() + np.log(np.exp(z - z.max()).sum(axis=1))
    return float(np.mean(log_of_the_sum - z[np.arange(len(y)), y]))


def _logits_added_up(z, y):
    return cross_entropy_from_logits(z, y) * len(y)


def _one_loss_a_row(z, y):
    return -np.log(softmax(z)[np.arange(len(y)), y])


def _one_stable_loss_a_row(z, y):
    return np.array([cross_entropy_from_logits(z[i : i + 1], y[i : i + 1]) for i in range(len(y))])


def _other_way_round(z, y):
    return -cross_entropy_from_logits(z, y)


def _label_not_subtracted(z, y):
    return float(np.mean(np.logaddexp.reduce(z, axis=1)))


def _maximum_subtracted_instead(z, y):
    return float(np.mean(np.logaddexp.reduce(z, axis=1) - z.max(axis=1)))


def _all_rows_with_all_labels(z, y):
    return float(np.mean(np.logaddexp.reduce(z, axis=1)[:, None] - z[:, y]))


def _keepdims_forgotten_in_the_shift(z, y):
    z_max = z.max(axis=1)
    return float(np.mean(z_max + np.log(np.exp(z - z_max).sum(axis=1)) - z[np.arange(len(y)), y]))


def _softmax_with_a_floor(lift, floor, dtype=None):
    """The loss of lift(p, floor), where lift is np.add or np.maximum, in the dtype of z or in another."""

    def with_a_floor(z, y):
        return cross_entropy(lift(softmax(z if dtype is None else z.astype(dtype)), floor), y)

    return with_a_floor


# softmax_gradient


def softmax_gradient(z, y):
    """Gradient of the mean cross-entropy with respect to z: shape (m, n) like z, the mean's 1/m included."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    one_hot = np.eye(z.shape[1])[y]
    return (p - one_hot) / len(y)


def softmax_gradient_in_one_place(z, y):
    gradient = softmax(z)
    gradient[np.arange(len(y)), y] -= 1
    return gradient / len(y)


def softmax_gradient_by_loops(z, y):
    p = softmax_by_loops(z)
    return np.array([[(p[i, j] - (y[i] == j)) / len(y) for j in range(z.shape[1])] for i in range(len(y))])


def one_row():
    return np.array([[1.0, 0.0, -1.0]]), np.array([2])


def _one_hot(z, y):
    return np.eye(z.shape[1])[y]


def _wrong_way(z, y):
    return -softmax_gradient(z, y)


def _not_divided_by_m(z, y):
    return softmax(z) - _one_hot(z, y)


def _wrong_way_and_not_divided(z, y):
    return _one_hot(z, y) - softmax(z)


def _divided_by_everything(z, y):
    return (softmax(z) - _one_hot(z, y)) / z.size


def _divided_by_n(z, y):
    return (softmax(z) - _one_hot(z, y)) / z.shape[1]


def _label_forgotten(z, y):
    return softmax(z) / len(y)


def _digit_subtracted(z, y):
    return softmax(z) - y[:, None]


def _digit_subtracted_and_divided(z, y):
    return (softmax(z) - y[:, None]) / len(y)


def _labels_subtracted_as_they_are(z, y):
    return (softmax(z) - y) / len(y)


def _one_taken_off_whole_columns(z, y):
    gradient = softmax(z)
    gradient[:, y] -= 1
    return gradient / len(y)


def _ten_places_for_any_class(z, y):
    return (softmax(z) - np.eye(10)[y]) / len(y)


def _wrong_way_with_ten_places(z, y):
    return (np.eye(10)[y] - softmax(z)) / len(y)


def _gradient_without_keepdims(z, y):
    return (_keepdims_forgotten(z) - _one_hot(z, y)) / len(y)


def _scores_not_probabilities(z, y):
    return (z - _one_hot(z, y)) / len(y)


def _gradient_over_columns(z, y):
    return (_columns(z) - _one_hot(z, y)) / len(y)


def _gradient_overflows(z, y):
    return (_overflowing(z) - _one_hot(z, y)) / len(y)


def _gradient_with_one_maximum(z, y):
    return (_one_maximum_for_all(z) - _one_hot(z, y)) / len(y)


def _averaged_over_the_batch(z, y):
    return softmax_gradient(z, y).sum(axis=0)


def _one_taken_off_the_argument(z, y):
    p = softmax(z)
    z[np.arange(len(y)), y] -= 1
    return p / len(y)


def _gradient_in_place(z, y):
    z -= z.max(axis=1, keepdims=True)
    return softmax_gradient(z, y)


# best_temperature


def best_temperature(z, y):
    """The temperature T between 0.05 and 20 that makes the mean cross-entropy of z / T smallest."""
    from utils.exercises.lesson02_softmax import cross_entropy_from_logits

    candidates = np.geomspace(0.05, 20, num=300)
    losses = [cross_entropy_from_logits(z / T, y) for T in candidates]
    return float(candidates[np.argmin(losses)])


def best_temperature_by_minimize(z, y):
    from scipy.optimize import minimize_scalar

    def loss(log_temperature):
        return cross_entropy_from_logits(z / np.exp(log_temperature), y)

    return float(np.exp(minimize_scalar(loss, bounds=np.log([COLDEST, HOTTEST]), method="bounded").x))


def best_temperature_by_thirds(z, y):
    low, high = COLDEST, HOTTEST
    while high / low > 1.001:
        left, right = low * (high / low) ** (1 / 3), low * (high / low) ** (2 / 3)
        if cross_entropy_from_logits(z / left, y) < cross_entropy_from_logits(z / right, y):
            high = right
        else:
            low = left
    return low


def _scores_off_by(factor, seed):
    """400 images whose labels follow softmax(z), with the scores multiplied by a factor."""
    generator = np.random.default_rng(seed)
    z = generator.normal(scale=2.0, size=(400, 10))
    y = (z + generator.gumbel(size=z.shape)).argmax(axis=1)  # draws from softmax(z)
    return factor * z, y


def scores_too_sure():
    return _scores_off_by(4.0, seed=1)


def scores_too_timid():
    return _scores_off_by(0.25, seed=2)


def scores_about_right():
    return _scores_off_by(1.0, seed=3)


def near_the_best_temperature(result, z, y):
    """That the loss at the learner's temperature is within NEAR_ENOUGH of the lowest, or NotYet."""
    if isinstance(result, bool) or not isinstance(result, Real):
        raise NotYet("One number is meant: the temperature.")
    temperature = float(result)
    if not COLDEST <= temperature <= HOTTEST:
        raise NotYet(f"Your temperature is {temperature:.3g}; look for it between {COLDEST:g} and {HOTTEST:g}.")
    loss = cross_entropy_from_logits(z / temperature, y)
    best = best_temperature_by_minimize(z, y)
    lowest = cross_entropy_from_logits(z / best, y)
    if loss <= lowest + NEAR_ENOUGH:
        return "close enough"
    if abs(temperature - lowest) <= 0.01:
        raise NotYet("You returned the loss. Return the T that gave it.")
    if cross_entropy_from_logits(z * temperature, y) <= lowest + NEAR_ENOUGH:
        raise NotYet("One over your temperature would be right. Are the scores multiplied by T, or divided by it?")
    found = f"At your temperature of {temperature:.3g} the loss is {loss:.4f} nats; {lowest:.4f} can be reached."
    if loss <= lowest + STEPS_TOO_COARSE:
        raise NotYet(
            f"{found} Your search works, but its steps are too coarse here. Take finer steps, above all at small T."
        )
    sure, other = ("sure", "larger") if temperature < best else ("timid", "smaller")
    raise NotYet(
        f"{found} The probabilities are still too {sure}. Does your search try {other} temperatures, close "
        "together, and compare their losses?"
    )


def _left_as_it_is(z, y):
    return 1.0


def _multiplied(z, y):
    return 1 / best_temperature(z, y)


def _coldest_of_all(z, y):
    return COLDEST


def _worst_of_all(z, y):
    candidates = np.geomspace(COLDEST, HOTTEST, num=100)
    return float(candidates[np.argmax([cross_entropy_from_logits(z / T, y) for T in candidates])])


def _by_accuracy(z, y):
    candidates = np.geomspace(COLDEST, HOTTEST, num=20)
    return float(candidates[np.argmax([np.mean((z / T).argmax(axis=1) == y) for T in candidates])])


def _place_of_the_best(z, y):
    candidates = np.geomspace(COLDEST, HOTTEST, num=300)
    return int(np.argmin([cross_entropy_from_logits(z / T, y) for T in candidates]))


def _lowest_loss(z, y):
    return min(cross_entropy_from_logits(z / T, y) for T in np.geomspace(COLDEST, HOTTEST, num=100))


def _coarse_search(z, y):
    candidates = np.geomspace(COLDEST, HOTTEST, num=60)
    return float(candidates[np.argmin([cross_entropy_from_logits(z / T, y) for T in candidates])])


def _coarse_equal_steps(z, y):
    candidates = np.linspace(COLDEST, HOTTEST, num=60)
    return float(candidates[np.argmin([cross_entropy_from_logits(z / T, y) for T in candidates])])


def _list_of_losses(z, y):
    return [cross_entropy_from_logits(z / T, y) for T in (0.5, 1.0, 2.0)]


COLUMNS = "Your columns add up to 1, but the rows should: each image is one row. Along which axis do you add?"
OVERFLOW = "A large score became nan. e to the 2000 is no number that fits. What can you subtract from a row first?"
ONE_SUM = "All rows together add up to 1, but each row on its own should. How do you get one sum a row?"
ONE_MAXIMUM = (
    "You subtract one maximum from the whole batch. A row far below it becomes all zeros, and 0 / 0 is nan. "
    "Which maximum belongs to a row?"
)
KEEPDIMS = (
    "One number a row has shape (m,), and NumPy lines it up with the columns. What does keepdims=True do to the shape?"
)
FLOOR = (
    "A floor under the probability, or a small number added to it, hides the infinity and caps the loss: a "
    "hopeless image seems as bad as a bad one. Can you do without the probability?"
)
CAPPED = (
    "A floor under the probability, or a small number added to it, caps the loss: a label with hardly any "
    "chance then costs too little. What happens if you leave the probability as it is?"
)
SUM_OVERFLOWS = "e to a large score is infinite, and so is the sum. What do you subtract before, and add back after?"
TWO_THINGS = (
    "Two things broke: e to a large score, and the logarithm of a probability of 0. The log-sum-exp avoids both. "
    "Where does the maximum come in?"
)
TEN_PLACES = "np.eye(10) makes ten places, but here are fewer classes. Where do you find n in {array}.shape?"
ADDED_UP = "You added up the losses of all images. The mean does not grow with the batch: what is missing?"
A_LOSS_EACH = "One loss an image came back. What makes one number of them, whatever the size of the batch?"
LABEL_AS_NUMBER = (
    "y holds digits, such as 3, and you calculate with the 3. The digit only says which place of the row is "
    "meant. How do you pick that place, or turn y into one-hot rows?"
)

EXERCISES = (
    Exercise(
        reference=softmax_one_image,
        cases=(three_scores, scores_below_zero, four_equal_scores),
        also_right=(softmax_one_image_shifted,),
        mistakes=(
            Mistake(
                _scores_over_their_sum,
                "You divided the scores themselves. What makes each of them positive before you divide?",
            ),
            Mistake(
                _powers_only,
                "All are positive, but they do not add up to 1. What do you divide by so that they do?",
            ),
            Mistake(
                _largest_becomes_one,
                "The largest became exactly 1, so the others have no room. By what must you divide for a total of 1?",
            ),
            Mistake(
                _power_of_the_share,
                "You divided first and took e to the power of it after. Which comes first?",
            ),
            Mistake(
                _divided_by_the_count,
                "You divided by how many there are. Do they add up to 1 then? What do they add up to before?",
            ),
            Mistake(
                _winner_takes_all,
                "The largest score got everything. A score that is a little smaller gets how much?",
            ),
            Mistake(
                _absolute_scores,
                "Without its sign, a score of -3 beats a score of 2. What turns any number into a positive "
                "one and keeps the order?",
            ),
        ),
        hints=(
            "Two steps: first make every score positive, then make them add up to 1.",
            "np.exp(z) makes all of them positive at once. Divide the result by its own sum.",
        ),
    ),
    Exercise(
        reference=softmax,
        cases=(two_rows, rows_of_equal_scores, one_huge_score, one_row_far_below),
        also_right=(softmax_by_loops, softmax_through_logarithms, softmax_by_scipy),
        mistakes=(
            Mistake(_columns, COLUMNS),
            Mistake(_columns_without_shift, COLUMNS),
            Mistake(_overflowing, OVERFLOW),
            Mistake(_one_maximum_for_all, ONE_MAXIMUM),
            Mistake(_one_sum_for_all, ONE_SUM),
            Mistake(_one_sum_and_one_maximum, ONE_SUM),
            Mistake(_one_sum_without_shift, ONE_SUM),
            Mistake(_keepdims_forgotten, KEEPDIMS),
            Mistake(
                _shifted_in_place,
                "The probabilities are right, but z is not what it was: -= writes into the caller's array. "
                "How do you leave it alone?",
            ),
            Mistake(
                _not_divided,
                "The largest of each row became 1, and the rows do not add up to 1. What is missing?",
            ),
            Mistake(
                _divided_by_the_maximum,
                "You divided by the maximum, which changes the differences between scores. Which operation "
                "leaves them alone?",
            ),
        ),
        hints=(
            "What must each row add up to? And what may you subtract from a row without changing its probabilities?",
            "z.max(axis=1, keepdims=True) is the largest score of each row, with shape (m, 1), so it can be "
            "subtracted from z.",
            "Subtract each row's maximum, take np.exp, and divide by each row's sum, again with axis=1 and "
            "keepdims=True.",
        ),
    ),
    Exercise(
        reference=cross_entropy,
        cases=(three_images, three_guesses, one_sure_image, two_hopeless_labels),
        also_right=(cross_entropy_by_loop, cross_entropy_by_one_hot),
        mistakes=(
            Mistake(_added_up, ADDED_UP),
            Mistake(_one_loss_an_image, A_LOSS_EACH),
            Mistake(
                _sign_forgotten,
                "Your loss is below zero. The logarithm of a number below 1 is negative: what is missing?",
            ),
            Mistake(
                _every_row_with_every_label,
                "p[:, y] takes the columns of all labels from every row. Each row needs its own label only: "
                "which row numbers belong beside y?",
            ),
            Mistake(_bits, "That is the loss in bits. Which logarithm counts in nats?"),
            Mistake(_base_ten, "You used the logarithm to base 10. Which one counts in nats?"),
            Mistake(
                _no_logarithm,
                "1 - p never exceeds 1, so a hopeless answer costs little more than a bad one. Which "
                "function grows without end as p goes to 0?",
            ),
            Mistake(
                _of_the_winner,
                "You took the largest probability of each row. The loss asks for another one: the label's. "
                "Where do you use y?",
            ),
            Mistake(
                _logarithm_of_the_mean,
                "You averaged the probabilities and took the logarithm after. Each image has a loss of its "
                "own: which comes first?",
            ),
            Mistake(_labels_used_as_one_hot, LABEL_AS_NUMBER),
            Mistake(_one_hot_labels_expected, LABEL_AS_NUMBER),
            Mistake(_labels_as_a_column, LABEL_AS_NUMBER),
            Mistake(_ten_places_for_any_label, TEN_PLACES.format(array="p")),
            Mistake(_any_label_in_ten_places, TEN_PLACES.format(array="p")),
            *(
                Mistake(_probabilities_with_a_floor(lift, floor), CAPPED)
                for lift in (np.add, np.maximum)
                for floor in (*FLOORS, 1e-30, 1e-50, 1e-100)
            ),
        ),
        hints=(
            "Only one probability of each row counts: the one at the label's place.",
            "p[np.arange(len(y)), y] picks from row 0 the place y[0], from row 1 the place y[1], and so on.",
            "Take minus the logarithm of what you picked, and the mean of that.",
        ),
    ),
    Exercise(
        reference=cross_entropy_from_logits,
        cases=(
            three_rows_of_scores,
            a_hopeless_score,
            huge_scores,
            tiny_scores,
            a_gap_of_2000,
            a_gap_of_2000_in_32_bits,
        ),
        also_right=(
            cross_entropy_from_logits_by_logaddexp,
            cross_entropy_from_logits_by_scipy,
            cross_entropy_from_logits_over_the_label,
        ),
        mistakes=(
            Mistake(
                _probability_then_logarithm,
                "The probability came first and was rounded to 0, and then its logarithm is infinite. Can "
                "you go from the scores to the loss without it?",
            ),
            Mistake(
                _probability_in_64_bits,
                "64 bits only move the hole: e to the -2000 is 0 there too, and its logarithm is infinite. Can "
                "you go from the scores to the loss without the probability?",
            ),
            Mistake(_overflowing_probability_then_logarithm, TWO_THINGS),
            Mistake(_overflowing_probability_in_64_bits, TWO_THINGS),
            Mistake(_sum_overflows, SUM_OVERFLOWS),
            Mistake(_sum_overflows_in_64_bits, SUM_OVERFLOWS),
            Mistake(
                _maximum_not_added_back,
                "You subtracted the maximum inside the sum. The logarithm is then too small by exactly that: "
                "where do you add it back?",
            ),
            Mistake(
                _one_maximum_in_the_sum,
                "You subtract one maximum from the whole batch. In a row far below it every term becomes 0, "
                "and the logarithm of 0 is minus infinity. Which maximum belongs to a row?",
            ),
            Mistake(_logits_added_up, ADDED_UP),
            Mistake(_one_loss_a_row, A_LOSS_EACH),
            Mistake(_one_stable_loss_a_row, A_LOSS_EACH),
            Mistake(_other_way_round, "Your loss is below zero. Which of the two terms is the larger one?"),
            Mistake(
                _label_not_subtracted,
                "The log-sum-exp is only half of the loss. How does the label's score enter?",
            ),
            Mistake(
                _maximum_subtracted_instead,
                "You subtracted the largest score. The loss asks for the label's score, which may be "
                "another one. Where do you use y?",
            ),
            Mistake(
                _all_rows_with_all_labels,
                "z[:, y] takes the scores of all labels from every row. Each row needs its own label only: "
                "which row numbers belong beside y?",
            ),
            Mistake(_keepdims_forgotten_in_the_shift, KEEPDIMS),
            *(Mistake(_softmax_with_a_floor(lift, floor), FLOOR) for lift in (np.add, np.maximum) for floor in FLOORS),
            *(
                Mistake(_softmax_with_a_floor(np.maximum, floor, dtype), FLOOR)
                for floor in TINY_FLOORS
                for dtype in (None, np.float64)
            ),
        ),
        hints=(
            "The loss of one row is log-sum-exp minus the label's score. No probability is needed anywhere.",
            "With z_max = z.max(axis=1): the log-sum-exp of a row is its z_max plus the logarithm of the row's sum "
            "of e to the (z - z_max[:, None]). The [:, None] turns shape (m,) into (m, 1), so that rows meet rows.",
            "Subtract the label's score, z[np.arange(len(y)), y], and take the mean over the rows.",
        ),
    ),
    Exercise(
        reference=softmax_gradient,
        cases=(three_rows_of_scores, one_row, a_hopeless_score, huge_scores, tiny_scores),
        also_right=(softmax_gradient_in_one_place, softmax_gradient_by_loops),
        mistakes=(
            Mistake(
                _wrong_way,
                "The sign is the wrong way round. If the label's score grows, does the loss rise or fall?",
            ),
            Mistake(
                _not_divided_by_m,
                "This is the gradient of the losses added up. For their mean, what is each row divided by?",
            ),
            Mistake(
                _wrong_way_and_not_divided,
                "Two things: the sign is the wrong way round, and the mean's 1/m is missing. If the label's "
                "score grows, does the loss rise or fall?",
            ),
            Mistake(
                _divided_by_everything,
                "You divided by all numbers of the batch. The loss is a mean over images: how many are there?",
            ),
            Mistake(
                _divided_by_n,
                "You divided by the number of classes. The loss is a mean over images: how many are there?",
            ),
            Mistake(
                _label_forgotten,
                "Every value is positive, as if each score had to go down. Which score should go up, and by what?",
            ),
            Mistake(_digit_subtracted, LABEL_AS_NUMBER),
            Mistake(_digit_subtracted_and_divided, LABEL_AS_NUMBER),
            Mistake(_labels_subtracted_as_they_are, LABEL_AS_NUMBER),
            Mistake(_ten_places_for_any_class, TEN_PLACES.format(array="z")),
            Mistake(_wrong_way_with_ten_places, TEN_PLACES.format(array="z")),
            Mistake(_gradient_without_keepdims, KEEPDIMS),
            Mistake(
                _one_taken_off_whole_columns,
                "[:, y] changes the columns of all labels in every row. Each row has one label: which row "
                "numbers belong beside y?",
            ),
            Mistake(
                _scores_not_probabilities,
                "You subtracted from the scores. The gradient is made of probabilities: what comes first?",
            ),
            Mistake(_gradient_over_columns, COLUMNS),
            Mistake(_gradient_overflows, OVERFLOW),
            Mistake(_gradient_with_one_maximum, ONE_MAXIMUM),
            Mistake(
                _averaged_over_the_batch,
                "One row came back for the whole batch. Every score of every image has a slope of its own: "
                "which shape should the answer have?",
            ),
            Mistake(
                _one_taken_off_the_argument,
                "You took the 1 off z, the caller's scores, and not off the probabilities. Which array should change?",
            ),
            Mistake(
                _gradient_in_place,
                "The gradient is right, but z is not what it was: -= writes into the caller's array. How do "
                "you leave it alone?",
            ),
        ),
        hints=(
            "Start from the probabilities of each row. Only one place in each row differs from them: which, "
            "and by what?",
            "Subtract 1 from each row's probability at the label's place. np.eye(n)[y] makes one-hot rows for that.",
            "The loss is a mean over m images, so each of them counts for 1/m: divide by len(y).",
        ),
    ),
    Exercise(
        reference=best_temperature,
        cases=(scores_too_timid, scores_too_sure, scores_about_right),
        observe=near_the_best_temperature,
        also_right=(best_temperature_by_minimize, best_temperature_by_thirds),
        mistakes=(
            Mistake(_left_as_it_is, "Does your search try smaller temperatures"),
            Mistake(_multiplied, "One over your temperature would be right."),
            Mistake(_coldest_of_all, "The probabilities are still too sure."),
            Mistake(_worst_of_all, "The probabilities are still too sure."),
            Mistake(_by_accuracy, "The probabilities are still too sure."),
            Mistake(_place_of_the_best, "look for it between 0.05 and 20"),
            Mistake(_lowest_loss, "You returned the loss. Return the T that gave it."),
            Mistake(_coarse_search, "Your search works, but its steps are too coarse here."),
            Mistake(_coarse_equal_steps, "Your search works, but its steps are too coarse here."),
            Mistake(_list_of_losses, "One number is meant: the temperature."),
        ),
        hints=(
            "How would you find the best temperature by hand? Try one, look at the loss, try another.",
            "Take many candidates, np.geomspace(0.05, 20, 200), and compute the cross-entropy of z / T for each.",
            "np.argmin(losses) says at which place the smallest loss stands. The candidate at that place is "
            "the answer.",
        ),
    ),
)
