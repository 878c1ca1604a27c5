"""A look at the learner's computer, in words."""

import importlib.metadata
import os
import platform
import sys
from pathlib import Path

NEEDED_PYTHON = ((3, 11), (3, 13))
NEEDED_MEMORY = 2 * 2**30
REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"


def check_machine() -> None:
    """Print one line for each thing that the course needs: `ok`, or `CHANGE` with what to do."""
    for good, line in [_python(), _packages(REQUIREMENTS), _memory(free_memory()), _cores()]:
        print(f"{'ok    ' if good else 'CHANGE'}  {line}")


def free_memory() -> int | None:
    """Bytes of memory that programs can still use, or None if the system does not say."""
    import psutil

    try:
        return psutil.virtual_memory().available
    except (OSError, RuntimeError):
        return None


def _python() -> tuple[bool, str]:
    lowest, highest = NEEDED_PYTHON
    found = f"Python {platform.python_version()} on {platform.system()}"
    if lowest <= sys.version_info[:2] <= highest:
        return True, found
    return False, f"{found}: the course needs Python 3.11, 3.12 or 3.13. Install one and set up again."


def _packages(requirements: Path) -> tuple[bool, str]:
    """Whether each pinned package is installed in its version."""
    pins = [line.split("==") for line in requirements.read_text(encoding="utf-8").split() if "==" in line]
    wrong = [f"{name} {_version(name)} instead of {pin}" for name, pin in pins if _version(name) != pin]
    if not wrong:
        return True, f"{len(pins)} packages in the versions of requirements.txt"
    return False, f"{', '.join(wrong)}: set up again, with `python course.py lab`"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "(missing)"


def _memory(free: int | None) -> tuple[bool, str]:
    if free is None:
        return True, "memory: this system does not say how much is free"
    found = f"{free / 2**30:.1f} GiB of memory free"
    if free >= NEEDED_MEMORY:
        return True, found
    return False, f"{found}: close other programs, a lesson may need 2 GiB"


def _cores() -> tuple[bool, str]:
    count = os.cpu_count() or 1
    return True, f"{count} processor core{'s' if count > 1 else ''}"
