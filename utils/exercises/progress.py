"""Remembers the last verdict on each exercise in a small file, and shows them all."""

import json
import os
import tempfile
from pathlib import Path

from utils.exercises.registry import exercises

DEFAULT_FILE = Path(__file__).parents[2] / ".progress.json"
TO_DO = "TO DO"


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
    """Remember a verdict. A folder that cannot be written to is no reason to stop a learner: then it is forgotten."""
    stored = _read()
    stored.setdefault(lesson, {})[name] = status
    try:
        _write(stored)
    except OSError:
        return


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
    """What the file holds; nothing, where it is missing or damaged."""
    try:
        stored = json.loads(progress_file().read_text(encoding="utf-8"))
        return {lesson: {str(n): str(s) for n, s in of_lesson.items()} for lesson, of_lesson in stored.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _write(stored: dict[str, dict[str, str]]) -> None:
    target = progress_file()
    with tempfile.NamedTemporaryFile(
        "w", dir=target.parent, prefix=target.name, delete=False, encoding="utf-8"
    ) as temporary:
        json.dump(stored, temporary, indent=1)
    os.replace(temporary.name, target)
