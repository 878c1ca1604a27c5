"""What decides how a training run goes, as plain data: kept with a checkpoint, and compared before it resumes."""

import json
import re
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING

import numpy as np

from utils.fingerprints import fingerprint, identity

if TYPE_CHECKING:
    import keras


NOT_DECISIVE = {"module", "registered_name", "build_config", "build_input_shape"}
HOLDING_NAMES = {"name", "keras_history", "input_layers", "output_layers"}


def training_settings(
    network: "keras.Model",
    x: np.ndarray,
    y: np.ndarray,
    *,
    validation: tuple[np.ndarray, np.ndarray] | None,
    batch_size: int,
    seed: int,
    augment: Callable | None,
) -> dict:
    """Everything that `fit_fast` depends on, except the number of epochs and the callbacks, as JSON can hold it.

    Network, optimizer and loss are described as Keras describes them, images by a checksum. A function counts as
    the same if its name, its code and the values bound to it are, whatever it reads from elsewhere; an object that
    Keras cannot describe, if its class is.
    """
    settings = {
        "images": fingerprint(x, y),
        "validation": fingerprint(*validation) if validation else "none",
        "batch_size": int(batch_size),
        "seed": int(seed),
        "augment": "none" if augment is None else identity(augment),
        "network": _described(network),
        "optimizer": _described(network.optimizer),
        "loss": network.loss if isinstance(network.loss, str) else _described(network.loss),
    }
    return json.loads(json.dumps(settings, default=identity))


def _described(thing) -> dict | str:
    if isinstance(thing, FunctionType):
        return identity(thing)
    try:
        config = thing.get_config()
    except (AttributeError, NotImplementedError):
        config = {}
    return _without_counters({"class_name": type(thing).__name__, "config": config})


def _without_counters(description):
    """A description without the numbers that Keras gives its objects, so that "dense_7" equals "dense_2"."""
    names = {}

    def note(part):
        if isinstance(part, list | tuple):
            for value in part:
                note(value)
        elif isinstance(part, dict):
            if _is_automatic(part.get("config"), part.get("class_name")):
                names.setdefault(part["config"]["name"], f"object {len(names)}")
            note(list(part.values()))

    def cleared(part, holds_names=False):
        if isinstance(part, list | tuple):
            return [cleared(value, holds_names) for value in part]
        if not isinstance(part, dict):
            return names.get(part, part) if holds_names and isinstance(part, str) else part
        if part.get("class_name") == "__lambda__":
            return "a lambda"  # Keras describes it by bytes that change with its place in the file
        return {key: cleared(value, key in HOLDING_NAMES) for key, value in part.items() if key not in NOT_DECISIVE}

    note(description)
    return cleared(description)


def _is_automatic(config, class_name) -> bool:
    name = config.get("name") if isinstance(config, dict) else None
    return isinstance(name, str) and re.sub(r"(_\d+)?$", "", name).replace("_", "") == str(class_name).lower()
