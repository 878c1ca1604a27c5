"""`make notebooks`: each lesson's text, executed on real MNIST, becomes the notebook that a learner opens.

Names or their beginnings choose lessons: `python course.py notebooks 01 03`.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbformat import NotebookNode

from tools import lessons
from tools.command import parser

NO_MNIST = """The notebooks store what real MNIST shows, and MNIST could not be had, so none was written.
Connect to the network, or set DIGITS_DATA to a folder with MNIST's four files (data/README.md)."""


def executed(text: Path, notebooks: Path, environment: dict[str, str]) -> tuple[NotebookNode, list[str]]:
    """A lesson's executed notebook as it is stored, and what is wrong with it, one sentence each."""
    notebook = lessons.notebook_from_text(text)
    with TemporaryDirectory() as scratch:
        progress = {"COURSE_PROGRESS": str(Path(scratch) / "progress.json")}
        failure = lessons.execute(notebook, notebooks, environment | progress)
    if failure:
        return notebook, [str(failure)]
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
    return notebook, found + lessons.problems(notebook)


def keep_replaced(path: Path, new: NotebookNode, replaced: Path) -> Path | None:
    """Keep a copy of a notebook whose cells differ from the new ones: a learner's answers must not vanish."""
    if not path.exists() or sources(path) == [(cell.cell_type, cell.source) for cell in new.cells]:
        return None
    copy = replaced / path.name
    number = 2
    while copy.exists():
        copy = replaced / f"{path.stem}.{number}.ipynb"
        number += 1
    lessons.write_file(copy, path.read_bytes())
    return copy


def sources(path: Path) -> list[tuple[str, str]] | None:
    """(type, source) of every cell of a notebook file; None if it cannot be read."""
    try:
        return [(cell.cell_type, cell.source) for cell in nbformat.read(path, as_version=4).cells]
    except Exception:  # nbformat raises many kinds; whatever is wrong with the file, it is not the text's
        return None


def make(text: Path, notebooks: Path, environment: dict[str, str], replaced: Path) -> list[str]:
    """Write one lesson's notebook, or nothing if something is wrong with it. Returns what is wrong."""
    notebook, found = executed(text, notebooks, environment)
    if found:
        return found
    path = notebooks / f"{text.stem}.ipynb"
    if copy := keep_replaced(path, notebook, replaced):
        print(f"{path.name} held other cells than the text; it is kept as build/replaced/{copy.name}.")
    lessons.write_file(path, nbformat.writes(notebook) + "\n")
    return []


def main(arguments: list[str]) -> int:
    from utils.data import fetch_mnist

    options = parser("notebooks", "Make the notebooks from notebooks/text, on real MNIST.")
    options.add_argument("lessons", nargs="*", metavar="LESSON", help=lessons.WHICH)
    chosen = options.parse_args(arguments)
    lessons.plain_terminal()
    texts = lessons.lesson_files(lessons.TEXT, ".md", chosen.lessons)
    mnist = fetch_mnist()
    if mnist is None:
        raise SystemExit(NO_MNIST)
    status = 0
    for text in texts:
        print(f"{text.stem} ...", flush=True)
        for sentence in make(text, lessons.NOTEBOOKS, lessons.data_environment(mnist), lessons.BUILD / "replaced"):
            print(f"  not written: {sentence}", file=sys.stderr)
            status = 1
    return status
