"""The line that is shown while a check runs.

A loop in C code, such as sum(range(10**12)), holds Python's lock. Then no thread of this process can print. No other
process can reach the notebook's page, because all its messages come from this one. So the line is sent beforehand.
"""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from utils.exercises.audience import is_in_a_live_notebook, is_in_a_terminal

LINE = "Checking. If this line stays for a minute, only a restart of {} helps."
ERASE = "\b \b"


@contextlib.contextmanager
def checking(rich: bool) -> Iterator[Any]:
    """Show LINE if somebody is watching a notebook or a terminal.

    With `rich` it is a display of its own. Its handle is what this gives, so that the verdict can take its place.
    Without, this gives None, and the line is erased at the end.
    """
    restarted = "the kernel" if is_in_a_live_notebook() else "Python" if is_in_a_terminal() else None
    if restarted is None:
        yield None
        return
    line = LINE.format(restarted)
    if rich:
        yield _displayed(line)
        return
    out = sys.stdout
    out.write(line)
    out.flush()
    try:
        yield None
    finally:
        out.write(ERASE * len(line) + "\r")


def _displayed(line: str) -> Any:
    from IPython.display import display

    handle = display({"text/plain": line}, raw=True, display_id=True)
    sys.stdout.flush()  # which waits until everything before it is sent
    return handle
