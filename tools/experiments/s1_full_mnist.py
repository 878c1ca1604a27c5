"""Experiments with the 784-128-10 network on all of MNIST: as published, with each choice put to the test, and better.

The published network is trained in Keras. The comparisons use utils.scratch, which does the same arithmetic in a
fraction of the time. tests/scratch compares the two.
"""

from functools import partial

import numpy as np

from tools.experiments.shared import dense
from tools.experiments.shared.experiment import PUBLISHED, SEEDS, Experiment
from tools.experiments.shared.images import (
    COPIES,
    as_unit_rows,
    distorted_copies,
    held_out_parts,
    mnist_data,
    mnist_rows,
)
from utils.scratch import Adam, GradientDescent, Momentum, ReLU, RMSprop, Sigmoid, Tanh, one_cycle

PROJECT = "S1"
TEN_SEEDS = tuple(range(10))
ON_VALIDATION = (
    "the candidate with the highest mean accuracy on 6,000 of MNIST's 60,000 training images, trained on the others, "
    "over as many splits as it has values; then trained on all 60,000"
)
RECIPES_BY_HAND = "; which recipes are candidates, their peaks of the rate included, was chosen by hand"
FREE_BY_HAND = "; the 40 epochs, the distortions and the rest of the recipe were chosen by hand, without a record"


def images(seed):
    """Rows, labels, and the positions of both in their file, for each part of the images.

    The training file gives 54,000 images to train on and 6,000 to validate on. The test file gives 10,000.
    """
    x, y, x_test, y_test = mnist_rows()
    train, validation = held_out_parts(y, seed)
    taken = {"train": train, "validation": validation, "all": np.arange(len(y))}
    found = {name: (x[chosen], y[chosen], chosen) for name, chosen in taken.items()}
    return found | {"test": (x_test, y_test, np.arange(len(y_test)))}


def accuracy_on(tested, trained_on, seed, *, distorted=False, **settings) -> float:
    """Accuracy on one part of the images after training on another."""
    parts = images(seed)
    x, y, chosen = parts[trained_on]
    augment = partial(one_copy, chosen=chosen) if distorted else None
    network = dense.train(x, y, seed, augment=augment, **settings)
    return network.evaluate(*parts[tested][:2])["accuracy"]


def run(seed, **settings) -> dict[str, float]:
    return {"test accuracy": accuracy_on("test", "all", seed, **settings)}


def validate(seed, **settings) -> float:
    return accuracy_on("validation", "train", seed, **settings)


def one_copy(x, rng, *, chosen):
    """The images of one epoch: the distorted copy of each, all from the same draw."""
    return as_unit_rows(distorted_copies()[rng.integers(COPIES)][chosen])


def run_in_keras(seed) -> dict[str, float]:
    """The published network, in Keras."""
    from utils.data import load_mnist
    from utils.models import dense_network
    from utils.quiet_tensorflow import keras
    from utils.training import compile_for_digits, fit_fast, predict_logits

    digits = load_mnist()
    x_train, x_test = (x.astype(np.float32) / 255 for x in (digits.x_train, digits.x_test))
    keras.utils.set_random_seed(seed)
    network = dense_network()
    compile_for_digits(network)
    history = fit_fast(network, x_train, digits.y_train, epochs=5, seed=seed, progress=False).history
    answers = predict_logits(network, x_test).argmax(axis=1)
    return {
        "test accuracy": float((answers == digits.y_test).mean()),
        "accuracy while training, last epoch": history["accuracy"][-1],
    }


def chosen_from(what, candidates, **others) -> Experiment:
    settings = {"selection": ON_VALIDATION, "seeds": SEEDS, "validation_seeds": SEEDS} | others
    return Experiment(
        what=what,
        metric="test accuracy",
        project=PROJECT,
        run=run,
        data=mnist_data,
        packages=("numpy",),
        candidates=candidates,
        validate=validate,
        **settings,
    )


def named(setting, values) -> dict:
    return {str(value): {setting: value} for value in values}


RATES = {
    ("SGD", GradientDescent): (0.03, 0.1, 0.3),
    ("momentum", Momentum): (0.01, 0.03, 0.1),
    ("RMSprop", RMSprop): (0.0003, 0.001),
    ("Adam", Adam): (0.0003, 0.001, 0.003),
}
STEPS = {
    f"{name}, rate {rate}": {"optimizer": optimizer, "learning_rate": rate}
    for (name, optimizer), rates in RATES.items()
    for rate in rates
}
# Batches of 64 with one cycle of the learning rate up to 0.003, and what can be added or changed.
BETTER = {"batch_size": 64, "learning_rate": 0.003, "schedule": one_cycle}
RECIPES = {
    "as published": {},
    "batches of 64, one-cycle to 0.003": BETTER,
    "batches of 32, one-cycle to 0.003": BETTER | {"batch_size": 32},
    "batches of 128, one-cycle to 0.005": BETTER | {"batch_size": 128, "learning_rate": 0.005},
    "batches of 64, one-cycle, dropout 0.1": BETTER | {"dropout": 0.1},
    "batches of 64, one-cycle, label smoothing 0.05": BETTER | {"label_smoothing": 0.05},
    "batches of 32, one-cycle, label smoothing 0.05, dropout 0.1": BETTER
    | {"batch_size": 32, "label_smoothing": 0.05, "dropout": 0.1},
    "batches of 32, one-cycle, label smoothing 0.05, no dropout": BETTER
    | {"batch_size": 32, "label_smoothing": 0.05, "dropout": 0.0},
    "batches of 64, one-cycle, averaged weights": BETTER | {"averaging": 0.998},
    "batches of 64, rate 0.002, averaged weights": {"batch_size": 64, "learning_rate": 0.002, "averaging": 0.998},
}
FREE = BETTER | {"epochs": 40, "distorted": True}
NETWORK = "784-128-10"

EXPERIMENTS = {
    "s1-same-network": Experiment(
        what=f"{NETWORK} in Keras as published (dropout 0.2, Adam 0.001, batches of 32, 5 epochs)",
        metric="test accuracy",
        selection=PUBLISHED,
        run=run_in_keras,
        data=mnist_data,
        packages=("tensorflow", "keras"),
        project=PROJECT,
        seeds=TEN_SEEDS,
    ),
    "s1-epochs": chosen_from(
        f"{NETWORK}, {{chosen}} epochs (best of {{candidates}})", named("epochs", (1, 2, 5, 10, 20))
    ),
    "s1-activation": chosen_from(
        f"{NETWORK}, {{chosen}} (best of {{candidates}})",
        {"ReLU": {"activation": ReLU}, "tanh": {"activation": Tanh}, "sigmoid": {"activation": Sigmoid}},
    ),
    "s1-dropout": chosen_from(
        f"{NETWORK}, dropout {{chosen}} (best of {{candidates}})", named("dropout", (0.0, 0.1, 0.2, 0.3, 0.5))
    ),
    "s1-optimizer": chosen_from(
        f"{NETWORK}, {{chosen}} (best of {len(STEPS)} settings of {', '.join(name for name, _ in RATES)})",
        STEPS,
    ),
    "s1-width": chosen_from(
        "784-{chosen}-10 (best of {candidates} hidden neurons)",
        named("hidden", (16, 32, 64, 128, 256, 512, 1024)),
    ),
    "s1-five-epochs-best": chosen_from(
        f"{NETWORK}, 5 epochs, {{chosen}} (best of {len(RECIPES)} recipes)",
        RECIPES,
        selection=ON_VALIDATION + RECIPES_BY_HAND,
        seeds=TEN_SEEDS,
        validation_seeds=(0, 1, 2),
    ),
    "s1-free": chosen_from(
        f"{NETWORK}, 40 epochs of distorted images, one-cycle, dropout {{chosen}} (best of {{candidates}})",
        {"0": FREE | {"dropout": 0.0}, "0.1": FREE | {"dropout": 0.1}},
        selection=ON_VALIDATION + FREE_BY_HAND,
        validation_seeds=(0, 1, 2),
    ),
}
