"""Every command shows its help, refuses in a sentence, and ends at Ctrl-C without a traceback."""

import os
import signal
import subprocess
import sys
import time
from queue import Empty
from types import SimpleNamespace

import nbval.plugin
import pytest

import course
from tools import bench, command, lessons, test

TOOLS = {name: module for name, (_, module) in course.COMMANDS.items()}
PASS_ON = ("test", "lab")  # what they do not know is pytest's, or JupyterLab's
NEED_DATA = ["run", "test", "notebooks", "results", "bench"]


@pytest.fixture
def no_data(monkeypatch):
    """Looking for MNIST is an error here."""

    def fetch_mnist():
        raise AssertionError("looked for MNIST")

    monkeypatch.setattr("utils.data.fetch_mnist", fetch_mnist)


@pytest.mark.parametrize("name", TOOLS)
def test_every_command_shows_its_help_and_does_nothing_else(name, no_data, capsys):
    with pytest.raises(SystemExit, match="0"):
        command.run(TOOLS[name], ["--help"])
    assert capsys.readouterr().out.startswith(f"usage: python course.py {name}")


@pytest.mark.parametrize("name", [name for name in TOOLS if name not in PASS_ON])
def test_an_option_that_a_command_does_not_have_is_refused_in_one_line(name, no_data, capsys):
    with pytest.raises(SystemExit, match="2"):
        command.run(TOOLS[name], ["--nonsense", "some.ipynb"])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Unrecognized arguments: --nonsense")


@pytest.mark.parametrize("name", ["run", "notebooks"])
def test_what_is_no_lesson_is_refused_before_anything_is_fetched(name, no_data):
    with pytest.raises(SystemExit, match=r"begins with 'extra'. The lessons are: 00_start_here, 01_relu"):
        command.run(TOOLS[name], ["01", "extra"])


@pytest.mark.parametrize("name", NEED_DATA)
def test_data_that_cannot_be_had_is_a_sentence(name, monkeypatch, capsys):
    monkeypatch.setenv("DIGITS_SOURCE", "nonsense")
    assert command.run(TOOLS[name], ["--again"] if name == "notebooks" else []) == 2
    assert capsys.readouterr().err == 'DIGITS_SOURCE is "nonsense"; it can be "mnist", "embedded", or not set at all.\n'


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Writes a module, to be started as a command by this process or by another."""

    def write(text):
        (tmp_path / "some_command.py").write_text(text, encoding="utf-8")
        return "some_command"

    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(lessons.PROJECT), str(tmp_path)]))
    yield write
    sys.modules.pop("some_command", None)


@pytest.mark.parametrize(("sentence", "shown"), [("", "Stopped."), ("Two runs are kept.", "Two runs are kept.")])
def test_ctrl_c_ends_a_command_with_a_sentence(module, capsys, sentence, shown):
    name = module(f"def main(arguments): raise KeyboardInterrupt({sentence!r})")
    assert command.run(name, []) == 130
    assert capsys.readouterr().err == f"\n{shown}\n"


def test_a_fault_of_the_course_keeps_its_traceback(module):
    name = module("def main(arguments): 1 / 0")
    with pytest.raises(ZeroDivisionError):
        command.run(name, [])


posix_only = pytest.mark.skipif(os.name == "nt", reason="a process cannot be sent Ctrl-C there")


def interrupted(*arguments, **options):
    """Exit status and further output of a Python whose group of processes is sent Ctrl-C when it prints a line."""
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True, **options,
    )  # fmt: skip
    assert process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    return process.returncode, output


def deaf():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


IMPORTING = "import time\nprint('importing', flush=True)\ntime.sleep(60)"
RUNNING = "import time\ndef main(arguments):\n    print('running', flush=True)\n    time.sleep(60)"


@posix_only
@pytest.mark.parametrize("text", [IMPORTING, RUNNING], ids=["importing", "running"])
def test_a_command_that_is_started_deaf_hears_ctrl_c(module, text):
    assert interrupted("-m", "tools.command", module(text), preexec_fn=deaf) == (130, "\nStopped.\n")


@posix_only
def test_pythons_own_end_after_a_command_is_not_disturbed(module):
    at_end = "import atexit, time\ndef at_end():\n    print('end', flush=True)\n    time.sleep(0.5)\n"
    name = module(at_end + "def main(arguments):\n    atexit.register(at_end)\n    return 7")
    assert interrupted("-m", "tools.command", name) == (7, "")


def test_a_way_that_fails_is_named(tmp_path, monkeypatch):
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "__init__.py").touch()
    (tmp_path / "tools" / "command.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.setattr(bench, "PROJECT", tmp_path)
    with pytest.raises(SystemExit, match=r"fit_fast \(s2-100\) failed; see above for the reason"):
        bench.in_a_process("s2-100", "fit_fast", 0)


def test_a_path_that_leads_nowhere_is_named():
    with pytest.raises(pytest.UsageError, match="no file or folder tests/no_such_folder"):
        test.pytest_configure(SimpleNamespace(args=["tests", "tests/no_such_folder"]))


def silent_kernel(alive):
    def no_message(timeout):
        time.sleep(min(timeout, 0.05))
        raise Empty

    kernel = nbval.plugin.RunningKernel.__new__(nbval.plugin.RunningKernel)
    kernel.kc, kernel.km = SimpleNamespace(get_shell_msg=no_message), SimpleNamespace(is_alive=lambda: alive)
    return kernel


def test_a_dead_kernel_is_noticed_before_the_time_limit_and_a_slow_one_has_its_time(monkeypatch):
    monkeypatch.setattr(nbval.plugin, "RunningKernel", nbval.plugin.RunningKernel)  # restored afterwards
    test.pytest_configure(SimpleNamespace(args=["tests"]))
    with pytest.raises(RuntimeError, match="The kernel died in this cell"):
        silent_kernel(alive=False).await_reply("an answer", timeout=lessons.CELL_SECONDS)
    start = time.monotonic()
    with pytest.raises(Empty):
        silent_kernel(alive=True).await_reply("an answer", timeout=0.3)
    assert time.monotonic() - start >= 0.3


@posix_only
def test_pytests_own_end_is_not_disturbed(tmp_path):
    (tmp_path / "test_nothing.py").write_text("def test_nothing(): pass", encoding="utf-8")
    at_end = "import os, signal\ndef pytest_unconfigure(): os.kill(os.getpid(), signal.SIGINT)"
    (tmp_path / "conftest.py").write_text(at_end, encoding="utf-8")
    started = [sys.executable, "-m", "pytest", "-p", "tools.test", "-p", "no:cacheprovider", f"--rootdir={tmp_path}"]
    done = subprocess.run([*started, str(tmp_path)], cwd=lessons.PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
