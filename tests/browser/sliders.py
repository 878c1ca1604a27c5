"""Measures in JupyterLab, in a real browser, how long each slider's picture takes after a key, and how far it lags.

Not part of `make test`, because it needs a browser and a quiet machine. Install Chromium and, into .venv, playwright;
then

    .venv/bin/python tests/browser/sliders.py [slider ...] [--browser /usr/bin/chromium] [--most 100]

The table gives medians of 20 keys: from the key to the loaded picture, and of that the kernel's own part; then, while
the slider is dragged to and fro for two seconds, how many pictures came, and how long after the last move of the hand
the last one came. Screenshots in both themes go to build/browser/. The exit status is non-zero if a median is over
`--most` milliseconds.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import nbformat
from playwright.sync_api import Page, sync_playwright
from run_in_jupyterlab import ALL_DONE, MINUTE, SHOTS, TOKEN, jupyterlab

KEYS = 20
DRAGGED = 2.0  # seconds
START = """import numpy as np
from utils import plotting
from utils.data import load_digits5000

digits = load_digits5000()
images = digits.x_train[:37].reshape(-1, 20, 20).transpose(0, 2, 1)
scores = np.array([-1.0, -2.0, 0.5, 4.0, -3.0, 3.0, -2.5, 0.0, 2.0, 1.0])
p = np.random.default_rng(0).dirichlet(np.full(10, 0.3), len(images))
curvatures, start = np.array([1.0, 30.0]), np.array([-3.0, 1.2])
paths = {f"rate {rate}": np.array([start * (1 - rate * curvatures) ** k for k in range(31)])
         for rate in (0.02, 0.06, 0.03, 0.05)}

def train(rate, batch_size, hidden):
    images = np.linspace(0, 5000, 11)
    return images, 0.1 + 2.2 * np.exp(-rate * images / 500), np.random.random()  # never the same picture
"""
CELLS = {
    "unrolling_slider": "plotting.unrolling_slider(digits.x_train[0])",
    "answer_slider": 'plotting.answer_slider(images, p, range(-180, 181, 10), "degrees")',
    "nudge_slider": "plotting.nudge_slider()",
    "training_dashboard": "plotting.training_dashboard(train)",
}
# Notes when a key or the hand moved, when a picture was loaded, and when the kernel began and ended with a message.
WATCH = """() => {
  window.seen = { moved: [], loaded: [], busy: 0, kernel: [] };
  const now = () => performance.timeOrigin + performance.now();
  for (const kind of ['keydown', 'pointermove', 'click']) {
    document.addEventListener(kind, () => seen.moved.push(now()), true);
  }
  document.addEventListener('load', event => event.target.tagName === 'IMG' && seen.loaded.push(now()), true);
  jupyterapp.shell.currentWidget.sessionContext.session.kernel.iopubMessage.connect((_, message) => {
    const state = message.content.execution_state;
    if (message.parent_header.msg_type !== 'comm_msg' || !state) return;
    const date = Date.parse(message.header.date);
    if (state === 'busy') seen.busy = date; else seen.kernel.push(date - seen.busy);
  });
}"""
FORGET = "() => { seen.moved = []; seen.loaded = []; seen.kernel = []; }"


def write_notebook(folder: Path, name: str) -> None:
    hidden = {"jupyter": {"source_hidden": True}}  # leaves room for the picture
    cells = [nbformat.v4.new_code_cell(START, metadata=hidden), nbformat.v4.new_code_cell(CELLS[name])]
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / f"{name}.ipynb")


def open_and_run(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/lab/tree/{name}.ipynb?reset&token={TOKEN}")
    page.get_by_text("| Idle").first.wait_for(timeout=2 * MINUTE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_function(ALL_DONE, timeout=5 * MINUTE)
    page.locator(".jupyter-widgets img").last.wait_for(timeout=MINUTE)
    page.evaluate("() => jupyterapp.shell.currentWidget.content.scrollToItem(1, 'start')")
    page.get_by_text("| Idle").first.wait_for(timeout=MINUTE)
    time.sleep(1)


def time_keys(page: Page) -> tuple[list[float], list[float]]:
    """Milliseconds from each key (or press of the button) to its picture, and those that the kernel took of them."""
    handle, button = page.locator(".noUi-handle").first, page.locator(".jupyter-widgets button.mod-primary")
    waits, kernel = [], []
    for place in range(KEYS + 1):
        page.evaluate(FORGET)
        if button.count():
            button.first.click()
        else:
            handle.focus()
            page.keyboard.press("ArrowLeft" if place % 2 else "ArrowRight")
        page.wait_for_function("() => seen.loaded.length && seen.kernel.length", timeout=MINUTE)
        seen = page.evaluate("() => seen")
        waits.append(seen["loaded"][0] - seen["moved"][-1])
        kernel.append(max(seen["kernel"]))
        time.sleep(0.2)
    return waits[1:], kernel[1:]  # the first one warms up


def drag(page: Page) -> tuple[int, float]:
    """Pictures that came while the slider was dragged, and milliseconds from the last move to the last picture."""
    handle = page.locator(".noUi-handle").first.bounding_box()
    track = page.locator(".noUi-target").first.bounding_box()
    y = handle["y"] + handle["height"] / 2
    page.mouse.move(handle["x"] + handle["width"] / 2, y)
    page.mouse.down()
    page.evaluate(FORGET)
    began = time.monotonic()
    while (passed := time.monotonic() - began) < DRAGGED:
        there_and_back = 1 - abs(1 - 2 * passed / DRAGGED)
        page.mouse.move(track["x"] + (0.02 + 0.96 * there_and_back) * track["width"], y)
        time.sleep(0.01)
    page.mouse.up()
    time.sleep(3)
    seen = page.evaluate("() => seen")
    return len(seen["loaded"]), max(0.0, seen["loaded"][-1] - seen["moved"][-1])


def take_pictures(page: Page, name: str) -> None:
    for theme in ("Light", "Dark"):
        page.evaluate(f"() => jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme}'}})")
        time.sleep(2)
        page.screenshot(path=SHOTS / f"{name}_{theme.lower()}.png")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sliders", nargs="*", help="beginnings of names; all, if none is given")
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium")
    parser.add_argument("--most", type=float, default=100, help="milliseconds that a median may take")
    chosen = parser.parse_args()
    SHOTS.mkdir(parents=True, exist_ok=True)
    slow = []
    print(f"{'milliseconds':20} {'key to picture':>14} {'of it kernel':>12} {'pictures dragged':>16} {'lag':>5}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox"])
        with jupyterlab(Path(folder)) as address:
            for name in CELLS:
                if chosen.sliders and not name.startswith(tuple(chosen.sliders)):
                    continue
                write_notebook(Path(folder), name)
                page = browser.new_page(viewport={"width": 1280, "height": 720})
                open_and_run(page, address, name)
                page.evaluate(WATCH)
                waits, kernel = time_keys(page)
                pictures, lag = drag(page) if "dashboard" not in name else (0, 0.0)
                take_pictures(page, name)
                page.close()
                print(f"{name:20} {median(waits):14.0f} {median(kernel):12.0f} {pictures:16} {lag:5.0f}", flush=True)
                slow += [name] if median(waits) > chosen.most else []
        browser.close()
    if slow:
        print(f"over {chosen.most:g} ms: {', '.join(slow)}")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
