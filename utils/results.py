"""Measured results: one JSON file an experiment in results/, and bench.json; read here, shown by lessons and README."""

import json
from pathlib import Path

import numpy as np

from utils.data.errors import DataError

RESULTS = Path(__file__).parents[1] / "results"
BENCH = "bench"  # the one file that holds rows of times, and no result
RESTORE = "restore it (git checkout results), or measure it again"


def load_result(name: str, folder: Path = RESULTS) -> dict:
    """The measured result of an experiment; the fields are described in results/README.md.

    Raises
    ------
    FileNotFoundError
        If there is no such result; the message lists those there are.
    DataError
        If its file is damaged.
    """
    known = sorted(path.stem for path in folder.glob("*.json") if path.stem != BENCH)
    if name not in known:
        names = ", ".join(known) or "none yet"
        raise FileNotFoundError(f"There is no result called {name!r} in {folder.name}/. Known: {names}.")
    return read_json(folder / f"{name}.json", dict)


def load_bench(task: str, folder: Path = RESULTS) -> list[dict]:
    """The measured times of a task, one row a way of training; the fields are described in results/README.md.

    Raises
    ------
    FileNotFoundError
        If the task has no row; the message lists those that have.
    DataError
        If the file is damaged.
    """
    path = folder / f"{BENCH}.json"
    rows = read_json(path, list) if path.is_file() else []
    known = ", ".join(dict.fromkeys(str(row.get("task")) for row in rows)) or "none yet"
    found = [row for row in rows if row.get("task") == task]
    if not found:
        raise FileNotFoundError(f"There is no task called {task!r} in {folder.name}/bench.json. Known: {known}.")
    return found


def read_json(path: Path, kind: type[dict] | type[list], remedy: str = RESTORE) -> dict | list:
    """What a JSON file holds: a `dict`, or a `list` of them.

    Raises DataError, which names the file, what is wrong with it, and the remedy, if it is anything else.
    """
    where = f"{path.parent.name}/{path.name}"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{where} cannot be read ({error}): {remedy}.") from error
    if not isinstance(found, kind) or (kind is list and not all(isinstance(entry, dict) for entry in found)):
        raise DataError(f"{where} is damaged, for it holds something else than it should: {remedy}.")
    return found


def summary(values: list[float]) -> dict:
    """Mean, standard deviation and 95% interval of the mean of measured values, one a seed.

    The standard deviation is that of a sample (n - 1). The interval is Student's t interval; with fewer than two
    values there is none, and both are None.
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

    It answers how far the accuracy on these images may be from the accuracy on all images of their kind.

    Raises ValueError unless 0 <= correct <= total and total > 0.

    Source: Wilson, Probable inference, JASA 22 (1927).
    """
    if not 0 <= correct <= total or total == 0:
        raise ValueError(f"{correct} correct out of {total} is no accuracy")
    from scipy import stats

    low, high = stats.binomtest(correct, total).proportion_ci(confidence_level=0.95, method="wilson")
    return float(low), float(high)


def difference_over_splits(values, others, *, validation: float) -> tuple[float, float, float]:
    """How much larger `values` are than `others` on average, and a 95% interval of that: mean, low, high.

    Both have shape (k,): what two candidates reached on k random splits of the same images, the same split at the same
    place. The splits share images, so the k differences are not independent, and Student's interval would be too
    narrow. Here the variance of the mean is (1/k + v / (1 - v)) times that of the differences, in place of 1/k times,
    with v = `validation`, the share of the images that a split keeps back.

    Raises ValueError unless both have the same length, of two or more, and `validation` lies between 0 and 1.

    Source: Nadeau and Bengio, Inference for the generalization error, Machine Learning 52 (2003), section 3.
    """
    from scipy import stats

    values, others = np.asarray(values, dtype=float), np.asarray(others, dtype=float)
    if values.ndim != 1 or values.shape != others.shape or len(values) < 2:
        raise ValueError(f"both need the shape (k,), k at least 2; these have {values.shape} and {others.shape}")
    if not 0 < validation < 1:
        raise ValueError(f"validation is {validation}; it is a share of the images, between 0 and 1")
    differences = values - others
    mean, splits = float(differences.mean()), len(differences)
    error = float(differences.std(ddof=1)) * np.sqrt(1 / splits + validation / (1 - validation))
    half = float(stats.t.ppf(0.975, splits - 1) * error)
    return mean, mean - half, mean + half
