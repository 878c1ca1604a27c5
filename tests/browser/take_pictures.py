"""Takes the two pictures of README.md that need a browser: a verdict in JupyterLab, and a page of `make run`.

Not part of `make test`. Install Chromium and, into .venv, playwright; then

    .venv/bin/python tests/browser/take_pictures.py [--browser /usr/bin/chromium]

It writes docs/verdict.png and docs/page.png. Look at both before you commit them.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))
from run_in_jupyterlab import MINUTE, PROJECT, TOKEN, jupyterlab

sys.path.insert(0, str(PROJECT))
from tools import lessons, pages
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
    path = lessons.NOTEBOOKS / f"{all_lessons()[LESSON].file}.ipynb"
    build = lessons.BUILD / "pictures"
    pages.copy_mathjax(build)
    lessons.write_file(build / "page.html", pages.lesson_page(nbformat.read(path, as_version=4), LESSON))
    page = browser.new_page(viewport={"width": 1000, "height": 700}, device_scale_factor=1.5)
    page.goto((build / "page.html").as_uri())
    page.wait_for_timeout(5000)  # until the formulas are set
    page.get_by_role("heading", name=PAGE_SHOWS).evaluate(
        "heading => { heading.scrollIntoView(); window.scrollBy(0, -16); }"
    )
    page.screenshot(path=target)
    page.close()
    shutil.rmtree(build)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium")
    chosen = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox"])
        take_verdict(browser, PROJECT / "docs" / "verdict.png")
        take_page(browser, PROJECT / "docs" / "page.png")
        browser.close()


if __name__ == "__main__":
    main()
