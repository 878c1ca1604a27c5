"""Calls an answer so that nothing it does can hurt: exceptions, endless loops, floods of output."""

import contextlib
import io
import re
import sys
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from utils.exercises.compare import difference

KEPT_CHARACTERS = 2_000
STACK_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Outcome:
    """What came of one call.

    `value` is what came back, `error` the exception instead of it, `printed` what was printed, `changed` the
    position of the first argument that was changed in place or None, `too_slow` whether it had to be stopped, and
    `arguments` what was given.
    """

    arguments: tuple
    value: Any = None
    error: BaseException | None = None
    printed: str = ""
    changed: int | None = None
    too_slow: bool = False

    def same_as(self, other: "Outcome", tolerance: float) -> bool:
        """Whether the two would look alike to a learner: the same error, or equal values."""
        if (self.changed, self.too_slow) != (other.changed, other.too_slow):
            return False
        if self.error is not None or other.error is not None:
            return type(self.error) is type(other.error) and _wording(self.error) == _wording(other.error)
        return difference(self.value, other.value, tolerance) is None


def _wording(error: BaseException | None) -> str:
    """An error's message without its numbers and colors: Keras counts its layers, and shows the data."""
    return re.sub(r"\x1b\[[0-9;]*m|[-+]?[0-9.]+(e[-+]?[0-9]+)?|\s+", " ", str(error))[:KEPT_CHARACTERS]


def call(answer: Callable, case: Callable, seconds: float) -> Outcome:
    """Call `answer` with fresh arguments from `case`, in a thread that is stopped after `seconds`.

    Never raises for anything the answer does. A KeyboardInterrupt in the caller stops the answer and goes on up.
    """
    arguments, untouched = case(), case()
    printed = _FirstCharacters()
    ended: list[Outcome] = []

    def work() -> None:
        sys.settrace(_trace_nothing)
        try:
            with np.errstate(all="ignore"):
                ended.append(Outcome(arguments, value=answer(*arguments)))
        except BaseException as error:  # an answer may raise anything, SystemExit included
            ended.append(Outcome(arguments, error=error))

    with _quiet(printed):
        _run_for(work, seconds)
    if not ended:
        return Outcome(untouched, printed=printed.getvalue(), too_slow=True)
    changed = next((i for i, (a, b) in enumerate(zip(untouched, arguments, strict=True)) if _differ(a, b)), None)
    return Outcome(untouched, ended[0].value, ended[0].error, printed.getvalue(), changed)


def _run_for(work: Callable, seconds: float) -> None:
    before = threading.stack_size(STACK_BYTES)  # endless recursion should end in RecursionError, not in a crash
    try:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    try:
        thread.join(seconds)
    finally:
        _stop(thread)


def _stop(thread: threading.Thread) -> None:
    """Make a thread still: park it, for ever, at the next line of the answer's own file.

    An exception raised from outside would be swallowed by a loop with a bare `except`. A parked thread neither
    computes nor prints. Lines of libraries go on until they return, so that no lock of theirs stays taken.
    """
    frames = []
    frame = sys._current_frames().get(thread.ident)
    while frame is not None:
        frames.append(frame)
        frame = frame.f_back
    course = str(Path(__file__).parent)
    files = [f.f_code.co_filename for f in frames if not f.f_code.co_filename.startswith(course)]
    outermost = [name for name in files if name != threading.__file__][-1:]
    for frame in frames:
        if frame.f_code.co_filename in outermost:
            frame.f_trace = _park


def _trace_nothing(*event) -> None:
    """Follows no function; but a thread's lines can only be traced later when its tracing was on from the start."""


def _park(*event) -> None:
    threading.Event().wait()


def _differ(before: Any, after: Any) -> bool:
    """Whether an argument was changed. Only plain data is looked at: a model may count its own calls."""
    return isinstance(before, np.ndarray | list | dict | tuple) and difference(before, after, 0.0) is not None


class _FirstCharacters(io.StringIO):
    """Keeps the beginning of what is printed: an endless loop that prints must not fill the memory."""

    def write(self, text: str) -> int:
        room = KEPT_CHARACTERS - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


@contextlib.contextmanager
def _quiet(printed: io.StringIO):
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
