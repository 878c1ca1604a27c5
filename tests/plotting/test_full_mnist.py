"""The figures of measured choices: what their dots, rows and panels show."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from tests.plotting.readable import assert_texts_can_be_read
from utils.intervals import summary
from utils.plotting import plot_candidates, plot_differences, plot_reported, plot_runs
from utils.plotting.style import BLUE, GREEN, RED, word_color


def measured(*values):
    return {"values": list(values), **summary(list(values))}


SAME = measured(0.977, 0.978, 0.976, 0.977)
CHOICE = {"candidates": {"1": measured(0.95, 0.96, 0.955), "5": measured(0.975, 0.974, 0.976)}}
DIFFERENCES = {"20 epochs": (0.4, 0.3, 0.5), "dropout 0.1": (0.1, -0.2, 0.4), "tanh": (-0.6, -0.8, -0.4)}
RUN = {"loss": [0.5, 0.3, 0.2], "accuracy": [0.8, 0.9, 0.95]}


def words(axes):
    return [text.get_text() for text in axes.texts]


def dots(axes):
    """The places of all scattered dots, one array (k, 2) a call of scatter."""
    return [np.asarray(c.get_offsets()) for c in axes.collections if len(c.get_offsets()) > 1]


def middles(axes):
    """The marks in the middle of each interval."""
    return [line for line in axes.lines if len(line.get_xdata()) == 1]


def ends_of_bands(axes):
    return [line.get_xdata() for line in axes.lines if line.get_alpha()]


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
    assert words(axes) == ["mean 97.70%", "reported 97.66%"]


@pytest.mark.parametrize("reported", [0.97, 0.9769, 0.9771, 0.98])
def test_the_words_of_two_lines_stand_on_their_outer_sides(reported, shown):
    plot_reported(SAME, reported, title="seeds")
    assert_texts_can_be_read(shown[0])


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
        zip(dots(axes), middles(axes), ends_of_bands(axes), CHOICE["candidates"].values(), strict=True)
    ):
        np.testing.assert_allclose(places[:, 0], 100 * np.sort(candidate["values"]))
        assert set(places[:, 1]) == set(mean.get_ydata()) == {row}
        assert mean.get_xdata()[0] == pytest.approx(100 * candidate["mean"])
        np.testing.assert_allclose(ends, 100 * np.array(candidate["interval"]))
    assert words(axes) == ["95.50%", "97.50%", "mean", "published choice"]


def test_the_published_row_is_shaded_and_the_first_row_is_at_the_top(shown):
    plot_candidates(CHOICE, published="5", title="How long?", y_label="epochs")
    axes = shown[0].axes[0]
    band = axes.patches[0]
    assert (band.get_y(), band.get_y() + band.get_height()) == (0.5, 1.5)
    assert axes.yaxis_inverted()


@pytest.mark.parametrize(("published", "side"), [("1", "right"), ("5", "left")])
def test_the_words_of_the_published_row_stand_where_no_dots_are(published, side, shown):
    plot_candidates(CHOICE, published=published, title="How long?", y_label="epochs")
    (note,) = [text for text in shown[0].axes[0].texts if text.get_text() == "published choice"]
    assert note.get_horizontalalignment() == side


def test_without_a_published_choice_no_row_is_marked(shown):
    plot_candidates(CHOICE, published=None, title="recipes", y_label="recipe")
    assert not shown[0].axes[0].patches
    assert "published choice" not in words(shown[0].axes[0])


def test_a_published_choice_that_is_no_candidate_is_refused_with_the_names_there_are(shown):
    with pytest.raises(ValueError, match="'7'.*'1', '5'"):
        plot_candidates(CHOICE, published="7", title="How long?", y_label="epochs")
    assert not shown


def test_better_worse_and_unclear_differ_in_color_and_in_shape(shown):
    plot_differences(DIFFERENCES, title="instead", y_label="choice")
    axes = shown[0].axes[0]
    lines = middles(axes)
    assert [to_hex(line.get_color()).upper() for line in lines] == [word_color(c) for c in (GREEN, BLUE, RED)]
    assert [line.get_marker() for line in lines] == [">", "o", "<"]
    said = ["+0.40, clearly better", "+0.10, cannot tell", "−0.60, clearly worse", "no difference"]
    assert words(axes) == said


def test_a_difference_lies_at_its_mean_within_its_interval(shown):
    plot_differences(DIFFERENCES, title="instead", y_label="choice")
    axes = shown[0].axes[0]
    np.testing.assert_allclose([line.get_xdata()[0] for line in middles(axes)], [0.4, 0.1, -0.6])
    np.testing.assert_allclose(ends_of_bands(axes), [[0.3, 0.5], [-0.2, 0.4], [-0.8, -0.4]])


def test_each_measure_has_a_panel_with_a_line_for_each_run(shown):
    plot_runs({"slow": RUN, "fast": {name: values[:2] for name, values in RUN.items()}}, title="two runs")
    loss, accuracy = shown[0].axes
    assert (loss.get_title(), accuracy.get_title()) == ("loss", "accuracy")
    assert (loss.get_ylabel(), accuracy.get_ylabel()) == ("nats", "read right")
    np.testing.assert_allclose(loss.lines[0].get_xydata(), [[1, 0.5], [2, 0.3], [3, 0.2]])
    np.testing.assert_allclose(accuracy.lines[1].get_xydata(), [[1, 80], [2, 90]])
    assert len({line.get_linestyle() for line in loss.lines}) == 2
    assert words(loss) == words(accuracy) == ["slow", "fast"]


def test_a_measure_and_the_same_on_validation_images_share_a_scale(shown):
    plot_runs({"one": RUN | {"val_loss": [0.9, 0.8, 0.7], "val_accuracy": [0.5, 0.6, 0.7]}}, title="one run")
    loss, accuracy, validation_loss, validation_accuracy = shown[0].axes
    assert loss.get_ylim() == validation_loss.get_ylim()
    assert accuracy.get_ylim() == validation_accuracy.get_ylim()
    assert loss.get_ylim()[1] > 0.9
    assert accuracy.get_ylim()[0] < 50


def test_three_measures_leave_no_empty_panel(shown):
    plot_runs({"one": RUN | {"val_loss": [0.4, 0.3, 0.3]}}, title="one run")
    assert [axes.get_title() for axes in shown[0].axes] == ["loss", "accuracy", "validation loss"]
