"""How a lesson's text becomes cells."""

import pytest

from tools import lessons
from tools.cells import code_cell, navigation, split_markdown

FENCED = """Run it:

```text
# not a heading

## and not this
```

The end."""


def test_a_cell_begins_at_every_heading():
    assert split_markdown("# One\n\nwords\n\n## Two\n\nmore\n\n### Three") == [
        "# One\n\nwords",
        "## Two\n\nmore",
        "### Three",
    ]


def test_a_cell_ends_after_its_hints():
    assert split_markdown("Stuck? Type `hint(relu)`.\n\nThe story goes on.\n\nAnd on.") == [
        "Stuck? Type `hint(relu)`.",
        "The story goes on.\n\nAnd on.",
    ]


def test_what_stands_in_a_code_block_is_no_heading():
    assert split_markdown(FENCED) == [FENCED]


def test_markdown_without_headings_stays_one_cell():
    assert split_markdown("one\n\ntwo\n") == ["one\n\ntwo"]


@pytest.mark.parametrize(
    ("source", "tags", "kind"),
    [
        ('claim("two is even", True)\nclaim("so is four", True)', [], "claim"),
        ('claim("two is even", True)\nprint(2)', [], None),
        ('half = 1\nclaim("two is even", half == 1)', [], None),
        ('half = 1\nclaim("two is even", half == 1)', ["claim"], "claim"),
        ("import a\nimport b", [], None),
        ("from a import (\n    b,\n    c,\n    d,\n    e,\n)", [], "imports"),
        ("import a\nimport b\nimport c\nimport d\nimport e\nb = 1", [], None),
        ("%%time\nclaim(1, 2)", [], None),
        ("# only a comment", [], None),
    ],
)
def test_claims_and_long_imports_are_collapsed(source, tags, kind):
    cell = code_cell(source, "relu-001", tags)
    assert cell.metadata.get("tags", []) == ([kind] if kind else [])
    assert cell.metadata.get("jupyter") == ({"source_hidden": True} if kind else None)


def test_a_cell_keeps_its_other_tags():
    assert code_cell('claim("so", True)', "relu-001", ["headline"]).metadata.tags == ["headline", "claim"]


def test_the_first_and_the_last_lesson_lead_in_one_direction():
    first, second, *_, last = lessons.lesson_files(lessons.TEXT, ".md")
    assert navigation(first).startswith(f"[{second.stem[:2]} ")
    assert "→" not in navigation(last)
    assert navigation(second).count("](") == 2


def test_a_text_outside_the_course_leads_nowhere(tmp_path):
    assert navigation(tmp_path / "01_alone.md") == ""
