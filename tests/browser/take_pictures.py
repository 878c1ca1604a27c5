"""Takes the two pictures of README.md that need a browser: a verdict in JupyterLab, and a page of the site.

Not part of `make test`. Install Chromium and, into .venv, playwright; then

    .venv/bin/python tests/browser/take_pictures.py [verdict | page] [--browser /usr/bin/chromium]

It writes docs/verdict.png and docs/page.png. Look at both before you commit them.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import nbformat
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))
from run_in_jupyterlab import MINUTE, PROJECT, TOKEN, jupyterlab

sys.path.insert(0, str(PROJECT))
from tools import lessons
from tools.run import page_of_file
from tools.site.build import build_site
from utils.contents import lessons as all_lessons

LESSON, PAGE_SHOWS = "relu", "A sum of bent lines"  # a lesson, and how a heading of its page begins
IMPORTS = "import numpy as np\nfrom utils.exercises import check"
WRONG_ANSWER = '''def relu(z):
    """Replace every negative number by zero; z has any shape."""
    return np.abs(z)

check(relu)'''


def take_verdict(browser: Browser, target: Path) -> None:
    """A wrong answer in JupyterLab, and what its check says."""
    with tempfile.TemporaryDirectory() as folder:
        cells = [nbformat.v4.new_code_cell(source) for source in (IMPORTS, WRONG_ANSWER)]
        kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, Path(folder) / "my_answers.ipynb")
        with jupyterlab(Path(folder)) as address:
            page = browser.new_page(viewport={"width": 1100, "height": 700}, device_scale_factor=2)
            page.goto(f"{address}/lab/tree/my_answers.ipynb?reset&token={TOKEN}")
            page.get_by_text("| Idle").first.wait_for(timeout=2 * MINUTE)
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_text("Run All Cells", exact=True).click()
            page.get_by_text("NOT YET").first.wait_for(timeout=MINUTE)
            page.get_by_text("| Idle").first.wait_for(timeout=MINUTE)
            page.locator(".jp-CodeCell").nth(1).screenshot(path=target)
            page.close()


def take_page(browser: Browser, target: Path) -> None:
    """A part of a lesson's page, as `make run` writes it."""
    lesson = all_lessons()[LESSON].file
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        files = lessons.lesson_files(lessons.NOTEBOOKS, ".ipynb")
        build_site([page_of_file(path, Path(folder)) for path in files], "Stored outputs.", site)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, device_scale_factor=1.5, color_scheme="light")
        page.goto((site / f"{lesson}.html").as_uri())
        page.wait_for_function("() => document.readyState === 'complete' && document.fonts.status === 'loaded'")
        heading = page.get_by_role("heading", name=PAGE_SHOWS)
        heading.evaluate("heading => heading.scrollIntoView({behavior: 'instant'})")
        page.screenshot(path=target)
        page.close()
    Image.open(target).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(
        target, optimize=True
    )  # half the bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "picture", nargs="?", choices=("verdict", "page"), help="one of the two; both, if none is given"
    )
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium")
    chosen = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox"])
        if chosen.picture in ("verdict", None):
            take_verdict(browser, PROJECT / "docs" / "verdict.png")
        if chosen.picture in ("page", None):
            take_page(browser, PROJECT / "docs" / "page.png")
        browser.close()


if __name__ == "__main__":
    main()
