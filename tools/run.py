"""`make run`: execute every lesson as it is, your answers included, and make the site in build/site."""

import re
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

from tools import lessons
from tools.command import parser
from tools.desk.folder import how_to_restore, learners_copy, whose
from tools.site.build import build_site
from tools.site.page import Page
from tools.tally import tally
from utils.contents import lesson_of_file
from utils.exercises.progress import read_verdicts
from utils.exercises.settings import is_strict

SITE = "site"  # the folder in build/ with the pages; index.html in it is the first one


@dataclass(frozen=True)
class Report:
    """What became of one lesson. `notebook` is the executed one, or None if there was none to execute."""

    lesson: str
    title: str
    seconds: float
    exercises: str
    headline: str
    failure: lessons.Failure | None
    notebook: NotebookNode | None = None

    @property
    def facts(self) -> tuple[str, str, str]:
        """Its seconds, exercises and headline figure in words."""
        return f"{self.seconds:.1f}", self.exercises, "failed" if self.failure else self.headline or "-"


def title_of(notebook: NotebookNode, otherwise: str) -> str:
    """The lesson's first heading."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = (hit.group(1).strip() for text in texts if (hit := re.search(r"^# (.+)", text, re.MULTILINE)))
    return next(headings, otherwise)


def headline_of(notebook: NotebookNode) -> str:
    """What the cell tagged `headline` printed, on one line."""
    for cell in lessons.code_cells(notebook):
        if "headline" in cell.metadata.get("tags", []):
            return " ".join(" ".join(lessons.output_texts(cell)).split())
    return ""


def read_notebook(path: Path) -> NotebookNode:
    """A notebook that meets Jupyter's format and can be written again. Raises ValueError with a sentence otherwise."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        nbformat.writes(notebook).encode("utf-8")  # JSON may hold half a surrogate pair
    except Exception as error:  # nbformat raises many kinds
        why = (str(error).splitlines() or [type(error).__name__])[0][:100]
        raise ValueError(f"{path.name} is not a notebook ({why}); {how_to_restore(path)}") from None
    return notebook


def run_lesson(path: Path, build: Path, environment: dict[str, str]) -> Report:
    """Execute one lesson and write its notebook into `build`."""
    try:
        notebook = read_notebook(path)
    except ValueError as error:
        return Report(path.stem, path.stem, 0.0, "-", "", lessons.Failure(0, "none was read", str(error)))
    started = time.perf_counter()
    cells = len(lessons.code_cells(notebook))
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        tqdm(total=cells, desc=path.stem, unit="cell", leave=False, disable=not sys.stderr.isatty()) as bar,
    ):
        progress = Path(folder) / "progress.json"
        own = environment | {"COURSE_PROGRESS": str(progress)}
        failure = lessons.execute(notebook, path.parent, own, after_cell=bar.update)
        verdicts = read_verdicts(progress)
    seconds = time.perf_counter() - started
    lesson = lesson_of_file(path)
    lessons.write_file(build / path.name, nbformat.writes(notebook) + "\n")
    return Report(
        lesson=path.stem,
        title=title_of(notebook, path.stem),
        seconds=seconds,
        exercises=tally(lesson.exercises if lesson else (), verdicts),
        headline=headline_of(notebook),
        failure=failure,
        notebook=notebook,
    )


def run(notebooks: Path, build: Path, mnist: Path | None, names: list[str] = ()) -> list[Report]:
    """Execute all lessons in order, or those that `names` choose. Prints a line for each, and makes the site."""
    try:
        build.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"{build.name}/ cannot be made: {error.strerror}. Make room for it, and try again.") from None
    environment = lessons.data_environment(mnist)
    data = "Made with real MNIST." if mnist else "Made with the embedded digits (UCI), not with MNIST."
    reports = []
    for path in map(learners_copy, lessons.lesson_files(notebooks, ".ipynb", names)):
        if not sys.stderr.isatty():
            print(f"{path.stem} ...", flush=True)
        reports.append(run_lesson(path, build, environment))
        failure = reports[-1].failure
        print(
            f"{path.stem}: {f'stopped at {failure}' if failure else f'{reports[-1].seconds:.1f} s'}",
            flush=True,
        )
    of_lesson = {report.lesson: report for report in reports}
    built = build_site(
        [
            page_of_report(of_lesson[path.stem]) if path.stem in of_lesson else page_of_file(path, build)
            for path in lessons.lesson_files(notebooks, ".ipynb")
        ],
        data,
        build / SITE,
    )
    for warning in built.warnings:
        print(warning, flush=True)
    return [without_page(report, built.without_page) for report in reports]


def page_of_report(report: Report) -> Page:
    """The page of a lesson that was executed in this run."""
    failure = report.failure
    if failure is None:
        what = ""
    elif report.notebook is None:
        what = failure.reason
    else:
        what = f"It stopped at {failure}"
    return Page(report.lesson, report.title, report.notebook, what, report.facts)


def page_of_file(path: Path, build: Path) -> Page:
    """The page of another lesson: as an earlier run left it in `build`, or with its stored outputs if it changed."""
    executed = build / path.name
    unchanged = executed.exists() and executed.stat().st_mtime >= path.stat().st_mtime
    try:
        notebook = read_notebook(executed if unchanged else path)
    except ValueError as error:
        return Page(path.stem, path.stem, None, str(error))
    return Page(path.stem, title_of(notebook, path.stem), notebook)


def without_page(report: Report, reasons: dict[str, str]) -> Report:
    """The report, with a failure if no page could be made from a lesson that ran to its end."""
    if report.failure or report.lesson not in reasons:
        return report
    reason = f"no page can be made from it: {reasons[report.lesson]}"
    return replace(report, failure=lessons.Failure(0, "its page", reason))


def table(reports: list[Report]) -> str:
    """The reports as aligned columns."""
    rows = [("lesson", "seconds", "exercises", "headline")]
    rows += [(report.lesson, *report.facts) for report in reports]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = (
        f"{lesson:<{widths[0]}}  {seconds:>{widths[1]}}  {exercises:<{widths[2]}}  {headline}"
        for lesson, seconds, exercises, headline in rows
    )
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    from utils.data import fetch_mnist

    options = parser("run", "Execute the lessons as they are, your answers included. Then read build/site/index.html.")
    options.add_argument("lessons", nargs="*", metavar="LESSON", help=lessons.WHICH)
    names = options.parse_args(arguments).lessons
    lessons.plain_terminal()
    lessons.lesson_files(lessons.NOTEBOOKS, ".ipynb", names)  # refuses a wrong name before MNIST is fetched
    is_strict()
    mnist = fetch_mnist()
    if mnist:
        print("Data: real MNIST, verified.", flush=True)
    print(whose(lessons.lesson_files(lessons.NOTEBOOKS, ".ipynb", names)), flush=True)
    reports = run(lessons.NOTEBOOKS, lessons.BUILD, mnist, names)
    print(f"\n{table(reports)}\n\nTo read the lessons, open build/site/index.html")
    return 1 if any(report.failure for report in reports) else 0
