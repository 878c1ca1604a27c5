"""Opens every lesson in JupyterLab in a real browser, runs it to its end, and moves its slider.

Not part of `make test`, because it needs a browser. Install Chromium and, into .venv, playwright; then

    .venv/bin/python tests/browser/run_in_jupyterlab.py [lesson ...] [--browser /usr/bin/chromium]

Screenshots go to build/browser/. The notebooks in notebooks/ are copied first and stay as they are. The exit status
is non-zero if a cell shows an error, a cell was not run, or moving a slider leaves its picture as it was.
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
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
SHOTS = PROJECT / "build" / "browser"
TOKEN = "course"
MINUTE = 60_000


@contextlib.contextmanager
def jupyterlab(folder: Path):
    """JupyterLab serving `folder` on a free loopback port; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        f"--port={port}",
        "--ip=127.0.0.1",
        "--no-browser",
        "--allow-root",
        "--expose-app-in-browser",
        f"--IdentityProvider.token={TOKEN}",
    ]
    environment = os.environ | {
        "COURSE_PROGRESS": str(folder / "progress.json"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings"),  # a script may change the theme
    }
    command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder}"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/api?token={TOKEN}")
                break
            time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait()


def run_lesson(page: Page, address: str, lesson: str) -> list[str]:
    """Open a lesson, run all its cells, move its slider if it has one. Returns what went wrong."""
    page.goto(f"{address}/lab/tree/{lesson}.ipynb?reset&token={TOKEN}")
    page.get_by_text("| Idle").first.wait_for(timeout=2 * MINUTE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_function(ALL_DONE, timeout=5 * MINUTE)
    problems = page.evaluate(ERRORS)
    problems += move_slider(page)
    page.screenshot(path=SHOTS / f"{lesson}.png")
    return problems


# JupyterLab shows [*] beside a waiting cell and [7] beside the seventh that was run. After an error it runs no more.
ALL_DONE = """() => {
  const notebook = document.querySelector('.jp-Notebook');
  const cells = jupyterapp.shell.currentWidget.content.model.cells;
  const code = [...cells].filter(cell => cell.type === 'code' && cell.sharedModel.getSource().trim());
  const failed = code.some(cell => cell.outputs.toJSON().some(output => output.output_type === 'error'));
  return notebook && (failed || code.every(cell => cell.executionCount > 0 && cell.executionState !== 'running'));
}"""
ERRORS = """() => {
  const cells = [...jupyterapp.shell.currentWidget.content.model.cells].filter(cell => cell.type === 'code');
  const found = [];
  cells.forEach((cell, i) => {
    for (const output of cell.outputs.toJSON()) {
      if (output.output_type === 'error') found.push(`cell ${i + 1}: ${output.ename}: ${output.evalue}`);
      if (output.name === 'stderr') found.push(`cell ${i + 1} wrote to stderr: ${output.text}`);
    }
  });
  return found;
}"""


def move_slider(page: Page) -> list[str]:
    """Move the first slider by keyboard, press the button if there is one, and see whether the picture changes."""
    number = page.evaluate(
        "() => [...jupyterapp.shell.currentWidget.content.model.cells].findIndex(cell => cell.type === 'code' && "
        "cell.sharedModel.getSource().trim().match(/^\\w*(sliders?|dashboard)\\(/m))"
    )
    if number < 0:
        return []
    page.evaluate(f"() => jupyterapp.shell.currentWidget.content.scrollToItem({number}, 'start')")
    handle = page.locator(".widget-slider .noUi-handle").first
    handle.wait_for(timeout=MINUTE)
    pictures = page.locator(".jupyter-widgets img")
    page.get_by_text("| Idle").first.wait_for(timeout=MINUTE)
    before = pictures.first.get_attribute("src")
    handle.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    button = page.locator(".jupyter-widgets button.jupyter-button")
    if button.count():
        button.first.click()
    for _ in range(60):
        time.sleep(0.5)
        moved = pictures.first.get_attribute("src") != before
        if moved and page.get_by_text("| Idle").count():
            return []
    return ["moving the slider changed nothing"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", help="beginnings of lessons' names; all, if none is given")
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium")
    chosen = parser.parse_args()
    SHOTS.mkdir(parents=True, exist_ok=True)
    failed = False
    with tempfile.TemporaryDirectory() as copy, sync_playwright() as playwright:
        paths = sorted((PROJECT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
        for path in paths:
            shutil.copy(path, copy)
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox"])
        with jupyterlab(Path(copy)) as address:
            for path in paths:
                if chosen.lessons and not path.stem.startswith(tuple(chosen.lessons)):
                    continue
                page = browser.new_page(viewport={"width": 1300, "height": 1000})
                problems = run_lesson(page, address, path.stem)
                page.close()
                print(f"{path.stem}: {'; '.join(problems) or 'ran to its end'}", flush=True)
                failed = failed or bool(problems)
        browser.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
