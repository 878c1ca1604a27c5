"""The project's own files agree with one another."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib

import pytest

from tools import lessons, readme

PROJECT = lessons.PROJECT
# Needed without being imported: run as a command, or loaded by the tool that uses it.
RUN_NOT_IMPORTED = {"check-jsonschema", "ipykernel", "jupyterlab", "nbval", "pytest-xdist", "ruff", "sphinx-book-theme"}
OURS = {"conftest", "course", "run_in_jupyterlab", "tests", "tools", "utils"}


def optional_requirements():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [pin for group in project["optional-dependencies"].values() for pin in group]


def requirements():
    lines = (PROJECT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def names_of(pins):
    return {re.split(r"[=<>]", pin)[0] for pin in pins}


def sources():
    for folder in ("utils", "tools", "tests"):
        for path in (PROJECT / folder).rglob("*.py"):
            yield path, path.read_text(encoding="utf-8")
    for path in lessons.lesson_files(lessons.TEXT, ".md"):
        for cell in lessons.code_cells(lessons.notebook_from_text(path)):
            yield (
                path,
                "\n".join(line for line in cell.source.splitlines() if not line.startswith(("%", "!"))),
            )


def third_party_modules():
    found = {}
    for path, source in sources():
        for node in ast.walk(ast.parse(source)):
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                imported = [node.module]
            for module in (name.split(".")[0] for name in imported):
                if module not in sys.stdlib_module_names and module not in OURS:
                    found[module] = path
    return found


def imported_distributions():
    """(module, the distributions that bring it, one file that imports it), for each third-party import."""
    known = importlib.metadata.packages_distributions()
    for module, path in third_party_modules().items():
        yield module, {name.lower().replace("_", "-") for name in known.get(module, [module])}, path


def test_every_requirement_is_pinned_to_one_version():
    assert [pin for pin in requirements() if not re.fullmatch(r"[a-z0-9-]+==[0-9.]+", pin)] == []


def test_the_conda_environment_says_the_same_as_requirements_txt():
    environment = (PROJECT / "environment.yml").read_text(encoding="utf-8")
    assert re.findall(r"^ +- (\S+==\S+)$", environment, re.MULTILINE) == requirements()


def test_the_installed_package_asks_for_the_same_as_requirements_txt():
    installed = [pin for pin in importlib.metadata.requires("digits-course") if "extra ==" not in pin]
    assert sorted(installed) == sorted(requirements())


def test_every_import_is_in_requirements_txt():
    pinned = names_of(requirements() + optional_requirements())
    missing = [
        f"{path.name} imports {module}" for module, names, path in imported_distributions() if not names & pinned
    ]
    assert missing == []


def test_nothing_in_requirements_txt_is_unused():
    used = set().union(*(names for _, names, _ in imported_distributions())) | RUN_NOT_IMPORTED
    assert names_of(requirements()) - used == set()


@pytest.mark.parametrize("command", [["format", "--check"], ["check"]], ids=" ".join)
def test_ruff_finds_nothing_notebooks_included(command):
    paths = ["course.py", "main.py", "utils", "tools", "tests", "notebooks"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--output-format=concise", *paths],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_shows_a_picture_of_a_lesson():
    assert (PROJECT / "docs" / "picture.png").read_bytes() == readme.picture(), "run: python course.py readme"


PAGES_WITH_FIGURES = ("README.md", "results/README.md", "results/models/README.md")


def test_the_pages_with_measured_figures_are_those_that_the_command_writes():
    assert [path.relative_to(PROJECT).as_posix() for path in readme.written()] == list(PAGES_WITH_FIGURES)


@pytest.mark.parametrize("page", PAGES_WITH_FIGURES)
def test_a_page_shows_the_measured_figures(page):
    text = (PROJECT / page).read_text(encoding="utf-8")
    assert text == readme.written()[PROJECT / page], "run: python course.py readme"


def test_every_test_that_the_list_of_faults_names_is_there():
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", (PROJECT / "docs" / "faults.md").read_text(encoding="utf-8"))
    there = {
        (path.relative_to(PROJECT / "tests").as_posix(), node.name)
        for path, source in sources()
        if path.is_relative_to(PROJECT / "tests")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    }
    assert len(named) > 50
    assert sorted(set(named) - there) == []
