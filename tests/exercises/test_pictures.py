"""Pictures of wrong answers: where one is drawn, and that nothing an answer gives back can make it raise."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exercises.example import exercise_of, relu, scores
from tests.exercises.test_odd_answers import NESTED, ODD, made
from tests.fuzzing import fuzzing
from utils.exercises import exercises
from utils.exercises.checker import NOT_YET, judge
from utils.exercises.pictures import NoPicture, draw_answer, numbers
from utils.exercises.sandbox import Outcome
from utils.exercises.verdict import Failed, Verdict

DRAWN = [exercise for of_lesson in exercises().values() for exercise in of_lesson.values() if exercise.drawer]
names = pytest.mark.parametrize("exercise", DRAWN, ids=lambda exercise: exercise.name)


def drawn(exercise, answer, shown):
    """How many pictures an answer gets; none may be left open without being shown."""
    plt.close("all")
    shown.clear()
    draw_answer(exercise, judge(exercise, answer))
    assert len(plt.get_fignums()) == len(shown)
    return len(shown)


def test_the_exercises_with_a_picture_are_those_of_which_one_sees_something():
    assert [exercise.name for exercise in DRAWN] == ["tent", "follow_sine", "digit_grid", "convolve"]


@names
def test_a_wrong_answer_of_the_right_kind_is_drawn_and_a_right_one_is_not(exercise, shown):
    wrong = [wrong.answer for wrong in (*exercise.mistakes, *exercise.refusals)]
    assert drawn(exercise, exercise.reference, shown) == 0
    assert sum(drawn(exercise, answer, shown) for answer in wrong) > len(wrong) / 2


@names
def test_an_error_dots_none_and_a_number_too_large_to_draw_have_no_picture(exercise, shown):
    for answer in (lambda *a: 1 / 0, lambda *a: ..., lambda *a: None, lambda *a: np.full((8, 8), np.nan)):
        assert drawn(exercise, answer, shown) == 0
    assert drawn(exercise, lambda *a: np.broadcast_to(1.0, (10**6, 10**6)), shown) == 0


@names
@pytest.mark.parametrize("make", ODD.values(), ids=ODD.keys())
def test_an_odd_value_raises_nothing(exercise, make, shown):
    draw_answer(exercise, judge(exercise, lambda *arguments: make()))


@fuzzing(150)
@given(NESTED, st.sampled_from(DRAWN))
def test_no_value_whatever_raises_anything(value, exercise):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(plt, "show", lambda: None)
        case = exercise.cases[0]
        outcome = exercise.outcome(lambda *arguments: made(value), case)
        failed = Failed(outcome, exercise.expected[0])
        draw_answer(exercise, Verdict(NOT_YET, exercise.name, "", (("x", "1"),), "1", failed))
    plt.close("all")


def test_a_figure_that_could_not_be_finished_is_closed_and_the_learners_own_stays():
    own = plt.figure()

    def draw(result, meant, z):
        plt.figure()
        raise ValueError("no")

    exercise = exercise_of(relu, scores, drawer=draw)
    draw_answer(exercise, judge(exercise, lambda z: z))
    assert plt.get_fignums() == [own.number]
    plt.close("all")


def test_the_drawing_is_told_what_came_back_what_was_meant_and_the_arguments_as_they_were():
    told = []
    exercise = exercise_of(relu, scores, drawer=lambda *arguments: told.append(arguments))
    draw_answer(exercise, judge(exercise, lambda z: -z))
    np.testing.assert_array_equal(np.array(told), [[[1.0, -2.0, -0.5], [0.0, 2.0, 0.5], [-1.0, 2.0, 0.5]]])


@pytest.mark.parametrize("what", [{"changed": 0}, {"too_slow": True}, {"replaced": "np.exp"}])
def test_a_result_that_is_right_but_for_what_else_was_done_is_not_drawn(what):
    exercise = exercise_of(relu, scores, drawer=lambda *arguments: pytest.fail("it was drawn"))
    failed = Failed(Outcome(scores(), value=relu(*scores()), **what), exercise.expected[0])
    draw_answer(exercise, Verdict(NOT_YET, "relu", "", (("z", "1"),), "1", failed))


@pytest.mark.parametrize("value", ["3", None, 1j, [], np.nan, [np.inf], np.zeros(10**6), {"a": 1}, [[1], [2, 3]]])
def test_what_is_not_made_of_finite_numbers_is_no_picture(value):
    with pytest.raises((NoPicture, ValueError)):
        numbers(value)


@pytest.mark.parametrize("value", [3, True, [1, 2], ((1, 2), (3, 4)), np.zeros((2, 2), dtype=np.uint8)])
def test_finite_numbers_become_an_array_of_floats(value):
    assert numbers(value).dtype == float
