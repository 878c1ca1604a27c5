"""`make test`: the unit tests, then nbval on every notebook, in one run of pytest with two processes.

With real MNIST every stored output is compared. With the embedded digits only those marked nbval-check-output are.
`--data-dependent` runs only what differs between the two. `--other-processors` runs every notebook strictly, once with
the arithmetic of each of two other processors. All other arguments go to pytest. A path among them replaces the
default choice: `python course.py test tests/data -k idx`.
"""

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from queue import Empty
from tempfile import TemporaryDirectory

import nbval.plugin
import pytest
from nbval.kernel import RunningKernel

from tools import lessons
from tools.command import parser
from tools.processors import other_processors
from utils.exercises.settings import is_strict

NOTEBOOKS = "notebooks/[0-9][0-9]_*.ipynb"
OTHER_PROCESSORS, DATA_DEPENDENT = "--other-processors", "--data-dependent"
CHOICES = {OTHER_PROCESSORS: (NOTEBOOKS,), DATA_DEPENDENT: ("tests/data", NOTEBOOKS)}
EVERYTHING = ("tests", NOTEBOOKS)
SCRATCH = "COURSE_SCRATCH"
SLOW = ("test_references_filled_in.py", ".ipynb")

STRICT = "Real MNIST is here and verified, so every stored output is compared (nbval, strict)."
MARKS = "COURSE_STRICT=1: a check that does not pass fails its cell; outputs are not compared (nbval, lax)."
PYTESTS_OWN = "All else goes to pytest. A path replaces the default choice: python course.py test tests/data -k idx"
LAX = "The stored outputs are for MNIST. With the embedded set only marked cells are compared (nbval, lax)."
NOT_STRICT = f"{OTHER_PROCESSORS} needs real MNIST and no COURSE_STRICT. Nothing was run."
NOT_X86 = f"{OTHER_PROCESSORS} works only on x86-64 processors, and this is not one. Nothing was run."


class WatchedKernel(RunningKernel):
    """nbval's kernel, which notices within a second that it died. nbval itself would wait for the time limit."""

    def get_message(self, stream, timeout=None):
        end = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            try:
                return super().get_message(stream, max(0, min(1, end - time.monotonic())))
            except Empty:
                if not self.is_alive():
                    raise RuntimeError("The kernel died in this cell (often because it ran out of memory).") from None
                if time.monotonic() >= end:
                    raise


def pytest_configure(config) -> None:
    """A pytest hook: name a path that leads nowhere, which pytest-xdist would silently skip."""
    for path in config.args:
        if not Path(path.split("::")[0]).exists():
            raise pytest.UsageError(f"there is no file or folder {path}")
    nbval.plugin.RunningKernel = WatchedKernel


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session) -> None:
    """A pytest hook: let pytest finish without interruption, because it would answer with a traceback."""
    if not hasattr(session.config, "workerinput"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def pytest_collection_modifyitems(items) -> None:
    """A pytest hook: run files that take minutes first, so that no process waits for another at the end."""
    items.sort(key=lambda item: not item.path.name.endswith(SLOW))


def pytest_runtest_protocol(item) -> None:
    """A pytest hook: give each notebook its own progress file, as when its outputs were made."""
    if item.path.suffix == ".ipynb" and SCRATCH in os.environ:
        os.environ["COURSE_PROGRESS"] = str(Path(os.environ[SCRATCH]) / f"{item.path.stem}.json")


def command_line(arguments: list[str], project: Path, strict: bool) -> list[str]:
    """The arguments for pytest: the chosen paths, nbval's options, and the caller's own arguments."""
    patterns = next((chosen for choice, chosen in CHOICES.items() if choice in arguments), EVERYTHING)
    own = [argument for argument in arguments if argument not in CHOICES]
    paths = []
    if not any((project / argument.split("::")[0]).exists() for argument in own):
        paths = [str(path.relative_to(project)) for pattern in patterns for path in sorted(project.glob(pattern))]
    nbval = ["--nbval" if strict else "--nbval-lax", "--nbval-current-env"]
    nbval += [f"--nbval-cell-timeout={lessons.CELL_SECONDS}"]
    in_two_processes = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return ["-p", "tools.test", *in_two_processes, *nbval, *paths, *own]


def which_comparison(mnist: Path | None, environment: Mapping[str, str]) -> str:
    """How outputs are compared, as a sentence: STRICT, LAX or MARKS."""
    if is_strict(environment):
        return MARKS
    return STRICT if mnist else LAX


def call_pytest(arguments: list[str], strict: bool, environment: Mapping[str, str]) -> int:
    """Run pytest in its own process. Returns its exit status."""
    command = [sys.executable, "-m", "pytest", *command_line(arguments, lessons.PROJECT, strict)]
    with TemporaryDirectory() as scratch:
        own = {SCRATCH: scratch, "COURSE_PROGRESS": str(Path(scratch) / "progress.json")}
        return subprocess.call(command, cwd=lessons.PROJECT, env={**environment, **own})


def run_with_other_processors(arguments: list[str], strict: bool, environment: Mapping[str, str]) -> int:
    """Run the notebooks with the arithmetic of each other processor. Returns 1 if one of the runs failed."""
    processors = other_processors()
    if not strict or not processors:
        print(NOT_X86 if strict else NOT_STRICT, file=sys.stderr)
        return 2
    failed = []
    for number, (name, variables) in enumerate(processors.items(), start=1):
        print(f"{number} of {len(processors)}: the arithmetic of {name}", flush=True)
        if call_pytest(arguments, strict, {**environment, **variables}):
            failed.append(name)
    for name in failed:
        print(f"With the arithmetic of {name}, a stored output is not reproduced: see above.", file=sys.stderr)
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    from utils.data import fetch_mnist

    options = parser("test", "Run the tests, then every notebook against its stored outputs.", epilog=PYTESTS_OWN)
    one_of = options.add_mutually_exclusive_group().add_argument
    one_of(DATA_DEPENDENT, action="store_true", help="run only what differs between MNIST and the embedded digits")
    one_of(OTHER_PROCESSORS, action="store_true", help="run the notebooks with the arithmetic of two other processors")
    options.parse_known_args(arguments)  # --help ends here
    lessons.plain_terminal()
    mnist = fetch_mnist()
    sentence = which_comparison(mnist, os.environ)
    print(sentence, flush=True)
    run = run_with_other_processors if OTHER_PROCESSORS in arguments else call_pytest
    return run(arguments, sentence is STRICT, lessons.data_environment(mnist))
