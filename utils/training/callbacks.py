"""What the course lets `fit` and `fit_fast` do after each epoch: show a bar, stop when nothing is wrong."""

from utils.data.checking import check_examples
from utils.epoch_bar import epoch_bar, show_epoch
from utils.quiet_tensorflow import keras
from utils.training.predicting import count_errors


class ProgressBar(keras.callbacks.Callback):
    """One progress bar for a whole `fit`, a step an epoch, with loss and accuracy; goes to standard output.

    `first_epoch` is how many epochs are done already.
    """

    def __init__(self, first_epoch: int = 0):
        super().__init__()
        self._first_epoch = first_epoch

    def on_train_begin(self, logs=None):
        self._bar = epoch_bar(self.params["epochs"], self._first_epoch)

    def on_epoch_end(self, epoch, logs=None):
        show_epoch(self._bar, logs or {})

    def on_train_end(self, logs=None):
        self._bar.close()


class StopAtZeroErrors(keras.callbacks.Callback):
    """Stops a `fit` after the first epoch that leaves no error on (x, y); `epoch` is that epoch, counted from 1.

    x has shape (m, ...), y (m,). `epoch` is None as long as an error is left. Raises ValueError if x
    and y are no images and labels that fit together.
    """

    def __init__(self, x, y):
        super().__init__()
        self._x, self._y = check_examples(x, y)
        self.epoch = None

    def on_train_begin(self, logs=None):
        self.epoch = None

    def on_epoch_end(self, epoch, logs=None):
        if count_errors(self.model, self._x, self._y) == 0:
            self.epoch = epoch + 1
            self.model.stop_training = True
