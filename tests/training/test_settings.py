"""What a checkpoint says about its training: the same for the same training, another for another."""

from functools import partial

import numpy as np
import pytest

from utils.fingerprints import first_difference
from utils.quiet_tensorflow import keras
from utils.training import compile_one_cycle
from utils.training.settings import training_settings

X, Y = np.zeros((3, 4), np.float32), np.array([0, 1, 2])


def branched(first="inner", smoothing=0.1):
    """A network with a branch that begins at the first layer or at the second one."""
    start = keras.Input((4,))
    inner = keras.layers.Dense(4)(start)
    middle = keras.layers.Dense(4)(inner)
    side = {"inner": inner, "middle": middle}[first]
    network = keras.Model(start, keras.layers.Dense(10)(keras.layers.Add()([side, middle])))
    compile_one_cycle(network, 0.01, images=3, epochs=2, batch_size=2, label_smoothing=smoothing)
    return network


def settings(network=None, augment=None):
    network = network or keras.Sequential([keras.Input((4,)), keras.layers.Dense(10)])
    if not network.compiled:
        network.compile("sgd", "mse")
    return training_settings(network, X, Y, validation=None, batch_size=2, seed=0, augment=augment)


def test_a_network_built_again_is_the_same_though_keras_names_its_layers_anew():
    first, second = branched(), branched()
    assert first.layers[1].name != second.layers[1].name
    assert first_difference(settings(first), settings(second)) is None


def test_how_layers_are_connected_and_what_a_loss_was_given_makes_a_difference():
    where, *_ = first_difference(settings(branched()), settings(branched("middle")))
    assert where.startswith("network.layers")
    assert first_difference(settings(branched()), settings(branched(smoothing=0.2))) == (
        "loss.label_smoothing",
        "0.1",
        "0.2",
    )


def test_another_number_of_layers_is_told_by_their_kinds():
    longer = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4), keras.layers.ReLU(), keras.layers.Dense(10)])
    assert first_difference(settings(), settings(longer)) == (
        "network.layers",
        "[InputLayer, Dense]",
        "[InputLayer, Dense, ReLU, Dense]",
    )


def test_what_keras_cannot_describe_is_known_by_its_class():
    class Own(keras.Model):
        def __init__(self, layer):
            super().__init__()
            self.layer = layer

        def call(self, x):
            return self.layer(x)

    assert settings(Own(keras.layers.Dense(10)))["network"] == {"class_name": "Own", "config": {}}


def shift(images, rng, by=1):
    return images + by


def shift_and_turn(by, turn=0):
    return lambda images, rng: shift(images, rng, by=by + 0) * turn


class Augmentation:
    def __call__(self, images, rng):
        return images


SAME = [
    (shift, shift),
    (partial(shift, by=2), partial(shift, by=np.int64(2))),
    (partial(shift, by=np.arange(3)), partial(shift, by=np.arange(3))),
    (shift_and_turn(1), shift_and_turn(1)),
    (Augmentation(), Augmentation()),
]
OTHER = [
    (shift, None),
    (shift, partial(shift, by=2)),
    (partial(shift, by=2), partial(shift, by=3)),
    (partial(shift, by=np.arange(3)), partial(shift, by=np.ones(3, int))),
    (shift_and_turn(1), shift_and_turn(2)),
    (lambda images, rng: images + 1, lambda images, rng: images + 2),
    (Augmentation(), shift),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_the_same_augmentation_is_the_same(first, second):
    assert first_difference(settings(augment=first), settings(augment=second)) is None


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_another_augmentation_is_another(first, second):
    assert first_difference(settings(augment=first), settings(augment=second))[0] == "augment"
