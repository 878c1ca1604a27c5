"""Training: epochs of mini-batches, and everything that `fit` offers around them."""

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from utils.epoch_bar import epoch_bar, show_epoch
from utils.fingerprints import fingerprint, identity
from utils.scratch.checks import fraction, number, whole
from utils.scratch.optimizers import Optimizer, make_optimizer
from utils.scratch.resuming import Keeper

if TYPE_CHECKING:
    from utils.scratch.network import Network


def fit(
    network: "Network",
    x: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int = 5,
    batch_size: int = 32,
    optimizer: Optimizer | str = "adam",
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    l1: float = 0.0,
    l2: float = 0.0,
    label_smoothing: float = 0.0,
    schedule: Callable | None = None,
    patience: int | None = None,
    augment: Callable | None = None,
    averaging: float | None = None,
    threads: int = 1,
    seed: int = 0,
    progress: bool = True,
    checkpoint: str | Path | None = None,
    after_epoch: Callable | None = None,
) -> dict[str, list[float]]:
    """Train a network on images and labels, in place.

    Parameters
    ----------
    network : Network
    x : array (m, ...)
        Training images of n_in values each.
    y : integer array (m,), or one-hot rows (m, n_out)
        Their labels.
    epochs, batch_size : int
        How often each image is seen, and how many images make one step. Every epoch has its own order.
    optimizer : Optimizer or str
        The name of one of OPTIMIZERS, or an optimizer, which forgets its earlier steps.
    validation : (x, y) or None
        Images and labels that the network is tested on after each epoch, and never trained on.
    l1, l2 : float
        Penalties l1 * sum(abs(W)) and l2 * sum(W**2), on the weights but not on the biases.
    label_smoothing : float
        The share of each target that is spread evenly over all classes.
    schedule : function or None
        Takes the share of training done, 0 to 1, and returns the factor of the learning rate; see
        utils.scratch.schedules.
    patience : int or None
        Stop when the validation loss has not set a new record for this many epochs. The network keeps the parameters
        of the record, even if all epochs were used.
    augment : function or None
        augment(x, rng) returns new training images of the same shape. It is called once per epoch, always on the given
        x.
    averaging : float or None
        Keep a moving average of the parameters. At 0.999, for example, it forgets 0.1% at each step. The average is
        what is validated, and what the network keeps.
    threads : int
        How many threads share one matrix product; see `blas_threads` before you take more than one.
    seed : int
        Decides the order of the images, dropout, and what `augment` draws.
    progress : bool
        Whether to show a progress bar, on standard output.
    checkpoint : path or None
        A file in which the training is kept after each epoch. Where it exists, the training goes on from there and
        becomes what it would have been without a break. It holds neither an average nor a record, so it goes with
        neither `averaging` nor `patience`.
    after_epoch : function or None
        after_epoch(history) is called when an epoch is over and kept.

    Returns
    -------
    dict of lists, one value per epoch
        `loss` (with penalties) and `accuracy`, both measured while training; `learning_rate`, of the epoch's last
        step; with validation, also `val_loss` and `val_accuracy`.

    Raises
    ------
    ValueError
        If an argument does not fit, or the checkpoint is damaged or belongs to another training.
    FloatingPointError
        If the loss becomes nan or infinite; the learning rate is nearly always too high.
    """
    epochs, batch_size = whole(epochs, "epochs"), whole(batch_size, "batch_size")
    images, rows = np.asarray(x), network.check_rows(x)
    labels = network.check_labels(y, len(rows))
    objective = {"l1": number(l1, "l1"), "l2": number(l2, "l2"), "label_smoothing": label_smoothing}
    fraction(label_smoothing, "label_smoothing")
    if validation is not None:
        validation = _checked_pair(network, validation)
    if checkpoint is not None and (patience is not None or averaging is not None):
        raise ValueError("a checkpoint holds neither a record nor an average: leave out patience and averaging")
    stopping = None if patience is None else EarlyStopping(patience, validation)
    average = None if averaging is None else MovingAverage(network.parameters, averaging)
    rng = np.random.default_rng(whole(seed, "seed", 0))
    network.give_generators(rng)
    optimizer = make_optimizer(optimizer)
    optimizer.start(network.parameters)
    steps = math.ceil(len(rows) / batch_size)
    settings = {}
    if checkpoint is not None:
        decisive = {"batch_size": batch_size, "seed": seed, "augment": augment, "schedule": schedule, "epochs": epochs}
        settings = _settings(network, rows, labels, validation, optimizer, **decisive) | objective
    keeper = Keeper(checkpoint, network, optimizer, rng, settings)
    history = keeper.take_up(epochs)
    done = len(history.get("loss", ()))

    with blas_threads(threads), epoch_bar(epochs, done, progress) as bar, np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(done, epochs):
            if augment is not None:
                rows = _augmented(network, images, augment, rng)
            factors = [_factor(schedule, (epoch * steps + step) / (epochs * steps)) for step in range(steps)]
            values = one_epoch(network, rows, labels, batch_size, optimizer, factors, average, rng, objective)
            current = network.parameters.copy()
            if average is not None:
                network.parameters[...] = average.values
            if validation is not None:
                judged = network.evaluate(*validation, **objective)
                values |= {f"val_{name}": value for name, value in judged.items()}
            if not (np.isfinite(network.parameters).all() and all(map(math.isfinite, values.values()))):
                raise _diverged(epoch + 1, values["learning_rate"])
            for name, value in values.items():
                history.setdefault(name, []).append(value)
            show_epoch(bar, values)
            keeper.keep(history)
            if after_epoch is not None:
                after_epoch(history)
            if stopping is not None and stopping.stops_after(values["val_loss"], network.parameters):
                break
            if epoch + 1 < epochs:
                network.parameters[...] = current
    if stopping is not None:
        network.parameters[...] = stopping.best
    return history


def _settings(
    network: "Network",
    rows: np.ndarray,
    labels: np.ndarray,
    validation: tuple[np.ndarray, np.ndarray] | None,
    optimizer: Optimizer,
    *,
    batch_size: int,
    seed: int,
    augment: Callable | None,
    schedule: Callable | None,
    epochs: int,
) -> dict:
    """What decides how a training goes, as plain data: a checkpoint of another one is not taken up."""
    return {
        "images": fingerprint(rows, labels),
        "validation": fingerprint(*validation) if validation else "none",
        "batch_size": batch_size,
        "seed": seed,
        "layers": [repr(layer) for layer in network.layers],
        "optimizer": {"class_name": type(optimizer).__name__, "config": optimizer.settings()},
        "schedule": f"{identity(schedule)} over {epochs} epochs" if schedule else "none",
        "augment": identity(augment) if augment else "none",
    }


def one_epoch(
    network: "Network",
    rows: np.ndarray,
    labels: np.ndarray,
    batch_size: int,
    optimizer: Optimizer,
    factors: list[float],
    average: "MovingAverage | None",
    rng: np.random.Generator,
    objective: dict[str, float],
) -> dict[str, float]:
    """Take one step for each batch, in a new order; `factors` holds the factor of the learning rate for each step.

    Returns {"loss", "accuracy", "learning_rate"}: means over the images as they were seen, and the last step's rate.
    """
    loss_sum = right = 0
    for factor, (x, y) in zip(factors, batches(rows, labels, batch_size, rng), strict=True):
        loss, z = network.differentiate(x, y, **objective, training=True)
        optimizer.update(network.parameters, network.gradient, network.weights, factor)
        if average is not None:
            average.update(network.parameters)
        loss_sum += loss * len(y)
        right += np.count_nonzero(z.argmax(axis=1) == y)
        if not math.isfinite(loss):
            break  # there is nothing left to learn from; `fit` says so
    rate = optimizer.learning_rate * factor
    return {"loss": loss_sum / len(rows), "accuracy": float(right / len(rows)), "learning_rate": rate}


def _factor(schedule, share) -> float:
    return 1.0 if schedule is None else number(schedule(share), "the learning rate's factor from `schedule`")


def blas_threads(count: int) -> AbstractContextManager:
    """A `with` block in which `count` threads share each matrix product.

    One is the safe choice. The products of a small network take less than a millisecond, and the threads wait for each
    other after every one. On a busy computer, that made training 100 times slower. More threads help when layers and
    batches are large and nothing else is running.
    """
    from threadpoolctl import threadpool_limits

    return threadpool_limits(whole(count, "threads"), user_api="blas")


def batches(
    rows: np.ndarray, labels: np.ndarray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The rows (m, n) with their labels (m,), in a new order, batch by batch; the last one may be smaller.

    All batches use the same memory, so each one is gone when the next one comes.
    """
    order = rng.permutation(len(rows))
    labels = labels[order]
    memory = np.empty((min(batch_size, len(rows)), rows.shape[1]), rows.dtype)
    for i in range(0, len(rows), batch_size):
        chosen = order[i : i + batch_size]
        # mode="clip" lets take write straight into `out`; no index is ever outside.
        yield np.take(rows, chosen, axis=0, out=memory[: len(chosen)], mode="clip"), labels[i : i + batch_size]


class EarlyStopping:
    """Keeps the parameters with the lowest validation loss, and says when to stop waiting for a lower loss.

    Source: Goodfellow et al., 7.8.
    """

    def __init__(self, patience: int, validation: tuple[np.ndarray, np.ndarray] | None):
        if validation is None:
            raise ValueError("patience waits for the validation loss: give validation=(x, y) too")
        self.patience = whole(patience, "patience")
        self.lowest, self.best, self.waited = math.inf, None, 0

    def stops_after(self, loss: float, parameters: np.ndarray) -> bool:
        """Whether `patience` epochs have passed without a new lowest loss; keeps a copy of the best parameters."""
        if loss < self.lowest:
            self.lowest, self.best, self.waited = loss, parameters.copy(), 0
        else:
            self.waited += 1
        return self.waited >= self.patience


class MovingAverage:
    """Exponential moving average of the parameters, in `values`. Source: Polyak and Juditsky 1992.

    At step t it forgets 1 - min(decay, (1 + t) / (10 + t)) of itself, so the start is soon forgotten.
    """

    def __init__(self, parameters: np.ndarray, decay: float):
        self.decay, self.steps = fraction(decay, "averaging"), 0
        self.values, self._change = parameters.copy(), np.empty_like(parameters)

    def update(self, parameters: np.ndarray) -> None:
        """Take one step toward the parameters."""
        self.steps += 1
        np.subtract(parameters, self.values, out=self._change)
        self._change *= 1 - min(self.decay, (1 + self.steps) / (10 + self.steps))
        self.values += self._change


def _checked_pair(network, validation):
    try:
        x, y = validation
    except (TypeError, ValueError):
        raise ValueError("validation must be a pair: validation=(x_validation, y_validation)") from None
    x = network.check_rows(x)
    return x, network.check_labels(y, len(x))


def _augmented(network, images, augment, rng):
    """New training rows; `augment` gets a read-only view, because the next epoch needs the originals."""
    originals = images.view()
    originals.flags.writeable = False
    new = np.asarray(augment(originals, rng))
    if new.shape != images.shape:
        raise ValueError(f"augment was given images of shape {images.shape} and returned {new.shape}; keep the shape")
    return network.check_rows(new)


def _diverged(epoch, rate):
    return FloatingPointError(
        f"the loss became nan or infinite in epoch {epoch}. The learning rate {rate:g} is probably too high: "
        f"make a new network and try {rate / 10:g}; and check that the pixels lie in 0..1"
    )
