"""The fast way to fit a small Keras network: a whole epoch is one compiled call, with the arithmetic of `fit`."""

import time
import zlib
from functools import cache, partial
from pathlib import Path

import numpy as np

from utils.data.checking import check_examples
from utils.quiet_tensorflow import keras, tf
from utils.training.callbacks import ProgressBar
from utils.training.checkpoints import load_checkpoint, save_checkpoint

SECONDS_BETWEEN_CHECKPOINTS = 2.0
VALIDATED_AT_ONCE = 1000


class TrainingStopped(KeyboardInterrupt):
    """The learner stopped the training; the sentence says where, and how to go on."""

    def _render_traceback_(self):
        return [str(self)]


class Diverged(ArithmeticError):
    """The loss became nan or infinite."""

    def _render_traceback_(self):
        return [f"Diverged: {self}"]


def fit_fast(
    network,
    x,
    y,
    *,
    epochs: int,
    batch_size: int = 32,
    validation=None,
    seed: int = 0,
    augment=None,
    callbacks=(),
    checkpoint: str | Path | None = None,
    progress: bool = True,
    xla: bool | None = None,
):
    """Fit a compiled network as `fit` does, with all steps of an epoch in one call to TensorFlow.

    Parameters
    ----------
    network : keras.Model
        Built and compiled; its loss takes labels as numbers, its output has shape (m, 10).
    x : array (m, ...)
        Images, as the network takes them; kept in memory as float32.
    y : integer array (m,)
        Labels in 0..9.
    epochs, batch_size : int
        How often all images are used, and how many make one step. The last batch of an epoch may be smaller.
    validation : (x, y), optional
        Images and labels whose loss and accuracy are measured after each epoch.
    seed : int
        Decides the order of the images, and what `augment` draws; each epoch has a generator of its own.
    augment : function(x, rng), optional
        Gives the images of one epoch, an array like x; called anew before each epoch.
    callbacks : Keras callbacks
        Called at the beginning and the end of the training and of each epoch, not of each batch.
    checkpoint : path, optional
        A file in which the training's state is kept. Where it exists, the training goes on from there and becomes
        what it would have been without a break. Callbacks with a memory, such as EarlyStopping, begin anew.
    progress : bool
        Whether to show a progress bar.
    xla : bool, optional
        Whether XLA compiles the epoch, where it is there. Without an answer it does, unless the network draws random
        numbers, as Dropout does, or has convolutions: XLA is slow at both on a processor. It helps small networks most.

    Returns
    -------
    keras.callbacks.History
        `history` holds `loss` and `accuracy`, and with validation `val_loss` and `val_accuracy`, one value an
        epoch. Loss and accuracy are means over the epoch, taken while the weights move, as Keras takes them.

    Raises
    ------
    ValueError
        If an argument does not fit; nothing is trained then.
    TrainingStopped
        If the learner interrupts. It is a KeyboardInterrupt.
    Diverged
        If the loss becomes nan or infinite.
    """
    x, y = _check(network, x, y, epochs, batch_size)
    if validation is not None:
        validation = check_examples(*validation, shape=network.input_shape[1:], classes=network.output_shape[-1])
    network.optimizer.build(network.trainable_variables)
    state = [*network.variables, *network.optimizer.variables]
    settings = {"images": _fingerprint(x, y), "batch_size": batch_size, "seed": seed} | _plan(network)
    keeper = _Keeper(None if checkpoint is None else Path(checkpoint), state, settings)

    history = keras.callbacks.History()
    history.history = keeper.load()
    done = len(history.history.get("loss", []))
    bar = [ProgressBar(first_epoch=done)] if progress else []
    calls = keras.callbacks.CallbackList([history, *bar, *callbacks], model=network, epochs=epochs)
    network.stop_training = False
    run_epoch = _compiled_epoch(network, len(y), batch_size, _is_faster_with_xla(network) if xla is None else xla)
    measure = _compiled_measure(network) if validation else None
    labels = tf.constant(y, tf.int32)
    images = tf.constant(x, tf.float32)
    calls.on_train_begin()
    try:
        for epoch in range(done, epochs):
            rng = np.random.default_rng([seed, epoch])
            calls.on_epoch_begin(epoch)
            order = tf.constant(rng.permutation(len(y)), tf.int32)
            if augment is not None:
                images = tf.constant(_augmented(augment, x, rng), tf.float32)
            loss, accuracy = (float(value) for value in run_epoch(images, labels, order))
            _refuse_divergence(loss, epoch, network)
            logs = {"loss": loss, "accuracy": accuracy}
            if validation:
                logs |= _measure(measure, *validation)
            calls.on_epoch_end(epoch, logs)
            keeper.save(history.history, last=epoch + 1 == epochs or network.stop_training)
            if network.stop_training:
                break
    except KeyboardInterrupt:
        raise TrainingStopped(keeper.farewell(epochs)) from None
    finally:
        calls.on_train_end()
    network.optimizer.finalize_variable_values(network.trainable_variables)  # averaged weights, where it keeps them
    history.epoch = list(range(len(history.history.get("loss", []))))
    return history


def _check(network, x, y, epochs, batch_size):
    if not getattr(network, "compiled", False):
        raise ValueError("the network is not compiled: call compile_for_digits(network) first")
    if getattr(network, "input_shape", None) is None:
        raise ValueError("the network does not know its input yet: begin it with keras.Input(shape=...)")
    for name, value in {"epochs": epochs, "batch_size": batch_size}.items():
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise ValueError(f"{name} is {value!r}; it must be a whole number, 1 or more")
    return check_examples(x, y, shape=network.input_shape[1:], classes=network.output_shape[-1])


def _augmented(augment, x, rng):
    images = augment(x, rng)
    if np.shape(images) != x.shape:
        raise ValueError(f"augment gave images of shape {np.shape(images)}; x has {x.shape}")
    return images


def _compiled_epoch(network, images, batch_size, xla):
    """A function (x, y, order) -> (loss, accuracy) that makes one step for each batch of `order`."""
    full, rest = divmod(images, batch_size)

    def step(x, y):
        with tf.GradientTape() as tape:
            z = network(x, training=True)
            loss = network.compute_loss(x=x, y=y, y_pred=z, training=True)
            scaled = network.optimizer.scale_loss(loss)  # larger only in mixed precision, so that no slope becomes 0
        gradients = tape.gradient(scaled, network.trainable_variables)
        network.optimizer.apply(gradients, network.trainable_variables)
        return loss, _right(z, y)

    def run_epoch(x, y, order):
        loss, right = tf.zeros(()), tf.zeros(())
        for i in tf.range(full):
            batch = tf.slice(order, [i * batch_size], [batch_size])
            of_batch, right_in_batch = step(tf.gather(x, batch), tf.gather(y, batch))
            loss, right = loss + of_batch * batch_size, right + right_in_batch
        if rest:
            batch = order[full * batch_size :]
            of_batch, right_in_batch = step(tf.gather(x, batch), tf.gather(y, batch))
            loss, right = loss + of_batch * rest, right + right_in_batch
        return loss / images, right / images

    # TensorFlow takes a function that is compiled again and again for a mistake, and warns. Each network has its own;
    # as a partial, TensorFlow can see that.
    return tf.function(partial(run_epoch), jit_compile=xla and _xla_is_there())


def _compiled_measure(network):
    """A function (x, y) -> (loss, number of right answers), without training."""

    @tf.function
    def measure(x, y):
        z = network(x, training=False)
        return network.compute_loss(x=x, y=y, y_pred=z, training=False), _right(z, y)

    return measure


def _measure(measure, x, y):
    loss = right = 0.0
    for start in range(0, len(y), VALIDATED_AT_ONCE):
        part = slice(start, start + VALIDATED_AT_ONCE)
        of_part, right_in_part = measure(tf.constant(x[part], tf.float32), tf.constant(y[part], tf.int32))
        loss += float(of_part) * len(y[part])
        right += float(right_in_part)
    return {"val_loss": loss / len(y), "val_accuracy": right / len(y)}


def _right(z, y):
    return tf.reduce_sum(tf.cast(tf.argmax(z, axis=1, output_type=tf.int32) == y, tf.float32))


def _is_faster_with_xla(network) -> bool:
    draws_numbers = any("seed_generator" in variable.path for variable in network.variables)
    return not draws_numbers and not any(len(variable.shape) == 4 for variable in network.trainable_variables)


@cache
def _xla_is_there() -> bool:
    """Whether TensorFlow can compile with XLA here; some builds for some systems cannot."""
    try:
        tf.function(lambda x: x + 1, jit_compile=True)(tf.zeros(2))
    except (tf.errors.OpError, RuntimeError, ValueError):
        return False
    return True


def _refuse_divergence(loss, epoch, network):
    if np.isfinite(loss):
        return
    rate = float(network.optimizer.learning_rate.numpy())
    raise Diverged(f"the loss is {loss} in epoch {epoch + 1}: the learning rate of {rate:g} is too large here")


def _fingerprint(x, y) -> str:
    sums = (zlib.crc32(np.ascontiguousarray(array)) for array in (x, y))
    return f"{len(y)} images, " + "-".join(f"{value:08x}" for value in sums)


def _plan(network) -> dict:
    """What a checkpoint's network and optimizer must have in common with these."""
    optimizer = getattr(network.optimizer, "inner_optimizer", network.optimizer)  # in mixed precision
    rate = optimizer.get_config()["learning_rate"]  # a number, or a schedule with its settings
    return {
        "network": " ".join(f"{v.path.split('/')[-1]}{tuple(v.shape)}" for v in network.variables),
        "optimizer": type(optimizer).__name__,
        "learning_rate": f"{rate:g}" if isinstance(rate, float) else str(rate),
    }


class _Keeper:
    """Loads and saves the state of a training, not more often than every few seconds. Without a path, it does not."""

    def __init__(self, path: Path | None, state, settings: dict):
        self._path, self._state, self._settings = path, state, settings
        self._saved_at, self._epochs = time.monotonic(), 0

    def load(self) -> dict[str, list[float]]:
        history = load_checkpoint(self._path, self._state, self._settings) if self._path else {}
        self._epochs = len(history.get("loss", []))
        return history

    def save(self, history: dict[str, list[float]], *, last: bool) -> None:
        if self._path is None or not (last or time.monotonic() > self._saved_at + SECONDS_BETWEEN_CHECKPOINTS):
            return
        save_checkpoint(self._path, self._state, history, self._settings)
        self._saved_at, self._epochs = time.monotonic(), len(history["loss"])

    def farewell(self, epochs: int) -> str:
        if self._path is None:
            return "Training stopped. Nothing was kept: with checkpoint=..., the next call would go on from here."
        return f"Training stopped. {self._epochs} of {epochs} epochs are kept; the same call goes on from there."
