"""The measured results that lessons and README show: in results/, one JSON file per experiment, and bench.json."""

import json
from pathlib import Path

from utils.data.errors import DataError

RESULTS = Path(__file__).parents[1] / "results"
BENCH = "bench"  # the one file that holds times, in rows, instead of a result
RESTORE = "restore it (git checkout results), or measure it again"


def load_result(name: str, folder: Path = RESULTS) -> dict:
    """The measured result of an experiment. results/README.md describes its fields.

    Raises
    ------
    FileNotFoundError
        If there is no such result. The message lists those that exist.
    DataError
        If its file is damaged.
    """
    known = sorted(path.stem for path in folder.glob("*.json") if path.stem != BENCH)
    if name not in known:
        names = ", ".join(known) or "none yet"
        raise FileNotFoundError(f"There is no result called {name!r} in {folder.name}/. Known: {names}.")
    return read_json(folder / f"{name}.json", dict)


def load_bench(task: str, folder: Path = RESULTS) -> list[dict]:
    """The measured times of a task, one row for each way to train. results/README.md describes the fields.

    Raises
    ------
    FileNotFoundError
        If the task has no row. The message lists the tasks that do.
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

    Raises DataError if it is anything else. The message names the file, what is wrong with it, and the remedy.
    """
    where = f"{path.parent.name}/{path.name}"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{where} cannot be read ({error}): {remedy}.") from error
    if not isinstance(found, kind) or (kind is list and not all(isinstance(entry, dict) for entry in found)):
        raise DataError(f"{where} is damaged, because it does not hold what it should: {remedy}.")
    return found
