"""Outcomes as JSON, for the way from the learner's process to the judge.

Nothing is unpickled: what is neither a number, a text, an array nor a collection of them arrives as a Stranger that
has the name of its type and nothing else.
"""

import base64
import builtins
from dataclasses import fields
from typing import Any

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.sandbox import Outcome

DEEPEST = 20
LONGEST_MESSAGE = 2_000
KINDS_OF_ARRAYS = "biufcUS"


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome without its arguments, which both sides make for themselves."""
    parts = {field.name: getattr(outcome, field.name) for field in fields(outcome) if field.name != "arguments"}
    error = parts.pop("error")
    return {"error": None if error is None else _error_as_json(error), "parts": as_json(parts)}


def outcome_from_json(data: dict[str, Any], arguments: tuple) -> Outcome:
    """The outcome again. Raises ValueError, TypeError or KeyError for what `outcome_as_json` never makes."""
    error = None if data["error"] is None else _error_from_json(*data["error"])
    return Outcome(arguments, error=error, **from_json(data["parts"]))


def as_json(value: Any, depth: int = 0) -> Any:
    """Plain data for json.dumps: what JSON knows stands for itself, all else is a list that begins with its kind."""
    if value is None or type(value) in (bool, float, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return ["int", hex(value)]  # decimal digits are limited by Python, and slow
    if value is ...:
        return ["..."]
    if isinstance(value, np.ma.MaskedArray):
        return ["masked", as_json(value.data), as_json(np.ma.getmaskarray(value))]
    if type(value) is np.ndarray and value.dtype.kind in KINDS_OF_ARRAYS:
        return ["array", value.dtype.str, list(value.shape), base64.b64encode(value.tobytes()).decode("ascii")]
    if isinstance(value, np.generic) and value.dtype.kind in KINDS_OF_ARRAYS:
        return ["scalar", as_json(np.asarray(value))]
    if isinstance(value, complex):
        return ["complex", value.real, value.imag]
    if isinstance(value, tuple | list | dict) and depth < DEEPEST:
        items = value.items() if isinstance(value, dict) else value
        kind = next(kind for kind in (tuple, list, dict) if isinstance(value, kind))
        return [kind.__name__, [as_json(item, depth + 1) for item in items]]
    return ["stranger", type(value).__name__, type(value).__module__]


def from_json(data: Any) -> Any:
    """The value that `as_json` was given."""
    if not isinstance(data, list):
        return data
    kind, *parts = data
    return _MAKERS[kind](*parts)


def _array(dtype: str, shape: list[int], data: str) -> np.ndarray:
    kind = np.dtype(dtype)
    if kind.kind not in KINDS_OF_ARRAYS:
        raise ValueError(f"an array of dtype {dtype} was not sent by as_json")
    return np.frombuffer(base64.b64decode(data), dtype=kind).reshape(shape).copy()


def _stranger(name: str, module: str) -> Any:
    return type(str(name), (), {"__module__": str(module)})()


_MAKERS = {
    "int": lambda digits: int(digits, 16),
    "...": lambda: ...,
    "masked": lambda data, mask: np.ma.MaskedArray(from_json(data), from_json(mask)),
    "array": _array,
    "scalar": lambda array: from_json(array)[()],
    "complex": complex,
    "tuple": lambda items: tuple(map(from_json, items)),
    "list": lambda items: list(map(from_json, items)),
    "dict": lambda items: dict(map(from_json, items)),
    "stranger": _stranger,
}


def _error_as_json(error: BaseException) -> list[str]:
    try:
        message = error.args[0] if len(error.args) == 1 and isinstance(error.args[0], str) else str(error)
    except Exception:  # an error of the learner's own making may fail in its own __str__
        message = ""
    return [type(error).__name__, message[:LONGEST_MESSAGE]]


def _error_from_json(name: str, message: str) -> BaseException:
    """An error of the same type where Python or the checker has it, else of a type with the same name."""
    kind = NotYet if name == "NotYet" else getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        kind = type(name, (Exception,), {})
    try:
        return kind(message)
    except TypeError:  # UnicodeDecodeError, for one, takes five arguments
        return Exception(f"{name}: {message}")
