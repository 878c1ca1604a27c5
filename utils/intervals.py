"""What several measurements say together: means, spreads and 95% intervals."""

import numpy as np


def summary(values: list[float]) -> dict:
    """Mean, standard deviation and 95% interval of the mean of measured values, one per seed.

    The standard deviation is the sample's (n - 1). The interval is Student's t interval. With fewer than two values,
    both are None.
    """
    from scipy import stats

    mean = float(np.mean(values))
    if len(values) < 2:
        return {"mean": mean, "std": None, "interval": None}
    std = float(np.std(values, ddof=1))
    half = float(stats.t.ppf(0.975, len(values) - 1) * std / np.sqrt(len(values)))
    return {"mean": mean, "std": std, "interval": [mean - half, mean + half]}


def accuracy_interval(correct: int, total: int) -> tuple[float, float]:
    """95% interval (Wilson) of an accuracy measured as `correct` out of `total` images.

    It says how far the accuracy on these images may be from the accuracy on all images like them.

    Raises ValueError unless 0 <= correct <= total and total > 0.

    Source: Wilson, Probable inference, JASA 22 (1927).
    """
    if not 0 <= correct <= total or total == 0:
        raise ValueError(f"{correct} correct out of {total} is not an accuracy")
    from scipy import stats

    low, high = stats.binomtest(correct, total).proportion_ci(confidence_level=0.95, method="wilson")
    return float(low), float(high)


def difference_over_splits(values: np.ndarray, others: np.ndarray, *, validation: float) -> tuple[float, float, float]:
    """How much larger `values` are than `others` on average, with a 95% interval: mean, low, high.

    Both have shape (k,): what two candidates reached on the same k random splits of the same images. The splits share
    images, so the k differences are not independent, and Student's interval would be too narrow. Here the variance of
    the mean is (1/k + v / (1 - v)) times that of the differences, instead of 1/k times. v is `validation`, the share of
    the images that a split holds back.

    Raises ValueError unless both have the same length, at least 2, and `validation` is between 0 and 1.

    Source: Nadeau and Bengio, Inference for the generalization error, Machine Learning 52 (2003), section 3.
    """
    from scipy import stats

    values, others = np.asarray(values, dtype=float), np.asarray(others, dtype=float)
    if values.ndim != 1 or values.shape != others.shape or len(values) < 2:
        raise ValueError(f"both need the shape (k,) with k at least 2; they have {values.shape} and {others.shape}")
    if not 0 < validation < 1:
        raise ValueError(f"validation is {validation}; it must be a share of the images, between 0 and 1")
    differences = values - others
    mean, splits = float(differences.mean()), len(differences)
    error = float(differences.std(ddof=1)) * np.sqrt(1 / splits + validation / (1 - validation))
    half = float(stats.t.ppf(0.975, splits - 1) * error)
    return mean, mean - half, mean + half
