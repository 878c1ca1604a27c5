"""A newer course over the learner's copies: everything of the learner's goes into the new texts.

Pure functions on notebooks; tools/desk/folder.py reads and writes the files. The rules:

- An answer goes to the cell of its exercise, found by the function's name, in whichever lesson that is now. It stays
  as the learner wrote it. If the course's cell now calls for something else, a note above the answer shows it.
- A cell of the course that the learner changed stays changed if the course's own has not changed. If it has, the
  learner's stands behind it.
- The learner's own cells go behind the cell of the course that they followed. If that is gone: behind the one before
  it in the same section. If that is gone, too: to the end, below a heading.

A cell of the course is found again by what it says, in its own lesson first, or by most of its words.
"""

import ast
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import nbformat
from nbformat import NotebookNode
from nbformat.v4.nbbase import random_cell_id

from tools.desk.copies import (
    COURSE,
    KEY,
    NOTE,
    OWN,
    Part,
    bare,
    cells_of,
    copy_with,
    fingerprint,
    mark_of,
    marked,
    parts_of,
)

SAME_ENOUGH = 0.6  # the share of words that two versions of a cell have in common
HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
VALID_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
END = "## Your own cells\n\nThe part of the course that they stood in has changed or is gone."
CHANGED = """The course's cell for `{name}` has changed since you wrote yours, which is kept below. This is the new one:

```python
{source}
```"""


@dataclass(eq=False)
class Slot:
    """A place in a new copy: the course's cell, the learner's version of it, a note above, and what stands behind."""

    lesson: str
    cell: NotebookNode
    learners: NotebookNode | None = None
    note: NotebookNode | None = None
    behind: list[NotebookNode] = field(default_factory=list)

    @cached_property
    def source(self) -> str:
        return mark_of(self.cell)["source"]

    @cached_property
    def exercise(self) -> str:
        return mark_of(self.cell).get("exercise", "")

    @cached_property
    def words(self) -> Counter:
        return Counter(self.cell.source.split())

    def takes(self, part: Part) -> bool:
        """Whether the learner's version of a cell can stand here in the course's stead."""
        if self.learners is not None:
            return False
        return part.exercise == self.exercise if part.exercise else part.source == self.source


@dataclass
class NewCopy:
    """A lesson's copy in the making. `came` are the learner's cells in it: whose copy they are from, and what they say.

    `top` stands before the first cell of the course, and `end` behind the last, below a heading.
    """

    lesson: str
    course: NotebookNode
    slots: list[Slot]
    top: list[NotebookNode] = field(default_factory=list)
    end: list[NotebookNode] = field(default_factory=list)
    came: list[tuple[str, str]] = field(default_factory=list)

    def has_from_elsewhere(self, cell: NotebookNode, lesson: str) -> bool:
        """Whether a copy of another lesson has brought the same cell."""
        return any(other != lesson and said == fingerprint(cell) for other, said in self.came)

    def came_from(self) -> set[str]:
        return {lesson for lesson, _ in self.came}

    def notebook(self) -> NotebookNode:
        cells = list(self.top)
        for slot in self.slots:
            cells += [slot.note] if slot.note else []
            cells += [slot.learners or slot.cell, *slot.behind]
        if self.end:
            cells += [note("", END), *self.end]
        return copy_with(_with_different_ids(cells), self.lesson, self.course)


@dataclass
class Carried:
    """What became of one copy: how much of the learner's is in which new copies, and how much had no place."""

    answers: int = 0
    changed: int = 0
    own: int = 0
    left: int = 0
    into: list[str] = field(default_factory=list)

    @property
    def is_touched(self) -> bool:
        """Whether the learner had written anything in it."""
        return bool(self.answers or self.changed or self.own or self.left)


def renew(
    copies: Mapping[str, NotebookNode], courses: Mapping[str, NotebookNode]
) -> tuple[dict[str, NewCopy], dict[str, Carried]]:
    """New copies of all lessons in `courses`, with everything of the learner's in `copies`.

    Both are by the name of the lesson's file. Returns the new copies by lesson, and what became of each former copy.
    """
    new = {
        lesson: NewCopy(lesson, course, [Slot(lesson, marked(cell)) for cell in cells_of(course)])
        for lesson, course in courses.items()
    }
    exercises = {slot.exercise for copy in new.values() for slot in copy.slots if slot.exercise}
    known = {mark_of(cell).get("exercise") for copy in copies.values() for cell in copy.cells if cell.source.strip()}
    in_order = sorted(copies, key=lambda lesson: (lesson not in courses, lesson))
    carried = {
        lesson: _Carrier(lesson, parts_of(copies[lesson], exercises - known), new).carry() for lesson in in_order
    }
    return new, carried


class _Carrier:
    """Carries what one former copy holds into the new ones."""

    def __init__(self, lesson: str, parts: list[Part], new: dict[str, NewCopy]):
        self.lesson, self.parts, self.new = lesson, parts, new
        self.slots = [slot for copy in new.values() for slot in copy.slots]
        self.slots.sort(key=lambda slot: _name(slot.lesson) != _name(lesson))  # its own lesson first
        self.said = {part.source for part in parts}
        self.found: dict[int, Slot | None] = {}
        self.carried = Carried()

    def carry(self) -> Carried:
        for index, part in enumerate(self.parts):
            if part.kind == OWN:
                self._add_behind(self._place_before(index), index)
            elif part.kind == COURSE and part.is_changed:
                self._carry_changed(index)
        return self.carried

    def _carry_changed(self, index: int) -> None:
        part, slot = self.parts[index], self._find(index)
        if slot is None:
            self._add_behind(self._place_before(index), index)
        elif slot.takes(part):
            slot.learners = bare(part.cell, slot.cell.metadata, slot.cell.id)
            self.new[slot.lesson].came.append((self.lesson, fingerprint(part.cell)))
            if part.exercise and self._calls_for_something_else(slot, index):
                slot.note = note(slot.exercise, CHANGED.format(name=slot.exercise, source=slot.cell.source))
            self._count(part, self.new[slot.lesson])
        elif fingerprint(part.cell) not in (slot.source, slot.learners and fingerprint(slot.learners)):
            self._add_behind((self.new[slot.lesson], slot.behind), index)
        else:
            self._count(part, self.new[slot.lesson])

    def _calls_for_something_else(self, slot: Slot, index: int) -> bool:
        """Whether the course's cell has changed in more than its words since the learner wrote this answer."""
        part = self.parts[index]
        noted = any(other.kind == NOTE and other.exercise == part.exercise for other in self.parts)
        if part.source == slot.source and not noted:
            return False
        arguments, others = _frame(part.cell.source, part.exercise)
        new_arguments, new_others = _frame(slot.cell.source, part.exercise)
        return arguments != new_arguments or not new_others <= others

    def _add_behind(self, place: tuple[NewCopy, list[NotebookNode]] | None, index: int) -> None:
        part = self.parts[index]
        if place is None:
            self.carried.left += 1
            return
        copy, cells = place
        if not copy.has_from_elsewhere(part.cell, self.lesson):
            cells.append(_own_cell(part.cell))
            copy.came.append((self.lesson, fingerprint(part.cell)))
        self._count(part, copy)

    def _count(self, part: Part, copy: NewCopy) -> None:
        self.carried.answers += bool(part.exercise)
        self.carried.changed += part.kind == COURSE and not part.exercise
        self.carried.own += part.kind == OWN
        if copy.lesson not in self.carried.into:
            self.carried.into.append(copy.lesson)

    def _place_before(self, index: int) -> tuple[NewCopy, list[NotebookNode]] | None:
        """Where a cell of the learner's goes that followed the parts before `index`."""
        for before in range(index - 1, -1, -1):
            part = self.parts[before]
            if part.kind == NOTE and not part.exercise:
                return self._end()
            if part.kind == COURSE:
                if slot := self._find(before):
                    return self.new[slot.lesson], slot.behind
                if part.cell.cell_type == "markdown" and HEADING.search(part.cell.source):
                    return self._end()
        home = self._home()
        return home and (home, home.top)

    def _end(self) -> tuple[NewCopy, list[NotebookNode]] | None:
        home = self._home()
        return home and (home, home.end)

    def _home(self) -> NewCopy | None:
        """The lesson of the same name, or else the one that now has most of this one's cells."""
        same = next((copy for lesson, copy in self.new.items() if _name(lesson) == _name(self.lesson)), None)
        if same:
            return same
        found = [self._find(index) for index, part in enumerate(self.parts) if part.kind == COURSE]
        votes = Counter(slot.lesson for slot in found if slot)
        return self.new[votes.most_common(1)[0][0]] if votes else None

    def _find(self, index: int) -> Slot | None:
        """The place of a cell of the course in the new copies."""
        if index not in self.found:
            part = self.parts[index]
            by_name = (slot for slot in self.slots if part.exercise and slot.exercise == part.exercise)
            self.found[index] = next(by_name, None) or self._same(index) or self._similar(part)
        return self.found[index]

    def _same(self, index: int) -> Slot | None:
        """The place with the same words. Of several: the first for the first such cell, the second for the second."""
        source = self.parts[index].source
        places = [slot for slot in self.slots if slot.source == source]
        number = sum(part.source == source for part in self.parts[:index])
        return places[min(number, len(places) - 1)] if places else None

    def _similar(self, part: Part) -> Slot | None:
        """The place with most of a cell's words, unless that is another cell's place. Its own lesson comes first."""
        words = Counter(part.cell.source.split())
        free = [
            slot for slot in self.slots if slot.cell.cell_type == part.cell.cell_type and slot.source not in self.said
        ]
        for is_own in (True, False):
            places = [slot for slot in free if (_name(slot.lesson) == _name(self.lesson)) == is_own]
            best = max(places, key=lambda slot: _likeness(words, slot.words), default=None)
            if best and _likeness(words, best.words) >= SAME_ENOUGH:
                return best
        return None


def _likeness(one: Counter, other: Counter) -> float:
    """The share of words that two texts have in common, from 0 to 1."""
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def note(exercise: str, text: str) -> NotebookNode:
    """A text cell that the desk writes. It is known again as long as nobody changes it."""
    cell = nbformat.v4.new_markdown_cell(text)
    cell.metadata[KEY] = {"note": exercise, "source": fingerprint(cell)}
    return cell


def _own_cell(cell: NotebookNode) -> NotebookNode:
    kept = {name: value for name, value in cell.metadata.items() if name != KEY}
    number = cell.get("id")
    valid = isinstance(number, str) and VALID_ID.fullmatch(number)
    return bare(cell, kept, number if valid else "")


def _with_different_ids(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells, each of the learner's with an id that no other has. Editors refuse to open a notebook without."""
    taken = {cell.id for cell in cells if "cell" in mark_of(cell)}
    for cell in cells:
        if "cell" not in mark_of(cell):
            while cell.id in taken:
                cell.id = random_cell_id()
            taken.add(cell.id)
    return cells


def _name(lesson: str) -> str:
    """A lesson's name without its number."""
    return lesson.partition("_")[2]


def _frame(source: str, name: str) -> tuple[list[str], set[str]]:
    """What an exercise's cell calls for: the arguments of its function, and the other statements."""
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [], set()
    functions = [s for s in statements if isinstance(s, ast.FunctionDef) and s.name == name]
    arguments = [part.arg for part in ast.walk(functions[-1].args) if isinstance(part, ast.arg)] if functions else []
    return arguments, {ast.unparse(statement) for statement in statements if statement not in functions}
