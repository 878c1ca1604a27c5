"""What several exercises of this lesson need."""

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.plain import describe_type


def _network(layers):
    """A Keras network of 400 inputs and (neurons, activation) a layer."""
    import keras

    dense = [keras.layers.Dense(neurons, activation=activation) for neurons, activation in layers]
    return keras.Sequential([keras.Input(shape=(400,)), *dense])


def _refuse_unless_network(result):
    import keras

    if not isinstance(result, keras.Model):
        raise NotYet(
            f"{describe_type(result)} came back where a Keras network is meant. Does the function return the network?"
        )
    if not result.built:
        raise NotYet(
            "The network does not know yet how many numbers an image has. Which line of the lesson's example says it?"
        )


def _logits(network, x):
    try:
        return np.asarray(network(x, training=False))
    except Exception:  # Keras and TensorFlow raise many kinds
        raise NotYet(
            "The network cannot take our images, which are rows of 400 numbers. Is it keras.Input(shape=(400,)), and "
            "are the layers in the right order?"
        ) from None


def _losses_of_training(network, x, y, steps):
    """Losses of a few steps of gradient descent on one batch; by hand, since fit compiles longer than this takes."""
    from utils.quiet_tensorflow import keras, tf

    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer, losses = keras.optimizers.Adam(0.01), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = cross_entropy(y, network(x, training=True))
        optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
        losses.append(float(loss))
    return losses
