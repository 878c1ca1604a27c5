"""What a notebook shows of a verdict: HTML that no answer can break, with the hints in their order."""

import re
from xml.etree import ElementTree

import pytest

from tests.exercises.example import exercise_of, relu, scores
from utils.exercises.checker import judge
from utils.exercises.display import COLORS, SIGNS, bundle, verdict_as_html
from utils.exercises.verdict import NOT_CHECKED, NOT_YET, PASS, TO_DO, Verdict

EXERCISE = exercise_of(relu, scores)
WRONG = Verdict(NOT_YET, "relu", "Which scores stay?", (("z", "[1 2]"), ("longer", "[[1]\n [2]]")), "[[0]\n [0]]")


def parsed(verdict, exercise=EXERCISE):
    return ElementTree.fromstring(verdict_as_html(verdict, exercise))


def words(element):
    return "".join(element.itertext())


def buttons(page):
    return [words(button) for button in page.iter("summary")]


def luminance(color):
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("status", [PASS, NOT_YET, TO_DO, NOT_CHECKED])
def test_each_state_has_its_word_its_sign_and_its_color_and_the_sign_is_not_read_aloud(status):
    page = parsed(Verdict(status, "relu", "so it is."))
    (hidden,) = page.iterfind(".//*[@aria-hidden='true']")
    assert hidden.text.strip() == SIGNS[status]
    hidden.text = ""
    assert words(page.find("*[@role='status']")).replace("\u2002", " ") == f"{status} relu: so it is."
    assert COLORS[status] in page.get("style")


def test_no_two_states_share_a_sign_or_a_color():
    assert len(set(SIGNS.values())) == len(set(COLORS.values())) == len(SIGNS) == len(COLORS)


@pytest.mark.parametrize("color", COLORS.values())
def test_white_words_can_be_read_on_every_color(color):
    assert 1.05 / (luminance(color) + 0.05) >= 4.5


def test_given_and_came_back_are_aligned_as_in_the_plain_text():
    page = parsed(WRONG)
    assert [label.text for label in page.iter("dt")] == ["given", "came back"]
    given, came_back = (words(part) for part in page.iterfind(".//dd/pre"))
    assert given == "z = [1 2]\nlonger = [[1]\n          [2]]"
    assert came_back == "[[0]\n [0]]"
    for line in (*given.split("\n"), *came_back.split("\n")):
        assert line in WRONG.text


def test_each_hint_is_behind_the_one_before_it_and_the_solution_is_behind_the_last():
    page = parsed(WRONG)
    labels, opened = [], page.find("details")
    while opened is not None:
        assert opened[0].tag == "summary"
        assert "open" not in opened.attrib
        labels.append(opened[0].text)
        opened = opened.find("details")
    assert labels == ["Hint 1 of 2", "Hint 2 of 2", "Solution"] == buttons(page)
    text = words(page)
    places = [text.index(part) for part in ("Hint 1", "weak", "Hint 2", "strong", "Solution", "def relu")]
    assert places == sorted(places)


def test_what_passes_has_no_hints_and_can_be_compared_with_the_courses_answer():
    page = parsed(judge(EXERCISE, relu))
    assert buttons(page) == ["Compare with the course's answer"]
    assert "def relu(z):" in words(page.find("details"))


def test_what_is_to_do_has_hints_and_what_has_no_exercise_has_none():
    assert buttons(parsed(judge(EXERCISE, lambda z: ...)))[0] == "Hint 1 of 2"
    assert buttons(parsed(Verdict(NOT_YET, "rleu", "no exercise has this name."), None)) == []
    assert buttons(parsed(Verdict(NOT_CHECKED, "relu", "the course's fault."))) == []


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "</pre></dd>&amp;<b>", "'\"><img src=x onerror=y>"])
def test_what_an_answer_gives_back_is_text_and_never_markup(text):
    tags = {element.tag for element in parsed(WRONG).iter()}
    for verdict in (
        Verdict(NOT_YET, text, text, ((text, text),), text),
        judge(EXERCISE, lambda z: text),
        judge(exercise_of(lambda z: 0.0, lambda: (text,)), lambda z: {text: text}),
    ):
        page = parsed(verdict)
        assert {element.tag for element in page.iter()} <= tags
        assert text in words(page)


def test_a_message_of_an_error_is_text_too():
    def answer(z):
        raise ValueError("<script>alert(1)</script>")

    page = parsed(judge(EXERCISE, answer))
    assert page.find(".//script") is None
    assert "ValueError: <script>alert(1)</script>" in words(page)


def test_half_a_surrogate_pair_is_escaped_in_both_forms():
    verdict = Verdict(NOT_YET, "relu", "\ud800", (("z", "\ud800"),), "\ud800")
    shown = bundle(verdict.text, verdict_as_html(verdict, EXERCISE))
    assert [text.encode("utf-8").count(b"\\ud800") for text in shown.values()] == [3, 3]


def test_ten_thousand_characters_are_cut_as_in_the_plain_text():
    verdict = judge(EXERCISE, lambda z: ["x" * 200] * 50)
    assert len(words(parsed(verdict))) < 6_000


def test_code_in_a_sentence_is_set_as_code_and_its_marks_vanish():
    page = parsed(Verdict(NOT_YET, "?", "`columns` says how many; a `b` <c> and a lone ` stay."))
    assert [code.text for code in page.iter("code")] == ["columns", "b"]
    assert "columns says how many; a b <c> and a lone ` stay." in words(page)


def test_nothing_reaches_beyond_the_verdict():
    """No style sheet, script, class or id; and every color but white on a badge is the page's own."""
    html = verdict_as_html(WRONG, EXERCISE)
    assert not re.search(r"<style|<script|<link|\sclass=|\sid=|http", html)
    assert set(re.findall(r"#[0-9A-F]{3,6}\b", html)) == {COLORS[NOT_YET], "#FFF"}
