"""The cases of each exercise tell the right answer from its mutants."""

import numpy as np
import pytest

from tests.exercises.mutants import CHANGES_OF_THE_RESULT, mutants
from utils.exercises import exercises

ALL = [exercise for of_lesson in exercises().values() for exercise in of_lesson.values() if not exercise.open_ended]
SECONDS = 10.0  # a mutant may have lost the end of its loop


def passes(exercise, answer):
    return all(
        meant.same_as(exercise.outcome(answer, case, min(exercise.seconds, SECONDS)), exercise.tolerance)
        for meant, case in zip(exercise.expected, exercise.cases, strict=True)
    )


def kinds_of_numbers(value):
    """Such as "f" and "i": the kinds of number in a result, and nothing for a network, say."""
    items = value if isinstance(value, tuple | list) else [value]
    numbers = [np.asarray(item) for item in items if isinstance(item, np.ndarray | np.number | float | int)]
    return {number.dtype.kind for number in numbers}


@pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
def test_no_mutant_of_the_right_answer_passes(exercise):
    """One that passes is a missing case, or stands in the exercise's `equivalent` with the reason why it is right."""
    kinds = set().union(*(kinds_of_numbers(exercise.reference(*case())) for case in exercise.cases))
    changed = mutants(exercise.reference)
    if not kinds:
        changed = {name: mutant for name, mutant in changed.items() if name not in CHANGES_OF_THE_RESULT}
    elif kinds <= set("iub"):
        del changed["the result is rounded"]
    passing = {name for name, mutant in changed.items() if passes(exercise, mutant)}
    assert passing == exercise.equivalent.keys()
    assert all(exercise.equivalent.values())


def test_a_missing_case_is_found():
    """Without its large numbers, ReLU's cases cannot tell it from one that is cut off."""
    relu = next(exercise for exercise in ALL if exercise.name == "relu")
    mutant = mutants(relu.reference)["the result is cut off above"]
    small = [case for case in relu.cases if np.abs(case()[0]).max() < 6]
    assert small
    assert not passes(relu, mutant)
    assert all(relu.outcome(mutant, case).same_as(relu.outcome(relu.reference, case), 1e-5) for case in small)
