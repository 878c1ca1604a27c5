"""With the course's answers filled in every check passes; untouched, a lesson fails under COURSE_STRICT."""

import ast
import inspect
import os
import re
import textwrap

import pytest

from tools import lessons
from utils.contents import lesson_of_file
from utils.exercises import exercises

VERDICT = re.compile(r"^(PASS|NOT YET|TO DO)  (\w+)", re.MULTILINE)
TEXTS = lessons.lesson_files(lessons.TEXT, ".md")


@pytest.fixture
def strict(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))


def filled_in(source, answers):
    """A cell's source with each function whose name is an exercise replaced by the course's answer."""
    lines = source.splitlines()
    try:
        functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError:  # a magic
        return source
    for node in reversed(functions):
        if node.name in answers:
            answer = textwrap.dedent(inspect.getsource(answers[node.name].reference))
            lines[node.lineno - 1 : node.end_lineno] = answer.rstrip().splitlines()
    return "\n".join(lines)


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_with_all_references_filled_in_every_check_passes(text, strict):
    answers = exercises()[lesson_of_file(text).name]
    notebook = lessons.notebook_from_text(text)
    for cell in lessons.code_cells(notebook):
        cell.source = filled_in(cell.source, answers)
    failure = lessons.execute(notebook, lessons.NOTEBOOKS, dict(os.environ))
    assert failure is None, str(failure)
    outputs = "\n".join(shown for cell in lessons.code_cells(notebook) for shown in lessons.output_texts(cell))
    verdicts = {name: verdict for verdict, name in VERDICT.findall(outputs)}
    assert verdicts == dict.fromkeys(answers, "PASS")


def test_an_untouched_lesson_fails_at_its_first_check_under_course_strict(strict):
    text = next(text for text in TEXTS if lesson_of_file(text).name == "relu")
    notebook = lessons.notebook_from_text(text)
    failure = lessons.execute(notebook, lessons.NOTEBOOKS, dict(os.environ))
    checks = [number for number, c in enumerate(lessons.code_cells(notebook), start=1) if "check(" in c.source]
    assert failure is not None
    assert failure.cell == checks[0]


def test_a_stub_is_replaced_and_the_rest_of_its_cell_stays():
    class Answer:
        def reference(self):
            return 42

    answers = {"find": Answer}
    source = "x = 1\n\n\ndef find(self):\n    return ...\n\n\ncheck(find)"
    assert filled_in(source, answers) == "x = 1\n\n\ndef reference(self):\n    return 42\n\n\ncheck(find)"
