"""Experiments with convolutional networks on all of MNIST: LeNet-5, small modern networks, and several together."""

import json
import os
import zlib
from functools import cache, partial
from importlib.metadata import version

import numpy as np

from tools.experiments.experiment import SEEDS, Experiment, described
from tools.experiments.full_mnist import COPIES, distorted_copies
from tools.experiments.full_numpy import data
from tools.lessons import BUILD, PROJECT
from utils.files import part_file
from utils.models import convolutional_network, lenet5, tiny_convolutional_network

BATCH = 128
NETWORKS = BUILD / "networks"
MODELS = PROJECT / "results" / "models"
# Which networks are kept in results/models, and of which seed; the seed was fixed before any was trained.
KEPT, KEPT_SEED = ("cnn-under-10k", "cnn-second-kind", "cnn-corruptions"), 0
VIEWS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))  # rows down and columns to the right
VALIDATED = "validated"  # a folder of networks that did not see the validation images
FIXED = "all settings were fixed before the first run was tested; there are no candidates"
ON_VALIDATION = (
    "{what}, by the mean accuracy on 6,000 of the training images after {epochs} epochs on the others, over two splits"
)
BY_TRIALS = "; layers and rate by trials on 10,000 of the training images, one network each"


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

    On processors without AVX-512 it leaves them out, though they are faster there, too.
    """
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


def train(x, y, chosen, seed, *, build, epochs, peak=0.01, smoothing=0.0, distorted=0.0, augment=None):
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


def kept_network(folder, seed, make, settings=None):
    """The network of one seed, from its folder in build/networks/ if it was trained before with the same settings."""
    convolutions_on_processor()
    from utils.quiet_tensorflow import keras

    path = NETWORKS / folder / f"{seed}-{fingerprint(settings)}.keras"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        network = without_optimizer(make())
        with part_file(path) as part:
            network.save(part)
    return keras.saving.load_model(path)


def fingerprint(settings) -> str:
    """Eight digits for the settings of a training, and the versions of what trains."""
    made_with = [described(settings), version("tensorflow"), version("keras")]
    return f"{zlib.crc32(json.dumps(made_with, sort_keys=True).encode()):08x}"


def show_model(name, seed, network) -> None:
    """Save the network in results/models, if it is the one that stands for its experiment."""
    if name in KEPT and seed == KEPT_SEED:
        MODELS.mkdir(exist_ok=True)
        with part_file(MODELS / f"{name}.keras") as part:
            network.save(part)


def without_optimizer(network):
    """A copy that holds what reading takes, a third of the numbers."""
    copy = type(network).from_config(network.get_config())
    copy.set_weights(network.get_weights())
    return copy


def probabilities(network, x, views=VIEWS[:1]):
    """Mean probabilities (m, 10) over the views, the images moved by so many pixels."""
    from utils import evaluation
    from utils.training import predict_logits

    moved = (np.roll(x, view, axis=(1, 2)) for view in views)
    return np.mean([evaluation.probabilities(predict_logits(network, images)) for images in moved], axis=0)


def accuracy(p, y) -> float:
    return float((p.argmax(axis=1) == y).mean())


def run(seed, *, name, variant, **settings) -> dict[str, float]:
    """Accuracies of a network of one seed, trained on all 60,000 images, after its last epoch.

    `variant` names its folder among those of the experiment's candidates.
    """
    x, y, x_test, y_test = prepared()
    folder = f"{name}/{variant}"
    network = kept_network(folder, seed, lambda: train(x, y, np.arange(len(y)), seed, **settings), settings)
    show_model(name, seed, network)
    return {
        "test accuracy": accuracy(probabilities(network, x_test), y_test),
        "test accuracy, five views": accuracy(probabilities(network, x_test, VIEWS), y_test),
        "training accuracy": accuracy(probabilities(network, x), y),
    }


def validate(seed, *, name, variant, **settings) -> float:
    """Accuracy on 6,000 of the training images, after training on the others."""
    x, y, _, _ = prepared()
    chosen, held_out = held_out_parts(y, seed)
    network = kept_network(
        f"{name}/{VALIDATED}/{variant}",
        seed,
        lambda: train(x[chosen], y[chosen], chosen, seed, **settings),
        settings,
    )
    return accuracy(probabilities(network, x[held_out]), y[held_out])


def held_out_parts(y, seed):
    """Where the 54,000 images to train on and the 6,000 to validate stand in MNIST's training file."""
    from utils.data import split

    parts = split(np.arange(len(y)), y, validation=0.1, seed=seed)
    return parts.x_train, parts.x_validation


def run_ensemble(seed, *, names) -> dict[str, float]:
    """All networks of these experiments but those of this seed, their probabilities averaged."""
    y_test = prepared()[3]
    kinds = {name: [on_test_images(name, member) for member in SEEDS if member != seed] for name in names}
    members = [looks for kind in kinds.values() for looks in kind]
    wrong = [once.argmax(axis=1) != y_test for once, _ in members]

    def together(networks, views):
        return accuracy(np.mean([looks[views] for looks in networks], axis=0), y_test)

    return {
        "test accuracy": together(members, 0),
        "test accuracy, five views": together(members, 1),
        **{f"test accuracy, those of {name} alone": together(kind, 0) for name, kind in kinds.items()},
        "misread by all members": float(np.all(wrong, axis=0).mean()),
    }


@cache
def on_test_images(name, seed):
    """Probabilities that a trained network gives the test images, looking once and five times."""

    def missing():
        raise SystemExit(f"network {seed} of {name} is missing: python course.py results {name}")

    folder, settings = chosen_training(name)
    network, x_test = kept_network(folder, seed, missing, settings), prepared()[2]
    return probabilities(network, x_test), probabilities(network, x_test, VIEWS)


def chosen_training(name):
    """The folder and the settings of the networks of an experiment's chosen candidate."""
    from utils.results import load_result

    experiment = CONVOLUTIONS[name]
    settings = {**experiment.run.keywords, **experiment.candidates[load_result(name)["chosen"]]}
    return f"{settings.pop('name')}/{settings.pop('variant')}", settings


def experiment(what, run, **others) -> Experiment:
    settings = {"metric": "test accuracy", "selection": FIXED, "data": data} | others
    return Experiment(
        what=what,
        run=run,
        packages=("tensorflow", "keras", "numpy", "scipy"),
        **settings,
    )


def named(shares) -> dict:
    """Candidates for the share of distorted images."""
    words = {0.0: "no image distorted", 0.4: "four in ten images distorted", 0.5: "half of the images distorted",
             1.0: "all images distorted"}  # fmt: skip
    return {words[share]: {"variant": f"{share:g}", "distorted": share} for share in shares}


SINGLE = {"build": convolutional_network, "epochs": 14, "smoothing": 0.05}
SINGLE_TRIAL = SINGLE | {"epochs": 5}
TINY = {"build": tiny_convolutional_network, "epochs": 30}
OTHER = {"epochs": 18, "smoothing": 0.05, "distorted": 0.4}
OTHER_TRIAL = OTHER | {"epochs": 5}
KINDS = {
    "103,850 parameters, the network of cnn-single": {"variant": "single", "build": convolutional_network},
    "108,122 parameters, the first convolution at every pixel": {
        "variant": "every-pixel",
        "build": partial(convolutional_network, (16, 32, 32), every_pixel=True),
    },
    "224,426 parameters, more maps": {
        "variant": "more-maps",
        "build": partial(convolutional_network, (32, 48), (96, 96, 96)),
    },
}
SHARE = "the share of distorted images"
TOGETHER = ("cnn-single", "cnn-second-kind")

CONVOLUTIONS = {
    "cnn-lenet5": experiment(
        "LeNet-5 with tanh, 61,706 parameters, 10 epochs, one-cycle, images as they are",
        partial(run, name="cnn-lenet5", variant="plain", build=lenet5, epochs=10, peak=0.003),
    ),
    "cnn-under-10k": experiment(
        "a convolutional network of 9,682 parameters, 30 epochs, {chosen}, one-cycle",
        partial(run, name="cnn-under-10k", **TINY),
        selection=ON_VALIDATION.format(what=SHARE, **TINY)
        + BY_TRIALS
        + "; trials of 8 epochs, made before these, had preferred undistorted images",
        candidates=named((0.5, 0.0)),
        validate=partial(validate, name="cnn-under-10k", **TINY),
        validation_seeds=(0, 1),
    ),
    "cnn-single": experiment(
        "a convolutional network of 103,850 parameters, 14 epochs, {chosen}, one-cycle, label smoothing 0.05",
        partial(run, name="cnn-single", **SINGLE),
        selection=ON_VALIDATION.format(what=SHARE, **SINGLE_TRIAL)
        + BY_TRIALS
        + "; before that, two networks with 12 epochs of distorted images only had been tested (99.58%, 99.62%)",
        candidates=named((0.0, 0.4, 1.0)),
        validate=partial(validate, name="cnn-single", **SINGLE_TRIAL),
        validation_seeds=(0, 1),
    ),
    "cnn-second-kind": experiment(
        "a second kind of convolutional network, for the ensemble: {chosen}, 18 epochs, four in ten images "
        "distorted, one-cycle, label smoothing 0.05",
        partial(run, name="cnn-second-kind", **OTHER),
        selection=ON_VALIDATION.format(what="the kind of network", **OTHER_TRIAL)
        + "; rate, smoothing and the share of distorted images are those of cnn-single, and more epochs were given "
        "without a trial; 99.75% had been set as the ensemble's aim, and missed with cnn-single, before",
        candidates=KINDS,
        validate=partial(validate, name="cnn-second-kind", **OTHER_TRIAL),
        validation_seeds=(0, 1),
    ),
    "cnn-ensemble": experiment(
        "four of the five networks of cnn-single and four of cnn-second-kind, probabilities averaged; each seed leaves "
        "out another pair, so the five ensembles share members, and their spread is too small",
        partial(run_ensemble, names=TOGETHER),
        selection="that both kinds take part was settled before cnn-second-kind was tested; before that, two other "
        "ensembles had been tested: cnn-single alone, and with networks on deskewed images, and one of its networks "
        "after further epochs",
        built_on=TOGETHER,
    ),
}
