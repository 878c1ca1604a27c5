"""The folder my-notebooks/: makes the copies, renews them, and keeps what it replaces in my-notebooks/old/."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools import lessons, provenance
from tools.desk.copies import edition_of, mark_of, with_marks
from tools.desk.renewal import Carried, renew
from utils.exercises.copies import FOLDER

CELL_TYPES = ("code", "markdown", "raw")


class Damaged(Exception):
    """A file should be a notebook and is none."""


@dataclass
class Found:
    """What is in the folder: the learner's copies by the name of the lesson's file, and those that cannot be read.

    `edited` are notebooks of the course itself that the learner has written into, where there is no copy yet. `gone`
    are the copies of lessons that the course no longer has.
    """

    copies: dict[str, NotebookNode] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    edited: dict[str, NotebookNode] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)


def learners_copy(path: Path) -> Path:
    """The learner's copy of a lesson in notebooks/, or that lesson itself if there is none."""
    copy = path.parents[1] / FOLDER.name / path.name
    return copy if copy.is_file() else path


def whose(paths: list[Path]) -> str:
    """Which of these lessons in notebooks/ have a copy that is executed in their stead, as a sentence."""
    own = [path.stem for path in paths if learners_copy(path) != path]
    if not own:
        return "The notebooks are those in notebooks/."
    others = [path.stem for path in paths if path.stem not in own]
    return f"The notebooks are your copies in {FOLDER.name}/" + (
        f"; from notebooks/: {', '.join(others)}." if others else "."
    )


def how_to_restore(path: Path) -> str:
    """The command that gives a damaged lesson back, and what becomes of the file."""
    if path.parent.name == FOLDER.name:
        return "`make lab` keeps it in old/ and makes a fresh one"
    return "`make notebooks` restores it"


def read(path: Path) -> NotebookNode:
    """A notebook whose cells have a type and a text. Raises Damaged."""
    try:
        contents = path.read_bytes()
    except OSError as error:
        raise SystemExit(f"{path.parent.name}/{path.name} cannot be read: {error.strerror}.") from None
    try:
        notebook = nbformat.v4.reads(contents.decode("utf-8"))
        sound = isinstance(notebook.metadata, dict) and all(map(_is_sound, notebook.cells))
        "".join(cell.source for cell in notebook.cells).encode("utf-8")  # JSON may hold half a surrogate pair
    except Exception:  # nbformat raises many kinds
        raise Damaged from None
    if not sound:
        raise Damaged
    return notebook


def _is_sound(cell: NotebookNode) -> bool:
    attachments = cell.get("attachments") or {}
    return cell.cell_type in CELL_TYPES and isinstance(attachments, dict)


def read_course(notebooks: Path) -> tuple[dict[str, NotebookNode], dict[str, NotebookNode]]:
    """The lessons by the names of their files, and those among them that somebody has written into, as they are now.

    The lesson itself then comes from its text. It does so, too, if its notebook cannot be read.
    """
    courses, edited = {}, {}
    for path in lessons.lesson_files(notebooks, ".ipynb"):
        text = notebooks / "text" / f"{path.stem}.md"
        try:
            courses[path.stem] = stored = read(path)
        except Damaged:
            courses[path.stem] = lessons.notebook_from_text(text)
            continue
        if not provenance.is_untouched(stored) and text.exists():
            courses[path.stem], edited[path.stem] = lessons.notebook_from_text(text), stored
    return courses, edited


def look_into(folder: Path, courses: Mapping[str, NotebookNode], edited: Mapping[str, NotebookNode]) -> Found:
    """What is in the folder of copies. Notebooks there that are none of the course's are left alone."""
    found = Found()
    for path in lessons.lesson_files(folder, ".ipynb"):
        try:
            copy = read(path)
        except Damaged:
            found.damaged += [path.stem] if path.stem in courses else []
            continue
        if mark_of(copy).get("lesson") == path.stem:
            found.copies[path.stem] = copy
            found.gone += [path.stem] if path.stem not in courses else []
        elif path.stem in courses:
            found.copies[path.stem] = with_marks(copy, path.stem, courses[path.stem])
    for lesson, notebook in edited.items():
        if lesson not in found.copies and lesson not in found.damaged:
            found.edited[lesson] = with_marks(notebook, lesson, courses[lesson])
    return found


def bring_up_to_date(notebooks: Path = lessons.NOTEBOOKS, folder: Path = FOLDER) -> list[str]:
    """Make the copies that are missing, and renew those whose lesson has a newer text.

    Returns what was done, a sentence each. Either everything is written or nothing.
    """
    courses, edited = read_course(notebooks)
    found = look_into(folder, courses, edited)
    former = found.edited | found.copies
    outdated = [
        lesson for lesson, course in courses.items() if _edition(found.copies.get(lesson)) != edition_of(course)
    ]
    if not outdated and not found.gone:
        return []
    new, carried = renew(former, courses)
    due = [lesson for lesson, copy in new.items() if lesson in outdated or copy.came_from() - {lesson}]
    touched = [lesson for lesson in found.copies if carried[lesson].is_touched and lesson in due]
    kept = {lesson: _place_in_old(_path(folder, lesson)) for lesson in sorted([*touched, *found.gone, *found.damaged])}
    files = {_path(folder, lesson): nbformat.writes(new[lesson].notebook()) + "\n" for lesson in due}
    lessons.write_files(files | {old: _path(folder, lesson).read_bytes() for lesson, old in kept.items()})
    for lesson in found.gone:
        _remove(_path(folder, lesson))
    return _sentences(folder, outdated, found, carried, kept)


def _edition(copy: NotebookNode | None) -> str | None:
    return copy and mark_of(copy).get("edition")


def _path(folder: Path, lesson: str) -> Path:
    return folder / f"{lesson}.ipynb"


def _place_in_old(path: Path) -> Path:
    """A name in old/ that is free, or that has the same contents already."""
    contents, place, number = path.read_bytes(), path.parent / "old" / path.name, 2
    while place.exists() and place.read_bytes() != contents:
        place = place.with_name(f"{path.stem}.{number}{path.suffix}")
        number += 1
    return place


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise SystemExit(
            f"{path.parent.name}/{path.name} is kept in old/ and cannot be removed: {error.strerror}. "
            "Close it if it is open, and try again."
        ) from None


def _sentences(
    folder: Path, outdated: list[str], found: Found, carried: Mapping[str, Carried], kept: Mapping[str, Path]
) -> list[str]:
    """What was done with each copy, in the order of the lessons; what is alike, in one sentence."""
    fresh = [lesson for lesson in outdated if lesson not in found.copies and lesson not in found.damaged]
    untouched = [lesson for lesson in outdated if lesson in found.copies and lesson not in kept]
    said = [f"New in {folder.name}/: {', '.join(fresh)}."] if fresh else []
    if len(fresh) > 2 and len(fresh) == len(outdated):
        said = [f"{folder.name}/ has {len(fresh)} new copies of lessons, from {fresh[0]} to {fresh[-1]}."]
    said += [f"The course has a newer text, and you had written nothing in: {', '.join(untouched)}."] * bool(untouched)
    said += [
        f"{lesson}: what you had written in notebooks/ is in your copy, too. {_whats_where(lesson, carried[lesson])}."
        for lesson in found.edited
        if carried[lesson].is_touched
    ]
    for lesson, old in kept.items():
        former = f"the former copy is {folder.name}/{old.relative_to(folder).as_posix()}"
        if lesson in found.damaged:
            said.append(f"{lesson}: your copy is damaged, so this is a fresh one; {former}.")
        elif not carried[lesson].is_touched:
            said.append(f"{lesson}: the course no longer has a lesson of this name; {former}.")
        else:
            said.append(
                f"{lesson}: {_why(lesson, outdated, found.gone)}. {_whats_where(lesson, carried[lesson])}; {former}."
            )
    return said


def _why(lesson: str, outdated: list[str], gone: list[str]) -> str:
    """Why a copy was made again."""
    if lesson in outdated:
        return "the course has a newer text"
    if lesson in gone:
        return "the course no longer has a lesson of this name"
    return "cells of yours have come in from another copy"


def _whats_where(lesson: str, carried: Carried) -> str:
    """Such as "Your 3 answers and 2 cells of your own are in it"."""
    kinds = [
        _number(carried.answers, "answer"),
        _number(carried.changed, "changed cell"),
        _number(carried.own, "cell") + " of your own" if carried.own else "",
    ]
    what = provenance.listed([kind for kind in kinds if kind])
    total = carried.answers + carried.changed + carried.own
    where = "it" if carried.into == [lesson] else provenance.listed(carried.into)
    sentences = [f"Your {what} {'is' if total == 1 else 'are'} in {where}"] if total else []
    if carried.left:
        sentences.append(f"{_number(carried.left, 'cell')} of yours found no place in the course")
    return "; ".join(sentences)


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''}" if count else ""
