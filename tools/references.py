"""Numbers, links and the map: what a text leaves out because it follows from the names of the texts.

A text says `lesson #softmax`. In the notebook this becomes a link, [lesson 02](02_softmax.ipynb). In a code cell it
becomes "lesson 02". The first heading gets the lesson's number, and `<!-- map -->` becomes the table of all lessons.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from utils.contents import Lesson, lessons

MAP = "<!-- map -->"
REFERENCE = re.compile(r"(\b[Ll]essons? )?(?<![\w(#&])#([a-z]\w*)")
PHRASE = re.compile(r"\b[Ll]essons? #\w+(?:(?:,|,? and|,? or| to) #\w+)*")
LINK = re.compile(r"\]\(#([a-z]\w*)\)")
HEADING = re.compile(r"\A# (?=\S)")


def markdown_for_notebook(source: str, text: Path) -> str:
    """A Markdown cell of `text` as the notebook shows it.

    Raises SystemExit if it speaks of a lesson that does not exist.
    """
    known = _lessons_for(source, text)

    def reference(hit: re.Match) -> str:
        lesson = known.get(hit[2])
        return hit[0] if lesson is None else f"[{hit[1] or ''}{lesson.number}]({lesson.file}.ipynb)"

    def link(hit: re.Match) -> str:
        return f"]({known[hit[1]].file}.ipynb)" if hit[1] in known else hit[0]

    source = LINK.sub(link, REFERENCE.sub(reference, source)).replace(MAP, lesson_table(known.values()))
    return HEADING.sub(f"# {text.stem[:2]} · ", source)


def code_for_notebook(source: str, text: Path) -> str:
    """A code cell of `text` as the notebook shows it. Raises SystemExit as `markdown_for_notebook` does."""
    known = _lessons_for(source, text)

    def reference(hit: re.Match) -> str:
        lesson = known.get(hit[2])
        return hit[0] if lesson is None else f"{hit[1] or ''}{lesson.number}"

    return REFERENCE.sub(reference, source)


def _lessons_for(source: str, text: Path) -> dict[str, Lesson]:
    """The lessons beside `text`, by name, if the source may need them."""
    if not (MAP in source or REFERENCE.search(source) or LINK.search(source)):
        return {}
    known = lessons(text.parent)
    for name in (name for phrase in PHRASE.findall(source) for name in re.findall(r"#(\w+)", phrase)):
        if name not in known:
            raise SystemExit(f"{text.name} refers to lesson #{name}, which is none of: {', '.join(known)}.")
    return known


def lesson_table(of: Iterable[Lesson], folder: str = "") -> str:
    """A Markdown table of lessons, each part in a row above its lessons. `folder` goes before each file name."""
    rows = ["| Lesson | Question | Minutes | Exercises |", "|---|---|---|---|"]
    part = None
    for lesson in of:
        if lesson.part != part:
            part = lesson.part
            rows.append(f"| **{part}** | | | |")
        title = f"[{lesson.number} {lesson.title}]({folder}{lesson.file}.ipynb)"
        rows.append(f"| {title} | {lesson.question} | {lesson.minutes} | {len(lesson.exercises)} |")
    return "\n".join(rows)
