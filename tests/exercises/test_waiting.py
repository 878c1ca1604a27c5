"""A check in a real kernel: while C code holds Python's lock, only the line that was sent before can be read."""

import io
import os
import queue
import sys
import time

import pytest
from jupyter_client.manager import KernelManager

from tools import lessons
from utils.exercises.waiting import ERASE, LINE, checking

SECONDS = 120
IMPORTS = "import numpy as np\nfrom utils.exercises import check"


@pytest.fixture
def kernel(tmp_path):
    manager = KernelManager(config=lessons.kernel_channels(str(tmp_path)))
    options = ["--IPKernelApp.log_level=CRITICAL"]
    environment = os.environ | {"PYTHONPATH": str(lessons.PROJECT)}
    manager.start_kernel(extra_arguments=options, cwd=str(lessons.PROJECT), env=environment)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=SECONDS)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def printed(client, code, until="idle", **options):
    """What a cell prints, up to the text `until` or to its end."""
    client.execute(code, **options)
    text, end = "", time.monotonic() + SECONDS
    while time.monotonic() < end and until not in text:
        try:
            message = client.get_iopub_msg(timeout=1)
        except queue.Empty:
            continue
        content = message["content"]
        text += content.get("text", "") + "\n".join(content.get("traceback", []))
        if until == content.get("execution_state"):
            return text
    return text


def relu_that(does):
    return f"def relu(z):\n    {does}\n    return np.maximum(0, z)\ncheck(relu)"


def test_a_loop_in_c_code_leaves_the_line_that_names_the_restart(kernel):
    printed(kernel, IMPORTS)
    line = LINE.format("the kernel")
    assert printed(kernel, relu_that("sum(range(10**12))"), until=line) == line
    kernel.stop_channels()


def test_the_line_is_gone_when_a_check_ends_and_is_not_sent_where_nobody_looks(kernel):
    printed(kernel, IMPORTS)
    line = LINE.format("the kernel")
    assert printed(kernel, relu_that("pass")) == f"{line}{ERASE * len(line)}\rPASS  relu: right on all 2 cases.\n"
    assert printed(kernel, "check(relu)", allow_stdin=False) == "PASS  relu: right on all 2 cases.\n"


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
