"""What a training run was given, as plain data to keep and compare: its images, its functions, and what differs."""

import zlib
from functools import partial
from types import CodeType, FunctionType

import numpy as np


def fingerprint(x: np.ndarray, y: np.ndarray) -> str:
    """The number of images x (m, ...) with labels y (m,), and the checksums of both."""
    return f"{len(y)} images, {_checksum(x)}-{_checksum(y)}"


def _checksum(array) -> str:
    return f"{zlib.crc32(np.ascontiguousarray(array)):08x}"


def first_difference(there: object, here: object, name: str = "") -> tuple[str, str, str] | None:
    """The first difference between two settings, such as ("optimizer.beta_1", "0.9", "0.8"), or None."""
    if isinstance(there, dict) and isinstance(here, dict):
        parts = [(_joined(name, key), there.get(key), here.get(key)) for key in here | there]
    elif isinstance(there, list) and isinstance(here, list) and len(there) == len(here):
        parts = [(f"{name}[{i}]", *pair) for i, pair in enumerate(zip(there, here, strict=True))]
    else:
        return None if there == here else (name, _shown(there), _shown(here))
    return next(filter(None, (first_difference(a, b, part) for part, a, b in parts)), None)


def _joined(name, key):
    if key in ("class_name", "config"):  # Keras describes a layer as {"class_name": "Dense", "config": {...}}
        return name
    return f"{name}.{key}" if name else key


def _shown(value) -> str:
    if isinstance(value, dict) and "class_name" in value:
        return str(value["class_name"])
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def identity(thing: object) -> str:
    """A description of a function, or of a value bound to it, that stays the same from one run to the next."""
    if isinstance(thing, np.generic):
        return repr(thing.item())
    if thing is None or isinstance(thing, bool | int | float | str):
        return repr(thing)
    if isinstance(thing, tuple):
        return f"({', '.join(map(identity, thing))})"
    if isinstance(thing, np.ndarray):
        return f"array {_checksum(thing)}"
    if isinstance(thing, partial):
        keywords = (f"{name}={identity(value)}" for name, value in sorted(thing.keywords.items()))
        return f"{identity(thing.func)} with {', '.join([*map(identity, thing.args), *keywords])}"
    if isinstance(thing, FunctionType):
        cells = (cell.cell_contents for cell in thing.__closure__ or ())
        bound = (*cells, *(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values())
        values = [value.__qualname__ if isinstance(value, FunctionType) else identity(value) for value in bound]
        return f"{thing.__qualname__} ({zlib.crc32(repr((_code(thing.__code__), values)).encode()):08x})"
    return type(thing).__qualname__


def _code(code: CodeType) -> tuple:
    """What a function does, wherever it is in its file."""
    constants = [_code(part) if isinstance(part, CodeType) else _constant(part) for part in code.co_consts]
    return code.co_code, code.co_names, constants


def _constant(value) -> str:
    return repr(sorted(map(repr, value)) if isinstance(value, frozenset) else value)
