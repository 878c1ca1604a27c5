"""Measured results: one JSON file an experiment in results/, and bench.json; read here, shown by lessons and README."""

import json
from pathlib import Path

import numpy as np

RESULTS = Path(__file__).parents[1] / "results"


def load_result(name: str, folder: Path = RESULTS) -> dict:
    """The measured result of an experiment; the fields are described in results/README.md.

    Raises
    ------
    FileNotFoundError
        If there is no such result; the message lists those there are.
    """
    path = folder / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.json"))) or "none yet"
        raise FileNotFoundError(f"There is no result called {name!r} in {folder.name}/. Known: {known}.")
    return json.loads(path.read_text(encoding="utf-8"))


def load_bench(task: str, folder: Path = RESULTS) -> list[dict]:
    """The measured times of a task, one row a way of training; the fields are described in results/README.md.

    Raises
    ------
    FileNotFoundError
        If the task has no row; the message lists those that have.
    """
    path = folder / "bench.json"
    rows = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    known = ", ".join(dict.fromkeys(row["task"] for row in rows)) or "none yet"
    found = [row for row in rows if row["task"] == task]
    if not found:
        raise FileNotFoundError(f"There is no task called {task!r} in {folder.name}/bench.json. Known: {known}.")
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
