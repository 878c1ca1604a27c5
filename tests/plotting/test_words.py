"""How the ticks and labels of figures write numbers over many powers of ten."""

import pytest

from utils.plotting.style import new_figure
from utils.plotting.words import size_in_words, ticks_in_words


def ticks(low, high, **options):
    figure, axes = new_figure(size=(4.8, 3.0))
    axes.set(yscale="log", ylim=(low, high))
    ticks_in_words(axes.yaxis, **options)
    figure.draw_without_rendering()
    return [tick.get_text() for tick in axes.get_yticklabels()]


def test_ticks_over_many_powers_of_ten_are_words(shown):
    assert ticks(2e-7, 5e3) == ["a millionth", "a thousandth", "1", "1,000"]


def test_ticks_can_be_farther_apart(shown):
    assert ticks(1e-13, 10, every=6) == ["a trillionth", "a millionth", "1"]


def test_powers_without_a_name_have_no_tick(shown):
    assert ticks(1e-40, 1e-13) == ["a quintillionth", "a quadrillionth"]


def test_ticks_over_few_powers_of_ten_are_numbers(shown):
    found = ticks(0.002, 0.5)
    assert "0.01" in found
    assert not any("th" in tick or "$" in tick for tick in found)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0.0, "0"),
        (21_345.0, "21,000"),
        (0.000312, "0.00031"),
        (9.9e-6, "9.9 millionths"),
        (4.26e-8, "43 billionths"),
        (5e-20, "0.05 quintillionths"),
    ],
)
def test_a_small_size_is_written_without_a_row_of_zeros(size, words):
    assert size_in_words(size) == words
