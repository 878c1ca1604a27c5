"""Reads every page of the site in a real browser: wide and narrow, light and dark, on paper, and with axe.

Not part of `make test`, because it needs a browser. Install Chromium, npm and, into .venv, playwright; then

    .venv/bin/python tests/browser/read_the_site.py [lesson ...] [--browser /usr/bin/chromium] [--axe axe.min.js]

The site is made from the stored notebooks and opened from the file system. Without --axe, npm fetches axe-core.
Screenshots and PDF pages go to build/browser/site/. The exit status is non-zero if anything is wrong: a request to
another host, an error in the console, a page that is wider than its window, text that is cut off on paper, a picture
without a description, a serious finding of axe, a search that finds nothing, or a lesson that cannot be reached.
"""

import argparse
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tools.lessons import BUILD, NOTEBOOKS, lesson_files
from tools.run import page_of_file
from tools.site.build import MOVING, build_site
from tools.site.links import broken_links, loaded_from_outside

SHOTS = BUILD / "browser" / "site"
AXE = "axe-core@4.14.1"
WIDTHS, THEMES = (1280, 390), ("light", "dark")
PAPER_WIDTH = 680  # pixels between the margins of an A4 page
MEASURE = range(60, 76)  # characters in a line of text

# The average number of characters in the full lines of the page's paragraphs.
CHARACTERS_A_LINE = """() => {
  const counts = [];
  for (const paragraph of document.querySelectorAll('article section > p')) {
    if (paragraph.querySelector('math')) continue;
    const range = document.createRange();
    range.selectNodeContents(paragraph);
    const lines = new Set([...range.getClientRects()].map(box => Math.round(box.bottom / 12))).size;
    if (lines > 3) counts.push(paragraph.textContent.length / (lines - 0.5));
  }
  return counts.length ? counts.reduce((sum, count) => sum + count, 0) / counts.length : null;
}"""
CUT_OFF = """() => {
  const shown = [...document.querySelectorAll('article *')].filter(element => element.getClientRects().length);
  const edge = document.documentElement.clientWidth + 1;
  return shown.filter(element => {
    const style = getComputedStyle(element);
    const hides = style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
    return hides || (!element.closest('math') && element.getBoundingClientRect().right > edge);
  }).map(element => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`);
}"""
LEFT_ON_PAPER = """() => [...document.querySelectorAll('details, button, nav, dialog, .headerlink, .bd-sidebar')]
  .filter(element => element.getClientRects().length).map(element => element.outerHTML.slice(0, 80))"""
PICTURES = (
    """() => [...document.images].filter(image => !image.alt.trim() || !image.naturalWidth).map(image => image.src)"""
)
AXE_FINDINGS = """async () => (await axe.run({preload: false})).violations
  .filter(violation => ['serious', 'critical'].includes(violation.impact))
  .map(violation => `${violation.id} (${violation.nodes.length}): ${violation.nodes[0].html.slice(0, 160)}`)"""


def fetched_axe(folder: str) -> str:
    """The source of axe-core, from npm."""
    command = ["npm", "pack", AXE, "--silent", "--pack-destination", folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (packed,) = Path(folder).glob("axe-core-*.tgz")
    with tarfile.open(packed) as archive:
        return archive.extractfile("package/axe.min.js").read().decode("utf-8")


def open_page(browser: Browser, path: Path, width: int, theme: str, problems: list[str]) -> Page:
    """Open a page. What it asks another host for, and its errors, are added to `problems`."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)

    def asked(request):
        if not request.url.startswith(("file:", "data:", "blob:")):
            problems.append(f"asks for {request.url}")

    page.on("request", asked)
    page.on("requestfailed", lambda request: problems.append(f"cannot load {request.url}"))
    page.on("pageerror", lambda error: problems.append(f"raises {error}"))
    page.on("console", lambda said: problems.append(f"says {said.text}") if said.type == "error" else None)
    page.goto(path.as_uri())
    page.wait_for_function("() => document.readyState === 'complete' && document.fonts.status === 'loaded'")
    return page


def look_at(browser: Browser, path: Path, width: int, theme: str, axe: str) -> list[str]:
    """One page in one window and one theme. Returns what is wrong with it."""
    problems: list[str] = []
    page = open_page(browser, path, width, theme, problems)
    if page.evaluate("() => document.documentElement.dataset.theme") != theme:
        problems.append(f"does not follow the system, which is {theme}")
    too_wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    if too_wide > 0:
        problems.append(f"is {too_wide} pixels wider than the window")
    problems += [
        f"has a picture that is not there or has no description: {source}" for source in page.evaluate(PICTURES)
    ]
    page.screenshot(path=SHOTS / f"{path.stem}-{width}-{theme}.png")
    page.add_script_tag(content=axe)
    problems += [f"axe: {finding}" for finding in page.evaluate(AXE_FINDINGS)]
    page.close()
    return problems


def look_at_paper(browser: Browser, path: Path) -> list[str]:
    """One page as it is printed from the dark theme. Returns what is cut off, and what has no use on paper."""
    problems: list[str] = []
    page = open_page(browser, path, PAPER_WIDTH, "dark", problems)
    page.emulate_media(media="print", color_scheme="dark")
    problems += [f"cuts off on paper {what}" for what in page.evaluate(CUT_OFF)]
    problems += [f"shows on paper {what}" for what in page.evaluate(LEFT_ON_PAPER)]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.pdf(path=SHOTS / f"{path.stem}.pdf", format="A4", print_background=True)
    page.close()
    return problems


def measure(browser: Browser, path: Path) -> list[str]:
    """Whether a full line of a lesson's text has 60 to 75 characters."""
    problems: list[str] = []
    page = open_page(browser, path, 1280, "light", problems)
    characters = page.evaluate(CHARACTERS_A_LINE)
    page.close()
    if characters and round(characters) not in MEASURE:
        problems.append(f"has {characters:.0f} characters in a line")
    return problems


def walk(browser: Browser, site: Path, names: list[str]) -> list[str]:
    """From the first page through all lessons by their links, with a search, a switch of the theme and a fold."""
    problems: list[str] = []
    page = open_page(browser, site / "index.html", 1280, "light", problems)
    page.locator(".begin a").click()
    for name in names:
        if Path(page.url).stem != name:
            return [*problems, f"{name} is not reached; the link leads to {page.url}"]
        if name != names[-1]:
            page.locator(".prev-next-area .right-next").click()
    page.locator("button.theme-switch-button:visible").first.click()
    page.get_by_role("button", name="Dark").click()
    if page.evaluate("() => document.documentElement.dataset.theme") == "light":
        problems.append("the switch leaves the page light")
    page.locator("input[type=search]:visible").first.fill("softmax")
    page.keyboard.press("Enter")
    try:
        page.locator("#search-results li").first.wait_for(timeout=10_000)
    except Exception:
        problems.append("the search for softmax finds nothing")
    if not page.locator("#search-results li", has_text="Softmax").count():
        problems.append("the search for softmax does not find the lesson about it")
    page.screenshot(path=SHOTS / "search.png")
    page.close()
    return problems


def move_pictures(browser: Browser, path: Path) -> list[str]:
    """Drag a handle, or move a slider by key, in each picture that moves, and see whether its value follows."""
    problems: list[str] = []
    page = open_page(browser, path, 1280, "light", problems)
    page.wait_for_function("() => [...document.querySelectorAll('[data-picture]')].every(place => place.picture)")
    places = page.locator("[data-picture]")
    for number in range(places.count()):
        place = places.nth(number)
        handle = place.locator(".handle, input[type=range], .paper canvas").first
        before = place.evaluate("place => JSON.stringify(place.picture.get('value'))")
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 2 + 12, box["y"] + box["height"] / 2 - 12, steps=4)
        page.mouse.up()
        page.wait_for_timeout(300)  # a value is sent ten times a second
        if place.evaluate("place => JSON.stringify(place.picture.get('value'))") == before:
            problems.append(f"the picture {place.get_attribute('data-picture')} does not follow the mouse")
    page.close()
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", help="beginnings of lessons' names; all pages, if none is given")
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium")
    parser.add_argument("--axe", type=Path, help="path of axe.min.js")
    chosen = parser.parse_args()
    SHOTS.mkdir(parents=True, exist_ok=True)
    failed = False

    def report(name: str, problems: list[str]) -> None:
        nonlocal failed
        failed = failed or bool(problems)
        print(f"{name}: {'; '.join(dict.fromkeys(problems)) or 'fine'}", flush=True)

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        axe = chosen.axe.read_text(encoding="utf-8") if chosen.axe else fetched_axe(folder)
        files, site = lesson_files(NOTEBOOKS, ".ipynb"), Path(folder) / "site"
        built = build_site([page_of_file(path, Path(folder)) for path in files], "Stored outputs.", site)
        report("Sphinx", built.warnings)
        report("links", broken_links(site) + loaded_from_outside(site))
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=["--no-sandbox"])
        report("pictures that move", move_pictures(browser, site / f"{MOVING}.html"))
        report("from page to page", walk(browser, site, [path.stem for path in files]))
        for path in sorted(site.glob("*.html")):
            if chosen.lessons and not path.stem.startswith(tuple(chosen.lessons)):
                continue
            for width in WIDTHS:
                for theme in THEMES:
                    report(f"{path.stem}, {width}, {theme}", look_at(browser, path, width, theme, axe))
            report(f"{path.stem}, on paper", look_at_paper(browser, path))
            report(f"{path.stem}, its lines", measure(browser, path))
        browser.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
