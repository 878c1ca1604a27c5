import numpy as np
import pytest

from utils.data import Digits, Source


@pytest.fixture(scope="module")
def digits():
    """Ten patterns with a little noise: easy to learn."""
    rng = np.random.default_rng(0)
    y = np.arange(200) % 10
    x = (rng.uniform(size=(10, 400))[y] + 0.05 * rng.normal(size=(200, 400))).astype("float32")
    return Digits(x[:150], y[:150], x[150:], y[150:], Source("patterns", "", "", is_mnist=False))
