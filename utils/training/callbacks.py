"""What `fit` and `fit_fast` can do after each epoch: move a progress bar, and stop when no answer is wrong."""

import numpy as np

from utils.data.checking import check_examples
from utils.epoch_bar import epoch_bar, show_epoch
from utils.quiet_tensorflow import keras
from utils.training.predicting import count_errors


class ProgressBar(keras.callbacks.Callback):
    """One progress bar for a whole `fit`, one step per epoch, with loss and accuracy, on standard output.

    `first_epoch` is how many epochs are already done.
    """

    def __init__(self, first_epoch: int = 0):
        super().__init__()
        self._first_epoch = first_epoch

    def on_train_begin(self, logs: dict | None = None) -> None:
        self._bar = epoch_bar(self.params["epochs"], self._first_epoch)

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        show_epoch(self._bar, logs or {})

    def on_train_end(self, logs: dict | None = None) -> None:
        self._bar.close()


class StopAtZeroErrors(keras.callbacks.Callback):
    """Stops a `fit` after the first epoch that leaves no error on (x, y); `epoch` is that epoch, counted from 1.

    x has shape (m, ...), y (m,). `epoch` is None as long as an error is left. Raises ValueError unless x and y are
    images and labels that fit together.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray):
        super().__init__()
        self._x, self._y = check_examples(x, y)
        self.epoch = None

    def on_train_begin(self, logs: dict | None = None) -> None:
        self.epoch = None

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        if count_errors(self.model, self._x, self._y) == 0:
            self.epoch = epoch + 1
            self.model.stop_training = True
