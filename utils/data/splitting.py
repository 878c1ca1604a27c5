"""Keep training, validation and test data apart, and turn labels into one-hot rows and back."""

from dataclasses import dataclass

import numpy as np

from utils.data.checking import whole_numbers


@dataclass(frozen=True, eq=False, repr=False)
class Split:
    """Three parts of one set of examples; a part nobody asked for is empty."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray

    def __repr__(self):
        return f"Split(train {len(self.y_train)}, validation {len(self.y_validation)}, test {len(self.y_test)})"


def split(x: np.ndarray, y: np.ndarray, *, validation: float = 0.2, test: float = 0.0, seed: int = 0) -> Split:
    """Split examples into training, validation and test parts, each with the same share of every class.

    Parameters
    ----------
    x : array (m, ...)
        One row per example.
    y : integer array (m,)
        Labels.
    validation, test : float
        Fractions of the whole, 0 or more, and together less than 1; the rest is for training.
    seed : int
        The same seed gives the same split.

    Returns
    -------
    Split
        Shuffled, and no example is in two parts.

    Raises
    ------
    ValueError
        If lengths differ, a number is nan, the fractions or the seed do not fit, or a class has too few
        examples to be in every part.

    Source: scikit-learn's train_test_split.
    """
    x, y = np.asarray(x), whole_numbers(y)
    _check_examples(x, y)
    _check_fractions(validation, test)
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**32:
        raise ValueError(f"seed is {seed!r}; it must be a whole number in 0..{2**32 - 1}")
    rest, held_out = _take(np.arange(len(y)), y, test, len(y), seed)
    training, validating = _take(rest, y, validation, len(y), seed)
    parts = {"training": training, "validation": validating, "test": held_out}
    for name, part in parts.items():
        if len(part):
            _check_every_class(y, part, name)
    return Split(*(array[part] for part in parts.values() for array in (x, y)))


def one_hot(y: np.ndarray, classes: int = 10) -> np.ndarray:
    """Turn labels (m,) into rows (m, classes) of zeros with a single 1 in the label's column.

    Parameters
    ----------
    y : integer array (m,)
        Labels in 0..classes-1.

    Returns
    -------
    float32 array (m, classes)

    Raises
    ------
    ValueError
        If y is not one row of whole numbers, or one of them is out of range.
    """
    y = whole_numbers(y)
    if len(y) and not 0 <= y.min() <= y.max() < classes:
        raise ValueError(f"labels must lie in 0..{classes - 1}; found {y.min()}..{y.max()}")
    return np.eye(classes, dtype=np.float32)[y]


def from_one_hot(rows: np.ndarray) -> np.ndarray:
    """Turn one-hot rows (m, n) back into labels (m,), int64. Raises ValueError for any other rows."""
    rows = np.asarray(rows)
    if rows.ndim != 2 or rows.dtype.kind not in "biuf":
        raise ValueError(f"one-hot rows are numbers of shape (m, n); this is {rows.dtype} of shape {rows.shape}")
    wrong = ~(((rows == 0) | (rows == 1)).all(axis=1) & ((rows == 1).sum(axis=1) == 1))
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise ValueError(f"row {first} is {rows[first].tolist()}; a one-hot row has a single 1 and zeros elsewhere")
    return rows.argmax(axis=1).astype(np.int64)


def _check_examples(x, y):
    if x.ndim < 1 or len(x) != len(y):
        raise ValueError(f"x has shape {x.shape} and y {y.shape}; there must be one label for each example")
    if x.dtype.kind == "f" and np.isnan(x).any():
        raise ValueError("x holds nan, which is not a number; find out where it comes from before you split")


def _check_fractions(validation, test):
    # Written so that nan, for which every comparison is false, is refused too.
    if not (validation >= 0 and test >= 0 and validation + test < 1):
        raise ValueError(
            f"validation is {validation} and test {test}; they are fractions such as 0.2, "
            "not negative, and less than 1 together so that something is left for training"
        )


def _take(indices, y, fraction, whole, seed):
    """Two parts of these indices, the second with this fraction of the whole."""
    from sklearn.model_selection import train_test_split

    count = round(fraction * whole)
    if fraction == 0:
        return indices, indices[:0]
    try:
        return train_test_split(indices, test_size=count, stratify=y[indices], random_state=seed)
    except ValueError as error:
        raise ValueError(
            f"{len(indices)} examples are too few for a part of {count} with every class in it: "
            "take more examples or another fraction"
        ) from error


def _check_every_class(y, part, name):
    absent = np.setdiff1d(y, y[part])
    if len(absent):
        total = int((y == absent[0]).sum())
        raise ValueError(
            f"class {absent[0]} has {total} example(s), too few to be in the {name} part of {len(part)}: "
            "take more examples or a larger fraction"
        )
