"""my-notebooks/: copies are made once, renewed when the course is newer, and nothing in the folder is ever lost."""

import errno
import json
import shutil
from pathlib import Path

import nbformat
import pytest

from tests.tools.test_desk import ANSWER, RELU, TENT, add, code, course, text, write
from tools import lessons, provenance, run
from tools.desk import folder as desk
from tools.desk.folder import bring_up_to_date, how_to_restore, learners_copy, whose


class Project:
    """A project folder with two lessons, and a learner at work in the copies."""

    def __init__(self, folder):
        self.notebooks, self.copies = folder / "notebooks", folder / "my-notebooks"
        self.notebooks.mkdir()
        self.publish("01_relu", text("Relu."), code(RELU))
        self.publish("02_bends", text("Bends."), code("steps = 5"))

    def publish(self, lesson, *cells):
        nbformat.write(course(*cells, lesson=lesson), self.notebooks / f"{lesson}.ipynb")

    def lab(self):
        return bring_up_to_date(self.notebooks, self.copies)

    def said(self, name):
        return [cell.source for cell in nbformat.read(self.copies / f"{name}.ipynb", 4).cells][1:]

    def edit(self, lesson, change):
        path = self.copies / f"{lesson}.ipynb"
        notebook = nbformat.read(path, 4)
        change(notebook)
        nbformat.write(notebook, path)
        return path.read_bytes()

    def answer(self):
        def change(copy):
            write(copy, RELU, ANSWER)
            add(copy, ANSWER, code("relu(3)"))

        return self.edit("01_relu", change)

    def everything(self):
        return {path.relative_to(self.copies).as_posix(): path.read_bytes() for path in files_in(self.copies)}


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_the_first_time_every_lesson_gets_a_copy_and_the_second_time_nothing_happens(project):
    before = {path: path.read_bytes() for path in files_in(project.notebooks)}
    assert project.lab() == ["New in my-notebooks/: 01_relu, 02_bends."]
    copies = project.everything()
    assert list(copies) == ["01_relu.ipynb", "02_bends.ipynb"]
    assert b'outputs": []' in copies["01_relu.ipynb"]
    assert project.lab() == []
    assert project.everything() == copies
    assert {path: path.read_bytes() for path in files_in(project.notebooks)} == before


def test_a_copy_with_answers_is_not_touched_while_the_course_stays_the_same(project):
    project.lab()
    project.answer()
    before = project.everything()
    assert project.lab() == []
    assert project.everything() == before


def test_only_a_new_lesson_gets_a_new_copy(project):
    project.lab()
    project.answer()
    before = project.everything()
    project.publish("03_new", text("New."))
    assert project.lab() == ["New in my-notebooks/: 03_new."]
    after = project.everything()
    assert after.pop("03_new.ipynb")
    assert after == before


def test_a_copy_in_which_nobody_wrote_is_replaced_in_one_line(project):
    project.lab()
    project.edit("02_bends", lambda copy: copy.cells[2].outputs.append(nbformat.v4.new_output("stream", text="ran")))
    project.publish("01_relu", text("Newer."), code(RELU))
    project.publish("02_bends", text("Newer."), code("steps = 5"))
    assert project.lab() == ["The course has a newer text, and you had written nothing in: 01_relu, 02_bends."]
    assert list(project.everything()) == ["01_relu.ipynb", "02_bends.ipynb"]
    assert project.said("01_relu") == ["Newer.", RELU]


def test_a_newer_course_takes_over_what_the_learner_wrote_and_keeps_the_former_copy(project):
    project.lab()
    former = project.answer()
    project.publish("01_relu", text("Newer."), code(RELU), code(TENT))
    assert project.lab() == [
        "01_relu: the course has a newer text. Your 1 answer and 1 cell of your own are in it; "
        "the former copy is my-notebooks/old/01_relu.ipynb."
    ]
    assert project.said("01_relu") == ["Newer.", ANSWER, "relu(3)", TENT]
    assert project.everything()["old/01_relu.ipynb"] == former
    assert project.lab() == []


def test_no_file_in_old_is_ever_overwritten(project):
    project.lab()
    formers = [project.answer()]
    for number in (2, 3):
        project.publish("01_relu", text(f"Text {number}."), code(RELU))
        assert f"old/01_relu{'' if number == 2 else '.2'}.ipynb" in project.lab()[0]
        formers.append((project.copies / "01_relu.ipynb").read_bytes())
    everything = project.everything()
    assert [everything["old/01_relu.ipynb"], everything["old/01_relu.2.ipynb"]] == formers[:2]


def half_a_pair(notebook):
    return json.dumps({**notebook, "cells": [{**notebook["cells"][0], "source": "\ud800"}]})


DAMAGE = {
    "empty": lambda notebook: "",
    "cut off": lambda notebook: json.dumps(notebook)[:-40],
    "a conflict": lambda notebook: f"<<<<<<< HEAD\n{json.dumps(notebook)}\n=======\n{{}}\n>>>>>>> theirs\n",
    "a list": lambda notebook: "[]",
    "a number": lambda notebook: "3",
    "no cells": lambda notebook: json.dumps({"metadata": {}, "nbformat": 4, "nbformat_minor": 5}),
    "no text": lambda notebook: json.dumps({**notebook, "cells": [{"cell_type": "code", "metadata": {}}]}),
    "an odd cell": lambda notebook: json.dumps(
        {**notebook, "cells": [{"cell_type": "x", "source": "", "metadata": {}}]}
    ),
    "odd metadata": lambda notebook: json.dumps(
        {**notebook, "cells": [{"cell_type": "raw", "source": "x", "metadata": 3}]}
    ),
    "odd pictures": lambda notebook: json.dumps(
        {**notebook, "cells": [{"cell_type": "raw", "source": "x", "metadata": {}, "attachments": 3}]}
    ),
    "half a pair": half_a_pair,
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_copy_is_kept_as_it_is_and_a_fresh_one_is_made(project, what):
    project.lab()
    path = project.copies / "02_bends.ipynb"
    damaged = DAMAGE[what](json.loads(path.read_text()))
    path.write_text(damaged)
    assert project.lab() == [
        "02_bends: your copy is damaged, so this is a fresh one; the former copy is my-notebooks/old/02_bends.ipynb."
    ]
    assert (project.copies / "old" / "02_bends.ipynb").read_text() == damaged
    assert project.said("02_bends") == ["Bends.", "steps = 5"]
    assert project.lab() == []


def test_bytes_that_are_no_text_are_a_damaged_copy_too(project):
    project.lab()
    (project.copies / "02_bends.ipynb").write_bytes(b"\xff\xfe\x00")
    assert "damaged" in project.lab()[0]


def test_a_lesson_that_is_renumbered_and_split_takes_the_answers_along(project):
    project.lab()
    former = project.answer()
    (project.notebooks / "01_relu.ipynb").unlink()
    project.publish("03_relu", text("Relu."))
    project.publish("04_new", text("New."), code(RELU))
    assert project.lab() == [
        "New in my-notebooks/: 03_relu, 04_new.",
        "01_relu: the course no longer has a lesson of this name. Your 1 answer and 1 cell of your own are in 04_new; "
        "the former copy is my-notebooks/old/01_relu.ipynb.",
    ]
    assert project.said("04_new") == ["New.", ANSWER, "relu(3)"]
    assert project.everything()["old/01_relu.ipynb"] == former
    assert "01_relu.ipynb" not in project.everything()
    assert project.lab() == []


def test_a_lesson_that_is_gone_moves_to_old(project):
    project.lab()
    (project.notebooks / "02_bends.ipynb").unlink()
    before = project.everything()
    (line,) = project.lab()
    assert line.startswith("02_bends: the course no longer has a lesson of this name; the former copy is my-notebooks/")
    after = project.everything()
    assert after["old/02_bends.ipynb"] == before["02_bends.ipynb"]
    assert after["01_relu.ipynb"] == before["01_relu.ipynb"]
    assert project.lab() == []


def test_an_answer_in_a_copy_brought_back_from_old_comes_once(project):
    project.lab()
    project.answer()
    (project.notebooks / "01_relu.ipynb").rename(project.notebooks / "03_relu.ipynb")
    project.lab()
    (project.copies / "old" / "01_relu.ipynb").rename(project.copies / "01_relu.ipynb")
    before = project.said("03_relu")
    project.lab()
    assert project.said("03_relu") == before == ["Relu.", ANSWER, "relu(3)"]


def test_an_answer_in_a_copy_from_elsewhere_comes_into_one_that_is_up_to_date(project):
    project.lab()
    former = project.answer()
    (project.copies / "01_relu.ipynb").unlink()
    (project.notebooks / "01_relu.ipynb").rename(project.notebooks / "03_relu.ipynb")
    project.lab()
    (project.copies / "01_relu.ipynb").write_bytes(former)
    (line,) = project.lab()
    assert "Your 1 answer and 1 cell of your own are in 03_relu" in line
    assert project.said("03_relu") == ["Relu.", ANSWER, "relu(3)"]


@pytest.mark.parametrize("name", ["notes.ipynb", "01_relu-Copy1.ipynb", "99_mine.ipynb", "old.txt", "01_relu.txt"])
def test_what_is_not_the_courses_is_left_alone(project, name):
    project.lab()
    project.answer()
    (project.copies / name).write_bytes((project.copies / "01_relu.ipynb").read_bytes())
    (project.copies / "98_damaged.ipynb").write_text("{")
    project.publish("01_relu", text("Newer."), code(RELU))
    before = project.everything()
    assert len(project.lab()) == 1
    after = project.everything()
    assert after[name] == before[name]
    assert after["98_damaged.ipynb"] == before["98_damaged.ipynb"]


@pytest.mark.parametrize("writes", range(3))
def test_a_full_disk_is_a_sentence_and_changes_nothing(project, monkeypatch, writes):
    project.lab()
    project.answer()
    project.publish("01_relu", text("Newer."), code(RELU))
    project.publish("02_bends", text("Newer."), code("steps = 5"))
    before, really, done = project.everything(), Path.write_bytes, []

    def write_bytes(path, contents):
        if len(done) == writes:
            really(path, contents[:100])
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(path)
        return really(path, contents)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(
        SystemExit, match=r"\.ipynb cannot be written: No space left on device\. Close it if it is open"
    ):
        project.lab()
    assert project.everything() == before
    monkeypatch.setattr(Path, "write_bytes", really)
    assert len(project.lab()) == 2


def test_a_folder_that_cannot_be_written_to_is_a_sentence(project):
    project.copies.write_text("a file where the folder should be")
    with pytest.raises(SystemExit, match=r"my-notebooks/0\d_\w+\.ipynb cannot be written: "):
        project.lab()
    assert project.copies.read_text() == "a file where the folder should be"


def test_a_copy_that_cannot_be_read_is_a_sentence(project):
    project.lab()
    (project.copies / "01_relu.ipynb").unlink()
    (project.copies / "01_relu.ipynb").mkdir()
    with pytest.raises(SystemExit, match=r"my-notebooks/01_relu\.ipynb cannot be read: "):
        project.lab()


def test_a_former_copy_that_cannot_be_moved_away_is_a_sentence_and_its_answers_come_once(project, monkeypatch):
    project.lab()
    project.answer()
    (project.notebooks / "01_relu.ipynb").rename(project.notebooks / "03_relu.ipynb")
    really = Path.unlink

    def unlink(path, missing_ok=False):
        if not missing_ok:
            raise PermissionError(errno.EACCES, "Permission denied")
        really(path, missing_ok=True)

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(SystemExit, match=r"01_relu\.ipynb is kept in old/ and cannot be removed: Permission denied"):
        project.lab()
    monkeypatch.setattr(Path, "unlink", really)
    project.lab()
    assert project.said("03_relu") == ["Relu.", ANSWER, "relu(3)"]
    assert list(project.everything()) == ["02_bends.ipynb", "03_relu.ipynb", "old/01_relu.ipynb"]


@pytest.fixture
def with_a_text(project):
    """The project with the text of a lesson, from which its notebook was made."""
    texts = project.notebooks / "text"
    shutil.copytree(lessons.TEXT, texts)
    source = next(texts.glob("*_start_here.md"))
    notebook = lessons.notebook_from_text(source)
    provenance.sign(notebook, {})
    nbformat.write(notebook, project.notebooks / f"{source.stem}.ipynb")
    return project, source.stem


def test_answers_in_the_notebooks_of_the_course_itself_come_into_the_first_copy(with_a_text):
    project, lesson = with_a_text
    path = project.notebooks / f"{lesson}.ipynb"
    notebook = nbformat.read(path, 4)
    (exercise,) = (cell for cell in notebook.cells if "check(pixels)" in cell.source and "def pixels" in cell.source)
    exercise.source = exercise.source.replace("...", "height * width")
    nbformat.write(notebook, path)
    assert (
        f"{lesson}: what you had written in notebooks/ is in your copy, too. Your 1 answer is in it." in project.lab()
    )
    assert exercise.source in project.said(lesson)
    assert project.lab() == []
    nbformat.write(lessons.notebook_from_text(project.notebooks / "text" / f"{lesson}.md"), path)  # git restores it
    assert project.lab() == []


def test_a_lesson_that_cannot_be_read_is_copied_from_its_text(with_a_text):
    project, lesson = with_a_text
    (project.notebooks / f"{lesson}.ipynb").write_text("<<<<<<< HEAD")
    project.lab()
    assert any("check(pixels)" in source for source in project.said(lesson))


def test_a_hand_made_copy_becomes_one_that_remembers_its_text(project):
    project.lab()
    project.answer()

    def forget(copy):
        copy.metadata.pop("course")
        for cell in copy.cells:
            cell.metadata.pop("course", None)

    project.edit("01_relu", forget)
    (line,) = project.lab()
    assert "the former copy is my-notebooks/old/01_relu.ipynb" in line
    assert project.said("01_relu") == ["Relu.", ANSWER, "relu(3)"]
    assert project.lab() == []


def test_run_executes_the_learners_copy_where_there_is_one(project, tmp_path, monkeypatch):
    project.lab()
    (project.copies / "02_bends.ipynb").unlink()
    executed = []
    failure = lessons.Failure(0, "none", "not executed here")

    def run_lesson(path, build, environment):
        executed.append(path)
        return run.Report(path.stem, path.stem, 0.0, "-", "", failure)

    monkeypatch.setattr(run, "run_lesson", run_lesson)
    run.run(project.notebooks, tmp_path / "build", None)
    assert executed == [project.copies / "01_relu.ipynb", project.notebooks / "02_bends.ipynb"]


def test_whose_notebooks_are_executed_is_said_in_a_line(project):
    paths = lessons.lesson_files(project.notebooks, ".ipynb")
    assert whose(paths) == "The notebooks are those in notebooks/."
    project.lab()
    assert [learners_copy(path).parent for path in paths] == [project.copies, project.copies]
    assert whose(paths) == "The notebooks are your copies in my-notebooks/."
    (project.copies / "02_bends.ipynb").unlink()
    assert whose(paths) == "The notebooks are your copies in my-notebooks/; from notebooks/: 02_bends."


def test_a_damaged_notebook_is_restored_by_the_command_of_its_folder(project):
    path = project.notebooks / "01_relu.ipynb"
    assert how_to_restore(path) == "`make notebooks` restores it"
    project.lab()
    assert "`make lab` keeps it in old/" in how_to_restore(learners_copy(path))


def test_the_folder_of_the_copies_is_the_one_that_progress_reads_and_git_ignores():
    assert desk.FOLDER == lessons.PROJECT / "my-notebooks"
    assert "my-notebooks/" in (lessons.PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
