"""What an exercise is: a reference answer, cases, hints, other right answers, and known mistakes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from utils.exercises.compare import NotYet
from utils.exercises.plain import is_masked
from utils.exercises.sandbox import Outcome, call

MASKED = (
    "A masked array came back: it hides numbers instead of changing them. Which number should stand in the place of "
    "each hidden one? Its filled(number) makes a plain array."
)
SECONDS_FOR_THE_COURSE = 120.0  # the course's own answers may be the first to import a large library


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people really give, and what a teacher would say to it.

    `answer` is a wrong implementation with the reference's signature; `sentence` points the way without giving
    the answer away.
    """

    answer: Callable
    sentence: str


@dataclass(frozen=True)
class Exercise:
    """One exercise of the course.

    Parameters
    ----------
    reference : function
        The right answer. Its name is the exercise's name, and its source is what `solution()` shows.
    cases : functions without arguments
        Each returns a fresh tuple of arguments for one call of the answer.
    mistakes : Mistakes
        Wrong answers that the checker recognises.
    hints : strings
        In order of help: the first points the way, the last all but tells.
    also_right : functions
        Other right answers, which must pass too.
    observe : function(result, *arguments), optional
        Turns a result into numbers or arrays that can be compared, where results themselves cannot: a Keras
        model becomes its output shape and its parameter count. Raises NotYet for a result it cannot look at.
    call_again : function(answer, result, *arguments), optional
        Calls the answer again, after `observe`, for what a single result cannot show: whether a seed decides.
        Raises NotYet if something is wrong; what it returns is not looked at.
    seconds : float
        How long one call may take, with what `call_again` calls.
    tolerance : float
        Relative tolerance of the comparison.
    """

    reference: Callable
    cases: tuple[Callable, ...]
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]
    also_right: tuple[Callable, ...] = ()
    observe: Callable | None = None
    call_again: Callable | None = None
    seconds: float = 10.0
    tolerance: float = 1e-5

    @property
    def name(self) -> str:
        return self.reference.__name__

    def outcome(self, answer: Callable, case: Callable, seconds: float | None = None) -> Outcome:
        """What the answer does on one case, looked at through `observe` where there is one."""
        return call(answer, case, seconds or self.seconds, self._look)

    def _look(self, answer: Callable, result: Any, arguments: tuple) -> Any:
        """What is compared of a result. An unfinished result passes through as it is."""
        if result is None or is_unfinished(result):
            return result
        try:
            if is_masked(result):
                raise NotYet(MASKED)
            observed = result if self.observe is None else self.observe(result, *arguments)
            if self.call_again is not None:
                self.call_again(answer, result, *arguments)
        except NotYet as error:
            error.came_back = result
            raise
        return observed

    @cached_property
    def expected(self) -> list[Outcome]:
        """What the reference does on each case. A reference that fails is an error of the course."""
        outcomes = [self.outcome(self.reference, case, SECONDS_FOR_THE_COURSE) for case in self.cases]
        for outcome in outcomes:
            if outcome.too_slow:
                raise TimeoutError(f"the reference of {self.name} did not end")
            if outcome.error is not None:
                raise RuntimeError(
                    f"the reference of {self.name} raised {outcome.error.kind.__name__}: {outcome.error.message}"
                )
        return outcomes

    @cached_property
    def outcomes_of_mistakes(self) -> list[tuple[Mistake, list[Outcome]]]:
        limit = SECONDS_FOR_THE_COURSE
        return [(m, [self.outcome(m.answer, case, limit) for case in self.cases]) for m in self.mistakes]


def is_unfinished(value: Any) -> bool:
    """Whether a ... is still in a result: as the whole of it, or as one of its items."""
    items = value if isinstance(value, tuple | list) else [value]
    return any(item is ... for item in items)
