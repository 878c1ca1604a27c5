"""Layers: each turns one batch into another on the way forward, and derivatives into derivatives on the way back.

In all of them, m is the number of examples in the batch. `forward` remembers what `backward` will need.
"""

from collections.abc import Callable

import numpy as np

from utils.scratch.checks import choose, fraction, whole
from utils.scratch.initializers import INITIALIZERS


class Layer:
    """What the layers have in common. This one has no parameters and keeps the width of its input."""

    inputs = outputs = None  # any width

    def settings(self) -> tuple:
        """The arguments that would make this layer again: only numbers and names, so that they can be saved."""
        return ()

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(repr, self.settings()))})"

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """From the layer's input (m, n_in) to its output (m, n_out); only dropout needs to know if it is `training`."""
        raise NotImplementedError

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """From the loss's derivatives with respect to the output (m, n_out) to those for the input (m, n_in)."""
        raise NotImplementedError


class Dense(Layer):
    """z = x W + b: every output is a weighted sum of all inputs.

    Parameters
    ----------
    inputs, outputs : int
        n_in and n_out, the widths of x and of z.
    initializer : str or function
        How W starts: a name from INITIALIZERS, or a function that is called with ((n_in, n_out), rng). b starts at 0.

    A Network gives the layer its arrays, views into the network's vectors: W and its derivatives dW (n_in, n_out),
    b and db (n_out,).
    """

    def __init__(self, inputs: int, outputs: int, initializer: Callable | str = "glorot_uniform"):
        self.inputs, self.outputs = whole(inputs, "inputs"), whole(outputs, "outputs")
        self.initialize = initializer if callable(initializer) else choose(initializer, INITIALIZERS, "initializer")

    def settings(self) -> tuple:
        return self.inputs, self.outputs

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.x = x
        z = x @ self.W
        z += self.b
        return z

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        self.set_gradients(gradient)
        return gradient @ self.W.T

    def set_gradients(self, gradient: np.ndarray) -> None:
        """Compute only dW and db. The first layer needs no more: nobody asks for the derivatives of the pixels."""
        np.matmul(self.x.T, gradient, out=self.dW)
        gradient.sum(axis=0, out=self.db)


class ReLU(Layer):
    """a = max(z, 0). Its derivative is 1 where a is above 0 and 0 elsewhere."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.a = np.maximum(x, 0)
        return self.a

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        return gradient * (self.a > 0)


class Tanh(Layer):
    """a = tanh(z). Its derivative is 1 - a**2."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.a = np.tanh(x)
        return self.a

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        return gradient * (1 - self.a**2)


class Sigmoid(Layer):
    """a = 1 / (1 + exp(-z)). Its derivative is a (1 - a)."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.a = 0.5 * np.tanh(0.5 * x) + 0.5  # the same value, without an exp() that could overflow
        return self.a

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        return gradient * self.a * (1 - self.a)


class Dropout(Layer):
    """In training, sets each value to 0 with probability `rate` and multiplies the others by 1 / (1 - rate).

    This keeps the mean, so there is nothing to do outside of training ("inverted" dropout). `rng` is the layer's own
    generator; the network gives it a new one, and so does each `fit`.

    Source: Srivastava et al. 2014.
    """

    def __init__(self, rate: float):
        self.rate = fraction(rate, "the rate of Dropout")
        self.rng = np.random.default_rng(0)

    def settings(self) -> tuple:
        return (self.rate,)

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.mask = None
        if not training:
            return x
        kept = self.rng.random(x.shape, dtype=np.float32) >= self.rate
        self.mask = kept * x.dtype.type(1 / (1 - self.rate))
        return x * self.mask

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        return gradient if self.mask is None else gradient * self.mask


LAYERS = {layer.__name__: layer for layer in (Dense, ReLU, Tanh, Sigmoid, Dropout)}
