"""Fitting the course's Keras networks: compiling, progress, and when to stop."""

import sys

import numpy as np

from utils.quiet_tensorflow import keras

BATCH_SIZE = 32


def compile_for_digits(network, learning_rate: float = 0.001, images: int = 5000) -> None:
    """Compile a network that ends in logits: Adam, cross-entropy computed from logits, accuracy.

    One call to TensorFlow runs all batches of an epoch over `images` images. The arithmetic is the same as batch
    by batch; only the waiting between batches goes.
    """
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        steps_per_execution=-(-images // BATCH_SIZE),
    )


class ProgressBar(keras.callbacks.Callback):
    """One progress bar for a whole `fit`, a step an epoch, with the current loss; goes to standard output."""

    def on_train_begin(self, logs=None):
        from tqdm import tqdm

        self._bar = tqdm(total=self.params["epochs"], unit="epoch", file=sys.stdout, ncols=80)

    def on_epoch_end(self, epoch, logs=None):
        self._bar.set_postfix(loss=f"{(logs or {}).get('loss', float('nan')):.4f}", refresh=False)
        self._bar.update()

    def on_train_end(self, logs=None):
        self._bar.close()


class StopAtZeroErrors(keras.callbacks.Callback):
    """Stops a `fit` after the first epoch that leaves no error on (x, y); `epoch` is that epoch, counted from 1.

    x has shape (m, ...), y (m,). `epoch` is None as long as an error is left.
    """

    def __init__(self, x, y):
        super().__init__()
        self._x, self._y = x, y
        self.epoch = None

    def on_train_begin(self, logs=None):
        self.epoch = None

    def on_epoch_end(self, epoch, logs=None):
        if count_errors(self.model, self._x, self._y) == 0:
            self.epoch = epoch + 1
            self.model.stop_training = True


def predict_logits(network, x) -> np.ndarray:
    """Logits of a network for x of shape (m, ...), as a float array of shape (m, 10), in one step."""
    return np.asarray(network(x, training=False))


def count_errors(network, x, y) -> int:
    """How many of the images x (m, ...) get another digit than their label in y (m,)."""
    return int(np.count_nonzero(predict_logits(network, x).argmax(axis=1) != y))


def train_classic(digits, *, epochs: int, seed: int, learning_rate: float = 0.001, callbacks=()):
    """The 400-25-15-10 network, trained on `digits` (see utils.data.load_digits5000) in batches of 32 by Adam.

    `seed` sets the seeds of Python, NumPy and TensorFlow for the whole process, which is what Keras offers.
    Returns the trained network and its Keras history.
    """
    from utils.models import classic_network

    keras.utils.set_random_seed(seed)
    network = classic_network()
    compile_for_digits(network, learning_rate, images=len(digits.x_train))
    history = network.fit(
        digits.x_train, digits.y_train, batch_size=BATCH_SIZE, epochs=epochs, verbose=0, callbacks=list(callbacks)
    )
    return network, history
