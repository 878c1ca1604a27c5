import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.optimizers_and_regularization._shared import _array_of


def initial_weights(n_in, n_out, bend, rng):
    """Random weights W (n_in, n_out) for a layer: He's spread before a "relu", Glorot's before a "tanh"."""
    variance = 2 / n_in if bend == "relu" else 2 / (n_in + n_out)
    return rng.normal(0, np.sqrt(variance), size=(n_in, n_out))


exercise = Exercise(
    initial_weights,
    hints=(
        'First the variance: 2 / n_in if bend is "relu", and 2 / (n_in + n_out) if it is "tanh".',
        "rng.normal(0, s, size=(n_in, n_out)) draws with standard deviation s: the root of the variance.",
    ),
    tolerance=0.02,
    equivalent={
        "the result is cut off above": "no weight of so narrow a bell reaches 6",
        "the result is cut off below": "no weight of so narrow a bell reaches -6",
    },
)


@exercise.observe
def spread_of_the_weights(W, n_in, n_out, bend, rng):
    """The standard deviation of W; NotYet if it is no array (n_in, n_out) of different numbers with mean 0."""
    W = _array_of(W)
    if W.dtype.kind not in "iuf":
        raise NotYet(f"The dtype is {W.dtype}. Numbers are meant, in an array of shape (n_in, n_out).")
    if W.shape == (n_out, n_in):
        raise NotYet("W lies on its side. X (m, n_in) times W: which shape must W have?")
    if W.shape != (n_in, n_out):
        raise NotYet(f"The shape is {W.shape}. There is one weight from each of n_in to each of n_out: {n_in, n_out}.")
    if not np.isfinite(W).all():
        raise NotYet("Some weights are nan or infinite.")
    if not W.any():
        raise NotYet("All weights are 0. Then all neurons of the layer compute the same, and learn the same, forever.")
    if np.ptp(W) == 0:
        raise NotYet("All weights are the same number. Which argument of rng.normal is the mean, and which the spread?")
    if (W[:, :1] == W).all() or (W[:1] == W).all():
        raise NotYet("Whole rows or columns of W are equal. Each weight has a draw of its own: which size is that?")
    if len(np.unique(W)) < W.size / 2:
        raise NotYet("Many weights are equal to each other. Were they rounded, or drawn from a few numbers only?")
    spread = float(W.std())
    if abs(W.mean()) > 0.1 * spread > 0:
        raise NotYet(
            f"The mean of all weights is {W.mean():.3f}. Half of them should be negative: which draw does that?"
        )
    return {"standard deviation of the weights": spread}


@exercise.call_again
def chance_comes_from_rng(answer, W, n_in, n_out, bend, rng):
    """NotYet unless the generator decides: another seed gives other weights, the same seed the same."""
    first, other, again = (answer(n_in, n_out, bend, np.random.default_rng(seed)) for seed in (5, 6, 5))
    if np.array_equal(first, other):
        raise NotYet("Two generators gave the same weights. Do you use the rng that is given, or one of your own?")
    if not np.array_equal(first, again):
        raise NotYet("The same seed gave two different sets of weights. Does all chance come from rng?")


@exercise.also_right
def initial_weights_scaled(n_in, n_out, bend, rng):
    if bend == "relu":
        return rng.standard_normal((n_in, n_out)) * (2 / n_in) ** 0.5
    return rng.standard_normal((n_in, n_out), dtype=np.float32) / np.sqrt((n_in + n_out) / 2).astype(np.float32)


@exercise.also_right
def initial_weights_uniform(n_in, n_out, bend, rng):
    limit = np.sqrt(6 / n_in) if bend == "relu" else np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


@exercise.also_right
def initial_weights_of_the_engine(n_in, n_out, bend, rng):
    from utils.scratch import INITIALIZERS

    return INITIALIZERS["he_normal" if bend == "relu" else "glorot_normal"]((n_in, n_out), rng)


@exercise.also_right
def initial_weights_column_by_column(n_in, n_out, bend, rng):
    sigma = {"relu": np.sqrt(2 / n_in), "tanh": np.sqrt(2 / (n_in + n_out))}[bend]
    return np.column_stack([sigma * rng.standard_normal(n_in) for _ in range(n_out)])


@exercise.also_right
def initial_weights_in_nested_lists(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, rng).tolist()


@exercise.case
def the_first_layer_before_relu():
    return 784, 300, "relu", np.random.default_rng(1)


@exercise.case
def a_wide_layer_before_tanh():
    return 300, 700, "tanh", np.random.default_rng(2)


@exercise.case
def a_narrowing_layer_before_tanh():
    return 1000, 200, "tanh", np.random.default_rng(3)


@exercise.case
def a_small_layer_before_relu():
    return 100, 400, "relu", np.random.default_rng(4)


@exercise.mistake("Before the ReLU you took 1 / n_in. A ReLU sets half of the scores to 0: what makes up for that?")
def he_without_the_two(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(1 / n_in if bend == "relu" else 2 / (n_in + n_out)), (n_in, n_out))


@exercise.mistake("Both variances are half of what is meant. What is above the line?")
def both_without_the_two(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, rng) / np.sqrt(2)


@exercise.mistake(
    "The generator asks for the standard deviation, and you gave it the variance. What lies between them?"
)
def variance_as_deviation(n_in, n_out, bend, rng):
    return rng.normal(0, 2 / n_in if bend == "relu" else 2 / (n_in + n_out), (n_in, n_out))


@exercise.mistake("You took He's spread for tanh, too. Glorot's also asks how many neurons come after.")
def he_for_all(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))


@exercise.mistake("You took Glorot's spread before the ReLU, too. What does bend decide?")
def glorot_for_all(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out))


@exercise.mistake("The two have changed places: whose spread belongs before a ReLU?")
def he_and_glorot_swapped(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, "tanh" if bend == "relu" else "relu", rng)


@exercise.mistake("He counts what is added up in a score. Is that n_in or n_out?")
def he_by_outputs(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / (n_out if bend == "relu" else n_in + n_out)), (n_in, n_out))


@exercise.mistake("Uniform between -s and s spreads less than s. Its standard deviation is only s / sqrt(3): what now?")
def deviation_as_limit(n_in, n_out, bend, rng):
    limit = np.sqrt(2 / n_in if bend == "relu" else 2 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


@exercise.mistake("All spreads are 1, whatever the layer's size. Which numbers did you not use?")
def not_scaled(n_in, n_out, bend, rng):
    return rng.normal(size=(n_in, n_out))


@exercise.mistake("Python divides before it adds: what belongs together below the line?")
def brackets_forgotten(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / n_in if bend == "relu" else 2 / n_in + n_out), (n_in, n_out))


@exercise.mistake("Your root covers the 2 alone. The whole variance belongs under it.")
def root_of_two_alone(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2) / (n_in if bend == "relu" else n_in + n_out), (n_in, n_out))


@exercise.mistake("For tanh you took 1 / n_in. Glorot also asks how many neurons come after.")
def no_bend_for_tanh(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt((2 if bend == "relu" else 1) / n_in), (n_in, n_out))


@exercise.mistake("For tanh your variance is half of what is meant. What is above the line?")
def glorot_without_the_two(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / n_in if bend == "relu" else 1 / (n_in + n_out)), (n_in, n_out))


@exercise.refused("W lies on its side. X (m, n_in) times W: which shape must W have?")
def outputs_first(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, rng).reshape(n_out, n_in)


@exercise.refused("All weights are 0. Then all neurons of the layer compute the same, and learn the same, forever.")
def all_zero(n_in, n_out, bend, rng):
    return np.zeros((n_in, n_out))


@exercise.refused("Which size did you ask the generator for?")
def single_number(n_in, n_out, bend, rng):
    return rng.normal(0, np.sqrt(2 / n_in if bend == "relu" else 2 / (n_in + n_out)))


@exercise.refused("There is one weight from each of n_in to each of n_out")
def one_row(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, rng)[:, 0]


@exercise.refused("Each weight has a draw of its own: which size is that?")
def one_column_for_all(n_in, n_out, bend, rng):
    return np.repeat(initial_weights(n_in, n_out, bend, rng)[:, :1], n_out, axis=1)


@exercise.refused("Which argument of rng.normal is the mean, and which the spread?")
def mean_and_spread_swapped(n_in, n_out, bend, rng):
    return rng.normal(np.sqrt(2 / n_in if bend == "relu" else 2 / (n_in + n_out)), 0, (n_in, n_out))


@exercise.refused("The same seed gave two different sets of weights. Does all chance come from rng?")
def chance_of_its_own(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, np.random)


@exercise.refused("Were they rounded, or drawn from a few numbers only?")
def rounded_weights(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, rng).round(2)


@exercise.refused("Were they rounded, or drawn from a few numbers only?")
def one_size_with_either_sign(n_in, n_out, bend, rng):
    W = initial_weights(n_in, n_out, bend, rng)
    return np.sign(W) * W.std()


@exercise.refused("The rows that came back are not all of one length.")
def rows_of_different_lengths(n_in, n_out, bend, rng):
    rows = initial_weights(n_in, n_out, bend, rng).tolist()
    return [rows[0][:-1], *rows[1:]]


@exercise.refused("Half of them should be negative: which draw does that?")
def positive_only(n_in, n_out, bend, rng):
    return np.abs(initial_weights(n_in, n_out, bend, rng))


@exercise.refused("Two generators gave the same weights. Do you use the rng that is given, or one of your own?")
def generator_of_its_own(n_in, n_out, bend, rng):
    return initial_weights(n_in, n_out, bend, np.random.default_rng(0))
