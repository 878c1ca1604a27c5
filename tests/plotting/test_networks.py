"""The figures of networks: what their lines and dots show."""

import numpy as np

from utils.plotting import plot_history, plot_network, plot_result_over_seeds
from utils.plotting.networks import draw_history

HISTORY = {"loss": [2.0, 0.5, 0.1], "accuracy": [0.5, 0.9, 1.0]}
RESULT = {"values": [0.91, 0.92, 0.93], "mean": 0.92, "interval": [0.90, 0.94]}


def test_a_small_network_is_drawn_whole(shown):
    plot_network((4, 3, 2))
    axes = shown[0].axes[0]
    assert [len(lines.get_segments()) for lines in axes.collections[:2]] == [4 * 3, 3 * 2]
    assert [len(dots.get_offsets()) for dots in axes.collections[2:]] == [4, 3, 2]
    assert [text.get_text() for text in axes.texts] == ["4 × 3 weights", "3 × 2 weights"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["4\npixels", "3\nReLU neurons", "2\nlogits"]


def test_a_large_layer_is_drawn_with_dots(shown):
    plot_network((400, 10))
    axes = shown[0].axes[0]
    lines, pixels, logits = axes.collections
    assert len(pixels.get_offsets()) == len(logits.get_offsets()) == 6
    assert len(lines.get_segments()) == 6 * 6
    assert [text.get_text() for text in axes.texts] == ["400 × 10 weights", "⋮", "⋮"]


def test_a_history_is_drawn_epoch_by_epoch(shown):
    plot_history(HISTORY, title="three epochs")
    left, right = shown[0].axes
    np.testing.assert_array_equal(left.lines[0].get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(left.lines[0].get_ydata(), HISTORY["loss"])
    np.testing.assert_allclose(right.lines[0].get_ydata(), [50, 10, 0], atol=1e-9)
    assert shown[0].get_suptitle() == "three epochs"
    assert len(left.texts) == len(right.texts) == 0


def test_validation_is_drawn_where_there_is_one(shown):
    plot_history({**HISTORY, "val_loss": [2.0, 1.0, 1.0], "val_accuracy": [0.4, 0.8, 0.8]}, title="with validation")
    left, right = shown[0].axes
    assert len(left.lines) == len(right.lines) == 2
    for axes in (left, right):
        assert [text.get_text() for text in axes.texts] == ["training", "validation"]


def test_an_epoch_without_an_error_is_drawn_at_zero_percent(shown):
    plot_history({**HISTORY, "val_loss": [0.1, 0.1, 0.1], "val_accuracy": [1.0, 1.0, 1.0]}, title="perfect")
    right = shown[0].axes[1]
    assert [text.get_text() for text in right.texts] == ["training", "validation"]
    assert right.get_ylim()[0] == 0
    assert right.get_yticklabels()[0].get_text() == "0%"


def test_a_single_epoch_is_drawn_as_a_dot(shown):
    plot_history({"loss": [2.0], "accuracy": [0.5], "val_loss": [3.0], "val_accuracy": [0.4]}, title="one epoch")
    assert [line.get_marker() for axes in shown[0].axes for line in axes.lines] == 4 * ["o"]
    plot_history(HISTORY, title="three epochs")
    assert {line.get_marker() for axes in shown[1].axes for line in axes.lines} == {""}


def test_epochs_without_an_error_leave_a_gap_at_the_same_scale(shown):
    plot_history(HISTORY, title="three epochs")
    left, right = shown[0].axes
    assert left.get_xlim() == right.get_xlim()
    assert right.get_xlim()[1] >= 3


def test_a_figure_can_be_had_without_being_shown(shown):
    figure = draw_history(HISTORY, "unseen")
    assert len(figure.axes) == 2
    assert shown == []


def test_each_seed_is_a_dot_and_the_interval_a_bar(shown):
    plot_result_over_seeds({"40 epochs": RESULT, "100 epochs": RESULT}, title="five seeds")
    axes = shown[0].axes[0]
    dots = axes.collections[0].get_offsets()
    np.testing.assert_allclose(dots, [[91, 0], [92, 0], [93, 0]])
    band, mean = axes.lines[:2]
    np.testing.assert_allclose(band.get_xdata(), [90, 94])
    np.testing.assert_allclose(mean.get_xdata(), [92])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["40 epochs", "100 epochs"]
