"""Words for a verdict: what was given, and what came back."""

import inspect
import re
import textwrap
from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.plain import describe_type, number_text, type_name
from utils.exercises.sandbox import Outcome

LARGEST_SHOWN = 40
LONGEST_LINE = 300
LINE = 90
MOST_LINES = 20
MOST_ITEMS = 100
MOST_CHARACTERS = 3_000
WIDEST_LABEL = 11


def given_values(reference: Callable, arguments: tuple) -> tuple[tuple[str, str], ...]:
    """The arguments of a call: their names in the lesson, and their values as text."""
    names = list(inspect.signature(reference).parameters)
    shown = tuple((name, show(value)) for name, value in zip(names, arguments, strict=False))
    return shown or (("", "nothing"),)


def came_back_text(outcome: Outcome) -> str:
    """What a call gave: its value, its error with the learner's own line, or that it never finished."""
    if outcome.too_slow:
        return "nothing: it did not finish"
    if outcome.error is None:
        printed = f"\nand printed: {outcome.printed[:LONGEST_LINE]!r}" if outcome.printed else ""
        return _capped(show(outcome.value)) + printed
    if outcome.error.is_a(NotYet):
        return _capped(show(outcome.error.came_back))
    words = re.sub(r"\x1b\[[0-9;]*m", "", outcome.error.message).split()  # Keras colors its messages
    message = f"{type_name(outcome.error.kind)}: {' '.join(words)}"
    text = textwrap.fill(textwrap.shorten(message, LONGEST_LINE, placeholder=" ..."), LINE)
    return "\n".join(filter(None, [text, outcome.error.lines]))


def show(value: Any) -> str:
    """Plain data for a beginner to read: small arrays whole, large ones as shape and dtype, long lists cut short."""
    if isinstance(value, np.ndarray) and value.size > LARGEST_SHOWN:
        return f"an array of shape {value.shape}, dtype {value.dtype}"
    if isinstance(value, np.ndarray):
        with np.printoptions(precision=5, suppress=True, linewidth=90):
            return str(value)
    if isinstance(value, np.generic):
        return str(value.item())
    if isinstance(value, int) and not isinstance(value, bool):
        return number_text(value)
    if isinstance(value, np.random.Generator):
        return "a random generator"  # its own text is a memory address
    if isinstance(value, tuple | list):
        return _sequence_text(value)
    if isinstance(value, dict):
        first = islice(value.items(), MOST_LINES)
        entries = [f"{key if isinstance(key, str) else show(key)}: {show(item)}" for key, item in first]
        return ", ".join(entries + _rest(len(value) - MOST_LINES, "entries"))
    if callable(value) or " object at 0x" in repr(value):
        return describe_type(value).lower()
    return f"{value!r:.{LONGEST_LINE}}"


def _sequence_text(values: tuple | list) -> str:
    if any(isinstance(item, np.ndarray) for item in values):
        lines = [f"{i + 1}: {show(item)}" for i, item in enumerate(values[:MOST_LINES])]
        return "\n".join(lines + _rest(len(values) - len(lines), "values"))
    items = [show(item) for item in values[:MOST_ITEMS]] + _rest(len(values) - MOST_ITEMS, "values")
    inside = ", ".join(items)
    return f"[{inside}]" if isinstance(values, list) else f"({inside}{',' * (len(values) == 1)})"


def _rest(count: int, what: str) -> list[str]:
    return [f"... and {count:,} more {what}"] if count > 0 else []


def _capped(text: str) -> str:
    """The beginning of a text that may be long."""
    lines = text[:MOST_CHARACTERS].split("\n")
    cut = len(text) > MOST_CHARACTERS or len(lines) > 2 * MOST_LINES
    return "\n".join(lines[: 2 * MOST_LINES] + ["..."] * cut)


def encodable(text: str, encoding: str | None = None) -> str:
    """The text with escapes for what an encoding cannot take: half a surrogate pair, or what a console lacks."""
    encoding = encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def given_lines(values: tuple[tuple[str, str], ...]) -> str:
    """The arguments of a call below each other, after a label."""
    return _labeled("given", aligned(values))


def came_back_lines(text: str) -> str:
    """What a call gave, after a label."""
    return _labeled("came back", text)


def aligned(values: tuple[tuple[str, str], ...]) -> str:
    """Values one below the other, each with its name if it has one."""
    return "\n".join(line for name, text in values for line in _aligned(f"{name} = " if name else "", text))


def _labeled(label: str, text: str) -> str:
    """The lines of a text, with a label before the first."""
    lines = text.split("\n")
    margins = [f"  {label:<{WIDEST_LABEL}}"] + [" " * (WIDEST_LABEL + 2)] * (len(lines) - 1)
    return "\n".join(margin + line for margin, line in zip(margins, lines, strict=True))


def _aligned(name: str, text: str) -> list[str]:
    """The lines of a value after its name, with its lines below each other."""
    first, *rest = text.split("\n")
    return [name + first, *(" " * len(name) + line for line in rest)]
