"""A network: layers in a row, all their parameters in one vector."""

import json
import math
from copy import copy
from pathlib import Path

import numpy as np

from utils.data.checking import check_images, check_labels
from utils.data.splitting import from_one_hot
from utils.files import part_file
from utils.scratch.checks import choose, fraction, whole
from utils.scratch.fitting import fit
from utils.scratch.layers import LAYERS, Dense, Layer
from utils.scratch.losses import cross_entropy_of_checked, penalty

FORMAT = "network from utils.scratch, 1"
ROWS_AT_A_TIME = 1000  # the activations of this many images still fit into the processor's cache


class Network:
    """Layers in a row, from images (m, n_in) to logits (m, n_out).

    Parameters
    ----------
    layers : list of Layer
        At least one of them Dense. The network works on copies, kept in `layers`, so one list can make many networks.
    seed : int
        The same seed gives the same weights.
    dtype : float32 or float64
        float32 to train; float64 to check gradients by finite differences.

    Attributes
    ----------
    parameters, gradient : arrays (number of parameters,)
        All weights, then all biases; and the loss's derivatives with respect to them, as the last batch left them. The
        arrays of the layers are views into these two, so changing one changes the other.
    weights : array (number of weights,)
        The part of `parameters` that l1, l2 and weight decay make smaller.
    n_in, n_out : int
        How many values one image has, and how many classes there are.

    Raises ValueError if the layers do not fit together.
    """

    def __init__(self, layers: list[Layer], seed: int = 0, dtype: type = np.float32):
        self.layers = [copy(layer) for layer in _fitting(layers)]
        self.dtype = np.dtype(dtype)
        if self.dtype not in (np.float32, np.float64):
            raise ValueError(f"dtype is {self.dtype}; it must be float32 or float64")
        self._make_vectors()
        self.n_in, self.n_out = self._dense[0].inputs, self._dense[-1].outputs
        self.give_generators(np.random.default_rng(whole(seed, "seed", 0)))
        for layer in self._dense:
            layer.W[...] = layer.initialize(layer.W.shape, layer.rng)

    def _make_vectors(self):
        """The two vectors, and the layers' views into them. Weights come first, so `weights` is one slice."""
        self._dense = [layer for layer in self.layers if isinstance(layer, Dense)]
        count = sum(layer.inputs * layer.outputs for layer in self._dense)
        length = count + sum(layer.outputs for layer in self._dense)
        self.parameters, self.gradient = np.zeros(length, self.dtype), np.zeros(length, self.dtype)
        self.weights, self._weight_gradient = self.parameters[:count], self.gradient[:count]
        weight, bias = 0, count
        for layer in self._dense:
            shape = layer.inputs, layer.outputs
            here, there = slice(weight, weight + math.prod(shape)), slice(bias, bias + layer.outputs)
            layer.W, layer.dW = self.parameters[here].reshape(shape), self.gradient[here].reshape(shape)
            layer.b, layer.db = self.parameters[there], self.gradient[there]
            weight, bias = here.stop, there.stop

    def __setstate__(self, state):
        """Restore a copied or unpickled network, whose layers need views into its own vectors."""
        self.__dict__.update(state)
        self.layers = [copy(layer) for layer in self.layers]
        self._make_vectors()
        self.parameters[...] = state["parameters"]

    def give_generators(self, rng: np.random.Generator) -> None:
        """Give every layer a generator of its own, for weights and dropout."""
        for layer, child in zip(self.layers, rng.spawn(len(self.layers)), strict=True):
            layer.rng = child

    def __repr__(self):
        return f"Network({self.layers})"

    def get_weights(self) -> list:
        """Copies of [W, b, W, b, ...], in the order of Keras's get_weights and set_weights."""
        return [array.copy() for layer in self._dense for array in (layer.W, layer.b)]

    def set_weights(self, arrays: list[np.ndarray]) -> None:
        """Take over [W, b, W, b, ...]. Raises ValueError if a shape differs, and then changes nothing."""
        own, arrays = [array for layer in self._dense for array in (layer.W, layer.b)], list(map(np.asarray, arrays))
        if [array.shape for array in arrays] != [array.shape for array in own]:
            raise ValueError(f"weights have shapes {[a.shape for a in arrays]}; needed: {[a.shape for a in own]}")
        for mine, given in zip(own, arrays, strict=True):
            mine[...] = given

    def check_rows(self, x: np.ndarray) -> np.ndarray:
        """Images (m, ...) of n_in values each, checked, as rows (m, n_in) of the network's dtype."""
        x = check_images(x)
        if math.prod(x.shape[1:]) != self.n_in:
            raise ValueError(
                f"x has shape {x.shape}, so an image has {math.prod(x.shape[1:])} values; "
                f"the first layer, {self._dense[0]}, takes {self.n_in}"
            )
        return np.ascontiguousarray(x.reshape(len(x), self.n_in), dtype=self.dtype)

    def check_labels(self, y: np.ndarray, images: int) -> np.ndarray:
        """Labels (m,) or one-hot rows (m, n_out), one for each image, checked, as labels (m,) in int64."""
        y = np.asarray(y)
        if y.ndim == 2 and y.shape[1] != self.n_out:
            raise ValueError(f"one-hot rows have shape {y.shape}; the last layer, {self._dense[-1]}, has {self.n_out}")
        labels = check_labels(from_one_hot(y) if y.ndim == 2 else y, self.n_out)
        if len(labels) != images:
            raise ValueError(f"there are {images} images and {len(labels)} labels; each image needs one label")
        return labels

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Logits (m, n_out) of checked rows x (m, n_in); dropout is on if `training`."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, dz: np.ndarray) -> None:
        """Fill `gradient` from the loss's derivatives with respect to the logits, dz (m, n_out), last layer first."""
        first = self.layers.index(self._dense[0])
        for layer in reversed(self.layers[first + 1 :]):
            dz = layer.backward(dz)
        self._dense[0].set_gradients(dz)

    def differentiate(
        self,
        x: np.ndarray,
        y: np.ndarray,
        l1: float = 0.0,
        l2: float = 0.0,
        label_smoothing: float = 0.0,
        training: bool = False,
    ) -> tuple[float, np.ndarray]:
        """Like loss_and_gradients, for checked rows and labels; returns the loss and the logits (m, n_out)."""
        z = self.forward(x, training)
        loss, dz = cross_entropy_of_checked(z, y, label_smoothing)
        self.backward(dz)
        if l1 or l2:
            value, derivatives = penalty(self.weights, l1, l2)
            loss += value
            self._weight_gradient += derivatives
        return loss, z

    def loss_and_gradients(
        self,
        x: np.ndarray,
        y: np.ndarray,
        l1: float = 0.0,
        l2: float = 0.0,
        label_smoothing: float = 0.0,
        training: bool = False,
    ) -> tuple[float, np.ndarray]:
        """The mean loss on images x and labels y, and its derivatives with respect to all parameters.

        Parameters
        ----------
        x : array (m, ...)
            Images of n_in values each.
        y : integer array (m,), or one-hot rows (m, n_out)
        l1, l2, label_smoothing : float
            As in `fit`.
        training : bool
            Whether dropout is on.

        Returns
        -------
        loss : float
        gradient : array (number of parameters,)
            The network's own vector, not a copy: the next call overwrites it.

        Raises ValueError on images, labels or settings that do not fit.
        """
        rows = self.check_rows(x)
        labels, smoothing = self.check_labels(y, len(rows)), fraction(label_smoothing, "label_smoothing")
        loss, _ = self.differentiate(rows, labels, l1, l2, smoothing, training)
        return loss, self.gradient

    def gradients(self, x: np.ndarray, y: np.ndarray, **settings) -> list:
        """Copies of [dW, db, dW, db, ...] on images x and labels y; settings as in loss_and_gradients."""
        self.loss_and_gradients(x, y, **settings)
        return [array.copy() for layer in self._dense for array in (layer.dW, layer.db)]

    def logits(self, x: np.ndarray) -> np.ndarray:
        """Logits (m, n_out) of images x (m, ...) of n_in values each, without dropout."""
        rows = self.check_rows(x)
        parts = [self.forward(rows[i : i + ROWS_AT_A_TIME]) for i in range(0, len(rows), ROWS_AT_A_TIME)]
        return np.concatenate(parts)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The most probable class of each image in x (m, ...), an int64 array (m,)."""
        return self.logits(x).argmax(axis=1)

    def evaluate(
        self, x: np.ndarray, y: np.ndarray, l1: float = 0.0, l2: float = 0.0, label_smoothing: float = 0.0
    ) -> dict:
        """{"loss": mean loss in nats, "accuracy": fraction of right answers} on images x (m, ...) and labels y.

        The loss is the plain cross-entropy unless the settings say otherwise. Raises ValueError on bad input.
        """
        z = self.logits(x)
        labels = self.check_labels(y, len(z))
        loss, _ = cross_entropy_of_checked(z, labels, fraction(label_smoothing, "label_smoothing"))
        if l1 or l2:
            loss += penalty(self.weights, l1, l2)[0]
        return {"loss": loss, "accuracy": float((z.argmax(axis=1) == labels).mean())}

    def fit(self, x: np.ndarray, y: np.ndarray, **settings) -> dict:
        """Train on images x (m, ...) and labels y; all settings are in utils.scratch.fitting.fit."""
        return fit(self, x, y, **settings)

    def save(self, path: str | Path) -> None:
        """Write layers and parameters to one npz file, exactly at this path, whole or not at all."""
        layers = json.dumps([[type(layer).__name__, layer.settings()] for layer in self.layers])
        with part_file(Path(path)) as part, open(part, "wb") as file:
            np.savez(file, format=FORMAT, layers=layers, parameters=self.parameters)

    @classmethod
    def load(cls, path: str | Path) -> "Network":
        """The network that `save` wrote. Raises ValueError if the file is damaged or something else."""
        with open(path, "rb") as file:
            try:
                with np.load(file, allow_pickle=False) as saved:
                    known_format, layers, parameters = str(saved["format"]), str(saved["layers"]), saved["parameters"]
                if known_format != FORMAT:
                    raise ValueError(f"its format is {known_format!r}")
                layers = [choose(name, LAYERS, "layer")(*settings) for name, settings in json.loads(layers)]
                network = cls(layers, dtype=parameters.dtype)
                if parameters.shape != network.parameters.shape or not np.isfinite(parameters).all():
                    raise ValueError("its parameters do not fit its layers")
            except Exception as error:  # a file from anywhere can be wrong in any way
                raise ValueError(f"{path} is damaged, or Network.save did not write it ({error})") from error
        network.parameters[...] = parameters
        return network


def _fitting(layers) -> list:
    """The layers as a list. Raises ValueError unless each takes what the one before it gives."""
    layers = list(layers)
    for layer in layers:
        if not isinstance(layer, Layer):
            raise ValueError(f"{layer!r} is not a layer; a network is a list such as [Dense(784, 128), ReLU(), ...]")
    dense = [layer for layer in layers if isinstance(layer, Dense)]
    if not dense:
        raise ValueError(f"the layers are {layers}; a network needs at least one Dense layer")
    for before, after in zip(dense, dense[1:], strict=False):
        if before.outputs != after.inputs:
            raise ValueError(f"{before} gives {before.outputs} values, but {after} takes {after.inputs}")
    return layers
