"""The list of lessons is read from the texts, and adding a lesson touches its text and its exercises alone."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import references as for_notebooks
from utils.contents import TEXTS, lesson_of_file, lessons, read_lesson

PROJECT = Path(__file__).parents[1]

TEXT = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
part: VIII Beyond
---

# Shapes: what is an area?

*How large is a rectangle?*

**Time:** about 20 minutes.
**Builds on:** lesson #relu.

A picture, and `check(perimeter)` in passing.

```{code-cell} ipython3
def area(width, height):
    return ...

check(area)
```
"""

EXERCISE = """from utils.exercises.exercise import Exercise


def area(width, height):
    \"\"\"Area of a rectangle.\"\"\"
    return width * height


exercise = Exercise(area, hints=("Count squares.", "width * height"))


@exercise.case
def two_by_three():
    return 2, 3
"""

WHAT_IS_SHOWN = """
import json
from tools.references import lesson_table
from tools.lessons import TEXT, notebook_from_text
from utils.contents import lessons
from utils.exercises import check, find
from utils.exercises.progress import verdicts

def area(width, height):
    return width * height

assert check(area)
last = list(lessons().values())[-1]
start = next(TEXT.glob("*_start_here.md"))
prose = "\\n".join(cell.source for cell in notebook_from_text(start).cells)
print(json.dumps({
    "file": last.file,
    "map": [line for line in prose.splitlines() if line.startswith("|")][-2:],
    "table": lesson_table(lessons().values(), "notebooks/").splitlines()[-1],
    "verdicts": verdicts()[last.name],
    "opening": notebook_from_text(TEXT / f"{last.file}.md").cells[1].source,
}))
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of what a lesson is made of."""
    for folder in ("utils", "tools", "notebooks/text"):
        shutil.copytree(PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def shown_in(copy):
    program = [sys.executable, "-c", WHAT_IS_SHOWN]
    environment = os.environ | {"PYTHONPATH": str(copy), "COURSE_PROGRESS": str(copy / "progress.json")}
    done = subprocess.run(program, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def add_lesson(copy, file):
    (copy / "notebooks" / "text" / f"{file}.md").write_text(TEXT)
    folder = copy / "utils" / "exercises" / file[3:]
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "area.py").write_text(EXERCISE)


def test_a_lesson_is_added_by_its_text_and_its_exercises(copy):
    add_lesson(copy, "90_shapes")
    shown = shown_in(copy)
    assert shown["file"] == "90_shapes"
    row = "| [90 Shapes: what is an area?]({}90_shapes.ipynb) | How large is a rectangle? | 20 | 1 |"
    assert shown["map"] == ["| **VIII Beyond** | | | |", row.format("")]
    assert shown["table"] == row.format("notebooks/")
    assert shown["verdicts"] == {"area": "PASS"}
    assert shown["opening"].startswith("# 90 · Shapes: what is an area?\n")
    assert "**Builds on:** [lesson 01](01_relu.ipynb)." in shown["opening"]


def test_a_lesson_is_renumbered_by_renaming_its_text(copy):
    add_lesson(copy, "90_shapes")
    texts = copy / "notebooks" / "text"
    (texts / "90_shapes.md").rename(texts / "91_shapes.md")
    (texts / "01_relu.md").rename(texts / "71_relu.md")
    shown = shown_in(copy)
    assert shown["file"] == "91_shapes"
    assert shown["verdicts"] == {"area": "PASS"}
    assert "**Builds on:** [lesson 71](71_relu.ipynb)." in shown["opening"]


@pytest.mark.parametrize("line", ["part: VIII Beyond", "# Shapes", "*How large is a rectangle?*", "**Time:** about 20"])
def test_a_text_that_lacks_something_is_named(tmp_path, line):
    path = tmp_path / "90_shapes.md"
    path.write_text(TEXT.replace(line, "nothing"))
    with pytest.raises(ValueError, match=r"90_shapes\.md has no (part|title|question|minutes)"):
        read_lesson(path)


@pytest.mark.parametrize("name", ["shapes.md", "1_shapes.md", "01-shapes.md"])
def test_a_text_with_another_name_is_refused(tmp_path, name):
    (tmp_path / name).write_text(TEXT)
    with pytest.raises(ValueError, match="is not the name of a lesson"):
        read_lesson(tmp_path / name)


def test_two_texts_of_one_name_are_refused(tmp_path):
    for number in (1, 2):
        (tmp_path / f"0{number}_shapes.md").write_text(TEXT)
    with pytest.raises(ValueError, match="the same name"):
        lessons(tmp_path)


def test_a_file_belongs_to_the_lesson_of_its_name():
    assert lesson_of_file(Path("99_softmax.ipynb")) is lessons()["softmax"]
    assert lesson_of_file(Path("99_nosuch.ipynb")) is lesson_of_file(Path("softmax.ipynb")) is None


@pytest.fixture
def text(tmp_path):
    for file in ("00_first", "01_shapes"):
        (tmp_path / f"{file}.md").write_text(TEXT.replace("lesson #relu", "nothing"))
    return tmp_path / "00_first.md"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("As lesson #shapes says.", "As [lesson 01](01_shapes.ipynb) says."),
        ("Lessons #first and #shapes.", "[Lessons 00](00_first.ipynb) and [01](01_shapes.ipynb)."),
        ("See [areas](#shapes) and [this](#part).", "See [areas](01_shapes.ipynb) and [this](#part)."),
        ("## Heading\n\nThe color #fa0 of #hashtags", "## Heading\n\nThe color #fa0 of #hashtags"),
        ("# Title\n\ntext", "# 00 · Title\n\ntext"),
    ],
)
def test_a_reference_becomes_a_link_with_the_number(text, source, shown):
    assert for_notebooks.markdown_for_notebook(source, text) == shown


def test_in_a_code_cell_it_becomes_the_number(text):
    assert for_notebooks.code_for_notebook('"as in lesson #shapes"  # no #tag', text) == '"as in lesson 01"  # no #tag'


def test_a_lesson_that_does_not_exist_is_named(text):
    with pytest.raises(SystemExit, match=r"00_first\.md refers to lesson #nosuch, which is none of: first, shapes"):
        for_notebooks.markdown_for_notebook("See lesson #nosuch.", text)


def test_every_name_of_a_list_of_lessons_is_looked_at(text):
    for phrase in ("lessons #first, #nosuch and #shapes", "Lessons #first to #nosuch", "lessons #first, or #nosuch"):
        with pytest.raises(SystemExit, match="lesson #nosuch, which is none of: first, shapes"):
            for_notebooks.markdown_for_notebook(f"See {phrase}.", text)


def test_a_stray_file_beside_the_texts_is_no_lesson(text):
    (text.parent / "01_shapes-Copy1.md").write_text("a draft")
    assert list(lessons(text.parent)) == ["first", "shapes"]


def test_a_check_counts_once_and_not_in_a_comment(tmp_path):
    cell = "check(area)\n# check(perimeter)\nif check(volume): shape.check(area)"
    (tmp_path / "90_shapes.md").write_text(TEXT.replace("check(area)\n```", f"{cell}\n```"))
    assert read_lesson(tmp_path / "90_shapes.md").exercises == ("area", "volume")


SOURCES = [path for folder in ("utils", "tools") for path in sorted((PROJECT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", [*SOURCES, *sorted(TEXTS.glob("*.md"))], ids=lambda path: path.stem)
def test_no_lesson_is_called_by_its_number(path):
    """A number stands in the names of a text and its notebook, and nowhere else."""
    written = path.read_text(encoding="utf-8")
    if path.name == "references.py":
        written = re.sub(r'""".*?"""', "", written, flags=re.DOTALL)  # its docstring shows what a number looks like
    assert re.findall(r".*(?:\b[Ll]essons? \d\d\b|\b\d\d_[a-z]\w*\.(?:ipynb|md)\b).*", written) == []
