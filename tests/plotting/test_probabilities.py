"""The figures of scores and probabilities: what their bars and lines show."""

import numpy as np

from utils.plotting import (
    plot_cross_entropy,
    plot_digit_with_scores,
    plot_image_to_loss,
    plot_loss_by_temperature,
    plot_losses_by_gap,
    plot_softmax_gradient,
    plot_softmax_shift,
    plot_temperature,
)

SCORES = np.array([1.0, 3.0, 0.0, 2.0])
PROBABILITIES = np.exp(SCORES) / np.exp(SCORES).sum()
IMAGE = np.eye(8)
GAPS = np.array([0.0, 50.0, 100.0, 150.0])
TEMPERATURES = np.array([0.5, 1.0, 2.0])


def heights(axes):
    return np.array([bar.get_height() for bar in axes.patches])


def test_the_scores_stand_beside_the_image(shown):
    plot_digit_with_scores(IMAGE, SCORES)
    image, scores = shown[0].axes
    assert np.array_equal(image.images[0].get_array(), IMAGE)
    assert np.array_equal(heights(scores), SCORES)


def test_the_last_panel_names_the_loss_of_the_label_and_not_of_the_winner(shown):
    plot_image_to_loss(IMAGE, SCORES, 3)
    bars = shown[0].axes[2]
    assert np.allclose(heights(bars), PROBABILITIES)
    assert f"= {-np.log(PROBABILITIES[3]):.2f}" in bars.get_title()
    colors = [bar.get_facecolor() for bar in bars.patches]
    assert [colors.count(color) for color in colors] == [3, 3, 3, 1]


def test_a_label_whose_bar_is_too_low_to_be_seen_is_marked_and_its_loss_is_plain(shown):
    plot_image_to_loss(IMAGE, np.array([15.0, 0.0, 1.0]), 1)
    _, scores, bars = shown[0].axes
    assert [text.get_text() for text in bars.texts] == ["1.00", "label\n0.00", "0.00"]
    assert [text.get_text() for text in scores.texts] == ["15.0", "label\n0.0", "1.0"]
    assert bars.get_title() == "p = softmax(z); loss = −ln 0.00000031 = 15.00"


def test_a_loss_stays_a_number_where_the_probability_is_too_small_for_one(shown):
    plot_image_to_loss(IMAGE, np.array([2000.0, 0.0, 1.0]), 1)
    assert shown[0].axes[2].get_title() == "p = softmax(z); loss = −ln p of 1 = 2000.00"


def test_a_high_temperature_makes_the_bars_more_alike(shown):
    plot_temperature(SCORES, (0.5, 1.0, 10.0))
    tallest = [heights(axes).max() for axes in shown[0].axes]
    assert tallest[0] > tallest[1] > tallest[2] > 1 / len(SCORES)
    assert np.allclose(heights(shown[0].axes[1]), PROBABILITIES)


def test_a_shift_moves_the_scores_and_leaves_the_probabilities(shown):
    plot_softmax_shift(SCORES, (-2, 0, 5))
    above, below = shown[0].axes[:3], shown[0].axes[3:]
    assert [heights(axes)[0] for axes in above] == [-1.0, 1.0, 6.0]
    assert all(np.allclose(heights(axes), PROBABILITIES) for axes in below)


def test_the_cost_of_a_guess_is_marked_at_the_logarithm_of_the_classes(shown):
    plot_cross_entropy(10)
    marks = {line.get_label(): line.get_xydata()[0] for line in shown[0].axes[0].lines[1:]}
    (name,) = [name for name in marks if "guess" in name]
    assert "2.30" in name
    assert np.allclose(marks[name], [0.1, np.log(10)])


def test_an_infinite_loss_ends_its_line_with_a_cross_on_the_last_finite_point(shown):
    lost = np.where(GAPS > 100, np.inf, GAPS)
    plot_losses_by_gap(GAPS, {"right": GAPS, "lost": lost})
    right, line, cross = shown[0].axes[0].lines
    assert len(right.get_xdata()) == 4
    assert len(line.get_xdata()) == 3
    assert cross.get_xydata().tolist() == [[100.0, 100.0]]


def test_a_finite_loss_has_no_cross(shown):
    plot_losses_by_gap(GAPS, {"right": GAPS, "flat": np.minimum(GAPS, 16.0)})
    assert len(shown[0].axes[0].lines) == 2


def test_the_gradient_is_the_probabilities_less_the_label(shown):
    plot_softmax_gradient(PROBABILITIES, 1)
    p, one_hot, gradient = (heights(axes) for axes in shown[0].axes)
    assert np.allclose(gradient, p - one_hot)
    assert one_hot.tolist() == [0.0, 1.0, 0.0, 0.0]
    assert [text.get_text() for text in shown[0].axes[2].texts][:4] == ["0.09", "−0.36", "0.03", "0.24"]
    assert (gradient < 0).tolist() == [False, True, False, False]
    panels = [axes.get_window_extent().height / np.ptp(axes.get_ylim()) for axes in shown[0].axes]
    assert np.allclose(panels, panels[0], rtol=0.02), "a bar of the same height stands for the same number"


def test_the_lowest_loss_is_marked_at_its_temperature(shown):
    plot_loss_by_temperature(TEMPERATURES, {"a": np.array([3.0, 2.0, 4.0]), "b": np.array([3.0, 2.0, 1.0])})
    marks = shown[0].axes[0].lines[1::2]
    assert [mark.get_xydata().tolist() for mark in marks] == [[[1.0, 2.0]], [[2.0, 1.0]]]
