"""The experiment with damaged images: a convolutional network that reads them normalized."""

from functools import cache, partial

import numpy as np

from tools.experiments.shared.convolutional import convolutional_experiment, probabilities, train
from tools.experiments.shared.images import held_out_parts, mnist_data, mnist_with_channel
from tools.experiments.shared.kept_networks import VALIDATED, kept_network, show_model
from utils.models import convolutional_network

NORMALIZED_COPIES = 4
SLANTED = {"scale": 0.15, "shear": 0.3, "elastic": 1.0}
CORRUPTED = "mean accuracy over the corruptions"
LIKE_IN_TRAINING = ("thicker", "thinner")  # ink is made thinner and fatter in training, too
UNLIKE_TRAINING = "mean accuracy over the corruptions but thicker and thinner"


def normalized_reader(network, turns):
    """A function from images (m, 28, 28) in 0..1 to digits: normalized, then read at each of the turns."""
    from utils.normalizing import mean_over_turns, normalized

    def read(images):
        p = mean_over_turns(lambda x: probabilities(network, x[..., None]), normalized(images), turns)
        return p.argmax(axis=1)

    return read


@cache
def normalized_copies() -> np.ndarray:
    """float16 (NORMALIZED_COPIES, 60000, 28, 28): slanted, stretched and bent, then normalized, ink thinner or fatter.

    They contain none of the shifts, turns, noise, blur and negatives on which the network is tested. Ink is made
    thinner and fatter by another method than that of `thinner` and `thicker`, but images move toward both.
    """
    from utils.augmentation import augment
    from utils.normalizing import normalized

    x = mnist_with_channel()[0][..., 0]
    rng = np.random.default_rng(28)
    copies = np.empty((NORMALIZED_COPIES, *x.shape), np.float16)
    for copy in copies:
        for part in np.array_split(np.arange(len(x)), 20):
            images = normalized(augment(x[part], rng, **SLANTED))
            copy[part] = images ** (2 ** rng.uniform(-1, 1, (len(part), 1, 1)))
    return copies


def train_normalized(chosen, y, seed):
    """A network trained on normalized copies of the chosen images of MNIST's training file."""

    def one_copy(x, rng):
        return normalized_copies()[rng.integers(NORMALIZED_COPIES, size=len(chosen)), chosen][..., None]

    x = normalized_copies()[0, chosen][..., None]
    build = partial(convolutional_network, before=(16, 32), after=(48, 64))
    return train(x, y[chosen], chosen, seed, build=build, epochs=6, smoothing=0.05, augment=one_copy)


def run_corrupted(seed, *, turns) -> dict[str, float]:
    """Mean accuracy over the corruptions on every second test image, and the values behind the mean."""
    _, y, x_test, y_test = mnist_with_channel()
    name = "cnn-corruptions"
    network = kept_network(name, seed, lambda: train_normalized(np.arange(len(y)), y, seed))
    show_model(name, seed, network)
    return accuracies_under_corruptions(network, turns, x_test[::2, ..., 0], y_test[::2])


def accuracies_under_corruptions(network, turns, x, y) -> dict[str, float]:
    from utils.corruptions import accuracy_under, mean_accuracy_under

    table = accuracy_under(normalized_reader(network, turns), x, y)
    each = table.groupby("corruption", sort=False).accuracy.mean()
    unlike = table[~table.corruption.isin(LIKE_IN_TRAINING)]
    means = {CORRUPTED: mean_accuracy_under(table), UNLIKE_TRAINING: mean_accuracy_under(unlike)}
    return means | {f"accuracy, {name}": float(each[name]) for name in each.index}


def validate_corrupted(seed, *, turns) -> float:
    """The same on 2,000 of the training images after training on others. All candidates use the same network."""
    x, y, _, _ = mnist_with_channel()
    chosen, held_out = held_out_parts(y, seed)
    held_out = held_out[:2000]
    network = kept_network(f"cnn-corruptions/{VALIDATED}", seed, lambda: train_normalized(chosen, y, seed))
    return accuracies_under_corruptions(network, turns, x[held_out, ..., 0], y[held_out])[CORRUPTED]


EXPERIMENTS = {
    "cnn-corruptions": convolutional_experiment(
        "47,770 parameters, images normalized and {chosen}, mean over the corruptions of every second test image",
        run_corrupted,
        metric=CORRUPTED,
        data=lambda: mnist_data() | {"test": 5000},
        selection="how the images are turned, by the mean accuracy on 2,000 of the training images under the same "
        "corruptions; the normalization was written with their list in view",
        candidates={
            "read once": {"turns": (0,)},
            "read at three turns": {"turns": (-25, 0, 25)},
        },
        caution="Strokes were made thinner and fatter in training, in another way than by the corruptions thinner and "
        "thicker. Shifts, turns, noise, blur and negatives were not in it. But whoever wrote the normalization knew "
        "the list of corruptions.",
        validate=validate_corrupted,
        validation_seeds=(0,),
    ),
}
