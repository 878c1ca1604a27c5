"""The programs that TensorFlow makes of `fit_fast`: one for the steps of a whole epoch, one that measures.

Nothing here is left to AutoGraph, which rewrites Python loops: on Python 3.13 it warns of itself.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from utils.quiet_tensorflow import tf

if TYPE_CHECKING:
    import keras


MEASURED_AT_ONCE = 1000


def compiled_epoch(network: "keras.Model", images: int, batch_size: int, xla: bool | None) -> Callable:
    """A function (x, y, order) -> (loss, accuracy) that takes one step for each batch of `order`.

    x has shape (images, ...), y and order (images,). Loss and accuracy are means over the images, each seen just
    before its step. If `xla` is None, XLA is used where it is likely to be faster.
    """
    full, rest = divmod(images, batch_size)

    def step(x, y, batch, size, sums):
        x, y = tf.gather(x, batch), tf.gather(y, batch)
        with tf.GradientTape() as tape:
            z = network(x, training=True)
            loss = network.compute_loss(x=x, y=y, y_pred=z, training=True)
            scaled = network.optimizer.scale_loss(loss)  # larger only in mixed precision, so that no gradient becomes 0
        gradients = tape.gradient(scaled, network.trainable_variables)
        network.optimizer.apply(gradients, network.trainable_variables)
        return sums[0] + loss * size, sums[1] + _right(z, y)

    def run_epoch(x, y, order):
        def full_step(i, *sums):
            return i + 1, *step(x, y, tf.slice(order, [i * batch_size], [batch_size]), batch_size, sums)

        sums = tf.zeros(()), tf.zeros(())
        if full:  # XLA compiles the body of a loop even if it never runs, and would find too few images for it
            _, *sums = tf.while_loop(lambda i, *_: i < full, full_step, (0, *sums))
        if rest:
            sums = step(x, y, order[full * batch_size :], rest, sums)
        return sums[0] / images, sums[1] / images

    return _compiled(run_epoch, jit_compile=(is_faster_with_xla(network) if xla is None else xla) and _xla_is_there())


def compiled_measure(network: "keras.Model") -> Callable:
    """A function (x, y) -> {"val_loss", "val_accuracy"} for images (m, ...) and labels (m,). It trains nothing."""

    def measure_part(x, y):
        z = network(x, training=False)
        return network.compute_loss(x=x, y=y, y_pred=z, training=False), _right(z, y)

    measure_part = _compiled(measure_part)

    def measure(x, y):
        loss = right = 0.0
        for start in range(0, len(y), MEASURED_AT_ONCE):
            part = slice(start, start + MEASURED_AT_ONCE)
            of_part, right_in_part = measure_part(tf.constant(x[part], tf.float32), tf.constant(y[part], tf.int32))
            loss += float(of_part) * len(y[part])
            right += float(right_in_part)
        return {"val_loss": loss / len(y), "val_accuracy": right / len(y)}

    return measure


def is_faster_with_xla(network: "keras.Model") -> bool:
    """Whether XLA is likely to help on a processor: not where random numbers are drawn, and not with convolutions."""
    draws_numbers = any("seed_generator" in variable.path for variable in network.variables)
    return not draws_numbers and not any(len(variable.shape) == 4 for variable in network.trainable_variables)


def _compiled(function, **options):
    # TensorFlow warns when one function is compiled again and again. Here each network has a function of its own, and a
    # partial lets TensorFlow see that.
    return tf.function(partial(function), autograph=False, **options)


def _right(z, y):
    return tf.reduce_sum(tf.cast(tf.argmax(z, axis=1, output_type=tf.int32) == y, tf.float32))


@cache
def _xla_is_there() -> bool:
    """Whether TensorFlow can compile with XLA here; some builds for some systems cannot."""
    try:
        tf.function(lambda x: x + 1, jit_compile=True, autograph=False)(tf.zeros(2))
    except (tf.errors.OpError, RuntimeError, ValueError):
        return False
    return True
