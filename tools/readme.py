"""`python course.py readme`: the figures in README.md, results/README.md and the models' cards, and the picture.

All figures come from results/*.json. results/README.md gets one table for each known project. Each result links to its
file and to the lessons whose code names it.
"""

import base64
import re
from pathlib import Path
from statistics import mean, median

import nbformat

from tools import colab, lessons
from tools.command import parser
from tools.experiments import EXPERIMENTS
from tools.experiments.shared.projects import PROJECTS
from tools.experiments.speed import TASKS
from tools.references import lesson_table
from utils import contents
from utils.results import RESULTS, load_bench, load_result

PICTURE_IN, PICTURE_OF = "convolutions", 'title="All errors"'  # the test images that a network misreads
FIRST = "start_here"
BLOCK = re.compile(r"(<!-- ([a-z]+):start -->\n).*?(\n<!-- \2:end -->)", re.DOTALL)
LESSON_FILE = re.compile(r"(?<=notebooks/)\d\d_(\w+)(?=\.ipynb)")
CARE = "†"
# A figure within a sentence: <!-- s3-raw -->87.54%<!-- / -->, or <!-- s3-raw: training accuracy -->.
FIGURE = re.compile(r"(<!-- ([a-z0-9-]+)(?:: ([^>]+?))? -->)([^<]*)(<!-- / -->)")
TIMES_SHOWN = re.compile(r"""load_bench\(["']([a-z0-9.-]+)["']\)""")
RESULT_SHOWN = re.compile(r"""(?<!load_bench\()["']([a-z0-9.-]+)["']""")


def project_section(project: str, results: list[dict], shown_in: dict[str, list[str]]) -> str:
    """A known project in Markdown: its title, what its results share, one row per result, and what to bear in mind."""
    title, about = PROJECTS[project].title, PROJECTS[project].about
    mine = [result for result in results if result["project"] == project]
    care = cautions(mine)
    rows = [
        "| Result | What was measured | Seeds | Mean ± standard deviation | Data | Lesson |",
        "|---|---|---|---|---|---|",
        *(result_row(result, any(result["name"] in names for names, _ in care), shown_in) for result in mine),
    ]
    notes = [f"- {CARE} {', '.join(f'`{name}`' for name in names)}: {sentence}" for names, sentence in care]
    parts = [f"### {title}", about, "\n".join(rows), "\n".join(notes)]
    return "\n\n".join(part for part in parts if part)


def result_row(result: dict, with_care: bool, shown_in: dict[str, list[str]]) -> str:
    """A result as a row of its project's table."""
    name, measured = result["name"], mean_and_spread(result["mean"], result["std"], "accuracy" in result["metric"])
    cells = [
        f"[`{name}`]({name}.json)",
        result["what"],
        str(len(result["seeds"])),
        f"{measured} {CARE}" if with_care else measured,
        data_text(result["data"]),
        ", ".join(shown_in.get(name, [])),
    ]
    return f"| {' | '.join(cells)} |"


def cautions(results: list[dict]) -> list[tuple[list[str], str]]:
    """What to bear in mind about these results: (names of the results it is about, sentences)."""
    found = [([result["name"]], result["caution"]) for result in results if result["caution"]]
    same: dict[tuple, list[str]] = {}
    for result in results:
        same.setdefault(tuple(result["values"]), []).append(result["name"])
    equal = "The same settings were the best in each of these comparisons, so they share one set of values."
    return found + [(names, equal) for names in same.values() if len(names) > 1]


def times_section(rows_of: dict[str, list[dict]], shown_in: dict[str, list[str]]) -> str:
    """The measured times in Markdown: one row per task, with Keras's default next to the fastest way."""
    rows = [
        "| Task | What is trained | Keras's default | The fastest way | Speedup | Lesson |",
        "|---|---|---|---|---|---|",
        *(times_row(task, ways, shown_in) for task, ways in rows_of.items()),
    ]
    about = (
        "Seconds are the median of all repeats, and accuracies the mean on test images. All ways of a task took turns "
        "on the same two cores. Keras's default ended after its last epoch, even where it missed the aim; then the "
        "true speedup is larger. `python course.py bench` times them again."
    )
    return "\n\n".join(["### Times", about, "\n".join(rows)])


def times_row(task: str, ways: list[dict], shown_in: dict[str, list[str]]) -> str:
    """A task as a row of the table of times. Keras's default is the first of its ways."""
    fastest = max(ways, key=lambda way: way["ratio_to_keras_default"])
    default, found = (f"{median(way['seconds']):.1f} s, {mean(way['accuracy']):.2%}" for way in (ways[0], fastest))
    cells = [
        f"[`{task}`](bench.json)",
        ways[0]["what"],
        default,
        f"{fastest['way']}: {found}",
        f"{fastest['ratio_to_keras_default']:.1f}",
        ", ".join(shown_in.get(task, [])),
    ]
    return f"| {' | '.join(cells)} |"


def lesson_links(folder: Path, named: re.Pattern) -> dict[str, list[str]]:
    """For each name that `named` finds in the code of a folder's lessons: links from results/ to these lessons."""
    links: dict[str, list[str]] = {}
    for lesson in contents.lessons(folder).values():
        notebook = lessons.notebook_from_text(folder / f"{lesson.file}.md")
        code = "\n".join(cell.source for cell in lessons.code_cells(notebook))
        for name in dict.fromkeys(named.findall(code)):
            links.setdefault(name, []).append(f"[{lesson.title}](../notebooks/{lesson.file}.ipynb)")
    return links


def all_sections() -> str:
    """Every result and every time in Markdown, as results/README.md shows them."""
    results, times = [load_result(name) for name in EXPERIMENTS], {task: load_bench(task) for task in TASKS}
    shown_in = lesson_links(lessons.TEXT, RESULT_SHOWN)
    sections = [project_section(project, results, shown_in) for project in PROJECTS]
    return "\n\n".join([*sections, times_section(times, lesson_links(lessons.TEXT, TIMES_SHOWN))])


def mean_and_spread(mean: float, spread: float | None, is_fraction: bool) -> str:
    """Such as "94.57% ± 0.12%". A single seed has no spread."""
    values = [mean] if spread is None else [mean, spread]
    return " ± ".join(f"{100 * value:.2f}%" if is_fraction else f"{value:.4g}" for value in values)


def data_text(data: str | dict) -> str:
    """The data of an experiment in words: its source and the number of images."""
    if isinstance(data, str):
        return data
    return ", ".join(f"{value:,} {key}" if isinstance(value, int) else str(value) for key, value in data.items())


def with_blocks(text: str, blocks: dict[str, str]) -> str:
    """The text with new contents between `<!-- NAME:start -->` and `<!-- NAME:end -->`, for each name in `blocks`."""
    found = [hit[2] for hit in BLOCK.finditer(text)]
    if sorted(found) != sorted(blocks):
        raise SystemExit(f"The text has the blocks {found}, but it needs {list(blocks)}: see tools/readme.py.")
    return BLOCK.sub(lambda hit: f"{hit[1]}\n{blocks[hit[2]]}\n{hit[3]}", text)


def with_lesson_files(text: str) -> str:
    """The text with every link to a notebook updated to the lesson's present number."""
    return LESSON_FILE.sub(lambda hit: contents.lessons()[hit[1]].file, text)


def with_figures(text: str, folder: Path) -> str:
    """The text with every figure that is marked within a sentence updated."""
    return FIGURE.sub(lambda found: found[1] + figure(folder, found[2], found[3]) + found[5], text)


def figure(folder: Path, name: str, also: str | None) -> str:
    """Mean and spread of a result, or of another value measured in the same runs."""
    result = load_result(name, folder)
    measured = result["also"][also] if also else result
    return mean_and_spread(measured["mean"], measured["std"], "accuracy" in (also or result["metric"]))


def picture() -> bytes:
    """The PNG that the cell with PICTURE_OF drew."""
    notebook = lessons.NOTEBOOKS / f"{contents.lessons()[PICTURE_IN].file}.ipynb"
    for cell in lessons.code_cells(nbformat.read(notebook, as_version=4)):
        if PICTURE_OF in cell.source:
            return base64.b64decode(cell.outputs[-1].data["image/png"])
    raise SystemExit(f"{notebook.name} has no cell with {PICTURE_OF}: change tools.readme.PICTURE_OF.")


def all_lessons() -> str:
    """The table of lessons in Markdown, and their total."""
    course = contents.lessons().values()
    hours = sum(lesson.minutes for lesson in course) / 60
    exercises = sum(len(lesson.exercises) for lesson in course)
    return f"{lesson_table(course, 'notebooks/')}\n\nIn total: {hours:.0f} hours and {exercises} exercises."


def read_without_installing(repository: str) -> str:
    """Where the lessons can be read as they are, in Markdown. GitHub publishes the site beside the repository."""
    first = f"[{contents.lessons()[FIRST].title}](notebooks/{contents.lessons()[FIRST].file}.ipynb)"
    if colab.PLACEHOLDER in repository:
        online = "The site follows once this repository has an owner."
        return f"**Read without installing**: on GitHub, from {first}. {online}"
    owner, name = repository.rstrip("/").split("/")[-2:]
    site = f"[the site](https://{owner.lower()}.github.io/{name}/)"
    return f"**Read without installing**: {site}. GitHub shows the notebooks, too; begin with {first}."


def written() -> dict[Path, str]:
    """Every page that shows results or the list of lessons, as it should read."""
    readme, table, cards = lessons.PROJECT / "README.md", RESULTS / "README.md", RESULTS / "models" / "README.md"
    blocks = {
        readme: {"lessons": all_lessons(), "site": read_without_installing(colab.repository())},
        table: {"results": all_sections()},
        cards: {},
    }
    texts = {path: with_blocks(path.read_text(encoding="utf-8"), new) for path, new in blocks.items()}
    return {path: with_lesson_files(with_figures(text, RESULTS)) for path, text in texts.items()}


def main(arguments: list[str]) -> int:
    parser("readme", "Write the figures of results/ into the pages that show them.").parse_args(arguments)
    lessons.plain_terminal()
    pages = written()
    for path, text in pages.items():
        lessons.write_file(path, text)
    lessons.write_file(lessons.PROJECT / "docs" / "picture.png", picture())
    names = ", ".join(str(path.relative_to(lessons.PROJECT)) for path in pages)
    print(f"{names} and docs/picture.png are up to date.")
    return 0
