"""Letting a network say "I don't know": how many images it still answers, and how many of those answers are right."""

from typing import TYPE_CHECKING

import numpy as np

from utils.evaluation.calibration import check_labeled, probabilities

if TYPE_CHECKING:
    import pandas


# Dense where it matters: a trained network is sure of most images, so most confidences are close to 1.
THRESHOLDS = 1 - np.geomspace(1, 1e-4, 101)


def coverage_table(z: np.ndarray, y: np.ndarray, thresholds: np.ndarray = THRESHOLDS) -> "pandas.DataFrame":
    """Coverage and accuracy if only answers with a probability of at least a threshold are given.

    Parameters
    ----------
    z : array (m, n)
        Logits.
    y : integer array (m,)
        Labels in 0..n-1.
    thresholds : array (k,)
        Probabilities in 0..1.

    Returns
    -------
    pandas.DataFrame
        One row for each threshold: threshold, answered (images), coverage (their share of all), accuracy (the share of
        right ones among the answered; nan if there are none).

    Raises
    ------
    ValueError
        If shapes do not fit, a label or threshold is out of range, or a logit is nan or infinite.

    Source: Geifman, El-Yaniv, Selective Classification for Deep Neural Networks, NeurIPS 2017.
    """
    import pandas as pd

    confidence, right = _confidence_and_right(z, y)
    thresholds = np.asarray(thresholds, dtype=np.float64)
    # Written so that nan, for which every comparison is false, is refused too.
    if thresholds.ndim != 1 or not ((thresholds >= 0) & (thresholds <= 1)).all():
        raise ValueError(f"thresholds are probabilities in 0..1, of shape (k,); these are {thresholds}")
    given = confidence >= thresholds[:, None]
    answered = given.sum(axis=1)
    with np.errstate(invalid="ignore"):  # 0 / 0 is nan: no answer, no accuracy
        accuracy = (given & right).sum(axis=1) / answered
    columns = {"threshold": thresholds, "answered": answered, "coverage": answered / len(right), "accuracy": accuracy}
    return pd.DataFrame(columns)


def threshold_for(z: np.ndarray, y: np.ndarray, accuracy: float) -> float:
    """The smallest threshold at which at least this share of the given answers is right, on these images.

    z (m, n) are logits and y (m,) labels of the validation part. The threshold is one of the confidences. On other
    images, the share will more often be a little lower than higher, because the threshold was chosen on these.

    Raises ValueError if accuracy is not in 0..1, if no threshold reaches it, or for the reasons of `check_logits`.
    """
    if not 0 <= accuracy <= 1:
        raise ValueError(f"accuracy is {accuracy}; it is a share of images, in 0..1")
    confidence, right = _confidence_and_right(z, y)
    order = np.argsort(-confidence, kind="stable")
    reached = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    falls_next = np.append(np.diff(confidence[order]) < 0, True)  # images with equal confidence are answered together
    enough = np.flatnonzero(falls_next & (reached >= accuracy))
    if not len(enough):
        raise ValueError(f"no threshold gives an accuracy of {accuracy} on these images: ask for less")
    return float(confidence[order][enough[-1]])


def _confidence_and_right(z, y) -> tuple[np.ndarray, np.ndarray]:
    z, y = check_labeled(z, y)
    return probabilities(z).max(axis=1), z.argmax(axis=1) == y
