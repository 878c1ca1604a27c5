"""A newer course over a learner's copy: everything of the learner's is in the new one, once, and where it belongs."""

import platform
from collections import Counter
from copy import deepcopy

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import fuzzing
from tools import colab, lessons
from tools.desk.copies import edition_of, fresh_copy, mark_of, with_marks
from tools.desk.renewal import END, renew
from tools.provenance import sign

RELU = "def relu(z):\n    return ...  # your code\n\ncheck(relu)"
TENT = "def tent(x):\n    return ...  # your code\n\ncheck(tent)"
ANSWER = "def relu(z):\n    return z * (z > 0)\n\ncheck(relu)"


def text(source):
    return nbformat.v4.new_markdown_cell(source)


def code(source):
    return nbformat.v4.new_code_cell(source, outputs=[nbformat.v4.new_output("stream", text="42\n")], execution_count=3)


def course(*cells, lesson="01_relu"):
    """A lesson as notebooks/ holds it: numbered cells, one for Colab, outputs, and what they were made from."""
    cells = [text(f"# {lesson[:2]} A lesson with a name: {lesson[3:]}"), *cells]
    for number, cell in enumerate(cells):
        cell.id = f"{lesson[3:]}-{number:03d}"
    cells.insert(1, colab.setup_cell(f"{lesson[3:]}-colab"))
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    sign(notebook, {})
    return notebook


def copied(lesson, *cells):
    return fresh_copy(lesson, course(*cells, lesson=lesson))


def write(copy, old, new):
    """The learner replaces what a cell says."""
    (cell,) = (cell for cell in copy.cells if cell.source == old)
    cell.source = new


def add(copy, after, *cells):
    """The learner adds cells behind the one that says `after`."""
    at = [cell.source for cell in copy.cells].index(after)
    copy.cells[at + 1 : at + 1] = cells


def renewed(copies, *new):
    """The new copies after a renewal, each valid."""
    made, _ = renew(copies, dict(new))
    notebooks = {lesson: copy.notebook() for lesson, copy in made.items()}
    for notebook in notebooks.values():
        nbformat.validate(notebook)
    return notebooks


def lesson_01(*cells):
    return "01_relu", course(*cells)


def lesson(name, *cells):
    return name, course(*cells, lesson=name)


def said(notebook):
    """What the cells say, without the title."""
    return [cell.source for cell in notebook.cells if not cell.source.startswith("# 0")]


def test_a_copy_has_the_cells_of_the_course_without_outputs_and_without_the_one_for_colab():
    hidden = code("import numpy as np")
    hidden.metadata = {"tags": ["imports"], "jupyter": {"source_hidden": True}}
    notebook = course(hidden, text("Relu."), code(RELU))
    copy = fresh_copy("01_relu", notebook)
    nbformat.validate(copy)
    assert said(copy) == ["import numpy as np", "Relu.", RELU]
    assert [cell.id for cell in copy.cells] == ["relu-000", "relu-001", "relu-002", "relu-003"]
    assert all(not cell.outputs and cell.execution_count is None for cell in lessons.code_cells(copy))
    assert copy.cells[1].metadata.tags == ["imports"]
    assert copy.cells[1].metadata.jupyter == {"source_hidden": True}
    assert set(copy.metadata) == {"language_info", "course"}
    assert copy.metadata.language_info["version"] == platform.python_version()
    assert notebook.cells[2].outputs, "the lesson itself keeps them"


def test_another_sentence_or_another_tag_is_another_edition_and_an_output_is_not():
    notebook, same, reworded, tagged = (course(text("Relu."), code(RELU)) for _ in range(4))
    same.cells[3].outputs = []
    reworded.cells[2].source = "ReLU."
    tagged.cells[3].metadata.tags = ["nbval-skip"]
    assert edition_of(same) == edition_of(notebook)
    assert len({edition_of(notebook), edition_of(reworded), edition_of(tagged)}) == 3


def test_an_answer_and_own_cells_are_in_the_new_text_where_they_stood():
    copy = copied("01_relu", text("Old."), code(RELU), text("Next."))
    write(copy, RELU, ANSWER)
    add(copy, ANSWER, code("relu(3)"), text("I see."))
    new = renewed({"01_relu": copy}, lesson_01(text("New."), text("More."), code(RELU), text("Next.")))
    assert said(new["01_relu"]) == ["New.", "More.", ANSWER, "relu(3)", "I see.", "Next."]
    assert all(not cell.outputs and cell.execution_count is None for cell in lessons.code_cells(new["01_relu"]))


def test_an_answer_moves_with_its_exercise_to_another_lesson():
    copies = {"01_relu": copied("01_relu", code(RELU)), "02_bends": copied("02_bends", text("Bends."))}
    write(copies["01_relu"], RELU, ANSWER)
    add(copies["01_relu"], ANSWER, code("relu(3)"))
    new = renewed(copies, lesson_01(text("Less.")), lesson("02_bends", text("Bends."), code(RELU)))
    assert said(new["01_relu"]) == ["Less."]
    assert said(new["02_bends"]) == ["Bends.", ANSWER, "relu(3)"]


def test_a_lesson_that_is_renumbered_and_split_gives_its_answers_to_both_parts():
    copy = copied("03_digits", text("One."), code(RELU), text("Two."), code(TENT))
    write(copy, RELU, ANSWER)
    write(copy, TENT, TENT.replace("...", "1"))
    add(copy, copy.cells[0].source, text("Mine."))
    add(copy, "Two.", text("Of two."))
    new = renewed(
        {"03_digits": copy},
        lesson("04_digits", text("One."), code(RELU)),
        lesson("05_tests", text("Two."), code(TENT)),
    )
    assert said(new["04_digits"]) == ["Mine.", "One.", ANSWER]
    assert said(new["05_tests"]) == ["Two.", "Of two.", TENT.replace("...", "1")]


def test_cells_of_a_lesson_that_is_gone_go_where_most_of_its_cells_are_now():
    copy = copied("03_digits", text("One."), text("## Section\n\nGone."), text("Two."), text("3."), text("4."))
    add(copy, "## Section\n\nGone.", text("Mine."))
    new = renewed(
        {"03_digits": copy}, lesson("05_a", text("One.")), lesson("06_b", text("Two."), text("3."), text("4."))
    )
    assert said(new["06_b"]) == ["Two.", "3.", "4.", END, "Mine."]


def test_a_cell_whose_place_is_gone_follows_the_cell_before_it_in_its_section():
    copy = copied("01_relu", text("## Section\n\nOne."), text("Gone."), text("Two."))
    add(copy, "Gone.", text("Mine."))
    new = renewed({"01_relu": copy}, lesson_01(text("## Section\n\nOne."), text("Two.")))
    assert said(new["01_relu"]) == ["## Section\n\nOne.", "Mine.", "Two."]


def test_a_cell_whose_section_is_gone_goes_to_the_end_below_a_heading_and_stays_there():
    copy = copied("01_relu", text("One."), text("## Section\n\nGone."), text("Two."))
    add(copy, "## Section\n\nGone.", text("Mine."))
    first = renewed({"01_relu": copy}, lesson_01(text("One."), text("Two.")))
    assert said(first["01_relu"]) == ["One.", "Two.", END, "Mine."]
    second = renewed(first, lesson_01(text("One."), text("Two."), text("Three.")))
    assert said(second["01_relu"]) == ["One.", "Two.", "Three.", END, "Mine."]


def test_a_cell_at_the_top_stays_at_the_top():
    copy = copied("01_relu", text("One."))
    copy.cells.insert(0, text("Mine."))
    new = renewed({"01_relu": copy}, lesson_01(text("Other.")))
    assert new["01_relu"].cells[0].source == "Mine."


def test_a_reworded_cell_is_still_the_place_of_what_followed_it():
    old = "A network is a sum of weighted sums, each with a bend."
    copy = copied("01_relu", text("## One"), text(old), text("## Two"))
    add(copy, old, text("Mine."))
    new = renewed({"01_relu": copy}, lesson_01(text("## One"), text(old.replace("a sum", "one sum")), text("## Two")))
    assert said(new["01_relu"])[1:3] == [old.replace("a sum", "one sum"), "Mine."]


def test_a_reworded_cell_is_not_taken_for_another_that_is_still_there():
    copy = copied("01_relu", text("## One"), text("a b c d e"), text("## Two"), text("a b c d f"))
    add(copy, "a b c d e", text("Mine."))
    new = renewed({"01_relu": copy}, lesson_01(text("## One"), text("a b c x y"), text("## Two"), text("a b c d f")))
    assert said(new["01_relu"]) == ["## One", "a b c x y", "Mine.", "## Two", "a b c d f"]


def test_a_cell_that_two_lessons_have_is_looked_for_in_its_own_first():
    copies = {name: copied(name, code("import numpy as np")) for name in ("01_relu", "02_bends")}
    copies["02_bends"].cells.append(code("np.pi"))
    same = code("import numpy as np")
    new = renewed(copies, lesson_01(same, text("New.")), lesson("02_bends", deepcopy(same), text("New.")))
    assert said(new["01_relu"]) == ["import numpy as np", "New."]
    assert said(new["02_bends"]) == ["import numpy as np", "np.pi", "New."]


def test_a_cell_pasted_once_more_without_a_change_stays_and_an_exercise_nobody_began_does_not():
    copy = copied("01_relu", code("plot(relu)"), code(RELU), text("Next."))
    copy.cells += [deepcopy(copy.cells[1]), deepcopy(copy.cells[2])]
    new = renewed({"01_relu": copy}, lesson_01(code("plot(relu)"), code(RELU), text("Next."), text("New.")))
    assert said(new["01_relu"]) == ["plot(relu)", RELU, "Next.", "plot(relu)", "New."]


def test_a_changed_cell_pasted_above_the_courses_own_does_not_keep_the_courses_old_one():
    copy = copied("01_relu", text("One."), code("train with steps = 5 and rate = 0.1"))
    pasted = deepcopy(copy.cells[2])
    pasted.source = "train with steps = 500"
    copy.cells.insert(2, pasted)
    new = renewed({"01_relu": copy}, lesson_01(text("One."), code("train with steps = 6 and rate = 0.1")))
    assert said(new["01_relu"]) == ["One.", "train with steps = 500", "train with steps = 6 and rate = 0.1"]


def test_an_exercise_split_in_two_moves_as_a_whole():
    copies = {"01_relu": copied("01_relu", text("One."), code(RELU)), "02_bends": copied("02_bends", text("Bends."))}
    write(copies["01_relu"], RELU, "helper = abs")
    rest = deepcopy(copies["01_relu"].cells[2])
    rest.source, rest.id = ANSWER, "rest"
    copies["01_relu"].cells.append(rest)
    new = renewed(copies, lesson_01(text("One.")), lesson("02_bends", text("Bends."), code(RELU)))
    assert said(new["02_bends"]) == ["Bends.", "helper = abs", ANSWER]


def test_two_cells_that_say_the_same_are_two_places():
    copy = copied("01_relu", text("Links."), text("One."), text("Links."))
    copy.cells.append(text("Mine."))
    new = renewed({"01_relu": copy}, lesson_01(text("Links."), text("One."), text("Two."), text("Links.")))
    assert said(new["01_relu"]) == ["Links.", "One.", "Two.", "Links.", "Mine."]


@pytest.mark.parametrize("make", [text, code])
def test_a_changed_cell_stays_changed_if_the_courses_has_not_changed(make):
    copy = copied("01_relu", make("steps = 5"), text("Next."))
    write(copy, "steps = 5", "steps = 50")
    new = renewed({"01_relu": copy}, lesson_01(text("New."), make("steps = 5"), text("Next.")))
    assert said(new["01_relu"]) == ["New.", "steps = 50", "Next."]


@pytest.mark.parametrize("make", [text, code])
def test_a_changed_cell_stands_behind_the_courses_new_one(make):
    copy = copied("01_relu", make("train with steps = 5 and rate = 0.1"), text("Next."))
    write(copy, "train with steps = 5 and rate = 0.1", "train with steps = 50 and rate = 0.1")
    new = renewed({"01_relu": copy}, lesson_01(make("train with steps = 6 and rate = 0.1"), text("Next.")))
    assert said(new["01_relu"]) == [
        "train with steps = 6 and rate = 0.1", "train with steps = 50 and rate = 0.1", "Next."
    ]  # fmt: skip
    again = renewed(new, lesson_01(make("train with steps = 6 and rate = 0.1"), text("Next.")))
    assert said(again["01_relu"]) == said(new["01_relu"])


def with_new_exercise(copy, new):
    """The copy after the course's cell for relu has become `new`."""
    return renewed({"01_relu": copy}, lesson_01(text("Text."), code(new)))


def answered():
    copy = copied("01_relu", text("Text."), code(RELU))
    write(copy, RELU, ANSWER)
    return copy


@pytest.mark.parametrize(
    "new",
    [
        RELU.replace("    return", '    """Another sentence about it."""\n    return'),
        RELU.replace("# your code", "# here"),
    ],
)
def test_an_answer_to_a_cell_with_other_words_is_kept_without_a_note(new):
    assert said(with_new_exercise(answered(), new)["01_relu"]) == ["Text.", ANSWER]


def test_above_an_answer_to_a_cell_that_now_takes_other_arguments_is_a_note_that_shows_it():
    new = RELU.replace("relu(z)", "relu(z, slope)").replace("check(relu, slope)", "check(relu)")
    made = with_new_exercise(answered(), new)
    sources = said(made["01_relu"])
    assert sources[0] == "Text."
    assert "has changed" in sources[1]
    assert new in sources[1]
    assert sources[2:] == [ANSWER]
    again = with_new_exercise(made["01_relu"], new)
    assert said(again["01_relu"]) == sources, "the note stays, once"
    newer = new.replace("slope", "slopes")
    third = said(with_new_exercise(again["01_relu"], newer)["01_relu"])
    assert newer in third[1], "the next one replaces it"
    assert third[2:] == [ANSWER]
    write(again["01_relu"], ANSWER, ANSWER.replace("relu(z)", "relu(z, slope)", 1))
    solved = said(with_new_exercise(again["01_relu"], new)["01_relu"])
    assert solved == ["Text.", ANSWER.replace("relu(z)", "relu(z, slope)", 1)], "it goes when the answer fits"


def test_a_note_in_which_the_learner_has_written_is_theirs():
    new = RELU.replace("relu(z)", "relu(z, slope)")
    made = with_new_exercise(answered(), new)["01_relu"]
    made.cells[2].source = "My note."
    assert "My note." in said(with_new_exercise(made, new)["01_relu"])


def test_an_answer_that_is_no_python_is_kept():
    copy = copied("01_relu", code(RELU))
    write(copy, RELU, "def relu(z:\n    return (\n\ncheck(relu)")
    new = RELU.replace("relu(z)", "relu(z, slope)")
    assert said(renewed({"01_relu": copy}, lesson_01(code(new)))["01_relu"])[-1].startswith("def relu(z:\n")


def test_of_a_pasted_exercise_the_answer_is_taken_and_the_other_answer_stands_behind_it():
    copy = copied("01_relu", code(RELU), text("Next."))
    for source in (ANSWER, ANSWER.replace("z >", "0 <")):
        pasted = deepcopy(copy.cells[1])
        pasted.source, pasted.id = source, f"pasted-{len(copy.cells)}"
        copy.cells.insert(len(copy.cells) - 1, pasted)
    new = renewed({"01_relu": copy}, lesson_01(code(RELU), text("Next."), text("New.")))
    assert said(new["01_relu"]) == [ANSWER, ANSWER.replace("z >", "0 <"), "Next.", "New."]


def test_an_exercise_that_was_split_in_two_is_all_there_and_in_order():
    copy = copied("01_relu", code(RELU), text("Next."))
    write(copy, RELU, "def relu(z):\n    return z")
    rest = deepcopy(copy.cells[1])
    rest.source, rest.id = "check(relu)", "rest"
    copy.cells.insert(2, rest)
    new = renewed({"01_relu": copy}, lesson_01(text("New."), code(RELU), text("Next.")))
    assert said(new["01_relu"]) == ["New.", "def relu(z):\n    return z", "check(relu)", "Next."]


def test_an_answer_in_a_cell_of_its_own_takes_the_place_of_the_deleted_exercise():
    copy = copied("01_relu", text("Text."), code(RELU))
    del copy.cells[2]
    copy.cells.append(code(ANSWER))
    assert said(with_new_exercise(copy, RELU)["01_relu"]) == ["Text.", ANSWER]


def test_an_answer_in_its_own_lesson_comes_before_one_that_was_tried_in_another():
    copies = {"01_relu": copied("01_relu", text("One.")), "02_bends": copied("02_bends", code(RELU))}
    copies["01_relu"].cells.append(code(ANSWER.replace("z >", "0 <")))
    write(copies["02_bends"], RELU, ANSWER)
    new = renewed(copies, lesson_01(text("One."), text("New.")), lesson("02_bends", code(RELU)))
    assert said(new["01_relu"]) == ["One.", ANSWER.replace("z >", "0 <"), "New."]
    assert said(new["02_bends"]) == [ANSWER]


def test_a_deleted_cell_of_the_course_comes_back_and_an_empty_cell_does_not():
    copy = copied("01_relu", text("One."), text("Two."))
    del copy.cells[1]
    copy.cells.append(code(""))
    new = renewed({"01_relu": copy}, lesson_01(text("One."), text("Two."), text("Three.")))
    assert said(new["01_relu"]) == ["One.", "Two.", "Three."]


def test_an_exercise_that_the_course_no_longer_has_becomes_a_cell_of_the_learners():
    copy = copied("01_relu", text("Text."), code(RELU))
    write(copy, RELU, ANSWER)
    assert said(renewed({"01_relu": copy}, lesson_01(text("Text."), text("End.")))["01_relu"]) == [
        "Text.", ANSWER, "End."
    ]  # fmt: skip


def test_a_pasted_picture_is_carried_along():
    copy = copied("01_relu", text("One."))
    picture = nbformat.v4.new_markdown_cell("![](attachment:mine.png)", attachments={"mine.png": {"image/png": "AA=="}})
    copy.cells.append(picture)
    new = renewed({"01_relu": copy}, lesson_01(text("One."), text("Two.")))
    assert new["01_relu"].cells[2].attachments == {"mine.png": {"image/png": "AA=="}}


def test_cells_with_one_number_get_different_ones():
    copy = copied("01_relu", text("One."))
    for source in ("Mine.", "Mine, too."):
        cell = text(source)
        cell.id = "relu-002"  # which the course gives to its new cell
        copy.cells.append(cell)
    new = renewed({"01_relu": copy}, lesson_01(text("One."), text("Two.")))["01_relu"]
    assert len({cell.id for cell in new.cells}) == len(new.cells) == 5


def test_a_notebook_of_the_same_text_that_make_lab_did_not_make_keeps_what_was_changed_in_it():
    notebook = course(text("Text."), code("steps = 5"), code(RELU))
    written = deepcopy(notebook)
    written.cells[2].source, written.cells[4].source = "Text, mine.", ANSWER
    written.cells.insert(4, text("Own."))
    copy = with_marks(written, "01_relu", notebook)
    assert said(renewed({"01_relu": copy}, ("01_relu", notebook))["01_relu"]) == [
        "Text, mine.", "steps = 5", "Own.", ANSWER
    ]  # fmt: skip


def test_a_notebook_of_an_older_text_that_make_lab_did_not_make_keeps_answers_and_own_cells():
    written = course(text("Old text."), code(TENT), code(RELU))
    written.cells[4].source = ANSWER
    written.cells.append(text("Own."))
    notebook = course(text("New text."), code(RELU), code(TENT))
    copy = with_marks(written, "01_relu", notebook)
    assert said(renewed({"01_relu": copy}, ("01_relu", notebook))["01_relu"]) == ["New text.", ANSWER, "Own.", TENT]


def test_what_became_of_a_copy_is_counted():
    copy = copied("01_relu", text("Text."), code("steps = 5"), code(RELU), code(TENT))
    new = lesson_01(text("New."), code("steps = 5"), code(RELU), code(TENT))
    assert not renew({"01_relu": copy}, dict([new]))[1]["01_relu"].is_touched
    write(copy, RELU, ANSWER)
    write(copy, "steps = 5", "steps = 6")
    copy.cells += [code("relu(3)"), text("Mine.")]
    carried = renew({"01_relu": copy}, dict([new]))[1]["01_relu"]
    assert (carried.answers, carried.changed, carried.own, carried.left) == (1, 1, 2, 0)
    assert carried.into == ["01_relu"]
    alone = renew({"07_gone": fresh_copy("07_gone", course(text("x"), lesson="07_gone"))}, dict([new]))[1]["07_gone"]
    assert not alone.is_touched


class Author:
    """Writes a course at random, edits it, and lets a learner work in the copies. Every text is different."""

    def __init__(self, random):
        self.random, self.number = random, 0

    def word(self):
        self.number += 1
        return f"word{self.number}"

    def cell(self):
        kind = self.random.choice(["text", "section", "code", "exercise"])
        word = self.word()
        return {
            "text": text(f"A text about {word}, and more."),
            "section": text(f"## Section {word}\n\nA text about it."),
            "code": code(f"{word} = 5\nplot({word})"),
            "exercise": code(f"def {word}(z):\n    return ...  # your code\n\ncheck({word})"),
        }[kind]

    def lessons(self):
        names = ["01_one", "02_two", "03_three"]
        return {name: [self.cell() for _ in range(self.random.randint(1, 5))] for name in names}

    def newer(self, cells_of):
        """The course after some edits: cells reworded, moved, deleted, new; lessons renamed, renumbered or gone."""
        cells_of = {name: [text(c.source) if c.cell_type == "markdown" else code(c.source) for c in cells]
                    for name, cells in cells_of.items()}  # fmt: skip
        for _ in range(self.random.randint(1, 6)):
            name = self.random.choice(list(cells_of))
            cells = cells_of[name]
            edit = self.random.choice(["reword", "move", "delete", "add", "renumber", "rename", "drop"])
            if edit in ("reword", "move", "delete") and cells:
                cell = cells.pop(self.random.randrange(len(cells)))
                if edit == "reword":
                    cell.source = cell.source.replace("and more", self.word()).replace("(z)", "(z, a)")
                    cells.append(cell)
                if edit == "move":
                    cells_of[self.random.choice(list(cells_of))].append(cell)
            if edit == "add":
                cells.insert(0, self.cell())
            if edit == "renumber":
                cells_of[f"1{name[1:]}"] = cells_of.pop(name)
            if edit == "rename":
                cells_of[f"{name[:2]}_{self.word()}"] = cells_of.pop(name)
            if edit == "drop" and len(cells_of) > 1:
                cells_of.pop(name)
        return cells_of

    def work_in(self, copy):
        """What a learner may do to a copy. Returns what they have written."""
        written = []
        for _ in range(self.random.randint(0, 6)):
            at = self.random.randrange(len(copy.cells))
            cell = copy.cells[at]
            edit = self.random.choice(["change", "add", "paste", "split", "delete", "move", "renew ids"])
            if edit == "change":
                written = [source for source in written if source != cell.source]
                cell.source = cell.source.replace("...", self.word()).replace("5", "6") + f"\n# {self.word()}"
                written.append(cell.source)
            if edit == "add":
                copy.cells.insert(at + 1, self.random.choice([text, code])(f"own {self.word()}"))
                written.append(copy.cells[at + 1].source)
            if edit == "paste":
                copy.cells.insert(at + 1, deepcopy(cell))
                copy.cells[at + 1].source += f"\n# {self.word()}"
                copy.cells[at + 1].id = self.word()
                written.append(copy.cells[at + 1].source)
            if edit == "split":
                written = [source for source in written if source != cell.source]
                copy.cells.insert(at + 1, deepcopy(cell))
                copy.cells[at + 1].source = f"# the rest of {self.word()}"
                cell.source += f"\n# the first half {self.word()}"
                copy.cells[at + 1].id = self.word()
                written += [cell.source, copy.cells[at + 1].source]
            if edit == "delete" and len(copy.cells) > 1:
                written = [source for source in written if source != cell.source]
                copy.cells.pop(at)
            if edit == "move":
                copy.cells.insert(self.random.randrange(len(copy.cells)), copy.cells.pop(at))
            if edit == "renew ids":
                for each in copy.cells:
                    each.id = self.word()
        return written


@fuzzing(60)
@given(st.randoms(use_true_random=False))
def test_whatever_both_sides_did_nothing_of_the_learners_is_lost_or_doubled(random):
    author = Author(random)
    old = author.lessons()
    copies = {name: copied(name, *cells) for name, cells in old.items()}
    written = {name: author.work_in(copy) for name, copy in copies.items()}
    new = {name: course(*cells, lesson=name) for name, cells in author.newer(old).items()}

    made, carried = renew(copies, new)
    notebooks = {name: copy.notebook() for name, copy in made.items()}
    found = Counter(cell.source for notebook in notebooks.values() for cell in notebook.cells)
    for name, sources in written.items():
        assert all(found[source] <= 1 for source in sources)
        assert sum(source not in found for source in sources) == carried[name].left
        assert carried[name].is_touched == bool(sources)
        if any(name[3:] == other[3:] for other in new):
            assert not carried[name].left
    for name, notebook in notebooks.items():
        nbformat.validate(notebook)
        courses_own = [cell for cell in notebook.cells if "cell" in mark_of(cell)]
        assert len(courses_own) == len(new[name].cells) - 1, "every cell of the course but the one for Colab"

    again, _ = renew(notebooks, new)
    assert {name: said(copy.notebook()) for name, copy in again.items()} == {
        name: said(notebook) for name, notebook in notebooks.items()
    }
