"""A check in a real kernel: while C code holds Python's lock, only the line that was sent before can be read."""

import io
import os
import sys

import nbformat
import pytest
from nbclient.exceptions import CellTimeoutError

from tools import lessons
from utils.exercises import find
from utils.exercises.waiting import ERASE, LINE, checking

IMPORTS = "import numpy as np\nfrom utils.exercises import check"


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_STRICT", raising=False)
    client = lessons.LessonClient(
        nbformat.v4.new_notebook(),
        config=lessons.kernel_channels(str(tmp_path)),
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        resources={"metadata": {"path": str(lessons.PROJECT)}},
        shutdown_kernel="immediate",
        timeout=120,
    )
    with client.setup_kernel(env=os.environ | {"PYTHONPATH": str(lessons.PROJECT)}):
        client.kc.allow_stdin = True  # as where somebody sits in front of it
        yield client


def printed(client, code):
    """What a cell prints."""
    cell = nbformat.v4.new_code_cell(code)
    client.nb.cells = [cell]
    client.execute_cell(cell, 0)
    return "".join(lessons.output_texts(cell))


def relu_that(does):
    return f"def relu(z):\n    {does}\n    return np.maximum(0, z)\ncheck(relu)"


def test_a_loop_in_c_code_leaves_the_line_that_names_the_restart(kernel):
    printed(kernel, IMPORTS)
    kernel.timeout = 10
    with pytest.raises(CellTimeoutError):
        printed(kernel, relu_that("sum(range(10**12))"))
    assert "".join(lessons.output_texts(kernel.nb.cells[0])) == LINE.format("the kernel")


def test_the_line_is_gone_when_a_check_ends_and_is_not_sent_where_nobody_looks(kernel):
    printed(kernel, IMPORTS)
    line, verdict = LINE.format("the kernel"), f"PASS  relu: right on all {len(find('relu').cases)} cases.\n"
    assert printed(kernel, relu_that("pass")) == f"{line}{ERASE * len(line)}\r{verdict}"
    kernel.kc.allow_stdin = False
    assert printed(kernel, "check(relu)") == verdict


@pytest.mark.parametrize("end", ["exit()", "quit()", "exit(1)"])
def test_the_kernel_outlives_exit_and_quit(kernel, end):
    printed(kernel, f"{IMPORTS}\nkept = 'still here'")
    assert "in your line: " + end in printed(kernel, relu_that(end))
    assert printed(kernel, "print(kept, 'ask_exit' in vars(get_ipython()))") == "still here False\n"


def test_the_line_of_another_function_is_not_called_the_answers(kernel):
    printed(kernel, IMPORTS)
    cell = (
        "def softmax(z):\n    return np.exp(z) / ghost\n\n"
        "def softmax_gradient(z, y):\n    p = softmax(z)\n    return p - y\n\n"
        "check(softmax_gradient)"
    )
    text = printed(kernel, cell)
    assert "in your line: p = softmax(z)\n" in text
    assert "in your softmax: return np.exp(z) / ghost\n" in text


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_the_line_and_a_file_does_not(monkeypatch):
    for out, shown in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "__stdout__", out)
        with checking():
            assert (out.getvalue() == LINE.format("Python")) is shown
