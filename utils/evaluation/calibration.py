"""Whether a network's probabilities can be believed, and how to repair them with a temperature."""

from typing import TYPE_CHECKING

import numpy as np

from utils.data.checking import check_logits

if TYPE_CHECKING:
    import pandas


LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE = 0.05, 20.0


def check_labeled(z: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logits (m, n) and their labels (m,), checked.

    Raises ValueError like `check_logits`, and also if there are no labels or if the rows are probabilities.
    """
    z, y = check_logits(z, () if y is None else y)
    _refuse_probabilities(z)
    return z, y


def _refuse_probabilities(z):
    if ((z >= 0) & (z <= 1)).all() and np.allclose(z.sum(axis=1, dtype=np.float64), 1, atol=1e-3):
        raise ValueError(
            "each row lies in 0..1 and adds up to 1: these are probabilities. Pass the logits, or np.log(p), whose "
            "softmax is p again"
        )


def probabilities(z: np.ndarray) -> np.ndarray:
    """Softmax of each row of logits z (m, n), as float64 (m, n).

    Raises ValueError if these are not logits, and that includes rows of probabilities.
    """
    from scipy.special import softmax

    z, _ = check_logits(z)
    _refuse_probabilities(z)
    return softmax(z.astype(np.float64), axis=1)


def cross_entropies(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The cross-entropy of each image in nats, float64 (m,); z (m, n) are logits and y (m,) labels in 0..n-1.

    Raises ValueError if shapes do not fit, a label is out of range, or a logit is nan or infinite.
    """
    from scipy.special import log_softmax

    z, y = check_labeled(z, y)
    return -log_softmax(z.astype(np.float64), axis=1)[np.arange(len(y)), y]


def reliability_bins(z: np.ndarray, y: np.ndarray, *, bins: int = 15) -> "pandas.DataFrame":
    """How often answers are right, by how sure the network is: the numbers of a reliability diagram.

    Parameters
    ----------
    z : array (m, n)
        Logits. The confidence of an answer is its probability, the largest of its row's softmax.
    y : integer array (m,)
        Labels in 0..n-1.
    bins : int
        How many parts of equal width divide 0..1. A confidence on a border belongs to the part above it.

    Returns
    -------
    pandas.DataFrame
        One row for each bin, even an empty one: low, high (its borders), images, confidence and accuracy (means over
        its images; nan if there are none).

    Raises
    ------
    ValueError
        If shapes do not fit, a label is out of range, a logit is nan or infinite, or bins is below 1.

    Source: Guo, Pleiss, Sun, Weinberger, On Calibration of Modern Neural Networks, ICML 2017, section 2.
    """
    import pandas as pd

    z, y = check_labeled(z, y)
    if bins < 1:
        raise ValueError(f"bins is {bins}; at least one is needed, and 15 are usual")
    confidence, right = probabilities(z).max(axis=1), z.argmax(axis=1) == y
    edges = np.arange(bins + 1) / bins
    place = np.searchsorted(edges[1:-1], confidence, side="right")
    images = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):  # 0 / 0 is nan: a bin without an image has no mean
        means = [np.bincount(place, weights, minlength=bins) / images for weights in (confidence, right)]
    return pd.DataFrame(
        {"low": edges[:-1], "high": edges[1:], "images": images, "confidence": means[0], "accuracy": means[1]}
    )


def expected_calibration_error(z: np.ndarray, y: np.ndarray, *, bins: int = 15) -> float:
    """How far apart confidence and accuracy are: the mean over the bins, each weighted by its number of images.

    0 is perfect calibration. Arguments and errors are those of `reliability_bins`. More bins make the error larger by
    chance alone, so compare only values with the same number of bins and about as many images.

    Source: Naeini, Cooper, Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015.
    """
    table = reliability_bins(z, y, bins=bins)
    gaps = (table.confidence - table.accuracy).abs().fillna(0)
    return float((gaps * table.images).sum() / table.images.sum())


def fit_temperature(z: np.ndarray, y: np.ndarray) -> float:
    """The temperature T in 0.05..20 for which the mean cross-entropy of z / T is smallest.

    z (m, n) are logits and y (m,) labels of images that the network was not trained on: the validation part, never
    the test part. A temperature above 1 means that the network was too sure.

    Raises ValueError if shapes do not fit, a label is out of range, or a logit is nan or infinite.

    Source: Guo, Pleiss, Sun, Weinberger, On Calibration of Modern Neural Networks, ICML 2017, section 4.2.
    """
    from scipy.optimize import minimize_scalar

    z, y = check_labeled(z, y)
    found = minimize_scalar(
        lambda log_temperature: cross_entropies(z / np.exp(log_temperature), y).mean(),
        bounds=(np.log(LOWEST_TEMPERATURE), np.log(HIGHEST_TEMPERATURE)),
        method="bounded",
    )
    return float(np.exp(found.x))
