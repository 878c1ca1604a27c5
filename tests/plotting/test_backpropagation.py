"""The figures of the way back: what their boxes, lines and dots show."""

import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle

from utils.intervals import accuracy_interval
from utils.plotting import (
    plot_accuracy_by_epoch,
    plot_costs,
    plot_dense_shapes,
    plot_intervals_by_count,
    plot_neuron_graph,
    plot_nudge,
    plot_step_errors,
)

VALUES = {"x": 2.0, "w": 0.5, "b": -0.4507, "product": 1.0, "z": 0.5493, "a": 0.5, "loss": 0.125}
SLOPES = {"x": -0.1875, "w": -0.75, "b": -0.375, "product": -0.375, "z": -0.375, "a": -0.5, "loss": 1.0}


def words(axes):
    return [text.get_text() for text in axes.texts if text.get_text()]


def blocks(axes):
    return [(p.get_height(), p.get_width()) for p in axes.patches if isinstance(p, Rectangle)]


def test_the_graph_holds_every_value_in_its_box(shown):
    plot_neuron_graph(VALUES)
    axes = shown[0].axes[0]
    for text in ("x = 2", "w = 0.5", "b = −0.451", "x · w = 1", "z = 0.549", "a = 0.5", "L = 0.125"):
        assert text in words(axes)
    assert len([p for p in axes.patches if isinstance(p, FancyBboxPatch)]) == 7
    assert not [text for text in words(axes) if "slope" in text]


def test_the_slopes_come_back_with_an_arrow_for_each_edge(shown):
    plot_neuron_graph(VALUES)
    plot_neuron_graph(VALUES, SLOPES)
    forward, both = (
        sum(t.arrow_patch is not None for t in f.axes[0].texts if hasattr(t, "arrow_patch")) for f in shown
    )
    assert (forward, both) == (6, 12)
    slopes = [text for text in words(shown[1].axes[0]) if text.startswith("slope")]
    assert slopes == [
        "slope −0.188",
        "slope −0.75",
        "slope −0.375",
        "slope −0.375",
        "slope −0.375",
        "slope −0.5",
        "slope 1",
    ]


def test_every_arrow_leads_from_the_edge_of_a_box_to_the_edge_of_the_next(shown):
    plot_neuron_graph(VALUES, SLOPES)
    axes = shown[0].axes[0]
    shown[0].draw_without_rendering()
    boxes = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    arrows = [places_on(text.arrow_patch, axes) for text in axes.texts if getattr(text, "arrow_patch", None)]
    assert len(arrows) == 12
    for arrow in arrows:
        distances = sorted(distance_to(box, arrow) for box in boxes)
        assert distances[0] > 0, "it begins or ends within a box"
        assert distances[1] < 0.05, "it does not reach a second box"


def places_on(arrow, axes):
    """Places (n, 2) on an arrow, its ends and the corners of its head, in the data's coordinates."""
    path = arrow.get_path()
    return axes.transData.inverted().transform(path.vertices[path.codes != path.CLOSEPOLY])


def distance_to(box, places):
    """How far the nearest of some places (n, 2) is from the edge of a box; below 0 where it lies within."""
    low = np.array([box.get_x(), box.get_y()])
    high = low + [box.get_width(), box.get_height()]
    return np.maximum(low - places, places - high).max(axis=1).min()


def test_each_block_has_the_size_of_its_array(shown):
    plot_dense_shapes(m=4, n_in=3, n_out=2)
    forward, to_input, to_weights, to_biases = shown[0].axes
    assert blocks(forward) == [(4, 2), (4, 3), (3, 2), (1, 2)]
    assert blocks(to_input) == [(4, 3), (4, 2), (2, 3)]
    assert blocks(to_weights) == [(3, 2), (3, 4), (4, 2)]
    assert blocks(to_biases) == [(1, 2), (4, 2)]
    assert words(to_weights) == ["dW", "(3, 2)", "=", "Xᵀ", "(3, 4)", "dz", "(4, 2)"]
    assert "(2,)" in words(forward)


def test_no_block_is_cut_off(shown):
    plot_dense_shapes(m=6, n_in=3, n_out=4)
    for axes in shown[0].axes:
        right = max(p.get_x() + p.get_width() for p in axes.patches)
        assert right < axes.get_xlim()[1]


def test_an_error_of_zero_is_left_out(shown):
    plot_step_errors(np.array([1e-3, 1e-2, 1e-1]), {"64 bits": np.array([0.0, 1e-4, 1e-2])}, marked=1e-2)
    errors, mark = shown[0].axes[0].lines
    np.testing.assert_array_equal(errors.get_ydata(), [np.nan, 1e-4, 1e-2])
    assert mark.get_xdata()[0] == 1e-2
    assert words(shown[0].axes[0]) == ["64 bits"]


def test_the_nudge_shows_the_slope_of_its_own_step(shown):
    plot_nudge(1.0, x=0.0)
    computed, tangent, through = shown[0].axes[0].lines[:3]
    assert "slope 1.0000" in tangent.get_label()
    assert f"slope {np.tanh(1):.4f}" in through.get_label()
    np.testing.assert_allclose(computed.get_ydata()[[100, 300]], [-np.tanh(1), np.tanh(1)])
    np.testing.assert_allclose(through.get_ydata()[[100, 300]], [-np.tanh(1), np.tanh(1)])


def test_the_line_goes_through_both_points_where_tanh_is_not_symmetric(shown):
    plot_nudge(0.5, x=0.55)
    computed, _, through, points = shown[0].axes[0].lines[:4]
    np.testing.assert_allclose(points.get_xdata(), [-1, 1])
    np.testing.assert_allclose(through.get_ydata()[[100, 300]], points.get_ydata(), atol=1e-12)


def test_costs_are_drawn_as_they_were_and_as_a_mean_of_ten(shown):
    costs = np.linspace(2.0, 1.0, 21)
    plot_costs({"rate 0.3": costs})
    each, mean = shown[0].axes[0].lines
    np.testing.assert_allclose(each.get_ydata(), costs)
    np.testing.assert_array_equal(mean.get_xdata(), np.arange(10, 22))
    np.testing.assert_allclose(mean.get_ydata()[0], costs[:10].mean())


def test_the_costs_of_many_trainings_are_drawn_as_means_only(shown):
    plot_costs({f"rule {n}": np.linspace(2.0 + n, 1.0, 21) for n in range(4)})
    axes = shown[0].axes[0]
    assert [len(line.get_xdata()) for line in axes.lines] == [12] * 4
    assert "mean of ten" in axes.get_xlabel()


def test_a_few_costs_are_drawn_without_a_mean(shown):
    plot_costs({"short": np.array([2.0, 1.0])})
    np.testing.assert_array_equal(shown[0].axes[0].lines[1].get_ydata(), [2.0, 1.0])


def test_accuracies_are_drawn_in_percent_from_epoch_one(shown):
    plot_accuracy_by_epoch({"training": np.array([0.5, 1.0]), "validation": np.array([0.4, 0.8])})
    lines = shown[0].axes[0].lines
    np.testing.assert_array_equal(lines[0].get_xdata(), [1, 2])
    np.testing.assert_allclose([line.get_ydata() for line in lines], [[50, 100], [40, 80]])


def test_the_bars_are_the_intervals_of_the_counts(shown):
    plot_intervals_by_count({"few": (296, 350), "many": (8457, 10_000)}, marks={"88%": 0.88})
    axes = shown[0].axes[0]
    bands = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2][:2]
    np.testing.assert_allclose(bands[0], 100 * np.array(accuracy_interval(296, 350)))
    np.testing.assert_allclose(bands[1], 100 * np.array(accuracy_interval(8457, 10_000)))
    assert words(axes) == ["84.57% (80.4 to 88.0)", "84.57% (83.8 to 85.3)", "88%"]
    assert list(axes.lines[-1].get_xdata()) == [88, 88]


def test_the_nudge_names_its_step_and_whose_slope_it_shows(shown):
    plot_nudge(1.0)
    assert [axes.get_title() for axes in shown[0].axes] == [
        "tanh near z = 0.55, h = 1",
        "Error at every step",
    ]


def test_a_tiny_step_is_written_as_a_power_of_ten(shown):
    for step in (1e-15, 3.2e-8):
        plot_nudge(step)
    titles = [figure.axes[0].get_title() for figure in shown]
    assert titles == ["tanh near z = 0.55, h = $10^{-15}$", "tanh near z = 0.55, h = 3.2 · $10^{-8}$"]
