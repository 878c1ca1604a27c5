"""`course.py mark`: each submission gets its rows, whatever its code does."""

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import damaged, fuzzing, json_values
from tests.tools.submissions import (
    CLUMSY,
    NO_VERDICT,
    PASS,
    WRONG_RELU,
    Submission,
    code_cell,
    differences,
    hostile,
    with_answers,
)
from tools import lessons, mark
from tools.marking import judging, plain
from tools.marking.notebook import LARGEST_FILE, NotANotebook, from_json, read_notebook, to_json
from utils.exercises.compare import NotYet
from utils.exercises.plain import Other
from utils.exercises.plain import plain as as_it_is_looked_at
from utils.exercises.sandbox import CheckInsideAnAnswer, Failure, Outcome

QUICK = (
    *("ada.ipynb", "class_b/ada.ipynb", "begun.ipynb", "tent_deleted.ipynb", "tent_renamed.ipynb", "not_python.ipynb"),
    *("stops_half_way.ipynb", "needs_what_failed.ipynb", "kernel_killed.ipynb", "helpers.ipynb", "timed.ipynb"),
    *("cut_in_half.ipynb", "switched_off.ipynb", "catches.ipynb", "own_check.ipynb", "patches_the_judge.ipynb"),
    *("forges_replies.ipynb", "deletes_and_connects.ipynb", "2_gigabytes.ipynb"),
)


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The quick submissions, marked as the command does it: (rows, submissions, the teacher's folder, a server)."""
    folder, precious = tmp_path_factory.mktemp("submissions"), tmp_path_factory.mktemp("precious")
    (precious / "thesis.txt").write_text("years of work")
    with socket.create_server(("127.0.0.1", 0)) as server:
        every = CLUMSY | hostile(precious, server.getsockname()[1])
        submissions = {who: every[who] for who in QUICK}
        for who, submission in submissions.items():
            submission.write(folder / who)
        yield mark.mark_all(mark.submissions([str(folder)])), submissions, precious, server


def mark_one(tmp_path, submission, name="one.ipynb"):
    """The rows of one submission by their exercises, judged in this process."""
    submission.write(tmp_path / name)
    return {row.exercise: row for row in judging.mark(tmp_path / name, name)}


def notebook_of(tmp_path, *sources):
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": [code_cell(source) for source in sources]}))
    return read_notebook(tmp_path / "n.ipynb")


def test_every_row_of_clumsy_and_hostile_submissions_is_right(marked):
    rows, submissions, *_ = marked
    assert differences(rows, submissions) == []


def test_an_answer_reaches_no_file_of_the_teacher_and_no_network(marked):
    *_, precious, server = marked
    assert (precious / "thesis.txt").read_text() == "years of work"
    server.settimeout(0)
    with pytest.raises(BlockingIOError):
        server.accept()


def test_the_summary_counts_the_solved_and_names_those_without_a_verdict(marked):
    lines = mark.summary(marked[0]).splitlines()
    assert "ada.ipynb: 5 of 5 solved" in lines
    assert "tent_deleted.ipynb: 4 of 5 solved; no verdict: tent" in lines
    assert "cut_in_half.ipynb: no verdict" in lines


REFUSED = {
    "a connection": "socket.create_connection(('127.0.0.1', 9))",
    "a name of the network": "socket.getaddrinfo('localhost', 80)",
    "a program": "subprocess.run(['true'])",
    "a command": "os.system('true')",
    "a signal": "os.kill(os.getppid(), 0)",
    "a new file": "open(outside / 'new', 'w')",
    "a changed file": "open(outside / 'old', 'a')",
    "a removed file": "os.remove(outside / 'old')",
    "a removed folder": "shutil.rmtree(outside)",
    "a file moved away": "os.rename(outside / 'old', 'mine')",
    "a file moved there": "os.rename('here', outside / 'new')",
    "a way out": "open('../outside/old', 'w')",
}
CONFINED = """
import os, pathlib, shutil, socket, subprocess, sys
from tools.marking import confinement
confinement._leave_the_network = lambda: None  # so that the hook alone is tried
inside, outside = (pathlib.Path(name) for name in sys.argv[1:3])
confinement.confine(inside)
open("here", "w").close()
os.rename("here", "there")
os.remove("there")
open("here", "w").close()
try:
    exec(sys.argv[3])
except PermissionError as error:
    refused = "while a notebook is marked" in str(error)
else:
    refused = False
open("refused", "w").write(str(refused))
"""


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED)
def test_a_confined_process_writes_into_its_folder_only_and_reaches_nothing(code, tmp_path):
    for name in ("inside", "outside"):
        (tmp_path / name).mkdir()
    (tmp_path / "outside" / "old").write_text("kept")
    command = [sys.executable, "-c", CONFINED, str(tmp_path / "inside"), str(tmp_path / "outside"), code]
    assert subprocess.run(command, cwd=lessons.PROJECT, timeout=60, check=False).returncode == 0
    assert (tmp_path / "inside" / "refused").read_text() == "True"
    assert [path.read_text() for path in (tmp_path / "outside").iterdir()] == ["kept"]


def test_an_answer_that_eats_the_memory_costs_its_own_row(tmp_path, monkeypatch):
    monkeypatch.setattr(judging, "MEMORY", 500 * 2**20)
    eats = "def relu_derivative(z):\n    food = []\n    while True:\n        food.append(np.ones(2**20))"
    rows = mark_one(tmp_path, Submission(with_answers(relu_derivative=eats)))
    assert rows["relu_derivative"].verdict != PASS
    assert "of memory" in rows["relu_derivative"].sentence
    assert [row.verdict for name, row in rows.items() if name != "relu_derivative"] == 4 * [PASS]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("floor = max(iter(int, 1))", "It needs cell 2, and there the 3 seconds were over."),
        ("import os\nfloor = os._exit(3)", "It needs cell 2, and there it ended the whole process (exit status 3)."),
    ],
)
def test_a_cell_that_kills_or_hangs_costs_only_the_answers_that_need_it(cell, reason, tmp_path, monkeypatch):
    monkeypatch.setattr(judging, "SECONDS_FOR_CELLS", 3)
    answers = with_answers(relu_derivative="def relu_derivative(z):\n    return np.where(z > floor, 1.0, 0.0)")
    rows = mark_one(tmp_path, Submission(answers, before=(cell,)))
    assert rows["relu_derivative"].verdict == NO_VERDICT
    assert reason in rows["relu_derivative"].sentence
    assert [row.verdict for name, row in rows.items() if name != "relu_derivative"] == 4 * [PASS]


def test_an_answer_in_c_code_that_holds_the_interpreter_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(judging, "SECONDS_MORE", -8)  # of the 10 s that relu has
    rows = mark_one(tmp_path, Submission(with_answers(relu="def relu(z):\n    return sum(range(10**12))")))
    assert (rows["relu"].verdict, rows["relu_derivative"].verdict) == ("NOT YET", PASS)
    assert "It was stopped after 10 seconds" in rows["relu"].sentence


def test_answers_that_build_networks_are_marked_and_none_is_trained(tmp_path):
    cells = [
        "import numpy as np\nfrom utils.quiet_tensorflow import keras",
        "def count_parameters(sizes):\n    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))",
        "def classic_network():\n    dense = keras.layers.Dense\n    return keras.Sequential([keras.Input((400,)), "
        "dense(25, 'relu'), dense(15, 'relu'), dense(10)])",
        "network = classic_network()\nnetwork.fit('for ever')",
        "def small_network():\n    return 42",
    ]
    (tmp_path / "renamed.ipynb").write_text(json.dumps({"cells": [code_cell(cell) for cell in cells]}))
    rows = {row.exercise: row for row in judging.mark(tmp_path / "renamed.ipynb", "renamed")}
    assert rows["count_parameters"].verdict == PASS
    assert (rows["classic_network"].verdict, rows["classic_network"].sentence[:25]) == (
        PASS,
        "right on its one case. It",
    )
    assert rows["small_network"].verdict == "NOT YET"
    assert rows["predict_digit"].verdict == NO_VERDICT


@pytest.mark.parametrize(
    ("sources", "needed"),
    [
        (["def relu(z):\n    return z", "1 / 0", "relu(3)"], {(1, 0)}),
        (["import numpy as np", "def relu(z):\n    return np.abs(z)"], {(1, 0), (2, 0)}),
        (["table = [1]", "table.append(2)", "other = [1]", "def relu(z):\n    return table"], {(1, 0), (2, 0), (4, 0)}),
        (["def relu(z):\n    return g(z)", "a = 1", "def g(z):\n    return a"], {(1, 0), (2, 0), (3, 0)}),
        (["z = 1", "def relu(z):\n    return z"], {(2, 0)}),
        (["from numpy import *", "def relu(z):\n    return abs(z)"], {(1, 0), (2, 0)}),
        (["d = load()", "d.fit()", "n = net()\nn.fit(d)", "def relu(z):\n    return z"], {(4, 0)}),
    ],
)
def test_only_what_an_answer_needs_is_run(sources, needed, tmp_path):
    notebook = notebook_of(tmp_path, *sources)
    assert notebook.needed_by("relu") == needed
    assert from_json(json.loads(json.dumps(to_json(notebook)))) == notebook


@pytest.mark.parametrize(
    "odd", ["(", "\0%", "x = " + "(" * 3000, "-" * 100_000 + "1", "\ud800", "return 1\n  2", "?" * 9]
)
def test_a_cell_that_is_not_python_leaves_the_others_alone(odd, tmp_path):
    notebook = notebook_of(tmp_path, f"{odd}\ndef tent(x):\n    return x", "def relu(z):\n    return z")
    broken, fine = notebook.cells
    assert (broken.names, fine.problem, notebook.needed_by("relu")) == ({"tent"}, "", {(2, 0)})


def test_a_long_chain_of_cells_is_followed_at_once(tmp_path):
    chain = [f"a{n} = a{n + 1}" for n in range(20_000)]
    notebook = notebook_of(tmp_path, "def relu(z):\n    return a0", "\n".join(chain))
    assert len(notebook.needed_by("relu")) == 20_001


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"cells": 3}', '{"cells": [{}]}', '{"cells": [{"source": [1]}]}', "[" * 100_000, "\0"],
)
def test_a_file_that_is_no_notebook_says_so(text, tmp_path):
    (tmp_path / "n.ipynb").write_text(text)
    with pytest.raises(NotANotebook, match="not a Jupyter notebook, or it is damaged"):
        read_notebook(tmp_path / "n.ipynb")


def test_a_file_of_more_megabytes_than_are_read_is_not_opened(tmp_path):
    with (tmp_path / "n.ipynb").open("wb") as file:
        file.truncate(LARGEST_FILE + 2**20)
    with pytest.raises(NotANotebook, match="The file has 101 MB; the limit is 100"):
        read_notebook(tmp_path / "n.ipynb")


LESSON = """import numpy as np

def relu(z):
    return np.maximum(0, z)

check(relu)
%time x = [relu(1) for _ in 'ab']
"""


@fuzzing(60)
@given(st.lists(damaged(LESSON.encode()), max_size=3), st.one_of(st.none(), json_values), st.data())
def test_any_notebook_given_to_mark_is_taken_apart_or_refused(tmp_path, sources, tags, data):
    cells = [code_cell(source.decode("latin-1"), tags=tags) for source in sources]
    content = json.dumps({"cells": cells}).encode()
    path = tmp_path / "n.ipynb"
    path.write_bytes(content if data.draw(st.booleans()) else data.draw(damaged(content)))
    with suppress(NotANotebook):
        notebook = read_notebook(path)
        assert from_json(json.loads(json.dumps(to_json(notebook)))) == notebook
        assert all(notebook.needed_by(name) is not None for name in notebook.written())


def test_a_notebook_of_another_course_has_one_row(tmp_path):
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": [code_cell("print('hello')")]}))
    (row,) = judging.mark(tmp_path / "n.ipynb", "n")
    assert (row.exercise, row.verdict, row.sentence[:32]) == ("-", NO_VERDICT, "It holds no exercise of the cour")


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 3, -(2**70), 0.1, 2 + 1j, "word", ...),
        *(b"bytes", np.float32(0.1), np.int64(7), np.arange(6.0).reshape(2, 3), np.array([], dtype="int8")),
        *((1, [2.5, np.ones(2)]), {"a": (1,), 2: np.zeros((0, 3))}, np.array(5), np.array(["a", "bc"])),
        np.array([None, 1, "a"], object),
    ],
)
def test_plain_data_comes_back_as_it_was(value):
    back = plain.from_json(json.loads(json.dumps(plain.as_json(value))))
    assert type(back) is type(value)
    assert repr(back) == repr(value)
    assert getattr(back, "dtype", None) == getattr(value, "dtype", None)


def test_infinity_and_a_number_of_100000_bits_come_back():
    back = plain.from_json(json.loads(json.dumps(plain.as_json([float("inf"), float("nan"), 2**100_000]))))
    assert back[0] == float("inf")
    assert np.isnan(back[1])
    assert back[2] == 2**100_000


class Trap:
    """Unpickled, it would end the process."""

    def __reduce__(self):
        return os._exit, (1,)


@pytest.mark.parametrize("value", [Trap(), np.array([Trap()]), len, Trap, (i for i in range(3)), {1, 2}])
def test_what_is_not_plain_arrives_as_words_alone(value):
    copied = as_it_is_looked_at(value)
    back = plain.from_json(json.loads(json.dumps(plain.as_json(copied))))
    items = back.ravel().tolist() if isinstance(back, np.ndarray) else [back]
    assert all(isinstance(item, Other) for item in items)
    assert repr(back) == repr(copied)


def test_what_was_never_looked_at_arrives_as_the_words_for_its_type():
    assert plain.from_json(plain.as_json(Trap())) == Other("A Trap", "a trap")
    assert plain.from_json(plain.as_json(np.zeros(2, "datetime64[s]"))).kind == "An array of shape (2,)"


def test_a_list_that_holds_itself_ends():
    endless = []
    endless.append(endless)
    json.dumps(plain.as_json(as_it_is_looked_at(endless)))
    json.dumps(plain.as_json(endless))


@pytest.mark.parametrize("kind", [ValueError, NotYet, SystemExit, KeyError, CheckInsideAnAnswer])
def test_a_failure_keeps_its_kind_and_words(kind):
    failure = Failure(kind, "no", lines="in your line: x", of_dots=True, came_back=np.ones(2))
    outcome = Outcome((1,), error=failure, printed="p", changed=0, replaced="np.exp")
    back = plain.outcome_from_json(json.loads(json.dumps(plain.outcome_as_json(outcome))), (1,))
    assert (back.error.kind, back.error.message, back.error.lines, back.error.of_dots) == (
        kind,
        "no",
        failure.lines,
        True,
    )
    assert back.error.came_back.tolist() == [1, 1]
    assert (back.arguments, back.printed, back.changed, back.too_slow, back.replaced) == ((1,), "p", 0, False, "np.exp")


def test_a_failure_of_the_learners_own_kind_keeps_its_name():
    class TooFar(Exception):
        """One that only the learner's process knows."""

    back = plain.outcome_from_json(plain.outcome_as_json(Outcome((), error=Failure(TooFar, "7"))), ())
    assert (back.error.kind.__name__, back.error.message) == ("TooFar", "7")


@pytest.mark.parametrize(
    "reply", [None, [], {"outcome": {}}, {"outcome": {"error": None, "parts": ["array", "O", [1], ""]}}]
)
def test_a_reply_that_means_nothing_is_no_verdict(reply):
    class Liar:
        def ask(self, seconds, what, *arguments):
            return "" if what == "look_at" else reply

    verdict, sentence = judging._verdict(judging._Answer(Liar(), "relu"))
    assert (verdict, sentence) == (NO_VERDICT, "When it was called, what came back cannot be read.")


def test_the_table_as_csv_is_safe_in_a_spreadsheet_and_on_a_terminal(tmp_path):
    row = judging.Row("=HYPERLINK(1).ipynb", "relu", "NOT YET", "@SUM\x1b[31m red\nsecond, line")
    (tmp_path / "out.csv").write_text(mark.csv_text([row]))
    with (tmp_path / "out.csv").open(newline="") as file:
        head, cells = csv.reader(file)
    assert head == ["who", "exercise", "verdict", "sentence"]
    assert cells == ["'=HYPERLINK(1).ipynb", "relu", "NOT YET", "'@SUM?[31m red second, line"]
    assert mark.table([row]).count("\n") == 1
    assert "\x1b" not in mark.table([row])


def test_files_are_named_as_they_are_found_in_their_folder(tmp_path, monkeypatch):
    for name in ("a/relu.ipynb", "b/relu.ipynb", "b/.ipynb_checkpoints/relu-checkpoint.ipynb", "b/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    assert [*mark.submissions(["."])] == [os.path.join("a", "relu.ipynb"), os.path.join("b", "relu.ipynb")]
    assert len(mark.submissions(["a", "b", "b/relu.ipynb"])) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["nosuch.ipynb"], "There is no file nosuch.ipynb."), (["."], "There is no notebook in .")],
)
def test_a_path_that_holds_nothing_is_named_with_status_2(arguments, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert mark.main(arguments) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--cvs", "x"]])
def test_bad_usage_has_status_2(arguments):
    with pytest.raises(SystemExit) as stopped:
        mark.main(arguments)
    assert stopped.value.code == 2


def test_the_command_prints_the_table_and_writes_the_csv(tmp_path):
    Submission(with_answers(relu=WRONG_RELU)).write(tmp_path / "one.ipynb")
    done = command(tmp_path / "one.ipynb", "--csv", tmp_path / "new" / "out.csv")
    out, err = done.communicate(timeout=300)
    assert (done.returncode, err) == (0, "")
    assert "3 of 5 solved" in out
    assert (tmp_path / "new" / "out.csv").read_text(encoding="utf-8").count("\n") == 6


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be sent Ctrl-C there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_in_a_line_and_leaves_no_process(number, tmp_path):
    needs_it = with_answers(relu="def relu(z):\n    return floor")
    for who in ("a", "b", "c"):
        Submission(needs_it, before=("floor = max(iter(int, 1))",)).write(tmp_path / f"{who}.ipynb")
    running = command(tmp_path)
    main = psutil.Process(running.pid)
    deadline, children = time.monotonic() + 120, []
    while len(children) < 5 and time.monotonic() < deadline:
        time.sleep(0.1)
        children = main.children(recursive=True)  # looked at once: a reader of a file may end at any moment
    assert len(children) >= 5  # two workers, their notebooks, and Python's own tracker of resources
    running.send_signal(number)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (130, "", "\nStopped.\n")
    gone, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []


def command(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "tools.command", "tools.mark", *map(str, arguments)],
        cwd=lessons.PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
