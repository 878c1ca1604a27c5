"""Fuzz tests: how often each tries, and how valid bytes are damaged.

`FUZZ=100 python course.py test -m fuzz tests` makes each of them try a hundred times as often.
"""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

TIMES = int(os.environ.get("FUZZ", "1"))
SLOW_IS_FINE = list(HealthCheck)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
)


def fuzzing(examples: int) -> Callable:
    """Marks a test of Hypothesis as one for `-m fuzz`; it makes so many tries, or FUZZ times as many."""
    tries = settings(deadline=None, max_examples=examples * TIMES, suppress_health_check=SLOW_IS_FINE)
    return lambda test: pytest.mark.fuzz(tries(test))


@st.composite
def damaged(draw, valid: bytes) -> bytes:
    """Valid bytes of which some are changed, left out, doubled or put in, or the end is missing; or any bytes."""
    content = bytearray(valid)
    for _ in range(draw(st.integers(1, 5))):
        # Most of what can go wrong is in the first bytes, where headers are.
        start = draw(st.one_of(st.integers(0, 127), st.integers(0, len(valid))))
        end = start + draw(st.integers(0, 8))
        twice = 2 * bytes(content[start:end])
        content[start:end] = draw(st.one_of(st.just(b""), st.just(twice), st.binary(min_size=1, max_size=8)))
    cut = draw(st.one_of(st.none(), st.integers(0, len(content))))
    return draw(st.one_of(st.just(bytes(content[:cut])), st.just(bytes(content)), st.binary()))
