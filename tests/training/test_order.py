"""The order of the images: `fit` repeats one when a seed is set, as lesson 04 says; `fit_fast` draws a new one."""

import numpy as np
import pytest

from utils.quiet_tensorflow import keras, tf
from utils.training import fit_fast

EPOCHS = 3


@pytest.fixture
def orders():
    """The numbers of the images in the order in which a training network saw them, one array an epoch."""
    return []


@pytest.fixture
def network(orders):
    class Noting(keras.layers.Layer):
        def call(self, x):
            tf.py_function(lambda seen: orders.append(seen.numpy().ravel().astype(int)), [x], [])
            return x

    keras.utils.set_random_seed(0)
    network = keras.Sequential([keras.Input(shape=(1,)), Noting(), keras.layers.Dense(10)])
    network.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return network


X, Y = np.arange(12, dtype=np.float32)[:, None], np.zeros(12, int)


def test_fit_repeats_one_order_when_a_seed_is_set(network, orders):
    network.fit(X, Y, batch_size=12, epochs=EPOCHS, verbose=0)
    assert len(orders) == EPOCHS
    assert len({tuple(order) for order in orders}) == 1


def test_fit_fast_uses_every_image_once_an_epoch_in_a_new_order(network, orders):
    orders.clear()
    fit_fast(network, X, Y, batch_size=12, epochs=EPOCHS, xla=False, progress=False)
    assert len({tuple(order) for order in orders}) == EPOCHS
    assert all(sorted(order) == list(range(12)) for order in orders)
