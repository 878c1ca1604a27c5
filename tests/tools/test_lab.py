"""`make lab` makes the copies and opens JupyterLab at the first, with the arguments that it was given."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.tools.test_command import deaf, posix_only
from tools import command, lab, lessons


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Collects the arguments with which JupyterLab would be opened; the copies go to a temporary folder."""
    arguments = []
    folder = tmp_path / "my-notebooks"
    really = lab.bring_up_to_date
    monkeypatch.setattr(lab, "FOLDER", folder)
    monkeypatch.setattr(lab, "bring_up_to_date", lambda: really(lessons.NOTEBOOKS, folder))
    monkeypatch.setattr(lab, "launch", arguments.append)
    return arguments, folder


def test_the_copies_are_made_and_jupyterlab_opens_at_the_first(opened, capsys):
    arguments, folder = opened
    assert command.run("tools.lab", ["--no-browser", "--port", "9000", "--ServerApp.ip=0.0.0.0"]) == 0
    files = [path.name for path in lessons.lesson_files(lessons.NOTEBOOKS, ".ipynb")]
    assert sorted(path.name for path in folder.iterdir()) == files
    assert f"from {files[0][:-6]} to {files[-1][:-6]}." in capsys.readouterr().out
    (given,) = arguments
    assert f"--LabApp.default_url=/lab/tree/my-notebooks/{files[0]}" in given
    assert given.index("--ServerApp.ip=127.0.0.1") < given.index("--no-browser"), "what the learner says comes last"
    assert given[-4:] == ["--no-browser", "--port", "9000", "--ServerApp.ip=0.0.0.0"]


def test_the_copies_alone_open_nothing(opened):
    arguments, folder = opened
    assert command.run("tools.lab", ["--only-copies"]) == 0
    assert arguments == []
    assert len(list(folder.iterdir())) == len(lessons.lesson_files(lessons.NOTEBOOKS, ".ipynb"))


@pytest.fixture
def project(tmp_path):
    """A copy of what `make lab` needs, with two lessons."""
    project = tmp_path / "the course"  # with a space, as in many a home folder
    for folder in ("utils", "tools", "notebooks/text"):
        shutil.copytree(lessons.PROJECT / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in lessons.lesson_files(lessons.NOTEBOOKS, ".ipynb")[:2]:
        shutil.copy(path, project / "notebooks")
    shutil.copy(lessons.PROJECT / "pyproject.toml", project)
    return project


@pytest.fixture
def jupyterlab(project):
    """JupyterLab as course.py starts it, with Ctrl-C ignored at first: its process, its address and its keyboard."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tools.lab", "--no-browser", f"--port={port}", "--IdentityProvider.token="]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command += ["--allow-root"]
    keyboard, terminal = os.openpty()  # it asks only where somebody can answer
    process = subprocess.Popen(
        command, cwd=project, env=os.environ | {"PYTHONPATH": str(project)}, stdin=terminal,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True, preexec_fn=deaf,
    )  # fmt: skip
    yield process, f"http://127.0.0.1:{port}", keyboard
    process.kill()
    process.communicate()
    os.close(keyboard)
    os.close(terminal)


def read(address):
    """What a server answers, as soon as it answers at all."""
    for _ in range(240):
        with contextlib.suppress(ConnectionError, urllib.error.URLError), urllib.request.urlopen(address) as answer:
            return answer.read().decode()
        time.sleep(0.25)
    raise AssertionError(f"{address} does not answer")


@posix_only
def test_jupyterlab_begins_at_the_first_copy_with_the_courses_style_and_ctrl_c_asks(jupyterlab, project):
    process, address, keyboard = jupyterlab
    first, second = (path.name for path in lessons.lesson_files(lessons.NOTEBOOKS, ".ipynb")[:2])
    assert read(f"{address}/custom/custom.css") == (lab.CSS / "custom.css").read_text(encoding="utf-8")
    assert "custom/custom.css" in read(f"{address}/lab")
    listed = json.loads(read(f"{address}/api/contents/my-notebooks"))["content"]
    assert sorted(entry["name"] for entry in listed) == [first, second]
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(1)
    assert process.poll() is None
    os.write(keyboard, b"y\n")
    output, _ = process.communicate(timeout=30)
    assert output.startswith("New in my-notebooks/: ")
    assert f"{address}/lab/tree/my-notebooks/{first}" in output.split()
    assert "Shut down this Jupyter server (y/[n])?" in output
    assert "Traceback" not in output
    assert process.returncode == 0
