"""Remembers the last verdict on each exercise in a small file, and shows them all."""

import contextlib
import json
import os
import stat
import time
from pathlib import Path
from typing import TextIO

from utils.contents import lessons
from utils.exercises.copies import line_about, written_but_not_checked
from utils.exercises.registry import lessons_of_exercises

DEFAULT_FILE = Path(__file__).parents[2] / ".progress.json"
TO_DO = "TO DO"
STATUSES = ("PASS", "NOT YET", TO_DO)
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


def progress() -> None:
    """Show every exercise in the course with its last verdict, as a table and as a bar for each lesson."""
    from utils.plotting import plot_progress

    found = {_label(lesson): of_lesson for lesson, of_lesson in verdicts().items()}
    for label, of_lesson in found.items():
        print(f"{label}  {_bar(of_lesson)}")
        for name, status in of_lesson.items():
            print(f"    {status:<8} {name}")
    passed = sum(status == "PASS" for of_lesson in found.values() for status in of_lesson.values())
    print(f"{passed} of {sum(map(len, found.values()))} exercises pass.")
    if line := line_about(written_but_not_checked(verdicts())):
        print(line)
    plot_progress(found)


def _label(lesson: str) -> str:
    return lessons()[lesson].file if lesson in lessons() else lesson


def _bar(of_lesson: dict[str, str]) -> str:
    passed = sum(status == "PASS" for status in of_lesson.values())
    return f"[{'#' * passed}{'.' * (len(of_lesson) - passed)}] {passed} of {len(of_lesson)}"


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
            json.dump(read_verdicts(target) | {name: status}, file, indent=1)
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
