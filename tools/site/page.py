"""A lesson as the source of its page: what a reader sees of the notebook, and the folds of its exercises."""

import inspect
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from html import escape
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools import colab, lessons
from tools.pictures import place, scripts
from utils.contents import CHECK, lesson_of_file
from utils.exercises.registry import find
from utils.pictures.picture import MIME

LEFT_OUT = {colab.TAG, "claim", "navigation"}  # tags of cells that only serve the notebook
FOLDED = "imports"
PICTURES = "Pictures that move"
STUCK = re.compile(r"^Stuck\?.*\Z", re.MULTILINE)  # a cell that ends with that paragraph
FILE_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((\.\./[^)\s]+)\)")


@dataclass(frozen=True)
class Page:
    """A lesson's page.

    `file` is the lesson's file name without the suffix. `notebook` is None where it could not be read. `failure` says
    why the lesson did not run to its end; it is empty if it did. `facts` are its seconds, exercises and headline figure
    in this run; there are none if it was not run.
    """

    file: str
    title: str
    notebook: NotebookNode | None
    failure: str = ""
    facts: tuple[str, ...] = ()


def page_source(page: Page, address: str) -> NotebookNode:
    """The notebook from which Sphinx makes the page. `address` is the project's, where links to its files lead."""
    if page.notebook is None:
        cells = [_markdown(f"# {number_and_title(page.file, page.title)}")]
    else:
        notebook = deepcopy(page.notebook)
        lessons.drop_widgets(notebook)
        cells = list(_with_folds([cell for cell in notebook.cells if not LEFT_OUT & _tags(cell)]))
    if not any(re.match(r"# \S", cell.source) for cell in cells if cell.cell_type == "markdown"):
        cells.insert(0, _markdown(f"# {page.title}"))
    names = [picture["name"] for cell in cells for picture in _set_in_motion(cell)]
    if names:
        cells.append(_markdown(scripts(names)))
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = _linked(cell.source, address)
        if FOLDED in _tags(cell):
            cell.metadata["tags"] = [*cell.metadata["tags"], "hide-input"]
    if page.failure:
        cells.insert(_place_of_notice(cells), _markdown(notice(page.failure)))
    language = {"name": "python", "pygments_lexer": "ipython3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"language_info": language})


def _set_in_motion(cell: NotebookNode) -> list[dict]:
    """Put the places of a cell's pictures that move above their stills, which stay for print. Returns the pictures."""
    found = _pictures_of(cell)
    for output in cell.outputs if found else ():
        output.get("data", {}).pop(MIME, None)
    for number, picture in enumerate(found):
        html = {"text/html": place(picture["name"], picture["settings"])}
        cell.outputs.insert(number, nbformat.v4.new_output("display_data", html))
    return found


def _pictures_of(cell: NotebookNode) -> list[dict]:
    """The pictures that move in a cell's outputs: their names and settings."""
    outputs = cell.outputs if cell.cell_type == "code" else []
    return [output.data[MIME] for output in outputs if MIME in output.get("data", {})]


def all_pictures(pages: Iterable[Page]) -> str:
    """The page of all pictures that move, as Markdown. It is empty if there are none."""
    shown, names = [], []
    for page in pages:
        cells = page.notebook.cells if page.notebook else []
        for place_of_cell, cell in enumerate(cells):
            for picture in _pictures_of(cell):
                caption = _caption_below(cells[place_of_cell + 1 :])
                link = f"From [{number_and_title(page.file, page.title)}]({page.file}.ipynb)."
                shown += [place(picture["name"], picture["settings"]), caption, link]
                names.append(picture["name"])
    return "\n\n".join([f"# {PICTURES}", "Drag what has a handle.", *shown, scripts(names)]) if names else ""


def _caption_below(cells: list[NotebookNode]) -> str:
    """The caption in the first of these cells, or nothing."""
    source = cells[0].source if cells else ""
    return source.split("\n\n")[0] if source.startswith("*Figure:") else ""


def notice(failure: str) -> str:
    """The warning at the top of the page of a lesson that stopped, as HTML."""
    return (
        '<div class="admonition danger">\n<p class="admonition-title">This lesson did not run to its end</p>\n'
        f"<p>{_one_line(failure)}</p>\n</div>"
    )


def _markdown(source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def _tags(cell: NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


def _place_of_notice(cells: list[NotebookNode]) -> int:
    """Right below the cell with the title, which is usually the first."""
    titles = (
        place for place, cell in enumerate(cells) if cell.cell_type == "markdown" and re.match(r"# \S", cell.source)
    )
    return next(titles, -1) + 1


def _linked(source: str, address: str) -> str:
    """Markdown whose links to the repository's files lead to its address, or are plain words until there is one."""
    if colab.PLACEHOLDER in address:
        return FILE_LINK.sub(r"\1", source)
    return FILE_LINK.sub(lambda hit: f"[{hit[1]}]({address}/blob/HEAD/{hit[2].removeprefix('../')})", source)


def _with_folds(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    """The cells, with an exercise's hints and solution below its check, or below "Stuck?" if that comes next."""
    waiting = []
    for cell in cells:
        stuck = cell.cell_type == "markdown" and STUCK.search(cell.source)
        if waiting and not stuck:
            yield from waiting
            waiting = []
        yield cell
        if waiting:
            yield from waiting
            waiting = []
        if cell.cell_type == "code":
            waiting = [_markdown(folds(name)) for name in CHECK.findall(cell.source) if find(name)]
    yield from waiting


def folds(name: str) -> str:
    """An exercise's hints and its solution, each folded, as Markdown."""
    exercise = find(name)
    count = len(exercise.hints)
    hints = [
        f'<details class="fold"><summary>Hint {number} of {count}</summary><p>{_one_line(hint)}</p></details>'
        for number, hint in enumerate(exercise.hints, start=1)
    ]
    solution = inspect.getsource(exercise.reference).rstrip()
    return "\n\n".join(
        [*hints, '<details class="fold"><summary>Solution</summary>', f"~~~~python\n{solution}\n~~~~", "</details>"]
    )


def _one_line(text: str) -> str:
    """Text as one line of HTML: Markdown would end the HTML at an empty line, and read * and _ as its own."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(" ".join(text.split()), quote=False))


def number_and_title(file: str, title: str) -> str:
    """A lesson's title with its number, as the course's list has it, or the title that its notebook gives."""
    lesson = lesson_of_file(Path(file))
    return f"{lesson.number} · {lesson.title}" if lesson else title
