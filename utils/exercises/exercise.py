"""What an exercise is: the right answer, cases, other right answers, wrong ones with a sentence each, and hints.

One file holds one exercise. It makes an `Exercise` of its right answer and hangs everything else onto it:

    exercise = Exercise(softmax, hints=("What must each row add up to?", "Divide by the sum of the row."))

    @exercise.case
    def two_rows():
        return (np.array([[1.0, 2.0], [0.0, 0.0]]),)

    @exercise.mistake("The columns add up to 1, but the rows should: which axis is one image?")
    def over_columns(z): ...
"""

from collections.abc import Callable
from dataclasses import dataclass, field
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
class WrongAnswer:
    """A wrong answer that people really give, and what a teacher would say to it.

    `answer` has the reference's signature; `sentence` points the way without giving the answer away.
    """

    answer: Callable
    sentence: str


@dataclass(eq=False)
class Exercise:
    """One exercise of the course.

    Parameters
    ----------
    reference : function
        The right answer. Its name is the exercise's name, and its source is what `solution()` shows.
    hints : strings
        In order of help: the first points the way, the last all but tells.
    seconds : float
        How long one call may take, with what `call_again` calls.
    tolerance : float
        Relative tolerance of the comparison.
    open_ended : bool
        Whether a target decides, which many answers reach, and not one right result.
    equivalent : dict
        Changes of the reference that are right answers, too, as tests/exercises/test_mutants.py names them, and why.

    The methods below are decorators, which add to the exercise and leave their function as it is.
    """

    reference: Callable
    hints: tuple[str, ...]
    seconds: float = 10.0
    tolerance: float = 1e-5
    open_ended: bool = False
    equivalent: dict[str, str] = field(default_factory=dict)
    cases: list[Callable] = field(default_factory=list)
    right_answers: list[Callable] = field(default_factory=list)
    mistakes: list[WrongAnswer] = field(default_factory=list)
    refusals: list[WrongAnswer] = field(default_factory=list)
    observer: Callable | None = None
    second_look: Callable | None = None
    _of_mistakes: dict[tuple[Callable, Callable], Outcome] = field(default_factory=dict, init=False, repr=False)

    @property
    def name(self) -> str:
        return self.reference.__name__

    def case(self, arguments: Callable) -> Callable:
        """Add a case: a function without arguments that returns a fresh tuple of arguments for one call."""
        self.cases.append(arguments)
        return arguments

    def also_right(self, answer: Callable) -> Callable:
        """Add another right answer, which must pass too."""
        self.right_answers.append(answer)
        return answer

    def mistake(self, sentence: str) -> Callable:
        """Add a wrong answer. Whoever's answer behaves like it on every case is told the sentence."""
        return self._added(self.mistakes, sentence)

    def refused(self, sentence: str) -> Callable:
        """Add a wrong answer for the tests: the engine or `observe` refuses it, with a text that holds the sentence."""
        return self._added(self.refusals, sentence)

    def observe(self, look: Callable) -> Callable:
        """Set `look(result, *arguments)`, which turns a result into numbers or arrays that can be compared.

        For results that cannot be compared themselves: a Keras model becomes its output shape and its parameter
        count. It raises NotYet for a result it cannot look at.
        """
        self.observer = look
        return look

    def call_again(self, look: Callable) -> Callable:
        """Set `look(answer, result, *arguments)`, which calls the answer again for what one result cannot show.

        It comes after `observe`, raises NotYet if something is wrong, and what it returns is not looked at: whether a
        seed decides, for one.
        """
        self.second_look = look
        return look

    @staticmethod
    def _added(answers: list[WrongAnswer], sentence: str) -> Callable:
        def add(answer: Callable) -> Callable:
            answers.append(WrongAnswer(answer, sentence))
            return answer

        return add

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
            observed = result if self.observer is None else self.observer(result, *arguments)
            if self.second_look is not None:
                self.second_look(answer, result, *arguments)
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

    def sentence_for(self, outcomes: list[Outcome]) -> str | None:
        """The sentence of the first mistake that does the same on every case as an answer did, or None.

        Mistakes are called one after the other, each no further than to the case on which it differs.
        """
        return next((mistake.sentence for mistake in self.mistakes if self._does(mistake.answer, outcomes)), None)

    def _does(self, mistake: Callable, outcomes: list[Outcome]) -> bool:
        return all(
            self._outcome_of_a_mistake(mistake, case).same_as(outcome, self.tolerance)
            for case, outcome in zip(self.cases, outcomes, strict=True)
        )

    def _outcome_of_a_mistake(self, mistake: Callable, case: Callable) -> Outcome:
        key = (mistake, case)
        if key not in self._of_mistakes:
            self._of_mistakes[key] = self.outcome(mistake, case, SECONDS_FOR_THE_COURSE)
        return self._of_mistakes[key]


def is_unfinished(value: Any) -> bool:
    """Whether a ... is still in a result: as the whole of it, or as one of its items."""
    items = value if isinstance(value, tuple | list) else [value]
    return any(item is ... for item in items)
