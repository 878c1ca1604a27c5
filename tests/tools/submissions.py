"""Thirty submissions of lesson 01, ten of them hostile, and the verdicts that they should get.

`python -m tests.tools.submissions` writes them into a folder, marks them, and compares every row; it takes minutes.
"""

import json
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tools import mark  # and nothing slow: each process of the marking imports this module once more

NAMES = ("relu", "relu_derivative", "tent", "count_pieces", "follow_sine")
PASS, NOT_YET, TO_DO, NO_VERDICT = "PASS", "NOT YET", "TO DO", "NO VERDICT"

RIGHT = {
    "relu": """
        def relu(z):
            return np.maximum(0, z)
        """,
    "relu_derivative": """
        def relu_derivative(z):
            return np.where(z > 0, 1.0, 0.0)
        """,
    "tent": """
        def tent(x):
            return relu(x) - 2 * relu(x - 1) + relu(x - 2)
        """,
    "count_pieces": """
        def count_pieces(w, b, c):
            kinks = {}
            for weight, bias, height in zip(w, b, c):
                if weight != 0:
                    place = -bias / weight
                    kinks[place] = kinks.get(place, 0) + height * abs(weight)
            return 1 + sum(change != 0 for change in kinks.values())
        """,
    "follow_sine": """
        def follow_sine():
            knots = np.linspace(0, 2 * np.pi, 9)[:-1]
            slopes = np.diff(np.sin(np.linspace(0, 2 * np.pi, 9))) / (np.pi / 4)
            return knots, np.diff(slopes, prepend=0)
        """,
}
WRONG_RELU = "def relu(z):\n    return z"
WRONG = {name: f"def {name}(*arguments):\n    return 42" for name in NAMES}


@dataclass
class Submission:
    """A notebook to be: an answer for each exercise, cells before them, and what the verdicts should be.

    `damage` turns the finished file into something else. `says` must stand in the sentence of one of the rows.
    """

    answers: dict[str, str] = field(default_factory=lambda: dict(RIGHT))
    before: tuple[str, ...] = ()
    check: str = "check({name})"
    tags: tuple[str, ...] = ()
    verdicts: dict[str, str] = field(default_factory=dict)
    says: str = ""
    damage: Callable[[Path], None] | None = None

    def expected(self) -> dict[str, str]:
        """Exercise -> verdict: PASS where nothing else is said."""
        return self.verdicts if "-" in self.verdicts else dict.fromkeys(NAMES, PASS) | self.verdicts

    def write(self, path: Path) -> None:
        cells = [{"cell_type": "markdown", "metadata": {}, "source": "# 01 · ReLU: the bend that makes a network"}]
        cells.append(code_cell("import numpy as np\n\nfrom utils.exercises import check"))
        cells += [code_cell(source) for source in self.before]
        for name, answer in self.answers.items():
            source = textwrap.dedent(answer).strip() + f"\n\n{self.check.format(name=name)}"
            cells.append(code_cell(source, tags=list(self.tags)))
        path.parent.mkdir(parents=True, exist_ok=True)
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(notebook), encoding="utf-8")
        if self.damage:
            self.damage(path)


def code_cell(source: str, **metadata) -> dict:
    lines = textwrap.dedent(source).strip().splitlines(keepends=True)
    return {"cell_type": "code", "metadata": metadata, "source": lines, "outputs": [], "execution_count": None}


def with_answers(**answers: str) -> dict[str, str]:
    return RIGHT | answers


def without(*names: str) -> dict[str, str]:
    return {name: answer for name, answer in RIGHT.items() if name not in names}


def cut_in_half(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def swell_to_2_gigabytes(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(2 * 2**30)


def untouched() -> Submission:
    answers = {name: f"def {name}(*arguments):\n    return ...  # your code" for name in NAMES}
    return Submission(answers=answers, verdicts=dict.fromkeys(NAMES, TO_DO))


ALL_NOT_YET = dict.fromkeys(NAMES, NOT_YET)

CLUMSY = {
    "ada.ipynb": Submission(),
    "class_b/ada.ipynb": Submission(with_answers(relu=WRONG_RELU), verdicts={"relu": NOT_YET, "tent": NOT_YET}),
    "untouched.ipynb": untouched(),
    "begun.ipynb": Submission(
        untouched().answers | {"relu": RIGHT["relu"]}, verdicts=dict.fromkeys(NAMES[1:], TO_DO), says="A ... is still"
    ),
    "all_wrong.ipynb": Submission(dict(WRONG), verdicts=ALL_NOT_YET),
    "tent_deleted.ipynb": Submission(without("tent"), verdicts={"tent": NO_VERDICT}, says="Was its cell deleted"),
    "tent_renamed.ipynb": Submission(
        with_answers(tent=RIGHT["tent"].replace("tent", "my_tent")),
        verdicts={"tent": NO_VERDICT},
        says="Was it renamed to my_tent?",
    ),
    "relu_deleted.ipynb": Submission(
        without("relu"), verdicts={"relu": NO_VERDICT, "tent": NOT_YET}, says="name 'relu' is not defined"
    ),
    "stops_half_way.ipynb": Submission(before=("1 / 0",)),
    "needs_what_failed.ipynb": Submission(
        with_answers(follow_sine="def follow_sine():\n    return table[0], table[1]"),
        before=('table = np.load("a_file_of_mine.npy")',),
        verdicts={"follow_sine": NOT_YET},
        says="Cell 2 stopped: FileNotFoundError",
    ),
    "kernel_killed.ipynb": Submission(before=("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",)),
    "not_python.ipynb": Submission(
        with_answers(count_pieces="def count_pieces(w, b, c):\n    return (1 +"),
        verdicts={"count_pieces": NO_VERDICT},
        says="Its cell, number 5, is not Python: '(' was never closed, line 2",
    ),
    "helpers.ipynb": Submission(
        with_answers(relu="def relu(z):\n    return larger(z, floor)"),
        before=("floor = [1]", "floor[0] = 0", "def larger(a, b):\n    return np.maximum(a, b[0])"),
    ),
    "timed.ipynb": Submission({name: f"%%time\n{textwrap.dedent(answer).strip()}" for name, answer in RIGHT.items()}),
    "no_checks.ipynb": Submission(check="# check({name})", says="Its check is gone"),
    "prints.ipynb": Submission(
        with_answers(relu="def relu(z):\n    print(np.maximum(0, z))"),
        verdicts={"relu": NOT_YET, "tent": NOT_YET},
        says="It prints its answer and returns nothing",
    ),
    "calls_itself.ipynb": Submission(
        with_answers(relu_derivative="def relu_derivative(z):\n    return relu_derivative(z)"),
        verdicts={"relu_derivative": NOT_YET},
        says="It calls itself without end",
    ),
    "imported.ipynb": Submission(
        with_answers(relu="from utils.exercises.relu.relu import relu"),
        verdicts={"relu": NO_VERDICT},
        says="imported, not written",
    ),
    "cut_in_half.ipynb": Submission(
        verdicts={"-": NO_VERDICT}, says="This is not a Jupyter notebook", damage=cut_in_half
    ),
    "empty.ipynb": Submission(
        verdicts={"-": NO_VERDICT}, says="This is not a Jupyter notebook", damage=lambda path: path.write_bytes(b"")
    ),
}

PRINTS_PASS = tuple(f'print("PASS  {name}: right on all 5 cases.")' for name in NAMES)
PATCH = """
    import utils.exercises.checker as checker
    import utils.exercises.compare as compare
    passed = checker.Verdict("PASS", "relu", "PASS  relu: right on all 2 cases.")
    checker._judge = checker.judge = lambda *_: passed
    compare.difference = lambda *_: None
    np.isclose = np.allclose = lambda *_, **__: True
    """
PATCHES_INSIDE = f"def relu(z):\n{textwrap.indent(textwrap.dedent(PATCH).strip(), '    ')}\n    return z"
FORGES = """
    def relu(z):
        import json, os
        for number in range(3, 60):
            for reply in ([None, "PASS"], {"verdict": "PASS"}):
                data = json.dumps(reply).encode()
                try:
                    os.write(number, len(data).to_bytes(4, "big") + data)
                except OSError:
                    pass
        return z
    """
LOOPS = """
    def relu(z):
        while True:
            try:
                print(z)
            except BaseException:
                pass
    """
EATS = """
    def count_pieces(w, b, c):
        food = []
        while True:
            food.append(np.ones(2**24))
    """
DELETES = """
    def relu_derivative(z):
        import os, shutil
        for name in os.listdir({folder!r}):
            os.remove(os.path.join({folder!r}, name))
        return np.where(z > 0, 1.0, 0.0)
    """
CONNECTS = """
    def tent(x):
        import urllib.request
        urllib.request.urlopen("http://127.0.0.1:{port}/").read()
        return relu(x) - 2 * relu(x - 1) + relu(x - 2)
    """


def hostile(folder: Path, port: int = 9) -> dict[str, Submission]:
    """Ten hostile submissions. One deletes the files in `folder`, one calls the port of this machine."""
    deletes, connects = DELETES.format(folder=str(folder)), CONNECTS.format(port=port)
    return {
        "prints_pass.ipynb": Submission(dict(WRONG), PRINTS_PASS, check="", verdicts=ALL_NOT_YET),
        "switched_off.ipynb": Submission(
            {name: f"# NBVAL_SKIP\n{answer}" for name, answer in WRONG.items()},
            tags=("raises-exception", "nbval-skip"),
            verdicts=ALL_NOT_YET,
            says="Its cell is marked nbval-skip, raises-exception, NBVAL_SKIP, which has no effect.",
        ),
        "catches.ipynb": Submission(
            dict(WRONG),
            before=('import os\nos.environ.pop("COURSE_STRICT", None)',),
            check="try:\n    check({name})\nexcept BaseException:\n    pass",
            verdicts=ALL_NOT_YET,
        ),
        "own_check.ipynb": Submission(
            dict(WRONG),
            before=('def check(answer):\n    print("PASS ", answer.__name__)',),
            verdicts=ALL_NOT_YET,
            says="a check of its own",
        ),
        "patches_the_judge.ipynb": Submission(
            with_answers(relu=PATCHES_INSIDE, follow_sine=WRONG["follow_sine"]),
            before=(PATCH,),
            verdicts={"relu": None, "tent": None, "follow_sine": None},
        ),
        "forges_replies.ipynb": Submission(with_answers(relu=FORGES), verdicts={"relu": None, "tent": None}),
        "exits_and_bombs.ipynb": Submission(
            with_answers(
                relu_derivative="def relu_derivative(z):\n    import ctypes\n    return ctypes.string_at(0)",
                count_pieces=EATS,
            ),
            verdicts={"relu_derivative": NO_VERDICT, "count_pieces": None},
            says="it ended the whole process",
        ),
        "loops.ipynb": Submission(
            with_answers(
                relu=LOOPS,
                tent="def tent(x):\n    return sum(range(10**12))",
            ),
            before=("while True:\n    pass",),
            verdicts={"relu": NOT_YET, "tent": NOT_YET},
            says="It was stopped after 10 seconds",
        ),
        "deletes_and_connects.ipynb": Submission(
            with_answers(relu_derivative=deletes, tent=connects),
            verdicts={"relu_derivative": NOT_YET, "tent": NOT_YET},
            says="PermissionError",
        ),
        "2_gigabytes.ipynb": Submission(
            verdicts={"-": NO_VERDICT}, says="The file has 2,048 MB", damage=swell_to_2_gigabytes
        ),
    }


def differences(rows: list, submissions: dict[str, Submission]) -> list[str]:
    """Where the rows are not what they should be. A verdict of None stands for any but PASS."""
    wrong = []
    for who, submission in submissions.items():
        found = {row.exercise: row.verdict for row in rows if row.who == who}
        for name, verdict in submission.expected().items():
            is_right = found.get(name) not in (None, PASS) if verdict is None else found.get(name) == verdict
            if not is_right:
                wrong.append(f"{who}: {name} is {found.get(name)} instead of {verdict or 'any but PASS'}")
        if found.keys() != submission.expected().keys():
            wrong.append(f"{who}: rows for {sorted(found)}")
        if submission.says not in "\n".join(row.sentence for row in rows if row.who == who):
            wrong.append(f"{who}: no sentence says {submission.says!r}")
    return wrong


def main() -> int:
    with TemporaryDirectory() as name:
        folder, precious = Path(name) / "submissions", Path(name) / "precious"
        precious.mkdir()
        (precious / "thesis.txt").write_text("years of work")
        submissions = CLUMSY | hostile(precious)
        for who, submission in submissions.items():
            submission.write(folder / who)
        started = time.perf_counter()
        rows = mark.mark_all(mark.submissions([str(folder)]))
        seconds = time.perf_counter() - started
        print(f"{mark.table(rows)}\n\n{mark.summary(rows)}\n")
        wrong = differences(rows, submissions)
        if not (precious / "thesis.txt").exists():
            wrong.append("a file of the teacher is gone")
    print(f"{len(submissions)} submissions in {seconds:.0f} s")
    print("\n".join(wrong) or "Every row is right.")
    return 1 if wrong else 0


if __name__ == "__main__":
    from tools import lessons

    lessons.plain_terminal()
    sys.exit(main())
