"""The figures of optimizers and regularization: what their lines, bars and words show."""

import numpy as np

from tests.plotting.readable import assert_texts_can_be_read
from utils.plotting import (
    plot_schedules,
    plot_scores_under_dropout,
    plot_spread_by_layer,
    plot_validation,
    plot_valley_paths,
    plot_weight_histograms,
)
from utils.scratch import constant, cosine

CURVATURES = np.array([1.0, 30.0])
PATH = np.array([[-3.0, 1.0], [-2.0, 0.5], [-1.0, 0.1]])
SPREADS = {"He": (np.array([1.0, 0.9, 1.1]), np.array([0.1, 0.2, 0.3])), "small": (np.ones(3), np.ones(3))}
HISTORY = {"loss": [1.0, 0.5, 0.25], "val_loss": [0.9, 0.6, 0.7]}


def words(axes):
    return [text.get_text() for text in axes.texts]


def path_of(axes):
    return axes.lines[0].get_xydata()


def test_forward_and_backward_spreads_have_a_panel_each_and_layers_count_from_one(shown):
    plot_spread_by_layer(SPREADS)
    forward, backward = shown[0].axes
    np.testing.assert_array_equal(forward.lines[0].get_xydata(), [[1, 1.0], [2, 0.9], [3, 1.1]])
    np.testing.assert_array_equal(backward.lines[0].get_ydata(), [0.1, 0.2, 0.3])
    assert [line.get_label() for line in forward.lines] == ["He", "small"]
    assert forward.get_yscale() == backward.get_yscale() == "log"


def test_each_path_has_its_panel_with_its_last_height(shown):
    plot_valley_paths(CURVATURES, {"one": PATH, "two": PATH[:2], "three": PATH})
    assert [axes.get_title() for axes in shown[0].axes] == ["one", "two", "three"]
    np.testing.assert_array_equal(path_of(shown[0].axes[0]), PATH)
    assert words(shown[0].axes[0]) == ["after 2 steps: L = 0.65"]
    assert words(shown[0].axes[1]) == ["after 1 step: L = 5.8"]


def test_only_the_steps_asked_for_are_drawn_and_the_picture_stays(shown):
    plot_valley_paths(CURVATURES, {"one": PATH}, steps=1)
    plot_valley_paths(CURVATURES, {"one": PATH})
    first, whole = (figure.axes[0] for figure in shown)
    np.testing.assert_array_equal(path_of(first), PATH[:2])
    assert first.get_xlim() == whole.get_xlim()
    assert first.get_ylim() == whole.get_ylim()


def test_the_valley_is_drawn_as_narrow_as_it_is(shown):
    plot_valley_paths(CURVATURES, {"one": PATH})
    assert shown[0].axes[0].get_aspect() == 1
    assert max(np.abs(PATH[:, 0])) < shown[0].axes[0].get_xlim()[1]


def test_every_weight_is_counted_and_the_share_near_zero_is_told(shown):
    weights = np.concatenate([np.linspace(-0.5, -0.1, 30), np.zeros(30), np.linspace(0.1, 0.5, 40)])
    plot_weight_histograms({"L1": weights, "plain": 2 * weights}, small=0.001)
    counts = [sum(bar.get_height() for bar in axes.patches) for axes in shown[0].axes]
    assert counts[0] == 100
    assert counts[1] >= 99  # the very largest may lie outside
    assert words(shown[0].axes[0]) == [f"standard deviation {weights.std():.3f}\n30% nearer to 0 than 0.001", "L1"]


def test_weights_share_their_axes_so_that_widths_can_be_compared(shown):
    plot_weight_histograms({"wide": np.linspace(-1, 1, 100), "narrow": np.linspace(-0.1, 0.1, 100)})
    wide, narrow = shown[0].axes
    assert wide.get_xlim() == narrow.get_xlim()
    assert wide.get_ylim() == narrow.get_ylim()


def test_the_score_without_dropout_and_the_mean_are_marked(shown):
    plot_scores_under_dropout(
        {"not rescaled": np.array([1.0, 2.0, 3.0]), "rescaled": np.array([2.0, 4.0])}, without=3.0
    )
    for axes, mean in zip(shown[0].axes, (2.0, 3.0), strict=True):
        without, marked = axes.lines
        assert without.get_xdata()[0] == 3.0
        assert marked.get_xdata()[0] == mean
        assert words(axes) == [f"mean: {mean:.2f}", "without dropout: 3.00"]


def test_the_words_of_the_scores_stand_above_the_bars_and_apart(shown):
    scores = {"not rescaled": np.linspace(0, 2, 100), "rescaled": np.linspace(1, 3, 100)}
    plot_scores_under_dropout(scores, without=2.0)
    assert_texts_can_be_read(shown[0])
    for axes in shown[0].axes:
        lowest = min(text.get_window_extent().y0 for text in axes.texts)
        assert lowest > max(bar.get_window_extent().y1 for bar in axes.patches)


def test_schedules_are_named_where_they_are_apart(shown):
    plot_schedules({"constant": constant, "cosine": cosine})
    flat, falling = shown[0].axes[0].texts
    assert (flat.get_text(), falling.get_text()) == ("constant", "cosine")
    assert flat.xy[1] - falling.xy[1] > 0.9


def test_a_schedule_is_drawn_from_the_start_to_the_end(shown):
    plot_schedules({"constant": constant, "cosine": cosine})
    flat, falling = shown[0].axes[0].lines
    assert set(flat.get_ydata()) == {1.0}
    np.testing.assert_allclose(falling.get_xydata()[[0, 250, 500]], [[0, 1], [50, 0.5], [100, 0]], atol=1e-12)


def test_the_lowest_validation_loss_is_marked(shown):
    plot_validation({"plain": HISTORY}, title="few")
    training, validation = shown[0].axes
    np.testing.assert_array_equal(training.lines[0].get_ydata(), HISTORY["loss"])
    np.testing.assert_array_equal(validation.lines[0].get_ydata(), HISTORY["val_loss"])
    np.testing.assert_array_equal(validation.lines[1].get_xydata(), [[2, 0.6]])
