import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.optimizers_and_regularization.adam_step import adam_step

LEAST_LEARNED = 0.9
GUESS = 0.3
PIXELS = 64  # of the patterns that train_my_network must learn


def train_my_network(x, y, validation, seed):
    """A network of utils.scratch for ten digits, trained on x (m, n) with labels y (m,): any layers, any settings.

    validation is a pair of images and labels to choose by, never to train on.
    """
    from utils.scratch import Adam, Dense, Dropout, Network, ReLU, cosine

    layers = [Dense(x.shape[1], 128, "he_normal"), ReLU(), Dropout(0.2), Dense(128, 10)]
    network = Network(layers, seed=seed)
    network.fit(
        x,
        y,
        epochs=8,
        batch_size=64,
        optimizer=Adam(0.003),
        schedule=cosine,
        validation=validation,
        seed=seed,
        progress=False,
    )
    return network


exercise = Exercise(
    train_my_network,
    hints=(
        "Take the lesson's last network. Its first layer is Dense(x.shape[1], ...), and its last ends in 10.",
        "Make a Network, call its fit with x, y, validation=validation and seed=seed, and return the network. "
        "Adam(0.003) and 5 to 10 epochs are enough for the check.",
    ),
    seconds=100.0,
    open_ended=True,
)


def _patterns(rng, centers, count):
    """Noisy copies (count, PIXELS) of the centers, three for each of ten classes, and their labels (count,)."""
    which = rng.integers(len(centers), size=count)
    noisy = np.clip(centers[which] + 0.25 * rng.standard_normal((count, PIXELS)), 0, 1)
    return noisy.astype(np.float32), which % 10


def _three_parts(seed):
    rng = np.random.default_rng(seed)
    centers = (rng.random((30, PIXELS)) < 0.4).astype(float)
    return [_patterns(rng, centers, count) for count in (1000, 200, 500)]


@exercise.observe
def reads_new_patterns(network, x, y, validation, seed):
    """'reads new patterns', or NotYet with what is wrong with the network."""
    from utils.scratch import Dense, Network

    if not isinstance(network, Network):
        raise NotYet("A Network of utils.scratch is meant, the one that you trained. fit changes it in place.")
    if network.n_in != x.shape[1]:
        raise NotYet(
            f"The network takes {network.n_in} values, and here an image has {x.shape[1]}: x.shape[1] fits any images."
        )
    if network.n_out != 10:
        raise NotYet(f"The network gives {network.n_out} scores. There are 10 digits: how wide is the last layer?")
    if not np.isfinite(network.parameters).all():
        raise NotYet("Some weights are nan or infinite: the steps were too large, or they led uphill.")
    new_x, new_y = _three_parts(seed)[2]
    accuracy = network.evaluate(new_x, new_y)["accuracy"]
    if accuracy >= LEAST_LEARNED:
        return "reads new patterns"
    first = next(layer for layer in network.layers if isinstance(layer, Dense))
    read = f"It reads {accuracy:.0%} of new patterns; {LEAST_LEARNED:.0%} are meant."
    if first.outputs > 1 and (first.W[:, :1] == first.W).all():
        raise NotYet(f"{read} All neurons of its first layer are equal. With which weights did they begin?")
    if accuracy < GUESS:
        raise NotYet(
            f"{read} That is hardly more than a guess: was it trained, on the right labels, with a rate that is not "
            "too high?"
        )
    raise NotYet(f"{read} Look at the history: does the validation loss still fall, or does it jump?")


@exercise.call_again
def seed_decides(answer, network, x, y, validation, seed):
    """NotYet if two seeds give the same network."""
    one, other = (answer(x.copy(), y.copy(), validation, chosen) for chosen in (5, 6))
    if np.array_equal(one.parameters, other.parameters):
        raise NotYet("Two seeds gave the same network. Do you use the seed that is given, or one of your own?")


@exercise.also_right
def train_my_network_by_momentum(x, y, validation, seed):
    from utils.scratch import Dense, Momentum, Network, Tanh

    network = Network([Dense(x.shape[1], 100, "glorot_normal"), Tanh(), Dense(100, 10)], seed=seed)
    settings = {"epochs": 30, "batch_size": 50, "optimizer": Momentum(0.05), "l2": 1e-4, "patience": 5}
    network.fit(x, y, validation=validation, seed=seed, progress=False, **settings)
    return network


@exercise.also_right
def train_my_network_step_by_step(x, y, validation, seed):
    from utils.scratch import Dense, Network, ReLU

    network = Network([Dense(x.shape[1], 60, "he_uniform"), ReLU(), Dense(60, 10)], seed=seed)
    rng = np.random.default_rng(seed)
    m, v = np.zeros_like(network.parameters), np.zeros_like(network.parameters)
    for t in range(1, 301):
        batch = rng.choice(len(y), size=50, replace=False)
        _, g = network.loss_and_gradients(x[batch], y[batch])
        network.parameters[...], m, v = adam_step(network.parameters, m, v, g, t, rate=0.005)
    return network


def _a_task(seed):
    training, validation, _ = _three_parts(seed)
    return *training, validation, seed


@exercise.case
def patterns_to_read():
    return _a_task(80)


@exercise.case
def other_patterns_to_read():
    return _a_task(81)


def _network_of(x, seed, initializer="he_normal"):
    from utils.scratch import Dense, Network, ReLU

    return Network([Dense(x.shape[1], 64, initializer), ReLU(), Dense(64, 10, initializer)], seed=seed)


NO_BETTER_THAN_A_GUESS = (
    "hardly more than a guess: was it trained, on the right labels, with a rate that is not too high?"
)


@exercise.refused(NO_BETTER_THAN_A_GUESS)
def not_trained(x, y, validation, seed):
    return _network_of(x, seed)


@exercise.refused(NO_BETTER_THAN_A_GUESS)
def rate_far_too_high(x, y, validation, seed):
    from utils.scratch import GradientDescent

    network = _network_of(x, seed)
    network.fit(x, y, epochs=2, optimizer=GradientDescent(50.0), seed=seed, progress=False)
    return network


@exercise.refused(NO_BETTER_THAN_A_GUESS)
def labels_shuffled(x, y, validation, seed):
    network, rng = _network_of(x, seed), np.random.default_rng(seed)
    network.fit(rng.permutation(x), y, epochs=2, seed=seed, progress=False)
    return network


@exercise.refused("With which weights did they begin?")
def began_with_zeros(x, y, validation, seed):
    network = _network_of(x, seed, "zeros")
    network.fit(x, y, epochs=2, seed=seed, progress=False)
    return network


@exercise.refused("does the validation loss still fall, or does it jump?")
def one_epoch_of_plain_descent(x, y, validation, seed):
    from utils.scratch import GradientDescent

    network = _network_of(x, seed)
    network.fit(x, y, epochs=2, optimizer=GradientDescent(0.03), seed=seed, progress=False)
    return network


@exercise.refused("A Network of utils.scratch is meant, the one that you trained.")
def history_returned(x, y, validation, seed):
    return _network_of(x, seed).fit(x, y, epochs=1, seed=seed, progress=False)


@exercise.refused("Two seeds gave the same network.")
def seed_of_its_own(x, y, validation, seed):
    return train_my_network(x, y, validation, 0)


@exercise.refused("There are 10 digits: how wide is the last layer?")
def eleven_digits(x, y, validation, seed):
    from utils.scratch import Dense, Network

    return Network([Dense(x.shape[1], 11)], seed=seed)


@exercise.refused("x.shape[1] fits any images.")
def _784_for_any_image(x, y, validation, seed):
    return _network_of(np.zeros((1, 784)), seed)
