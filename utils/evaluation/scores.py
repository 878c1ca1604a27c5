"""Right and wrong answers, counted: accuracy with its interval, confusions, each digit, two networks compared."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from utils.data.checking import check_labels
from utils.evaluation.calibration import check_labeled, probabilities
from utils.intervals import accuracy_interval

if TYPE_CHECKING:
    import pandas


CLASSES = 10


def accuracy_with_interval(y: np.ndarray, answers: np.ndarray) -> tuple[float, float, float]:
    """Accuracy of answers (m,) to labels y (m,), and its 95% interval (Wilson): accuracy, low, high.

    Raises ValueError if lengths differ, there is nothing in them, or one is outside 0..9.
    """
    y, answers = _check_answers(y, answers)
    correct = int(np.count_nonzero(y == answers))
    return (correct / len(y), *accuracy_interval(correct, len(y)))


def bootstrap_interval(values: np.ndarray, *, repeats: int = 1000, seed: int = 0) -> tuple[float, float]:
    """95% interval of the mean of values (m,), one per image, by drawing the images again with replacement.

    The values may be 0 and 1 for wrong and right, whose mean is the accuracy, or losses, or anything else that is
    averaged over images. `repeats` sets of m images are drawn; the same seed draws the same sets.

    Raises ValueError if there are fewer than two values, or one is nan or infinite, or repeats is below 1.

    Source: Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979); percentile method.
    """
    values = np.asarray(values)
    if values.ndim != 1 or len(values) < 2 or values.dtype.kind not in "buif":
        raise ValueError(
            f"values are at least two numbers of shape (m,), one per image; these are {values.dtype} of shape "
            f"{values.shape}"
        )
    if not np.isfinite(values).all():
        raise ValueError(f"value {int(np.flatnonzero(~np.isfinite(values))[0])} is nan or infinite; find out why first")
    if repeats < 1:
        raise ValueError(f"repeats is {repeats}; at least one set must be drawn, and 1000 is usual")
    rng = np.random.default_rng(seed)
    values = values.astype(np.float64)
    means = [values[rng.integers(len(values), size=len(values))].mean() for _ in range(repeats)]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def confusion_counts(y: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """How often each digit got each answer: int64 (10, 10), with the label as the row and the answer as the column.

    y and answers have shape (m,). Raises ValueError if lengths differ, they are empty, or one is outside 0..9.

    Source: scikit-learn's confusion_matrix.
    """
    from sklearn.metrics import confusion_matrix

    return confusion_matrix(*_check_answers(y, answers), labels=np.arange(CLASSES)).astype(np.int64)


def per_digit_table(y: np.ndarray, answers: np.ndarray) -> "pandas.DataFrame":
    """Precision and recall of each digit, with their 95% intervals (Wilson).

    Parameters
    ----------
    y, answers : integer arrays (m,)
        Labels, and what was read.

    Returns
    -------
    pandas.DataFrame
        One row for each digit: digit, images (with this label), answers (with this digit), precision, precision_low,
        precision_high, recall, recall_low, recall_high. A share of no images is nan.

    Raises
    ------
    ValueError
        If lengths differ, they are empty, or one is outside 0..9.
    """
    import pandas as pd

    counts = confusion_counts(y, answers)
    right, images, given = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)
    columns = {"digit": np.arange(CLASSES), "images": images, "answers": given}
    for name, totals in (("precision", given), ("recall", images)):
        shares = np.array([_share(int(k), int(n)) for k, n in zip(right, totals, strict=True)])
        columns |= {name: shares[:, 0], f"{name}_low": shares[:, 1], f"{name}_high": shares[:, 2]}
    return pd.DataFrame(columns)


@dataclass(frozen=True)
class PairedTest:
    """Two networks on the same images: their accuracies, how many images only one of them got right, and p.

    `p_value` is the probability of a split of those images that is at least as uneven as this one, if each of them were
    equally likely to go to either network.
    """

    accuracy_a: float
    accuracy_b: float
    only_a: int
    only_b: int
    p_value: float


def paired_test(y: np.ndarray, answers_a: np.ndarray, answers_b: np.ndarray) -> PairedTest:
    """Whether two networks really differ, judged on the same images: McNemar's test, exact and two-sided.

    y (m,) are the labels, answers_a and answers_b (m,) what the two networks answer on the same images. Images that
    both get right, or both get wrong, say nothing about which network is better and are left out.

    Raises ValueError if lengths differ, they are empty, or one is outside 0..9.

    Source: McNemar, Note on the sampling error of the difference between correlated proportions or percentages,
    Psychometrika 12 (1947); exact binomial form.
    """
    from scipy import stats

    y, a = _check_answers(y, answers_a)
    y, b = _check_answers(y, answers_b)
    right_a, right_b = a == y, b == y
    only_a, only_b = int(np.sum(right_a & ~right_b)), int(np.sum(right_b & ~right_a))
    p_value = float(stats.binomtest(only_a, only_a + only_b).pvalue) if only_a + only_b else 1.0
    return PairedTest(float(right_a.mean()), float(right_b.mean()), only_a, only_b, p_value)


def surest_mistakes(z: np.ndarray, y: np.ndarray, count: int | None = None) -> np.ndarray:
    """Indices of the wrong answers, the one with the highest probability first: int64 (k,), k at most `count`.

    z (m, n) are logits and y (m,) the labels. Raises ValueError like `utils.data.checking.check_logits`, and
    if count is negative.
    """
    z, y = check_labeled(z, y)
    if count is not None and count < 0:
        raise ValueError(f"count is {count}; it is how many mistakes you want, 0 or more")
    wrong = np.flatnonzero(z.argmax(axis=1) != y)
    confidence = probabilities(z[wrong]).max(axis=1) if len(wrong) else np.zeros(0)
    return wrong[np.argsort(-confidence, kind="stable")][:count]


def _check_answers(y, answers) -> tuple[np.ndarray, np.ndarray]:
    y, answers = check_labels(y, CLASSES), check_labels(answers, CLASSES)
    if len(y) != len(answers):
        raise ValueError(f"there are {len(y)} labels and {len(answers)} answers; each image needs one of each")
    return y, answers


def _share(part: int, whole: int) -> tuple[float, float, float]:
    return (part / whole, *accuracy_interval(part, whole)) if whole else (np.nan, np.nan, np.nan)
