"""Words for a verdict: what was given, and what came back."""

import inspect
import re
import textwrap
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from utils.exercises.compare import NotYet, describe_type
from utils.exercises.sandbox import Outcome

LARGEST_SHOWN = 40
LONGEST_LINE = 300
LINE = 90


def given_text(reference: Callable, arguments: tuple) -> str:
    """The arguments of a call by the names that the lesson gives them, one a line."""
    names = list(inspect.signature(reference).parameters)
    return "\n".join(f"{name} = {show(value)}" for name, value in zip(names, arguments, strict=False)) or "nothing"


def came_back_text(outcome: Outcome) -> str:
    """What a call gave: its value, or its error with the learner's own line, or that it never ended."""
    if outcome.too_slow:
        return "nothing: it did not end"
    if isinstance(outcome.error, NotYet):
        return show(outcome.error.came_back)
    if outcome.error is None:
        printed = f"\nand printed: {outcome.printed[:LONGEST_LINE]!r}" if outcome.printed else ""
        return show(outcome.value) + printed
    words = re.sub(r"\x1b\[[0-9;]*m", "", str(outcome.error)).split()  # Keras colors its messages
    message = textwrap.shorten(f"{type(outcome.error).__name__}: {' '.join(words)}", LONGEST_LINE, placeholder=" ...")
    return textwrap.fill(message, LINE) + _learners_line(outcome.error)


def show(value: Any) -> str:
    """A value as a beginner can read it: small arrays whole, large ones as shape and dtype."""
    if isinstance(value, np.ndarray) and value.size > LARGEST_SHOWN:
        return f"an array of shape {value.shape}, dtype {value.dtype}"
    if isinstance(value, np.ndarray):
        with np.printoptions(precision=5, suppress=True, linewidth=90):
            return str(value)
    if isinstance(value, np.generic):
        return str(value.item())
    if isinstance(value, tuple | list) and any(isinstance(item, np.ndarray) for item in value):
        return "\n".join(f"{i + 1}: {show(item)}" for i, item in enumerate(value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {show(item)}" for key, item in value.items())
    if callable(value) or " object at 0x" in repr(value):
        return describe_type(value).lower()
    return f"{value!r:.{LONGEST_LINE}}"


def indented(label: str, text: str) -> str:
    """The text with a label before its first line, and the lines below it aligned."""
    first, *rest = text.split("\n")
    width = 11
    spread = []
    column = width + 2 + (first.index(" = ") + 3 if " = [" in first else 0)
    for line in rest:
        if " = " in line:
            column = width + 2 + (line.index(" = ") + 3 if " = [" in line else 0)
            spread.append(" " * (width + 2) + line)
        else:
            spread.append(" " * column + line)
    return "\n".join([f"  {label:<{width}}{first}", *spread])


def _learners_line(error: BaseException) -> str:
    """The line of the notebook's cell that failed, where it can be found; never a line of the course's."""
    own = [
        f for f in traceback.extract_tb(error.__traceback__) if "ipykernel_" in f.filename or "<ipython" in f.filename
    ]
    return f"\nin your line: {own[-1].line}" if own and own[-1].line else ""
