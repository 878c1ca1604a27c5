"""Small problems that several files of these tests use."""

import numpy as np
import pytest


@pytest.fixture
def batch():
    """Seven images of six values, and their labels of three classes."""
    rng = np.random.default_rng(1)
    return rng.normal(size=(7, 6)), np.array([0, 1, 2, 2, 1, 0, 2])


@pytest.fixture
def separable():
    """300 points round three corners, which a small network learns without an error; then 90 more of them."""
    rng = np.random.default_rng(2)
    y = np.arange(390) % 3
    x = np.eye(3)[y] * 4 + rng.normal(size=(390, 3)) * 0.5
    return (x[:300], y[:300]), (x[300:], y[300:])
