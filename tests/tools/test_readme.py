"""`make readme`: tables of results a known project, links that lead somewhere, and figures within sentences."""

import json
import re

import pytest

from tools import readme
from tools.experiments import EXPERIMENTS
from tools.experiments.shared.projects import PROJECTS
from tools.experiments.speed import TASKS
from tools.lessons import PROJECT
from utils.results import RESULTS, load_result

LINK = re.compile(r"\[([^]]+)\]\(([^)]+)\)")
LONGEST = 120  # characters of `what`, so that a row of the table stays a row

LESSON = """---
kernelspec:
  name: python3
  display_name: Python 3
part: III Training
---

# Two networks

*Which is better?*

**Time:** about 5 minutes.

The text names "s1-other", the code does not.

```{code-cell} ipython3
%matplotlib inline
names = {"one": "s1-one", 'two': 's1-two'}
times = load_bench("s1-times")
```

"""


def made(name, **others):
    """A result of S1 as its file holds it, as far as tables show it."""
    return {
        "name": name,
        "project": "S1",
        "what": f"the network {name}",
        "caution": None,
        "metric": "test accuracy",
        "values": [0.9, len(name)],
        "mean": 0.94567,
        "std": 0.00123,
        "seeds": [1, 2, 3],
        "data": {"source": "MNIST", "test": 10000},
        "also": {"training errors": {"mean": 4.5, "std": 1.25}},
    } | others


def test_a_row_names_a_result_and_links_to_its_file_and_its_lessons():
    section = readme.project_section(
        "S1", [made("s1-one")], {"s1-one": ["[Two networks](03.ipynb)", "[More](04.ipynb)"]}
    )
    assert section.startswith(f"### {PROJECTS['S1'].title}\n\n{PROJECTS['S1'].about}\n\n| Result |")
    assert section.endswith(
        "\n| [`s1-one`](s1-one.json) | the network s1-one | 3 | 94.57% ± 0.12% | MNIST, 10,000 test "
        "| [Two networks](03.ipynb), [More](04.ipynb) |"
    )


def test_a_project_shows_its_own_results_and_no_others():
    section = readme.project_section("S1", [made("s1-one"), made("s2-other", project="S2")], {})
    assert "s1-one" in section
    assert "s2-other" not in section


def test_a_caution_stands_below_the_table_and_its_row_points_to_it():
    results = [made("s1-one", caution="Take care."), made("s1-another")]
    lines = readme.project_section("S1", results, {}).splitlines()
    assert [line.split(" | ")[0] for line in lines if "± 0.12% † |" in line] == ["| [`s1-one`](s1-one.json)"]
    assert lines[-2:] == ["", "- † `s1-one`: Take care."]


def test_results_that_share_all_values_say_so():
    results = [made("s1-one", values=[0.9, 0.8]), made("s1-two", values=[0.9, 0.8]), made("s1-last")]
    assert [names for names, _ in readme.cautions(results)] == [["s1-one", "s1-two"]]


def test_a_single_seed_has_no_spread_and_other_metrics_no_percent():
    assert readme.mean_and_spread(0.5, None, is_fraction=True) == "50.00%"
    assert readme.mean_and_spread(12.345, 1.5, is_fraction=False) == "12.35 ± 1.5"


@pytest.mark.parametrize(
    ("named", "expected"),
    [(readme.RESULT_SHOWN, {"s1-one", "s1-two"}), (readme.TIMES_SHOWN, {"s1-times"})],
    ids=["results", "times"],
)
def test_a_lesson_shows_what_its_code_names(tmp_path, named, expected):
    (tmp_path / "03_two_networks.md").write_text(LESSON, encoding="utf-8")
    links = readme.lesson_links(tmp_path, named)
    assert {name for name in links if name.startswith("s1-")} == expected
    assert all(found == ["[Two networks](../notebooks/03_two_networks.ipynb)"] for found in links.values())


def test_a_task_is_shown_with_its_fastest_way():
    way = {"what": "a network", "accuracy": [0.98, 0.99]}
    ways = [
        way | {"way": "default", "seconds": [8.0, 12.0], "ratio_to_keras_default": 1.0},
        way | {"way": "fast", "seconds": [2.0, 3.0], "ratio_to_keras_default": 4.0},
        way | {"way": "slow", "seconds": [20.0, 20.0], "ratio_to_keras_default": 0.5},
    ]
    section = readme.times_section({"a-task": ways}, {"a-task": ["[Two networks](03.ipynb)"]})
    assert section.splitlines()[-1] == (
        "| [`a-task`](bench.json) | a network | 10.0 s, 98.50% | fast: 2.5 s, 98.50% | 4.0 | [Two networks](03.ipynb) |"
    )


TWO_BLOCKS = "# Digits\n<!-- a:start -->\nold\n<!-- a:end -->\nend\n<!-- b:start -->\n\n<!-- b:end -->\n"


def test_only_what_stands_between_the_marks_is_replaced():
    found = readme.with_blocks(TWO_BLOCKS, {"a": "new", "b": "too"})
    a, b = "<!-- a:start -->\n\nnew\n\n<!-- a:end -->", "<!-- b:start -->\n\ntoo\n\n<!-- b:end -->"
    assert found == f"# Digits\n{a}\nend\n{b}\n"
    assert readme.with_blocks(found, {"a": "new", "b": "too"}) == found


@pytest.mark.parametrize("text", ["no marks", TWO_BLOCKS.replace("<!-- b:end -->", ""), TWO_BLOCKS * 2])
def test_missing_marks_are_named(text):
    with pytest.raises(SystemExit, match=r"The text has the blocks .*, but it needs \['a', 'b'\]"):
        readme.with_blocks(text, {"a": "new", "b": "too"})


def test_a_link_to_a_lesson_has_the_number_of_today():
    assert readme.with_lesson_files("[a](notebooks/99_relu.ipynb)") == "[a](notebooks/01_relu.ipynb)"


def test_a_figure_within_a_sentence_is_made_from_its_result(tmp_path):
    (tmp_path / "s1.json").write_text(json.dumps(made("s1")))
    text = "It reads <!-- s1 -->old<!-- / -->, <!-- s1: training errors -->old<!-- / --> errors."
    assert readme.with_figures(text, tmp_path) == (
        "It reads <!-- s1 -->94.57% ± 0.12%<!-- / -->, <!-- s1: training errors -->4.5 ± 1.25<!-- / --> errors."
    )


@pytest.fixture(scope="module")
def page():
    return (RESULTS / "README.md").read_text(encoding="utf-8")


def test_every_result_has_one_row_and_every_task_too(page):
    rows = re.findall(r"^\| \[`([^`]+)`\]\(([^)]+)\)", page, re.MULTILINE)
    assert sorted(rows) == sorted([(name, f"{name}.json") for name in EXPERIMENTS] + [(t, "bench.json") for t in TASKS])


def test_every_row_leads_to_a_lesson(page):
    rows = [line for line in page.splitlines() if line.startswith("| [`")]
    assert [row for row in rows if "](../notebooks/" not in row] == []


def test_every_link_of_the_page_leads_to_a_file(page):
    links = [link for _, link in LINK.findall(page)]
    assert len(links) > 2 * len(EXPERIMENTS)
    assert [link for link in links if not (RESULTS / link).is_file()] == []


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_result_has_a_short_name_of_its_own_and_a_known_project(name):
    what = load_result(name)["what"]
    assert len(what) <= LONGEST
    assert not re.search(r"[;:]|\. |the same network", what), "that is a caution, or another row"
    assert [other for other in EXPERIMENTS if load_result(other)["what"] == what] == [name]
    assert EXPERIMENTS[name].project in PROJECTS


def test_every_project_has_a_result():
    assert {experiment.project for experiment in EXPERIMENTS.values()} == set(PROJECTS)


def test_a_cell_of_the_known_projects_holds_one_figure_at_most():
    lines = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [cell for line in lines if line.startswith("|") for cell in line.split(" | ")]
    figures = [len(readme.FIGURE.findall(cell)) for cell in cells]
    assert sum(figures) >= 4
    assert max(figures) == 1


def test_readme_names_the_sites_address_once_the_project_has_one():
    text = readme.read_without_installing("https://github.com/Ada-L/digits-course")
    assert "(https://ada-l.github.io/digits-course/)" in text
    assert "github.io" not in readme.read_without_installing("https://github.com/OWNER/digits-course")
