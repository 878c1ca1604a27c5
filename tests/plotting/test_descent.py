"""The figures of training: what their lines, bars and maps show."""

import numpy as np
import pytest

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


def test_only_activations_above_zero_are_counted_and_a_dead_layer_says_so(shown):
    plot_activations_by_layer({"start": [np.array([0.0, 0.0, 1.0, 2.0]), np.zeros(4)]}, drawn=(1, 2))
    alive, dead = shown[0].axes
    assert sum(bar.get_height() for bar in alive.patches) == 2
    assert [text.get_text() for text in dead.texts] == ["all are 0"]
    assert dead.get_title() == "layer 2: std 0"


@pytest.mark.parametrize(("size", "words"), [(960.4, "960"), (21_345.0, "21,000"), (0.000312, "0.00031"), (0.5, "0.5")])
def test_the_size_of_activations_is_written_out(size, words, shown):
    plot_activations_by_layer({"start": [np.array([0.0, 2 * size])]}, drawn=(1,))
    assert shown[0].axes[0].get_title() == f"layer 1: std {words}"


def test_the_map_of_another_valley_has_its_own_labels(shown):
    plot_landscape(A, B, LOSSES, {"SGD": PATH}, title="a map", labels=("w1", "w2", "loss"))
    axes, bar = shown[0].axes
    assert (axes.get_xlabel(), axes.get_ylabel(), bar.get_ylabel()) == ("w1", "w2", "loss")


def test_errors_have_a_place_for_zero_and_confidence_stands_beside_accuracy(shown):
    plot_long_training(np.array([1, 40, 400]), MEASURES)
    errors, accuracy, loss, confidence = shown[0].axes
    np.testing.assert_array_equal(errors.lines[0].get_ydata(), [100, 3, 0])
    np.testing.assert_allclose(accuracy.lines[0].get_ydata(), [80, 92, 92])
    np.testing.assert_array_equal(loss.lines[0].get_ydata(), MEASURES["test loss"])
    np.testing.assert_allclose([line.get_ydata()[-1] for line in confidence.lines], [99, 92])


def test_the_best_and_the_last_epoch_are_marked(shown):
    plot_stopping(HISTORY, best=2, last=4, title="stopped")
    axes = shown[0].axes[0]
    assert [line.get_xdata()[0] for line in axes.lines[2:]] == [2, 4]
    assert [text.get_text() for text in axes.get_legend().get_texts()][2:] == ["best: epoch 2", "stopped: epoch 4"]


def test_dropped_neurons_are_crossed_out_and_have_no_lines(shown):
    plot_dropout([[ON, OFF, ON]])
    axes = shown[0].axes[0]
    assert len(axes.lines) == 2 * 2 + 2 * 2
    assert axes.get_title() == "step 1: 1 neuron out"


def test_a_bar_is_the_median_time_and_says_how_many_times_as_fast(shown):
    plot_speed(SPEED)
    axes = shown[0].axes[0]
    assert [bar.get_width() for bar in axes.patches] == [11.0, 2.2]
    assert [text.get_text() for text in axes.texts] == ["11.0 s, 1.0 times", "2.2 s, 5.0 times"]
