"""Answers exercises in JupyterLab as a person would: wrong, unfinished and right, with hints by mouse and by keyboard.

Not part of `make test`, because it needs a browser. Install Chromium and, into .venv, playwright; then

    .venv/bin/python tests/browser/verdicts.py [--browser /usr/bin/chromium]

Screenshots go to build/browser/, each in the light and in the dark theme. The exit status is non-zero if a verdict, a
hint or a picture is missing, if a word is hard to read on its background, or if progress needs over half a screen.
"""

import argparse
import inspect
import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))
from run_in_jupyterlab import MINUTE, PROJECT, SHOTS, TOKEN, jupyterlab

sys.path.insert(0, str(PROJECT))
from utils.contents import lessons
from utils.exercises import find

SCREEN = {"width": 1280, "height": 720}
HALF_A_SCREEN = SCREEN["height"] // 2
LEAST_CONTRAST = 4.5
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
IMPORTS = "import numpy as np\nfrom utils.exercises import check, hint, solution, progress"

WRONG = {
    "pixels": "def pixels(height, width):\n    return height + width",
    "relu": 'def relu(z):\n    raise ValueError("<script>document.title = 1</script> & \\ud800")',
    "tent": "def tent(x):\n    return np.maximum(0, x) - np.maximum(0, x - 1)",
    "follow_sine": "def follow_sine():\n    return [0, 1, 2], [1.0, -0.5, -1.0]",
    "softmax": "def softmax(z):\n    powers = np.exp(z)\n    return powers / powers.sum(axis=0)",
    "digit_grid": "def digit_grid(X, columns):\n    bands = []\n    for start in range(0, len(X), columns):\n"
    "        bands.append(np.hstack([x.reshape(20, 20) for x in X[start : start + columns]]))\n"
    "    return np.vstack(bands)",
    "convolve": "def convolve(image, kernel):\n    from scipy.signal import convolve2d\n"
    '    return convolve2d(image, kernel, mode="valid")',
}
MORE_LESSONS = """from utils.exercises.progress import show_progress
statuses = ["PASS", "PASS", "NOT YET", "TO DO", "TO DO", "TO DO"]
names = [f"{n:02}_a_lesson_of_the_course" for n in range(23)]
lessons = {name: {f"exercise_{name[:2]}_{i}": status for i, status in enumerate(statuses)} for name in names}
show_progress(lessons, "07_a_lesson_of_the_course")"""
WITH_A_PICTURE = ("tent", "follow_sine", "digit_grid", "convolve")

# The least contrast of a word with what lies behind it, and that word; transparent backgrounds are looked through.
CONTRAST = """output => {
  const channels = color => color.match(/[\\d.]+/g).map(Number);
  const luminance = color => channels(color).slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (; element; element = element.parentElement) {
      const color = getComputedStyle(element).backgroundColor;
      if ((channels(color)[3] ?? 1) > 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  let least = [99, ''];
  const walker = document.createTreeWalker(output, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
    const both = [luminance(getComputedStyle(node.parentElement).color), luminance(behind(node.parentElement))];
    const ratio = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
    if (ratio < least[0]) least = [ratio, node.data];
  }
  return least;
}"""


class Desk:
    """One notebook in JupyterLab, and what was found to be wrong with it."""

    def __init__(self, page: Page, address: str):
        self.page, self.address, self.problems = page, address, []

    def open(self, name: str) -> None:
        self.page.goto(f"{self.address}/lab/tree/{name}?reset&token={TOKEN}")
        self.page.get_by_text("| Idle").first.wait_for(timeout=2 * MINUTE)
        self.run(0)

    def cell(self, number: int) -> Locator:
        return self.page.locator(".jp-CodeCell").nth(number)

    def run(self, number: int, code: str | None = None) -> Locator:
        """Type code into a cell and run it. Returns its outputs, when they are there."""
        cell = self.cell(number)
        cell.locator(".cm-content").click()
        if code is not None:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(code)
        before = self.execution_count(number)
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_function(
            "([number, before]) => { const cell = jupyterapp.shell.currentWidget.content.widgets[number].model;"
            " return cell.executionState === 'idle' && cell.executionCount > before; }",
            arg=[number, before],
            timeout=MINUTE,
        )
        self.page.wait_for_timeout(300)
        return cell.locator(".jp-OutputArea-output")

    def execution_count(self, number: int) -> int:
        return self.page.evaluate(
            f"() => jupyterapp.shell.currentWidget.content.widgets[{number}].model.executionCount"
        )

    def expect(self, what: str, holds: bool) -> None:
        if not holds:
            self.problems.append(what)

    def photograph(self, name: str, part: Locator) -> None:
        """Take a picture in each theme, and compare the colors of its words."""
        for theme, full_name in THEMES.items():
            self.page.evaluate(f"() => jupyterapp.commands.execute('apputils:change-theme', {{theme: '{full_name}'}})")
            self.page.wait_for_timeout(700)
            part.scroll_into_view_if_needed()
            part.screenshot(path=SHOTS / f"{name}-{theme}.png")
            for output in part.locator(".jp-RenderedHTML").all():
                ratio, word = output.evaluate(CONTRAST)
                print(f"  {name}, {theme}: the least contrast is {ratio:.2f} ({word!r})")
                self.expect(f"{name}: {word!r} has a contrast of {ratio:.2f} ({theme})", ratio >= LEAST_CONTRAST)


def write_notebook(folder: Path, name: str, exercises: list[str]) -> None:
    sources = [IMPORTS, *(f"# {name}" for name in exercises), "progress()"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / name)


def answer(name: str, code: str) -> str:
    return f"{code}\n\ncheck({name})"


def right(name: str) -> str:
    return inspect.getsource(find(name).reference)


def try_exercise(desk: Desk, number: int, name: str) -> None:
    """A wrong answer with a hint opened, then dots, then the right answer."""
    outputs = desk.run(number, answer(name, WRONG[name]))
    desk.expect(f"{name}: no NOT YET", "NOT YET" in outputs.first.inner_text())
    desk.expect(f"{name}: {outputs.count()} outputs", outputs.count() == 1 + (name in WITH_A_PICTURE))
    hints = find(name).hints
    outputs.first.locator("summary", has_text=f"Hint 1 of {len(hints)}").click()
    desk.expect(f"{name}: hint 1 is not seen", hints[0].replace("`", "") in outputs.first.inner_text())
    desk.photograph(f"{name}-not-yet", desk.cell(number))


def open_everything_by_keyboard(desk: Desk, number: int, name: str) -> None:
    """Tab to each button and press Enter or the space bar, up to the solution."""
    output = desk.run(number, answer(name, WRONG[name])).first
    hints = find(name).hints
    for place, label in enumerate([*(f"Hint {i + 1} of {len(hints)}" for i in range(len(hints))), "Solution"]):
        button = output.locator("summary", has_text=label)
        if place == 0:
            button.focus()
        else:
            desk.page.keyboard.press("Tab")
        desk.expect(f"{name}: Tab does not lead to {label}", button.evaluate("b => b === document.activeElement"))
        desk.page.keyboard.press("Enter" if place % 2 else "Space")
        desk.page.wait_for_timeout(200)
        opened = button.evaluate("b => b.parentElement.open")
        desk.expect(f"{name}: {label} does not open by keyboard", opened)
    desk.expect(f"{name}: no solution", f"def {name}(" in output.inner_text())
    desk.photograph(f"{name}-solution", desk.cell(number))


def run_the_next_cell_after_a_hint(desk: Desk, number: int, name: str) -> None:
    """Shift+Enter still runs the cell after a click on a hint."""
    output = desk.run(number, answer(name, WRONG[name])).first
    output.locator("summary").first.click()
    before = desk.execution_count(number)
    desk.page.keyboard.press("Shift+Enter")
    desk.page.wait_for_timeout(2000)
    desk.expect("Shift+Enter does nothing after a click on a hint", desk.execution_count(number) > before)


def measure_progress(desk: Desk, number: int, name: str, code: str) -> None:
    output = desk.run(number, code).first
    height = output.bounding_box()["height"]
    print(f"  {name} is {height:.0f} px tall")
    desk.expect(f"{name} is {height:.0f} px tall", height <= HALF_A_SCREEN)
    desk.photograph(name, desk.cell(number))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium")
    chosen = parser.parse_args()
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as copy, sync_playwright() as playwright:
        names = list(WRONG)
        write_notebook(Path(copy), "answers.ipynb", names)
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox"])
        with jupyterlab(Path(copy)) as address:
            page = browser.new_page(viewport=SCREEN)
            desk = Desk(page, address)
            desk.open("answers.ipynb")
            for number, name in enumerate(names, start=1):
                print(name, flush=True)
                try_exercise(desk, number, name)
            open_everything_by_keyboard(desk, 1, "pixels")
            dots = desk.run(2, answer("relu", "def relu(z):\n    return ..."))
            desk.expect("relu: no TO DO", "TO DO" in dots.first.inner_text())
            desk.photograph("relu-to-do", desk.cell(2))
            for number, name in enumerate(names[:5], start=1):
                outputs = desk.run(number, answer(name, right(name)))
                desk.expect(f"{name}: no PASS", "PASS" in outputs.first.inner_text() and outputs.count() == 1)
            desk.photograph("pixels-pass", desk.cell(1))
            measure_progress(desk, len(names) + 1, "progress", "progress()")
            page.screenshot(path=SHOTS / "screen.png")
            measure_progress(desk, len(names) + 1, "progress-of-23-lessons", MORE_LESSONS)
            run_the_next_cell_after_a_hint(desk, 1, "pixels")
        browser.close()
    print("\n".join(desk.problems) or f"{len(lessons())} lessons: nothing to mend")
    return int(bool(desk.problems))


if __name__ == "__main__":
    sys.exit(main())
