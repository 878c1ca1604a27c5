"""Finds the exercises: one file for each, in one package for each lesson. No list of them is kept anywhere."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

from utils.contents import lessons
from utils.exercises.exercise import Exercise

FOLDER = Path(__file__).parent


@cache
def lessons_of_exercises() -> dict[str, str]:
    """The lesson of each exercise: name of the exercise -> name of the lesson, in the order of the course.

    The names are those of files and folders, so nothing is imported. A file whose name begins with _ is no exercise.
    """
    found = {path.stem: path.parent.name for path in sorted(FOLDER.glob("*/*.py")) if not path.stem.startswith("_")}
    order = [name for lesson in lessons().values() for name in lesson.exercises if name in found]
    return {name: found[name] for name in dict.fromkeys([*order, *found])}


@cache
def find(name: str) -> Exercise | None:
    """The exercise with this name, or None. Names are unique in the whole course."""
    lesson = lessons_of_exercises().get(name)
    return None if lesson is None else import_module(f"utils.exercises.{lesson}.{name}").exercise


def exercises() -> dict[str, dict[str, Exercise]]:
    """Every exercise in the course: lesson -> name -> Exercise, in the order of the lessons and their texts."""
    found: dict[str, dict[str, Exercise]] = {lesson: {} for lesson in lessons()}
    for name, lesson in lessons_of_exercises().items():
        found.setdefault(lesson, {})[name] = find(name)
    return found


class _Answers:
    """The course's own answers by name: `course.relu` is the function that `solution(relu)` shows."""

    def __getattr__(self, name: str) -> Callable:
        exercise = find(name)
        if exercise is None:
            raise AttributeError(f"{name} is not an exercise of the course")
        return exercise.reference

    def __dir__(self) -> list[str]:
        return list(lessons_of_exercises())


course = _Answers()
