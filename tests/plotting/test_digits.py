"""The figures of images: what stands in them, for images of any size."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from utils import plotting
from utils.plotting.style import BLUE, ORANGE, RED


def some_images(m, height=20, width=20):
    return np.random.default_rng(0).random((m, height, width))


def words_of(axes):
    return [text.get_text() for text in axes.texts]


def frames_of(axes):
    outlines = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    return [i for i, patch in enumerate(outlines) if to_hex(patch.get_edgecolor()).upper() == RED]


@pytest.mark.parametrize(("height", "width"), [(20, 20), (28, 28), (8, 12)])
def test_every_image_is_drawn_at_any_size_with_its_own_title(shown, height, width):
    images = some_images(7, height, width)
    assert plotting.plot_digits(images, titles=range(7), columns=3) is None
    (axes,) = shown[0].axes
    assert [tuple(drawn.get_array().shape) for drawn in axes.images] == [(height, width)] * 7
    assert words_of(axes) == [str(i) for i in range(7)]


def test_the_fourth_of_three_columns_begins_a_new_line(shown):
    plotting.plot_digits(some_images(4), columns=3)
    lefts = [drawn.get_extent()[0] for drawn in shown[0].axes[0].images]
    tops = [drawn.get_extent()[3] for drawn in shown[0].axes[0].images]
    assert lefts[3] == lefts[0] < lefts[1] < lefts[2]
    assert tops[0] == tops[1] == tops[2] < tops[3]


@pytest.mark.parametrize("columns", [1, 3, 10, 20])
def test_words_above_small_tiles_keep_clear_of_the_tiles_above_them(shown, columns):
    plotting.plot_digits(some_images(20), titles=["wide"] * 20, columns=columns)
    (axes,) = shown[0].axes
    shown[0].draw_without_rendering()
    tiles = [patch.get_window_extent() for patch in axes.patches]
    words = [text.get_window_extent() for text in axes.texts]
    assert not any(word.y0 < tile.y1 and word.y1 > tile.y0 for word in words for tile in tiles)


def test_a_digit_is_drawn_upright_with_dark_ink(shown):
    image = np.zeros((1, 4, 4))
    image[0, 0, 3] = 1
    plotting.plot_digits(image)
    shown[0].canvas.draw()
    (drawn,) = shown[0].axes[0].images
    left, right, bottom, top = drawn.get_extent()
    pixels = np.asarray(shown[0].canvas.buffer_rgba())[:, :, 0]
    x, y = shown[0].axes[0].transData.transform((left + 0.9 * (right - left), top + 0.1 * (bottom - top)))
    assert pixels[pixels.shape[0] - int(y), int(x)] == 0


def test_more_titles_than_images_are_refused(shown):
    with pytest.raises(ValueError, match="4 images and 5 titles"):
        plotting.plot_digits(some_images(4), titles=range(5))


@pytest.mark.parametrize("images", [np.zeros((4, 400)), np.zeros((0, 20, 20))])
def test_rows_or_no_images_at_all_are_refused_with_the_shape(shown, images):
    with pytest.raises(ValueError, match="shape"):
        plotting.plot_digits(images)


def test_a_wrong_prediction_has_a_frame_and_a_cross(shown):
    labels, predictions = np.array([3, 5, 7, 9]), np.array([3, 6, 7, 4])
    plotting.plot_predictions(some_images(4), labels, predictions, columns=2)
    (axes,) = shown[0].axes
    assert words_of(axes) == ["3 → 3", "✗ 5 → 6", "7 → 7", "✗ 9 → 4"]
    assert frames_of(axes) == [1, 3]
    assert "4 digits, 2 read wrong" in axes.get_title()


def test_predictions_that_are_all_right_have_no_frame(shown):
    plotting.plot_predictions(some_images(3, 28, 28), np.arange(3), np.arange(3))
    assert frames_of(shown[0].axes[0]) == []
    assert "0 read wrong" in shown[0].axes[0].get_title()


def test_images_without_a_prediction_are_refused(shown):
    with pytest.raises(ValueError, match="3 images, 3 labels and 2 predictions"):
        plotting.plot_predictions(some_images(3), np.arange(3), np.arange(2))


def test_the_numbers_beside_an_image_are_those_of_its_part(shown):
    image = np.arange(100, dtype=np.uint8).reshape(10, 10)
    plotting.plot_pixel_values(image, top=2, left=3, size=2)
    whole, close = shown[0].axes
    assert words_of(close) == ["23", "24", "33", "34"]
    assert whole.patches[0].get_xy() == (2.5, 1.5)


def test_shrinking_shows_both_sizes(shown):
    plotting.plot_shrinking(some_images(1, 28, 28)[0], some_images(1)[0])
    assert [axes.get_title() for axes in shown[0].axes] == [
        "before: 28 x 28 = 784 pixels",
        "after: 20 x 20 = 400 pixels",
    ]


def test_unrolling_fills_the_image_column_by_column(shown):
    row = np.arange(400.0)
    plotting.plot_unrolling(row, lengths=[25, 400])
    first, whole = (np.ma.filled(axes.images[0].get_array(), np.nan) for axes in shown[0].axes)
    assert np.isfinite(first).sum() == 25
    assert np.isfinite(first[:, 0]).all()
    assert np.isfinite(first[:, 1]).sum() == 5
    assert (whole[0, 1], whole[1, 0]) == (20, 1)


def test_class_counts_show_also_a_class_that_never_occurs(shown):
    plotting.plot_class_counts({"all": np.array([0, 0, 3]), "some": np.array([9])})
    heights = [[bar.get_height() for bar in axes.patches] for axes in shown[0].axes]
    assert heights == [[2, 0, 0, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]]
    assert shown[0].axes[0].get_title() == "all: 3"


def test_the_pixel_histogram_marks_what_lies_outside_0_to_1(shown):
    plotting.plot_pixel_histogram(np.array([-0.12, -0.01, 0.0, 0.5, 0.99, 1.08]))
    (axes,) = shown[0].axes
    by_color = {color: 0 for color in (BLUE, ORANGE)}
    for bar in axes.patches:
        by_color[to_hex(bar.get_facecolor()).upper()] += bar.get_height()
    assert by_color == {BLUE: 3, ORANGE: 3}
    assert axes.get_yscale() == "log"
    assert words_of(axes) == ["below 0", "from 0 to 1", "above 1"]


def test_the_pixel_histogram_counts_every_pixel_of_images_in_0_to_1(shown):
    plotting.plot_pixel_histogram(np.array([[0.0, 1.0], [0.25, 0.3]]))
    assert sum(bar.get_height() for bar in shown[0].axes[0].patches) == 4
    assert words_of(shown[0].axes[0]) == ["from 0 to 1"]


def test_mean_digits_are_the_means_of_their_class(shown):
    images = np.stack([np.full((5, 5), value) for value in (0.0, 0.5, 1.0)])
    plotting.plot_mean_digits(images, np.array([4, 4, 7]))
    (axes,) = shown[0].axes
    assert words_of(axes) == ["4", "7"]
    assert [float(drawn.get_array().mean()) for drawn in axes.images] == [0.25, 1.0]


def test_the_chosen_rule_is_the_best_on_the_few(shown):
    plotting.plot_choice_on_few([0.4, 0.6, 0.5], [0.45, 0.42, 0.5], few=100)
    (star,) = [line for line in shown[0].axes[0].lines if line.get_marker() == "*"]
    assert (star.get_xdata()[0], star.get_ydata()[0]) == (0.6, 0.42)


def test_accuracies_are_written_in_percent_with_their_interval(shown):
    plotting.plot_accuracies({"one": (0.81, 0.008), "other": (0.94, 0.005)})
    (axes,) = shown[0].axes
    assert [text.get_text() for text in axes.texts] == ["81.0% ± 0.8", "94.0% ± 0.5"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["one", "other"]
    ends = [bar.get_segments()[0][:, 0] for bar in axes.collections]
    np.testing.assert_allclose(ends, [[80.2, 81.8], [93.5, 94.5]])
