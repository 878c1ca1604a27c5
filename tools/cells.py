"""How a lesson's text becomes cells: where they begin and end, which are collapsed, and the links at both ends.

Four kinds of cells have tags of their own, so that the site and the learner's copies can leave them out or fold them:
`imports`, `claim`, `navigation`, and `colab` (tools/colab.py).
"""

import ast
import re
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from utils.contents import Lesson, lessons

CLAIM, IMPORTS, NAVIGATION = "claim", "imports", "navigation"
LONGEST_IMPORTS = 5  # lines; more of them take the screen from the lesson
FENCE = re.compile(r"```|~~~")
HEADING = re.compile(r"#{1,6} ")
STUCK = "Stuck?"


def split_markdown(source: str) -> list[str]:
    """The Markdown of one cell as several. One begins at every heading, and one ends after "Stuck?" with its hints.

    In JupyterLab a section can then be collapsed at its heading, and a new cell below "Stuck?" is below the exercise.
    """
    parts, fenced = [[]], False
    for paragraph in re.split(r"\n{2,}", source.strip("\n")):
        stands_alone = not fenced and (HEADING.match(paragraph) or (parts[-1] and parts[-1][-1].startswith(STUCK)))
        if stands_alone and parts[-1]:
            parts.append([])
        parts[-1].append(paragraph)
        fenced ^= len(re.findall(rf"(?m)^(?:{FENCE.pattern})", paragraph)) % 2 == 1
    return ["\n\n".join(part) for part in parts if part]


def code_cell(source: str, cell_id: str, tags: list[str]) -> NotebookNode:
    """A code cell with its tags. Long imports and claims are collapsed."""
    kind = CLAIM if CLAIM in tags or is_claim(source) else IMPORTS if is_long_imports(source) else None
    metadata = {"jupyter": {"source_hidden": True}} if kind else {}
    tags = [*tags, kind] if kind and kind not in tags else tags
    return new_code_cell(source, id=cell_id, metadata=metadata | ({"tags": tags} if tags else {}))


def is_claim(source: str) -> bool:
    """Whether a cell holds nothing but claims. Its output stays in sight: there is one only if a claim fails.

    A cell that also computes what it claims has the tag in its text.
    """
    statements = _statements(source)
    return bool(statements) and all(
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and getattr(statement.value.func, "id", None) == "claim"
        for statement in statements
    )


def is_long_imports(source: str) -> bool:
    """Whether a cell holds nothing but imports, and many lines of them."""
    statements = _statements(source)
    only_imports = bool(statements) and all(isinstance(s, ast.Import | ast.ImportFrom) for s in statements)
    return only_imports and len(source.strip().splitlines()) > LONGEST_IMPORTS


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:  # IPython's own signs, such as %%time
        return []


def navigation(text: Path) -> str:
    """Links to the lessons before and after the one of `text`, as a line of Markdown. It is empty if there are none."""
    order = list(lessons(text.parent).values())
    here = next((place for place, lesson in enumerate(order) if lesson.file == text.stem), None)
    if here is None:
        return ""
    before = [f"← {_link(lesson)}" for lesson in order[max(here - 1, 0) : here]]
    after = [f"{_link(lesson)} →" for lesson in order[here + 1 : here + 2]]
    return " &nbsp; · &nbsp; ".join(before + after)


def _link(lesson: Lesson) -> str:
    return f"[{lesson.number} {lesson.title}]({lesson.file}.ipynb)"


def navigation_cell(links: str, cell_id: str) -> NotebookNode:
    return new_markdown_cell(links, id=cell_id, metadata={"tags": [NAVIGATION]})
