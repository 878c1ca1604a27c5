"""A changed sentence retrains nothing; whatever could change an output does, and is named. No kernel starts here."""

import ast
import sys
from time import process_time

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import damaged, fuzzing, json_values
from tools import lessons, notebooks, provenance

LESSON = """---
kernelspec:
  name: python3
  display_name: Python 3
part: I The parts
---

# The first lesson

*Why?*

**Time:** about 5 minutes.

One sentence.

```{code-cell} ipython3
from utils.exercises import check, solution
from utils.exercises import first as course
from utils.plotting import plot_dots
```

```{code-cell} ipython3
:tags: [headline]

plot_dots(load_result("s2-40"), load_bench("a task"), RESULTS / "models" / "kept.keras")
```

```{code-cell} ipython3
def double(x):
    return ...


check(double)
course.halve(4)
```
"""
PROJECT = {
    "notebooks/text/01_first.md": LESSON,
    "requirements.txt": "# pinned\nmatplotlib==3.11.2\nnumpy==2.4.6\npandas==3.1.1\nscikit-learn==1.9.1\n",
    "results/s2-40.json": '{"mean": 0.9}\n',
    "results/s2-400.json": '{"mean": 0.8}\n',
    "results/bench.json": "[]\n",
    "results/models/kept.keras": "numbers",
    "utils/__init__.py": "",
    "utils/plotting/__init__.py": '"""Figures."""\n\nfrom utils.plotting.dots import draw as plot_dots\n'
    "from utils.plotting.lines import plot_lines\n",
    "utils/plotting/dots.py": '"""Dots."""\n\nimport matplotlib.pyplot as plt\n\nfrom utils import shapes\n\n\n'
    'def draw(*data):\n    """Draw dots."""\n    # as small as they are\n    plt.plot(*data, shapes.DOT)\n',
    "utils/plotting/lines.py": "import pandas\n\n\ndef plot_lines():\n    pass\n",
    "utils/shapes.py": "DOT = 'o'\n\n\ndef count(x):\n    from utils.numbers import size\n\n    return size(x)\n",
    "utils/numbers.py": "import numpy as np\n\n\ndef size(x):\n    return np.size(x)\n",
    "utils/exercises/__init__.py": "from utils.exercises.engine.checking import check, solution\n",
    "utils/exercises/engine/checking.py": "from sklearn.metrics import accuracy_score\n\n\n"
    "def check(answer):\n    pass\n",
    "utils/exercises/first/__init__.py": '"""Found by their names."""\n',
    "utils/exercises/first/double.py": "from utils.exercises.first.cases import CASES\n",
    "utils/exercises/first/cases.py": "CASES = [1, 2]\n",
    "utils/exercises/first/halve.py": "def halve(x):\n    return x / 2\n",
    "utils/exercises/second/treble.py": "def treble(x):\n    return 3 * x\n",
}
TEXT, NOTEBOOK = "notebooks/text/01_first.md", "notebooks/01_first.ipynb"
LAST_CELL = LESSON[LESSON.index("```{code-cell} ipython3\ndef") :]
STANDS = "01_first: text only; the stored outputs are up to date\n"


class Lesson:
    """A project of one lesson in a folder. Where a kernel would execute it, each cell shows how often that was."""

    def __init__(self, folder, output):
        self.folder, self.output, self.executions = folder, output, 0
        for name, contents in PROJECT.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(contents, encoding="utf-8")

    def execute(self, notebook, folder, environment):
        self.executions += 1
        for number, cell in enumerate(lessons.code_cells(notebook), start=1):
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=f"execution {self.executions}\n")]
            cell.execution_count = number

    def make(self, again=False):
        """What `make notebooks` prints for the lesson."""
        folder = self.folder / "notebooks"
        wrong = notebooks.make(self.folder / TEXT, folder, dict, self.folder / "replaced", again)
        assert wrong == []
        return self.output.readouterr().out

    def edit(self, name, old, new):
        contents = (self.folder / name).read_text(encoding="utf-8")
        assert old in contents
        (self.folder / name).write_text(contents.replace(old, new), encoding="utf-8")

    def notebook(self):
        return nbformat.read(self.folder / NOTEBOOK, as_version=4)


@pytest.fixture
def lesson(tmp_path, monkeypatch, capsys):
    """The lesson, made once."""
    lesson = Lesson(tmp_path, capsys)
    monkeypatch.setattr(lessons, "execute", lesson.execute)
    lesson.make()
    return lesson


def test_a_reworded_sentence_is_taken_over_and_the_outputs_stand(lesson):
    before = lesson.notebook()
    lesson.edit(TEXT, "One sentence.", "Another sentence, and\n\nanother paragraph.")
    assert lesson.make() == STANDS
    assert lesson.executions == 1
    after = lesson.notebook()
    assert "another paragraph" in after.cells[0].source
    assert lessons.code_cells(after) == lessons.code_cells(before)
    before.metadata[provenance.KEY].sources = provenance.sources_of(after)
    assert after.metadata == before.metadata


def test_a_new_paragraph_between_cells_moves_no_output(lesson):
    before = lessons.code_cells(lesson.notebook())
    lesson.edit(TEXT, LAST_CELL, "Between.\n\n" + LAST_CELL)
    assert lesson.make() == STANDS
    after = lessons.code_cells(lesson.notebook())
    assert [(c.source, c.outputs) for c in after] == [(c.source, c.outputs) for c in before]


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        (TEXT, "halve(4)", "halve(6)", "cell [3] has changed"),
        (TEXT, "[headline]", "[headline, nbval-ignore-output]", "cell [2] has changed"),
        (TEXT, LAST_CELL, "```{code-cell} ipython3\nprint(1)\n```\n\n" + LAST_CELL, "cell [3] has changed"),
        (TEXT, LAST_CELL, "", "the former cell [3], utils.exercises.first.cases, utils.exercises.first.double, and"
         " utils.exercises.first.halve have changed"),
        ("utils/plotting/dots.py", "draw(*data)", "draw(*data, color='C1')", "utils.plotting.dots has changed"),
        ("utils/numbers.py", "np.size(x)", "np.size(x) + 0", "utils.numbers has changed"),
        ("utils/exercises/engine/checking.py", "pass", "print()", "utils.exercises.engine.checking has changed"),
        ("utils/exercises/first/halve.py", "2", "2.0", "utils.exercises.first.halve has changed"),
        ("utils/exercises/first/cases.py", "2", "3", "utils.exercises.first.cases has changed"),
        ("utils/numbers.py", "import numpy as np", "import numpy as np  (", "numpy and utils.numbers have changed"),
        ("results/s2-40.json", "0.9", "0.91", "results/s2-40.json has changed"),
        ("results/bench.json", "[]", "[{}]", "results/bench.json has changed"),
        ("results/models/kept.keras", "numbers", "other numbers", "results/models/kept.keras has changed"),
        ("requirements.txt", "2.4.6", "2.4.7", "numpy 2.4.6 is now 2.4.7"),
        ("requirements.txt", "1.9.1", "1.9.2", "scikit-learn 1.9.1 is now 1.9.2"),
    ],
)  # fmt: skip
def test_what_could_change_an_output_executes_and_is_named(lesson, name, old, new, reason):
    lesson.edit(name, old, new)
    assert lesson.make().splitlines()[0] == f"01_first: executing, because {reason}"
    assert {cell.outputs[0].text for cell in lessons.code_cells(lesson.notebook())} == {"execution 2\n"}
    assert lesson.make() == STANDS


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("utils/plotting/dots.py", "# as small as they are", "# small\n\n"),
        ("utils/plotting/dots.py", '"""Draw dots."""', '"""Draw every dot."""'),
        ("utils/plotting/dots.py", '"""Dots."""', ""),
        ("utils/plotting/dots.py", "(*data, shapes.DOT)", "(\n        *data,\n        shapes.DOT,\n    )"),
        ("utils/plotting/dots.py", "\n", "\r\n"),
        ("utils/plotting/lines.py", "pass", "print()"),
        ("utils/plotting/__init__.py", "from utils.plotting.lines import plot_lines\n", ""),
        ("utils/exercises/second/treble.py", "3", "3.0"),
        ("results/s2-40.json", "\n", "\r\n"),
        ("results/s2-400.json", "0.8", "0.81"),
        ("requirements.txt", "pandas==3.1.1", "pandas==3.1.2"),
    ],
)
def test_what_changes_no_output_does_not_execute(lesson, name, old, new):
    lesson.edit(name, old, new)
    assert lesson.make() == STANDS


def test_a_new_file_that_a_cell_names_executes(lesson):
    (lesson.folder / "results/models/s2-40.keras").write_text("numbers", encoding="utf-8")
    assert lesson.make().endswith("because results/models/s2-40.keras has changed\n")


def test_all_reasons_stand_in_one_line(lesson):
    lesson.edit(TEXT, "halve(4)", "halve(6)")
    lesson.edit("utils/numbers.py", "np.size(x)", "len(x)")
    lesson.edit("results/s2-40.json", "0.9", "0.91")
    lesson.edit("requirements.txt", "2.4.6", "2.4.7")
    expected = "cell [3], results/s2-40.json, and utils.numbers have changed and numpy 2.4.6 is now 2.4.7"
    assert lesson.make().splitlines()[0] == f"01_first: executing, because {expected}"


def test_a_name_that_a_package_defines_itself_depends_on_the_package(lesson):
    lesson.edit(
        "utils/plotting/__init__.py", "from utils.plotting.dots import draw as plot_dots", "def plot_dots(): pass"
    )
    lesson.make()
    lesson.edit("utils/plotting/__init__.py", "pass", "print()")
    assert "because utils.plotting has changed" in lesson.make()


@pytest.mark.parametrize("shown", ["help(plot_dots)", "plot_dots.__doc__", "plot_dots?", "solution(double)"])
def test_a_docstring_counts_where_a_cell_shows_one(lesson, shown):
    lesson.edit(TEXT, "course.halve(4)", shown)
    lesson.make()
    lesson.edit("utils/plotting/dots.py", "Draw dots.", "Draw every dot.")
    assert "because utils.plotting.dots has changed" in lesson.make()


@pytest.mark.parametrize("magic", ["%%time\n", "%matplotlib inline\n", "check?\n", "!ls\n"])
def test_imports_are_seen_beside_ipythons_own_signs(lesson, magic):
    lesson.edit(TEXT, "from utils.exercises import check, solution", f"{magic}from utils.numbers import size")
    lesson.edit("utils/shapes.py", "from utils.numbers import size", "size = len")
    lesson.make()
    lesson.edit("utils/numbers.py", "np.size(x)", "len(x)")
    assert "because utils.numbers has changed" in lesson.make()


def test_again_executes_in_any_case(lesson):
    assert lesson.make(again=True) == "01_first: executing, because --again asks for it\n"
    assert lesson.executions == 2


DAMAGED = {
    "gone": None,
    "empty": b"",
    "no notebook": b"{}",
    "cells that are no list": b'{"cells": {}, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "a cell that is text": b'{"cells": ["print(1)"], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "a cell of nothing": b'{"cells": [{"cell_type": "code"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
}


@pytest.mark.parametrize("contents", DAMAGED.values(), ids=DAMAGED)
def test_a_notebook_that_is_gone_or_damaged_is_executed(lesson, contents):
    path = lesson.folder / NOTEBOOK
    path.unlink()
    if contents is not None:
        path.write_bytes(contents)
    assert "because no stored notebook can be read" in lesson.make()
    assert lesson.make() == STANDS


@fuzzing(30)
@given(data=st.data())
def test_a_notebook_with_any_damage_is_made_again_or_its_outputs_stand(lesson, data):
    lesson.executions = 0
    lesson.make(again=True)
    path = lesson.folder / NOTEBOOK
    path.write_bytes(data.draw(damaged(path.read_bytes())))
    lesson.make()
    assert lesson.make() == STANDS


def test_a_notebook_without_the_record_is_executed(lesson):
    notebook = lesson.notebook()
    del notebook.metadata[provenance.KEY]
    nbformat.write(notebook, lesson.folder / NOTEBOOK)
    assert "because its notebook does not say what it was made from" in lesson.make()


def test_outputs_of_another_execution_do_not_stand(lesson):
    notebook = lesson.notebook()
    lessons.code_cells(notebook)[1].outputs[0].text = "what a learner's machine showed\n"
    nbformat.write(notebook, lesson.folder / NOTEBOOK)
    assert "because its notebook was executed or edited since it was made" in lesson.make()


def test_outputs_with_a_problem_do_not_stand(lesson):
    notebook = lesson.notebook()
    lessons.code_cells(notebook)[1].outputs[0].text = "FutureWarning: soon\nand more\n"
    provenance.sign(notebook, provenance.made_from(notebook, lesson.folder))
    nbformat.write(notebook, lesson.folder / NOTEBOOK)
    made = lesson.make()
    assert "because cell [2] (" in made
    assert made.endswith("shows a warning of this machine: FutureWarning: soon\n")


def test_a_problem_in_the_new_text_is_found_without_executing(lesson):
    lesson.edit(TEXT, "One sentence.", "See /" + "home/ada/digits.")
    before = lesson.notebook()
    (sentence,) = notebooks.make(lesson.folder / TEXT, lesson.folder / "notebooks", dict, lesson.folder / "replaced")
    assert "names a path of one machine" in sentence
    assert lesson.notebook() == before


@fuzzing(100)
@given(record=json_values)
def test_any_other_record_executes(record):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import numpy", execution_count=1)])
    table = {"numpy": "2.4.6"}
    provenance.sign(notebook, table)
    assert provenance.reason_to_execute(notebook, notebook, table) is None
    notebook.metadata[provenance.KEY] = record
    assert provenance.reason_to_execute(notebook, notebook, table)


def test_the_record_survives_reading_and_writing_by_others(lesson):
    nbformat.write(lesson.notebook(), lesson.folder / NOTEBOOK)
    record = lesson.notebook().metadata[provenance.KEY]
    assert record["numpy"] == "2.4.6"
    assert lesson.make() == STANDS
    assert lesson.notebook().metadata[provenance.KEY] == record


def test_a_learners_answer_is_kept_and_the_lesson_executed(lesson):
    notebook = lesson.notebook()
    lessons.code_cells(notebook)[2].source = "def double(x):\n    return 2 * x"
    nbformat.write(notebook, lesson.folder / NOTEBOOK)
    assert "because cell [3] has changed" in lesson.make()
    assert "return 2 * x" in (lesson.folder / "replaced" / "01_first.ipynb").read_text(encoding="utf-8")


def test_a_learners_note_is_kept_and_the_outputs_stand(lesson):
    notebook = lesson.notebook()
    notebook.cells[0].source += "\n\nAsk about this."
    nbformat.write(notebook, lesson.folder / NOTEBOOK)
    assert lesson.make().startswith(STANDS)
    assert "Ask about this." in (lesson.folder / "replaced" / "01_first.ipynb").read_text(encoding="utf-8")


def test_no_copy_is_kept_of_what_nobody_wrote_into(lesson):
    lesson.edit(TEXT, "One sentence.", "Another sentence.")
    lesson.edit(TEXT, "halve(4)", "halve(6)")
    lesson.make()
    assert not (lesson.folder / "replaced").exists()


def test_the_command_asks_for_mnist_only_if_a_lesson_is_executed(lesson, monkeypatch):
    monkeypatch.setattr(lessons, "TEXT", lesson.folder / "notebooks" / "text")
    monkeypatch.setattr(lessons, "NOTEBOOKS", lesson.folder / "notebooks")
    monkeypatch.setattr(lessons, "BUILD", lesson.folder)
    monkeypatch.setattr(lessons, "plain_terminal", lambda: None)
    monkeypatch.setenv("DIGITS_SOURCE", "embedded")
    assert notebooks.main(["01"]) == 0
    with pytest.raises(SystemExit, match="MNIST could not be had"):
        notebooks.main(["01", "--again"])


SNIPPET = '''"""Docstring."""
def f(x: int | None = None, *, name="🫨") -> str:
    """Docstring."""
    return f"{x!r:>{len(name)}}" + "" + rf"\\d{None}"
'''


def test_a_fingerprint_is_the_same_in_every_python():
    """It was made by Python 3.11, and is compared by all that run the tests."""
    tree = provenance.parsed(SNIPPET)
    assert provenance.fingerprint(provenance.skeleton(tree)) == "4051f19d0e716df4"
    (specification,) = (node.format_spec for node in ast.walk(tree) if getattr(node, "format_spec", None))
    specification.values.append(ast.Constant(""))  # as Python 3.12.1 has it
    assert provenance.fingerprint(provenance.skeleton(tree)) == "4051f19d0e716df4"


TEXTS = lessons.lesson_files(lessons.TEXT, ".md")


@pytest.fixture(scope="module", params=TEXTS, ids=lambda path: path.stem)
def course_lesson(request):
    """(code, table) of a lesson of the course."""
    notebook = lessons.notebook_from_text(request.param)
    code = "\n".join(cell.source for cell in lessons.code_cells(notebook))
    return code, provenance.made_from(notebook)


def test_the_figures_that_a_lesson_draws_are_found(course_lesson):
    """Not all of utils.plotting: that would be so if its names were handed on in a way that cannot be followed."""
    _, table = course_lesson
    assert any(name.startswith("utils.plotting.") for name in table)
    assert "utils.plotting" not in table


def test_every_kind_of_result_that_a_lesson_loads_is_found(course_lesson):
    code, table = course_lesson
    files = {name for name in table if name.startswith("results/")}
    assert ("load_bench(" in code) == ("results/bench.json" in files)
    assert ("load_result(" in code) == any(name.endswith(".json") for name in files - {"results/bench.json"})
    assert ('"models"' in code) == any(name.endswith(".keras") for name in files)


def test_every_import_is_absolute_and_every_package_is_found_under_the_name_of_its_pin():
    trees = [provenance.parsed(path.read_text(encoding="utf-8")) for path in (lessons.PROJECT / "utils").rglob("*.py")]
    for text in TEXTS:
        trees += [ast.parse(provenance.plain(c)) for c in lessons.code_cells(lessons.notebook_from_text(text))]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    assert [ast.unparse(node) for node in nodes if isinstance(node, ast.ImportFrom) and node.level] == []

    modules = {module.split(".")[0] for tree in trees for module, *_ in provenance.bindings(tree)}
    packages = modules - sys.stdlib_module_names - {"utils"}
    pins = provenance.pins(lessons.PROJECT)
    assert "numpy" in packages
    assert {name for name in packages if provenance.DISTRIBUTIONS.get(name, name.lower()) not in pins} == set()


def test_the_longest_lesson_is_looked_through_in_a_few_seconds():
    start = process_time()
    text = max(TEXTS, key=lambda path: path.stat().st_size)
    table = provenance.made_from(lessons.notebook_from_text(text))
    stored = notebooks.read_stored(lessons.NOTEBOOKS / f"{text.stem}.ipynb")
    provenance.sign(stored, table)
    assert provenance.reason_to_execute(stored, stored, table) is None
    assert process_time() - start < 5
