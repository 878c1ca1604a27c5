"""Plain copies of what an answer returns. Comparing and showing them runs none of the answer's code."""

import math
from dataclasses import dataclass
from types import CoroutineType
from typing import Any

import numpy as np

MOST_ITEMS = 20_000
DEEPEST = 20
MOST_BYTES = 1_000_000
MOST_DIGITS = 100
LONGEST_TEXT = 300
NUMBERS = tuple({kind for kind in np.sctypeDict.values() if issubclass(kind, np.number)})
AS_THEY_ARE = (type(None), bool, int, float, complex, str, bytes, type(...), *NUMBERS)
THEIR_IDS = frozenset(map(id, AS_THEY_ARE))  # a metaclass may call itself equal to anything; its id is its own
TENSOR, MASKED, COROUTINE = "A TensorFlow tensor", "A masked array", "A coroutine"


@dataclass(frozen=True)
class Other:
    """Replaces a value that is not plain data. `kind` opens a sentence ('A function'), and `text` shows the value."""

    kind: str
    text: str

    def __repr__(self) -> str:
        return self.text


def plain(value: Any) -> Any:
    """A copy made of None, truth values, numbers, strings, bytes, arrays, tuples, lists, dicts and Other.

    Large arrays are not copied. A subclass is reduced to its plain part, except that a masked array becomes an Other.
    Whatever is nested too deep or holds too much becomes an Other, too. This runs the value's own `__repr__`, and hangs
    if that hangs.
    """
    return _Copier().copy(value, 0)


def describe_type(value: Any) -> str:
    """What a beginner would call a value's type, to open a sentence: 'A list', 'A function', 'True or False'."""
    if isinstance(value, Other):
        return value.kind
    if isinstance(value, bool | np.bool_):
        return "True or False"
    if is_masked(value):
        return MASKED
    if issubclass(type(value), CoroutineType):
        return COROUTINE
    if _is_tensor(value):
        return TENSOR
    if callable(value) and hasattr(value, "__name__"):
        return "A function"
    if isinstance(value, np.ndarray):
        return f"An array of shape {value.shape}"
    words = {str: "A string", int: "A whole number", dict: "A dictionary", type(None): "Nothing (None)"}
    name = type_name(type(value))
    return words.get(type(value), f"{'An' if name[0] in 'aeiouAEIOU' else 'A'} {name}")


def number_text(number: int | float) -> str:
    """A number for a beginner to read: six digits of a float, all digits of a whole number unless it is very long."""
    if isinstance(number, float):
        return f"{number:.6g}"
    if abs(number) < 10**MOST_DIGITS:
        return str(number)
    return f"a whole number of about {int(number.bit_length() * math.log10(2)):,} digits"


def is_masked(value: Any) -> bool:
    """Whether the value is a masked array or has one among its items."""
    if issubclass(type(value), tuple | list):
        return any(issubclass(type(item), np.ma.MaskedArray) for item in value)
    return issubclass(type(value), np.ma.MaskedArray)


def type_name(kind: type) -> str:
    """The name of a class, even if its metaclass overrides `__name__`."""
    return type.__dict__["__name__"].__get__(kind)[:LONGEST_TEXT]


class _Copier:
    def __init__(self) -> None:
        self.room = MOST_ITEMS

    def copy(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if id(kind) in THEIR_IDS:
            return value
        if kind is np.bool_:
            return bool(value)
        if issubclass(kind, np.ndarray) and not issubclass(kind, np.ma.MaskedArray):
            return self._array(np.ndarray.view(value, np.ndarray))
        for known, convert in ((int, int.__int__), (float, float.__float__), (str, str.__str__)):
            if issubclass(kind, known):
                return convert(value)
        for known in (tuple, list, dict):
            if issubclass(kind, known):
                return self._container(value, known, depth)
        return _other(value)

    def _container(self, value: Any, kind: type, depth: int) -> Any:
        length = kind.__len__(value)
        self.room -= length
        if self.room < 0 or depth == DEEPEST:
            what = f"{describe_type(kind())} of {length:,} values"
            return Other(what, _lower(what))
        if kind is dict:
            return {self._key(k, depth): self.copy(v, depth + 1) for k, v in dict.items(value)}
        return kind([self.copy(item, depth + 1) for item in kind.__iter__(value)])

    def _key(self, key: Any, depth: int) -> Any:
        copied = self.copy(key, depth + 1)
        return Other("", repr(copied)) if isinstance(copied, list | dict | np.ndarray) else copied

    def _array(self, value: np.ndarray) -> Any:
        if not value.dtype.hasobject:
            return value.copy() if value.nbytes <= MOST_BYTES else value  # an answer may reuse its array
        self.room -= value.size
        if value.dtype != object or self.room < 0:
            return Other(describe_type(value), f"an array of shape {value.shape}, dtype object")
        items = np.empty(value.shape, object)
        for place in np.ndindex(value.shape):
            item = self.copy(value[place], DEEPEST)
            items[place] = Other("", repr(item)) if isinstance(item, tuple | list | np.ndarray) else item
        return items


def _other(value: Any) -> Other:
    try:
        if issubclass(type(value), CoroutineType):
            value.close()  # else Python warns, with a line of the course, that it was never awaited
        kind = describe_type(value)
    except BaseException as error:
        return Other("An object", f"an object whose type cannot be read: {type_name(type(error))}")
    try:
        text = str.__str__(str(value) if kind == MASKED else repr(value))[:LONGEST_TEXT]
    except BaseException as error:
        return Other(kind, f"{_lower(kind)} that cannot be shown: its __repr__ raises {type_name(type(error))}")
    return Other(kind, _lower(kind) if callable(value) or " object at 0x" in text else text)


def _lower(kind: str) -> str:
    return kind[0].lower() + kind[1:]


def _is_tensor(value: Any) -> bool:
    library = type(value).__module__.split(".")[0]
    return library in ("tensorflow", "torch", "jax", "jaxlib", "keras") and hasattr(value, "shape")
