"""What tells two trainings apart: functions by what they do and what is bound to them."""

import math
from functools import partial

import numpy as np
import pytest

from utils.fingerprints import identity


class Warmup:
    def __init__(self, steps):
        self.steps = steps

    def rate(self, step):
        return min(1.0, step / self.steps)


def scaled(factor):
    def inner(x):
        return factor * x

    return lambda x: inner(x)


def recursive():
    def countdown(n):
        return n and countdown(n - 1)

    return countdown


MADE_TWICE = {
    "a method": lambda steps: Warmup(steps).rate,
    "an object": lambda steps: Warmup(steps),
    "a closure over a function": scaled,
    "a partial of a list": lambda number: partial(max, [number]),
    "an array": lambda number: partial(np.add, np.full(3, number)),
    "a dictionary": lambda number: partial(max, {"a": number}),
}


@pytest.mark.parametrize("make", MADE_TWICE.values(), ids=MADE_TWICE)
def test_what_is_bound_counts_and_where_it_lies_does_not(make):
    assert identity(make(2)) == identity(make(2))
    assert identity(make(2)) != identity(make(5))
    assert " at 0x" not in identity(make(2))


def test_functions_in_c_are_told_apart_by_name():
    assert len({identity(f) for f in (math.cos, math.sin, np.exp, np.log)}) == 4


def test_a_function_that_calls_itself_is_described():
    assert identity(recursive()) == identity(recursive())
