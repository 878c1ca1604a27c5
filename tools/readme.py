"""`python course.py readme`: the figures in README.md and in the models' cards, from results/; and the picture."""

import base64
import re
from pathlib import Path

import nbformat

from tools import lessons
from tools.command import parser
from utils.results import BENCH, load_result

PICTURE_OF = "plot_predictions(as_images(digits.x_train[chosen])"  # the cell of lesson 04 that draws 64 digits
START, END = "<!-- results:start -->", "<!-- results:end -->"
# A figure within a sentence: <!-- s3-raw -->87.54 %<!-- / -->, or <!-- s3-raw: training accuracy -->.
FIGURE = re.compile(r"(<!-- ([a-z0-9-]+)(?:: ([^>]+?))? -->)([^<]*)(<!-- / -->)")


def results_table(folder: Path) -> str:
    """A Markdown table of the experiments in a folder, one row a file, sorted by name."""
    rows = ["| What | Seeds | Mean ± standard deviation | Data |", "|---|---|---|---|"]
    results = [load_result(path.stem, folder) for path in folder.glob("*.json") if path.stem != BENCH]
    for result in sorted(results, key=lambda result: result["name"]):
        measured = mean_and_spread(result["mean"], result["std"], "accuracy" in result["metric"])
        rows.append(f"| {result['what']} | {len(result['seeds'])} | {measured} | {data_text(result['data'])} |")
    return "\n".join(rows)


def mean_and_spread(mean: float, spread: float | None, is_fraction: bool) -> str:
    """Such as "94.57 % ± 0.12 %"; a single seed has no spread."""
    values = [mean] if spread is None else [mean, spread]
    return " ± ".join(f"{100 * value:.2f} %" if is_fraction else f"{value:.4g}" for value in values)


def data_text(data: str | dict) -> str:
    """The data of an experiment in words: its source, and the number of images."""
    if isinstance(data, str):
        return data
    return ", ".join(f"{value:,} {key}" if isinstance(value, int) else str(value) for key, value in data.items())


def with_results(readme: str, folder: Path) -> str:
    """The README's text with its table of results, and every figure marked within a sentence, made anew."""
    if START not in readme or END not in readme:
        raise SystemExit(f"README.md has no block between {START} and {END}; put these two lines where the table goes.")
    before, rest = readme.split(START, 1)
    return with_figures(f"{before}{START}\n{results_table(folder)}\n{END}{rest.split(END, 1)[1]}", folder)


def with_figures(text: str, folder: Path) -> str:
    """The text with every figure that is marked within a sentence made anew."""
    return FIGURE.sub(lambda found: found[1] + figure(folder, found[2], found[3]) + found[5], text)


def figure(folder: Path, name: str, also: str | None) -> str:
    """Mean and spread of a result, or of one of the other values measured beside it."""
    result = load_result(name, folder)
    measured = result["also"][also] if also else result
    return mean_and_spread(measured["mean"], measured["std"], "accuracy" in (also or result["metric"]))


def picture(notebook: Path) -> bytes:
    """The PNG that the cell with PICTURE_OF drew."""
    for cell in lessons.code_cells(nbformat.read(notebook, as_version=4)):
        if PICTURE_OF in cell.source:
            return base64.b64decode(cell.outputs[-1].data["image/png"])
    raise SystemExit(f"{notebook.name} has no cell with {PICTURE_OF}...: set tools.readme.PICTURE_OF to another one.")


def main(arguments: list[str]) -> int:
    parser("readme", "Write the measured figures of results/ into README.md and the models' cards.").parse_args(
        arguments
    )
    lessons.plain_terminal()
    results = lessons.PROJECT / "results"
    readme, cards = lessons.PROJECT / "README.md", results / "models" / "README.md"
    lessons.write_file(readme, with_results(readme.read_text(encoding="utf-8"), results))
    lessons.write_file(cards, with_figures(cards.read_text(encoding="utf-8"), results))
    lessons.write_file(lessons.PROJECT / "docs" / "picture.png", picture(lessons.NOTEBOOKS / "04_keras_model.ipynb"))
    print("README.md and results/models/README.md hold the figures of results/, docs/picture.png lesson 04's digits.")
    return 0
