"""The figures of functions of one number: what their lines show."""

import numpy as np

from utils.plotting import (
    plot_dying_relu,
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
    assert shown[0].axes[0].get_title() == "2 ReLUs: 4 flat patches"
