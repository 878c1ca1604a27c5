"""The learner's own copies of the lessons, and the answers in them that no check has seen yet."""

import ast
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from utils.contents import CHECK, lessons

FOLDER = Path(__file__).parents[2] / "my-notebooks"
TO_DO = "TO DO"


def written_but_not_checked(verdicts: Mapping[str, Mapping[str, str]], folder: Path | None = None) -> list[str]:
    """The exercises that are TO DO although an answer is in the learner's copies, in the order of the verdicts.

    `verdicts` is lesson -> exercise -> status. Whatever is wrong with a copy, it counts as having no answers. If
    COURSE_PROGRESS names another file for the verdicts, they are not about these copies, and the list is empty.
    """
    if folder is None and os.environ.get("COURSE_PROGRESS"):
        return []
    written = answers_in(FOLDER if folder is None else folder)
    return [
        name
        for of_lesson in verdicts.values()
        for name, status in of_lesson.items()
        if status == TO_DO and name in written
    ]


def line_about(names: list[str]) -> str:
    """The exercises that are written but not checked, with their lessons' numbers. It is empty if there are none."""
    numbers = {name: lesson.number for lesson in lessons().values() for name in lesson.exercises}
    shown = [f"{name} (lesson {numbers[name]})" if name in numbers else name for name in names]
    return f"Written but not checked yet: {', '.join(shown)}" if shown else ""


def answers_in(folder: Path) -> set[str]:
    """The functions that are defined and checked in one cell of a copy, with no `...` left in them."""
    try:
        paths = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    except OSError:
        return set()
    return {
        name
        for path in paths
        for source in _code_in(path)
        for name in CHECK.findall(source)
        if _is_written(name, source)
    }


def _code_in(path: Path) -> list[str]:
    """The sources of a notebook's code cells. nbformat could do this, but takes a second to import."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return []


def _is_written(name: str, source: str) -> bool:
    """Whether a cell defines a function without dots. A cell that is not Python yet counts if it has none at all."""
    if not re.search(rf"^\s*def {name}\b", source, re.MULTILINE):
        return False
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "..." not in source
    functions = [part for part in ast.walk(tree) if isinstance(part, ast.FunctionDef) and part.name == name]
    return bool(functions) and not any(
        isinstance(part, ast.Constant) and part.value is ... for part in ast.walk(functions[-1])
    )
