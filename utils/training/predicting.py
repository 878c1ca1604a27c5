"""What a trained network says: logits, and how many of its answers are wrong."""

import numpy as np

AT_ONCE = 5000  # images; keeps the memory small for networks with large layers


def predict_logits(network, x) -> np.ndarray:
    """Logits of a network for x of shape (m, ...), as a float array of shape (m, 10)."""
    parts = [np.asarray(network(x[i : i + AT_ONCE], training=False)) for i in range(0, len(x), AT_ONCE)]
    return np.concatenate(parts)


def count_errors(network, x, y) -> int:
    """How many of the images x (m, ...) get another digit than their label in y (m,)."""
    return int(np.count_nonzero(predict_logits(network, x).argmax(axis=1) != y))
