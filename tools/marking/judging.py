"""The judge's side: asks the learner's process what its functions return, and compares that with what is expected.

No line of a notebook runs here, and nothing that comes back is unpickled.
"""

import difflib
import json
import multiprocessing
import queue
import secrets
import threading
import time
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from tools.marking import plain
from tools.marking.notebook import Notebook, Place, from_json
from tools.marking.player import play
from utils.contents import lessons
from utils.exercises.checker import PASS, TO_DO, Verdict, judge
from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.plain import type_name
from utils.exercises.registry import find, lessons_of_exercises
from utils.exercises.sandbox import Failure, Outcome

KERAS = frozenset({"keras", "tf", "tensorflow"})
NO_VERDICT = "NO VERDICT"
SECONDS_TO_START = 60.0  # importing TensorFlow on a slow machine
SECONDS_FOR_CELLS = 90.0  # for what the answers of one notebook need; also a lesson's limit
SECONDS_MORE = 10.0  # than an exercise allows for a call: the player's own clock should ring first
MEMORY = 3 * 2**30
LARGEST_REPLY = 64 * 2**20
LOOK_EVERY = 0.1


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    who: str
    exercise: str
    verdict: str
    sentence: str


class Lost(Exception):
    """The learner's process ended or had to be stopped. The text says why, and follows a colon."""


class OutOfTime(Lost):
    """The process had to be stopped because it did not answer in time."""


class Player:
    """A learner's process, as a context. When the context ends, the process and its folder are gone."""

    def __enter__(self) -> "Player":
        context = multiprocessing.get_context("spawn")
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=play, args=(theirs, self._folder.name), daemon=True)
        self._process.start()
        theirs.close()
        self._replies = queue.Queue(maxsize=4)  # a flood of replies must not fill the memory
        threading.Thread(target=self._receive, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._process.kill()
        self._process.join()
        self._connection.close()
        self._folder.cleanup()

    def ask(self, seconds: float, what: str, *arguments: Any) -> Any:
        """The reply to one request. Raises Lost."""
        if seconds <= 0:
            raise OutOfTime("no time was left")
        token = secrets.token_hex(8)
        try:
            self._connection.send_bytes(json.dumps([token, what, arguments]).encode())
        except OSError:
            raise Lost(self._how_it_ended()) from None
        deadline = time.monotonic() + seconds
        while True:
            reply = self._next_reply()
            if reply is not None and reply[0] == token:
                return reply[1]
            if time.monotonic() > deadline:
                raise OutOfTime(f"it was stopped after {seconds:.0f} seconds")
            if self._memory() > MEMORY:
                raise Lost(f"it used more than {MEMORY / 2**30:g} GB of memory and was stopped")

    def _next_reply(self) -> list | None:
        """The next valid reply, or None after a moment without one."""
        try:
            data = self._replies.get(timeout=LOOK_EVERY)
        except queue.Empty:
            return None
        if data is None:
            raise Lost(self._how_it_ended())
        try:
            token, reply = json.loads(data)
        except (ValueError, TypeError, RecursionError):
            return None
        return [token, reply]

    def _receive(self) -> None:
        try:
            while True:
                self._replies.put(self._connection.recv_bytes(LARGEST_REPLY))
        except (EOFError, OSError):
            self._replies.put(None)

    def _memory(self) -> int:
        try:
            return psutil.Process(self._process.pid).memory_info().rss
        except psutil.Error:
            return 0

    def _how_it_ended(self) -> str:
        self._process.join(1)
        status = self._process.exitcode
        if status is None:
            return "what it returned is too large to look at"
        return f"it ended the whole process (exit status {status})"


class _Answer:
    """A function of a notebook, which only its own process can call.

    `error` is the last error that it raised. `is_lost` says whether its process is no longer of use.
    """

    def __init__(self, player: Player, name: str):
        self.player, self.name = player, name
        self.error = None
        self.is_lost = False

    def outcome(self, exercise: Exercise, number: int) -> Outcome:
        """What it does on one case. Raises Lost."""
        arguments = exercise.cases[number]()
        try:
            reply = self.player.ask(exercise.seconds + SECONDS_MORE, "call", self.name, number)
            if "problem" in reply:
                raise Lost(f"it broke what is needed to look at it ({reply['problem']})")
            outcome = plain.outcome_from_json(reply["outcome"], arguments)
        except OutOfTime:
            outcome = Outcome(arguments, too_slow=True)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, MemoryError) as error:
            raise Lost("what came back cannot be read") from error
        self.error, self.is_lost = outcome.error, outcome.too_slow
        return outcome


class _Elsewhere(Exercise):
    """An exercise whose answers are called in the learner's process. The course's own are called here, as always."""

    def outcome(self, answer: Any, case: Any, seconds: float | None = None) -> Outcome:
        if isinstance(answer, _Answer):
            return answer.outcome(self, self.cases.index(case))
        return super().outcome(answer, case, seconds)


@cache
def _judged_elsewhere(name: str) -> Exercise:
    exercise = find(name)
    return _Elsewhere(**{field.name: getattr(exercise, field.name) for field in fields(exercise) if field.init})


def mark(path: Path, who: str) -> list[Row]:
    """The rows of one submission: one for each exercise of its lesson, or a single row that says why there are none."""
    try:
        with Player() as player:
            reply = player.ask(SECONDS_TO_START, "read", str(path.resolve()))
    except Lost as lost:
        return [Row(who, "-", NO_VERDICT, f"The file cannot be read: {lost}.")]
    if "problem" in reply:
        return [Row(who, "-", NO_VERDICT, reply["problem"])]
    notebook = from_json(reply["notebook"])
    lesson = lesson_of(notebook, path.stem)
    if lesson is None:
        return [Row(who, "-", NO_VERDICT, "It holds no exercise of the course. Is it the right file?")]
    found = {name: _why_it_is_missing(notebook, name) for name in lessons()[lesson].exercises}
    found |= _verdicts(notebook, [name for name, verdict in found.items() if verdict is None])
    return [Row(who, name, verdict, text + _remarks(notebook, name)) for name, (verdict, text) in found.items()]


def lesson_of(notebook: Notebook, file_name: str) -> str | None:
    """The lesson whose exercises a notebook holds, judging by its functions, checks, title and file name."""
    names = notebook.written() | {name for cell in notebook.cells for name in cell.names}
    marks = {
        name: (len(names.intersection(lesson.exercises)), notebook.title.endswith(lesson.title), name in file_name)
        for name, lesson in lessons().items()
    }
    best = max(marks, key=marks.get)
    return best if any(marks[best]) else None


def _why_it_is_missing(notebook: Notebook, name: str) -> tuple[str, str] | None:
    """The verdict on an exercise whose function is not in the notebook, or None if it is."""
    if name in notebook.written():
        return None
    for cell in notebook.cells:
        if cell.problem and name in cell.names:
            return NO_VERDICT, f"Its cell, number {cell.number}, is not Python: {cell.problem}."
    if any(name in statement.binds for _, statement in notebook.statements()):
        return NO_VERDICT, "The function is imported, not written in the notebook."
    near = difflib.get_close_matches(name, notebook.written() - lessons_of_exercises().keys(), n=1)
    if near:
        return NO_VERDICT, f"No function has this name. Was it renamed to {near[0]}?"
    return NO_VERDICT, "No function has this name. Was its cell deleted, or the function renamed?"


def _verdicts(notebook: Notebook, names: list[str]) -> dict[str, tuple[str, str]]:
    """Verdict and sentence for each of the functions `names`.

    They share a process until one of them ends it or hangs. Then that one has its verdict, and the others continue in a
    fresh process without it.
    """
    needs = {name: notebook.needed_by(name) for name in names}
    found = {}
    while waiting := {name: needs[name] for name in names if name not in found}:
        with Player() as player:
            found |= _verdicts_of_one_process(player, notebook, waiting)
    return found


def _verdicts_of_one_process(
    player: Player, notebook: Notebook, needs: dict[str, set[Place]]
) -> dict[str, tuple[str, str]]:
    """Verdicts, at least one, until the process is lost."""
    statements = {place: s for place, s in notebook.statements() if any(place in needed for needed in needs.values())}
    cells = {cell.number: cell.code for cell in notebook.cells}
    code = {number: cells[number] for number, _ in statements}
    with_keras = any(KERAS & (statement.reads | statement.binds) for statement in statements.values())
    try:
        player.ask(SECONDS_TO_START, "prepare", list(needs), code, with_keras)
    except Lost as lost:
        return dict.fromkeys(needs, (NO_VERDICT, f"Its process could not be started: {lost}."))
    errors = {}
    deadline = time.monotonic() + SECONDS_FOR_CELLS
    for place in statements:
        try:
            errors[place] = player.ask(deadline - time.monotonic(), "run", *place)
        except Lost as lost:
            why = f"the {SECONDS_FOR_CELLS:g} seconds were over" if isinstance(lost, OutOfTime) else lost
            verdict = NO_VERDICT, f"It needs cell {place[0]}, and there {why}."
            return {name: verdict for name, needed in needs.items() if place in needed}
    found = {}
    for name, needed in needs.items():
        answer = _Answer(player, name)
        verdict, sentence = _verdict(answer)
        failed = [place for place in sorted(needed) if errors[place]]
        if failed and verdict != PASS:
            sentence += f" Cell {failed[0][0]} stopped: {errors[failed[0]]}."
        found[name] = verdict, sentence
        if answer.is_lost:
            break
    return found


def _verdict(answer: _Answer) -> tuple[str, str]:
    exercise = _judged_elsewhere(answer.name)
    try:
        problem = answer.player.ask(SECONDS_TO_START, "look_at", answer.name)
        if problem:
            return NO_VERDICT, problem
        verdict = judge(exercise, answer)
    except Lost as lost:
        answer.is_lost = True
        return NO_VERDICT, f"When it was called, {lost}."
    except Exception as error:
        return NO_VERDICT, f"The course's checker failed; please report this line: {type(error).__name__}: {error}"
    if answer.is_lost:
        return verdict.status, f"It was stopped after {exercise.seconds:g} seconds. Is there a loop that never ends?"
    return verdict.status, _sentence(verdict, answer.error)


def _sentence(verdict: Verdict, error: Failure | None) -> str:
    """A verdict's text on one line: what was right, or what to think about."""
    if verdict.status == TO_DO:
        return "A ... is still in it."
    if verdict.status == PASS:
        return verdict.text.partition(": ")[2]
    sentence = verdict.text.splitlines()[-1].strip()
    if error is None or error.is_a(NotYet):
        return sentence
    return f"{type_name(error.kind)}: {error.message}. {sentence}"


def _remarks(notebook: Notebook, name: str) -> str:
    """What a teacher may want to know, although it has no effect on the verdict."""
    written = notebook.written()
    marks = {cell.switch_off for cell in notebook.cells if name in cell.names and cell.switch_off}
    remarks = [f" Its cell is marked {mark}, which has no effect." for mark in sorted(marks)]
    if name in written and name not in notebook.checked:
        remarks.append(" Its check is gone, which has no effect.")
    if "check" in written:
        remarks.append(" The notebook has a check of its own, which has no effect.")
    return "".join(remarks)
