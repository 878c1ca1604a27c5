"""The list of lessons, read from the texts in notebooks/text. No other list is kept anywhere.

A text's file name holds the lesson's number and name. The text itself holds the rest. Its first heading is the title,
and the line of italics below that is the question. `part:` is in the front matter, and the minutes are in "**Time:**
about 15 minutes". The exercises are the functions that its cells check.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parents[1] / "notebooks" / "text"
FILE_NAME = re.compile(r"(\d\d)_(\w+)")
PLACES = {
    "part": re.compile(r"^part: (.+)$", re.MULTILINE),
    "title": re.compile(r"^# (.+)$", re.MULTILINE),
    "question": re.compile(r"^# .+\n\n\*(.+\?)\*$", re.MULTILINE),
    "minutes": re.compile(r"^\*\*Time:\*\* about (\d+) minutes", re.MULTILINE),
}
CODE_CELL = re.compile(r"^```{code-cell}.*?^```$", re.MULTILINE | re.DOTALL)
CHECK = re.compile(r"^[^#\n]*(?<![\w.])check\((\w+)\)", re.MULTILINE)


@dataclass(frozen=True)
class Lesson:
    """What a lesson's text says about it; `exercises` are names, in the order of their checks."""

    number: str
    name: str
    part: str
    title: str
    question: str
    minutes: int
    exercises: tuple[str, ...]

    @property
    def file(self) -> str:
        """The file name of the lesson's text and of its notebook, without the suffix."""
        return f"{self.number}_{self.name}"


def read_lesson(path: Path) -> Lesson:
    """The lesson of one text. Raises ValueError, with a sentence, if the text lacks something."""
    named = FILE_NAME.fullmatch(path.stem)
    if named is None:
        raise ValueError(f"{path.name} is not the name of a lesson; it should be two digits, _ and a name")
    text = path.read_text(encoding="utf-8")
    found = {}
    for what, place in PLACES.items():
        hit = place.search(text)
        if hit is None:
            raise ValueError(f"{path.name} has no {what}: none of its lines matches {place.pattern}")
        found[what] = hit[1]
    found["minutes"] = int(found["minutes"])
    code = "\n".join(CODE_CELL.findall(text))
    return Lesson(*named.groups(), exercises=tuple(dict.fromkeys(CHECK.findall(code))), **found)


@cache
def lessons(texts: Path = TEXTS) -> dict[str, Lesson]:
    """Every lesson by its name, in the order of the numbers.

    Raises ValueError if a text lacks something or two texts have the same name.
    """
    found = [read_lesson(path) for path in sorted(texts.glob("*.md")) if FILE_NAME.fullmatch(path.stem)]
    by_name = {lesson.name: lesson for lesson in found}
    if len(by_name) < len(found):
        raise ValueError(f"two texts in {texts.name}/ have the same name; each lesson needs its own")
    return by_name


def lesson_of_file(path: Path) -> Lesson | None:
    """The lesson whose text or notebook has this file's name, or None."""
    named = FILE_NAME.fullmatch(path.stem)
    return lessons().get(named[2]) if named else None
