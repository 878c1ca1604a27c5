"""Outcomes as JSON, on their way from the learner's process to the judge.

Nothing is unpickled. An outcome is already plain data (`utils.exercises.plain`). What JSON's lists still cannot hold
arrives as an Other: the value's type in words, and nothing else.
"""

import base64
import builtins
from dataclasses import fields
from typing import Any

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.plain import DEEPEST, Other, describe_type, type_name
from utils.exercises.sandbox import CheckInsideAnAnswer, Failure, Outcome

KINDS_OF_ARRAYS = "biufcUS"
KINDS_OF_ERRORS = {"NotYet": NotYet, "CheckInsideAnAnswer": CheckInsideAnAnswer}


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome without its arguments, which both sides make for themselves."""
    parts = {field.name: getattr(outcome, field.name) for field in fields(outcome) if field.name != "arguments"}
    error = parts.pop("error")
    return {"error": None if error is None else _failure_as_json(error), "parts": as_json(parts)}


def outcome_from_json(data: dict[str, Any], arguments: tuple) -> Outcome:
    """The outcome again. Raises ValueError, TypeError or KeyError for what `outcome_as_json` never makes."""
    error = None if data["error"] is None else _failure_from_json(*data["error"])
    return Outcome(arguments, error=error, **from_json(data["parts"]))


def as_json(value: Any, depth: int = 0) -> Any:
    """Plain data for json.dumps: what JSON knows stays as it is, all else becomes a list that begins with its kind."""
    if value is None or type(value) in (bool, float, str):
        return value
    if type(value) is int:
        return ["int", hex(value)]  # decimal digits are slow, and Python limits their number
    if value is ...:
        return ["..."]
    if type(value) is bytes:
        return ["bytes", _letters(value)]
    if type(value) is complex:
        return ["complex", value.real, value.imag]
    if isinstance(value, np.generic) and value.dtype.kind in KINDS_OF_ARRAYS:
        return ["scalar", as_json(np.asarray(value))]
    if type(value) is np.ndarray and value.dtype.kind in KINDS_OF_ARRAYS:
        return ["array", value.dtype.str, list(value.shape), _letters(value.tobytes())]
    if type(value) is np.ndarray and value.dtype == object:
        return ["objects", list(value.shape), [as_json(item, depth + 1) for item in value.flat]]
    if type(value) in (tuple, list, dict) and depth <= DEEPEST:
        items = value.items() if type(value) is dict else value
        return [type(value).__name__, [as_json(item, depth + 1) for item in items]]
    if isinstance(value, Other):
        return ["other", value.kind, value.text]
    return ["other", describe_type(value), describe_type(value).lower()]


def from_json(data: Any) -> Any:
    """The value that `as_json` was given."""
    if not isinstance(data, list):
        return data
    kind, *parts = data
    return _MAKERS[kind](*parts)


def _letters(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _array(dtype: str, shape: list[int], data: str) -> np.ndarray:
    kind = np.dtype(dtype)
    if kind.kind not in KINDS_OF_ARRAYS:
        raise ValueError(f"an array of dtype {dtype} was not sent by as_json")
    return np.frombuffer(base64.b64decode(data), dtype=kind).reshape(shape).copy()


def _objects(shape: list[int], items: list) -> np.ndarray:
    array = np.empty(len(items), object)
    for place, item in enumerate(items):
        array[place] = from_json(item)
    return array.reshape(shape)


_MAKERS = {
    "int": lambda digits: int(digits, 16),
    "...": lambda: ...,
    "bytes": lambda letters: base64.b64decode(letters),
    "complex": complex,
    "scalar": lambda array: from_json(array)[()],
    "array": _array,
    "objects": _objects,
    "tuple": lambda items: tuple(map(from_json, items)),
    "list": lambda items: list(map(from_json, items)),
    "dict": lambda items: dict(map(from_json, items)),
    "other": lambda kind, text: Other(str(kind), str(text)),
}


def _failure_as_json(error: Failure) -> list:
    return [type_name(error.kind), error.message, error.lines, error.of_dots, as_json(error.came_back)]


def _failure_from_json(name: str, message: str, lines: str, of_dots: bool, came_back: Any) -> Failure:
    """A failure of the same kind if Python or the checker has it, else of a new kind with the same name."""
    kind = KINDS_OF_ERRORS.get(name) or getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        kind = type(name, (Exception,), {})
    return Failure(kind, str(message), str(lines), of_dots is True, from_json(came_back))
