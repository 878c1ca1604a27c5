"""A check in a real kernel: what a person sees who runs it, and what a program stores that runs it."""

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
    for setting in ("COURSE_STRICT", "COURSE_PLAIN"):
        monkeypatch.delenv(setting, raising=False)
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


def outputs(client, code):
    """The outputs of a cell, as they are at its end."""
    printed(client, code)
    return client.nb.cells[0].outputs


def relu_that(does):
    return f"def relu(z):\n    {does}\n    return np.maximum(0, z)\ncheck(relu)"


PASSED = f"PASS  relu: right on all {len(find('relu').cases)} cases."
WRONG_TENT = "def tent(x):\n    return 0 * x\ncheck(tent)"


@pytest.mark.parametrize("plain", ["0", "1"])
def test_a_loop_in_c_code_leaves_the_line_that_names_the_restart(kernel, plain):
    printed(kernel, f"{IMPORTS}\nimport os\nos.environ['COURSE_PLAIN'] = '{plain}'")
    kernel.timeout = 10
    with pytest.raises(CellTimeoutError):
        printed(kernel, relu_that("sum(range(10**12))"))
    (output,) = kernel.nb.cells[0].outputs
    assert output.get("text", output.get("data", {}).get("text/plain")) == LINE.format("the kernel")


def test_a_person_sees_one_rich_verdict_in_place_of_the_line_and_below_it_the_picture(kernel):
    printed(kernel, IMPORTS)
    (output,) = outputs(kernel, relu_that("pass"))
    assert output.data["text/plain"] == PASSED
    assert "Compare with the course's answer" in output.data["text/html"]
    verdict, picture = outputs(kernel, WRONG_TENT)
    assert verdict.data["text/plain"].startswith("NOT YET  tent\n")
    assert "Hint 1 of 2" in verdict.data["text/html"]
    assert "image/png" in picture.data


def test_half_a_surrogate_pair_gets_through_to_the_page(kernel):
    printed(kernel, IMPORTS)
    (output,) = outputs(kernel, relu_that('raise ValueError("\\ud800")'))
    assert "ValueError: \\ud800" in output.data["text/html"]


def test_a_program_that_runs_the_notebook_stores_the_text_alone_and_no_picture(kernel):
    kernel.kc.allow_stdin = False
    printed(kernel, IMPORTS)
    assert printed(kernel, relu_that("pass")) == f"{PASSED}\n"
    (output,) = outputs(kernel, WRONG_TENT)
    assert (output.output_type, output.name) == ("stream", "stdout")


def test_who_wants_plain_text_gets_it_and_the_line_is_erased(kernel):
    printed(kernel, f"{IMPORTS}\nimport os\nos.environ['COURSE_PLAIN'] = '1'")
    line = LINE.format("the kernel")
    assert printed(kernel, relu_that("pass")) == f"{line}{ERASE * len(line)}\r{PASSED}\n"
    assert {output.output_type for output in outputs(kernel, WRONG_TENT)} == {"stream"}


def test_a_strict_check_is_plain_text(kernel):
    printed(kernel, f"{IMPORTS}\nimport os\nos.environ['COURSE_STRICT'] = '1'")
    assert {output.output_type for output in outputs(kernel, relu_that("pass"))} == {"stream"}


def test_what_a_cell_captures_is_plain_text(kernel):
    printed(kernel, IMPORTS)
    cell = "import io, contextlib\nkept = io.StringIO()\nwith contextlib.redirect_stdout(kept):\n    check(course_relu)"
    printed(kernel, "from utils.exercises import course\ncourse_relu = course.relu")
    assert outputs(kernel, cell) == []
    assert printed(kernel, "print(kept.getvalue(), end='')") == f"{PASSED}\n"


@pytest.mark.parametrize("person", [True, False])
def test_progress_is_rich_in_every_notebook_so_that_what_is_stored_looks_as_well(kernel, person):
    kernel.kc.allow_stdin = person
    printed(kernel, IMPORTS)
    (output,) = outputs(kernel, "from utils.exercises import progress\nprogress()")
    assert "exercises pass." in output.data["text/plain"]
    assert "exercises pass." in output.data["text/html"]


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
        with checking(rich=False) as place:
            assert place is None
            assert (out.getvalue() == LINE.format("Python")) is shown
