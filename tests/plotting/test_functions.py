"""The figures of functions of one number: what their lines show."""

import numpy as np
import pytest

from utils.plotting import (
    plot_activations,
    plot_dying_relu,
    plot_gradient_sizes,
    plot_linear_regions,
    plot_relu_sum,
    plot_sine_by_relus,
    relu_sum,
)


def test_a_sum_of_relus_bends_at_its_knots():
    x = np.array([-1.0, 0.0, 0.5, 1.0, 2.0])
    np.testing.assert_allclose(relu_sum(x, [0, 1], [1, -2]), [0, 0, 0.5, 1, 0])


def test_the_sum_is_drawn_as_it_is_computed(shown):
    plot_relu_sum(np.array([0.0, 1.0]), np.array([1.0, -2.0]))
    line = shown[0].axes[1].lines[0]
    np.testing.assert_allclose(line.get_ydata(), relu_sum(line.get_xdata(), [0, 1], [1, -2]))


def test_the_share_of_inputs_that_pass_is_in_the_title(shown):
    plot_dying_relu({"healthy": np.array([-1.0, 1.0, 2.0, 3.0]), "dead": np.array([-1.0, -2.0])})
    assert [axes.get_title() for axes in shown[0].axes] == [
        "healthy: 75% of the inputs pass",
        "dead: 0% of the inputs pass",
    ]


def test_more_relus_follow_the_sine_more_closely(shown):
    plot_sine_by_relus(counts=(4, 16))
    errors = [np.abs(a.lines[0].get_ydata() - a.lines[1].get_ydata()).max() for a in shown[0].axes]
    assert errors[1] < errors[0] / 5


def test_two_relus_along_the_axes_cut_the_plane_into_four(shown):
    plot_linear_regions([(np.eye(2), np.zeros(2))])
    (axes,) = shown[0].axes
    assert axes.get_title() == "2 ReLUs: 4 flat patches"
    patches, *lines = axes.collections
    assert len(lines) == 2
    colors = patches.get_array()
    assert colors[-1, -1] == colors[0, 0] != colors[-1, 0] == colors[0, -1], "neighbors differ"


@pytest.mark.parametrize(("size", "words"), [(1e-18, "1 quintillionth"), (1e6, "1 million"), (1e-3, "0.001"), (1, "1")])
def test_a_size_that_would_need_a_power_of_ten_is_said_in_words(shown, size, words):
    plot_gradient_sizes({"one": np.array([size / 10, size * 10])})
    (axes,) = shown[0].axes
    shown[0].draw_without_rendering()
    ticks = dict(zip(axes.get_yticks(), (tick.get_text() for tick in axes.get_yticklabels()), strict=True))
    assert words in [words for place, words in ticks.items() if np.isclose(place, size)]


def test_the_whole_of_each_activation_is_to_be_seen(shown):
    z = np.linspace(-5, 5, 11)
    plot_activations(z, {"tanh": (np.tanh(z), 1 - np.tanh(z) ** 2), "relu": (np.maximum(0, z), 1.0 * (z > 0))})
    for axes in shown[0].axes:
        low, high = axes.get_ylim()
        assert low < axes.lines[0].get_ydata().min()
        assert axes.lines[0].get_ydata().max() < high
