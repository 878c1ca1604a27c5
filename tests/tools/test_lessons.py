"""The tools on small lessons: text to notebook, what is refused, what a run reports and writes."""

import errno
import json
import os
import subprocess
import sys
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import fuzzing, json_values
from tools import lessons, notebooks, run
from tools.site.build import Built
from tools.site.page import Page, page_source
from tools.test import LAX, MARKS, STRICT, command_line, which_comparison

LESSON = """---
kernelspec:
  name: python3
  display_name: Python 3
part: I The parts
---

# The first lesson

*Why?*

**Time:** about 5 minutes.

See [the second](02_second.ipynb) and $x^2$.

```{code-cell} ipython3
:tags: [headline]

print("97 %")
```

"""


def cell(source, tags=""):
    return f"```{{code-cell}} ipython3\n{f':tags: [{tags}]' + chr(10) if tags else ''}{source}\n```\n\n"


@pytest.fixture
def make(tmp_path):
    """Writes a lesson's text, makes its notebook, and returns (path of the notebook, what was wrong)."""
    texts, folder = tmp_path / "notebooks" / "text", tmp_path / "notebooks"
    texts.mkdir(parents=True)
    (tmp_path / "requirements.txt").touch()

    def make_lesson(*cells, name="01_first", again=False):
        text = texts / f"{name}.md"
        text.write_text(LESSON + "".join(cells), encoding="utf-8")
        wrong = notebooks.make(text, folder, lambda: lessons.data_environment(None), tmp_path / "replaced", again)
        return folder / f"{name}.ipynb", wrong

    return make_lesson


def test_the_same_text_gives_the_same_bytes(make):
    path, wrong = make(cell("print(1 + 1)"))
    first = path.read_bytes()
    assert wrong == []
    for again in (True, False):  # executed again, and with its stored outputs
        make(cell("print(1 + 1)"), again=again)
        assert path.read_bytes() == first
    assert b"timestamp" not in first
    assert [c.id for c in nbformat.read(path, 4).cells] == ["first-000", "first-colab", "first-001", "first-002"]


def test_the_cell_for_colab_is_neither_executed_nor_on_a_page(make):
    path, _ = make(cell("print(1 + 1)"))
    notebook = nbformat.read(path, 4)
    assert [c.execution_count for c in notebook.cells if c.cell_type == "code"] == [None, 1, 2]
    assert "google.colab" in path.read_text(encoding="utf-8")
    page = Page("01_first", "The first lesson", notebook)
    assert "google.colab" not in nbformat.writes(page_source(page, "https://example.org"))


def test_a_notebook_carries_what_its_text_says(make, tmp_path):
    path, _ = make(cell("print(2)", tags="nbval-ignore-output"))
    stored, written = (
        nbformat.read(path, 4),
        lessons.notebook_from_text(tmp_path / "notebooks/text/01_first.md"),
    )
    assert [(c.source, c.metadata) for c in stored.cells] == [(c.source, c.metadata) for c in written.cells]
    assert stored.cells[-1].metadata.tags == ["nbval-ignore-output"]


def test_a_progress_line_is_stored_as_it_ends(make):
    path, _ = make(cell(r"for i in range(3): print(f'\r{i + 1} of 3', end='', flush=True)"))
    assert nbformat.read(path, 4).cells[-1].outputs[0].text == "3 of 3"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys; print('oh', file=sys.stderr)", "wrote to stderr: oh"),
        ("print('/ho' + 'me/ada/digits')", "/home/ada/digits"),
        ("print('FutureWarning: soon')", "FutureWarning: soon"),
        ("import ipywidgets; display(ipywidgets.IntSlider())", "tag it nbval-ignore-output"),
    ],
)
def test_what_no_notebook_may_store_is_named_and_nothing_is_written(make, source, complaint):
    path, wrong = make(cell(source))
    assert complaint in "\n".join(wrong)
    assert not path.exists()


def test_a_widget_is_not_stored(make):
    path, wrong = make(cell("import ipywidgets; display(ipywidgets.IntSlider())", tags="nbval-ignore-output"))
    assert wrong == []
    assert nbformat.read(path, 4).cells[-1].outputs == []
    assert "widget-state" not in path.read_text(encoding="utf-8")


def test_a_caption_becomes_the_alternative_text_of_its_picture(make):
    draw = "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()"
    caption = "*Figure: a line through `x` and $y$, see [the second](02_second.ipynb).*"
    path, wrong = make(cell(draw), f"{caption}\n\nMore words.\n")
    assert wrong == []
    picture = next(c for c in nbformat.read(path, 4).cells if c.source == draw).outputs[-1]
    assert picture.metadata["image/png"]["alt"] == "Figure: a line through x and y, see the second."


def test_a_learners_answers_are_kept_when_a_notebook_is_made_again(make, tmp_path):
    path, _ = make(cell("answer = ..."))
    for answer in ("answer = 42", "answer = 43"):
        notebook = nbformat.read(path, 4)
        notebook.cells[-1].source = answer
        nbformat.write(notebook, path)
        make(cell("answer = ..."))
    kept = sorted((tmp_path / "replaced").iterdir())
    assert [nbformat.read(copy, 4).cells[-1].source for copy in kept] == ["answer = 43", "answer = 42"]


def test_without_mnist_no_notebook_is_executed(monkeypatch):
    monkeypatch.setenv("DIGITS_SOURCE", "embedded")
    with pytest.raises(SystemExit, match="MNIST could not be had"):
        notebooks.main(["--again"])


def test_a_lesson_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(SystemExit, match="begins with '99'"):
        lessons.lesson_files(tmp_path, ".md", ["99"])


def test_a_run_reports_each_lesson_and_goes_on_after_a_failure(make, tmp_path):
    path, _ = make(cell("print('a second cell')"), cell("print('a third')"))
    broken = nbformat.read(path, 4)
    broken.cells[-1].source = "# a bad idea\nimport os\nos.kill(os.getpid(), 9)"
    nbformat.write(broken, path.with_name("00_zero.ipynb"))
    broken.cells[-1].source = "raise ValueError('first line\\nlast line')"
    nbformat.write(broken, path.with_name("02_second.ipynb"))

    build = tmp_path / "build"
    dead, fine, failed = run.run(path.parent, build, None)
    assert str(dead.failure).startswith("cell [3] (# a bad idea): Kernel died")
    assert (fine.exercises, fine.headline, fine.failure) == ("no exercises", "97 %", None)
    assert str(failed.failure) == "cell [3] (raise ValueError('first line\\nlast line')): last line"
    assert run.table([dead, fine, failed]).count("failed") == 2
    assert {path.stem for path in build.glob("*.ipynb")} == {"00_zero", "01_first", "02_second"}
    failed_page = (build / "site" / "02_second.html").read_text(encoding="utf-8")
    assert "ValueError" in failed_page
    assert "It stopped at cell [3] (raise ValueError('first line\\nlast line')): last line" in unescape(failed_page)
    first_page = (build / "site" / "index.html").read_text(encoding="utf-8")
    assert "The first lesson" in first_page
    assert "97 %" in first_page
    assert "Made with the embedded digits" in first_page


def notebook_bytes(*cells, **others):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | others).encode()


CODE = {"cell_type": "code", "id": "a", "execution_count": None, "metadata": {}, "outputs": [], "source": "print(1)"}
STRANGE = {
    "an empty file": b"",
    "other text": b"hello",
    "other bytes": bytes(range(256)),
    "a truncated one": notebook_bytes(CODE)[:60],
    "in UTF-16": notebook_bytes(CODE).decode().encode("utf-16"),
    "null": b"null",
    "a list": b"[]",
    "nested deeply": b'{"a":' * 50_000,
    "without cells": json.dumps({"metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode(),
    "cells that are no list": notebook_bytes().replace(b"[]", b"{}"),
    "a cell that is text": notebook_bytes("print(1)"),
    "a cell without a source": notebook_bytes({name: CODE[name] for name in CODE if name != "source"}),
    "a number as source": notebook_bytes(CODE | {"source": 3}),
    "half a character": notebook_bytes(CODE | {"source": "print('\ud800')"}),
    "tags that are a number": notebook_bytes(CODE | {"metadata": {"tags": 3}}),
    "an unknown kind of cell": notebook_bytes(CODE | {"cell_type": "poem"}),
    "no metadata": notebook_bytes(CODE, metadata=None),
    "a format to come": notebook_bytes(CODE, nbformat=99),
}


@pytest.mark.parametrize("contents", STRANGE.values(), ids=STRANGE)
def test_a_file_that_is_no_notebook_is_reported_and_its_page_says_so(tmp_path, contents):
    path = tmp_path / "01_first.ipynb"
    path.write_bytes(contents)
    report = run.run_lesson(path, tmp_path / "build", {})
    assert "01_first.ipynb is not a notebook (" in str(report.failure)
    page = page_source(run.page_of_report(report), "https://example.org")
    assert [cell.cell_type for cell in page.cells] == ["markdown", "markdown"]
    assert "01_first.ipynb is not a notebook (" in page.cells[1].source
    assert not (tmp_path / "build").exists()


@fuzzing(4)  # the valid ones start a kernel
@given(st.lists(st.dictionaries(st.sampled_from(sorted(CODE)), json_values, max_size=2), max_size=3), json_values)
def test_any_notebook_given_to_run_is_reported(tmp_path, changes, metadata):
    path = tmp_path / "01_first.ipynb"
    path.write_bytes(notebook_bytes(*(CODE | change for change in changes), metadata=metadata))
    with TemporaryDirectory(dir=tmp_path) as build:
        report = run.run_lesson(path, Path(build), lessons.data_environment(None))
        assert (report.notebook is None) != (Path(build) / path.name).exists()
    assert report.notebook or report.failure
    nbformat.validate(page_source(run.page_of_report(report), "https://example.org"))


def test_a_line_of_a_million_characters_is_no_hurdle(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('1 of 2\\r' + 'x' * 1_000_000)")])
    assert lessons.execute(notebook, tmp_path, lessons.data_environment(None)) is None
    assert notebook.cells[0].outputs[0].text == "x" * 1_000_000 + "\n"


@pytest.fixture
def pages_built(monkeypatch):
    """The pages that `run` hands to the site, which is not built."""
    pages = []

    def build_site(given, data, target):
        pages.extend(given)
        return Built([], {})

    monkeypatch.setattr(run, "build_site", build_site)
    return pages


def store(path, text):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    nbformat.write(notebook, path)


def test_a_run_of_some_lessons_shows_the_others_as_they_are_stored(tmp_path, pages_built):
    for name in ("01_first", "02_second"):
        store(tmp_path / f"{name}.ipynb", f"# {name}")
    (report,) = run.run(tmp_path, tmp_path / "build", None, ["02"])
    assert report.lesson == "02_second"
    assert [(page.title, bool(page.facts)) for page in pages_built] == [("01_first", False), ("02_second", True)]


def test_an_earlier_run_shows_until_the_lesson_changes(tmp_path, pages_built):
    lesson, executed = tmp_path / "01_first.ipynb", tmp_path / "build" / "01_first.ipynb"
    executed.parent.mkdir()
    store(lesson, "# As stored")
    store(executed, "# As executed")
    os.utime(lesson, (1000, 1000))
    os.utime(executed, (2000, 2000))
    assert run.page_of_file(lesson, executed.parent).title == "As executed"
    os.utime(lesson, (3000, 3000))
    assert run.page_of_file(lesson, executed.parent).title == "As stored"


def test_a_damaged_notebook_that_is_not_run_has_a_page_that_says_so(tmp_path):
    (tmp_path / "01_first.ipynb").write_bytes(b"hello")
    page = run.page_of_file(tmp_path / "01_first.ipynb", tmp_path)
    assert page.notebook is None
    assert page.failure.startswith("01_first.ipynb is not a notebook (")


def test_a_lesson_without_a_page_has_failed():
    report = run.Report("01_first", "First", 1.0, "no exercises", "", None)
    reasons = {"01_first": "too odd"}
    assert "no page can be made from it: too odd" in str(run.without_page(report, reasons).failure)
    assert run.without_page(report, {}) is report


def test_a_build_folder_that_cannot_be_made_is_named_before_anything_runs(tmp_path):
    (tmp_path / "build").write_text("a file where a folder should be")
    with pytest.raises(SystemExit, match=r"build/ cannot be made: File exists\."):
        run.run(tmp_path, tmp_path / "build", None)


def test_a_cell_that_never_ends_is_stopped_and_reported(make, monkeypatch):
    monkeypatch.setattr(lessons, "CELL_SECONDS", 2)
    _, wrong = make(cell("while True: pass"))
    assert wrong == ["cell [2] (while True: pass): it was stopped after 2 seconds"]


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be sent Ctrl-C there")
def test_ctrl_c_ends_the_whole_run(make, tmp_path):
    path, wrong = make(cell("pass"))
    assert wrong == []
    slow = nbformat.read(path, 4)
    slow.cells[-1].source = "import os, signal, time\nos.kill(os.getppid(), signal.SIGINT)\ntime.sleep(60)"
    nbformat.write(slow, path)
    program = (
        "import pathlib, sys\nfrom tools import run\n"
        "try: run.run(pathlib.Path('notebooks'), pathlib.Path('build'), None)\n"
        "except KeyboardInterrupt: sys.exit(130)"
    )
    environment = lessons.data_environment(None) | {"PYTHONPATH": str(lessons.PROJECT)}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, timeout=50, check=False)
    assert done.returncode == 130


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "build").write_text("a file where a folder should be")
    with pytest.raises(SystemExit, match="build/index.html cannot be written"):
        lessons.write_file(tmp_path / "build" / "index.html", "page")


@pytest.mark.parametrize("contents", ["page", b"picture"])
def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch, contents):
    def full(path, *_):
        path.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "file"
    lessons.write_file(path, "before")
    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(SystemExit, match="file cannot be written: No space left"):
        lessons.write_file(path, contents)
    monkeypatch.undo()
    assert [(left.name, left.read_bytes()) for left in tmp_path.iterdir()] == [("file", b"before")]
    lessons.write_file(path, contents)
    assert path.read_bytes() in (b"page", b"picture")


def test_outputs_are_compared_on_mnist_unless_a_learner_is_marked(tmp_path):
    assert which_comparison(tmp_path, {}) == STRICT
    assert which_comparison(None, {}) == LAX
    assert which_comparison(tmp_path, {"COURSE_STRICT": "0"}) == STRICT
    assert which_comparison(tmp_path, {"COURSE_STRICT": "1"}) == MARKS


@pytest.mark.parametrize("command", ["tools.test", "tools.run"])
def test_a_command_stops_at_a_course_strict_that_means_nothing(command):
    environment = lessons.data_environment(None) | {"COURSE_STRICT": "yes"}
    command = [sys.executable, "-m", "tools.command", command]
    options = {"cwd": lessons.PROJECT, "env": environment, "capture_output": True, "text": True, "timeout": 60}
    done = subprocess.run(command, **options, check=False)
    assert done.returncode == 2
    assert done.stderr.strip() == 'COURSE_STRICT is "yes"; it can be "1", "0", or not set at all.'


def test_the_tests_run_strictly_or_not_and_pass_arguments_on(tmp_path):
    (tmp_path / "tests" / "data").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    for name in ("01_relu", "03_digits_dataset"):
        (tmp_path / "notebooks" / f"{name}.ipynb").touch()
    everything = command_line(["-k", "relu"], tmp_path, strict=True)
    assert "--nbval" in everything
    assert everything[-5:] == [
        "tests",
        *(f"notebooks/{n}.ipynb" for n in ("01_relu", "03_digits_dataset")),
        "-k",
        "relu",
    ]
    less = command_line(["--data-dependent"], tmp_path, strict=False)
    assert "--nbval-lax" in less
    assert less[-3:] == ["tests/data", "notebooks/01_relu.ipynb", "notebooks/03_digits_dataset.ipynb"]
    others = command_line(["--other-processors"], tmp_path, strict=True)
    assert others[-2:] == ["notebooks/01_relu.ipynb", "notebooks/03_digits_dataset.ipynb"]
    assert "tests" not in others
    assert command_line(["tests/data"], tmp_path, strict=True)[-2].startswith("--nbval-cell-timeout")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such channels")
def test_a_kernel_needs_no_tcp_port_that_another_might_take(tmp_path):
    show = "import ipykernel.kernelapp as app\nprint(app.IPKernelApp.instance().transport)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(show)])
    assert lessons.execute(notebook, tmp_path, lessons.data_environment(None)) is None
    assert notebook.cells[0].outputs[0].text == "ipc\n"
