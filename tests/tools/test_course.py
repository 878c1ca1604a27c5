"""course.py makes the environment once, and says in a sentence what it lacks."""

import ast
import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

import course
from tools import lessons


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder in which installing is quick: calls are noted, and venv makes a working Python."""
    calls = []

    def call(arguments, **_):
        calls.append(arguments)
        if "venv" in arguments:
            course.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            course.PYTHON.unlink(missing_ok=True)
            course.PYTHON.symlink_to(sys.executable)
            course.STAMP.unlink(missing_ok=True)
        return 0

    (tmp_path / "requirements.txt").write_text("numpy==2.4.6\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    environment = tmp_path / ".venv"
    for name, value in {
        "PROJECT": tmp_path,
        "ENVIRONMENT": environment,
        "PYTHON": environment / "bin" / "python",
        "STAMP": environment / "course.stamp",
        "LAB_SETTINGS": environment / "settings" / "overrides.json",
    }.items():
        monkeypatch.setattr(course, name, value)
    monkeypatch.setattr(course.subprocess, "call", call)
    return tmp_path, calls


def kinds(calls):
    return ["venv" if "venv" in call else "pip" for call in calls]


def test_the_first_command_makes_the_environment_and_the_second_does_nothing(project):
    _, calls = project
    course.set_up()
    course.set_up()
    assert kinds(calls) == ["venv", "pip"]
    assert "--compile" in calls[1]
    assert "fetchNews" in json.loads(course.LAB_SETTINGS.read_text())["@jupyterlab/apputils-extension:notification"]


def test_changed_requirements_are_installed_into_the_same_environment(project):
    folder, calls = project
    course.set_up()
    (folder / "requirements.txt").write_text("numpy==2.4.7\n")
    course.set_up()
    assert kinds(calls) == ["venv", "pip", "pip"]


def test_an_interrupted_installation_is_made_afresh(project, monkeypatch):
    _, calls = project
    make = course.subprocess.call

    def interrupted(arguments, **options):
        if "pip" in arguments:
            raise KeyboardInterrupt
        return make(arguments, **options)

    monkeypatch.setattr(course.subprocess, "call", interrupted)
    assert course.main(["run"]) == 130
    assert not course.STAMP.exists()
    monkeypatch.setattr(course.subprocess, "call", make)
    course.set_up()
    assert kinds(calls) == ["venv", "venv", "pip"]


def test_an_interrupted_update_is_made_afresh(project, monkeypatch):
    folder, calls = project
    course.set_up()
    (folder / "requirements.txt").write_text("numpy==2.4.7\n")
    make = course.subprocess.call
    monkeypatch.setattr(course.subprocess, "call", lambda *_, **__: 1)
    with pytest.raises(SystemExit, match="could not be installed"):
        course.set_up()
    monkeypatch.setattr(course.subprocess, "call", make)
    course.set_up()
    assert kinds(calls) == ["venv", "pip", "venv", "pip"]


def test_a_moved_folder_gets_a_new_environment(project, monkeypatch):
    folder, calls = project
    course.set_up()
    monkeypatch.setattr(course, "PROJECT", folder.parent)
    for name in ("requirements.txt", "pyproject.toml"):
        (folder.parent / name).write_bytes((folder / name).read_bytes())
    course.set_up()
    assert kinds(calls) == ["venv", "pip", "venv", "pip"]


def test_an_environment_whose_python_is_gone_is_made_afresh(project, capsys):
    _, calls = project
    course.set_up()
    course.PYTHON.unlink()
    course.PYTHON.symlink_to("nowhere")
    course.set_up()
    assert kinds(calls) == ["venv", "pip", "venv", "pip"]
    assert "made again" in capsys.readouterr().out


def test_a_failed_installation_tells_how_to_install_without_a_network(project, monkeypatch):
    course.set_up()
    course.STAMP.unlink()
    monkeypatch.setattr(course.subprocess, "call", lambda arguments, **_: int("pip" in arguments))
    with pytest.raises(SystemExit, match="pip download"):
        course.set_up()
    assert not course.STAMP.exists()


def test_a_python_that_is_too_old_or_too_new_is_named(project, monkeypatch):
    for version in ((3, 10), (3, 14)):
        monkeypatch.setattr(course.sys, "version_info", version)
        with pytest.raises(SystemExit, match=f"This is Python 3.{version[1]}; the course needs 3.11, 3.12 or 3.13"):
            course.require_python()


def test_an_old_python_can_read_course_py():
    ast.parse((lessons.PROJECT / "course.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_the_list_of_commands_and_the_makefile_name_the_same(capsys):
    assert course.main(["help"]) == 0
    shown = capsys.readouterr().out
    makefile = (lessons.PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]
    assert sorted(targets) == sorted([*course.COMMANDS, "help"])
    assert all(f"  {name}" in shown for name in targets)


def test_every_command_leads_to_a_module():
    modules = [module for _, module in course.COMMANDS.values()]
    assert [module for module in modules if find_spec(module) is None] == []


def test_an_unknown_command_gets_the_list_and_a_status(capsys):
    assert course.main(["runn"]) == 2
    assert "no command 'runn'" in capsys.readouterr().err


def test_the_exit_status_of_a_command_is_passed_on(monkeypatch, tmp_path):
    (tmp_path / "fails.py").write_text("raise SystemExit(7)")
    monkeypatch.setattr(course, "PYTHON", sys.executable)
    monkeypatch.setattr(course, "PROJECT", tmp_path)
    monkeypatch.setattr(course.signal, "signal", lambda *_: None)
    assert course.run_module("fails", []) == 7


def test_a_users_own_python_settings_are_not_passed_on(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("DIGITS_SOURCE", "embedded")
    passed_on = course.child_environment()
    assert "PYTHONPATH" not in passed_on
    assert passed_on["DIGITS_SOURCE"] == "embedded"


def test_help_needs_no_environment():
    shown = subprocess.run(
        [sys.executable, lessons.PROJECT / "course.py"], capture_output=True, text=True, check=True
    ).stdout
    assert "execute every lesson" in shown
