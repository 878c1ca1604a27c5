"""A picture that moves: JavaScript that draws in the browser, in a notebook and on a page without a kernel.

Each picture is one module, NAME.js, with its Python function in NAME.py. base.js holds what all share, drawing.js what
some do. No build step: the files are joined here, because a notebook takes one module only, and so does a page opened
from a file.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import matplotlib.pyplot as plt
import traitlets
from matplotlib.figure import Figure

from utils.notebook import is_watched
from utils.plotting.style import output_of

FOLDER = Path(__file__).parent
MIME = "application/vnd.digits-course.picture+json"
IMPORT = re.compile(r'^import \{[^}]*\} from "\./(\w+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=const|function)", re.MULTILINE)


@cache
def module(name: str) -> str:
    """The JavaScript of a picture as one module: the modules that it imports, each once, and then its own."""
    *shared, own = _sources(name, {}).values()
    return _bare("".join(EXPORT.sub("", source) for source in shared) + own)


def _bare(source):
    """The source without what a page need not carry: indentation, and lines of comments."""
    lines = (line.strip() for line in source.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def _sources(name, known):
    """Adds to what is known, name -> source without imports, what this module imports, and then itself."""
    source = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    for needed in IMPORT.findall(source):
        _sources(needed, known)
    known[name] = IMPORT.sub("", source)
    return known


@cache
def style(*names: str) -> str:
    """The style sheet of these pictures: what all have, and NAME.css of each module in them that has one."""
    modules = {module: None for name in names for module in _sources(name, {})}
    paths = [FOLDER / "picture.css", *(FOLDER / f"{module}.css" for module in modules)]
    return "".join(path.read_text(encoding="utf-8") for path in paths if path.exists())


class Picture(anywidget.AnyWidget):
    """One picture that moves, as a notebook shows it.

    Parameters
    ----------
    name : str
        The picture's name, such as "softmax".
    settings : dict
        What it starts with: numbers, texts, lists, as JSON takes them.
    still : function
        Draws and returns the figure that stands for it in print and where nobody watches.
    kept : dict or None
        The settings that a file keeps of it where nobody watches, if they are not those it starts with.

    `value` is what the learner has reached: the settings as they are now, and the numbers that follow from them.
    """

    settings = traitlets.Dict().tag(sync=True)
    value = traitlets.Dict().tag(sync=True)

    def __init__(
        self, name: str, settings: dict[str, Any], still: Callable[[], Figure], kept: dict[str, Any] | None = None
    ):
        self.name, self.still = name, still
        self.kept = settings if kept is None else kept
        self._esm, self._css = module(name), style(name)
        super().__init__(settings=settings)

    def __repr__(self) -> str:
        return f"<picture that moves: {self.name}>"

    def _repr_mimebundle_(self, **options) -> tuple[dict, dict] | dict:
        """The widget itself where a person watches; else a still, and what a page needs to show the picture."""
        if is_watched():
            return super()._repr_mimebundle_(**options)
        figure = self.still()
        data, metadata = output_of(figure, sharpness=1)  # on paper and on GitHub; everywhere else the picture moves
        plt.close(figure)
        return data | {"text/plain": repr(self), MIME: {"name": self.name, "settings": self.kept}}, metadata
