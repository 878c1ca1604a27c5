"""progress() names the exercises whose answer stands in the learner's copies and has not been checked."""

import json
import sys
import time

import pytest

from utils.contents import lessons
from utils.exercises import copies, progress
from utils.exercises.copies import answers_in, line_about, written_but_not_checked
from utils.exercises.progress import verdicts

DOTS = 'def relu(z):\n    """Keep what is positive."""\n    return ...  # your code\n\ncheck(relu)'
ANSWER = DOTS.replace("...  # your code", "z * (z > 0)")


def save(folder, *sources, name="01_relu"):
    cells = [{"cell_type": "code", "source": source.splitlines(keepends=True), "metadata": {}} for source in sources]
    (folder / f"{name}.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}}), encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "written"),
    [
        (DOTS, False),
        (ANSWER, True),
        (ANSWER.replace("return", "a[..., 0] = 1\n    return"), False),
        ("def relu(z):\n    return (\n\ncheck(relu)", True),
        ("def relu(z):\n    return (...\n\ncheck(relu)", False),
        ("check(relu)", False),
        ("def relu(z):\n    return z", False),
        ("def relu(z):\n    return z\n\n# check(relu)", False),
        ("relu = abs\ncheck(relu)", False),
        ("def tent(x):\n    return ...\n\ndef relu(z):\n    return z\n\ncheck(relu)", True),
        ("if True:\n    def relu(z):\n        return z\n    check(relu)", True),
    ],
)
def test_an_answer_is_a_function_without_dots_in_a_cell_that_checks_it(tmp_path, source, written):
    save(tmp_path, source)
    assert answers_in(tmp_path) == ({"relu"} if written else set())


def test_only_what_is_to_do_is_named_in_the_order_of_the_course(tmp_path):
    save(tmp_path, ANSWER, ANSWER.replace("relu", "tent"), name="01_relu")
    save(tmp_path, ANSWER.replace("relu", "pixels"), name="00_start_here")
    found = {"start_here": {"pixels": "TO DO"}, "relu": {"relu": "PASS", "relu_derivative": "TO DO", "tent": "TO DO"}}
    assert written_but_not_checked(found, tmp_path) == ["pixels", "tent"]


def test_the_line_has_the_lessons_numbers():
    number = lessons()["relu"].number
    assert line_about(["tent", "nosuch"]) == f"Written but not checked yet: tent (lesson {number}), nosuch"
    assert line_about([]) == ""


@pytest.mark.parametrize(
    "damaged",
    ["", "[]", "3", "null", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{"cell_type": "code"}]}', "[" * 9999],
)
def test_a_damaged_copy_has_no_answers(tmp_path, damaged):
    (tmp_path / "01_relu.ipynb").write_text(damaged)
    save(tmp_path, ANSWER.replace("relu", "pixels"), name="00_start_here")
    (tmp_path / "02_softmax.ipynb").mkdir()
    assert answers_in(tmp_path) == {"pixels"}


def test_without_a_folder_there_are_no_answers(tmp_path):
    assert answers_in(tmp_path / "nowhere") == set()


def test_progress_says_it_in_one_line(tmp_path, monkeypatch, capsys):
    save(tmp_path, ANSWER)
    monkeypatch.delenv("COURSE_PROGRESS")
    monkeypatch.setattr(sys.modules["utils.exercises.progress"], "DEFAULT_FILE", tmp_path / "progress.json")
    monkeypatch.setattr(copies, "FOLDER", tmp_path)
    progress()
    assert f"\nWritten but not checked yet: relu (lesson {lessons()['relu'].number})\n" in capsys.readouterr().out
    (tmp_path / "progress.json").write_text('{"relu": "NOT YET"}')
    progress()
    assert "Written but" not in capsys.readouterr().out


def test_verdicts_in_another_file_are_not_about_the_copies(tmp_path, monkeypatch):
    save(tmp_path, ANSWER)
    monkeypatch.setattr(copies, "FOLDER", tmp_path)
    assert written_but_not_checked(verdicts()) == []
    monkeypatch.delenv("COURSE_PROGRESS")
    assert written_but_not_checked(verdicts() | {"relu": {"relu": "TO DO"}}) == ["relu"]


def test_ten_megabytes_of_outputs_take_no_time(tmp_path):
    save(tmp_path, ANSWER, "# " + "x" * 10_000_000)
    started = time.perf_counter()
    assert answers_in(tmp_path) == {"relu"}
    assert time.perf_counter() - started < 2
