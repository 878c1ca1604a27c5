"""The checker survives whatever a learner gives it, and says something useful."""

import linecache
import time
from dataclasses import replace

import numpy as np
import pytest

from tests.exercises.example import exercise_of, relu, scores
from utils.exercises import check, hint, solution
from utils.exercises import checker as checker_module
from utils.exercises.checker import NOT_CHECKED, NOT_YET, PASS, TO_DO, StrictVerdict, judge
from utils.exercises.compare import NotYet
from utils.exercises.settings import SettingError


@pytest.fixture(autouse=True)
def _not_strict(monkeypatch):
    monkeypatch.delenv("COURSE_STRICT", raising=False)


def all_zero(z):
    return np.zeros_like(z)


EXERCISE = exercise_of(relu, scores, seconds=0.5)
EXERCISE.mistake("Everything is zero now. Which scores stay?")(all_zero)


def text_of(answer):
    verdict = judge(EXERCISE, answer)
    assert verdict.status == NOT_YET
    return verdict.text


def test_a_right_answer_passes():
    assert judge(EXERCISE, relu).status == PASS


def test_the_verdict_shows_what_was_given_and_what_came_back():
    text = text_of(all_zero)
    assert "given      z = [-1.   2.   0.5]" in text
    assert "came back  [0. 0. 0.]" in text
    assert "Everything is zero now." in text


def test_mistakes_are_called_for_a_wrong_answer_alone_and_no_further_than_one_that_fits():
    called = []

    def mistake(name, result):
        def answer(z):
            called.append(name)
            return result(z)

        return answer

    exercise = exercise_of(relu, scores, lambda: (np.array([4.0, -5.0]),))
    for name, result in (("first", np.abs), ("second", np.zeros_like), ("third", np.ones_like)):
        exercise.mistake(f"That is the {name}.")(mistake(name, result))
    assert judge(exercise, relu).status == PASS
    assert called == []
    for _ in range(2):  # what a mistake does is remembered
        assert "That is the second." in judge(exercise, np.zeros_like).text
        assert called == ["first", "second", "second"]


def test_an_unfinished_answer_does_not_wait_for_the_courses_own():
    def never(z):
        raise AssertionError("the reference was called")

    assert judge(exercise_of(never, scores), lambda z: ...).status == TO_DO


def test_an_answer_that_is_wrong_already_hangs_once_at_most():
    def slow_after_the_first(z):
        while len(z) == 3:
            pass
        return z

    exercise = exercise_of(relu, lambda: (-np.ones(4),), scores, scores, scores, seconds=0.5)
    exercise.mistake("That is z itself.")(lambda z: z)
    exercise.mistake("That is z itself, too.")(lambda z: +z)
    start = time.monotonic()
    assert judge(exercise, slow_after_the_first).status == NOT_YET
    assert time.monotonic() - start < 3


def test_an_exception_is_shown_with_its_message_and_without_the_checkers_frames():
    text = text_of(lambda z: 1 / 0)
    assert "ZeroDivisionError: division by zero" in text
    assert "sandbox" not in text
    assert "Traceback" not in text


def test_an_error_in_a_cell_shows_the_cells_own_line_and_none_of_the_courses():
    lines = ["def relu(z):\n", "    return np.dot(z, 'text')\n"]
    linecache.cache["ipykernel_1/2.py"] = (0, None, lines, "ipykernel_1/2.py")
    names = {"np": np}
    exec(compile("".join(lines), "ipykernel_1/2.py", "exec"), names)
    assert "in your line: return np.dot(z, 'text')" in text_of(names["relu"])
    assert "in your line" not in text_of(lambda z: 1 / 0)


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit, MemoryError])
def test_an_exception_that_is_no_ordinary_one_does_not_get_out(error):
    def answer(z):
        raise error

    assert error.__name__ in text_of(answer)


def test_an_endless_loop_is_stopped():
    def answer(z):
        while True:
            pass

    start = time.monotonic()
    assert "It was stopped after 0.5 seconds." in text_of(answer)
    assert time.monotonic() - start < 3


def test_an_endless_loop_that_swallows_every_exception_neither_prints_nor_computes_any_more(capsys):
    def answer(z):
        while True:
            try:
                print("again")
            except:  # noqa: E722
                continue

    text_of(answer)
    busy = time.process_time()
    time.sleep(0.5)
    assert time.process_time() - busy < 0.25
    assert capsys.readouterr().out == ""


def test_endless_recursion_is_named():
    def answer(z):
        return answer(z)

    assert "It calls itself without end." in text_of(answer)


def test_an_argument_changed_in_place_is_noticed_although_the_result_is_right():
    def answer(z):
        z[z < 0] = 0
        return z

    assert "It changes the argument it was given." in text_of(answer)


def test_an_answer_that_prints_and_returns_nothing_is_told_so():
    text = text_of(lambda z: print(relu(z)))
    assert "It prints its answer and returns nothing." in text
    assert "and printed: '[0.  2.  0.5]" in text


def test_a_right_answer_may_print_on_the_way(capsys):
    def answer(z):
        print("look")
        return relu(z)

    assert judge(EXERCISE, answer).status == PASS
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("container", [list, tuple, np.float32, lambda values: [np.array(v) for v in values]])
def test_right_values_pass_in_whatever_they_come(container):
    assert judge(EXERCISE, lambda z: container(relu(z))).status == PASS


@pytest.mark.parametrize("number", [np.float32(3), np.array(3.0), 3, np.int8(3), np.float16(3)])
def test_a_right_number_passes_in_whatever_it_comes(number):
    assert judge(exercise_of(lambda: 3.0, tuple), lambda: number).status == PASS


@pytest.mark.parametrize("pair", [(1, 2), [1, 2], np.array([1, 2]), (np.array(1), np.int8(2)), np.array([1.0, 2.0])])
def test_a_right_pair_passes_in_whatever_it_comes(pair):
    whole = not (isinstance(pair, np.ndarray) and pair.dtype == float)
    assert (judge(exercise_of(lambda: (1, 2), tuple), lambda: pair).status == PASS) is whole
    assert judge(exercise_of(lambda: (1.0, 2.0), tuple), lambda: pair).status == PASS


@pytest.mark.parametrize("truth", [True, np.True_, np.array(True)])
def test_a_right_truth_value_passes_in_whatever_it_comes(truth):
    assert judge(exercise_of(lambda: True, tuple), lambda: truth).status == PASS


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda z: None, "Nothing came back (None)."),
        (lambda z: list(relu(z))[:2], "A list of 2 numbers came back, but 3 are expected."),
        (lambda z: [[0.0], [1.0, 2.0]], "A list came back where a NumPy array is expected.\n"),
        (lambda z: relu(z).astype(int), "The fractions are gone: whole numbers came back."),
        (lambda z: "0 2 0.5", "A string came back where a NumPy array is expected."),
        (lambda z: relu, "A function came back where a NumPy array is expected."),
        (lambda z: relu(z)[:, None], "The shape is (3, 1), but it should be (3,)."),
        (lambda z: relu(z) > 0, "The dtype is bool, but numbers are expected, such as float64."),
        (lambda z: relu(z).astype(str), "but numbers are expected"),
        (lambda z: relu(z) + 0j, "The dtype is complex128, but numbers are expected"),
        (lambda z: relu(z).astype(object), "The dtype is object, but numbers are expected"),
        (lambda z: relu(z) * np.nan, "3 of the 3 values are nan, not a number."),
        (
            lambda z: relu(z) + [0, 0, 1],
            "1 of the 3 values is wrong, the first at index [2]. Work this case out by hand",
        ),
        (lambda: 0, "TypeError"),
        (lambda z: rleu(z), "Python does not know this name."),  # noqa: F821
        (lambda z: max(0, z), "Which NumPy function treats each number separately?"),
    ],
)
def test_a_wrong_result_is_described(wrong, sentence):
    assert sentence in text_of(wrong) + "\n"


def test_an_exercise_may_call_the_answer_again_where_one_result_cannot_tell_all():
    def draw(seed):
        return np.random.default_rng(seed).random(3)

    def decided_by_seed(answer, result, seed):
        if not np.array_equal(answer(seed), result):
            raise NotYet("The same seed gave two results.")

    def shape(result, seed):
        return result.shape

    exercise = exercise_of(draw, lambda: (1,), observer=shape, second_look=decided_by_seed)
    unobserved = exercise_of(draw, lambda: (1,), second_look=decided_by_seed)
    without_seed = judge(exercise, lambda seed: np.random.default_rng().random(3))
    assert without_seed.status == NOT_YET
    assert "The same seed gave two results." in without_seed.text
    assert "came back  [0." in without_seed.text
    assert judge(exercise, draw).status == judge(unobserved, draw).status == PASS
    assert "values are wrong" in judge(unobserved, lambda seed: draw(seed + 1)).text
    assert judge(exercise, lambda seed: ...).status == TO_DO


def test_a_tensor_is_recognized():
    from utils.quiet_tensorflow import tf

    patient = replace(EXERCISE, seconds=60.0)
    assert "A TensorFlow tensor came back" in judge(patient, lambda z: tf.nn.relu(z)).text


def test_single_numbers_are_told_apart_from_arrays_and_floats():
    from utils.quiet_tensorflow import tf

    def tensor():
        return tf.constant(3)

    exercise = exercise_of(lambda: 3, tuple)
    assert judge(exercise, lambda: np.int64(3)).status == PASS
    assert "3.0 is a float, but a whole number (int) is expected." in judge(exercise, lambda: 3.0).text
    assert "An array of shape (1,) came back" in judge(exercise, lambda: np.array([3])).text
    assert "True or False came back" in judge(exercise, lambda: True).text
    assert "A TensorFlow tensor came back where a single number is expected." in judge(exercise, tensor).text


def test_three_dots_anywhere_mean_to_do():
    def unfinished(z):
        steps = ...
        return steps * z

    assert judge(EXERCISE, unfinished).status == TO_DO
    assert judge(EXERCISE, lambda z: (z, ...)).status == TO_DO
    assert "a ... is still waiting for you." in judge(EXERCISE, unfinished).text


def test_dots_in_another_function_are_not_blamed_on_this_one():
    def helper(z):
        return ...

    verdict = judge(EXERCISE, lambda z: 2 * helper(z))
    assert verdict.status == TO_DO
    assert "it has no ... of its own, but a function that it calls still has one." in verdict.text


def test_a_flood_of_output_is_cut():
    def answer(z):
        for _ in range(1000):
            print("x" * 1000)

    assert len(text_of(answer)) < 1000
    assert len(EXERCISE.outcome(answer, scores).printed) == 2000


def test_an_object_that_cannot_even_be_compared_does_no_harm():
    class Nasty:
        def __eq__(self, other):
            raise RuntimeError("no")

        def __repr__(self):
            raise RuntimeError("no")

    result = judge_like_check(lambda z: Nasty())
    assert result.status in (NOT_YET, NOT_CHECKED)


def judge_like_check(answer):
    answer.__name__ = "relu"
    return check(answer)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ((), "it was given 0 things"),
        ((relu, relu), "it was given 2 things"),
        ((np.ones(3),), "An array of shape (3,) was given to check()."),
        ((None,), "Nothing (None) was given to check()."),
        ((dict,), "was given to check()."),
        ((lambda z: z,), "This function has no name."),
        ((np.array,), "array: no exercise has this name."),
    ],
)
def test_check_explains_what_it_takes(given, sentence, capsys):
    assert not check(*given)
    assert sentence in capsys.readouterr().out


def test_a_misspelled_name_gets_the_near_one(capsys):
    def rleu(z):
        return relu(z)

    check(rleu)
    assert "Did you mean relu?" in capsys.readouterr().out


def test_a_fault_of_the_course_is_called_one(monkeypatch, capsys):
    monkeypatch.setattr(checker_module, "find", lambda name: 1 / 0)
    assert check(relu).status == NOT_CHECKED
    assert "the course's fault and not yours" in capsys.readouterr().out


def test_a_verdict_is_true_only_for_pass():
    assert judge(EXERCISE, relu)
    assert not judge(EXERCISE, all_zero)
    assert not judge(EXERCISE, lambda z: ...)


def test_strict_mode_raises_for_all_but_pass(monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    assert check(relu)
    with pytest.raises(StrictVerdict, match="TO DO"):
        judge_like_check(lambda z: ...)
    with pytest.raises(StrictVerdict, match="NOT YET"):
        judge_like_check(lambda z: z)


@pytest.mark.parametrize("value", ["true", "yes", "1 ", "2"])
def test_a_course_strict_that_means_nothing_stops_with_a_sentence(value, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STRICT", value)
    with pytest.raises(SettingError, match=f'COURSE_STRICT is "{value}"; it can be "1", "0", or not set at all.'):
        check(all_zero)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("value", ["0", ""])
def test_course_strict_can_be_switched_off(value, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_STRICT", value)
    assert not check(len)


def test_hints_grow_stronger_and_then_name_the_solution(capsys, monkeypatch):
    monkeypatch.setattr(checker_module, "find", lambda name: EXERCISE)
    monkeypatch.setattr(checker_module, "_hints_given", checker_module.Counter())
    for _ in range(3):
        hint(relu)
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == "Hint 1 of 2: weak"
    assert rest == 2 * ["Hint 2 of 2: strong", "That is the last hint. solution(relu) shows the course's answer."]


def test_the_solution_is_the_references_source(capsys):
    solution("relu")
    assert "return np.maximum(0, z)" in capsys.readouterr().out


@pytest.mark.parametrize("ask", [hint, solution])
def test_help_for_an_unknown_name_says_so(ask, capsys):
    ask("sofmax")
    assert "sofmax: no exercise has this name. Did you mean softmax?" in capsys.readouterr().out
