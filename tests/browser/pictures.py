"""Moves every picture of utils/pictures in a real browser: on a page without a kernel, and in JupyterLab.

Not part of `make test`, because it needs a browser. Install Chromium and, into .venv, playwright; then

    .venv/bin/python tests/browser/pictures.py [name ...] [--only page|jupyterlab] [--browser /usr/bin/chromium]

Each handle and each slider is moved by mouse, by finger and by key; what is shown is compared with what Python computes
from `picture.value`; the time from input to picture is measured. Screenshots go to build/browser/. The exit status is
non-zero if something does not move, disagrees, overlaps, does not fit, or is slow. The drivers are in drags/.
"""

import argparse
import importlib
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import nbformat
from playwright.sync_api import Browser, Locator, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).resolve().parent), str(PROJECT)]
from run_in_jupyterlab import ALL_DONE, ERRORS, MINUTE, SHOTS, TOKEN, jupyterlab  # noqa: E402

from tests.browser.hand import agree, drag_by_mouse, drag_by_touch, value_on_page  # noqa: E402
from tests.pictures.test_picture import EXAMPLES  # noqa: E402
from tools.pictures import place, scripts  # noqa: E402
from utils.pictures.picture import Picture  # noqa: E402

SLOW = 16.0  # milliseconds from input to picture: one frame of 60 in a second
BACKGROUNDS = {"light": "#ffffff", "dark": "#121212"}
WIDTHS = (1280, 390)

# From the moment an event reaches the page until all that listen to it are done and the page is laid out anew.
WATCH_TIME = """() => {
  window.times = [];
  window.lost = 0; // drags of a handle that the browser ended, to scroll the page instead
  window.addEventListener("pointercancel", (event) => { window.lost += Boolean(event.target.closest(".handle")); });
  let start;
  for (const kind of ["pointermove", "input", "keydown"]) {
    window.addEventListener(kind, () => { start = performance.now(); }, true);
    window.addEventListener(kind, (event) => {
      if (kind === "pointermove" && !event.buttons) return;
      document.body.getBoundingClientRect();
      window.times.push(performance.now() - start);
    });
  }
}"""
# Texts of a drawing that lie on each other; one pixel of each box is air.
OVERLAPS = """(picture) => {
  const boxes = [...picture.querySelectorAll("svg text")]
    .filter((node) => node.textContent.trim() && !node.closest(".handle"))
    .filter((node) => node.checkVisibility({ visibilityProperty: true }))
    .map((node) => [node.textContent, node.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const up = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 0 && up > 3) found.push(`${one} and ${other} overlap`);
  }));
  const frame = picture.getBoundingClientRect();
  for (const [text, box] of boxes) {
    if (box.left < frame.left || box.right > frame.right) found.push(`${text} is cut off`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page is wider than the screen");
  return found;
}"""


def page_with(picture: Picture, theme: str) -> str:
    """A page that holds one picture, as tools/pictures.py puts it onto the lessons' pages."""
    return (
        f'<!doctype html><html lang="en" data-theme="{theme}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f'<body style="background: {BACKGROUNDS[theme]}; margin: 16px">'
        f"{place(picture.name, picture.settings)}{scripts([picture.name])}</body></html>"
    )


def open_page(browser: Browser, folder: Path, picture: Picture, theme: str, width: int) -> Page:
    """The picture alone on a page; a narrow one is a telephone's, with a finger instead of a mouse."""
    path = folder / "page.html"
    path.write_text(page_with(picture, theme), encoding="utf-8")
    telephone = {"has_touch": True, "device_scale_factor": 2} if width < 800 else {}
    page = browser.new_page(viewport={"width": width, "height": 900}, **telephone)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
    page.goto(path.as_uri())
    page.locator(".moves").wait_for()
    page.evaluate(WATCH_TIME)
    return page


def state_of(node: Locator) -> tuple:
    """What a screen reader would say of a handle or a slider."""
    return tuple(node.get_attribute(f"aria-{name}") for name in ("valuenow", "valuetext"))


def handles(page: Page) -> Iterator[tuple[str, Locator]]:
    """Every handle and every slider in sight, with the picture as it was at first."""
    nodes = page.locator(".course-picture :is(.handle, input[type=range])")
    for i in range(nodes.count()):
        start_again(page)
        if nodes.nth(i).is_visible():
            yield nodes.nth(i).get_attribute("aria-label") or nodes.nth(i).locator("..").inner_text(), nodes.nth(i)


def start_again(place: Page | Locator) -> None:
    """Press the button "start again" of the picture in this place, if it has one."""
    button = place.get_by_role("button", name="start again")
    if button.count():
        button.first.click()


def stuck_handles(page: Page, by_touch: bool) -> list[str]:
    """Complaints about each handle that a drag or a key leaves where it was."""
    drag, way = (drag_by_touch, "a finger") if by_touch else (drag_by_mouse, "the mouse")
    found = []
    page.evaluate("document.body.style.paddingBottom = '900px'")  # so that a finger could scroll, as on a lesson's page
    for label, node in handles(page):
        before = state_of(node)
        for right, down in ((0, -25), (0, 25), (30, 0), (-30, 0)):
            if state_of(node) == before:
                drag(page, node, right, down, steps=3)
        if state_of(node) == before:
            found.append(f"{way} does not move {label!r}")
        before = state_of(node)
        node.focus()
        for key in ("ArrowUp", "ArrowRight", "ArrowLeft", "ArrowDown"):
            if state_of(node) == before:
                page.keyboard.press(key)
        if state_of(node) == before:
            found.append(f"no arrow key moves {label!r}")
    page.evaluate("document.body.style.paddingBottom = ''")
    lost = page.evaluate("window.lost")
    return found + [f"{lost} drags scroll the page"] if lost else found


def slowness(page: Page) -> tuple[str, list[str]]:
    """How long it took from input to picture, in words, and complaints if that is too long."""
    times = page.evaluate("window.times")
    if len(times) < 50:
        return "", [f"only {len(times)} inputs were measured"]
    median, worst = statistics.median(times), max(times)
    words = f"{median:.1f} ms from input to picture (median of {len(times)}; {worst:.1f} at worst)"
    return words, [f"{words}: {SLOW} is allowed"] if median > SLOW else []


def try_on_pages(browser: Browser, name: str, driver: ModuleType) -> list[str]:
    """Move a picture on pages without a kernel, in both themes, by mouse and by finger; look at its other examples."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        for theme in BACKGROUNDS:
            for width in WIDTHS:
                page = open_page(browser, Path(folder), EXAMPLES[name](), theme, width)
                where = f"{name}, {theme}, {width} pixels"
                found = look(page, f"{name}-{theme}-{width}") + stuck_handles(page, by_touch=width < 800)
                start_again(page)
                shown = driver.drag(page)
                found += agree(shown, driver.expected(value_on_page(page)))
                words, slow = slowness(page)
                print(f"{where}: {words}", flush=True)
                found += slow + look(page, f"{name}-{theme}-{width}-dragged")
                problems += [f"{where}: {problem}" for problem in found]
                page.close()
        for kind, example in getattr(driver, "OTHERS", {}).items():
            for width in WIDTHS:
                page = open_page(browser, Path(folder), example(), "light", width)
                found = look(page, f"{name}-{kind}-{width}")
                problems += [f"{name}, {kind}, {width} pixels: {problem}" for problem in found]
                page.close()
    return problems


def look(page: Page, name: str) -> list[str]:
    """Take a screenshot; complaints about texts that lie on each other or are cut off, and about errors of the page."""
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    found = page.locator(".course-picture").evaluate(OVERLAPS) + page.complaints
    page.complaints = []
    return found


def write_notebook(names: list[str], path: Path) -> None:
    """A notebook with two cells for each picture: one shows it, the other prints what it has told Python."""
    cells = [nbformat.v4.new_code_cell("import json\nfrom tests.pictures.test_picture import EXAMPLES")]
    for name in names:
        cells.append(nbformat.v4.new_code_cell(f"{name} = EXAMPLES[{name!r}]()\n{name}"))
        cells.append(nbformat.v4.new_code_cell(f"print(json.dumps({name}.value))"))
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


ACTIVE = "jupyterapp.shell.currentWidget.content.activeCellIndex"
RUN_CELL = """async (number) => {
  const notebook = jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = number;
  await jupyterapp.commands.execute("notebook:run-cell");
  const outputs = notebook.model.cells.get(number).outputs;
  const printed = outputs.toJSON().map((output) => output.text ?? "").join("");
  outputs.clear();
  return printed;
}"""
SHOW_CELL = "(number) => jupyterapp.shell.currentWidget.content.scrollToItem(number, 'start')"
CHANGE_THEME = "(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })"


def try_in_jupyterlab(browser: Browser, drivers: dict[str, ModuleType]) -> list[str]:
    """Move the pictures in a notebook, and let Python say what they have told it."""
    problems = []
    os.environ["PYTHONPATH"] = str(PROJECT)
    with tempfile.TemporaryDirectory() as folder:
        write_notebook(list(drivers), Path(folder) / "pictures.ipynb")
        with jupyterlab(Path(folder)) as address:
            page = browser.new_page(viewport={"width": 1280, "height": 1100})
            page.goto(f"{address}/lab/tree/pictures.ipynb?reset&token={TOKEN}")
            page.get_by_text("| Idle").first.wait_for(timeout=2 * MINUTE)
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_text("Run All Cells", exact=True).click()
            page.wait_for_function(ALL_DONE, timeout=2 * MINUTE)
            problems += page.evaluate(ERRORS)
            page.evaluate(WATCH_TIME)
            for i, (name, driver) in enumerate(drivers.items()):
                problems += [f"{name} in JupyterLab: {found}" for found in try_cell(page, name, driver, 1 + 2 * i)]
            page.close()
    return problems


def try_cell(page: Page, name: str, driver: ModuleType, number: int) -> list[str]:
    """Move the picture of one cell; the next cell prints its value."""
    page.evaluate(SHOW_CELL, number)
    picture = page.locator(f".course-picture-{name}")
    picture.wait_for(timeout=MINUTE)
    found = []
    for node in picture.locator(":is(.handle, input[type=range], canvas[tabindex])").all():
        if node.is_visible():
            node.press("ArrowDown")
            if page.evaluate(ACTIVE) != number:
                found.append("an arrow key selects another cell")
    start_again(picture)
    page.evaluate("window.times = []")
    shown = driver.drag(page)
    words, slow = slowness(page)
    print(f"{name}, JupyterLab: {words}", flush=True)
    found += slow
    page.wait_for_timeout(500)  # a value is on its way for a tenth of a second
    told = page.evaluate(RUN_CELL, number + 1)
    found += agree(shown, driver.expected(json.loads(told)))
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        page.evaluate(CHANGE_THEME, theme)
        page.wait_for_timeout(1000)
        page.evaluate(SHOW_CELL, number)
        page.wait_for_timeout(300)
        page.screenshot(path=SHOTS / f"{name}-{theme.lower().replace(' ', '-')}.png")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="pictures' names; all, if none is given")
    parser.add_argument("--only", choices=("page", "jupyterlab"), help="where to try them; in both, if not given")
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium")
    chosen = parser.parse_args()
    SHOTS.mkdir(parents=True, exist_ok=True)
    names = chosen.names or list(EXAMPLES)
    drivers = {name: importlib.import_module(f"tests.browser.drags.{name}") for name in names}
    problems = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox"])
        if chosen.only != "jupyterlab":
            for name, driver in drivers.items():
                problems += try_on_pages(browser, name, driver)
        if chosen.only != "page":
            problems += try_in_jupyterlab(browser, drivers)
        browser.close()
    print("\n".join(problems) or "all of them move, agree with Python, and are fast enough")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
