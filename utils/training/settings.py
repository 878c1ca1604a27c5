"""What decides how a training run goes, as plain data: kept with a checkpoint, and compared before it resumes."""

import json
import re
import zlib
from collections.abc import Callable
from functools import partial
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

import numpy as np

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
        "images": _fingerprint(x, y),
        "validation": _fingerprint(*validation) if validation else "none",
        "batch_size": int(batch_size),
        "seed": int(seed),
        "augment": "none" if augment is None else _identity(augment),
        "network": _described(network),
        "optimizer": _described(network.optimizer),
        "loss": network.loss if isinstance(network.loss, str) else _described(network.loss),
    }
    return json.loads(json.dumps(settings, default=_identity))


def first_difference(there: object, here: object, name: str = "") -> tuple[str, str, str] | None:
    """The first difference of two settings, such as ("optimizer.beta_1", "0.9", "0.8"); None if they are the same."""
    if isinstance(there, dict) and isinstance(here, dict):
        parts = [(_joined(name, key), there.get(key), here.get(key)) for key in here | there]
    elif isinstance(there, list) and isinstance(here, list) and len(there) == len(here):
        parts = [(f"{name}[{i}]", *pair) for i, pair in enumerate(zip(there, here, strict=True))]
    else:
        return None if there == here else (name, _shown(there), _shown(here))
    return next(filter(None, (first_difference(a, b, part) for part, a, b in parts)), None)


def _joined(name, key):
    if key in ("class_name", "config"):  # a layer in Keras's words is {"class_name": "Dense", "config": {...}}
        return name
    return f"{name}.{key}" if name else key


def _shown(value) -> str:
    if isinstance(value, dict) and "class_name" in value:
        return str(value["class_name"])
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _fingerprint(x, y) -> str:
    return f"{len(y)} images, {_checksum(x)}-{_checksum(y)}"


def _checksum(array) -> str:
    return f"{zlib.crc32(np.ascontiguousarray(array)):08x}"


def _described(thing) -> dict | str:
    if isinstance(thing, FunctionType):
        return _identity(thing)
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


def _identity(thing) -> str:
    """A description of a function, or of a value bound to it, that is the same when the program runs again."""
    if isinstance(thing, np.generic):
        return repr(thing.item())
    if thing is None or isinstance(thing, bool | int | float | str):
        return repr(thing)
    if isinstance(thing, tuple):
        return f"({', '.join(map(_identity, thing))})"
    if isinstance(thing, np.ndarray):
        return f"array {_checksum(thing)}"
    if isinstance(thing, partial):
        keywords = (f"{name}={_identity(value)}" for name, value in sorted(thing.keywords.items()))
        return f"{_identity(thing.func)} with {', '.join([*map(_identity, thing.args), *keywords])}"
    if isinstance(thing, FunctionType):
        cells = (cell.cell_contents for cell in thing.__closure__ or ())
        bound = (*cells, *(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values())
        values = [value.__qualname__ if isinstance(value, FunctionType) else _identity(value) for value in bound]
        return f"{thing.__qualname__} ({zlib.crc32(repr((_code(thing.__code__), values)).encode()):08x})"
    return type(thing).__qualname__


def _code(code: CodeType) -> tuple:
    """What a function does, without its place in the file."""
    constants = [_code(part) if isinstance(part, CodeType) else _constant(part) for part in code.co_consts]
    return code.co_code, code.co_names, constants


def _constant(value) -> str:
    return repr(sorted(map(repr, value)) if isinstance(value, frozenset) else value)
