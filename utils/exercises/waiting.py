"""The line that is shown while a check runs.

A loop in C code, such as sum(range(10**12)), holds Python's lock. Then no thread of this process can print. No other
process can reach the notebook's page, because all its messages come from this one. So the line is sent beforehand.
"""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from utils.exercises.guards import notebooks_shell

LINE = "Checking. If this line stays for a minute, only a restart of {} helps."
ERASE = "\b \b"


@contextlib.contextmanager
def checking() -> Iterator[None]:
    """Show LINE if somebody is watching a notebook or a terminal, and erase it at the end."""
    out = sys.stdout
    restarted = _watched(out)
    if restarted is None:
        yield
        return
    line = LINE.format(restarted)
    out.write(line)
    out.flush()
    try:
        yield
    finally:
        out.write(ERASE * len(line) + "\r")


def _watched(out: Any) -> str | None:
    """What a person watching `out` can restart, or None if nobody is watching or no line can be erased."""
    if type(out).__module__.startswith("ipykernel."):
        kernel = notebooks_shell().kernel
        return "the kernel" if getattr(kernel, "_allow_stdin", False) else None  # nbclient and nbval do not allow input
    return "Python" if out is not None and out is sys.__stdout__ and out.isatty() else None
