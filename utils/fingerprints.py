"""What a training run was given, as plain data to keep and compare: its images, its functions, and what differs."""

import zlib
from functools import partial
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType

import numpy as np

PLAIN = (bool, int, float, complex, str, bytes)


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
    """A description of a function, or of a value bound to it, that stays the same from one run to the next.

    Functions are told apart by their code and by what is bound to them, objects by their class and by those of their
    attributes that are plain values or arrays.
    """
    return _described(thing, ())


def _described(thing: object, within: tuple) -> str:
    """`within` holds the functions and objects that are being described, one inside the other."""
    if isinstance(thing, np.generic):
        return repr(thing.item())
    if thing is None or isinstance(thing, PLAIN):
        return repr(thing)
    if isinstance(thing, np.ndarray):
        return f"array {_checksum(thing)}"
    if any(thing is other for other in within):
        return "itself"
    within = (*within, thing)
    if isinstance(thing, tuple | list):
        return f"({', '.join(_described(item, within) for item in thing)})"
    if isinstance(thing, dict):
        return f"({', '.join(f'{key}={_described(value, within)}' for key, value in sorted(thing.items(), key=repr))})"
    if isinstance(thing, partial):
        keywords = (f"{name}={_described(value, within)}" for name, value in sorted(thing.keywords.items()))
        given = [*(_described(item, within) for item in thing.args), *keywords]
        return f"{_described(thing.func, within)} with {', '.join(given)}"
    if isinstance(thing, FunctionType):
        cells = (cell.cell_contents for cell in thing.__closure__ or ())
        bound = (*cells, *(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values())
        values = [_described(value, within) for value in bound]
        return f"{thing.__qualname__} ({zlib.crc32(repr((_code(thing.__code__), values)).encode()):08x})"
    if isinstance(thing, MethodType):
        return f"{_described(thing.__func__, within)} of {_described(thing.__self__, within)}"
    if isinstance(thing, BuiltinFunctionType | np.ufunc | type):
        return getattr(thing, "__qualname__", None) or thing.__name__
    return type(thing).__qualname__ + _state(thing)


def _state(thing: object) -> str:
    """The attributes of an object that are plain values or arrays. Keras keeps counters there, which say nothing."""
    if type(thing).__module__.partition(".")[0] in ("keras", "tensorflow"):
        return ""
    kinds = (*PLAIN, np.generic, np.ndarray)
    plain = {name: value for name, value in getattr(thing, "__dict__", {}).items() if isinstance(value, kinds)}
    return f" {_described(plain, ())}" if plain else ""


def _code(code: CodeType) -> tuple:
    """What a function does, wherever it is in its file."""
    constants = [_code(part) if isinstance(part, CodeType) else _constant(part) for part in code.co_consts]
    return code.co_code, code.co_names, constants


def _constant(value) -> str:
    return repr(sorted(map(repr, value)) if isinstance(value, frozenset) else value)
