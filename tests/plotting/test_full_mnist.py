"""The figures of measured choices: what their dots, rows and panels show."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from utils.intervals import summary
from utils.plotting import plot_candidates, plot_differences, plot_reported, plot_runs
from utils.plotting.style import BLUE, GREEN, RED


def measured(*values):
    return {"values": list(values), **summary(list(values))}


SAME = measured(0.977, 0.978, 0.976, 0.977)
CHOICE = {"candidates": {"1": measured(0.95, 0.96, 0.955), "5": measured(0.975, 0.974, 0.976)}}
DIFFERENCES = {"20 epochs": (0.4, 0.3, 0.5), "dropout 0.1": (0.1, -0.2, 0.4), "tanh": (-0.6, -0.8, -0.4)}
RUN = {"loss": [0.5, 0.3, 0.2], "accuracy": [0.8, 0.9, 0.95]}


def labels(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def dots(axes):
    """The places of all scattered dots, one array (k, 2) a call of scatter."""
    return [np.asarray(c.get_offsets()) for c in axes.collections if len(c.get_offsets()) > 1]


def diamonds(axes):
    return [container.lines[0].get_xydata()[0] for container in axes.containers]


def ends_of_bars(axes):
    return [container.lines[2][0].get_segments()[0][:, 0] for container in axes.containers]


def test_every_seed_is_a_dot_in_percent_and_equal_ones_do_not_hide_each_other(shown):
    plot_reported(SAME, 0.9766, title="seeds")
    (places,) = dots(shown[0].axes[0])
    np.testing.assert_allclose(places[:, 0], [97.6, 97.7, 97.7, 97.8])
    assert len({tuple(place) for place in places}) == 4
    assert places[:, 1].mean() == pytest.approx(0)


def test_mean_and_report_are_marked_and_named(shown):
    plot_reported(SAME, 0.9766, title="seeds")
    axes = shown[0].axes[0]
    mean, reported = axes.lines
    assert mean.get_xdata()[0] == pytest.approx(97.7)
    assert reported.get_xdata()[0] == pytest.approx(97.66)
    assert {"mean: 97.70%", "reported: 97.66%"} <= set(labels(axes))


def test_the_band_is_one_standard_deviation_to_each_side(shown):
    plot_reported(SAME, 0.9766, title="seeds")
    band = shown[0].axes[0].patches[0]
    std = 100 * np.std(SAME["values"], ddof=1)
    assert band.get_x() == pytest.approx(97.7 - std)
    assert band.get_width() == pytest.approx(2 * std)


def test_each_candidate_has_a_row_with_its_seeds_mean_and_interval(shown):
    plot_candidates(CHOICE, published="5", title="How long?", y_label="epochs")
    axes = shown[0].axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["1", "5"]
    for row, (places, mean, ends, candidate) in enumerate(
        zip(dots(axes), diamonds(axes), ends_of_bars(axes), CHOICE["candidates"].values(), strict=True)
    ):
        np.testing.assert_allclose(places[:, 0], 100 * np.array(candidate["values"]))
        assert round(places[0, 1]) == round(mean[1]) == row
        assert mean[0] == pytest.approx(100 * candidate["mean"])
        np.testing.assert_allclose(ends, 100 * np.array(candidate["interval"]))


def test_the_published_row_is_marked_and_the_first_row_is_at_the_top(shown):
    plot_candidates(CHOICE, published="5", title="How long?", y_label="epochs")
    axes = shown[0].axes[0]
    band = axes.patches[0]
    assert (band.get_y(), band.get_y() + band.get_height()) == (0.5, 1.5)
    assert "published choice" in labels(axes)
    assert axes.yaxis_inverted()


def test_without_a_published_choice_no_row_is_marked(shown):
    plot_candidates(CHOICE, published=None, title="recipes", y_label="recipe")
    assert not shown[0].axes[0].patches
    assert "published choice" not in labels(shown[0].axes[0])


def test_a_published_choice_that_is_no_candidate_is_refused_with_the_names_there_are(shown):
    with pytest.raises(ValueError, match="'7'.*'1', '5'"):
        plot_candidates(CHOICE, published="7", title="How long?", y_label="epochs")
    assert not shown


def test_better_worse_and_unclear_differ_in_color_and_in_shape(shown):
    plot_differences(DIFFERENCES, title="instead", y_label="choice")
    lines = [container.lines[0] for container in shown[0].axes[0].containers]
    assert [to_hex(line.get_color()).upper() for line in lines] == [GREEN, BLUE, RED]
    assert [line.get_marker() for line in lines] == [">", "o", "<"]


def test_a_difference_lies_at_its_mean_within_its_interval(shown):
    plot_differences(DIFFERENCES, title="instead", y_label="choice")
    axes = shown[0].axes[0]
    np.testing.assert_allclose([place[0] for place in diamonds(axes)], [0.4, 0.1, -0.6])
    np.testing.assert_allclose(ends_of_bars(axes), [[0.3, 0.5], [-0.2, 0.4], [-0.8, -0.4]])


def test_each_measure_has_a_panel_with_a_line_for_each_run(shown):
    plot_runs({"slow": RUN, "fast": {name: values[:2] for name, values in RUN.items()}}, title="two runs")
    loss, accuracy = shown[0].axes
    assert (loss.get_title(), accuracy.get_title()) == ("loss", "accuracy")
    assert (loss.get_ylabel(), accuracy.get_ylabel()) == ("nats", "fraction right")
    np.testing.assert_allclose(loss.lines[0].get_xydata(), [[1, 0.5], [2, 0.3], [3, 0.2]])
    np.testing.assert_allclose(accuracy.lines[1].get_xydata(), [[1, 0.8], [2, 0.9]])
    assert len({line.get_linestyle() for line in loss.lines}) == 2


def test_three_measures_leave_no_empty_panel(shown):
    plot_runs({"one": RUN | {"val_loss": [0.4, 0.3, 0.3]}}, title="one run")
    assert [axes.get_title() for axes in shown[0].axes] == ["loss", "accuracy", "val_loss"]
