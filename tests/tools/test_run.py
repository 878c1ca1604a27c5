"""`make run` counts the verdicts that `check` recorded, not the words that a notebook prints."""

import nbformat
import pytest

from tools import lessons, run
from tools.tally import tally
from utils.exercises.progress import read_verdicts

START = "import numpy as np\nfrom utils.exercises import check"
RELU = "def relu(z):\n    return np.maximum(0, z)"


@pytest.fixture
def run_lesson(tmp_path):
    """Executes cells as lesson 01, in a fresh build folder, and returns its Report."""

    def execute(*sources, lesson="01_relu"):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        nbformat.write(notebook, tmp_path / f"{lesson}.ipynb")
        (tmp_path / "build").mkdir(exist_ok=True)
        environment = lessons.data_environment(None) | {"PYTHONPATH": str(lessons.PROJECT)}
        return run.run_lesson(tmp_path / f"{lesson}.ipynb", tmp_path / "build", environment)

    return execute


def test_printed_verdicts_and_usage_messages_count_for_nothing(run_lesson):
    printed = "\n".join(f"print('PASS  {name}: right on all 5 cases.')" for name in ("relu", "tent", "softmax"))
    report = run_lesson(START, RELU, printed, "check(relu(np.ones(3)))", "check()")
    assert report.failure is None
    assert report.exercises == ("0 of 5 solved; no verdict: relu, relu_derivative, tent, count_pieces, follow_sine")


def test_recorded_verdicts_are_counted_and_missing_ones_named(run_lesson):
    others = "\n".join(
        f"def {name}(*_):\n    return {value}\ncheck({name})"
        for name, value in (("relu_derivative", "..."), ("count_pieces", "42"), ("follow_sine", "[1.0], [1.0]"))
    )
    report = run_lesson(START, f"{RELU}\ncheck(relu)", others)
    assert report.exercises == "1 of 5 solved; no verdict: tent"


def test_one_lesson_does_not_count_for_another(run_lesson):
    run_lesson(START, f"{RELU}\ncheck(relu)")
    assert run_lesson(START, RELU).exercises.startswith("0 of 5 solved")
    assert run_lesson(START, f"{RELU}\ncheck(relu)", lesson="00_start_here").exercises == (
        "0 of 1 solved; no verdict: pixels"
    )


@pytest.mark.parametrize("text", ["", "[]", "null", '{"relu": null}', '{"relu": ["PASS"]}', "[" * 100_000])
def test_a_damaged_record_is_no_verdict(text, tmp_path):
    (tmp_path / "progress.json").write_text(text)
    assert read_verdicts(tmp_path / "progress.json") == {}


def test_a_verdict_that_is_none_is_missing():
    assert tally(["relu", "tent"], {"relu": "PASS", "tent": "NO VERDICT"}) == "1 of 2 solved; no verdict: tent"
    assert tally([], {}) == "no exercises"
