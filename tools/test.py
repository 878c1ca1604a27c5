"""`make test`: the unit tests, then nbval on every notebook, two at a time, in one run of pytest.

With real MNIST every stored output is compared; on the embedded digits only those marked nbval-check-output.
`--data-dependent` runs only what differs between the two. All other arguments are pytest's; a path among them
replaces the default choice: `python course.py test tests/data -k idx`.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tools import lessons
from utils.exercises.settings import SettingError, is_strict

EVERYTHING = ("tests", "notebooks/[0-9][0-9]_*.ipynb")
DATA_DEPENDENT = ("tests/data", "notebooks/03_*.ipynb", "notebooks/04_*.ipynb")
SCRATCH = "COURSE_SCRATCH"

STRICT = "Real MNIST is here and verified, so every stored output is compared (nbval, strict)."
MARKS = "COURSE_STRICT=1: a check that does not pass fails its cell; outputs are not compared (nbval, lax)."
LAX = "The stored outputs are MNIST's; on the embedded set only marked cells are compared (nbval, lax)."


def pytest_runtest_protocol(item) -> None:
    """A hook of pytest: each notebook has its own progress file, as when its outputs were made."""
    if item.path.suffix == ".ipynb" and SCRATCH in os.environ:
        os.environ["COURSE_PROGRESS"] = str(Path(os.environ[SCRATCH]) / f"{item.path.stem}.json")


def command_line(arguments: list[str], project: Path, strict: bool) -> list[str]:
    """What pytest is called with: the chosen paths, nbval's options, and the caller's own arguments."""
    patterns = DATA_DEPENDENT if "--data-dependent" in arguments else EVERYTHING
    own = [argument for argument in arguments if argument != "--data-dependent"]
    paths = []
    if not any((project / argument.split("::")[0]).exists() for argument in own):
        paths = [str(path.relative_to(project)) for pattern in patterns for path in sorted(project.glob(pattern))]
    nbval = ["--nbval" if strict else "--nbval-lax", "--nbval-current-env"]
    nbval += [f"--nbval-cell-timeout={lessons.CELL_SECONDS}"]
    return ["-p", "tools.test", "-n", "2", "--dist", "loadfile", *nbval, *paths, *own]


def which_comparison(mnist: Path | None, environment: Mapping[str, str]) -> str:
    """STRICT, LAX or MARKS: how outputs are compared, as the sentence that says so."""
    if is_strict(environment):
        return MARKS
    return STRICT if mnist else LAX


def main(arguments: list[str]) -> int:
    from utils.data import fetch_mnist

    lessons.plain_terminal()
    mnist = fetch_mnist()
    try:
        sentence = which_comparison(mnist, os.environ)
    except SettingError as error:
        raise SystemExit(str(error)) from None
    print(sentence, flush=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        *command_line(arguments, lessons.PROJECT, strict=sentence is STRICT),
    ]
    with TemporaryDirectory() as scratch:
        environment = lessons.data_environment(mnist)
        environment |= {SCRATCH: scratch, "COURSE_PROGRESS": str(Path(scratch) / "progress.json")}
        return subprocess.call(command, cwd=lessons.PROJECT, env=environment)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
