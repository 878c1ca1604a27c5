"""The figures of training: what their lines, bars and maps show."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from tests.plotting.readable import assert_texts_can_be_read
from utils.plotting import (
    plot_activations_by_layer,
    plot_batch_sizes,
    plot_batches,
    plot_dropout,
    plot_landscape,
    plot_long_training,
    plot_speed,
    plot_stopping,
    plot_walks,
)

IMAGES = np.array([0, 10, 20])
WALK = (IMAGES, np.array([2.0, 1.0, 0.5]))
A, B = np.linspace(-1, 2, 4), np.linspace(0, 1, 3)
LOSSES = 0.1 + A[None, :] ** 2 + B[:, None] ** 2
PATH = np.array([[2.0, 1.0], [1.0, 0.5], [0.0, 0.0]])
MEASURES = {
    "training errors": [100, 3, 0],
    "test accuracy": [0.8, 0.92, 0.92],
    "test loss": [0.6, 0.3, 0.9],
    "mean confidence": [0.7, 0.93, 0.99],
}
HISTORY = {"loss": [2.0, 1.0, 0.5, 0.2], "val_loss": [2.0, 1.2, 1.3, 1.4]}
SPEED = [
    {"way": "fit", "seconds": [10.0, 12.0, 11.0], "ratio_to_keras_default": 1.0},
    {"way": "fast", "seconds": [2.0, 2.4, 2.2], "ratio_to_keras_default": 5.0},
]
ON, OFF = np.ones(2, dtype=bool), np.array([True, False, True])


def test_each_image_of_an_epoch_is_a_square_in_the_color_of_its_batch(shown):
    plot_batches([[np.array([2, 0]), np.array([1])], [np.array([1, 2]), np.array([0])]])
    axes = shown[0].axes[0]
    assert [text.get_text() for text in axes.texts] == ["2", "0", "1", "1", "2", "0"]
    colors = [square.get_facecolor() for square in axes.patches[:3]]
    assert colors[0] == colors[1] != colors[2]


def test_the_map_colors_the_losses_and_the_path_ends_where_it_ends(shown):
    plot_landscape(A, B, LOSSES, {"SGD": PATH}, title="a map")
    axes, bar = shown[0].axes
    np.testing.assert_allclose(axes.lines[-1].get_xydata(), PATH)
    assert bar.get_ylabel() == "loss on all images (nats)"
    np.testing.assert_allclose(bar.get_ylim(), (LOSSES.min(), LOSSES.max()))
    assert [text.get_text() for text in axes.texts] == ["end", "start"]


def test_ends_that_lie_close_together_are_named_apart(shown):
    plot_landscape(A, B, LOSSES, {"SGD, rate 0.95": PATH, "momentum": PATH + 0.05}, title="a map")
    axes = shown[0].axes[0]
    assert [text.get_text() for text in axes.texts] == ["momentum", "SGD, rate 0.95", "start"]
    assert_texts_can_be_read(shown[0])


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_the_name_of_an_end_stays_within_the_map(end, shown):
    plot_landscape(A, B, LOSSES, {"SGD": np.array([[0.0, 0.5], [1.0, end]])}, title="a map")
    figure = shown[0]
    figure.draw_without_rendering()
    axes = figure.axes[0]
    words = Text.get_window_extent(axes.texts[0])  # without the line that leads to the end
    assert axes.get_window_extent().y0 < words.y0 < words.y1 < axes.get_window_extent().y1


def test_a_path_that_has_not_moved_yet_is_a_start(shown):
    plot_landscape(A, B, LOSSES, {"SGD": PATH[:1]}, title="a map")
    assert [text.get_text() for text in shown[0].axes[0].texts] == ["end", "start"]


def test_a_map_with_a_hole_is_drawn_as_it_is(shown):
    losses = LOSSES.copy()
    losses[0, 0] = np.nan
    plot_landscape(A, B, losses, {"SGD": PATH}, title="a map")
    axes, bar = shown[0].axes
    np.testing.assert_allclose(bar.get_ylim(), (np.nanmin(losses), np.nanmax(losses)))
    assert sum(len(path.vertices) for path in axes.collections[0].get_paths()) > 0


def test_a_walk_is_drawn_over_the_images_it_has_seen(shown):
    plot_walks({"one": WALK}, title="one walk")
    line = shown[0].axes[0].lines[0]
    np.testing.assert_array_equal(line.get_xdata(), IMAGES)
    np.testing.assert_array_equal(line.get_ydata(), WALK[1])


@pytest.mark.parametrize("end", [np.nan, np.inf, 1e7])
def test_a_walk_that_diverges_ends_in_a_cross(end, shown):
    plot_walks({"one": (IMAGES, np.array([2.0, 5.0, end]))}, title="one walk")
    line, cross = shown[0].axes[0].lines
    np.testing.assert_array_equal(line.get_ydata(), [2, 5])
    np.testing.assert_array_equal(cross.get_xydata(), [[10, 5]])


def test_the_time_stands_beside_the_loss(shown):
    plot_batch_sizes({"one": WALK, "two": WALK}, {"one": 0.5, "two": 2.0})
    right = shown[0].axes[1]
    assert [bar.get_width() for bar in right.patches] == [0.5, 2.0]
    assert [text.get_text() for text in right.texts] == ["0.50 s", "2.00 s"]


def test_a_line_shows_how_large_the_activations_of_each_layer_are(shown):
    layers = [np.array([0.0, 2.0]), np.array([0.0, 0.2]), np.array([0.0, 0.02])]
    plot_activations_by_layer({"start": layers, "other": layers[::-1]}, title="They shrink")
    axes = shown[0].axes[0]
    np.testing.assert_allclose(axes.lines[0].get_xydata(), [[1, 1.0], [2, 0.1], [3, 0.01]])
    assert (axes.get_yscale(), axes.get_title()) == ("log", "They shrink")
    assert [text.get_text() for text in axes.texts] == ["start, ends at 0.01", "other, ends at 1"]


def test_a_layer_of_zeros_has_a_cross_at_the_lower_edge(shown):
    plot_activations_by_layer({"start": [np.array([0.0, 2.0]), np.zeros(4)], "zeros": [np.zeros(2), np.zeros(2)]})
    axes = shown[0].axes[0]
    alive, _, dead, zeros = axes.lines
    np.testing.assert_array_equal(alive.get_ydata(), [1, np.nan])
    np.testing.assert_array_equal(dead.get_xydata(), [[2, axes.get_ylim()[0]]])
    assert len(zeros.get_xdata()) == 2
    assert [text.get_text() for text in axes.texts] == ["start", "start: all are 0", "zeros: all are 0"]


@pytest.mark.parametrize(
    ("size", "words"),
    [(960.4, "960"), (21_345.0, "21,000"), (0.000312, "0.00031"), (0.5, "0.5"), (8.23e-9, "8.2 billionths")],
)
def test_the_size_of_activations_is_written_out(size, words, shown):
    plot_activations_by_layer({"start": [np.array([0.0, 2 * size])]})
    label = shown[0].axes[0].texts[0].get_text().replace("\n", " ")
    assert label == f"start, ends at {words}"


def test_the_map_of_another_valley_has_its_own_labels(shown):
    plot_landscape(A, B, LOSSES, {"SGD": PATH}, title="a map", labels=("w1", "w2", "loss"))
    axes, bar = shown[0].axes
    assert (axes.get_xlabel(), axes.get_ylabel(), bar.get_ylabel()) == ("w1", "w2", "loss")


def test_errors_have_a_place_for_zero_and_confidence_stands_beside_accuracy(shown):
    plot_long_training(np.array([1, 40, 400]), MEASURES)
    errors, loss, shares = shown[0].axes
    np.testing.assert_array_equal(errors.lines[0].get_ydata(), [100, 3, 0])
    np.testing.assert_array_equal(loss.lines[0].get_ydata(), MEASURES["test loss"])
    np.testing.assert_allclose([line.get_ydata() for line in shares.lines], [[70, 93, 99], [80, 92, 92]])
    assert [text.get_text() for text in shares.texts] == ["how sure it is", "how often right"]


def test_the_best_and_the_last_epoch_are_marked(shown):
    plot_stopping(HISTORY, best=2, last=4, title="stopped")
    axes = shown[0].axes[0]
    assert [line.get_xdata()[0] for line in axes.lines[2:]] == [2, 4]
    assert [text.get_text() for text in axes.texts][:2] == ["best: epoch 2", "stopped: epoch 4"]


def test_dropped_neurons_are_crossed_out_and_have_no_lines(shown):
    plot_dropout([[ON, OFF, ON]])
    axes = shown[0].axes[0]
    assert sum(len(lines.get_segments()) for lines in axes.collections if isinstance(lines, LineCollection)) == 8
    assert axes.get_title() == "step 1: 1 neuron out"


def test_a_bar_is_the_median_time_and_says_how_many_times_as_fast(shown):
    plot_speed(SPEED)
    axes = shown[0].axes[0]
    assert [bar.get_width() for bar in axes.patches] == [11.0, 2.2]
    assert [text.get_text() for text in axes.texts] == ["11.0 s", "fit", "2.2 s, 5.0 times as fast", "fast"]


def test_the_slowest_way_stands_at_the_top(shown):
    plot_speed(SPEED[::-1])
    axes = shown[0].axes[0]
    assert [bar.get_width() for bar in axes.patches] == [11.0, 2.2]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
