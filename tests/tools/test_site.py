"""The site on small lessons: what a page shows and leaves out, what it links to, and what a damaged notebook costs."""

import base64
import errno
import inspect
import json
import os
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import lessons, run
from tools.site import build
from tools.site.links import broken_links, loaded_from_outside
from tools.site.page import Page, folds, page_source
from utils.exercises.registry import find
from utils.pictures import softmax_picture
from utils.pictures.picture import MIME, module

DOT = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718"
        "e3660000000049454e44ae426082"
    )
).decode()
ADDRESS = "https://example.org/course"
PLACEHOLDER = "https://github.com/OWNER/digits-course"
CHECK = "def relu(z):\n    return ...\n\ncheck(relu)"


def code(source, *tags, outputs=()):
    return new_code_cell(source, metadata={"tags": list(tags)}, outputs=list(outputs), execution_count=1)


def picture(width=None):
    metadata = {"image/png": {"width": width}} if width else {}
    return new_output("display_data", {"image/png": DOT, "text/plain": "<Figure>"}, metadata=metadata)


def moving_picture():
    shown = softmax_picture([1.0, 2.0])
    kept = {MIME: {"name": "softmax", "settings": shown.settings}, "image/png": DOT, "text/plain": repr(shown)}
    return new_output("display_data", kept)


TABLE = '<table border="1" class="dataframe"><thead><tr><th></th><th>loss</th></tr></thead><tbody><tr><th>0</th><td>1.5</td></tr></tbody></table>'  # noqa: E501
RELU = [
    new_markdown_cell("[before](00_start_here.ipynb)", metadata={"tags": ["navigation"]}),
    new_markdown_cell("# 01 · ReLU\n\n*Why?*\n\nSee [softmax](02_softmax.ipynb) and [results](../results/README.md)."),
    code("import for_colab", "colab"),
    code("import numpy as np", "imports"),
    new_markdown_cell("## A formula\n\n$z = x_1 w_1 + \\dots$ and\n\n$$p = \\frac{1}{n}$$\n\nand $\\unheard{x}$."),
    code("claim('hidden')", "claim"),
    code("plot()", outputs=[new_output("stream", name="stdout", text="drawn"), picture(width=7)]),
    new_markdown_cell("*Figure: a dot of size $1$, `relu` & more.*\n\nText below the figure."),
    code("plot_two()", outputs=[picture(), picture()]),
    new_markdown_cell("*Figure: two dots.*"),
    code("softmax_picture([1, 2])", outputs=[moving_picture()]),
    new_markdown_cell("*Figure: drag a score.*"),
    new_markdown_cell("### Your turn: relu ★"),
    code(CHECK, outputs=[new_output("stream", name="stdout", text="TO DO  relu")]),
    new_markdown_cell("Stuck? Type `hint(relu)` in a new cell."),
    new_markdown_cell("## A table"),
    code(
        "table", outputs=[new_output("execute_result", {"text/html": TABLE, "text/plain": "loss"}, execution_count=1)]
    ),
]


def page(file, *cells, failure="", facts=()):
    return Page(file, file, new_notebook(cells=list(cells)), failure, facts)


PAGES = [
    page("00_start_here", new_markdown_cell("# 00 · Start here\n\nHello."), facts=("1.2", "1 of 1 solved", "97 %")),
    page("01_relu", *RELU),
    page(
        "02_softmax", new_markdown_cell("# 02 · Softmax"), code("1/0"), failure="It stopped at cell [1] (1/0): <zero>"
    ),
    Page("03_digits_dataset", "03_digits_dataset", None, "03_digits_dataset.ipynb is not a notebook (why *not*)"),
]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of a site of four small lessons, and what Sphinx said."""
    target = tmp_path_factory.mktemp("site") / "build" / "site"
    return target, build.build_site(PAGES, "Made with a dot.", target)


@pytest.fixture(scope="session")
def read(site):
    """Reads a page of the site."""
    return cache(lambda name: BeautifulSoup((site[0] / f"{name}.html").read_bytes(), "html.parser"))


@pytest.fixture(scope="session")
def relu(read):
    return read("01_relu").article


def test_sphinx_has_nothing_to_say_but_the_formula_that_it_cannot_read(site):
    (warning,) = site[1].warnings
    assert warning.startswith("01_relu.ipynb:")
    assert 'a formula stays TeX: Unknown LaTeX command "\\unheard"' in warning
    assert site[1].without_page == {}


def test_a_picture_that_moves_is_on_its_page_with_its_still_for_paper(read):
    cell = read("01_relu").find(attrs={"data-picture": "softmax"}).find_parent(class_="cell_output")
    assert json.loads(cell.find(attrs={"data-picture": True})["data-settings"])["scores"] == [1.0, 2.0]
    assert cell.figure.img["alt"] == "drag a score."
    source = read("01_relu").find("script", attrs={"data-picture-module": "softmax"})
    assert source.string.strip() == module("softmax").strip()


def test_one_page_shows_all_pictures_that_move(read):
    assert read("pictures").find(attrs={"data-picture": "softmax"})
    assert read("pictures").find("script", attrs={"data-picture-module": "softmax"})
    assert read("index").find("a", href="pictures.html")


def test_no_link_is_broken_and_nothing_comes_from_another_host(site):
    assert broken_links(site[0]) == []
    assert loaded_from_outside(site[0]) == []


def test_a_broken_link_and_a_foreign_host_are_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<a href="b.html#there">1</a><a href="b.html#lost">2</a><a href="lost.html">3</a><img src="lost.png">'
        '<a href="https://example.org">4</a><script src="https://example.org/x.js"></script><a href="#lost">5</a>'
    )
    (tmp_path / "b.html").write_text('<p id="there">')
    (tmp_path / "c.css").write_text('a { background: url("//example.org/y.png") } @import "https://example.org/z.css";')
    lost = ["#lost", "b.html#lost", "lost.html", "lost.png"]
    assert broken_links(tmp_path) == [f"a.html links to {address}" for address in lost]
    assert loaded_from_outside(tmp_path) == [
        "a.html loads https://example.org/x.js",
        "c.css loads //example.org/y.png",
        "c.css loads https://example.org/z.css",
    ]


def test_the_first_page_lists_the_lessons_by_parts_and_opens_the_first(read):
    index = read("index")
    headings = [heading.get_text().rstrip("#") for heading in index.article.find_all("h2")]
    assert headings == ["I The parts", "II A network that reads", "Pictures that move", "This run"]
    listed = [link["href"] for link in index.select("ol.lessons a")]
    assert listed == ["00_start_here.html", "01_relu.html", "02_softmax.html", "03_digits_dataset.html"]
    assert index.select_one(".begin a")["href"] == "00_start_here.html"
    assert "Why does a network need a bend?" in index.get_text()


def test_the_first_page_says_what_the_run_found_and_which_data_it_had(read):
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in read("index").select("table.run tbody tr")]
    assert rows[0] == ["00 · Start here", "1.2", "1 of 1 solved", "97 %"]
    assert rows[1][1] == "not run this time"
    assert "Made with a dot. A lesson that was not run shows" in read("index").get_text()


def test_a_lesson_that_did_not_run_to_its_end_says_so_on_both_pages(read):
    assert "It stopped at cell [1] (1/0): <zero>" in read("index").select_one("ol.lessons .failed").get_text()
    box = read("02_softmax").article.select_one(".admonition.danger")
    assert "It stopped at cell [1] (1/0): <zero>" in box.get_text()
    assert box.find_previous("h1")


def test_a_damaged_notebook_has_a_page_with_the_reason(read):
    damaged = read("03_digits_dataset").article
    assert damaged.h1.get_text().startswith("03 · The digits")
    assert "03_digits_dataset.ipynb is not a notebook (why *not*)" in damaged.get_text()


def test_a_notebook_that_breaks_the_parser_has_a_page_that_says_so(tmp_path, monkeypatch):
    def breaks(self, inputstring, document):
        if "breaking" in inputstring:
            raise RecursionError("too odd")
        return original(self, inputstring, document)

    from myst_nb.sphinx_ import Parser

    original = Parser.parse
    monkeypatch.setattr(Parser, "parse", breaks)
    pages = [page("01_relu", new_markdown_cell("breaking")), page("02_softmax", new_markdown_cell("# Fine"))]
    built = build.build_site(pages, "", tmp_path / "site")
    assert built.without_page == {"01_relu": "too odd"}
    text = (tmp_path / "site" / "01_relu.html").read_text(encoding="utf-8")
    assert "No page can be made from this lesson: too odd" in text
    assert "Fine" in (tmp_path / "site" / "02_softmax.html").read_text(encoding="utf-8")


def test_pages_lead_to_the_one_before_and_the_one_after(read):
    before, after = (read("01_relu").select_one(f".prev-next-area a.{side}-{what}")["href"] for side, what in
                     (("left", "prev"), ("right", "next")))  # fmt: skip
    assert (before, after) == ("00_start_here.html", "02_softmax.html")


def test_every_page_has_all_lessons_beside_it(read):
    for name in ("index", "02_softmax"):
        links = [link["href"] for link in read(name).select("nav.bd-links a")]
        assert len(links) == len(PAGES) + 1, links  # and the page of all pictures that move


def test_cells_that_serve_the_notebook_alone_are_left_out(relu):
    assert "for_colab" not in relu.get_text()
    assert "claim(" not in relu.get_text()
    assert "before" not in relu.get_text()


def test_imports_are_folded(relu):
    (folded,) = relu.select("details.hide")
    assert "import numpy as np" in folded.get_text()
    assert set(folded.summary.get_text().split()) == {"Imports"}
    assert not folded.has_attr("open")


def test_hints_and_the_solution_are_folded_below_the_exercise(relu):
    exercise = find("relu")
    folded = relu.select("details.fold")
    assert [fold.p.get_text() for fold in folded[:-1]] == [" ".join(hint.split()) for hint in exercise.hints]
    assert folded[-1].pre.get_text().strip() == inspect.getsource(exercise.reference).strip()
    assert not any(fold.has_attr("open") for fold in folded)
    assert "Stuck?" in folded[0].find_previous("p").get_text()
    assert "A table" in folded[-1].find_next("h2").get_text()


def test_a_check_that_no_stuck_follows_has_its_folds_right_below():
    mixed = page("01_relu", code(CHECK), new_markdown_cell("Stuck? Type hint.\n\n## Next\n\nMore."))
    cells = page_source(mixed, ADDRESS).cells
    assert [cell.source for cell in cells[-2:]] == [folds("relu"), mixed.notebook.cells[1].source]


def test_a_check_of_an_unknown_exercise_has_no_folds():
    source = page_source(page("01_relu", code("check(nothing_known)")), ADDRESS)
    assert "details" not in nbformat.writes(source)


def test_text_in_folds_is_shown_as_it_is_written(monkeypatch):
    exercise = find("relu")
    monkeypatch.setattr(exercise, "hints", ("a < b, *this* and\n\n`z * 2`",))
    assert "<p>a &lt; b, *this* and <code>z * 2</code></p>" in folds("relu")


def test_pictures_become_figures_described_by_their_captions(relu):
    first, second = relu.find_all("figure")[:2]
    assert "".join(first.figcaption.get_text().split()) == "Figure:adotofsize1,relu&more.#"
    assert first.figcaption.math
    assert first.figcaption.code
    assert first.img["alt"] == "a dot of size 1, relu & more."
    assert first.img["width"] == "7"
    assert [image["alt"] for image in second.find_all("img")] == ["two dots.", "two dots."]
    assert all(image["alt"] for image in relu.find_all("img"))
    assert "Figure:" not in " ".join(paragraph.get_text() for paragraph in relu.find_all("p") if not paragraph.find_parent("figure"))  # fmt: skip  # noqa: E501
    assert "drawn" in first.find_previous("pre").get_text()


def test_formulas_are_mathml_and_unreadable_ones_stay_tex(relu):
    inline, block = relu.find_all("math")[1:3] if relu.find("nav") else relu.find_all("math")[:2]
    assert "…" in inline.get_text()
    assert block.mfrac
    assert block["display"] == "block"
    assert "\\unheard{x}" in relu.get_text()


def test_tables_stay_tables(relu):
    assert [cell.get_text() for cell in relu.select("table.dataframe td")] == ["1.5"]


def test_links_to_lessons_lead_to_pages_and_links_to_files_to_the_repository():
    source = page_source(PAGES[1], ADDRESS).cells[0].source
    assert "[softmax](02_softmax.ipynb)" in source
    assert f"[results]({ADDRESS}/blob/HEAD/results/README.md)" in source


def test_links_to_files_are_words_while_the_project_has_no_address(relu):
    assert "and results." in page_source(PAGES[1], PLACEHOLDER).cells[0].source
    assert relu.find("a", string="softmax")["href"] == "02_softmax.html"


def test_a_notebook_is_left_as_it_was():
    before = nbformat.writes(PAGES[1].notebook)
    page_source(PAGES[1], ADDRESS)
    assert nbformat.writes(PAGES[1].notebook) == before


def test_a_notebook_without_a_title_gets_one():
    cells = page_source(page("99_mine", new_markdown_cell("## No title")), ADDRESS).cells
    assert [cell.source for cell in cells] == ["# 99_mine", "## No title"]


def test_a_disk_that_fills_up_leaves_the_old_site_and_is_named(tmp_path, monkeypatch):
    def full(sources, target, doctrees):
        target.mkdir()
        (target / "index.html").touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    site = tmp_path / "build" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("old")
    monkeypatch.setattr(build, "run_sphinx", full)
    with pytest.raises(SystemExit, match=r"build/site cannot be written: No space left on device\."):
        build.build_site([], "", site)
    assert [path.name for path in site.parent.iterdir()] == ["site"]
    assert (site / "index.html").read_text() == "old"


def test_no_page_of_an_earlier_site_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "run_sphinx", lambda sources, target, doctrees: target.mkdir())
    site = tmp_path / "build" / "site"
    site.mkdir(parents=True)
    (site / "09_renamed.html").touch()
    build.build_site([], "", site)
    assert list(site.iterdir()) == []


def test_the_texts_of_the_course_have_no_formula_that_stays_tex():
    from docutils.utils.math.latex2mathml import tex2mathml

    from tools.site.extension import known_tex

    for path in lessons.lesson_files(lessons.TEXT, ".md"):
        text = re.sub(r"```.*?```|`[^`\n]+`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for block, inline in re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", text, re.DOTALL):
            tex2mathml(known_tex(block or inline))


def test_the_first_page_shows_the_picture_that_readme_shows():
    assert build.PICTURE.relative_to(lessons.PROJECT) == Path("docs/picture.png")
    assert "(docs/picture.png)" in (lessons.PROJECT / "README.md").read_text(encoding="utf-8")


def test_the_site_of_all_lessons_has_no_warning_no_broken_link_and_no_picture_without_a_description(tmp_path):
    files = lessons.lesson_files(lessons.NOTEBOOKS, ".ipynb")
    built = build.build_site([run.page_of_file(path, tmp_path) for path in files], "", tmp_path / "site")
    assert (built.warnings, built.without_page) == ([], {})
    assert broken_links(tmp_path / "site") == []
    assert loaded_from_outside(tmp_path / "site") == []
    for path in files:
        article = BeautifulSoup((tmp_path / "site" / f"{path.stem}.html").read_bytes(), "html.parser").article
        assert article.find_all("figure")
        assert [image["src"] for image in article.find_all("img") if not image.get("alt")] == []
        assert article.select("details.fold")
