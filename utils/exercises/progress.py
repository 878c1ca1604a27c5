"""Remembers the last verdict on each exercise in a small file, and shows them all."""

import contextlib
import json
import os
import stat
import time
from pathlib import Path
from typing import TextIO

from utils.exercises.registry import exercises

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
    """The last verdict on every exercise of the course: lesson -> exercise -> PASS, NOT YET or TO DO."""
    stored = _read()
    return {
        lesson: {name: stored.get(lesson, {}).get(name, TO_DO) for name in of_lesson}
        for lesson, of_lesson in exercises().items()
    }


def record(lesson: str, name: str, status: str) -> None:
    """Remember a verdict, whatever other processes remember at the same time.

    Where it cannot be written, it is forgotten: that is no reason to stop a learner.
    """
    try:
        target = progress_file().resolve()  # a link stays one
        if _may_be_written(target):
            _add(target, lesson, name, status)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        return


def _may_be_written(target: Path) -> bool:
    if target.is_dir() or target.is_symlink():  # a link that is left after `resolve` leads to itself
        return False
    return not target.exists() or bool(target.stat().st_mode & stat.S_IWUSR)


def progress() -> None:
    """Show every exercise of the course with its last verdict, as a table and as a bar for each lesson."""
    from utils.plotting import plot_progress

    found = verdicts()
    for lesson, of_lesson in found.items():
        print(f"{lesson}  {_bar(of_lesson)}")
        for name, status in of_lesson.items():
            print(f"    {status:<8} {name}")
    passed = sum(status == "PASS" for of_lesson in found.values() for status in of_lesson.values())
    print(f"{passed} of {sum(map(len, found.values()))} exercises pass.")
    plot_progress(found)


def _bar(of_lesson: dict[str, str]) -> str:
    passed = sum(status == "PASS" for status in of_lesson.values())
    return f"[{'#' * passed}{'.' * (len(of_lesson) - passed)}] {passed} of {len(of_lesson)}"


def _read() -> dict[str, dict[str, str]]:
    """What the file holds; nothing, where it is missing or damaged, and of damaged entries nothing."""
    try:
        stored = json.loads(progress_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError):  # RuntimeError: nested too deep, or links in a circle
        return {}
    lessons = stored if isinstance(stored, dict) else {}
    return {
        lesson: {name: status for name, status in of_lesson.items() if status in STATUSES}
        for lesson, of_lesson in lessons.items()
        if isinstance(of_lesson, dict)
    }


def _add(target: Path, lesson: str, name: str, status: str) -> None:
    """Write the file anew with one more verdict; the part file is the lock, which one process at a time can create."""
    part = target.with_name(f"{target.name}.part")
    file = _created(part)
    try:
        with file:
            stored = _read()
            stored.setdefault(lesson, {})[name] = status
            json.dump(stored, file, indent=1)
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _created(part: Path) -> TextIO:
    """The part file, new and open. Waits for another process; what a killed process left behind is removed."""
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
