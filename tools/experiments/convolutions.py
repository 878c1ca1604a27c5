"""Experiments with convolutional networks on all of MNIST: LeNet-5, small modern networks, and several together."""

import os
from functools import cache, partial

import numpy as np

from tools.experiments.experiment import SEEDS, Experiment
from tools.experiments.full_mnist import COPIES, distorted_copies
from tools.experiments.full_numpy import data
from tools.lessons import BUILD, PROJECT

BATCH = 128
NORMALIZED_COPIES = 4
SLANTED = {"scale": 0.15, "shear": 0.3, "elastic": 1.0}
CORRUPTED = "mean accuracy over the corruptions"
NETWORKS = BUILD / "networks"
MODELS = PROJECT / "results" / "models"
# Which networks are kept in results/models, and of which seed; fixed before any was trained.
KEPT, KEPT_SEED = ("cnn-under-10k", "cnn-single", "cnn-corruptions"), 0
VIEWS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))  # rows down and columns to the right
FIXED = (
    "network, rate, batch and smoothing by short trials on 10,000 of the training images; all of it was fixed before "
    "the first run was tested"
)


def prepared():
    """MNIST as networks with a channel take it: x_train, y_train, x_test, y_test; x float32 (m, 28, 28, 1)."""
    from utils.data import load_mnist

    digits = load_mnist()
    return with_channel(digits.x_train), digits.y_train, with_channel(digits.x_test), digits.y_test


def with_channel(images):
    """Bytes as float32 (m, 28, 28, 1) in 0..1."""
    return images.reshape(-1, 28, 28, 1).astype(np.float32) / 255


def convolutions_on_processor() -> None:
    """Switch on oneDNN's convolutions, where TensorFlow is not imported yet: it reads this once.

    On processors without AVX-512 it leaves them out, though they are about 1.6 times as fast there.
    """
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


def train(x, y, chosen, seed, *, build, epochs, peak=0.01, smoothing=0.05, distorted=1.0, augment=None):
    """A network trained on x (m, 28, 28, 1) with one cycle of the rate.

    `chosen` says where the images stand in MNIST's training file. `distorted` is the share of the images of an epoch
    that are distorted copies, one of COPIES drawn anew for each; `augment` takes its place where it is given.
    """
    from utils.quiet_tensorflow import keras
    from utils.training import compile_one_cycle, fit_fast

    keras.utils.set_random_seed(seed)
    network = build()
    compile_one_cycle(network, peak, images=len(y), epochs=epochs, batch_size=BATCH, label_smoothing=smoothing)
    if augment is None and distorted:
        augment = partial(partly_distorted, chosen=chosen, share=distorted)
    fit_fast(network, x, y, epochs=epochs, batch_size=BATCH, seed=seed, progress=False, augment=augment)
    return network


def partly_distorted(x, rng, *, chosen, share):
    """The images of one epoch: each with this chance a distorted copy, else as it is."""
    changed = rng.random(len(x)) < share
    copies = distorted_copies()[rng.integers(COPIES, size=changed.sum()), chosen[changed]]
    images = x.copy()
    images[changed] = with_channel(copies)
    return images


def kept_network(name, seed, make):
    """The network of one seed, from build/ if it was trained before."""
    convolutions_on_processor()
    from utils.quiet_tensorflow import keras

    path = NETWORKS / name / f"{seed}.keras"
    if path.is_file():
        return keras.saving.load_model(path)
    network = without_optimizer(make())
    path.parent.mkdir(parents=True, exist_ok=True)
    network.save(path)
    if name in KEPT and seed == KEPT_SEED:
        MODELS.mkdir(exist_ok=True)
        network.save(MODELS / f"{name}.keras")
    return network


def without_optimizer(network):
    """A copy that holds what reading takes, a third of the numbers."""
    copy = type(network).from_config(network.get_config())
    copy.set_weights(network.get_weights())
    return copy


def probabilities(network, x, views=VIEWS[:1]):
    """Mean probabilities (m, 10) over the views, the images moved by so many pixels."""
    from scipy.special import softmax

    from utils.training import predict_logits

    moved = (np.roll(x, view, axis=(1, 2)) for view in views)
    return np.mean([softmax(predict_logits(network, images).astype(float), axis=1) for images in moved], axis=0)


def accuracy(p, y) -> float:
    return float((p.argmax(axis=1) == y).mean())


def run(seed, *, name, **settings) -> dict[str, float]:
    """Accuracies of a network of one seed, trained on all 60,000 images, after its last epoch."""
    x, y, x_test, y_test = prepared()
    network = kept_network(name, seed, lambda: train(x, y, np.arange(len(y)), seed, **settings))
    return {
        "test accuracy": accuracy(probabilities(network, x_test), y_test),
        "test accuracy, five views": accuracy(probabilities(network, x_test, VIEWS), y_test),
        "training accuracy": accuracy(probabilities(network, x), y),
    }


def held_out_parts(y, seed):
    """Where the 54,000 images to train on and the 6,000 to validate stand in MNIST's training file."""
    from utils.data import split

    parts = split(np.arange(len(y)), y, validation=0.1, seed=seed)
    return parts.x_train, parts.x_validation


def run_ensemble(seed, *, name) -> dict[str, float]:
    """All networks of `name` but that of this seed, their probabilities averaged."""
    y_test = prepared()[3]
    members = [on_test_images(name, member) for member in SEEDS if member != seed]
    once, five_views = (np.mean(p, axis=0) for p in zip(*members, strict=True))
    return {"test accuracy": accuracy(once, y_test), "test accuracy, five views": accuracy(five_views, y_test)}


@cache
def on_test_images(name, seed):
    """Probabilities that a kept network gives the test images, looking once and five times."""

    def missing():
        raise SystemExit(f"network {seed} of {name} is missing: python course.py results {name}")

    network, x_test = kept_network(name, seed, missing), prepared()[2]
    return probabilities(network, x_test), probabilities(network, x_test, VIEWS)


def lenet(activation):
    def build():
        from utils.models import lenet5

        return lenet5(activation)

    return build


def convolutional(**maps):
    def build():
        from utils.models import convolutional_network

        return convolutional_network(**maps)

    return build


def experiment(what, run, **others) -> Experiment:
    settings = {"metric": "test accuracy", "selection": FIXED, "data": data} | others
    return Experiment(
        what=what,
        run=run,
        packages=("tensorflow", "keras", "numpy", "scipy"),
        **settings,
    )


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

    None of the corruptions of lesson 06 is among these: no shift, no turn, no noise, no blur, no negative.
    """
    from utils.augmentation import augment
    from utils.normalizing import normalized

    x = prepared()[0][..., 0]
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
    return train(x, y[chosen], chosen, seed, build=convolutional(before=(16, 32), after=(48, 64)), epochs=6,
                 augment=one_copy)  # fmt: skip


def run_corrupted(seed, *, turns) -> dict[str, float]:
    """Mean accuracy over the corruptions of lesson 06 on every second test image, and what it is made of."""
    _, y, x_test, y_test = prepared()
    network = kept_network("cnn-corruptions", seed, lambda: train_normalized(np.arange(len(y)), y, seed))
    return accuracies_under_corruptions(network, turns, x_test[::2, ..., 0], y_test[::2])


def accuracies_under_corruptions(network, turns, x, y) -> dict[str, float]:
    from utils.corruptions import accuracy_under, mean_accuracy_under

    table = accuracy_under(normalized_reader(network, turns), x, y)
    each = table.groupby("corruption", sort=False).accuracy.mean()
    return {CORRUPTED: mean_accuracy_under(table)} | {f"accuracy, {name}": float(each[name]) for name in each.index}


def validate_corrupted(seed, *, turns) -> float:
    """The same on 2,000 of the training images, after training on others; all candidates ask one network."""
    x, y, _, _ = prepared()
    chosen, held_out = held_out_parts(y, seed)
    held_out = held_out[:2000]
    network = kept_network("cnn-corruptions/validated", seed, lambda: train_normalized(chosen, y, seed))
    return accuracies_under_corruptions(network, turns, x[held_out, ..., 0], y[held_out])[CORRUPTED]


SINGLE = {"build": convolutional(), "epochs": 14, "distorted": 0.4}
TINY = {"build": convolutional(before=(16, 16), after=(20, 20)), "epochs": 30, "smoothing": 0.0, "distorted": 0.5}
LENET = {"build": lenet("tanh"), "epochs": 10, "smoothing": 0.0, "distorted": 0.0, "peak": 0.003}

CONVOLUTIONS = {
    "cnn-lenet5": experiment(
        "LeNet-5 with tanh, 61,706 parameters, 10 epochs, one-cycle, images as they are",
        partial(run, name="cnn-lenet5", **LENET),
    ),
    "cnn-under-10k": experiment(
        "a convolutional network of 9,682 parameters, 30 epochs, half of the images distorted, one-cycle",
        partial(run, name="cnn-under-10k", **TINY),
    ),
    "cnn-single": experiment(
        "a convolutional network of 103,850 parameters, 14 epochs, four in ten images distorted, one-cycle, "
        "label smoothing 0.05",
        partial(run, name="cnn-single", **SINGLE),
        selection="network, rate, batch and smoothing by short trials on 10,000 of the training images, before any "
        "test; the share of distorted images by its accuracy there, too, but after two networks with 12 epochs of "
        "distorted images only had been tested (99.58%, 99.62%)",
    ),
    "cnn-ensemble": experiment(
        "four of the five networks of cnn-single, probabilities averaged; each seed leaves out another one",
        partial(run_ensemble, name="cnn-single"),
        selection="nothing was chosen; the ensembles share members, so their spread from seed to seed is too small",
    ),
    "cnn-corruptions": experiment(
        "a convolutional network of 47,770 parameters on normalized images, {chosen}, under the corruptions of "
        "lesson 06, on none of which it was trained; every second test image",
        run_corrupted,
        metric=CORRUPTED,
        data=lambda: data() | {"test": 5000},
        selection="how the images are turned, by the mean accuracy on 2,000 of the training images under the same "
        "corruptions; the normalization was written with their list in view",
        candidates={
            "read once": {"turns": (0,)},
            "read at three turns": {"turns": (-25, 0, 25)},
        },
        validate=validate_corrupted,
        validation_seeds=(0,),
    ),
}
