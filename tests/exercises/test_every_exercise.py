"""Every exercise of the course: right answers pass, each known mistake gets its own sentence, the stub is TO DO."""

import inspect

import pytest

from utils.contents import lessons
from utils.exercises import exercises, find
from utils.exercises.checker import NOT_YET, PASS, TO_DO, judge
from utils.exercises.registry import FOLDER, lessons_of_exercises

ALL = [exercise for of_lesson in exercises().values() for exercise in of_lesson.values()]
RIGHT = [(exercise, answer) for exercise in ALL for answer in (exercise.reference, *exercise.right_answers)]
REFUSED = [(exercise, wrong) for exercise in ALL for wrong in exercise.refusals]
WRONG = [(exercise, wrong) for exercise in ALL for wrong in exercise.mistakes]


def name_of(value):
    return getattr(value, "name", None) or getattr(value, "__name__", None) or value.answer.__name__


@pytest.mark.parametrize(("exercise", "answer"), RIGHT, ids=name_of)
def test_a_right_answer_passes(exercise, answer):
    verdict = judge(exercise, answer)
    assert verdict.status == PASS, verdict.text


@pytest.mark.parametrize(("exercise", "wrong"), WRONG, ids=name_of)
def test_a_known_mistake_is_told_its_own_sentence(exercise, wrong):
    verdict = judge(exercise, wrong.answer)
    assert verdict.status == NOT_YET
    assert wrong.sentence in verdict.text


@pytest.mark.parametrize(("exercise", "wrong"), REFUSED, ids=name_of)
def test_a_refused_answer_is_told_its_sentence_by_something_else_than_a_mistake(exercise, wrong):
    """Else it is a mistake itself, and whoever makes it should be told its sentence."""
    verdict = judge(exercise, wrong.answer)
    assert verdict.status == NOT_YET
    assert wrong.sentence in verdict.text
    assert not any(mistake.sentence in verdict.text for mistake in exercise.mistakes)


@pytest.mark.parametrize("exercise", ALL, ids=name_of)
def test_the_stub_is_to_do(exercise):
    assert judge(exercise, lambda *arguments: ...).status == TO_DO
    assert judge(exercise, lambda *arguments: (..., ...)).status == TO_DO


@pytest.mark.parametrize("exercise", ALL, ids=name_of)
def test_an_answer_without_return_is_refused(exercise):
    assert judge(exercise, lambda *arguments: None).status == NOT_YET


@pytest.mark.parametrize("exercise", ALL, ids=name_of)
def test_an_exercise_has_what_a_learner_needs(exercise):
    assert len(exercise.hints) >= 2
    assert len(exercise.mistakes) + len(exercise.refusals) >= 3
    assert inspect.getdoc(exercise.reference)


def test_a_file_holds_the_exercise_that_it_is_named_after():
    assert [name for name in lessons_of_exercises() if find(name).name != name] == []


def test_names_are_unique_in_the_whole_course():
    files = [path.stem for path in FOLDER.glob("*/*.py") if not path.stem.startswith("_")]
    assert sorted(files) == sorted(lessons_of_exercises())


def test_every_exercise_is_checked_in_the_text_of_its_lesson():
    assert {name: tuple(of_lesson) for name, of_lesson in exercises().items()} == {
        name: lesson.exercises for name, lesson in lessons().items()
    }
