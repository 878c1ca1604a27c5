"""check, hint and solution: what a learner types."""

import difflib
import inspect
import sys
import traceback
from collections import Counter
from types import FunctionType
from typing import Any

from utils.exercises import progress
from utils.exercises.audience import sees_rich_output
from utils.exercises.compare import NotYet, difference
from utils.exercises.display import bundle, verdict_as_html
from utils.exercises.exercise import Exercise, is_unfinished
from utils.exercises.guards import mend_libraries
from utils.exercises.pictures import draw_answer
from utils.exercises.plain import describe_type, type_name
from utils.exercises.registry import find, lessons_of_exercises
from utils.exercises.report import came_back_text, encodable, given_values
from utils.exercises.sandbox import CheckInsideAnAnswer, Failure, Outcome, call, refuse_inside_an_answer
from utils.exercises.settings import is_strict
from utils.exercises.verdict import NO_NAME, NOT_CHECKED, NOT_YET, PASS, TO_DO, Failed, Verdict
from utils.exercises.waiting import checking

SECONDS_TO_LOOK = 5.0

_hints_given: Counter = Counter()


class StrictVerdict(AssertionError):
    """Raised by `check` under COURSE_STRICT=1 for every verdict except PASS, so that nbval fails the cell."""


def check(*answer: Any) -> Verdict:
    """Check one answer and show the verdict: PASS, NOT YET or TO DO.

    Takes the function itself, `check(softmax)`, and finds the exercise by the function's name.

    A person at a notebook sees colors and buttons, unless COURSE_PLAIN is 1. Everybody else gets plain text.

    Raises StrictVerdict for every verdict except PASS if COURSE_STRICT is 1, SettingError if one of the two settings is
    neither 0 nor 1, and CheckInsideAnAnswer if an answer calls it. It never raises otherwise.
    """
    refuse_inside_an_answer()
    strict = is_strict()
    rich = sees_rich_output() and not strict
    with checking(rich) as place:
        verdict = _verdict(answer)
    if place is None:
        print(encodable(verdict.text, getattr(sys.stdout, "encoding", None)))
    else:
        exercise = None if verdict.status == NOT_CHECKED else find(verdict.name)
        place.update(bundle(verdict.text, verdict_as_html(verdict, exercise)), raw=True)
        draw_answer(exercise, verdict)
    if strict and not verdict:
        raise StrictVerdict(verdict.text)
    return verdict


def hint(answer: Any) -> None:
    """Print the next hint for an exercise, given the function or its name. Each call gives a stronger one."""
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
    refuse_inside_an_answer()
    name = answer if isinstance(answer, str) else _looked_at(answer).value or NO_NAME
    exercise = find(name)
    if exercise is None:
        print(f"{name}: {_unknown_name(name)}")
    return exercise


def _verdict(answer: tuple) -> Verdict:
    """The verdict on what check() was given, whatever happens."""
    try:
        return _judge(answer)
    except KeyboardInterrupt:
        return Verdict(NOT_YET, _name_of_a_function(answer), "you stopped the check before it finished.")
    except Exception as error:
        return _fault_of_the_course(answer, error)


def _judge(answer: tuple) -> Verdict:
    if len(answer) != 1:
        given = f"it was given {len(answer)} things."
        return Verdict(NOT_YET, NO_NAME, f"check() takes one function, as in check(relu); {given}")
    replaced = mend_libraries()
    looked_at = _looked_at(answer[0])
    name = looked_at.value
    if name is None:
        return Verdict(NOT_YET, NO_NAME, _why_no_name(looked_at))
    exercise = find(name)
    if exercise is None:
        return Verdict(NOT_YET, name, _unknown_name(name))
    if replaced is not None:
        return Verdict(NOT_YET, name, _sentence_of_a_replaced_function(replaced))
    verdict = judge(exercise, answer[0])
    progress.record(exercise.name, verdict.status)
    return verdict


def _looked_at(answer: Any) -> Outcome:
    """The name of what check() was given, as an outcome: reading an attribute can run the learner's code."""
    return call(lambda: _name_of(answer), tuple, SECONDS_TO_LOOK)


def _name_of(answer: Any) -> str:
    """The function's name. Raises NotYet if it is not a function, or has no name."""
    if isinstance(answer, type) or not callable(answer):
        raise NotYet(
            f"{describe_type(answer)} was given to check(). It takes the function itself, by name and without "
            "calling it: check(relu), not check(relu(x))."
        )
    name = getattr(answer, "__name__", None)
    if not isinstance(name, str) or name == "<lambda>":
        raise NotYet("This function has no name. Write it with def, as the lesson's cell does, and check that one.")
    return name


def _why_no_name(looked_at: Outcome) -> str:
    if looked_at.error is not None and looked_at.error.is_a(NotYet):
        return looked_at.error.message
    reason = "it took too long" if looked_at.error is None else f"it raised {type_name(looked_at.error.kind)}"
    return f"check() could not read the name of what it was given: {reason}. Give it a function written with def."


def _name_of_a_function(answer: tuple) -> str:
    """The name if reading it cannot run the learner's code, else NO_NAME."""
    return answer[0].__name__ if answer and type(answer[0]) is FunctionType else NO_NAME


def judge(exercise: Exercise, answer: Any) -> Verdict:
    """The verdict on `answer`, without printing or recording it."""
    name = exercise.name
    outcomes = []
    for number, case in enumerate(exercise.cases):
        outcome = exercise.outcome(answer, case)
        if _unfinished(outcome):
            return Verdict(TO_DO, name, _where_the_dots_are(answer))
        outcomes.append(outcome)
        meant = exercise.expected[number]  # asked for only now: an unfinished answer need not wait for the course's own
        if outcome.too_slow or not meant.same_as(outcome, exercise.tolerance):
            break
    else:
        cases = "its one case" if len(outcomes) == 1 else f"all {len(outcomes)} cases"
        return Verdict(PASS, name, f"right on {cases}.")
    failed = outcomes[-1]
    sentence = _sentence_of_a_known_mistake(exercise, answer, outcomes) or _sentence(exercise, failed, meant)
    given = given_values(exercise.reference, failed.arguments)
    return Verdict(NOT_YET, name, sentence, given, came_back_text(failed), Failed(failed, meant))


def _unknown_name(name: str) -> str:
    near = difflib.get_close_matches(name, lessons_of_exercises(), n=1)
    meant = f" Did you mean {near[0]}?" if near else " Keep the name from the lesson's cell."
    return f"no exercise has this name.{meant}"


def _unfinished(outcome: Outcome) -> bool:
    return is_unfinished(outcome.value) if outcome.error is None else outcome.error.of_dots


def _where_the_dots_are(answer: Any) -> str:
    if type(answer) is not FunctionType or ... in answer.__code__.co_consts:
        return "a ... is still waiting for you."
    return "it has no ... of its own, but a function that it calls still has one."


def _sentence_of_a_known_mistake(exercise: Exercise, answer: Any, outcomes: list[Outcome]) -> str | None:
    """The sentence of the first known mistake that behaves like this answer on every case, or None.

    A NotYet already has its own sentence.
    """
    if outcomes[-1].too_slow or outcomes[-1].replaced or _is_a(outcomes[-1], NotYet):
        return None
    return exercise.sentence_for(answer, outcomes)


def _sentence(exercise: Exercise, outcome: Outcome, meant: Outcome) -> str:
    """What to say about an answer that matches no known mistake."""
    if outcome.too_slow:
        return (
            f"It was stopped after {exercise.seconds:g} seconds. Is there a loop that never ends, or one that could "
            "be a NumPy operation? If the notebook stays slow now, restart the kernel."
        )
    if outcome.replaced is not None:
        return _sentence_of_a_replaced_function(outcome.replaced)
    if outcome.changed is not None and (outcome.error is None or _is_a(outcome, NotYet)):
        return "It changes the argument it was given. Make a new array, and leave the caller's as it was."
    if outcome.error is not None:
        return _sentence_of_an_error(outcome.error)
    if outcome.value is None and outcome.printed:
        return "It prints its answer and returns nothing. Use return instead of print."
    return difference(meant.value, outcome.value, exercise.tolerance)


def _is_a(outcome: Outcome, kind: type[BaseException]) -> bool:
    return outcome.error is not None and outcome.error.is_a(kind)


def _sentence_of_a_replaced_function(name: str) -> str:
    return (
        f"{name} was replaced by something else, for every cell of the notebook. It has been restored. Give your own "
        "version another name, and check again."
    )


def _sentence_of_an_error(error: Failure) -> str:
    if error.is_a(NotYet):
        return error.message
    if error.is_a(RecursionError):
        return "It calls itself without end. Which call should be the last one?"
    if error.is_a(SystemExit):
        return "exit() and quit() end Python itself. A function ends at its return."
    if error.is_a(EOFError):
        return "Nobody can type while a check runs. Everything the function needs is in its arguments."
    if error.is_a(CheckInsideAnAnswer):
        return "Move check(...) or hint(...) out of the function, to the left edge of the cell."
    if error.is_a(NameError):
        return "Python does not know this name. Is it spelled as in the lesson? Did you run the cell that defines it?"
    if "truth value of an array" in error.message:
        return (
            "if, and, or, and Python's own max and min need one True or False, and an array has many. Which NumPy "
            "function treats each number separately?"
        )
    return "Read the message. Which of your values is it about, and what is that value's shape or type?"


def _fault_of_the_course(answer: tuple, error: Exception) -> Verdict:
    name = _name_of_a_function(answer)
    where = traceback.extract_tb(error.__traceback__)[-1].name
    sentence = (
        "the course's checker failed, which is the course's fault and not yours. "
        f"Please report this line: {type(error).__name__} in {where}: {error}"
    )
    return Verdict(NOT_CHECKED, name, sentence)
