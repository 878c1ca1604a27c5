"""Draws a wrong answer against what was meant, for the exercises that have a picture."""

import contextlib
import warnings
from typing import Any

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.sandbox import Outcome
from utils.exercises.verdict import Verdict

MOST_NUMBERS = 100_000


class NoPicture(Exception):
    """Raised where there is nothing to see."""


def draw_answer(exercise: Exercise | None, verdict: Verdict) -> None:
    """Draw what came back on the case that failed, if the exercise has a picture of it. It never raises."""
    if exercise is None or exercise.drawer is None or verdict.failed is None:
        return
    import matplotlib.pyplot as plt

    open_before = set(plt.get_fignums())
    try:
        result = _result(verdict.failed.outcome)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            exercise.drawer(result, verdict.failed.meant.value, *verdict.failed.outcome.arguments)
    except (Exception, KeyboardInterrupt):  # a verdict without its picture is still a verdict
        with contextlib.suppress(Exception):
            for number in set(plt.get_fignums()) - open_before:
                plt.close(number)


def numbers(value: Any) -> np.ndarray:
    """A result as an array of finite floats. Raises NoPicture if it is anything else, or too large."""
    if _count(value) > MOST_NUMBERS:
        raise NoPicture
    array = np.asarray(value)  # raises ValueError if the rows of a list differ in length
    if array.dtype.kind not in "biuf" or array.size == 0 or not np.isfinite(array).all():
        raise NoPicture
    return array.astype(float)


def _result(outcome: Outcome) -> Any:
    """What a call gave, if that is what is wrong with it."""
    if outcome.too_slow or outcome.changed is not None or outcome.replaced is not None:
        raise NoPicture
    if outcome.error is None:
        return outcome.value
    if outcome.error.is_a(NotYet):
        return outcome.error.came_back
    raise NoPicture


def _count(value: Any) -> int:
    """How many numbers lists hold. An array made of a list of large arrays might not fit in memory."""
    return sum(map(_count, value)) if isinstance(value, list | tuple) else np.size(value)
