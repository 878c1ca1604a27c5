"""Optimizers: each turns derivatives into a step. Formulas and usual settings are Keras's.

They know nothing about networks: `update(parameters, gradient)` changes any float array in place. All of them work
on whole vectors and write into memory that was set aside at the start, because making new arrays in each of
thousands of steps would cost more than the arithmetic.
"""

import math

import numpy as np

from utils.scratch.checks import choose, fraction, number


class Optimizer:
    """What the optimizers have in common: the learning rate, a memory that lasts from step to step, and checks.

    `steps` counts the steps since `start`; `memory` holds the arrays that are kept from one step to the next.
    """

    memories = 0  # how many arrays like the parameters it keeps from step to step
    weight_decay = 0.0

    def __init__(self, learning_rate: float):
        self.learning_rate = number(learning_rate, "learning_rate")
        self.steps = None

    def start(self, parameters: np.ndarray) -> None:
        """Forget everything and get ready for this array of parameters."""
        self.steps = 0
        self.memory = [np.zeros_like(parameters) for _ in range(self.memories)]
        self._change = np.empty_like(parameters)

    def update(
        self, parameters: np.ndarray, gradient: np.ndarray, weights: np.ndarray | None = None, factor: float = 1.0
    ) -> None:
        """Take one step: change `parameters` in place.

        Parameters
        ----------
        parameters : float array of any shape
            The first update starts the optimizer for this array; `start` gets it ready for another.
        gradient : array of the same shape
            The loss's derivatives with respect to the parameters.
        weights : view into `parameters`
            The part that weight decay makes smaller; None means all of it. Only AdamW uses it.
        factor : float
            Multiplies the learning rate in this step; it comes from a schedule.

        Raises
        ------
        ValueError
            If the shapes differ, the parameters are not floats, or the optimizer was started for another shape.
        """
        gradient = np.asarray(gradient)
        if not isinstance(parameters, np.ndarray) or parameters.dtype.kind != "f":
            raise ValueError("parameters must be an array of floats, because they are changed in place")
        if gradient.shape != parameters.shape:
            raise ValueError(f"the gradient has shape {gradient.shape}, the parameters {parameters.shape}")
        if self.steps is None:
            self.start(parameters)
        if self._change.shape != parameters.shape or self._change.dtype != parameters.dtype:
            raise ValueError(
                f"this optimizer was started for parameters {self._change.dtype} {self._change.shape}, and now gets "
                f"{parameters.dtype} {parameters.shape}: call start(parameters) first, or make a new one"
            )
        self.steps += 1
        rate = float(self.learning_rate * factor)
        if self.weight_decay:
            decayed = parameters if weights is None else weights
            decayed *= 1 - rate * self.weight_decay
        self._step(parameters, gradient, rate, self._change, *self.memory)
        if self.steps % 100 == 0:
            self._forget_the_smallest()

    def _forget_the_smallest(self):
        """Set to 0 what has shrunk below 1e-30: processors are slow with numbers that nearly vanish.

        The pixels at an image's border stay dark for hundreds of steps, and momentum falls by a tenth at each of them.
        """
        for memory in self.memory:
            memory[np.abs(memory) < 1e-30] = 0

    def settings(self) -> dict:
        """The numbers it was made with, by name, such as {"learning_rate": 0.001}."""
        return {name: value for name, value in vars(self).items() if name not in ("steps", "memory", "_change")}

    def _step(self, parameters, gradient, rate, change, *memory):
        raise NotImplementedError


class GradientDescent(Optimizer):
    """W = W - rate * g."""

    def __init__(self, learning_rate: float = 0.01):
        super().__init__(learning_rate)

    def _step(self, parameters, gradient, rate, change):
        np.multiply(gradient, rate, out=change)
        parameters -= change


class Momentum(Optimizer):
    """v = momentum * v - rate * g; W = W + v. Source: Polyak 1964."""

    memories = 1

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.9):
        super().__init__(learning_rate)
        self.momentum = fraction(momentum, "momentum")

    def _step(self, parameters, gradient, rate, change, v):
        np.multiply(gradient, rate, out=change)
        v *= self.momentum
        v -= change
        parameters += v


class Nesterov(Momentum):
    """Momentum that looks ahead: W = W + momentum * v - rate * g. Source: Sutskever et al. 2013, section 2."""

    def _step(self, parameters, gradient, rate, change, v):
        np.multiply(gradient, rate, out=change)
        v *= self.momentum
        v -= change
        parameters -= change
        np.multiply(v, self.momentum, out=change)
        parameters += change


class RMSprop(Optimizer):
    """v = rho * v + (1 - rho) * g**2; W = W - rate * g / sqrt(v + epsilon). Source: Hinton's lecture 6e, 2012."""

    memories = 1

    def __init__(self, learning_rate: float = 0.001, rho: float = 0.9, epsilon: float = 1e-7):
        super().__init__(learning_rate)
        self.rho, self.epsilon = fraction(rho, "rho"), number(epsilon, "epsilon")

    def _step(self, parameters, gradient, rate, change, v):
        np.multiply(gradient, gradient, out=change)
        change *= 1 - self.rho
        v *= self.rho
        v += change
        np.add(v, self.epsilon, out=change)
        np.sqrt(change, out=change)
        np.divide(gradient, change, out=change)
        change *= rate
        parameters -= change


class Adam(Optimizer):
    """m = b1 * m + (1 - b1) * g; v = b2 * v + (1 - b2) * g**2; W = W - rate' * m / (sqrt(v) + epsilon).

    rate' = rate * sqrt(1 - b2**t) / (1 - b1**t) at step t: m and v start at 0, and without this correction they
    would be too small at first. Source: Kingma and Ba 2015, algorithm 1, in the form at the end of its section 2.
    """

    memories = 2

    def __init__(self, learning_rate: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7):
        super().__init__(learning_rate)
        self.beta_1, self.beta_2 = fraction(beta_1, "beta_1"), fraction(beta_2, "beta_2")
        self.epsilon = number(epsilon, "epsilon")

    def _step(self, parameters, gradient, rate, change, m, v):
        # The memories are m / (1 - b1) and v / (1 - b2), which saves two passes over all parameters. Epsilon and the
        # rate make up for the factors.
        root = math.sqrt(1 - self.beta_2)
        m *= self.beta_1
        m += gradient
        v *= self.beta_2
        np.multiply(gradient, gradient, out=change)
        v += change
        np.sqrt(v, out=change)
        change += self.epsilon / root
        np.divide(m, change, out=change)
        correction = math.sqrt(1 - self.beta_2**self.steps) / (1 - self.beta_1**self.steps)
        change *= rate * correction * (1 - self.beta_1) / root
        parameters -= change


class AdamW(Adam):
    """Adam that first makes the weights smaller: W = W - rate * weight_decay * W.

    A network leaves its biases alone. Keras shrinks them too, unless `exclude_from_weight_decay` names them.

    Source: Loshchilov and Hutter 2019, algorithm 2, in the form of Keras and PyTorch: the paper multiplies the decay
    by the schedule's factor alone, these by the learning rate as well. The paper's decay is learning_rate *
    weight_decay.
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
    ):
        super().__init__(learning_rate, beta_1, beta_2, epsilon)
        self.weight_decay = number(weight_decay, "weight_decay")


OPTIMIZERS = {
    "gradient_descent": GradientDescent,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
}


def make_optimizer(optimizer: Optimizer | str) -> Optimizer:
    """An optimizer as it is, or a new one, by its name, with the usual settings. ValueError lists the known names."""
    return optimizer if isinstance(optimizer, Optimizer) else choose(optimizer, OPTIMIZERS, "optimizer")()
