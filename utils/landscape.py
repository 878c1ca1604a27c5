"""The loss of a small network as a landscape: steps and walks through it, and flat cuts through it.

A point of the landscape is a row w of shape (p,): all weights and biases of a network from utils.scratch, as
`network.parameters` holds them. Nothing here changes the network it is given.
"""

import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from utils.scratch import Dense, Network, Optimizer, ReLU, softmax_cross_entropy


def classic_in_numpy(hidden: Sequence[int] = (25, 15), *, seed: int = 0) -> Network:
    """The network 400-25-15-10 in NumPy, or one with other hidden layers; its weights start as Keras's do."""
    sizes = (400, *hidden, 10)
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
        layers += [Dense(n_in, n_out, "glorot_uniform"), ReLU()]
    return Network(layers[:-1], seed=seed)


class LossAndGradient:
    """The mean loss of a network on some of its images, and the gradient, at any point of the landscape.

    Parameters
    ----------
    network : Network
        Decides the shape of the landscape; its own parameters stay as they are.
    x, y : arrays (m, n) and (m,)
        Images and labels.

    `images` counts the images looked at in all calls together; `start` (p,) is where the network stands.

    Raises ValueError if images and labels do not fit the network or each other.
    """

    __name__ = "loss_and_gradient"  # so that a verdict on an exercise calls it by the name of a function

    def __init__(self, network: Network, x: np.ndarray, y: np.ndarray):
        self._network, self.images = network, 0
        self.start = network.parameters.copy()
        self._x = network.check_rows(x)
        self._y = network.check_labels(y, len(self._x))

    def __call__(self, w, batch=None) -> tuple[float, np.ndarray]:
        """(loss, g) at the point w (p,), g of shape (p,); `batch` holds the indices of the images, None means all.

        Raises ValueError for a batch that is empty or a single number.
        """
        if batch is not None and np.ndim(batch) == 0:
            raise ValueError(f"batch must be a row of indices, for example [3, 7]; got the number {batch}")
        x, y = (self._x, self._y) if batch is None else (self._x[batch], self._y[batch])
        if not len(y):
            raise ValueError("the batch is empty: there is no image to take a loss of")
        with _at(self._network, w), np.errstate(over="ignore", invalid="ignore"):
            loss, _ = self._network.differentiate(x, y)
            self.images += len(y)
            return float(loss), self._network.gradient.copy()


def losses_at(network: Network, points: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The mean loss on images x (m, n) with labels y (m,) at each of the points (k, p), as an array (k,).

    Where the network overflows, the loss is nan. Raises ValueError if shapes do not fit.
    """
    rows = network.check_rows(x)
    labels = network.check_labels(y, len(rows))
    losses = np.full(len(points), np.nan)
    with _one_thread(), np.errstate(over="ignore", invalid="ignore"):
        for i, w in enumerate(points):
            with _at(network, w):
                z = network.forward(rows)
            if np.isfinite(z).all():
                losses[i] = softmax_cross_entropy(z, labels)[0]
    return losses


@dataclass(frozen=True, eq=False, repr=False)
class Walk:
    """The record of a training run: where it went, how high that is, and what it cost.

    `points` (k, p) are places along the way, the start first; `losses` (k,) the mean loss on all images there;
    `images` (k,) how many images had been used by then; `seconds` how long the steps took, without the measuring.
    """

    points: np.ndarray
    losses: np.ndarray
    images: np.ndarray
    seconds: float


def walk(
    network: Network,
    optimizer: Optimizer,
    x: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int,
    batch_size: int,
    seed: int = 0,
    stops: int = 2,
) -> Walk:
    """Walk from where the network stands, by an optimizer of utils.scratch, and look around `stops` times per epoch.

    Walks with the same seed and batch size use the same batches in the same order. A walk that diverges is not
    stopped, and its losses become huge or nan.

    Raises ValueError if images and labels do not fit, or if epochs, batch_size or stops are less than 1.
    """
    for name, value in {"epochs": epochs, "batch_size": batch_size, "stops": stops}.items():
        if value < 1:
            raise ValueError(f"{name} is {value}; it must be 1 or more")
    rows = network.check_rows(x)
    labels = network.check_labels(y, len(rows))
    m, rng, w = len(labels), np.random.default_rng(seed), network.parameters.copy()
    looks = {round(part * m / stops / batch_size) * batch_size for part in range(1, stops)} - {0}
    points, images, seconds = [w.copy()], [0], 0.0
    optimizer.start(w)
    with _at(network, w), _one_thread(), np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(epochs):
            order = rng.permutation(m)
            for first in range(0, m, batch_size):
                started = time.perf_counter()
                batch = order[first : first + batch_size]
                network.differentiate(rows[batch], labels[batch])
                optimizer.update(network.parameters, network.gradient)
                seconds += time.perf_counter() - started
                done = first + len(batch)
                if done == m or done in looks:
                    points.append(network.parameters.copy())
                    images.append(epoch * m + done)
    return Walk(np.array(points), losses_at(network, points, rows, labels), np.array(images), seconds)


@dataclass(frozen=True, eq=False, repr=False)
class Plane:
    """A flat cut through the landscape: a point `origin` (p,) and two directions (2, p) of length 1, at right angles.

    A place in the plane has two coordinates (a, b); it is the point origin + a * directions[0] + b * directions[1].
    """

    origin: np.ndarray
    directions: np.ndarray

    def coordinates(self, points: np.ndarray) -> np.ndarray:
        """Where the points (k, p) land when they are dropped straight onto the plane, as (k, 2)."""
        return (np.asarray(points, dtype=float) - self.origin) @ self.directions.T

    def points(self, places: np.ndarray) -> np.ndarray:
        """The points (k, p) of the landscape at places (k, 2) of the plane."""
        return self.origin + np.asarray(places) @ self.directions

    def share(self, points: np.ndarray) -> float:
        """How much of the way from the origin to the points (k, p) lies in the plane: 0 none, 1 all of it.

        It is a share of squared distances, as explained variance is.
        """
        away = np.asarray(points, dtype=float) - self.origin
        return float((self.coordinates(points) ** 2).sum() / (away**2).sum())


def plane_through(origin: np.ndarray, first: np.ndarray, second: np.ndarray) -> Plane:
    """The one plane through three points of shape (p,); its first direction leads to `first`.

    Raises ValueError if the three lie on one line. Compare Li et al., Visualizing the Loss Landscape of Neural Nets,
    2018, who choose directions by chance or by principal components; three points need no choice.
    """
    origin, first, second = (np.asarray(point, dtype=float) for point in (origin, first, second))
    along = first - origin
    across = second - origin
    length = np.linalg.norm(along)
    if length > 0:
        along = along / length
        across = across - (across @ along) * along
    height = np.linalg.norm(across)
    if length == 0 or height <= 1e-9 * np.linalg.norm(second - origin):
        raise ValueError("the three points lie on one line, and many planes hold a line: choose another third point")
    return Plane(origin, np.stack([along, across / height]))


def losses_on(plane: Plane, network: Network, x: np.ndarray, y: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The mean loss on images x (m, n) with labels y (m,) over a grid of the plane, shape (len(b), len(a)).

    a and b are the coordinates of the grid's columns and rows. Raises ValueError if shapes do not fit.
    """
    places = np.stack(np.meshgrid(a, b), axis=-1).reshape(-1, 2)
    losses = [losses_at(network, plane.points(row), x, y) for row in places.reshape(len(b), len(a), 2)]
    return np.stack(losses)


@contextmanager
def _at(network, w):
    """The network at the point w, and afterward back where it was."""
    w = np.asarray(w)
    if w.shape != network.parameters.shape:
        raise ValueError(f"a point of this network has shape {network.parameters.shape}; this one has {w.shape}")
    before = network.parameters.copy()
    network.parameters[...] = w
    try:
        yield
    finally:
        network.parameters[...] = before


def _one_thread():
    """One thread multiplies such small matrices faster than several that wait for each other."""
    return threadpool_limits(1, user_api="blas")
