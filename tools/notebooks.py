"""`make notebooks`: each lesson's text, executed on real MNIST, becomes the notebook that a learner opens.

Name lessons, or the beginnings of their names, to choose them: `python course.py notebooks 01 03`. If only sentences of
a lesson have changed, it keeps its outputs, unless `--again` is given. tools/provenance.py says how that is known.
"""

import re
import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbformat import NotebookNode

from tools import lessons, provenance
from tools.command import parser
from tools.provenance import sources_of

CAPTION = "*Figure: "
NO_MNIST = """The notebooks store what real MNIST shows, and MNIST could not be had, so nothing was executed.
Connect to the network, or set DIGITS_DATA to a folder with MNIST's four files (data/README.md)."""


def execute(notebook: NotebookNode, notebooks: Path, environment: dict[str, str]) -> list[str]:
    """Execute a lesson's notebook and put it into the form that is stored. Returns what is wrong with it."""
    with TemporaryDirectory() as scratch:
        progress = {"COURSE_PROGRESS": str(Path(scratch) / "progress.json")}
        failure = lessons.execute(notebook, notebooks, environment | progress)
    if failure:
        return [str(failure)]
    found = [
        f"cell {cell.id} shows a widget, which strict nbval cannot compare: tag it nbval-ignore-output"
        for cell in lessons.code_cells(notebook)
        if any(lessons.WIDGET in output.get("data", {}) for output in cell.outputs)
        and "nbval-ignore-output" not in cell.metadata.get("tags", [])
    ]
    lessons.drop_widgets(notebook)
    notebook.metadata.language_info = {"name": "python"}
    for cell in lessons.code_cells(notebook):
        cell.metadata.pop("execution", None)
    return found + lessons.problems(notebook)


def describe_figures(notebook: NotebookNode) -> None:
    """Give every picture the caption below its cell as alternative text, without the caption's markup.

    nbconvert and the site read it there. JupyterLab shows the caption and ignores it.
    """
    for cell, below in pairwise(notebook.cells):
        if cell.cell_type != "code" or not below.source.startswith(CAPTION):
            continue
        words = plain_words(below.source.split("\n\n")[0].strip("*"))
        for output in cell.outputs:
            for kind in lessons.PICTURES & set(output.get("data", {})):
                output.metadata.setdefault(kind, {})["alt"] = words


def plain_words(markdown: str) -> str:
    """A line of Markdown without links, emphasis, and the signs around code and formulas."""
    return re.sub(r"[*`$]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", markdown))


def read_stored(path: Path) -> NotebookNode | None:
    """The notebook in a file, or None if there is none or it is damaged."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception:  # nbformat raises many kinds, and whatever is wrong with the file, the text is not to blame
        return None
    return notebook


def keep_replaced(path: Path, new: NotebookNode, replaced: Path) -> Path | None:
    """Keep a copy of a notebook that somebody edited, so that a learner's answers never vanish."""
    if not path.exists():
        return None
    stored = read_stored(path)
    if stored and (provenance.is_untouched(stored) or sources_of(stored) == sources_of(new)):
        return None
    copy = replaced / path.name
    number = 2
    while copy.exists():
        copy = replaced / f"{path.stem}.{number}.ipynb"
        number += 1
    lessons.write_file(copy, path.read_bytes())
    return copy


def make(
    text: Path, notebooks: Path, environment: Callable[[], dict[str, str]], replaced: Path, again: bool = False
) -> list[str]:
    """Write one lesson's notebook, or nothing if something is wrong with it. Returns what is wrong.

    It is executed only if its stored outputs are out of date. Only then is `environment` called.
    """
    path = notebooks / f"{text.stem}.ipynb"
    notebook, stored = lessons.notebook_from_text(text), read_stored(path)
    table = provenance.made_from(notebook, notebooks.parent)
    reason = "--again asks for it" if again else provenance.reason_to_execute(notebook, stored, table)
    if reason:
        print(f"{text.stem}: executing, because {reason}", flush=True)
        found = execute(notebook, notebooks, environment())
    else:
        print(f"{text.stem}: text only; the stored outputs are up to date")
        provenance.take_outputs(notebook, stored)
        found = lessons.problems(notebook)
    if found:
        return found
    describe_figures(notebook)
    provenance.sign(notebook, table)
    if copy := keep_replaced(path, notebook, replaced):
        print(f"Someone had edited {path.name}; that version is kept as build/replaced/{copy.name}.")
    lessons.write_file(path, nbformat.writes(notebook) + "\n")
    return []


def on_mnist() -> dict[str, str]:
    """The environment for kernels, with real MNIST, which is fetched first if necessary."""
    from utils.data import fetch_mnist

    mnist = fetch_mnist()
    if mnist is None:
        raise SystemExit(NO_MNIST)
    return lessons.data_environment(mnist)


def main(arguments: list[str]) -> int:
    options = parser(
        "notebooks", "Make the notebooks from notebooks/text. Those whose code has changed are executed on real MNIST."
    )
    options.add_argument("lessons", nargs="*", metavar="LESSON", help=lessons.WHICH)
    options.add_argument("--again", action="store_true", help="execute them even if only their text has changed")
    chosen = options.parse_args(arguments)
    lessons.plain_terminal()
    environment = cache(on_mnist)  # called only if a lesson is executed
    status = 0
    for text in lessons.lesson_files(lessons.TEXT, ".md", chosen.lessons):
        for sentence in make(text, lessons.NOTEBOOKS, environment, lessons.BUILD / "replaced", chosen.again):
            print(f"  not written: {sentence}", file=sys.stderr)
            status = 1
    return status
