"""The fast way to fit a small Keras network: a whole epoch is one compiled call, with the arithmetic of `fit`."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from utils.data.checking import check_examples, check_images
from utils.quiet_tensorflow import keras, tf
from utils.training.callbacks import ProgressBar
from utils.training.checkpoints import Keeper
from utils.training.programs import compiled_epoch, compiled_measure
from utils.training.settings import training_settings


class TrainingStopped(KeyboardInterrupt):
    """The learner stopped the training; the sentence says where, and how to go on."""

    def _render_traceback_(self):
        return [str(self)]


class Diverged(ArithmeticError):
    """The loss became nan or infinite."""

    def _render_traceback_(self):
        return [f"Diverged: {self}"]


def fit_fast(
    network: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int,
    batch_size: int = 32,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    seed: int = 0,
    augment: Callable | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    checkpoint: str | Path | None = None,
    progress: bool = True,
    xla: bool | None = None,
) -> keras.callbacks.History:
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
        How often each image is used, and how many images make one step. The last batch of an epoch may be smaller.
    validation : (x, y), optional
        Images and labels for which loss and accuracy are measured after each epoch.
    seed : int
        Decides the order of the images and what `augment` draws; each epoch has its own generator.
    augment : function(x, rng), optional
        Returns the images of one epoch, an array like x. It is called before each epoch, always with the given x, which
        is read-only.
    callbacks : Keras callbacks
        Called at the beginning and the end of training and of each epoch, but not of each batch.
    checkpoint : path, optional
        A file that keeps the state of training. If it exists, training resumes there, and the result is what it would
        have been without a break, except that callbacks with a memory, such as EarlyStopping, start over. If the run in
        it is over, because all epochs are done or a callback ended it, nothing is trained: the network gets the
        weights of that run, and the history is returned. With more epochs, training goes on after the last one, unless
        a callback ended it: then its best weights are the result. `training_settings` says what must be the same.
        A learning rate that callbacks change is reset at the end, so that the same call finds the one it began with.
    progress : bool
        Whether to show a progress bar.
    xla : bool, optional
        Whether XLA, where there is one, compiles the epoch. None means yes, unless the network draws random numbers, as
        Dropout does, or has convolutions: XLA is slow at both on a processor. It helps small networks most.

    Returns
    -------
    keras.callbacks.History
        `history` holds `loss` and `accuracy`, and with validation `val_loss` and `val_accuracy`, one value per epoch.
        Loss and accuracy are means over the epoch, taken while the weights change, as in Keras.

    Raises
    ------
    ValueError
        If an argument does not fit, or the checkpoint is damaged or belongs to another run; network and optimizer then
        stay as they are. Also if `augment` returns images that do not fit.
    TrainingStopped
        If the learner interrupts. It is a KeyboardInterrupt.
    Diverged
        If the loss becomes nan or infinite.
    """
    x, y = _check(network, x, y, epochs, batch_size)
    validation = _checked_pair(network, validation)
    optimizer = network.optimizer
    if not optimizer.built:  # the one for mixed precision would forget its loss scale if it were built again
        optimizer.build(network.trainable_variables)
    settings = {}
    if checkpoint is not None:
        decisive = {"validation": validation, "batch_size": batch_size, "seed": seed, "augment": augment}
        settings = training_settings(network, x, y, **decisive)
    run_epoch, measure = compiled_epoch(network, len(y), batch_size, xla), compiled_measure(network)
    labels, images = tf.constant(y, tf.int32), None if augment is not None else tf.constant(x, tf.float32)

    def train_epoch(epoch):
        rng = np.random.default_rng([seed, epoch])
        order = tf.constant(rng.permutation(len(y)), tf.int32)
        seen = images if augment is None else tf.constant(_augmented(augment, x, rng), tf.float32)
        loss, accuracy = (float(value) for value in run_epoch(seen, labels, order))
        _refuse_divergence(loss, epoch, optimizer, steps=-(-len(y) // batch_size))
        return {"loss": loss, "accuracy": accuracy} | (measure(*validation) if validation else {})

    history, logs = keras.callbacks.History(), None
    with Keeper(checkpoint, network, settings) as keeper:
        kept = keeper.take_up(epochs)
        history.history, done = (kept.history, kept.epochs) if kept else ({}, 0)
        finished = kept is not None and kept.is_finished(epochs)
        bar = [ProgressBar(first_epoch=done)] if progress else []
        calls = keras.callbacks.CallbackList([*callbacks, history, *bar], model=network, epochs=epochs)
        network.stop_training = False
        calls.on_train_begin()
        try:
            for epoch in range(done, done if finished else epochs):
                calls.on_epoch_begin(epoch)
                logs = train_epoch(epoch)
                calls.on_epoch_end(epoch, logs)
                keeper.keep(history.history)
                if network.stop_training:
                    break
            if not finished:
                optimizer.finalize_variable_values(network.trainable_variables)  # averages, if it keeps any
        except KeyboardInterrupt:
            raise TrainingStopped(keeper.farewell(epochs)) from None
        finally:
            calls.on_train_end(logs)
        if not finished:
            keeper.finish(ended=network.stop_training)
    history.epoch = list(range(len(history.history["loss"])))
    return history


def _check(network, x, y, epochs, batch_size):
    if not getattr(network, "compiled", False):
        raise ValueError("the network is not compiled: call compile_for_digits(network) first")
    if getattr(network, "input_shape", None) is None:
        raise ValueError("the network does not know its input yet: begin it with keras.Input(shape=...)")
    for name, value in {"epochs": epochs, "batch_size": batch_size}.items():
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise ValueError(f"{name} is {value!r}; it must be a whole number, 1 or more")
    return _checked(network, x, y)


def _checked(network, x, y):
    return check_examples(x, y, shape=network.input_shape[1:], classes=network.output_shape[-1])


def _checked_pair(network, validation):
    if validation is None:
        return None
    try:
        x, y = validation
    except (TypeError, ValueError):
        raise ValueError("validation must be a pair: validation=(x_validation, y_validation)") from None
    return _checked(network, x, y)


def _augmented(augment, x, rng):
    """New images; `augment` gets a read-only view, because the next epoch needs the originals."""
    originals = x.view()
    originals.flags.writeable = False
    images = np.asarray(augment(originals, rng))
    if images.shape != x.shape:
        raise ValueError(f"augment gave images of shape {images.shape}; x has {x.shape}")
    try:
        return check_images(images)
    except ValueError as error:
        raise ValueError(f"augment gave images that do not fit: {error}") from None


def _refuse_divergence(loss, epoch, optimizer, steps):
    if np.isfinite(loss):
        return
    rate = _highest_rate(optimizer, steps)
    raise Diverged(f"the loss is {loss} in epoch {epoch + 1}: the learning rate of {rate:g} is too large here")


def _highest_rate(optimizer, steps) -> float:
    """The highest learning rate of the last steps; by the very last one, a schedule has often come down to 0."""
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)  # in mixed precision
    schedule = optimizer._learning_rate
    if not isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        return float(optimizer.learning_rate)
    end = int(optimizer.iterations)
    some = np.unique(np.linspace(max(end - steps, 0), end, 100).astype(int))
    return max(float(schedule(int(step))) for step in some)
