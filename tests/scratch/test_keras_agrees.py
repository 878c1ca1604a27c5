"""The same weights and the same batch in Keras: outputs, derivatives and ten steps of each optimizer."""

import numpy as np
import pytest

from utils.scratch import (
    Adam,
    AdamW,
    Dense,
    GradientDescent,
    Momentum,
    Nesterov,
    Network,
    ReLU,
    RMSprop,
    Sigmoid,
    Tanh,
    one_cycle,
    softmax,
)


@pytest.fixture(scope="module")
def keras():
    from utils.quiet_tensorflow import keras

    return keras


@pytest.fixture(scope="module")
def tf(keras):
    from utils.quiet_tensorflow import tf

    return tf


@pytest.fixture
def digits_batch():
    """32 images of 784 pixels, two thirds of them dark, and their labels."""
    rng = np.random.default_rng(11)
    x = np.maximum(rng.uniform(-2, 1, size=(32, 784)), 0).astype(np.float32)
    return x, rng.integers(0, 10, 32)


def two_networks(keras, activation, l1=0.0, l2=0.0):
    """The 784-20-10 network, here and in Keras, with the same weights and with biases other than 0."""
    ours = Network([Dense(784, 20), activation(), Dense(20, 10)], seed=12)
    ours.parameters += np.random.default_rng(13).normal(size=ours.parameters.size).astype(np.float32) * 0.05
    regularizer = keras.regularizers.L1L2(l1, l2) if l1 or l2 else None
    theirs = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(20, activation=activation.__name__.lower(), kernel_regularizer=regularizer),
            keras.layers.Dense(10, kernel_regularizer=regularizer),
        ]
    )
    theirs.set_weights(ours.get_weights())
    return ours, theirs


def keras_loss_and_gradients(keras, tf, network, x, y, label_smoothing=0.0):
    loss_of = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=label_smoothing)
    with tf.GradientTape() as tape:
        loss = loss_of(np.eye(10, dtype=np.float32)[y], network(x)) + sum(network.losses)
    return float(loss), [np.asarray(g) for g in tape.gradient(loss, network.trainable_variables)]


@pytest.mark.parametrize("settings", [{}, {"l1": 1e-3}, {"l2": 1e-2}, {"label_smoothing": 0.1}])
@pytest.mark.parametrize("activation", [ReLU, Tanh, Sigmoid])
def test_logits_loss_and_derivatives_agree(keras, tf, digits_batch, activation, settings):
    x, y = digits_batch
    ours, theirs = two_networks(keras, activation, settings.get("l1", 0.0), settings.get("l2", 0.0))
    loss, gradients = keras_loss_and_gradients(keras, tf, theirs, x, y, settings.get("label_smoothing", 0.0))
    np.testing.assert_allclose(ours.logits(x), np.asarray(theirs(x)), atol=1e-5)
    np.testing.assert_allclose(softmax(ours.logits(x)), np.asarray(keras.ops.softmax(theirs(x))), atol=1e-5)
    np.testing.assert_allclose(ours.loss_and_gradients(x, y, **settings)[0], loss, rtol=1e-5)
    np.testing.assert_allclose(ours.evaluate(x, y, **settings)["loss"], loss, rtol=1e-5)
    for mine, their in zip(ours.gradients(x, y, **settings), gradients, strict=True):
        np.testing.assert_allclose(mine, their, atol=1e-6, rtol=1e-5)


def adamw_without_biases(keras):
    optimizer = keras.optimizers.AdamW(weight_decay=0.1)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


PAIRS = {
    "gradient descent": (GradientDescent, lambda keras: keras.optimizers.SGD()),
    "momentum": (Momentum, lambda keras: keras.optimizers.SGD(momentum=0.9)),
    "Nesterov": (Nesterov, lambda keras: keras.optimizers.SGD(momentum=0.9, nesterov=True)),
    "RMSprop": (RMSprop, lambda keras: keras.optimizers.RMSprop()),
    "Adam": (Adam, lambda keras: keras.optimizers.Adam()),
    "AdamW": (lambda: AdamW(weight_decay=0.1), adamw_without_biases),
}


@pytest.mark.parametrize("name", PAIRS)
def test_ten_steps_lead_to_the_same_weights(keras, tf, digits_batch, name):
    x, y = digits_batch
    ours, theirs = two_networks(keras, Tanh)
    make_ours, make_theirs = PAIRS[name]
    our_optimizer, their_optimizer = make_ours(), make_theirs(keras)
    start = ours.get_weights()
    for _ in range(10):
        _, gradient = ours.loss_and_gradients(x, y)
        our_optimizer.update(ours.parameters, gradient, ours.weights)
        _, gradients = keras_loss_and_gradients(keras, tf, theirs, x, y)
        their_optimizer.apply(gradients, theirs.trainable_variables)
    for mine, their, first in zip(ours.get_weights(), theirs.get_weights(), start, strict=True):
        np.testing.assert_allclose(mine, their, atol=1e-5)
        assert np.abs(mine - first).max() > 1e-3


@pytest.mark.parametrize("name", PAIRS)
def test_three_hundred_steps_along_the_same_derivatives_end_in_the_same_place(keras, name):
    rng = np.random.default_rng(14)
    start, derivatives = rng.normal(size=50), rng.normal(size=(300, 50))
    ours, theirs = start.copy(), keras.Variable(start, dtype="float64", name="kernel")
    our_optimizer, their_optimizer = PAIRS[name][0](), PAIRS[name][1](keras)
    for derivative in derivatives:
        our_optimizer.update(ours, derivative)
        their_optimizer.apply([derivative], [theirs])
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-5, atol=1e-6)  # Keras keeps the rate in float32
    assert np.abs(ours - start).max() > 1e-2


@pytest.mark.parametrize("name", PAIRS)
def test_the_usual_settings_are_those_of_keras(keras, name):
    ours, theirs = PAIRS[name][0](), PAIRS[name][1](keras)
    assert np.isclose(ours.learning_rate, float(theirs.learning_rate))
    for setting in ("rho", "beta_1", "beta_2", "epsilon", "momentum"):
        if hasattr(ours, setting):
            assert getattr(ours, setting) == getattr(theirs, setting)
    assert AdamW().weight_decay == keras.optimizers.AdamW().weight_decay


def test_ten_steps_of_fit_on_one_batch_are_ten_steps_of_keras(keras, digits_batch):
    x, y = digits_batch
    ours, theirs = two_networks(keras, ReLU, l2=1e-3)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    theirs.compile("adam", loss, metrics=["accuracy"])
    expected = theirs.fit(x, y, epochs=10, batch_size=32, verbose=0, validation_data=(x, y)).history
    history = ours.fit(x, y, epochs=10, batch_size=32, l2=1e-3, validation=(x, y), progress=False)
    assert set(history) == {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"}
    for name, values in expected.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-4)
    for mine, their in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(mine, their, atol=1e-5)


def test_one_cycle_is_the_schedule_that_compile_one_cycle_gives_to_keras(keras):
    """Lessons compile with the one, and the measured recipes train with the other."""
    from utils.training import compile_one_cycle

    network = keras.Sequential([keras.Input((4,)), keras.layers.Dense(10)])
    compile_one_cycle(network, peak=0.003, images=800, epochs=5, batch_size=8)
    schedule = keras.optimizers.schedules.deserialize(network.optimizer.get_config()["learning_rate"])
    steps = np.arange(500)
    expected = [float(schedule(step)) for step in steps]
    np.testing.assert_allclose(0.003 * one_cycle(steps / 500), expected, atol=1e-8)
