"""Remembers the last verdict on each exercise in a small file, and shows them all."""

import contextlib
import json
import os
import stat
import sys
import time
from pathlib import Path
from types import FunctionType
from typing import Any, TextIO

from utils.contents import lessons
from utils.exercises.audience import is_in_a_notebook
from utils.exercises.copies import line_about, written_but_not_checked
from utils.exercises.display import bundle
from utils.exercises.overview import Overview, file_name
from utils.exercises.registry import lessons_of_exercises
from utils.exercises.settings import wants_plain_text
from utils.exercises.verdict import NOT_YET, PASS, TO_DO

DEFAULT_FILE = Path(__file__).parents[2] / ".progress.json"
STATUSES = (PASS, NOT_YET, TO_DO)
SECONDS_TO_WAIT = 4.0
SECONDS_UNTIL_STALE = 2.0
SECONDS_BETWEEN_TRIES = 0.005


def progress_file() -> Path:
    """The file that holds the verdicts: COURSE_PROGRESS, or .progress.json in the project's folder."""
    return Path(os.environ.get("COURSE_PROGRESS") or DEFAULT_FILE)


def verdicts() -> dict[str, dict[str, str]]:
    """The last verdict on every exercise in the course: lesson -> exercise -> PASS, NOT YET or TO DO."""
    stored = read_verdicts(progress_file())
    found: dict[str, dict[str, str]] = {lesson: {} for lesson in lessons()}
    for name, lesson in lessons_of_exercises().items():
        found.setdefault(lesson, {})[name] = stored.get(name, TO_DO)
    return found


def record(name: str, status: str) -> None:
    """Remember a verdict, even if other processes record theirs at the same time.

    If it cannot be written, it is forgotten. That is no reason to stop a learner.
    """
    try:
        target = progress_file().resolve()  # a link stays one
        if _may_be_written(target):
            _add(target, name, status)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        return


def _may_be_written(target: Path) -> bool:
    if target.is_dir() or target.is_symlink():  # a link still there after `resolve` leads to itself
        return False
    return not target.exists() or bool(target.stat().st_mode & stat.S_IWUSR)


def progress(all: bool = False) -> None:
    """Show how far you are: a bar for each lesson, then the exercises of the lesson at hand, with their last verdicts.

    With all=True, the exercises of every lesson.
    """
    found = verdicts()
    show_progress(found, lesson_at_hand(found), all)


def show_progress(found: dict[str, dict[str, str]], lesson: str, all: bool = False) -> None:
    """Show verdicts, lesson -> exercise -> status, as `progress` does: as HTML in a notebook, else as text."""
    overview = Overview(found, lesson, _remarks(found, lesson))
    if not is_in_a_notebook() or wants_plain_text():
        print(overview.text(all))
        return
    from IPython.display import display

    display(bundle(overview.text(all), overview.html(all)), raw=True)


def lesson_at_hand(found: dict[str, dict[str, str]]) -> str:
    """The lesson most of whose exercises are functions of this notebook, else that of the last check.

    If neither is known, the first lesson with an exercise that does not pass yet.
    """
    here = vars(sys.modules["__main__"])
    written = {lesson: sum(_is_written_here(here.get(name)) for name in found[lesson]) for lesson in found}
    most = max(found, key=written.get)
    if written[most]:
        return most
    last_check = next(reversed(read_verdicts(progress_file())), None)
    if last_check in lessons_of_exercises():
        return lessons_of_exercises()[last_check]
    return _first_unsolved(found)[0]


def _is_written_here(value: Any) -> bool:
    return type(value) is FunctionType and value.__module__ == "__main__"


def _first_unsolved(found: dict[str, dict[str, str]]) -> tuple[str, str | None]:
    """The first lesson with an exercise that does not pass, and that exercise; or the last lesson and None."""
    for lesson, of_lesson in found.items():
        for name, status in of_lesson.items():
            if status != PASS:
                return lesson, name
    return lesson, None


def _remarks(found: dict[str, dict[str, str]], lesson: str) -> list[str]:
    """Lines below the exercises: which ones no check has seen, and which one comes next."""
    here = {lesson: found[lesson]}
    where, name = _first_unsolved(here)
    if name is None:
        where, name = _first_unsolved(found)
    next_one = f"Next: {name} in {file_name(where)}." if name else "All exercises pass."
    return [line for line in (line_about(written_but_not_checked(found)), next_one) if line]


def read_verdicts(path: Path) -> dict[str, str]:
    """What a progress file holds, exercise -> verdict. It is empty if the file is missing or damaged.

    The first edition grouped the exercises by lesson. Its files are read, too.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError):  # RuntimeError: nested too deep, or links in a circle
        return {}
    found = {}
    for name, value in stored.items() if isinstance(stored, dict) else ():
        found |= value if isinstance(value, dict) else {name: value}
    return {name: status for name, status in found.items() if isinstance(status, str) and status in STATUSES}


def _add(target: Path, name: str, status: str) -> None:
    """Rewrite the file with one more verdict. The part file is the lock: only one process at a time can create it."""
    part = target.with_name(f"{target.name}.part")
    file = _created(part)
    try:
        with file:
            kept = {other: verdict for other, verdict in read_verdicts(target).items() if other != name}
            json.dump(kept | {name: status}, file, indent=1)  # the last check stands last
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _created(part: Path) -> TextIO:
    """The part file, new and open. Waits for other processes, and removes what a killed process left behind."""
    give_up = time.monotonic() + SECONDS_TO_WAIT
    while True:
        try:
            return part.open("x", encoding="utf-8")
        except FileExistsError:
            if time.monotonic() > give_up:
                raise
        with contextlib.suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > SECONDS_UNTIL_STALE:
                part.unlink()
        time.sleep(SECONDS_BETWEEN_TRIES)
