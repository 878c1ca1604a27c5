"""A learner's copy of a lesson: the course's cells without outputs, and what tells them from the learner's later.

It stands in the metadata, under "course":

    of the notebook          {"lesson": "01_relu", "edition": "5d0c..."}: the text that the copy was made from
    of a cell of the course  {"cell": "relu-012", "source": "90be...", "exercise": "relu"}: what it said, and whether
                             it is an exercise
    of a cell of the desk    {"note": "relu", "source": "c41f..."}: a remark of tools/desk/renewal.py

A cell without it is the learner's own. Editors keep metadata. They also copy it, when a cell is copied or split.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4.nbbase import random_cell_id

from tools.lessons import is_for_colab
from tools.provenance import KEY as MADE_FROM
from tools.provenance import SOURCES, sources_of
from tools.provenance import fingerprint as fingerprint_of
from utils.contents import CHECK

KEY = "course"


@dataclass(frozen=True)
class Part:
    """A cell of a copy, and whose it is.

    `kind` is COURSE, OWN or NOTE. `source` is the fingerprint of what the course, or the desk, had written there.
    `exercise` is the name of the exercise that the cell is, or "".
    """

    cell: NotebookNode
    kind: str
    source: str = ""
    exercise: str = ""

    @cached_property
    def is_changed(self) -> bool:
        """Whether the learner has changed what stood there."""
        return self.source != fingerprint(self.cell)


COURSE, OWN, NOTE = "course", "own", "note"


def fingerprint(cell: NotebookNode) -> str:
    """What a cell says. Spaces at the ends of lines do not count."""
    lines = "\n".join(line.rstrip() for line in cell.source.splitlines()).strip()
    pictures = cell.get("attachments") or {}
    return fingerprint_of((cell.cell_type, lines, sorted(pictures)) if pictures else (cell.cell_type, lines))


def cells_of(course: NotebookNode) -> list[NotebookNode]:
    """The cells of a lesson without the one for Colab, where no copies are made."""
    return [cell for cell in course.cells if not is_for_colab(cell)]


def edition_of(course: NotebookNode) -> str:
    """Tells one text of a lesson from another: what the cells say, and their tags."""
    return fingerprint_of([(fingerprint(cell), list(cell.metadata.get("tags", []))) for cell in cells_of(course)])


def exercise_in(cell: NotebookNode) -> str:
    """The name of the function that a cell both defines and checks, or ""."""
    if cell.cell_type != "code":
        return ""
    checked = CHECK.findall(cell.source)
    return next((name for name in checked if re.search(rf"^\s*def {name}\b", cell.source, re.MULTILINE)), "")


def marked(cell: NotebookNode) -> NotebookNode:
    """A cell of the course as a copy holds it: without outputs, and with what tells it from the learner's."""
    mark = {"cell": cell.id, "source": fingerprint(cell)}
    if name := exercise_in(cell):
        mark["exercise"] = name
    return bare(cell, deepcopy(cell.metadata) | {KEY: mark}, cell.id)


def bare(cell: NotebookNode, metadata: dict[str, Any], number: str = "") -> NotebookNode:
    """A new cell that says the same, pasted pictures included, without outputs. `number` is its id, or else a new one.

    nbformat's own functions look at each cell for a millisecond or two, and a course has a thousand.
    """
    made = {"cell_type": cell.cell_type, "id": number or random_cell_id(), "metadata": metadata, "source": cell.source}
    if cell.cell_type == "code":
        made |= {"execution_count": None, "outputs": []}
    elif cell.get("attachments"):
        made["attachments"] = deepcopy(cell.attachments)
    return nbformat.from_dict(made)


def copy_with(cells: list[NotebookNode], lesson: str, course: NotebookNode) -> NotebookNode:
    """A copy of a lesson that holds these cells. `lesson` is the name of its file without the suffix."""
    metadata = {name: value for name, value in course.metadata.items() if name != MADE_FROM}
    metadata["language_info"] = language_info()
    metadata[KEY] = {"lesson": lesson, "edition": edition_of(course)}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata, nbformat_minor=5)


@cache
def language_info() -> dict[str, Any]:
    """What a kernel of this Python says about itself. JupyterLab asks to save a notebook that says something else."""
    from ipykernel.ipkernel import IPythonKernel

    return dict(IPythonKernel.language_info)


def fresh_copy(lesson: str, course: NotebookNode) -> NotebookNode:
    """A copy in which nobody has written yet."""
    return copy_with([marked(cell) for cell in cells_of(course)], lesson, course)


def mark_of(thing: NotebookNode) -> dict[str, str]:
    """What a notebook or a cell remembers about the course. It is empty if there is nothing, or nothing sensible."""
    metadata = thing.get("metadata")
    mark = metadata.get(KEY) if isinstance(metadata, dict) else None
    if not isinstance(mark, dict):
        return {}
    return {name: value for name, value in mark.items() if isinstance(value, str)}


def with_marks(notebook: NotebookNode, lesson: str, course: NotebookNode) -> NotebookNode:
    """A notebook that `make lab` did not make, as a copy: one from notebooks/, from Colab, or from an older course.

    If it was made from the same text as `course`, the numbers of the cells tell what the learner changed. If not,
    cells with numbers count as the course's, except for exercises that have been solved.
    """
    notebook, name = deepcopy(notebook), lesson.partition("_")[2]
    record = notebook.metadata.get(MADE_FROM)
    same_text = isinstance(record, dict) and record.get(SOURCES) == sources_of(course)
    there = {cell.id: marked(cell).metadata[KEY] for cell in cells_of(course)}
    notebook.cells = [cell for cell in notebook.cells if not is_for_colab(cell)]
    for cell in notebook.cells:
        number = str(cell.get("id"))
        if same_text and number in there:
            cell.metadata[KEY] = there[number]
        elif not same_text and re.fullmatch(rf"{re.escape(name)}-\w+", number):
            exercise = exercise_in(cell)
            solved = exercise and "..." not in cell.source
            cell.metadata[KEY] = {"cell": number, "source": "" if solved else fingerprint(cell), "exercise": exercise}
    return notebook


def parts_of(copy: NotebookNode, exercises: set[str]) -> list[Part]:
    """The cells of a copy, in order, without empty ones. `exercises` are those whose cell is in no copy any more.

    Of several cells with the same mark, one is the course's: an exercise's first answer, or else the first cell that
    still says what it said. A cell of the learner's that defines and checks one of `exercises` takes its place.
    """
    cells = [cell for cell in copy.cells if cell.source.strip() or cell.get("attachments")]
    parts = [_part(cell) for cell in cells]
    groups: dict[str, list[int]] = {}
    for index, part in enumerate(parts):
        if part.kind == COURSE:
            groups.setdefault(part.exercise or mark_of(part.cell)["cell"], []).append(index)
    for index, part in enumerate(parts):
        name = exercise_in(part.cell) if part.kind == OWN else ""
        if name in exercises and name not in groups:
            groups[name] = [index]
            parts[index] = Part(part.cell, COURSE, "", name)
    mains = {_main(parts, indices) for indices in groups.values()}
    return list(_with_one_of_each(parts, mains))


def _part(cell: NotebookNode) -> Part:
    mark = mark_of(cell)
    if "note" in mark and mark.get("source") == fingerprint(cell):
        return Part(cell, NOTE, mark["source"], mark["note"])
    if "cell" in mark and "source" in mark:
        return Part(cell, COURSE, mark["source"], mark.get("exercise", ""))
    return Part(cell, OWN)


def _main(parts: list[Part], indices: list[int]) -> int:
    """Which of the cells with one mark is the course's."""
    if parts[indices[0]].exercise:
        return next((index for index in indices if parts[index].is_changed), indices[0])
    return next((index for index in indices if not parts[index].is_changed), indices[0])


def _with_one_of_each(parts: list[Part], mains: set[int]) -> Iterator[Part]:
    for index, part in enumerate(parts):
        if part.kind != COURSE or index in mains:
            yield part
        elif part.is_changed or not part.exercise:  # a second copy of an exercise that nobody has begun says nothing
            yield Part(part.cell, OWN)
