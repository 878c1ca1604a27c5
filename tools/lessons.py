"""What the commands share: making a notebook from a text, executing it, and what no notebook may store."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import nbclient.client
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from tools import cells, colab
from tools.references import code_for_notebook, markdown_for_notebook
from utils.files import part_file

PROJECT = Path(__file__).resolve().parents[1]
NOTEBOOKS = PROJECT / "notebooks"
TEXT = NOTEBOOKS / "text"
BUILD = PROJECT / "build"

CELL_SECONDS = 300
WHICH = "its number, or the beginning of its name, such as 01; you may give several (default: all lessons)"
PICTURES = {"image/png", "image/svg+xml"}
WIDGET = "application/vnd.jupyter.widget-view+json"
HOME_FOLDER = re.compile(r"/(?:home|root|work|tmp|Users)/|[A-Z]:\\+Users")
INSTALLATION = re.compile(r"\.venv|site-packages")
WARNING = re.compile(r"\w*Warning: .*")

# nbclient's own pattern starts over at every character, so its time grows with the square of a line's length.
nbclient.client._RGX_CARRIAGERETURN = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)


@dataclass(frozen=True)
class Failure:
    """Where a notebook stopped: the number that Jupyter shows beside the cell, its first line, and why."""

    cell: int
    first_line: str
    reason: str

    def __str__(self):
        return f"cell [{self.cell}] ({self.first_line}): {self.reason}"


def plain_terminal() -> None:
    """Let a console show a question mark for a character it lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")


def lesson_files(folder: Path, suffix: str, names: list[str] = ()) -> list[Path]:
    """The lessons' files in a folder, in order: all of them, or those whose names begin with one of `names`."""
    files = sorted(folder.glob(f"[0-9][0-9]_*{suffix}"))
    for name in names:
        if not any(path.stem.startswith(name) for path in files):
            known = ", ".join(path.stem for path in files) or "none"
            raise SystemExit(f"No lesson in {folder.name}/ begins with {name!r}. The lessons are: {known}.")
    return [path for path in files if not names or path.stem.startswith(tuple(names))]


def write_file(path: Path, contents: str | bytes) -> None:
    """Write a file, whole or not at all. Text becomes UTF-8 and keeps its line ends."""
    write_files({path: contents})


def write_files(files: Mapping[Path, str | bytes]) -> None:
    """Write several files. Each is complete before the first takes its place, so that a full disk changes none."""
    path = Path()
    try:
        with ExitStack() as complete:
            for path, contents in files.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                part = complete.enter_context(part_file(path))
                part.write_bytes(contents.encode("utf-8") if isinstance(contents, str) else contents)
    except OSError as error:
        where = f"{path.parent.name}/{path.name}"
        raise SystemExit(
            f"{where} cannot be written: {error.strerror}. Close it if it is open, or make room, and try again."
        ) from None


def notebook_from_text(path: Path) -> NotebookNode:
    """The notebook of a lesson's MyST Markdown, not yet executed. The same text gives the same bytes.

    Links to the lessons before and after stand at both ends. A cell for Google Colab comes before the first code cell.
    """
    import jupytext

    name = path.stem[3:]
    made: list[NotebookNode] = []
    for cell in jupytext.read(path, fmt="md:myst").cells:
        if cell.cell_type == "code":
            source, tags = code_for_notebook(cell.source, path), list(cell.metadata.get("tags", []))
            made.append(cells.code_cell(source, f"{name}-{len(made):03d}", tags))
            continue
        for part in cells.split_markdown(markdown_for_notebook(cell.source, path)):
            made.append(nbformat.v4.new_markdown_cell(part, id=f"{name}-{len(made):03d}"))
    first = next((place for place, cell in enumerate(made) if cell.cell_type == "code"), len(made))
    made.insert(first, colab.setup_cell(f"{name}-colab"))
    if links := cells.navigation(path):
        made = [
            cells.navigation_cell(links, f"{name}-start"),
            *made,
            cells.navigation_cell(links, f"{name}-end"),
        ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return nbformat.v4.new_notebook(cells=made, metadata=metadata, nbformat_minor=5)


def data_environment(mnist: Path | None) -> dict[str, str]:
    """This process's environment, with the data already found, so that no kernel looks for it again."""
    environment = {name: value for name, value in os.environ.items() if name != "DIGITS_DATA"}
    if mnist is None:
        return environment | {"DIGITS_SOURCE": "embedded"}
    return environment | {"DIGITS_DATA": str(mnist.resolve())}


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells of a lesson, without empty ones and without the one for Colab, which is not part of it."""
    return [c for c in notebook.cells if c.cell_type == "code" and c.source.strip() and not is_for_colab(c)]


def is_for_colab(cell: NotebookNode) -> bool:
    return colab.TAG in cell.metadata.get("tags", [])


class LessonClient(NotebookClient):
    """Executes notebooks, ends at Ctrl-C, and leaves messages between widgets unanswered.

    nbclient's own handler for Ctrl-C would end the kernel and report it as dead.

    nbclient answers widgets on the same socket on which it waits for the cell's reply. Now and then it then misses that
    reply, and the cell lasts until the time limit although the kernel is done. Sliders draw their first picture without
    an answer.
    """

    interrupted = False

    async def async_start_new_kernel(self, **kwargs):
        """Start the kernel. From here on, Ctrl-C cancels the execution."""
        task = asyncio.current_task()

        def stop():
            self.interrupted = True
            task.cancel()

        with suppress(NotImplementedError):  # Windows, where Ctrl-C raises KeyboardInterrupt by itself
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop)
        await super().async_start_new_kernel(**kwargs)

    def handle_comm_msg(self, outs, msg, cell_index):
        """Do nothing."""


def execute(
    notebook: NotebookNode, folder: Path, environment: dict[str, str], after_cell: Callable | None = None
) -> Failure | None:
    """Execute a notebook in place, in a kernel that starts in `folder`.

    The stored outputs are dropped first. Returns None, or the Failure at which it stopped. In that case the cell's
    outputs end with the error. Ctrl-C raises KeyboardInterrupt.
    """
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    with TemporaryDirectory(ignore_cleanup_errors=True) as sockets:
        return _execute(notebook, folder, environment, after_cell, kernel_channels(sockets))


def kernel_channels(folder: str) -> Config:
    """Talk to the kernel through files in `folder`: two kernels that start at once may choose the same TCP port.

    Windows has no such files, so TCP is used there.
    """
    if os.name == "nt":
        return Config()
    return Config(KernelManager={"transport": "ipc", "ip": str(Path(folder) / "kernel")})


def _execute(
    notebook: NotebookNode, folder: Path, environment: dict[str, str], after_cell: Callable | None, channels: Config
) -> Failure | None:
    reached = []
    client = LessonClient(
        notebook,
        config=channels,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        coalesce_streams=True,
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=CRITICAL"],  # else each kernel warns on the terminal
        resources={"metadata": {"path": str(folder)}},
        on_cell_execute=lambda cell, cell_index: reached.append(cell),
        on_cell_executed=(lambda **_: after_cell()) if after_cell else None,
    )
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        return _failure(reached, f"{error.ename}: {error.evalue}".strip().splitlines()[-1])
    except CellTimeoutError:
        return _failure(reached, f"it was stopped after {CELL_SECONDS} seconds", store=True)
    except (DeadKernelError, RuntimeError, asyncio.CancelledError) as error:
        if client.interrupted:
            raise KeyboardInterrupt from None
        return _failure(reached, f"{error or 'The kernel died'} (often because it ran out of memory)", store=True)
    return None


def _failure(reached: list[NotebookNode], reason: str, store: bool = False) -> Failure:
    if not reached:
        return Failure(0, "before the first cell", reason)
    if store:
        reached[-1].outputs.append(nbformat.v4.new_output("error", ename="Stopped", evalue=reason, traceback=[reason]))
    return Failure(len(reached), reached[-1].source.strip().splitlines()[0], reason)


def drop_widgets(notebook: NotebookNode) -> None:
    """Remove what only a live kernel can show. A stored slider would say "model not found"."""
    notebook.metadata.pop("widgets", None)
    for cell in code_cells(notebook):
        cell.outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]


def output_texts(cell: NotebookNode) -> Iterator[str]:
    """Every text in a code cell's outputs, without the pictures."""
    for output in cell.outputs:
        if output.output_type == "stream":
            yield output.text
        for kind, text in output.get("data", {}).items():
            if kind.startswith("text/"):
                yield text


def problems(notebook: NotebookNode) -> list[str]:
    """What a stored notebook must not hold, one sentence each. An empty list means a clean notebook."""
    found = []
    for number, cell in enumerate(code_cells(notebook), start=1):
        where = f"cell [{number}] ({cell.source.strip().splitlines()[0]})"
        if cell.execution_count != number:
            found.append(f"{where} was not executed in order")
        for output in cell.outputs:
            if output.output_type == "error":
                found.append(f"{where} ended with an error: {output.ename}: {output.evalue}")
            if output.get("name") == "stderr":
                found.append(f"{where} wrote to stderr: {output.text.strip()}")
        for text in output_texts(cell):
            for pattern, what in ((HOME_FOLDER, "a path"), (INSTALLATION, "a path"), (WARNING, "a warning")):
                if hit := pattern.search(text):
                    found.append(f"{where} shows {what} of this machine: {_line_around(text, hit)}")
    for number, cell in enumerate(notebook.cells):
        if hit := HOME_FOLDER.search(cell.source):
            found.append(f"cell number {number} names a path of one machine: {_line_around(cell.source, hit)}")
    return found


def _line_around(text: str, hit: re.Match) -> str:
    return next(line for line in text.splitlines() if hit.group() in line).strip()
