import json
import sys
from xml.etree import ElementTree

import pytest

from utils.contents import lessons
from utils.exercises import check, course, progress
from utils.exercises.overview import Overview
from utils.exercises.progress import lesson_at_hand, show_progress, verdicts


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


FOUND = {
    "start_here": {"pixels": "PASS"},
    "relu": {"relu": "PASS", "tent": "NOT YET", "follow_sine": "TO DO"},
    "softmax": {"softmax": "TO DO"},
}


def text_of_progress(capsys, **options):
    capsys.readouterr()
    progress(**options)
    return capsys.readouterr().out


def test_there_is_a_bar_for_each_lesson_and_then_the_exercises_of_the_last_checks_lesson(file, capsys):
    check(pixels)
    check(relu)
    out = text_of_progress(capsys)
    widest = max(len(lesson.file) for lesson in lessons().values())
    assert f"\n{'01_relu':<{widest}}  [#....] 1 of 5\n" in out
    assert "\n1 of 57 exercises pass.\n" in out
    assert "\n01_relu\n    PASS     relu\n    TO DO    relu_derivative\n" in out
    assert "pixels" not in out
    assert "\nNext: relu_derivative in 01_relu.\n" in out


def test_on_request_the_exercises_of_every_lesson_are_listed(file, capsys):
    check(pixels)
    out = text_of_progress(capsys, all=True)
    assert "    NOT YET  pixels\n" in out
    assert all(f"    TO DO    {name}\n" in out for name in ("relu", "softmax", "max_pool"))


def test_an_exercise_that_is_checked_again_is_the_last_check(file, capsys):
    check(relu)
    check(pixels)
    assert lesson_at_hand(verdicts()) == "start_here"
    check(relu)
    assert lesson_at_hand(verdicts()) == "relu"


def test_the_lesson_whose_exercises_are_written_in_the_notebook_is_at_hand_whatever_was_checked_last(file, monkeypatch):
    check(relu)
    here = {"pixels": pixels, "softmax": relu, "softmax_gradient": relu, "tent": 3, "follow_sine": course.follow_sine}
    for name, value in here.items():
        monkeypatch.setitem(vars(sys.modules["__main__"]), name, value)
    for function in (relu, pixels):
        monkeypatch.setattr(function, "__module__", "__main__")
    assert lesson_at_hand(verdicts()) == "softmax"


def test_before_any_check_the_first_lesson_is_at_hand_and_at_the_end_all_exercises_pass(file, capsys):
    assert lesson_at_hand(verdicts()) == "start_here"
    done = {lesson: dict.fromkeys(of_lesson, "PASS") for lesson, of_lesson in FOUND.items()}
    assert lesson_at_hand(done) == "softmax"
    show_progress(done, "relu")
    assert "All exercises pass." in capsys.readouterr().out


def test_next_is_the_first_exercise_of_this_lesson_that_does_not_pass_then_of_any(capsys):
    show_progress(FOUND, "softmax")
    assert "Next: softmax in 02_softmax." in capsys.readouterr().out
    show_progress(FOUND, "start_here")
    assert "Next: tent in 01_relu." in capsys.readouterr().out


def page_of(everything=False):
    return ElementTree.fromstring(Overview(FOUND, "relu", ["Next: <tent>."]).html(everything))


def words(element):
    return "".join(element.itertext())


def names_in(elements):
    return [code.text for element in elements for code in element.iter("code")]


def test_the_page_has_a_square_for_each_exercise_and_words_for_the_screen_reader():
    bars = page_of().find("ul")
    rows = [words(row) for row in bars.iter("li")]
    assert rows == ["00 start here ✓ 1 of 1", "01 relu ✓✗· 1 of 3", "02 softmax · 0 of 1"]
    spoken = [squares.get("aria-label") for squares in bars.iterfind(".//*[@role='img']")]
    assert spoken == ["1 PASS", "1 PASS, 1 NOT YET, 1 TO DO", "1 TO DO"]


def test_the_page_lists_this_lessons_exercises_and_folds_those_of_every_lesson():
    page = page_of()
    folded = page.find("details")
    assert "open" not in folded.attrib
    assert names_in(page.iterfind("ul")) == ["relu", "tent", "follow_sine"]
    assert names_in([folded]) == [name for names in FOUND.values() for name in names]
    assert "open" in page_of(everything=True).find("details").attrib


def test_a_remark_is_text_and_no_markup():
    page = page_of()
    assert page.find(".//tent") is None
    assert "Next: <tent>." in words(page)
