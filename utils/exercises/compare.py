"""Compares what came back with what was expected, and says the first difference in a sentence."""

from typing import Any

import numpy as np

from utils.exercises.plain import COROUTINE, TENSOR, Other, describe_type, number_text

QUESTION = "Work this case out by hand: what should come out?"
LARGEST_INTEGER = np.iinfo(np.int64).max


class NotYet(Exception):
    """Raised by an exercise's `observe` when an answer cannot even be compared; the text tells the learner why.

    `came_back` is the answer's result.
    """

    came_back: Any = None


def difference(expected: Any, got: Any, tolerance: float) -> str | None:
    """The first difference between the two as a sentence, or None if they agree.

    Right values agree whatever holds them: an array, a list or a tuple; a number or an array without dimensions; 32 or
    64 bits. Shapes and kinds of number must agree. Whole numbers may replace floats, but floats may not replace whole
    numbers. nan agrees with nan. Tuples, lists and dicts are compared item by item.

    `tolerance` is relative. Near zero, a hundredth of it is the absolute tolerance. Two whole numbers must be equal.
    Both sides are plain data, as `plain` makes them.
    """
    if got is None and expected is not None:
        return "Nothing came back (None). Does every path of your function end in a return?"
    if isinstance(got, Other) and got.kind == COROUTINE:
        return "A coroutine came back: the function never ran. Write def instead of async def."
    if isinstance(expected, dict):
        return _dict_difference(expected, got, tolerance)
    if isinstance(expected, tuple | list):
        return _sequence_difference(expected, got, tolerance)
    if isinstance(expected, np.ndarray) and expected.ndim > 0:
        return _array_difference(expected, got, tolerance)
    if isinstance(expected, int | float | np.number | np.ndarray) and not isinstance(expected, bool):
        return _number_difference(expected, got, tolerance)
    return _plain_difference(expected, got)


def _array_difference(expected: np.ndarray, got: Any, tolerance: float) -> str | None:
    array = _as_array(got, expected.size)
    if array is None:
        return _not_an_array(expected, got)
    if array.shape != expected.shape:
        return f"The shape is {array.shape}, but it should be {expected.shape}."
    if expected.dtype.kind not in "iuf":
        return None if np.array_equal(expected, array) else f"The values are not the right ones (dtype {array.dtype})."
    if array.dtype.kind not in "iuf":
        return f"The dtype is {array.dtype}, but numbers are expected, such as {expected.dtype}."
    if expected.dtype.kind in "iu" and array.dtype.kind == "f":
        return f"The dtype is {array.dtype}, but whole numbers are expected, such as {expected.dtype}."
    return _value_difference(expected, array, tolerance)


def _as_array(got: Any, size: int) -> np.ndarray | None:
    """An array as it is, an array made of nested lists of `size` numbers, or None for anything else."""
    if isinstance(got, np.ndarray):
        return got
    if not isinstance(got, list | tuple) or _count(got) != size:
        return None
    try:
        return np.array(got)
    except (ValueError, TypeError):  # rows of different lengths, or things that are not numbers
        return None


def _not_an_array(expected: np.ndarray, got: Any) -> str:
    if isinstance(got, list | tuple) and _count(got) != expected.size:
        return f"{describe_type(got)} of {_count(got):,} numbers came back, but {expected.size:,} are expected."
    sentence = f"{describe_type(got)} came back where a NumPy array is expected."
    return f"{sentence} np.asarray(...) makes one." if isinstance(got, Other) and got.kind == TENSOR else sentence


def _count(value: Any) -> int:
    """How many numbers nested lists hold. An array made of a list of large arrays might not fit in memory."""
    return sum(map(_count, value)) if isinstance(value, list | tuple) else np.size(value)


def _value_difference(expected: np.ndarray, got: np.ndarray, tolerance: float) -> str | None:
    missing = np.isnan(got) & ~np.isnan(expected)
    if missing.any():
        return f"{missing.sum()} of the {got.size} values {_are(missing.sum())} nan, not a number."
    wrong = ~_close(expected, got, tolerance)
    if not wrong.any():
        return None
    if got.dtype.kind in "iu" and np.array_equal(got, np.trunc(expected)):
        return "The fractions are gone: whole numbers came back. Is there a 0 or an int where a 0.0 or a float belongs?"
    place = [int(i) for i in np.argwhere(wrong)[0]]
    return f"{wrong.sum()} of the {got.size} values {_are(wrong.sum())} wrong, the first at index {place}. {QUESTION}"


def _close(expected: np.ndarray, got: np.ndarray, tolerance: float) -> np.ndarray:
    if expected.dtype.kind in "iu" and got.dtype.kind in "iu":
        return got == expected
    return np.isclose(got, expected, rtol=tolerance, atol=tolerance / 100, equal_nan=True)


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _number_difference(expected: Any, got: Any, tolerance: float) -> str | None:
    if isinstance(got, Other) and got.kind == TENSOR:
        return f"{got.kind} came back where a single number is expected. int(...) or float(...) makes one."
    if isinstance(got, bool) or not isinstance(got, int | float | np.number | np.ndarray):
        return f"{describe_type(got)} came back where a single number is expected."
    if np.ndim(got) > 0:
        return f"An array of shape {np.shape(got)} came back where a single number is expected."
    if isinstance(got, int) and abs(got) > LARGEST_INTEGER:  # NumPy makes an object of it
        right = got == expected if isinstance(expected, int) else np.isclose(_as_float(got), expected, tolerance, 0)
        return None if right else _not_the_number(got)
    expected, got = np.asarray(expected), np.asarray(got)
    if got.dtype.kind not in "iuf":
        return f"A value of dtype {got.dtype} came back where a single number is expected."
    if expected.dtype.kind in "iu" and got.dtype.kind == "f":
        return f"{got} is a float, but a whole number (int) is expected."
    if np.isnan(got) and not np.isnan(expected):
        return "nan came back, not a number."
    if _close(expected, got, tolerance):
        return None
    return _not_the_number(got.item())


def _not_the_number(got: int | float) -> str:
    text = number_text(got)
    return f"{text[0].upper()}{text[1:]} is not the right number. {QUESTION}"


def _as_float(number: int) -> float:
    try:
        return float(number)
    except OverflowError:
        return np.inf if number > 0 else -np.inf


def _sequence_difference(expected: tuple | list, got: Any, tolerance: float) -> str | None:
    kind = "tuple" if isinstance(expected, tuple) else "list"
    if isinstance(got, np.ndarray) and got.ndim > 0:
        got = list(got)
    if not isinstance(got, tuple | list):
        return f"{describe_type(got)} came back where a {kind} of {len(expected)} values is expected."
    if len(got) != len(expected):
        return f"{len(got)} values came back where {len(expected)} are expected."
    for i, (a, b) in enumerate(zip(expected, got, strict=True)):
        found = difference(a, b, tolerance)
        if found:
            return f"Value {i + 1} of {len(expected)}: {found}"
    return None


def _dict_difference(expected: dict, got: Any, tolerance: float) -> str | None:
    if not isinstance(got, dict):
        return f"{describe_type(got)} came back where a dictionary is expected."
    if expected.keys() != got.keys():
        return f"The keys are {sorted(map(str, got))!s:.300}, but they should be {sorted(map(str, expected))}."
    for key, value in expected.items():
        found = difference(value, got[key], tolerance)
        if found:
            return f"{key}: {found}"
    return None


def _plain_difference(expected: Any, got: Any) -> str | None:
    if isinstance(got, np.ndarray) and got.ndim == 0:
        got = got.item()
    if type(expected) is not type(got):
        return f"{describe_type(got)} came back where {describe_type(expected).lower()} is expected."
    return None if expected == got else f"{got!r:.200} is not the right value. {QUESTION}"
