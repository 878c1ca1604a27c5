"""What every lesson promises: its text and its notebook agree, and it has the anatomy of a lesson."""

import inspect
import re
import subprocess
import sys
import textwrap

import nbformat
import pytest

from tools import lessons
from tools.cells import CLAIM, IMPORTS, NAVIGATION
from utils import contents
from utils.contents import lesson_of_file
from utils.exercises import exercises

TEXTS = lessons.lesson_files(lessons.TEXT, ".md")
NOT_COMPARED = {"nbval-ignore-output", "nbval-skip"}
# This lesson shows what all three verdicts look like, so its one right answer stands in it.
WARM_UP = "start_here"


@pytest.fixture(params=TEXTS, ids=lambda path: path.stem)
def text(request):
    return request.param


@pytest.fixture
def notebook(text):
    path = lessons.NOTEBOOKS / f"{text.stem}.ipynb"
    assert path.exists(), f"{path.name} is not made yet: run make notebooks"
    return nbformat.read(path, as_version=4)


def markdown(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def prose(notebook):
    """The Markdown without code, formulas and addresses."""
    whole = "\n\n".join(markdown(notebook))
    return re.sub(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|!?\[(?=[^]]*\]\()|\]\([^)]*\)", " ", whole, flags=re.DOTALL)


def code(notebook):
    return [cell.source for cell in lessons.code_cells(notebook)]


def test_text_and_notebook_agree_in_every_cell(text, notebook):
    written = [(c.cell_type, c.source, c.metadata.get("tags", [])) for c in lessons.notebook_from_text(text).cells]
    stored = [(c.cell_type, c.source, c.metadata.get("tags", [])) for c in notebook.cells]
    assert stored == written, f"notebooks/{text.stem}.ipynb differs from its text: run make notebooks"


def test_nothing_stored_fails_warns_or_names_a_machine(notebook):
    assert lessons.problems(notebook) == []


def test_a_code_cell_fits_on_half_a_screen(notebook):
    assert [source for source in code(notebook) if len(source.splitlines()) > 20] == []
    assert [line for source in code(notebook) for line in source.splitlines() if len(line) > 100] == []


def test_two_thirds_of_the_code_cells_are_compared_strictly(notebook):
    cells = [cell for cell in lessons.code_cells(notebook) if CLAIM not in cell.metadata.get("tags", [])]
    compared = [cell for cell in cells if not NOT_COMPARED & set(cell.metadata.get("tags", []))]
    assert 3 * len(compared) >= 2 * len(cells), f"{len(compared)} of {len(cells)} cells are compared"


def test_nbval_is_told_by_tags_and_not_by_comments(notebook):
    assert "NBVAL_" not in "\n".join(code(notebook))


def test_a_lesson_opens_with_what_it_is_for_and_closes_with_a_recap(notebook):
    opening = next(source for source in markdown(notebook) if source.startswith("# "))
    assert re.match(r"# \d\d · \S.*\n\n\*[^*]+\?\*\n", opening)
    for part in ("will be able to", "**Time:**", "**Builds on:**"):
        assert part in opening
    headings = re.findall(r"^## (.+)", "\n".join(markdown(notebook)), re.MULTILINE)
    assert headings[-1] == "What to take with you"


def test_the_recap_leaves_a_question(notebook):
    recap = "\n".join(markdown(notebook)).split("## What to take with you")[-1]
    assert "?" in recap


def test_a_lesson_has_three_to_six_exercises_with_one_to_three_stars(text, notebook):
    headings = re.findall(r"^### Your turn: (\w+) ★{1,3}$", "\n".join(markdown(notebook)), re.MULTILINE)
    assert tuple(headings) == lesson_of_file(text).exercises
    assert (1 if lesson_of_file(text).name == WARM_UP else 3) <= len(headings) <= 6


def test_no_cell_asks_for_a_hint_or_a_solution(notebook):
    assert re.findall(r"^.*\b(?:hint|solution)\(.*$", "\n".join(code(notebook)), re.MULTILINE) == []


def test_every_figure_has_its_caption_below(notebook):
    following = zip(notebook.cells, [*notebook.cells[1:], None], strict=True)
    bare = [
        cell.source
        for cell, below in following
        if cell.cell_type == "code"
        and any(lessons.PICTURES & set(output.get("data", {})) for output in cell.outputs)
        and not (below and below.cell_type == "markdown" and below.source.startswith("*Figure:"))
    ]
    assert bare == []


def test_every_figure_has_its_caption_as_alternative_text(notebook):
    pictures = [
        output.metadata.get(kind, {})
        for cell in lessons.code_cells(notebook)
        for output in cell.outputs
        for kind in lessons.PICTURES & set(output.get("data", {}))
    ]
    assert [picture for picture in pictures if len(picture.get("alt", "")) < 20] == []


def test_a_stored_notebook_is_light(text):
    """GitHub often refuses to show a larger one, and each version stays in the history."""
    assert (lessons.NOTEBOOKS / f"{text.stem}.ipynb").stat().st_size <= 700_000


def test_all_stored_notebooks_together_are_light():
    assert sum(path.stat().st_size for path in lessons.NOTEBOOKS.glob("*.ipynb")) <= 8_000_000


def test_claims_and_long_imports_are_collapsed_and_claims_show_nothing(notebook):
    for cell in lessons.code_cells(notebook):
        collapsed = bool({CLAIM, IMPORTS} & set(cell.metadata.get("tags", [])))
        assert cell.metadata.get("jupyter", {}).get("source_hidden", False) == collapsed
        assert not (CLAIM in cell.metadata.get("tags", []) and cell.outputs), cell.source


def test_a_cell_begins_at_every_heading_and_ends_after_its_hints(notebook):
    bare = [re.sub(r"```.*?```", "", source, flags=re.DOTALL) for source in markdown(notebook)]
    assert [source for source in bare if re.search(r"\n#{1,6} ", source)] == []
    assert [source for source in bare if re.search(r"^Stuck\?.*\n\n", source, re.MULTILINE)] == []


def test_the_lessons_before_and_after_are_a_click_away_at_both_ends(notebook):
    for cell in (notebook.cells[0], notebook.cells[-1]):
        assert NAVIGATION in cell.metadata.tags
        assert re.search(r"\]\(\d\d_\w+\.ipynb\)", cell.source)


def test_the_prose_is_plain(notebook):
    assert re.findall(r".*(?:!|\b(?:[Ss]imply|[Jj]ust)\b).*", prose(notebook)) == []


def test_every_link_to_a_lesson_or_a_file_leads_somewhere(notebook):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", "\n".join(markdown(notebook)))
    assert [link for link in links if not (lessons.NOTEBOOKS / link).exists()] == []


def reference_lines(exercise):
    """The lines that give an answer away: those of the reference, without signature and docstring."""
    source = textwrap.dedent(inspect.getsource(exercise.reference)).replace(exercise.reference.__doc__ or "\0", "")
    lines = (line.strip() for line in source.splitlines() if not line.startswith(("def ", "@")))
    return [line for line in lines if len(line.replace(" ", "")) >= 12 and not line.startswith("#")]


@pytest.mark.parametrize("lesson", sorted(exercises()))
def test_no_notebook_holds_a_line_of_a_reference(text, notebook, lesson):
    outputs = [output for cell in lessons.code_cells(notebook) for output in lessons.output_texts(cell)]
    held = {line.strip() for source in [*markdown(notebook), *code(notebook), *outputs] for line in source.splitlines()}
    given_away = [
        line for exercise in exercises()[lesson].values() for line in reference_lines(exercise) if line in held
    ]
    assert given_away == []


NAMES_TENSORFLOW_LATE = ["softmax", "optimizers_and_regularization"]


@pytest.mark.parametrize("lesson", ["relu", "digits_dataset", "backpropagation", *NAMES_TENSORFLOW_LATE])
def test_no_tensorflow_is_loaded_before_a_cell_needs_it(lesson):
    """The imports of the cells before the first that names TensorFlow; in the first three lessons that is all cells."""
    path = lessons.TEXT / f"{contents.lessons()[lesson].file}.md"
    before = []
    for source in code(lessons.notebook_from_text(path)):
        if re.search(r"tensorflow|keras", source):
            assert lesson in NAMES_TENSORFLOW_LATE, f"a cell of {lesson} names TensorFlow"
            break
        before.append(source)
    imports = re.findall(r"^(?:from \S+ import (?:\([^)]*\)|.+)|import .+)$", "\n".join(before), re.MULTILINE)
    program = "\n".join([*imports, "import sys", "assert 'tensorflow' not in sys.modules"])
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=lessons.NOTEBOOKS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
