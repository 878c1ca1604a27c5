"""Makes the site: writes the pages' sources, lets Sphinx work, and puts the result where the old one was."""

import io
import os
import re
import shutil
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tools import colab, lessons
from tools.site.page import Page, all_pictures, number_and_title, page_source
from tools.site.settings import FOLDER, NO_PAGE, SITE_SETTINGS, TITLE
from utils.contents import Lesson, lesson_of_file

PICTURE = lessons.PROJECT / "docs" / "picture.png"
MOVING = "pictures"  # the page of all pictures that move
OTHER_PART = "Lessons"  # of a notebook that is not in the course's list
COLOR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Entry:
    """A page as the first page lists it."""

    page: Page
    title: str
    lesson: Lesson | None

    @property
    def part(self) -> str:
        return self.lesson.part if self.lesson else OTHER_PART


@dataclass(frozen=True)
class Built:
    """What Sphinx had to say: its warnings, one a line, and why notebooks have no page, by their file names."""

    warnings: list[str]
    without_page: dict[str, str]


def build_site(pages: Iterable[Page], data: str, target: Path) -> Built:
    """Write the site of these pages into the folder `target`.

    `data` is one sentence: which data the outputs come from. The old site stays until the new one is complete.
    """
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            sources = Path(folder).resolve() / "sources"  # as Sphinx names it in its warnings
            write_sources(list(pages), data, sources)
            built = run_sphinx(sources, part, Path(folder) / "doctrees")
        for path in [part / ".buildinfo", *part.rglob("*.map")]:  # only whoever debugs the theme's scripts reads these
            path.unlink(missing_ok=True)
        if target.exists():
            shutil.rmtree(target)
        part.rename(target)
    except OSError as error:
        raise SystemExit(
            f"{target.parent.name}/{target.name} cannot be written: {error.strerror or error}. "
            "Close what uses it, or make room, and try again."
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return built


def write_sources(pages: list[Page], data: str, sources: Path) -> None:
    """What Sphinx reads: a notebook for each page, and the first page."""
    address = colab.repository()
    for page in pages:
        lessons.write_file(sources / f"{page.file}.ipynb", nbformat.writes(page_source(page, address)))
    moving = all_pictures(pages)
    if moving:
        lessons.write_file(sources / f"{MOVING}.md", moving)
    lessons.write_file(sources / PICTURE.name, PICTURE.read_bytes())
    lessons.write_file(sources / "index.md", first_page(pages, data, MOVING if moving else ""))


def first_page(pages: list[Page], data: str, moving: str = "") -> str:
    """The first page as MyST Markdown: what this is, the lessons by parts, and what this run found.

    `moving` is the name of the page of all pictures that move, if there is one.
    """
    entries = [Entry(page, number_and_title(page.file, page.title), lesson_of_file(Path(page.file))) for page in pages]
    parts: dict[str, list[Entry]] = {}
    for entry in entries:
        parts.setdefault(entry.part, []).append(entry)
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    known = [entry.lesson for entry in entries if entry.lesson]
    return templates.get_template("index.md.jinja").render(
        title=TITLE,
        picture=PICTURE.name,
        data=data,
        moving=moving,
        parts=parts,
        entries=entries,
        exercises=sum(len(lesson.exercises) for lesson in known),
        hours=round(sum(lesson.minutes for lesson in known) / 60),
    )


def run_sphinx(sources: Path, target: Path, doctrees: Path) -> Built:
    """Build the HTML."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    said = io.StringIO()
    with warnings.catch_warnings(), patch_docutils(), docutils_namespace():
        warnings.simplefilter("ignore")  # Python's warnings are about how the theme calls Sphinx, not about the lessons
        sphinx = Sphinx(
            sources, None, target, doctrees, "html", SITE_SETTINGS, status=None, warning=said, freshenv=True
        )
        sphinx.build(force_all=True)
        known = sphinx.env.metadata
        reasons = {name: known[name][NO_PAGE] for name in sphinx.env.found_docs if NO_PAGE in known[name]}
    text = COLOR.sub("", said.getvalue()).replace(f"{sources}{os.sep}", "")
    return Built(text.splitlines(), reasons)
