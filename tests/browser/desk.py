"""Works with `make lab` as a learner would: answers exercises, gets a newer course, and finds the answers in it.

Not part of `make test`, because it needs a browser. Install Chromium and, into .venv, playwright; then

    .venv/bin/python tests/browser/desk.py [--browser /usr/bin/chromium]

A copy of the project is made in a temporary folder, with two lessons. Screenshots go to build/browser/. The exit status
is non-zero if anything is not as it should be; a line says what.
"""

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))
from run_in_jupyterlab import ALL_DONE, ERRORS, MINUTE, PROJECT, SHOTS, TOKEN

sys.path.insert(0, str(PROJECT))
from utils.contents import lessons

FIRST, LESSON = (f"{lessons()[name].file}.ipynb" for name in ("start_here", "softmax"))
RIGHT = '''def softmax_one_image(z):
    """Turn the scores of one image, shape (n,), into n probabilities."""
    powers = np.exp(z - z.max())
    return powers / powers.sum()

check(softmax_one_image)'''
WRONG = '''def softmax(z):
    """Turn each row of scores into a row of probabilities."""
    powers = np.exp(z)
    return powers / powers.sum()

check(softmax)'''
NOTE = "My own note: the largest score stays the largest."

# What `make notebooks` does, without executing: a new sentence in the lesson's text, and its notebook made from it.
NEWER_COURSE = """
import sys, nbformat
from tools import lessons, provenance
(text,) = lessons.lesson_files(lessons.TEXT, ".md", [sys.argv[1]])
written = text.read_text(encoding="utf-8")
text.write_text(written.replace("**Time:**", "*This sentence is new.*\\n\\n**Time:**", 1), encoding="utf-8")
notebook = lessons.notebook_from_text(text)
provenance.sign(notebook, {})
nbformat.write(notebook, lessons.NOTEBOOKS / f"{text.stem}.ipynb")
"""
INDEX_OF = """source => [...jupyterapp.shell.currentWidget.content.model.cells].findIndex(
  cell => cell.sharedModel.getSource().includes(source))"""
SOURCES = "() => [...jupyterapp.shell.currentWidget.content.model.cells].map(cell => cell.sharedModel.getSource())"
OUTPUT_OF = """index => JSON.stringify(
  jupyterapp.shell.currentWidget.content.model.cells.get(index).outputs?.toJSON() ?? [])"""
DIRTY = "() => jupyterapp.shell.currentWidget.context.model.dirty"
OUTPUTS = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
  .filter(cell => cell.type === 'code' && cell.outputs.length > 0).length"""


class Wrong(Exception):
    """Something is not as it should be."""


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Wrong(otherwise)


def copy_of_the_project(folder: Path) -> Path:
    project = folder / "digits course"
    for name in ("utils", "tools", "notebooks/text", "results"):
        shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (FIRST, LESSON):
        shutil.copy(PROJECT / "notebooks" / name, project / "notebooks")
    for name in ("pyproject.toml", "requirements.txt"):
        shutil.copy(PROJECT / name, project)
    return project


def environment(project: Path) -> dict[str, str]:
    """Verdicts go to the project's own file, and JupyterLab looks as it does for somebody who never changed it."""
    kept = {name: value for name, value in os.environ.items() if name != "COURSE_PROGRESS"}
    jupyterlabs = {f"JUPYTERLAB_{name}_DIR": str(project / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    return kept | jupyterlabs | {"PYTHONPATH": str(project)}


@contextlib.contextmanager
def make_lab(project: Path) -> Iterator[tuple[str, Path]]:
    """JupyterLab as `make lab` starts it, without a browser: its address, and the file with what it prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", f"--port={port}", f"--IdentityProvider.token={TOKEN}", "--expose-app-in-browser"]
    command = [sys.executable, "-m", "tools.command", "tools.lab", *options, "--allow-root"]
    printed = project / "printed.txt"
    with printed.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, cwd=project, env=environment(project), stdout=out, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/api?token={TOKEN}")
                break
            time.sleep(0.25)
        yield address, printed
    finally:
        server.terminate()
        server.wait()


def open_notebook(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/lab/tree/my-notebooks/{name}?reset&token={TOKEN}")
    page.get_by_text("| Idle").first.wait_for(timeout=2 * MINUTE)


def cell_with(page: Page, source: str):
    """The cell that holds these words, scrolled into sight, and its number."""
    index = page.evaluate(INDEX_OF, source)
    expect(index >= 0, f"no cell holds {source!r}")
    page.evaluate(f"() => jupyterapp.shell.currentWidget.content.scrollToItem({index}, 'start')")
    cell = page.locator(f".jp-Notebook .jp-Cell[data-windowed-list-index='{index}']")
    cell.wait_for(timeout=MINUTE)
    time.sleep(1)  # until the cells above it have their heights
    cell.scroll_into_view_if_needed()
    return cell, index


def write_answer(page: Page, exercise: str, answer: str, verdict: str) -> None:
    """Replace a cell by an answer, run it, and wait for the word of its verdict."""
    cell, index = cell_with(page, f"def {exercise}(")
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(answer)
    page.keyboard.press("Control+Enter")
    for _ in range(120):
        if verdict in page.evaluate(OUTPUT_OF, index):
            return
        time.sleep(0.25)
    raise Wrong(f"{exercise} did not get the verdict {verdict}: {page.evaluate(OUTPUT_OF, index)}")


def run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_function(ALL_DONE, timeout=5 * MINUTE)
    found = page.evaluate(ERRORS)
    expect(not found, "; ".join(found))


def add_note(page: Page, after: str, note: str) -> None:
    """A text cell below another cell: B, M, Enter, the text, Shift+Enter."""
    cell, _ = cell_with(page, after)
    cell.locator(".jp-InputPrompt").click()
    for key in ("b", "m", "Enter"):
        page.keyboard.press(key)
    page.keyboard.insert_text(note)
    page.keyboard.press("Control+Enter")


def save(page: Page) -> None:
    page.keyboard.press("Control+S")
    page.wait_for_function(f"() => !({DIRTY})()", timeout=MINUTE)


def shot(page: Page, name: str) -> None:
    time.sleep(1)  # until what was scrolled has settled
    page.screenshot(path=SHOTS / f"desk-{name}.png")


def first_evening(page: Page, address: str, printed: Path) -> None:
    expect("New in my-notebooks/:" in printed.read_text(), "make lab did not say that it made copies")
    open_notebook(page, address, LESSON)
    expect(page.evaluate(OUTPUTS) == 0, "the copy has outputs")
    time.sleep(2)
    expect(not page.evaluate(DIRTY), "JupyterLab would ask to save a copy that nobody has changed")
    shot(page, "1-opened")
    run_all(page)
    write_answer(page, "softmax_one_image", RIGHT, "PASS")
    shot(page, "2-right")
    write_answer(page, "softmax", WRONG, "NOT YET")
    shot(page, "3-wrong")
    add_note(page, "def softmax(", NOTE)
    save(page)
    shot(page, "4-note")


def second_evening(page: Page, address: str, printed: Path) -> None:
    name = LESSON.removesuffix(".ipynb")
    said = printed.read_text().splitlines()[0]
    expect(
        said == f"{name}: the course has a newer text. Your 2 answers and 1 cell of your own are in it; "
        f"the former copy is my-notebooks/old/{LESSON}.",
        f"make lab said: {said}",
    )
    open_notebook(page, address, LESSON)
    sources = page.evaluate(SOURCES)
    for what in (RIGHT, WRONG, NOTE):
        expect(sources.count(what) == 1, f"this is {sources.count(what)} times in the new copy: {what}")
    expect(sources.index(NOTE) == sources.index(WRONG) + 1, "the note is not below its exercise any more")
    expect(any("This sentence is new." in source for source in sources), "the copy is not of the new text")
    shot(page, "5-newer")
    cell_with(page, "def softmax(")
    shot(page, "6-answer-in-newer")
    open_notebook(page, address, f"old/{LESSON}")
    expect(WRONG in page.evaluate(SOURCES), "the former copy does not have the answers")


def third_evening(page: Page, address: str, printed: Path) -> None:
    expect("my-notebooks" not in printed.read_text().splitlines()[0], "make lab did something, though nothing is new")
    open_notebook(page, address, FIRST)
    run_all(page)
    write_answer(page, "pixels", "def pixels(height, width):\n    return height * width\n\ncheck(pixels)", "PASS")
    page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-below')")
    cell_with(page, "progress()")
    shot(page, "7-progress")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium")
    chosen = parser.parse_args()
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        project = copy_of_the_project(Path(folder))
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox"])
        for evening in (first_evening, second_evening, third_evening):
            if evening is second_evening:
                command = [sys.executable, "-c", NEWER_COURSE, LESSON[:2]]
                subprocess.run(command, cwd=project, env=environment(project), check=True)
            with make_lab(project) as (address, printed):
                page = browser.new_page(viewport={"width": 1280, "height": 720})
                try:
                    evening(page, address, printed)
                except Wrong as wrong:
                    print(f"{evening.__name__}: {wrong}")
                    return 1
                page.close()
            print(f"{evening.__name__.replace('_', ' ')}: as it should be", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
