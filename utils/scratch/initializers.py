"""Where the weights W (n_in, n_out) of a dense layer start: each function returns float64 weights of that shape.

The spread is chosen so that signals neither die out nor explode on their way through many layers. Keras cuts its
normal distributions off at two standard deviations and rescales what is left to the same spread; these are not cut.
"""

import math

import numpy as np


def zeros(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """All 0. Then all neurons of a layer stay equal forever, so nobody should start there."""
    return rng.normal(0.0, 0.0, shape)


def normal(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Normal distribution with standard deviation 0.05."""
    return rng.normal(0.0, 0.05, shape)


def uniform(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Uniform between -0.05 and 0.05."""
    return rng.uniform(-0.05, 0.05, shape)


def glorot_normal(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Normal distribution, variance 2 / (n_in + n_out). Source: Glorot and Bengio 2010, for tanh and sigmoid."""
    return rng.normal(0.0, math.sqrt(2 / sum(shape)), shape)


def glorot_uniform(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Uniform, variance 2 / (n_in + n_out). Source: Glorot and Bengio 2010, equation 16."""
    limit = math.sqrt(6 / sum(shape))
    return rng.uniform(-limit, limit, shape)


def he_normal(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Normal distribution, variance 2 / n_in. Source: He et al. 2015, equation 10, for ReLU."""
    return rng.normal(0.0, math.sqrt(2 / shape[0]), shape)


def he_uniform(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Uniform, variance 2 / n_in. Source: He et al. 2015, for ReLU."""
    limit = math.sqrt(6 / shape[0])
    return rng.uniform(-limit, limit, shape)


INITIALIZERS = {
    function.__name__: function
    for function in (zeros, normal, uniform, glorot_normal, glorot_uniform, he_normal, he_uniform)
}
