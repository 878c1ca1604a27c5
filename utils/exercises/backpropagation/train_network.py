import numpy as np

from utils.exercises.backpropagation.dense_backward import dense_backward
from utils.exercises.backpropagation.dense_forward import dense_forward
from utils.exercises.backpropagation.softmax_cross_entropy import softmax_cross_entropy
from utils.exercises.backpropagation.tanh_backward import tanh_backward
from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise

LEAST_LEARNED = 0.9
ABOUT_GUESSING = 0.25
PIXELS = 16  # of the patterns that train_network must learn
SEEDS = (70, 80)
NO_STEP_ARRIVED = (
    " That is about guessing: did any step reach the arrays that you return? p = p - ... only gives a new array the "
    "name p; p -= ... changes the old one."
)
NOT_784 = " The patterns have 16 numbers, not 784: take n_in from X.shape[1]."


def train_network(X, y, rng):
    """Weights of a tanh network of one hidden layer for ten digits, trained: (W1, b1, W2, b2)."""
    n_in, hidden, batch = X.shape[1], 64, 50
    W1, b1 = rng.normal(size=(n_in, hidden)) / np.sqrt(n_in), np.zeros(hidden)
    W2, b2 = rng.normal(size=(hidden, 10)) / np.sqrt(hidden), np.zeros(10)
    for _ in range(500):
        picked = rng.choice(len(X), size=min(batch, len(X)), replace=False)
        hidden_out = np.tanh(dense_forward(X[picked], W1, b1))
        dz = softmax_cross_entropy(dense_forward(hidden_out, W2, b2), y[picked])[1]
        back, dW2, db2 = dense_backward(dz, hidden_out, W2)
        dW1, db1 = dense_backward(tanh_backward(back, hidden_out), X[picked], W1)[1:]
        W1, b1, W2, b2 = W1 - 0.3 * dW1, b1 - 0.3 * db1, W2 - 0.3 * dW2, b2 - 0.3 * db2
    return W1, b1, W2, b2


exercise = Exercise(
    train_network,
    hints=(
        "Take the loop of the lesson, and begin with small random weights: rng.normal(size=(n_in, hidden)) "
        "divided by the square root of n_in.",
        "One step: forward, loss and dz, back through both layers, and from each array subtract the rate times "
        "its slopes. A few hundred steps with batches of 50 and a rate of 0.3 are enough here.",
    ),
    seconds=30.0,
    open_ended=True,
)


def _patterns(rng, centers, count):
    """`count` noisy copies (count, PIXELS) of two patterns for each of ten classes, and their labels (count,)."""
    which = rng.integers(len(centers), size=count)
    return centers[which] + 0.15 * rng.normal(size=(count, PIXELS)), which % 10


def _centers(seed):
    """Two patterns for each of ten classes, of zeros and ones; pattern i belongs to class i % 10."""
    return np.random.default_rng(seed).integers(2, size=(20, PIXELS)).astype(float)


def _to_learn(seed):
    X, y = _patterns(np.random.default_rng(seed + 1), _centers(seed), count=300)
    return X, y, np.random.default_rng(seed + 2)


def _seed_of(X):
    """The seed of these examples; None where X is not as it was given."""
    return next((seed for seed in SEEDS if np.array_equal(_to_learn(seed)[0], X)), None)


def _refuse_unless_a_network(result, n_in):
    """The four arrays as floats, if their shapes make a network of one hidden layer and no number is nan."""
    if not isinstance(result, tuple | list) or len(result) != 4:
        raise NotYet("Four arrays are meant: return W1, b1, W2, b2.")
    try:
        W1, b1, W2, b2 = (np.asarray(array, dtype=float) for array in result)
    except (TypeError, ValueError):
        raise NotYet("Four arrays of numbers are meant: return W1, b1, W2, b2.") from None
    hidden = W1.shape[-1] if W1.ndim == 2 else 0
    if (W1.shape, b1.shape, W2.shape, b2.shape) != ((n_in, hidden), (hidden,), (hidden, 10), (10,)) or not hidden:
        shapes = ", ".join(str(array.shape) for array in (W1, b1, W2, b2))
        raise NotYet(
            f"The shapes are {shapes}. With n_in = {n_in}, meant are (n_in, hidden), (hidden,), (hidden, 10) and (10,)."
            + (NOT_784 if W1.shape[:1] == (784,) else "")
        )
    if not all(np.isfinite(array).all() for array in (W1, b1, W2, b2)):
        raise NotYet("Some weights are nan or infinite: the steps were too large, or they led uphill.")
    return W1, b1, W2, b2


@exercise.observe
def learning_of_new_patterns(result, X, y, rng):
    """'learns' for trained weights that read new patterns of the same kind, else NotYet with what was seen.

    'X was changed' where the answer wrote into X, so that nobody knows any more of what the patterns were copies.
    """
    seed = _seed_of(X)
    if seed is None:
        return "X was changed"
    W1, b1, W2, b2 = _refuse_unless_a_network(result, X.shape[1])
    a = np.tanh(X @ W1 + b1)
    known = np.mean((a @ W2 + b2).argmax(axis=1) == y)
    if W1.shape[1] > 1 and known < LEAST_LEARNED and np.allclose(W1, W1[:, :1]):
        raise NotYet("All hidden neurons have the same weights, so they are one. With which numbers did they begin?")
    fresh, labels = _patterns(np.random.default_rng(99), _centers(seed), count=500)
    right = np.mean((np.tanh(fresh @ W1 + b1) @ W2 + b2).argmax(axis=1) == labels)
    if right < LEAST_LEARNED:
        raise NotYet(
            f"It gets {known:.0%} of the training patterns right and {right:.0%} of new ones; {LEAST_LEARNED:.0%} of "
            "the new ones are meant. Print the loss every few steps: does it fall, and is it done falling?"
            + (NO_STEP_ARRIVED if known < ABOUT_GUESSING else "")
        )
    if rng.bit_generator.state == _to_learn(seed)[2].bit_generator.state:
        raise NotYet("It learns, and not one random number came from rng. Where do yours come from?")
    return "learns"


def _beginning(X, rng, hidden):
    n_in = X.shape[1]
    first, second = rng.normal(size=(n_in, hidden)), rng.normal(size=(hidden, 10))
    return [first / np.sqrt(n_in), np.zeros(hidden), second / np.sqrt(hidden), np.zeros(10)]


def _slopes(X, y, parameters):
    W1, b1, W2, b2 = parameters
    a = np.tanh(X @ W1 + b1)
    _, dz2 = softmax_cross_entropy(a @ W2 + b2, y)
    da, dW2, db2 = dense_backward(dz2, a, W2)
    _, dW1, db1 = dense_backward(da * (1 - a**2), X, W1)
    return dW1, db1, dW2, db2


@exercise.also_right
def train_network_on_full_batches(X, y, rng):
    parameters = _beginning(X, rng, hidden=30)
    for _ in range(400):
        for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True):
            p -= 0.5 * slopes
    return parameters


@exercise.also_right
def train_network_with_momentum(X, y, rng):
    parameters = _beginning(X, rng, hidden=100)
    velocities = [np.zeros_like(p) for p in parameters]
    for _ in range(20):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 40):
            batch = order[start : start + 40]
            for p, v, slopes in zip(parameters, velocities, _slopes(X[batch], y[batch], parameters), strict=True):
                v *= 0.9
                v -= 0.05 * slopes
                p += v
    return tuple(parameters)


@exercise.case
def patterns_to_learn():
    return _to_learn(SEEDS[0])


@exercise.case
def other_patterns_to_learn():
    return _to_learn(SEEDS[1])


WRITTEN_INTO_X = (
    "X is not what it was: -=, /= and shuffle write into the caller's array. X = X - ... makes a new one; but the new "
    "patterns come as they are, without your change."
)


@exercise.mistake(WRITTEN_INTO_X)
def mean_taken_from_the_argument(X, y, rng):
    X -= X.mean(axis=0)
    return train_network(X, y, rng)


@exercise.mistake(WRITTEN_INTO_X)
def argument_halved(X, y, rng):
    X /= 2
    return train_network(X, y, rng)


@exercise.mistake(WRITTEN_INTO_X)
def argument_shuffled(X, y, rng):
    rng.shuffle(X)
    return train_network_on_full_batches(X, y, rng)


@exercise.mistake("Two sizes do not fit." + NOT_784)
def for_784_pixels(X, y, rng):
    W1, b1, W2, b2 = _beginning(np.zeros((1, 784)), rng, hidden=30)
    np.tanh(X @ W1 + b1)
    return W1, b1, W2, b2


@exercise.refused("Print the loss every few steps: does it fall, and is it done falling?")
def never_trained(X, y, rng):
    return tuple(_beginning(X, rng, hidden=30))


@exercise.refused("Print the loss every few steps: does it fall, and is it done falling?")
def one_step(X, y, rng):
    parameters = _beginning(X, rng, hidden=30)
    return [p - 0.3 * slopes for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True)]


@exercise.refused("With which numbers did they begin?")
def began_with_zeros(X, y, rng):
    parameters = [np.zeros_like(p) for p in _beginning(X, rng, hidden=30)]
    for _ in range(100):
        parameters = [p - 0.5 * slopes for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True)]
    return tuple(parameters)


@exercise.refused("With which numbers did they begin?")
def began_with_ones(X, y, rng):
    parameters = [np.full_like(p, 0.1) for p in _beginning(X, rng, hidden=30)]
    for _ in range(100):
        parameters = [p - 0.5 * slopes for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True)]
    return tuple(parameters)


@exercise.refused("Print the loss every few steps: does it fall, and is it done falling?")
def uphill(X, y, rng):
    parameters = _beginning(X, rng, hidden=30)
    for _ in range(100):
        parameters = [p + 0.3 * slopes for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True)]
    return parameters


@exercise.refused("the steps were too large, or they led uphill.")
def not_a_number(X, y, rng):
    return tuple(p * np.nan for p in _beginning(X, rng, hidden=30))


@exercise.refused("did any step reach the arrays that you return?")
def only_new_names(X, y, rng):
    parameters = _beginning(X, rng, hidden=30)
    for _ in range(100):
        for p, slopes in zip(parameters, _slopes(X, y, parameters), strict=True):
            p = p - 0.3 * slopes
    return tuple(parameters)


@exercise.refused(NOT_784)
def weights_of_the_lesson(X, y, rng):
    return tuple(_beginning(np.zeros((1, 784)), rng, hidden=1000))


@exercise.refused("not one random number came from rng.")
def generator_of_its_own(X, y, rng):
    return train_network(X, y, np.random.default_rng(0))


@exercise.refused("Four arrays are meant")
def weights_without_biases(X, y, rng):
    W1, _, W2, _ = train_network(X, y, rng)
    return W1, W2


@exercise.refused("The shapes are (16, 30), (30,), (30, 8), (8,).")
def two_outputs_too_few(X, y, rng):
    W1, b1, W2, b2 = _beginning(X, rng, hidden=30)
    return W1, b1, W2[:, :8], b2[:8]


@exercise.refused("The shapes are (30, 16), (30,), (10, 30), (10,).")
def weights_stored_transposed(X, y, rng):
    W1, b1, W2, b2 = _beginning(X, rng, hidden=30)
    return W1.T, b1, W2.T, b2
