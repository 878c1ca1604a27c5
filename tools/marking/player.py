"""The learner's process: it takes a notebook apart, runs its statements, and calls its functions on request.

Whatever a notebook does happens here. The other side gets what the functions returned, as plain data, and judges.
"""

import ast
import json
import linecache
import multiprocessing
import os
import sys
import warnings
from dataclasses import replace
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any

from tools.marking import notebook, plain
from tools.marking.confinement import confine
from utils.exercises.registry import find

LONGEST_MESSAGE = 300


def play(connection: Connection, folder: str) -> None:
    """Answer requests until the other side hangs up. Replies are JSON and repeat the request's token."""
    if os.name == "posix":  # the parent's other files are none of the learner's business
        os.closerange(3, connection.fileno())
        os.closerange(connection.fileno() + 1, 256)
    confine(Path(folder))
    if os.name == "posix":  # semaphores, such as tqdm's, then leave nothing behind
        multiprocessing.set_start_method("fork", force=True)
    warnings.simplefilter("ignore")
    player = Player()
    while True:
        try:
            request = json.loads(connection.recv_bytes())
        except (EOFError, OSError):
            return
        token, what, arguments = request
        connection.send_bytes(json.dumps([token, getattr(player, what)(*arguments)]).encode())


class Player:
    """The names of one notebook, and the exercises that its functions answer."""

    def __init__(self):
        self.module = ModuleType("__main__")
        self.names = self.module.__dict__
        self.names["display"] = lambda *_, **__: None
        self.exercises = {}
        self.bodies = {}

    def read(self, path: str) -> dict[str, Any]:
        """The notebook, or the sentence that says why it is not one."""
        try:
            return {"notebook": notebook.to_json(notebook.read_notebook(Path(path)))}
        except notebook.NotANotebook as error:
            return {"problem": str(error)}

    def prepare(self, names: list[str], cells: dict[str, str], with_keras: bool) -> None:
        """Load the exercises with these names, and the cells, before any of them runs."""
        self.exercises = {name: replace(find(name)) for name in names}
        for number, code in cells.items():
            file = f"<cell {number}>"
            linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
            self.bodies[int(number)] = ast.parse(code).body
        if with_keras:  # an import takes seconds, and no answer should pay for it
            import_module("utils.quiet_tensorflow")
        sys.modules["__main__"] = self.module

    def run(self, cell: int, index: int) -> str:
        """Run one statement. Returns its error on one line, or "" if there was none."""
        statement = self.bodies[cell][index]
        try:
            exec(compile(ast.Module([statement], []), f"<cell {cell}>", "exec"), self.names)
        except BaseException as error:  # a statement may raise anything, SystemExit included
            return _in_a_line(error)
        return ""

    def look_at(self, name: str) -> str:
        """What is wrong with the object of this name, in a sentence, or "" if it is a function that can be called."""
        if name not in self.names:
            return "It was never defined."
        answer = self.names[name]
        if isinstance(answer, type) or not callable(answer):
            return f"{name} is not a function."
        if str(getattr(answer, "__module__", "")).startswith("utils.exercises"):
            return "It is the course's own function, imported."
        return ""

    def call(self, name: str, number: int) -> dict[str, Any]:
        """The outcome of the answer on one case of its exercise, or why there is none."""
        exercise = self.exercises[name]
        try:
            return {"outcome": plain.outcome_as_json(exercise.outcome(self.names[name], exercise.cases[number]))}
        except Exception as error:  # an answer has broken what is needed to look at it
            return {"problem": _in_a_line(error)}


def _in_a_line(error: BaseException) -> str:
    try:
        return " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_MESSAGE]
    except Exception:  # an exception defined by the learner may fail in its own __str__
        return type(error).__name__
