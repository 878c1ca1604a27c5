"""What training minimizes: the cross-entropy of a softmax, and penalties on large weights."""

import numpy as np

from utils.data.checking import check_logits
from utils.scratch.checks import fraction, number


def softmax(z: np.ndarray) -> np.ndarray:
    """Turn logits z (m, n), one row per image, into probabilities (m, n). Source: Goodfellow et al., 4.1."""
    z, _ = check_logits(z)
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def softmax_cross_entropy(z: np.ndarray, y: np.ndarray, label_smoothing: float = 0.0) -> tuple[float, np.ndarray]:
    """Mean cross-entropy of labels under softmax(z), and its derivatives with respect to the logits.

    Parameters
    ----------
    z : float array (m, n)
        Logits, one row per example.
    y : integer array (m,)
        Labels in 0..n-1.
    label_smoothing : float
        The share s of each target that is spread evenly over all n classes.

    Returns
    -------
    loss : float
        In nats. Guessing costs ln(n).
    dz : array (m, n)
        (softmax(z) - t) / m, where the target t is 1 - s in the label's column, and s / n more in each.

    Raises
    ------
    ValueError
        If the shapes do not match, a label is outside 0..n-1, or a logit is nan or infinite.

    Source: Goodfellow et al., 6.2.2.3; label smoothing: Szegedy et al. 2016, section 7.
    """
    z, y = check_logits(z, y)
    return cross_entropy_of_checked(z, y, fraction(label_smoothing, "label_smoothing"))


def cross_entropy_of_checked(z: np.ndarray, y: np.ndarray, label_smoothing: float) -> tuple[float, np.ndarray]:
    """softmax_cross_entropy without its checks: training calls it for every batch."""
    m, n = z.shape
    label_of_each = np.arange(m), y
    z = z - z.max(axis=1, keepdims=True)
    dz = np.exp(z)
    sums = dz.sum(axis=1, keepdims=True)
    loss = np.log(sums).sum() - (1 - label_smoothing) * z[label_of_each].sum()
    dz /= sums
    dz[label_of_each] -= 1 - label_smoothing
    if label_smoothing:
        loss -= label_smoothing / n * z.sum()
        dz -= label_smoothing / n
    dz /= m
    return float(loss) / m, dz


def penalty(weights: np.ndarray, l1: float = 0.0, l2: float = 0.0) -> tuple[float, np.ndarray]:
    """l1 * sum(abs(W)) + l2 * sum(W**2) as a float, and its derivatives, an array like `weights`.

    Weights only, never biases: a bias does not make a function steeper. Keras's regularizers use the same convention.
    Raises ValueError unless l1 and l2 are 0 or more. Source: Goodfellow et al., 7.1.
    """
    l1, l2 = number(l1, "l1"), number(l2, "l2")
    value = l1 * np.abs(weights).sum() + l2 * np.vdot(weights, weights)
    return float(value), l1 * np.sign(weights) + 2 * l2 * weights
