"""A verdict as data. `report` makes plain text of it, and `display` makes what a notebook shows."""

from dataclasses import dataclass, field

from utils.exercises.report import came_back_lines, given_lines
from utils.exercises.sandbox import Outcome

PASS, NOT_YET, TO_DO, NOT_CHECKED = "PASS", "NOT YET", "TO DO", "NOT CHECKED"
NO_NAME = "?"


@dataclass(frozen=True)
class Failed:
    """The case on which an answer failed: what the answer did, and what the course's own answer does."""

    outcome: Outcome
    meant: Outcome


@dataclass(frozen=True)
class Verdict:
    """What `check` found. It is true if the answer passes. A notebook shows nothing for it.

    `sentence` says what is right, or what to think about. `given` holds the names and values of the arguments of the
    failed call as text, and `came_back` what it gave; without such a call both are empty.
    """

    status: str
    name: str
    sentence: str
    given: tuple[tuple[str, str], ...] = ()
    came_back: str = ""
    failed: Failed | None = field(default=None, repr=False, compare=False)

    @property
    def summary(self) -> str:
        """The verdict in one line, such as "relu: right on all 5 cases." The name alone if a call is shown below."""
        if self.given:
            return self.name
        return self.sentence if self.name == NO_NAME else f"{self.name}: {self.sentence}"

    @property
    def text(self) -> str:
        """The verdict as plain text: what a terminal shows, and what the marks are made of."""
        lines = [f"{self.status}  {self.summary}"]
        if self.given:
            lines += [given_lines(self.given), came_back_lines(self.came_back), f"  {self.sentence}"]
        return "\n".join(lines)

    def __bool__(self) -> bool:
        return self.status == PASS

    def __repr__(self) -> str:
        return self.status

    def _ipython_display_(self) -> None:
        """Show nothing: `check` has already shown the verdict."""
