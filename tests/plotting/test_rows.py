"""Rows of measured values: where names, values and words stand."""

import numpy as np
import pytest

from tests.plotting.readable import assert_texts_can_be_read
from utils.plotting.rows import draw_dots, draw_interval, draw_seeds, mark_row, mark_value, row_axes
from utils.plotting.style import FULL

LONG = "batches of 32, one-cycle, label smoothing 0.05, dropout 0.1"
HYPHENED = "batches of 64, one-cycle, dropout 0.1"
RESULT = {"values": [0.975, 0.975, 0.98], "mean": 0.9767, "interval": [0.97, 0.983]}


def axes_of(*names):
    return row_axes(names, title="a title", x_label="test accuracy", y_label="recipe")


def names_of(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def test_a_long_name_breaks_into_lines_of_like_length_and_never_at_a_hyphen(shown):
    short, long = names_of(axes_of("plain", LONG))
    assert short == "plain"
    lines = long.split("\n")
    assert " ".join(lines) == LONG
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) < 8
    assert names_of(axes_of(HYPHENED)) == ["batches of 64,\none-cycle, dropout 0.1"]


def test_rows_of_two_lines_are_higher_than_rows_of_one(shown):
    one, two = (axes_of(*names).figure.get_size_inches() for names in (("a", "b", "c"), ("a", "b", LONG)))
    assert one[0] == two[0] == FULL
    assert two[1] > one[1]


def test_equal_values_stand_above_each_other_around_the_row(shown):
    axes = axes_of("a", "b")
    draw_dots(axes, 1, [3.0, 2.0, 2.0])
    places = axes.collections[0].get_offsets()
    np.testing.assert_allclose(places[:, 0], [2, 2, 3])
    assert places[0, 1] + places[1, 1] == pytest.approx(2)
    assert places[1, 1] - places[0, 1] > 0.1
    assert places[2, 1] == 1


def test_words_at_the_right_stand_beyond_the_axes_and_within_the_figure(shown):
    axes = axes_of("a", "b")
    draw_interval(axes, 0, (5.0, 4.0, 6.0), "5, clearly better")
    draw_interval(axes, 1, (5.0, 4.0, 6.0), "5, clearly better")
    assert_texts_can_be_read(axes.figure)
    for words in axes.texts:
        assert words.get_window_extent().x0 > axes.get_window_extent().x1


def test_the_key_and_all_words_can_be_read_with_many_rows_and_long_names(shown):
    axes = axes_of(*(f"{LONG}{i}" for i in range(11)))
    draw_seeds(axes, {str(i): RESULT for i in range(11)})
    mark_row(axes, 3, "published choice")
    assert_texts_can_be_read(axes.figure)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["one seed", "95% interval of the mean"]


def test_a_line_through_all_rows_ends_below_its_words(shown):
    axes = axes_of("a", "b")
    draw_interval(axes, 0, (5.0, 4.0, 6.0), "5")
    mark_value(axes, 4.5, "a mark", "black")
    line, words = axes.lines[-1], axes.texts[-1]
    assert list(line.get_xdata()) == [4.5, 4.5]
    assert min(line.get_ydata()) > words.xy[1]  # rows are counted from the top
    assert max(line.get_ydata()) == axes.get_ylim()[0]
