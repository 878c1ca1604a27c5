"""Fuzz tests: how often each tries, and how valid bytes are damaged.

`FUZZ=100 python course.py test -k fuzz tests` makes each try a hundred times as often.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

TIMES = int(os.environ.get("FUZZ", "1"))
SLOW_IS_FINE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def fuzzing(examples: int):
    """Hypothesis's settings for a test that makes so many tries, or FUZZ times as many."""
    return settings(deadline=None, max_examples=examples * TIMES, suppress_health_check=SLOW_IS_FINE)


@st.composite
def damaged(draw, valid: bytes) -> bytes:
    """Valid bytes with some of them changed, left out, doubled or put in; or any bytes at all."""
    content = bytearray(valid)
    for _ in range(draw(st.integers(1, 5))):
        # Most of what can go wrong is in the first bytes, where headers are.
        start = draw(st.one_of(st.integers(0, 127), st.integers(0, max(len(content) - 1, 0))))
        end = start + draw(st.integers(0, 16))
        part = bytes(content[start:end])
        content[start:end] = draw(st.one_of(st.just(b""), st.just(2 * part), st.binary(min_size=1, max_size=16)))
    return draw(st.one_of(st.just(bytes(content)), st.just(bytes(content[: len(content) // 2])), st.binary()))
