"""Convolutional networks on all of MNIST: how they are trained, and what they answer."""

from functools import partial

import numpy as np

from tools.experiments.shared.experiment import Experiment
from tools.experiments.shared.images import COPIES, distorted_copies, mnist_data, with_channel

BATCH = 128
FIXED = "all settings were fixed before the first run was tested; there are no candidates"
VIEWS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))  # rows down and columns to the right


def train(x, y, chosen, seed, *, build, epochs, peak=0.01, smoothing=0.0, distorted=0.0, augment=None):
    """A network trained on x (m, 28, 28, 1) with one cycle of the rate.

    `chosen` holds the positions of the images in MNIST's training file. `distorted` is the share of an epoch's images
    that are distorted copies, each picked from the COPIES of its image. If `augment` is given, it is used instead.
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
    """The images of one epoch: each is a distorted copy with this probability, otherwise the original."""
    changed = rng.random(len(x)) < share
    copies = distorted_copies()[rng.integers(COPIES, size=changed.sum()), chosen[changed]]
    images = x.copy()
    images[changed] = with_channel(copies)
    return images


def probabilities(network, x, views=VIEWS[:1]):
    """Mean probabilities (m, 10) over the views, each of which moves the images by that many pixels."""
    from utils import evaluation
    from utils.training import predict_logits

    moved = (np.roll(x, view, axis=(1, 2)) for view in views)
    return np.mean([evaluation.probabilities(predict_logits(network, images)) for images in moved], axis=0)


def accuracy(p, y) -> float:
    """The share of images whose most likely digit, by the probabilities p (m, 10), is their label y (m,)."""
    return float((p.argmax(axis=1) == y).mean())


def convolutional_experiment(what, run, **others) -> Experiment:
    """An experiment with these networks. By default its metric is the test accuracy, and nothing was chosen."""
    settings = {"metric": "test accuracy", "selection": FIXED, "data": mnist_data} | others
    return Experiment(
        what=what,
        run=run,
        packages=("tensorflow", "keras", "numpy", "scipy"),
        project="convolutions",
        **settings,
    )
