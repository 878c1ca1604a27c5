"""Where a training stands, kept in a file: the network's variables, the optimizer's, and the history."""

import json
import os
from pathlib import Path
from zipfile import BadZipFile

import numpy as np


def save_checkpoint(path: Path, variables, history: dict[str, list[float]], settings: dict) -> None:
    """Write the variables (NumPy or Keras, in order), the history and the settings to `path`, all or nothing."""
    arrays = {f"variable_{i}": np.asarray(variable) for i, variable in enumerate(variables)}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        np.savez(file, history=json.dumps(history), settings=json.dumps(settings), **arrays)
    os.replace(unfinished, path)


def load_checkpoint(path: Path, variables, settings: dict) -> dict[str, list[float]]:
    """Set the variables to those in `path` and return the history until then; without the file, an empty one.

    Raises ValueError if the file is damaged, or if it belongs to another network, other data or other settings.
    """
    if not path.exists():
        return {}
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            kept = {name: file[name] for name in file.files}
        history, found = (json.loads(str(kept[name])) for name in ("history", "settings"))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ValueError(f"{path.name} is no checkpoint of the course, or a damaged one: delete it") from error
    differing = [name for name in settings if settings[name] != found.get(name)]
    if differing:
        name = differing[0]
        raise ValueError(
            f"{path.name} belongs to another training: {name} is {found.get(name)} there and {settings[name]} here. "
            "Delete it to begin anew, or choose another file"
        )
    for i, variable in enumerate(variables):
        variable.assign(kept[f"variable_{i}"])
    return history
