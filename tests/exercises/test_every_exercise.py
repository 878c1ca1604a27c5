"""Every exercise of the course: right answers pass, each known mistake gets its own sentence, the stub is TO DO."""

import inspect

import pytest

from utils.exercises import exercises
from utils.exercises.checker import NOT_YET, PASS, TO_DO, judge

ALL = [exercise for of_lesson in exercises().values() for exercise in of_lesson.values()]
RIGHT = [(exercise, answer) for exercise in ALL for answer in (exercise.reference, *exercise.also_right)]
WRONG = [(exercise, mistake) for exercise in ALL for mistake in exercise.mistakes]


def name_of(value):
    return getattr(value, "name", None) or getattr(value, "__name__", None) or value.answer.__name__


@pytest.mark.parametrize(("exercise", "answer"), RIGHT, ids=name_of)
def test_a_right_answer_passes(exercise, answer):
    verdict = judge(exercise, answer)
    assert verdict.status == PASS, verdict.text


@pytest.mark.parametrize(("exercise", "mistake"), WRONG, ids=name_of)
def test_a_known_mistake_is_refused_with_its_own_sentence(exercise, mistake):
    verdict = judge(exercise, mistake.answer)
    assert verdict.status == NOT_YET
    assert mistake.sentence in verdict.text


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
    assert len(exercise.mistakes) >= 3
    assert inspect.getdoc(exercise.reference)


def test_names_are_unique_in_the_whole_course():
    names = [exercise.name for exercise in ALL]
    assert len(set(names)) == len(names)
