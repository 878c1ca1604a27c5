"""A verdict as a notebook shows it: colors, words and signs, and buttons that open hints.

Everything is HTML without scripts and without a style sheet, so that it works while the kernel is busy, in a saved
notebook, by keyboard and with a screen reader, and changes nothing else on the page. Each badge brings its own two
colors. All else has the page's color, in a light theme or a dark one.
"""

import inspect
import re
from html import escape

from utils.exercises.exercise import Exercise
from utils.exercises.report import aligned, encodable
from utils.exercises.verdict import NO_NAME, NOT_CHECKED, NOT_YET, PASS, TO_DO, Verdict

SIGNS = {PASS: "✓", NOT_YET: "✗", TO_DO: "…", NOT_CHECKED: "!"}
COLORS = {PASS: "#007A59", NOT_YET: "#B84F00", TO_DO: "#5F6B76", NOT_CHECKED: "#6B4C9A"}  # white is readable on each

PROSE = "font-family: var(--jp-content-font-family, sans-serif); font-size: 15px; line-height: 1.5"
CODE = (
    "font-family: var(--jp-code-font-family, ui-monospace, monospace); font-size: 13px; line-height: 1.4; "
    "color: inherit; background: none; border: 0; margin: 0; padding: 0; white-space: pre-wrap; overflow-wrap: anywhere"
)
BUTTON = (
    "display: inline-block; padding: 2px 12px; border: 1px solid currentColor; border-radius: 4px; cursor: pointer; "
    "font-size: 13px; line-height: 1.5; user-select: none"
)
BADGE = "padding: 2px 10px; border-radius: 4px; font-size: 13px; font-weight: 600; white-space: nowrap; color: #FFF"
GRID = (
    "display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 14px; align-items: baseline; "
    "margin: 8px 0; padding: 0"
)
CELL = (
    "display: block; float: none; width: auto; margin: 0; padding: 0; font: inherit; font-size: 13px; line-height: 1.4"
)


def verdict_as_html(verdict: Verdict, exercise: Exercise | None) -> str:
    """One verdict, with the hints of its exercise to open one after the other, and the course's answer after them."""
    return (
        f'<div style="{PROSE}; border-left: 4px solid {COLORS[verdict.status]}; padding: 2px 0 2px 12px; '
        'margin: 4px 0; max-width: 52em">'
        f'<div role="status">{_headline(verdict)}{_call(verdict)}</div>{_help(verdict, exercise)}</div>'
    )


def badge(status: str) -> str:
    """The word of a verdict on its color, with its sign, which a screen reader does not read."""
    return (
        f'<span style="{BADGE}; background: {COLORS[status]}">'
        f'<span aria-hidden="true">{SIGNS[status]} </span>{status}</span>'
    )


def _headline(verdict: Verdict) -> str:
    name = "" if verdict.name == NO_NAME else f'<code style="{CODE}">{escape(verdict.name)}</code>'
    sentence = "" if verdict.given else f"{': ' if name else ''}{_prose(verdict.sentence)}"
    return f"<div>{badge(verdict.status)}\N{EN SPACE}{name}{sentence}</div>"


def _call(verdict: Verdict) -> str:
    if not verdict.given:
        return ""
    rows = (("given", aligned(verdict.given)), ("came back", verdict.came_back))
    cells = "".join(
        f'<dt style="{CELL}">{label}</dt><dd style="{CELL}"><pre style="{CODE}">{escape(text)}</pre></dd>'
        for label, text in rows
    )
    return f'<dl style="{GRID}">{cells}</dl><div style="margin: 8px 0">{_prose(verdict.sentence)}</div>'


def _help(verdict: Verdict, exercise: Exercise | None) -> str:
    if exercise is None or verdict.status == NOT_CHECKED:
        return ""
    if verdict.status == PASS:
        return opened_by("Compare with the course's answer", _solution(exercise))
    return _hints(exercise, 1)


def _hints(exercise: Exercise, number: int) -> str:
    """The button of one hint. Behind it are the hint and the next one's button, at last that of the solution."""
    count = len(exercise.hints)
    if number > count:
        return opened_by("Solution", _solution(exercise))
    hint = f'<div style="margin: 6px 0 8px">{_prose(exercise.hints[number - 1])}</div>'
    return opened_by(f"Hint {number} of {count}", hint + _hints(exercise, number + 1))


def _solution(exercise: Exercise) -> str:
    source = inspect.getsource(exercise.reference).rstrip()
    return f'<pre style="{CODE}; margin: 8px 0">{escape(source)}</pre>'


def opened_by(label: str, content: str, is_open: bool = False) -> str:
    """Content below a button. A click, Enter or the space bar opens it."""
    state = ' open=""' if is_open else ""
    return f'<details style="margin: 6px 0 2px"{state}><summary style="{BUTTON}">{label}</summary>{content}</details>'


def _prose(text: str) -> str:
    """A sentence in which `these` set code."""
    return re.sub(r"`([^`\n]+)`", rf'<code style="{CODE}">\1</code>', escape(text))


def bundle(text: str, html: str) -> dict[str, str]:
    """What `IPython.display.display(..., raw=True)` takes: the same thing as text and as HTML."""
    return {"text/plain": encodable(text), "text/html": encodable(html)}
