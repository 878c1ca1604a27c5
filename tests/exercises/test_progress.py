import json

import pytest

from utils.exercises import check, progress
from utils.exercises.progress import verdicts


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_STRICT", raising=False)
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    return tmp_path / "progress.json"


def relu(z):
    return z * (z > 0)


def pixels(height, width):
    return height + width


def test_everything_is_to_do_at_first(file):
    assert {status for of_lesson in verdicts().values() for status in of_lesson.values()} == {"TO DO"}


def test_the_last_verdict_on_each_exercise_is_remembered(file):
    check(relu)
    check(pixels)
    assert verdicts()["relu"]["relu"] == "PASS"
    assert verdicts()["start_here"]["pixels"] == "NOT YET"
    assert json.loads(file.read_text()) == {"relu": "PASS", "pixels": "NOT YET"}


@pytest.mark.parametrize("damaged", ["", "[1, 2]", '{"relu": 3}', "\x00", '{"relu":'])
def test_a_damaged_file_counts_as_empty_and_is_replaced(file, damaged):
    file.write_text(damaged)
    assert verdicts()["relu"]["relu"] == "TO DO"
    check(relu)
    assert verdicts()["relu"]["relu"] == "PASS"


def test_a_file_of_the_first_edition_is_read_and_carried_on(file):
    file.write_text('{"01_relu": {"relu": "PASS", "tent": "NOT YET"}, "00_start_here": {"pixels": "PASS"}}')
    assert verdicts()["relu"]["relu"] == verdicts()["start_here"]["pixels"] == "PASS"
    check(pixels)
    assert json.loads(file.read_text()) == {"relu": "PASS", "tent": "NOT YET", "pixels": "NOT YET"}


def test_a_folder_that_cannot_be_written_to_is_no_reason_to_stop(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("COURSE_STRICT", raising=False)
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "missing" / "progress.json"))
    assert check(relu)


def test_the_table_shows_every_lesson_with_its_bar(file, capsys):
    check(relu)
    capsys.readouterr()
    progress()
    out = capsys.readouterr().out
    assert "01_relu  [#....] 1 of 5" in out
    assert "    PASS     relu\n" in out
    assert "    TO DO    pixels\n" in out
    assert "\n1 of " in out
