"""The first code cell of every notebook: on Google Colab it fetches the course, elsewhere it does nothing.

Colab's kernel has loaded NumPy and more before the first cell runs, and its own tools need the versions it has. So
Colab's packages stay as they are. Only missing ones are installed, as requirements.txt pins them.
"""

import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PLACEHOLDER = "/OWNER/"  # in pyproject.toml until the project has an address
TAG = "colab"
NOT_EXECUTED = ["skip-execution", "nbval-skip"]  # the tags that nbclient and nbval obey

# What the lessons import, under pip's names. A test compares it with their imports.
NEEDED_BY_LESSONS = (
    "anywidget",
    "ipython",
    "ipywidgets",
    "keras",
    "matplotlib",
    "numpy",
    "pandas",
    "pillow",
    "pooch",
    "psutil",
    "requests",
    "scikit-learn",
    "scipy",
    "tensorflow",
    "threadpoolctl",
    "tqdm",
    "traitlets",
)
SHOWN = ("numpy", "tensorflow", "keras")

# Until the project has an address, the cell must not fetch the code of whoever owns that name.
SETUP = """\
# For Google Colab only: fetch the course and the packages that Colab lacks. Elsewhere: nothing.
import sys

if "google.colab" in sys.modules:
    import os
    import subprocess

    repository, folder = "REPOSITORY", "/content/digits-course"
    fetch = ["git", "clone", "--quiet", "--depth", "1", repository, folder]
    if not os.path.isdir(folder) and ("PLACEHOLDER" in repository or subprocess.call(fetch)):
        raise RuntimeError(
            f"The course could not be fetched from {repository}. In this cell, set `repository` to "
            "the course's address on GitHub, and run the cell again."
        )
    os.chdir(f"{folder}/notebooks")
    sys.path.insert(0, folder)
    from tools.colab import prepare

    prepare()
"""


def repository() -> str:
    """The project's address, from pyproject.toml, the only place where it is written."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["urls"]["Repository"]


def setup_source(address: str) -> str:
    """The source of the cell for a project at this address."""
    return SETUP.strip().replace("PLACEHOLDER", PLACEHOLDER).replace("REPOSITORY", address)


def setup_cell(cell_id: str):
    """The cell as the notebooks hold it: collapsed, tagged, and executed only by someone who clicks on it."""
    import nbformat

    metadata = {"jupyter": {"source_hidden": True}, "tags": [TAG, *NOT_EXECUTED]}
    return nbformat.v4.new_code_cell(setup_source(repository()), id=cell_id, metadata=metadata)


def installed_version(package: str) -> str | None:
    """The version of an installed package, or None if it is missing."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def missing_pins(requirements: str) -> list[str]:
    """The lines of a requirements.txt with what the lessons need and this Python lacks."""
    pins = {line.split("==")[0]: line for line in requirements.splitlines() if "==" in line}
    return [pins[name] for name in NEEDED_BY_LESSONS if installed_version(name) is None]


def prepare() -> None:
    """Install what is missing, and print in one line which versions the lessons run with.

    Raises RuntimeError if pip cannot install a package.
    """
    missing = missing_pins((PROJECT / "requirements.txt").read_text(encoding="utf-8"))
    if missing and subprocess.call([sys.executable, "-m", "pip", "install", "--quiet", *missing]):
        raise RuntimeError(f"pip could not install {', '.join(missing)}. Run this cell again.")
    versions = ", ".join(f"{name} {installed_version(name)}" for name in SHOWN)
    print(f"The course is ready, with Colab's own packages ({versions}): last digits may differ from the text.")
