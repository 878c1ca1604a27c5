"""How far a learner has come: a bar for each lesson, the exercises of one lesson, and all of them on request."""

from dataclasses import dataclass
from html import escape

from utils.contents import lessons
from utils.exercises.display import CODE, COLORS, PROSE, SIGNS, badge, opened_by
from utils.exercises.verdict import NOT_YET, PASS, TO_DO

COLUMN = 245  # pixels: three columns fit beside each other in JupyterLab at 1280
SQUARE_AND_GAP = 14
SQUARE = (
    "display: inline-block; width: 13px; height: 13px; margin-right: 1px; border-radius: 3px; box-sizing: border-box; "
    "font-size: 10px; line-height: 12px; text-align: center; vertical-align: middle"
)
LIST = f"columns: {COLUMN}px; column-gap: 28px; list-style: none; margin: 2px 0 6px; padding: 0"
ROW = "display: flex; align-items: center; gap: 6px; margin: 0; padding: 0; height: 20px; break-inside: avoid"
COUNT = "white-space: nowrap; font-size: 12px; width: 36px"
NAME = "font-size: 13px; flex: 1 1 0; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap"


@dataclass(frozen=True)
class Overview:
    """Verdicts, lesson -> exercise -> PASS, NOT YET or TO DO, with the lesson at hand and remarks about them."""

    verdicts: dict[str, dict[str, str]]
    lesson: str
    remarks: list[str]

    def text(self, everything: bool) -> str:
        """As plain text. The exercises of every lesson stand below its bar, or only those of one lesson at the end."""
        lines = []
        widest = max(len(file_name(lesson)) for lesson in self.verdicts)
        for lesson, of_lesson in self.verdicts.items():
            lines.append(f"{file_name(lesson):<{widest}}  {_bar(of_lesson)}")
            lines += _exercise_lines(of_lesson) if everything else []
        lines.append(self._summary())
        if not everything:
            lines += ["", file_name(self.lesson), *_exercise_lines(self.verdicts[self.lesson])]
        lines += self.remarks
        lines += [] if everything else ["progress(all=True) lists the exercises of every lesson."]
        return "\n".join(lines)

    def html(self, everything: bool) -> str:
        """As HTML that fits on half a screen; the exercises of every lesson can be unfolded."""
        bars = "".join(self._bar_row(lesson) for lesson in self.verdicts)
        rest = "".join(_of_lesson_html(lesson, of_lesson) for lesson, of_lesson in self.verdicts.items())
        remarks = "".join(f"<div>{escape(remark)}</div>" for remark in self.remarks)
        return (
            f'<div style="{PROSE}; font-size: 14px; max-width: 64em"><div><strong>{self._summary()}</strong></div>'
            f'<ul role="list" style="{LIST}">{bars}</ul>'
            f"{_of_lesson_html(self.lesson, self.verdicts[self.lesson])}{remarks}"
            f"{opened_by('The exercises of every lesson', rest, everything)}</div>"
        )

    def _summary(self) -> str:
        passed = sum(_passed(of_lesson) for of_lesson in self.verdicts.values())
        return f"{passed} of {sum(map(len, self.verdicts.values()))} exercises pass."

    def _bar_row(self, lesson: str) -> str:
        of_lesson = self.verdicts[lesson]
        name = _title(lesson)
        room = SQUARE_AND_GAP * max(map(len, self.verdicts.values()))
        weight = "; font-weight: 600" if lesson == self.lesson else ""
        return (
            f'<li style="{ROW}"><span style="{NAME}{weight}" title="{name}">{name}</span> '
            f'<span role="img" aria-label="{_in_words(of_lesson)}" '
            f'style="white-space: nowrap; line-height: 1; width: {room}px">'
            f"{''.join(map(_square, of_lesson.values()))}</span> "
            f'<span style="{COUNT}">{_passed(of_lesson)} of {len(of_lesson)}</span></li>'
        )


def file_name(lesson: str) -> str:
    """A lesson's name with its number, as its notebook has it."""
    return lessons()[lesson].file if lesson in lessons() else lesson


def _exercise_lines(of_lesson: dict[str, str]) -> list[str]:
    return [f"    {status:<8} {name}" for name, status in of_lesson.items()]


def _of_lesson_html(lesson: str, of_lesson: dict[str, str]) -> str:
    rows = "".join(
        f'<li style="{ROW}; height: 25px">{badge(status)} <code style="{CODE}">{escape(name)}</code></li>'
        for name, status in of_lesson.items()
    )
    return f'<div><strong>{_title(lesson)}</strong></div><ul role="list" style="{LIST}">{rows}</ul>'


def _title(lesson: str) -> str:
    return escape(file_name(lesson).replace("_", " "))


def _square(status: str) -> str:
    if status == TO_DO:
        return f'<span style="{SQUARE}; border: 1px solid {COLORS[TO_DO]}">·</span>'
    return f'<span style="{SQUARE}; background: {COLORS[status]}; color: #FFF">{SIGNS[status]}</span>'


def _in_words(of_lesson: dict[str, str]) -> str:
    counts = {status: list(of_lesson.values()).count(status) for status in (PASS, NOT_YET, TO_DO)}
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count) or "no exercise"


def _passed(of_lesson: dict[str, str]) -> int:
    return list(of_lesson.values()).count(PASS)


def _bar(of_lesson: dict[str, str]) -> str:
    passed = _passed(of_lesson)
    return f"[{'#' * passed}{'.' * (len(of_lesson) - passed)}] {passed} of {len(of_lesson)}"
