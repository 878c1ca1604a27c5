"""The cell that every notebook begins with does nothing here, and all that is needed on Google Colab."""

import ast
import importlib
import importlib.metadata
import os
import subprocess
import sys
import types

import nbformat
import pytest

from tools import colab, lessons

ADDRESS = "https://github.com/someone/digits-course"


@pytest.fixture
def on_colab(monkeypatch, tmp_path):
    """Calls of git and pip are noted; /content is a folder of the test, into which git copies one module."""
    calls = []
    folder = tmp_path / "digits-course"

    def call(arguments, **_):
        calls.append(arguments)
        if arguments[0] == "git":
            (folder / "notebooks").mkdir(parents=True)
            (folder / "colab_lesson_module.py").write_text("SUM = 1 + 1\n")
        return 0

    def run(address=ADDRESS):
        exec(colab.setup_source(address).replace("/content", tmp_path.as_posix()), {})

    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    return types.SimpleNamespace(run=run, calls=calls, folder=folder)


def lacking(monkeypatch, *packages):
    """Let packages be missing from this Python."""
    found = colab.version

    def version(name):
        if name in packages:
            raise importlib.metadata.PackageNotFoundError(name)
        return found(name)

    monkeypatch.setattr(colab, "version", version)


def test_elsewhere_the_cell_imports_fetches_and_prints_nothing():
    probe = (
        "import sys\nbefore = set(sys.modules), list(sys.path)\n"
        f"exec({colab.setup_source(ADDRESS)!r})\n"
        "assert (set(sys.modules), sys.path) == before, set(sys.modules) - before[0]\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_on_colab_the_course_is_fetched_once_and_can_be_imported(on_colab, capsys):
    on_colab.run()
    on_colab.run()
    assert on_colab.calls == [
        ["git", "clone", "--quiet", "--depth", "1", ADDRESS, on_colab.folder.as_posix()],
    ]
    assert os.path.samefile(os.getcwd(), on_colab.folder / "notebooks")
    assert importlib.import_module("colab_lesson_module").SUM == 2
    assert capsys.readouterr().out.splitlines()[0].startswith("The course is ready, with Colab's own packages (numpy ")


def test_what_colab_lacks_is_installed_as_pinned_and_nothing_else(on_colab, monkeypatch):
    lacking(monkeypatch, "pooch", "hypothesis", "jupyterlab")
    on_colab.run()
    pins = (lessons.PROJECT / "requirements.txt").read_text().splitlines()
    pooch = next(pin for pin in pins if pin.startswith("pooch=="))
    assert on_colab.calls[1:] == [[sys.executable, "-m", "pip", "install", "--quiet", pooch]]


def test_nothing_is_fetched_from_the_placeholder(on_colab):
    with pytest.raises(RuntimeError, match="In this cell, set `repository` to the course's address"):
        on_colab.run("https://github.com/OWNER/digits-course")
    assert on_colab.calls == []


@pytest.mark.parametrize(("failing", "sentence"), [("git", f"could not be fetched from {ADDRESS}"), ("pip", "pooch==")])
def test_a_failure_of_git_or_pip_is_a_sentence(on_colab, monkeypatch, failing, sentence):
    lacking(monkeypatch, "pooch")
    call = subprocess.call
    monkeypatch.setattr(subprocess, "call", lambda arguments: 1 if failing in arguments else call(arguments))
    with pytest.raises(RuntimeError, match=sentence):
        on_colab.run()


def test_the_cell_is_collapsed_has_a_tag_and_fits_on_half_a_screen():
    cell = colab.setup_cell("01_relu-colab")
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    assert cell.metadata == {"jupyter": {"source_hidden": True}, "tags": ["colab", "skip-execution", "nbval-skip"]}
    assert colab.repository() in cell.source
    assert len(cell.source.splitlines()) <= 20
    assert max(map(len, cell.source.splitlines())) <= 100


def sources_of_lessons():
    for path in (lessons.PROJECT / "utils").rglob("*.py"):
        yield path.read_text(encoding="utf-8")
    for path in lessons.lesson_files(lessons.TEXT, ".md"):
        for cell in lessons.code_cells(lessons.notebook_from_text(path)):
            yield "\n".join(line for line in cell.source.splitlines() if not line.startswith(("%", "!")))


def test_the_packages_that_colab_must_have_are_those_that_lessons_import():
    names = set()
    for node in (node for source in sources_of_lessons() for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    known = importlib.metadata.packages_distributions()
    packages = {known[name][0].lower() for name in names - sys.stdlib_module_names - {"utils", "tools"}}
    assert packages == set(colab.NEEDED_BY_LESSONS)
