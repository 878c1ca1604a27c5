"""`fit_fast` makes the steps of `fit`: for the same order of the images, every weight is the same number."""

from functools import partial

import numpy as np
import pytest

from utils.models import classic_network, dense_network, lenet5, regularized_network, tiny_convolutional_network
from utils.quiet_tensorflow import keras
from utils.training import fit_fast

IMAGES, BATCH, SEED = 20, 8, 5  # the last batch has 4 images
ORDER = np.random.default_rng([SEED, 0]).permutation(IMAGES)
OPTIMIZERS = {
    "SGD": lambda: keras.optimizers.SGD(0.1),
    "momentum": lambda: keras.optimizers.SGD(0.05, momentum=0.9),
    "Nesterov": lambda: keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True),
    "RMSprop": lambda: keras.optimizers.RMSprop(0.01),
    "Adam": lambda: keras.optimizers.Adam(0.01),
    "AdamW": lambda: keras.optimizers.AdamW(0.01, weight_decay=0.1),
}


NETWORKS = {
    "classic": classic_network,
    "dense": dense_network,
    "tanh": partial(dense_network, (784,), hidden=30, activation="tanh", dropout=0.0),
    "regularized": partial(regularized_network, l1=0.001, l2=0.01, dropout=0.3),
    "lenet5": lenet5,
}


def compiled(build, make_optimizer):
    keras.utils.set_random_seed(0)
    network = build()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(make_optimizer(), loss, jit_compile=False)
    return network


def values_by_both(build, make_optimizer):
    """All variables, among them the moments of batch normalization, after training by `fit_fast` and by `fit`."""
    ours, by_keras = compiled(build, make_optimizer), compiled(build, make_optimizer)
    rng = np.random.default_rng(0)
    x = rng.random((IMAGES, *ours.input_shape[1:]), dtype=np.float32)
    y = rng.integers(10, size=IMAGES)
    fit_fast(ours, x, y, epochs=1, batch_size=BATCH, seed=SEED, progress=False, xla=False)
    by_keras.fit(x[ORDER], y[ORDER], epochs=1, batch_size=BATCH, shuffle=False, verbose=0)
    return zip(ours.variables, by_keras.variables, strict=True)


@pytest.mark.parametrize(
    ("network", "optimizer"),
    [*((name, "Adam") for name in NETWORKS), *(("classic", name) for name in OPTIMIZERS if name != "Adam")],
)
def test_the_same_order_gives_the_very_weights_of_fit(network, optimizer):
    for one, other in values_by_both(NETWORKS[network], OPTIMIZERS[optimizer]):
        np.testing.assert_array_equal(one, other)


def test_with_batch_normalization_they_are_those_of_fit_up_to_rounding():
    for one, other in values_by_both(tiny_convolutional_network, OPTIMIZERS["SGD"]):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)
