"""check, hint and solution: what a learner types."""

import difflib
import inspect
import traceback
from collections import Counter
from dataclasses import dataclass
from typing import Any

from utils.exercises import progress
from utils.exercises.compare import NotYet, describe_type, difference
from utils.exercises.exercise import Exercise, is_unfinished
from utils.exercises.registry import exercise_names, find, lesson_of
from utils.exercises.report import came_back_text, given_text, indented
from utils.exercises.sandbox import Outcome
from utils.exercises.settings import is_strict

PASS, NOT_YET, TO_DO, NOT_CHECKED = "PASS", "NOT YET", "TO DO", "NOT CHECKED"

_hints_given: Counter = Counter()


@dataclass(frozen=True)
class Verdict:
    """What `check` found. True in an `if` when the answer passes; shows nothing of its own in a notebook."""

    status: str
    name: str
    text: str

    def __bool__(self) -> bool:
        return self.status == PASS

    def __repr__(self) -> str:
        return self.status

    def _ipython_display_(self) -> None:
        """The text was printed already."""


class StrictVerdict(AssertionError):
    """Raised by `check` under COURSE_STRICT=1 for every verdict but PASS, so that nbval marks the cell as failed."""


def check(*answer: Any) -> Verdict:
    """Check one answer and print the verdict: PASS, NOT YET or TO DO.

    Takes the function itself, `check(softmax)`, and finds the exercise by the function's name. Never raises,
    except under COURSE_STRICT=1, where every verdict but PASS is a StrictVerdict, and for a COURSE_STRICT that is
    neither 0 nor 1, which is a SettingError.
    """
    strict = is_strict()
    try:
        verdict = _judge(answer)
    except KeyboardInterrupt:
        name = getattr(answer[0], "__name__", "?")
        verdict = Verdict(NOT_YET, name, f"NOT YET  {name}: you stopped the check before it was done.")
    except Exception as error:
        verdict = _fault_of_the_course(answer, error)
    print(verdict.text)
    if strict and not verdict:
        raise StrictVerdict(verdict.text)
    return verdict


def hint(answer: Any) -> None:
    """Print the next hint for an exercise, given the function or its name; each call gives a stronger one."""
    exercise = _exercise_or_help(answer)
    if exercise is None:
        return
    number = min(_hints_given[exercise.name] + 1, len(exercise.hints))
    _hints_given[exercise.name] = number
    print(f"Hint {number} of {len(exercise.hints)}: {exercise.hints[number - 1]}")
    if number == len(exercise.hints):
        print(f"That is the last hint. solution({exercise.name}) shows the course's answer.")


def solution(answer: Any) -> None:
    """Print the course's own answer to an exercise, given the function or its name."""
    exercise = _exercise_or_help(answer)
    if exercise is not None:
        print(inspect.getsource(exercise.reference))


def _exercise_or_help(answer: Any) -> Exercise | None:
    name = answer if isinstance(answer, str) else getattr(answer, "__name__", "?")
    exercise = find(name)
    if exercise is None:
        print(_unknown_name(name))
    return exercise


def _judge(answer: tuple) -> Verdict:
    problem = _not_one_function(answer)
    if problem:
        return Verdict(NOT_YET, "?", f"NOT YET  {problem}")
    exercise = find(answer[0].__name__)
    if exercise is None:
        name = answer[0].__name__
        return Verdict(NOT_YET, name, f"NOT YET  {_unknown_name(name)}")
    verdict = judge(exercise, answer[0])
    progress.record(lesson_of(exercise.name), exercise.name, verdict.status)
    return verdict


def judge(exercise: Exercise, answer: Any) -> Verdict:
    """The verdict on `answer`, without printing or remembering it."""
    name = exercise.name
    expected = exercise.expected
    outcomes = []
    for case, meant in zip(exercise.cases, expected, strict=True):
        outcome = exercise.outcome(answer, case)
        if _unfinished(outcome):
            return Verdict(TO_DO, name, f"TO DO  {name}: {_where_the_dots_are(answer)}")
        outcomes.append(outcome)
        if outcome.too_slow:
            break
        if not meant.same_as(outcome, exercise.tolerance):
            break
    else:
        cases = "its one case" if len(outcomes) == 1 else f"all {len(outcomes)} cases"
        return Verdict(PASS, name, f"PASS  {name}: right on {cases}.")
    failed, meant = outcomes[-1], expected[len(outcomes) - 1]
    sentence = _sentence_of_a_known_mistake(exercise, answer, outcomes) or _sentence(exercise, failed, meant)
    return Verdict(NOT_YET, name, _not_yet_text(exercise, failed, sentence))


def _not_one_function(answer: tuple) -> str | None:
    if len(answer) != 1:
        return f"check() takes one function, as in check(relu); it was given {len(answer)} things."
    if isinstance(answer[0], type) or not callable(answer[0]):
        return (
            f"{describe_type(answer[0])} was given to check(). It takes the function itself, by its name and "
            "without calling it: check(relu), not check(relu(x))."
        )
    if not isinstance(getattr(answer[0], "__name__", None), str) or answer[0].__name__ == "<lambda>":
        return "This function has no name to go by. Write it with def, as the lesson's cell does, and check that."
    return None


def _unknown_name(name: str) -> str:
    near = difflib.get_close_matches(name, exercise_names(), n=1)
    meant = f" Did you mean {near[0]}?" if near else " Keep the name that the lesson's cell gives."
    return f"{name}: no exercise has this name.{meant}"


def _unfinished(outcome: Outcome) -> bool:
    if outcome.error is not None:
        return isinstance(outcome.error, TypeError) and "ellipsis" in str(outcome.error)
    return is_unfinished(outcome.value)


def _where_the_dots_are(answer: Any) -> str:
    code = getattr(answer, "__code__", None)
    if code is None or ... in code.co_consts:
        return "a ... is still waiting for you."
    return "it has no ... of its own, but a function that it calls still has one."


def _sentence_of_a_known_mistake(exercise: Exercise, answer: Any, outcomes: list[Outcome]) -> str | None:
    """The sentence of the first mistake that looks like this answer on every case, or None.

    A NotYet has its own sentence already.
    """
    if outcomes[-1].too_slow or isinstance(outcomes[-1].error, NotYet):
        return None
    rest = [exercise.outcome(answer, case) for case in exercise.cases[len(outcomes) :]]
    outcomes = outcomes + rest
    for mistake, theirs in exercise.outcomes_of_mistakes:
        if all(a.same_as(b, exercise.tolerance) for a, b in zip(theirs, outcomes, strict=True)):
            return mistake.sentence
    return None


def _sentence(exercise: Exercise, outcome: Outcome, meant: Outcome) -> str:
    """What to say of an answer that matches no known mistake."""
    if outcome.too_slow:
        return (
            f"It was stopped after {exercise.seconds:g} seconds. Is there a loop that never ends, or one that could "
            "be a NumPy operation? If the notebook stays slow now, restart the kernel."
        )
    if outcome.changed is not None and (outcome.error is None or isinstance(outcome.error, NotYet)):
        return "It changes the argument it was given. Make a new array, and leave the caller's as it was."
    if isinstance(outcome.error, NotYet):
        return str(outcome.error)
    if isinstance(outcome.error, RecursionError):
        return "It calls itself without end. Which call should be the last one?"
    if outcome.error is not None:
        return _sentence_of_an_error(outcome.error)
    if outcome.value is None and outcome.printed:
        return "It prints its answer and returns nothing. Put return where print stands."
    return difference(meant.value, outcome.value, exercise.tolerance)


def _sentence_of_an_error(error: BaseException) -> str:
    if isinstance(error, NameError):
        return "Python does not know this name. Is it spelled as in the lesson, and was the cell run that makes it?"
    if "truth value of an array" in str(error):
        return (
            "if, and, or, and Python's own max and min need one True or False, and an array has many. Which NumPy "
            "function works on each number on its own?"
        )
    return "Read what the message says: which of your values is it about, and what is its shape or type?"


def _not_yet_text(exercise: Exercise, outcome: Outcome, sentence: str) -> str:
    given = indented("given", given_text(exercise.reference, outcome.arguments))
    came_back = indented("came back", came_back_text(outcome))
    return f"NOT YET  {exercise.name}\n{given}\n{came_back}\n  {sentence}"


def _fault_of_the_course(answer: tuple, error: Exception) -> Verdict:
    name = getattr(answer[0], "__name__", "?") if answer else "?"
    where = traceback.extract_tb(error.__traceback__)[-1].name
    text = (
        f"NOT CHECKED  {name}: the course's checker failed, which is the course's fault and not yours. "
        f"Please report this line: {type(error).__name__} in {where}: {error}"
    )
    return Verdict(NOT_CHECKED, name, text)
