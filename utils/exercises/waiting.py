"""The line that is there while a check runs.

A loop in C code, such as sum(range(10**12)), holds Python's lock: no thread of this process can print then, and no
other process can reach the notebook's page, whose messages all come from this one. So the line is sent before.
"""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

LINE = "Checking. If this line stays for a minute, only a restart of the kernel helps."


@contextlib.contextmanager
def checking() -> Iterator[None]:
    """Show LINE in a notebook or a terminal, and take it away again at the end."""
    out = sys.stdout
    if not _can_erase(out):
        yield
        return
    out.write(LINE)
    out.flush()
    try:
        yield
    finally:
        out.write("\b \b" * len(LINE) + "\r")


def _can_erase(out: Any) -> bool:
    if type(out).__module__.startswith("ipykernel."):
        return True
    return out is not None and out is sys.__stdout__ and out.isatty()
