"""What an answer gives back, raises or does to others is never the course's fault, and never gets out of check."""

import builtins
import contextlib
import functools
import io
import itertools
import json
import os
import sys
import threading
import time
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tests.exercises.example import exercise_of, relu, scores
from tests.fuzzing import fuzzing
from utils.exercises import check, hint, solution
from utils.exercises import checker as checker_module
from utils.exercises.checker import NOT_YET, PASS, TO_DO, judge

REAL_EXP = np.exp
REAL_INPUT = builtins.input


@pytest.fixture(autouse=True)
def _not_strict(monkeypatch):
    monkeypatch.delenv("COURSE_STRICT", raising=False)


EXERCISE = exercise_of(relu, scores, seconds=60.0)
IMPATIENT = replace(EXERCISE, seconds=1.0)


def judged(answer):
    return judge(EXERCISE, answer)


def text_of(answer, exercise=EXERCISE):
    verdict = judge(exercise, answer)
    assert verdict.status == NOT_YET
    return verdict.text


class Hostile:
    """Raises `error` wherever Python asks it for anything."""

    def __init__(self, error):
        self.__dict__["error"] = error

    def fail(self, *arguments, **options):
        raise self.__dict__["error"]

    __repr__ = __str__ = __eq__ = __ne__ = __hash__ = __len__ = __iter__ = __bool__ = __float__ = __int__ = fail
    __array__ = __array_ufunc__ = __getattr__ = __index__ = __getitem__ = __format__ = __dir__ = fail


class Endless:
    def __repr__(self):
        while True:
            time.sleep(0.01)


class HostileError(Exception):
    def __str__(self):
        raise SystemExit


class HostileName:
    @property
    def __name__(self):
        raise SystemExit

    def __call__(self, z):
        return relu(z)


class HostileMeta(type):
    @property
    def __name__(cls):
        raise SystemExit

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(float)


class OfHostileType(metaclass=HostileMeta):
    pass


class Array(np.ndarray):
    def __getattribute__(self, name):
        raise SystemExit


def cyclic():
    items = []
    items.append(items)
    return items


def deep():
    items = []
    for _ in range(100_000):
        items = [items]
    return items


def ragged_objects():
    items = np.empty(2, object)
    items[0], items[1] = [1], Hostile(ValueError("no"))
    return items


async def coroutine():
    return 1


ODD = {
    "system exit": lambda: Hostile(SystemExit()),
    "keyboard interrupt": lambda: Hostile(KeyboardInterrupt()),
    "runtime error": lambda: Hostile(RuntimeError("no")),
    "in a list": lambda: [Hostile(SystemExit())],
    "in a tuple": lambda: (1, Hostile(SystemExit())),
    "in a dictionary": lambda: {"a": Hostile(SystemExit())},
    "in an array": ragged_objects,
    "hostile type": OfHostileType,
    "hostile subclass": lambda: np.zeros(3).view(Array),
    "huge number": lambda: 2**100_000,
    "huge numbers": lambda: [2**100_000, (-(2**100_000),)],
    "cyclic": cyclic,
    "deep": deep,
    "many arrays": lambda: [np.zeros(3)] * 100_000,
    "many arrays of arrays": lambda: [[np.zeros(3)] * 1_000] * 1_000,
    "large arrays": lambda: [np.zeros(10**6)] * 100_000,
    "virtual array": lambda: np.broadcast_to(np.zeros(1), (10**6, 10**6, 10**3)),
    "large dictionary": lambda: dict.fromkeys(range(100_000), 1.0),
    "many numbers": lambda: list(range(10**5)),
    "long string": lambda: "x" * 10**7,
    "lines": lambda: np.array([["a\n" * 100]]),
    "masked": lambda: np.ma.masked,
    "structured": lambda: np.zeros(3, dtype=[("a", float), ("b", object)]),
    "generator": lambda: (i for i in range(3)),
    "endless generator": itertools.count,
    "coroutine": coroutine,
    "partial": lambda: functools.partial(relu),
    "module": lambda: np,
    "class": lambda: Hostile,
    "file": lambda: sys.stdin,
    "lock": threading.Lock,
    "set": lambda: {1, 2},
    "bytes": lambda: b"\x00\xff",
    "memoryview": lambda: memoryview(b"abc"),
    "date": lambda: np.datetime64("2020-01-01"),
    "complex": lambda: np.complex128(1j),
    "long double": lambda: np.longdouble(4),
    "void": lambda: np.void(b"abc"),
    "matrix of strings": lambda: np.array([["a"]]),
    "not implemented": lambda: NotImplemented,
    "surrogate": lambda: "\ud800",
}


@dataclass(frozen=True)
class Odd:
    name: str


@pytest.mark.parametrize("make", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("meant", [relu, lambda z: 3.0, lambda z: [1.0], lambda z: {"a": 1}, lambda z: "text"])
def test_an_odd_value_is_not_yet_in_a_few_lines(make, meant):
    exercise = exercise_of(meant, scores, seconds=20)
    verdict = judge(exercise, lambda z: make())
    assert verdict.status == NOT_YET
    assert len(verdict.text.splitlines()) < 60
    assert len(verdict.text) < 10_000


@pytest.mark.parametrize("make", ODD.values(), ids=ODD.keys())
def test_an_odd_thing_given_to_check_gets_a_sentence(make, capsys):
    thing = make()
    if hasattr(type(thing), "close") and not isinstance(thing, io.IOBase):
        thing.close()
    verdict = check(thing)
    assert verdict.status == NOT_YET
    assert "fault" not in verdict.text


ODD_ONE = st.sampled_from([Odd(name) for name in ODD if name != "coroutine"])
ARRAY = arrays.arrays(arrays.scalar_dtypes() | arrays.array_dtypes(), arrays.array_shapes(min_dims=0, min_side=0))
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary()
NESTED = st.recursive(
    SCALAR | ARRAY | ODD_ONE,
    lambda item: st.lists(item) | st.tuples(item, item) | st.dictionaries(st.text() | st.integers(), item),
    max_leaves=8,
)
MEANT = [np.array([0.0, 2.0, 0.5]), np.array([0, 2, 1]), 3, 3.0, True, "text", (1.0, 2), [np.zeros(2)], {"a": 1.0}]


def made(value):
    """The value with each Odd replaced by what it names: Hypothesis prints values, which these may not survive."""
    if isinstance(value, Odd):
        return ODD[value.name]()
    if isinstance(value, list | tuple):
        return type(value)(map(made, value))
    return {key: made(item) for key, item in value.items()} if isinstance(value, dict) else value


@fuzzing(150)
@given(NESTED, st.sampled_from(MEANT))
def test_check_never_raises_and_never_blames_the_course(value, meant):
    exercise = exercise_of(lambda z: meant, scores, seconds=20)
    assert judge(exercise, lambda z: made(value)).status in (PASS, NOT_YET, TO_DO)


@pytest.mark.parametrize(
    "error", [HostileError, HostileError("text"), SystemExit("a"), KeyboardInterrupt, GeneratorExit]
)
def test_an_exception_is_the_answers_own_whatever_its_text_does(error):
    def answer(z):
        raise error

    assert "came back" in text_of(answer)


def test_the_name_of_what_is_checked_may_fail(capsys):
    for ask in (check, hint, solution):
        ask(HostileName())
    assert "could not read the name of what it was given: it raised SystemExit" in capsys.readouterr().out


@pytest.mark.parametrize("where", ["value", "error", "item"])
def test_a_look_at_the_result_is_under_the_limit_too(where):
    class EndlessError(Exception):
        __str__ = Endless.__repr__

    def answer(z):
        if where == "error":
            raise EndlessError
        return Endless() if where == "value" else [Endless()]

    start = time.monotonic()
    assert "It was stopped after 1 seconds." in text_of(answer, IMPATIENT)
    assert time.monotonic() - start < 8


def test_a_repr_that_raises_is_named():
    assert "a Hostile that cannot be shown: its __repr__ raises SystemExit" in text_of(lambda z: Hostile(SystemExit()))


def test_a_huge_number_is_described_by_its_length():
    text = text_of(lambda z: 2**100_000)
    assert "came back  a whole number of about 30,103 digits" in text
    assert "A whole number of about 30,103 digits is not the right number." in difference_of(3, lambda: 2**100_000)
    assert "PASS" in difference_of(-1e30, lambda: -(10**30))


def difference_of(meant, answer):
    return judge(exercise_of(lambda: meant, tuple), answer).text


@pytest.mark.parametrize(
    "hidden", [np.ma.masked_less, lambda z, zero: np.ma.masked_all(3), lambda z, zero: [np.ma.masked]]
)
def test_hidden_values_do_not_count_as_right(hidden):
    assert "it hides numbers instead of changing them" in text_of(lambda z: hidden(z, 0))


def test_hidden_values_are_refused_before_an_exercise_looks_at_them():
    exercise = exercise_of(relu, scores, observer=lambda result, z: np.asarray(result) >= 0)
    assert "it hides numbers" in judge(exercise, lambda z: np.ma.masked_array(relu(z), mask=True)).text
    assert "it hides numbers" in judge(exercise, lambda z: (np.ma.masked_less(z, 0), 1)).text


def test_whole_numbers_are_exact_and_floats_are_not():
    assert "101770 is not the right number." in difference_of(101_771, lambda: 101_770)
    many = np.array([101_771, 2**62])
    assert "1 of the 2 values is wrong" in difference_of(many, lambda: many - [1, 0])
    assert "1 of the 2 values is wrong" in difference_of(many, lambda: many - [0, 1])
    assert "PASS" in difference_of(101_771.0, lambda: 101_771)
    assert "PASS" in difference_of(0.101771, lambda: 0.101771000001)


def test_a_truth_value_of_numpy_is_one():
    assert "PASS" in difference_of(True, lambda: np.True_)
    assert "PASS" in difference_of([True], lambda: [np.True_])
    assert "False is not the right value." in difference_of(True, lambda: np.False_)


def test_an_array_that_an_answer_uses_again_is_compared_as_it_was():
    buffer = np.zeros(3)

    def answer(z):
        buffer[:] = relu(z) - (z[0] < 0)
        return buffer

    exercise = exercise_of(relu, scores, lambda: (np.ones(3),))
    assert "3 of the 3 values are wrong" in judge(exercise, answer).text


def test_of_many_values_the_first_are_shown():
    assert "came back  a list of 100,000 values" in text_of(lambda z: [np.zeros(3)] * 100_000)
    text = text_of(lambda z: [np.zeros(3)] * 1_000)
    assert "20: [0. 0. 0.]\n" in text
    assert "... and 980 more values" in text
    assert "... and 900 more values" in text_of(lambda z: [0.0] * 1_000)
    assert "... and 980 more entries" in text_of(lambda z: dict.fromkeys(range(1_000), 1.0))


def test_dots_are_found_where_something_was_asked_of_them():
    def clipped(z):
        z = ...
        return z.clip(0)

    def added(z):
        return z + ...

    def averaged(z):
        return np.mean(...)

    assert [judged(answer).status for answer in (clipped, added, averaged)] == 3 * [TO_DO]


def test_an_error_that_speaks_of_an_ellipsis_is_not_yet():
    def answer(z):
        raise TypeError("no 'ellipsis' here")

    def attribute(z):
        raise AttributeError("'ellipsis' object has no attribute 'clip'")

    assert "no 'ellipsis' here" in text_of(answer)
    assert "no attribute 'clip'" in text_of(attribute)


def test_an_async_answer_hears_of_its_async_and_of_no_path(capfd):
    async def answer(z):
        return relu(z)

    assert "Write def instead of async def." in text_of(answer)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("end", ["exit", "quit"])
def test_exit_and_quit_are_errors_of_the_answer(end, monkeypatch):
    monkeypatch.setattr(builtins, end, lambda: pytest.fail("this would have ended Python"), raising=False)

    def answer(z):
        getattr(builtins, end)()
        return relu(z)

    assert "exit() and quit() end Python itself. A function ends at its return." in text_of(answer)


@pytest.mark.parametrize("end", [sys.exit, lambda: os._exit(0), lambda: os.abort()])
def test_what_ends_python_is_an_error_of_the_answer(end):
    def answer(z):
        end()
        return relu(z)

    assert "A function ends at its return." in text_of(answer)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_that_an_answer_forks_still_ends():
    def answer(z):
        child = os.fork()
        if child == 0:
            os._exit(7)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    assert "came back  7" in text_of(answer)


def test_input_has_nobody_to_ask():
    def answer(z):
        return float(input("your number? "))

    assert "Nobody can type while a check runs." in text_of(answer)
    assert builtins.input is REAL_INPUT


@pytest.mark.parametrize("ask", [check, hint, solution])
def test_an_answer_that_checks_itself_is_told_where_check_belongs(ask):
    def answer(z):
        ask(answer)
        return relu(z)

    assert "Move check(...) or hint(...) out of the function, to the left edge of the cell." in text_of(answer)


@pytest.fixture
def as_before(tmp_path, monkeypatch):
    monkeypatch.chdir(os.getcwd())
    monkeypatch.setenv("COURSE_TEST", "before")
    return tmp_path


def test_an_answer_leaves_folder_environment_seed_and_limit_as_they_were(as_before):
    limit, folder, environment = sys.getrecursionlimit(), os.getcwd(), dict(os.environ)
    np.random.seed(5)  # noqa: NPY002
    meant = np.random.random(2)  # noqa: NPY002
    np.random.seed(5)  # noqa: NPY002

    def answer(z):
        np.random.set_bit_generator(np.random.PCG64())
        np.random.seed(0)  # noqa: NPY002
        os.chdir(as_before)
        del os.environ["COURSE_TEST"]
        os.environ["COURSE_NEW"] = "1"
        sys.setrecursionlimit(5_000)
        sys.stdout.close()
        return relu(z)

    assert judged(answer).status == PASS
    assert (sys.getrecursionlimit(), os.getcwd(), dict(os.environ)) == (limit, folder, environment)
    assert np.array_equal(np.random.random(2), meant)  # noqa: NPY002


def test_an_answer_that_replaces_a_function_of_numpy_is_told_which_and_numpy_is_mended(monkeypatch):
    monkeypatch.setattr(np, "exp", REAL_EXP)

    def answer(z):
        np.exp = np.sin
        return relu(z)

    assert "np.exp was replaced by something else" in text_of(answer)
    assert np.exp is REAL_EXP


def test_a_numpy_that_a_cell_replaced_before_is_named_and_mended(monkeypatch, capsys):
    monkeypatch.setattr(np.linalg, "norm", np.linalg.norm)
    np.linalg.norm = relu
    assert check(relu).status == NOT_YET
    assert "np.linalg.norm was replaced by something else" in capsys.readouterr().out
    assert check(relu).status == PASS


def test_endless_recursion_ends_whatever_the_limit():
    def answer(z):
        sys.setrecursionlimit(10**9)
        return answer(z)

    assert "It calls itself without end." in text_of(answer)


@pytest.mark.parametrize("apply", [lambda f, z: next(map(f, [z])), lambda f, z: sorted([z, z], key=f)])
def test_endless_recursion_through_c_code_ends(apply):
    def answer(z):
        sys.setrecursionlimit(10**9)
        return apply(answer, 1)

    assert "It calls itself without end." in text_of(answer)


def test_an_answer_that_is_stopped_deep_in_a_recursion_does_no_harm():
    def answer(z, depth=0):
        sys.setrecursionlimit(9_000)
        while depth > 8_000:
            with contextlib.suppress(Exception):
                json.dumps([1, {2: 3}] * 1_000, indent=1)
        return answer(z, depth + 1)

    assert "It was stopped after 1 seconds." in text_of(answer, IMPATIENT)
    assert judged(relu).status == PASS


def test_a_recursion_limit_below_where_python_is_does_no_harm():
    def answer(z):
        sys.setrecursionlimit(20)
        return relu(z)

    before = sys.getrecursionlimit()
    assert judged(answer).status == PASS
    assert sys.getrecursionlimit() == before


def test_a_loop_on_one_line_computes_no_more_after_its_verdict():
    names = {}
    exec(compile("def one_line(z):\n    while True: pass", "a cell", "exec"), names)
    text_of(names["one_line"], IMPATIENT)
    busy = time.process_time()
    time.sleep(0.5)
    assert time.process_time() - busy < 0.05


def test_two_checks_in_two_threads_both_end_and_leave_everything_as_it_was():
    verdicts = []
    threads = [threading.Thread(target=lambda: verdicts.append(judged(relu))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [verdict.status for verdict in verdicts] == 8 * [PASS]
    assert builtins.input is REAL_INPUT


def test_an_answer_that_waits_for_a_lock_of_its_own_is_stopped():
    lock = threading.Lock()

    def answer(z):
        with lock, lock:
            return relu(z)

    assert "It was stopped after 1 seconds." in text_of(answer, IMPATIENT)


def test_more_memory_than_there_is_is_an_error_of_the_answer():
    assert "Error" in text_of(lambda z: np.ones(2**55))


def test_an_interrupt_ends_the_check_with_a_verdict(monkeypatch, capsys):
    def interrupted(exercise, answer):
        raise KeyboardInterrupt

    monkeypatch.setattr(checker_module, "judge", interrupted)
    assert check(relu).status == NOT_YET
    assert "NOT YET  relu: you stopped the check before it finished." in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_message_that_standard_output_cannot_take_is_printed_all_the_same(encoding, monkeypatch):
    def answer(z):
        raise ValueError("\ud800 \u03b1")

    answer.__name__ = "relu"
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert check(answer).status == NOT_YET
    sys.stdout.seek(0)
    assert "ValueError: \\ud800" in sys.stdout.read()


def test_a_hostile_object_out_of_a_checked_function_is_not_the_courses_fault(capsys):
    def relu(z):
        return Hostile(SystemExit())

    assert check(relu).status == NOT_YET
    assert "fault" not in capsys.readouterr().out
