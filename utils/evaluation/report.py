"""`evaluate`: everything this course asks of a network that reads digits, in one table and one set of figures."""

from typing import TYPE_CHECKING

import numpy as np

from utils.data.checking import check_images
from utils.evaluation.calibration import (
    check_labeled,
    cross_entropies,
    expected_calibration_error,
    probabilities,
    reliability_bins,
)
from utils.evaluation.scores import (
    CLASSES,
    accuracy_with_interval,
    bootstrap_interval,
    confusion_counts,
    per_digit_table,
    surest_mistakes,
)

if TYPE_CHECKING:
    import pandas


MISTAKES_SHOWN = 24


def evaluate(
    z: np.ndarray, y: np.ndarray, images: np.ndarray | None = None, *, title: str = "Test images", figures: bool = True
) -> "pandas.DataFrame":
    """One table that says how good a network is, and one set of figures.

    Parameters
    ----------
    z : array (m, 10)
        Logits of any network, made with Keras, NumPy or anything else.
    y : integer array (m,)
        Labels in 0..9.
    images : array (m, h, w), optional
        The images, for the gallery of the surest mistakes.
    title : str
        What these images are; it appears above each figure.
    figures : bool
        Whether to show figures: confusion matrix, reliability diagram, and, with images, the surest mistakes.

    Returns
    -------
    pandas.DataFrame
        Columns measure, digit, value, low, high. First come all images, with digit <NA>: accuracy (Wilson),
        cross-entropy in nats and mean confidence (bootstrap), and calibration error (15 bins, no interval); then
        precision and recall of each digit (Wilson). low and high are the 95% interval, nan if there is none.

    Raises
    ------
    ValueError
        If shapes do not fit, something is empty, a label is outside 0..9, a number is nan or infinite, or the rows
        of z are probabilities (pass np.log(p) instead).
    """
    z, y = check_labeled(z, y)
    if z.shape[1] != CLASSES:
        raise ValueError(f"there are {z.shape[1]} logits for each image; evaluate needs {CLASSES}, one for each digit")
    if images is not None:
        images = check_images(images)
        if images.ndim != 3 or len(images) != len(y):
            raise ValueError(f"images need shape ({len(y)}, h, w), one for each label; these have {images.shape}")
    table = _table(z, y)
    if figures:
        _show(z, y, images, title)
    return table


def _table(z, y):
    import pandas as pd

    answers, missing = z.argmax(axis=1), np.nan
    losses, confidence = cross_entropies(z, y), probabilities(z).max(axis=1)
    rows = [
        ("accuracy", pd.NA, *accuracy_with_interval(y, answers)),
        ("cross-entropy", pd.NA, losses.mean(), *_interval(losses)),
        ("mean confidence", pd.NA, confidence.mean(), *_interval(confidence)),
        ("calibration error", pd.NA, expected_calibration_error(z, y), missing, missing),
    ]
    digits = per_digit_table(y, answers)
    for measure in ("precision", "recall"):
        columns = digits[["digit", measure, f"{measure}_low", f"{measure}_high"]]
        rows += [(measure, *row) for row in columns.itertuples(index=False)]
    table = pd.DataFrame(rows, columns=["measure", "digit", "value", "low", "high"])
    return table.astype({"digit": "Int64", "value": float, "low": float, "high": float})


def _interval(values):
    return bootstrap_interval(values) if len(values) > 1 else (np.nan, np.nan)


def _show(z, y, images, title):
    from utils.plotting import plot_confusion, plot_reliability, plot_surest_mistakes

    answers = z.argmax(axis=1)
    plot_confusion(confusion_counts(y, answers), title=title)
    plot_reliability({title: reliability_bins(z, y)})
    chosen = surest_mistakes(z, y, MISTAKES_SHOWN)
    if images is not None and len(chosen):
        confidence = probabilities(z[chosen]).max(axis=1)
        plot_surest_mistakes(images[chosen], y[chosen], answers[chosen], confidence, title=f"{title}, surest mistakes")
