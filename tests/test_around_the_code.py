"""What surrounds the code: GitHub's workflow, Codespaces, Binder, the citation, and the page for contributors."""

import json
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

import course
from tools.lessons import BUILD, PROJECT
from tools.run import SITE
from utils.cli.options import parse

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
CONTRIBUTING = "CONTRIBUTING.md"
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OLDEST, NEWEST = (f"{major}.{minor}" for major, minor in (course.OLDEST, course.NEWEST))


def read(name):
    return (PROJECT / name).read_text(encoding="utf-8")


def validated(*paths):
    """check-jsonschema with the schema that it brings along; nothing is fetched."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *paths]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def steps():
    jobs = yaml.safe_load(read(".github/workflows/tests.yml"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def commands():
    return [step["run"] for step in steps() if "run" in step]


def test_every_workflow_is_valid():
    assert WORKFLOWS
    done = validated(*WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("right", "wrong"), [("    runs-on:", "    runs-at:"), ("timeout-minutes: 90", "timeout-minutes: long")]
)
def test_a_workflow_with_a_fault_is_refused(tmp_path, right, wrong):
    text = read(".github/workflows/tests.yml")
    assert right in text
    (tmp_path / "tests.yml").write_text(text.replace(right, wrong), encoding="utf-8")
    assert validated(tmp_path / "tests.yml").returncode == 1


def test_the_workflow_runs_on_three_systems_with_the_oldest_and_the_newest_python():
    matrix = yaml.safe_load(read(".github/workflows/tests.yml"))["jobs"]["test"]["strategy"]["matrix"]
    assert matrix == {"system": ["ubuntu", "macos", "windows"], "python": [OLDEST, NEWEST]}


def test_the_workflow_types_commands_of_the_course_and_no_make():
    names = [re.fullmatch(r"python course\.py (\w+)( --[\w-]+)?", command)[1] for command in commands()]
    assert names
    assert set(names) <= set(course.COMMANDS)


def test_the_workflow_and_the_main_job_run_the_same_tests():
    here = re.findall(r"make test(?: ARGS=(\S+))?$", read(".ci/run").split("else")[0], re.MULTILINE)
    there = [command.removeprefix("python course.py test") for command in commands() if "course.py test" in command]
    assert sorted(here) == sorted(option.strip() for option in there)


def test_the_site_is_published_from_a_run_on_mnist_after_the_tests():
    jobs = yaml.safe_load(read(".github/workflows/tests.yml"))["jobs"]
    (made,) = (step for step in jobs["site"]["steps"] if "run" in step)
    (uploaded,) = (step for step in jobs["site"]["steps"] if "pages-artifact" in step.get("uses", ""))
    assert made["run"] == "python course.py run"
    assert made["env"]["DIGITS_SOURCE"] == "mnist"
    assert PROJECT / uploaded["with"]["path"] == BUILD / SITE
    assert (jobs["site"]["needs"], jobs["publish"]["needs"]) == ("test", "site")


def test_the_workflow_may_only_read_and_publish_the_site_and_every_job_ends():
    workflow = yaml.safe_load(read(".github/workflows/tests.yml"))
    assert workflow["permissions"] == {"contents": "read"}
    assert [name for name, job in workflow["jobs"].items() if "permissions" in job] == ["publish"]
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


def pythons():
    """The Python that each ready-made environment names."""
    return {
        "Codespaces": re.search(r"^FROM python:([\d.]+)", read(".devcontainer/Dockerfile"), re.MULTILINE)[1],
        "Binder": re.fullmatch(r"python-([\d.]+)\n", read("binder/runtime.txt"))[1],
        "conda": re.search(r"- python=([\d.]+)$", read("environment.yml"), re.MULTILINE)[1],
    }


def test_codespaces_binder_and_conda_name_one_python_that_the_course_can_use():
    assert len(set(pythons().values())) == 1
    assert course.OLDEST <= tuple(map(int, pythons()["conda"].split("."))) <= course.NEWEST


def test_pyproject_and_course_py_name_the_same_pythons():
    after_newest = f"{course.NEWEST[0]}.{course.NEWEST[1] + 1}"
    assert PYPROJECT["requires-python"] == f">={OLDEST},<{after_newest}"


def test_binder_installs_requirements_txt_and_the_course():
    lines = [line for line in read("binder/requirements.txt").splitlines() if not line.startswith("#")]
    assert lines == ["--requirement ../requirements.txt", "--editable ."]


def test_codespaces_installs_as_course_py_does_and_opens_the_first_lesson():
    container = json.loads(read(".devcontainer/devcontainer.json"))
    python, option, code = re.fullmatch(r"(\w+) (-c) '(.+)'", container["updateContentCommand"]).groups()
    assert (python, option, code) == ("python", "-c", "import course; course.set_up()")
    assert callable(course.set_up)
    (first,) = container["customizations"]["codespaces"]["openFiles"]
    assert (PROJECT / first).is_file()
    interpreter = container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert interpreter == f"${{containerWorkspaceFolder}}/{course.ENVIRONMENT.name}/bin/python"


def test_the_citation_has_the_version_and_the_license_of_the_project():
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"].startswith(PYPROJECT["name"])
    assert (citation["version"], citation["license"]) == (PYPROJECT["version"], PYPROJECT["license"])


def test_the_citation_names_what_the_images_come_from():
    references = yaml.safe_load(read("CITATION.cff"))["references"]
    authors = {tuple(author["family-names"] for author in reference["authors"]) for reference in references}
    assert authors == {("Ng",), ("LeCun", "Cortes", "Burges"), ("Alpaydin", "Kaynak")}


def words(page):
    """The words that a reader sees: no marks of tables, no addresses of links, no comments."""
    text = re.sub(r"<!--.*?-->|(?<=\])\([^)]*\)", "", read(page), flags=re.DOTALL)
    return [word for word in text.split() if re.search(r"\w", word)]


def test_the_pages_that_people_read_first_are_short():
    assert len(words("README.md")) < 1500
    assert len(words(CONTRIBUTING)) < 1600


def test_every_list_of_steps_for_contributors_has_at_most_five():
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", read(CONTRIBUTING), re.MULTILINE)]
    assert numbers
    assert max(numbers) <= 5


@pytest.mark.parametrize("page", ["README.md", CONTRIBUTING])
def test_every_command_is_one_of_the_course(page):
    named = re.findall(r"(?:`|^)(?:make|(?:python|py -3\.12) course\.py) ([a-z]+)", read(page), re.MULTILINE)
    assert named
    assert set(named) <= {*course.COMMANDS, "help"}


def test_the_lines_that_repeat_known_projects_are_understood():
    lines = re.findall(r"`python main\.py ([a-z][^`]+|--validation[^`]+)`", read("README.md"))
    asked = [parse(line.split()) for line in lines]
    assert [options.network for options in asked] == ["dense", "classic", "tanh", "scratch"]
    assert all(options.validation == 0 for options in asked)


@pytest.mark.parametrize("page", ["README.md", CONTRIBUTING])
def test_every_path_that_a_reader_is_sent_to_is_there(page):
    paths = re.findall(r"`([\w.-]+/[\w./-]*|[\w-]+\.(?:py|md|txt|toml|yml))`", read(page))
    paths += re.findall(r"\]\(([^):#]+)(?:#[\w-]+)?\)", read(page))
    not_yet = ("build/", "my-notebooks/", "notebooks/text/NN_", "submissions/")
    assert len(paths) > 20
    assert [path for path in paths if not path.startswith(not_yet) and not (PROJECT / path).exists()] == []
