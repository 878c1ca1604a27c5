"""`course.py mark`: judge the functions in submitted notebooks with this installation's checker."""

import csv
import io
import multiprocessing
import os
import signal
import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

from tools.command import REFUSED, parser
from tools.tally import tally

AT_ONCE = 2
COLUMNS = ("who", "exercise", "verdict", "sentence")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a spreadsheet formula begins

DESCRIPTION = """\
Judge the functions in submitted notebooks with this installation's checker, and print a table.

Two notebooks run at a time, each in its own process: in an empty folder, without a network, with limits on time
(90 s for the cells that the answers need, and each exercise's own limit) and memory (3 GB). On Linux the system
cuts off the network if it allows that. Otherwise, and for files and programs, Python refuses. On Windows nothing
limits the size of a file that an answer writes. Cells that no answer needs do not run.
"""
AFTERWORD = """\
The status is 0 if every file was judged, whatever the verdicts, and 2 if the command was not understood.
Some things cannot be prevented: an answer can import the course's own, or be copied. Look at what surprises you.
"""


def submissions(arguments: list[str]) -> dict[str, Path]:
    """Who -> file. A file in a folder gets its name there, any other file the name that was typed.

    Raises FileNotFoundError, with a sentence, for a path that does not exist or a folder without notebooks.
    """
    found = {}
    for argument in arguments:
        path = Path(argument)
        if not path.exists():
            raise FileNotFoundError(f"There is no file {argument}.")
        files = notebooks_in(path) if path.is_dir() else [path]
        if not files:
            raise FileNotFoundError(f"There is no notebook in {argument}.")
        short = path.is_dir() and len(arguments) == 1
        found |= {str(file.relative_to(path) if short else file): file for file in files}
    return found


def notebooks_in(folder: Path) -> list[Path]:
    """All notebooks in a folder and its subfolders, without Jupyter's own copies."""
    return sorted(path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)


def mark_all(files: dict[str, Path]) -> list:
    """The rows of all submissions, in order. A bar on the terminal shows the progress."""
    from tqdm import tqdm

    from tools.marking.judging import mark

    pool = ProcessPoolExecutor(AT_ONCE, multiprocessing.get_context("spawn"), initializer=_be_quiet)
    try:
        futures = {pool.submit(mark, path, who): who for who, path in files.items()}
        hidden = not sys.stderr.isatty()
        for _ in tqdm(as_completed(futures), total=len(futures), unit="notebook", leave=False, disable=hidden):
            pass
        return [row for future, who in futures.items() for row in _rows(future, who)]
    except BaseException:
        _end_children()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _be_quiet() -> None:
    """Quiet a worker: the parent answers Ctrl-C, and nobody needs TensorFlow's messages."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _rows(future: Future, who: str) -> list:
    from tools.marking.judging import NO_VERDICT, Row

    try:
        return future.result()
    except BrokenProcessPool:
        return [Row(who, "-", NO_VERDICT, "The system ended the marking itself; mark this file again.")]


def _end_children() -> None:
    import psutil

    for worker in multiprocessing.active_children():
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(worker.pid)
            process.suspend()  # so that it cannot start another notebook
            for child in [*process.children(recursive=True), process]:
                child.kill()


def cells_of(row) -> list[str]:
    """A row's cells, each on one line and safe to show in a terminal."""
    return [printable(getattr(row, column)) for column in COLUMNS]


def printable(text: str) -> str:
    """The text on one line, without anything that could control a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(text.split()))


def table(rows: Iterable) -> str:
    """The rows as aligned columns."""
    lines = [list(COLUMNS), *map(cells_of, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join("  ".join([*(f"{line[i]:<{widths[i]}}" for i in range(3)), line[3]]) for line in lines)


def summary(rows: Iterable) -> str:
    """One line per submission: how many of its exercises are solved, and which have no verdict."""
    of_each = {}
    for row in rows:
        of_each.setdefault(row.who, {})[row.exercise] = row.verdict
    return "\n".join(
        f"{printable(who)}: {'no verdict' if list(verdicts) == ['-'] else tally(verdicts, verdicts)}"
        for who, verdicts in of_each.items()
    )


def csv_text(rows: Iterable) -> str:
    """The table as CSV. A quote goes before anything that a spreadsheet would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells_of(row)])
    return text.getvalue()


def main(arguments: list[str]) -> int:
    options = parser("mark", DESCRIPTION, epilog=AFTERWORD, formatter_class=RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="+", metavar="FILE", help="a notebook, or a folder for all notebooks in it")
    options.add_argument("--csv", metavar="OUT", help="also write the table to this file")
    chosen = options.parse_args(arguments)
    from tools import lessons
    from utils.data import fetch_mnist

    signal.signal(signal.SIGTERM, _stop)
    lessons.plain_terminal()
    try:
        files = submissions(chosen.files)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return REFUSED
    os.environ.update(lessons.data_environment(fetch_mnist(mirrors=())))
    rows = mark_all(files)
    print(f"{table(rows)}\n\n{summary(rows)}")
    if chosen.csv:
        lessons.write_file(Path(chosen.csv), csv_text(rows))
    return 0


def _stop(*_) -> None:
    raise KeyboardInterrupt
