"""Calls an answer so that nothing it does can do harm: exceptions, endless loops, floods of output."""

import contextlib
import dis
import inspect
import io
import linecache
import re
import sys
import sysconfig
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from sys import setrecursionlimit as set_recursion_limit  # the real one: answers get a stand-in
from types import CodeType
from typing import Any

import numpy as np

from utils.exercises.compare import NotYet, difference
from utils.exercises.guards import DEEPEST_CALLS, left_as_found
from utils.exercises.plain import plain

KEPT_CHARACTERS = 2_000
STACK_BYTES = 64 * 2**20
COURSE = str(Path(__file__).parent)
LIBRARIES = tuple(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
# Python 3.11 sees no new line in `while True: pass`. Later versions do, and would trace every opcode from then on.
OPCODES_MUST_BE_TRACED = sys.version_info < (3, 12)

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Failure:
    """The exception raised instead of a value, as plain data.

    `kind` is its class, `message` its text, and `lines` the learner's own lines that led to it. `of_dots` says whether
    it was raised because a ... was used as a value. `came_back` is what a NotYet looked at.
    """

    kind: type[BaseException]
    message: str
    lines: str = ""
    of_dots: bool = False
    came_back: Any = None

    def is_a(self, *kinds: type[BaseException]) -> bool:
        return issubclass(self.kind, kinds)


@dataclass(frozen=True)
class Outcome:
    """What came of one call.

    `arguments` is what was given, `value` what came back, `error` what was raised instead, and `printed` what was
    printed. `changed` is the position of the first argument that was changed in place, or None. `too_slow` says whether
    the call had to be stopped. `replaced` names a function of NumPy or math that it replaced, or is None.
    Value and error are plain data, so comparing and showing them runs none of the answer's code.
    """

    arguments: tuple
    value: Any = None
    error: Failure | None = None
    printed: str = ""
    changed: int | None = None
    too_slow: bool = False
    replaced: str | None = None

    def same_as(self, other: "Outcome", tolerance: float) -> bool:
        """Whether the two would look alike to a learner: the same error, or equal values."""
        if (self.changed, self.too_slow, self.replaced) != (other.changed, other.too_slow, other.replaced):
            return False
        if self.error is not None and other.error is not None:
            return self.error.kind is other.error.kind and _wording(self.error) == _wording(other.error)
        return self.error is other.error and difference(self.value, other.value, tolerance) is None


class CheckInsideAnAnswer(RuntimeError):
    """Raised if an answer calls check() while it is being checked."""


class _AnswerThread(threading.Thread):
    """The thread that an answer runs in."""


def _wording(error: Failure) -> str:
    """An error's message without numbers and colors: Keras numbers its layers and shows the data."""
    return re.sub(r"\x1b\[[0-9;]*m|[-+]?[0-9.]+(e[-+]?[0-9]+)?|\s+", " ", error.message)[:KEPT_CHARACTERS]


def call(answer: Callable, case: Callable, seconds: float, look: Callable | None = None) -> Outcome:
    """Call `answer` with fresh arguments from `case`, in a thread that is stopped after `seconds`.

    Nothing the answer does makes it raise. A KeyboardInterrupt in the caller stops the answer and is passed on.
    `look(answer, result, arguments)` turns the result into the outcome's value, within the same time limit.
    """
    arguments, untouched = case(), case()
    printed = _FirstCharacters()
    ended: list[Outcome] = []

    def work() -> None:
        value = error = None
        try:
            with np.errstate(all="ignore"):
                value = answer(*arguments)
                value = plain(value if look is None else look(answer, value, arguments))
        except BaseException as raised:  # an answer may raise anything, SystemExit included
            value, error = None, _failure(raised, answer)
        ended.append(Outcome(untouched, value, error, changed=_changed(untouched, arguments)))

    with _one_at_a_time, left_as_found() as replaced, _quiet(printed):
        _run_for(work, seconds)
    if not ended:
        return Outcome(untouched, printed=printed.getvalue(), too_slow=True)
    return replace(ended[0], printed=printed.getvalue(), replaced=next(iter(replaced), None))


def refuse_inside_an_answer() -> None:
    """Raise CheckInsideAnAnswer in an answer's thread: an answer that checks itself would never finish."""
    if isinstance(threading.current_thread(), _AnswerThread):
        raise CheckInsideAnAnswer("check(), hint() or solution() was called inside a function that is being checked")


def _run_for(work: Callable, seconds: float) -> None:
    tracer = _Tracer()

    def traced() -> None:
        sys.settrace(tracer.follow_nothing)
        work()

    limit = sys.getrecursionlimit()
    set_recursion_limit(min(limit, DEEPEST_CALLS))
    before = threading.stack_size(STACK_BYTES)  # endless recursion should end in a RecursionError, not a crash
    try:
        thread = _AnswerThread(target=traced, daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    try:
        thread.join(seconds)
    finally:
        tracer.stop(thread)
        if not thread.is_alive():  # Python 3.11 dies of a fatal error if a thread is deeper than a new limit
            set_recursion_limit(limit)


class _Tracer:
    """Can park a thread forever, at the next line or call in the answer's own file.

    A loop with a bare `except` would swallow an exception raised from outside. A parked thread neither computes nor
    prints. Library code runs on until it returns, so that it holds no lock forever.
    """

    def __init__(self) -> None:
        self.parked_file: str | None = None

    def follow_nothing(self, frame, event, argument) -> None:
        """Trace from the start: a thread's lines can be traced later only if its tracing was already on."""
        if self.parked_file is not None and frame.f_code.co_filename == self.parked_file:
            _park()

    def stop(self, thread: threading.Thread) -> None:
        frames = []
        frame = sys._current_frames().get(thread.ident)
        while frame is not None:
            frames.append(frame)
            frame = frame.f_back
        files = [f.f_code.co_filename for f in frames if not f.f_code.co_filename.startswith(COURSE)]
        self.parked_file = next((name for name in reversed(files) if name != threading.__file__), None)
        for frame in frames:
            if frame.f_code.co_filename == self.parked_file:
                frame.f_trace = _park
                if OPCODES_MUST_BE_TRACED:
                    frame.f_trace_opcodes = True


def _park(*event) -> None:
    threading.Event().wait()


def _failure(error: BaseException, answer: Callable) -> Failure:
    """An exception as plain data. If its own code fails, in `__str__` say, its text is lost."""
    try:
        came_back = plain(error.came_back) if isinstance(error, NotYet) else None
        message = str.__str__(str(error))[: 5 * KEPT_CHARACTERS]
        return Failure(type(error), message, _learners_lines(error, answer), _is_of_dots(error, message), came_back)
    except BaseException:
        return Failure(type(error), "(its message cannot be shown)")


def _is_of_dots(error: BaseException, message: str) -> bool:
    """Whether Python raised it because of a ..., and not a `raise` in the learner's code."""
    if isinstance(error, AttributeError):
        return error.obj is ...
    if not isinstance(error, TypeError) or "ellipsis" not in message:
        return False
    last = error.__traceback__
    while last.tb_next is not None:
        last = last.tb_next
    code = last.tb_frame.f_code
    by_hand = dis.opname[code.co_code[last.tb_lasti]] == "RAISE_VARARGS"
    return not by_hand or code.co_filename.startswith(LIBRARIES)


def _learners_lines(error: BaseException, answer: Callable) -> str:
    """The answer's own line that failed. If another function of the notebook failed, its line comes second."""
    own = set(_codes(getattr(inspect.unwrap(answer), "__code__", None)))
    steps = [
        (frame.f_code, linecache.getline(frame.f_code.co_filename, line).strip())
        for frame, line in traceback.walk_tb(error.__traceback__)
        if "ipykernel_" in frame.f_code.co_filename or "<ipython" in frame.f_code.co_filename
    ]
    mine = [line for code, line in steps if code in own]
    shown = [f"in your line: {mine[-1]}"] if mine and mine[-1] else []
    if steps and steps[-1][1] and steps[-1][0] not in own:
        code, line = steps[-1]
        shown.append(f"in your {code.co_name}: {line}")
    return "\n".join(shown)


def _codes(code: CodeType | None) -> Iterator[CodeType]:
    """The code of a function and of the functions defined in it."""
    if isinstance(code, CodeType):
        yield code
        for constant in code.co_consts:
            yield from _codes(constant)


def _changed(before: tuple, after: tuple) -> int | None:
    """The first argument that was changed. Only plain data is compared: a model may count its own calls."""
    for i, (a, b) in enumerate(zip(before, after, strict=True)):
        if isinstance(a, np.ndarray | list | dict | tuple) and _differ(a, b):
            return i
    return None


def _differ(before: Any, after: Any) -> bool:
    try:
        return difference(plain(before), plain(after), 0.0) is not None
    except BaseException:  # what can no longer be compared has changed
        return True


class _FirstCharacters(io.StringIO):
    """Keeps the beginning of what is printed, so that an endless loop that prints cannot fill the memory."""

    def write(self, text: str) -> int:
        room = KEPT_CHARACTERS - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)

    def close(self) -> None:
        """Do nothing: an answer may close sys.stdout, but what it printed is still needed."""


@contextlib.contextmanager
def _quiet(printed: io.StringIO):
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
