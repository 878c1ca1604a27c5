"""What an exercise is: the right answer, cases, other right answers, wrong ones with a sentence for each, and hints.

One file holds one exercise. It makes an `Exercise` from the right answer and adds everything else to it:

    exercise = Exercise(softmax, hints=("What must each row add up to?", "Divide by the sum of the row."))

    @exercise.case
    def two_rows():
        return (np.array([[1.0, 2.0], [0.0, 0.0]]),)

    @exercise.mistake("The columns add up to 1, but the rows should: which axis is one image?")
    def over_columns(z): ...
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from utils.exercises.compare import NotYet
from utils.exercises.plain import is_masked
from utils.exercises.sandbox import Outcome, call

MASKED = (
    "A masked array came back: it hides numbers instead of changing them. Which number should replace each hidden "
    "one? Its filled(number) makes a plain array."
)
SECONDS_FOR_THE_COURSE = 120.0  # the course's own answers may be the first to import a large library


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer that people really give, and what a teacher would say about it.

    `answer` has the reference's signature. `sentence` points the way without giving the answer away.
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
        From the weakest to the strongest: the first points the way, the last almost gives the answer.
    seconds : float
        How long one call may take, including whatever `call_again` calls.
    tolerance : float
        Relative tolerance of the comparison.
    open_ended : bool
        Whether the answer must reach a target, as many answers can, instead of giving one right result.
    equivalent : dict
        Changes to the reference that are also right, as tests/exercises/test_mutants.py names them -> why.

    The methods below are decorators. They add to the exercise and leave their function as it is.
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
    drawer: Callable | None = None
    _of_mistakes: dict[tuple[Callable, Callable], Outcome] = field(default_factory=dict, init=False, repr=False)

    @property
    def name(self) -> str:
        return self.reference.__name__

    def case(self, arguments: Callable) -> Callable:
        """Add a case: a function without arguments that returns a fresh tuple of arguments for one call."""
        self.cases.append(arguments)
        return arguments

    def also_right(self, answer: Callable) -> Callable:
        """Add another right answer. It must pass, too."""
        self.right_answers.append(answer)
        return answer

    def mistake(self, sentence: str) -> Callable:
        """Add a wrong answer. An answer that behaves like it on every case gets the sentence."""
        return self._added(self.mistakes, sentence)

    def refused(self, sentence: str) -> Callable:
        """Add a wrong answer for the tests: the engine or `observe` refuses it, in words that contain the sentence."""
        return self._added(self.refusals, sentence)

    def observe(self, look: Callable) -> Callable:
        """Set `look(result, *arguments)`, which turns a result into numbers or arrays that can be compared.

        It is for results that cannot be compared directly. A Keras model becomes its output shape and its parameter
        count. `look` raises NotYet for a result it cannot use.
        """
        self.observer = look
        return look

    def call_again(self, look: Callable) -> Callable:
        """Set `look(answer, result, *arguments)`, which calls the answer again to see what one result cannot show.

        One example is whether a seed decides the result. `look` runs after `observe` and raises NotYet if something is
        wrong. Its return value is ignored.
        """
        self.second_look = look
        return look

    def picture(self, draw: Callable) -> Callable:
        """Set `draw(result, meant, *arguments)`, which draws a wrong result against what was meant.

        `result` is what the answer gave on the case that failed, as plain data. `meant` is what the reference gave,
        seen through `observe` if it is set. `draw` may raise whatever it likes: then there is no picture.
        """
        self.drawer = draw
        return draw

    @staticmethod
    def _added(answers: list[WrongAnswer], sentence: str) -> Callable:
        def add(answer: Callable) -> Callable:
            answers.append(WrongAnswer(answer, sentence))
            return answer

        return add

    def outcome(self, answer: Callable, case: Callable, seconds: float | None = None) -> Outcome:
        """What the answer does on one case, seen through `observe` if it is set."""
        return call(answer, case, seconds or self.seconds, self._look)

    def _look(self, answer: Callable, result: Any, arguments: tuple) -> Any:
        """The part of a result that is compared. An unfinished result passes through unchanged."""
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
        """What the reference does on each case. If the reference fails, the course is at fault."""
        outcomes = [self.outcome(self.reference, case, SECONDS_FOR_THE_COURSE) for case in self.cases]
        for outcome in outcomes:
            if outcome.too_slow:
                raise TimeoutError(f"the reference of {self.name} did not finish")
            if outcome.error is not None:
                raise RuntimeError(
                    f"the reference of {self.name} raised {outcome.error.kind.__name__}: {outcome.error.message}"
                )
        return outcomes

    def sentence_for(self, answer: Callable, outcomes: list[Outcome]) -> str | None:
        """The sentence of the first mistake that does the same as an answer on every case, or None.

        `outcomes` are the answer's on the first cases. It is called on the other ones only for a mistake that does the
        same on these, and on none after one that it does not finish in time.
        """
        for mistake in self.mistakes:
            if all(self._agree(mistake.answer, answer, number, outcomes) for number in range(len(self.cases))):
                return mistake.sentence
            if outcomes[-1].too_slow:
                return None
        return None

    def _agree(self, mistake: Callable, answer: Callable, number: int, outcomes: list[Outcome]) -> bool:
        """Whether both do the same on one case; adds the answer's outcome to `outcomes` if it is not there yet."""
        if number == len(outcomes):
            outcomes.append(self.outcome(answer, self.cases[number]))
        return self._outcome_of_a_mistake(mistake, self.cases[number]).same_as(outcomes[number], self.tolerance)

    def _outcome_of_a_mistake(self, mistake: Callable, case: Callable) -> Outcome:
        key = (mistake, case)
        if key not in self._of_mistakes:
            outcome = self.outcome(mistake, case, SECONDS_FOR_THE_COURSE)
            self._of_mistakes[key] = replace(outcome, arguments=())  # only what came of it is looked at again
        return self._of_mistakes[key]


def is_unfinished(value: Any) -> bool:
    """Whether a result is still a ..., or has one among its items."""
    items = value if isinstance(value, tuple | list) else [value]
    return any(item is ... for item in items)
