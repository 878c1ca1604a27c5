"""The figures of convolutions: where frames and marks lie, what is written, which scales are shared."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from tests.plotting.readable import assert_texts_can_be_read
from utils.plotting import (
    edge_kernel,
    plot_channel_values,
    plot_convolution,
    plot_feature_maps,
    plot_filtered,
    plot_layers,
    plot_pooling,
    plot_result_over_seeds,
    plot_saliency,
    plot_surest_mistakes,
)
from utils.plotting.style import BLUE

IMAGE = np.random.default_rng(0).random((8, 10))
KERNEL = np.array([[0.0, 0.5, -1.0], [2.0, 0.25, 1.0]])  # no symmetry: turned or mirrored, it gives another map
KERNELS = {"one": KERNEL, "other": -3 * KERNEL.T}
MAPS = np.random.default_rng(1).random((5, 6, 9))
MAPS[2, 3, 4] = 7.0
NUMBERS = np.array([[1, 2, -5, -1], [3, 0, -4, -2], [9, 9, 0.25, 0.5], [7, 8, 0.1, 0]])
IMAGES = np.zeros((3, 8, 8))
IMAGES[0, 2:6, 2:6], IMAGES[1, 2:6, 2:6] = 1.0, 0.6  # and the third is empty paper
SALIENCY = np.random.default_rng(2).normal(size=(3, 8, 8)) * np.array([1.0, 5.0, 0.1])[:, np.newaxis, np.newaxis]
SALIENCY[0, 0, 0] = -9.0
VALUES = np.random.default_rng(3).normal([5.0, -3.0, 0.0], [1.0, 2.0, 0.5], (200, 3))
LAYERS = [
    ("input", (28, 28, 1), 0),
    ("convolution 3x3, ReLU", (26, 26, 32), 320),
    ("batch normalization", (26, 26, 32), 128),
    ("max pooling 2x2", (13, 13, 32), 0),
    ("convolution 5x5, stride 2, ReLU", (11, 11, 128), 102_528),
    ("batch normalization", (11, 11, 128), 512),
    ("max pooling 2x2", (5, 5, 128), 0),
    ("flatten", (3200,), 0),
    ("dense", (128,), 409_728),
    ("logits", (10,), 1290),
]
LONG_NAME = "an ensemble of many convolutional networks..."


def map_by_loops(image, kernel):
    """What a convolution layer computes: the kernel is not turned."""
    height, width = kernel.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    return np.array(
        [[(image[i : i + height, j : j + width] * kernel).sum() for j in range(columns)] for i in range(rows)]
    )


def words_in_pixels(axes):
    """(row, column) -> what is written there."""
    return {(round(t.get_position()[1]), round(t.get_position()[0])): t.get_text() for t in axes.texts}


def frame_of(axes):
    """Left, top, width and height of the only rectangle."""
    (frame,) = axes.patches
    return (*frame.get_xy(), frame.get_width(), frame.get_height())


def assert_scale_is_symmetric(picture, limit):
    np.testing.assert_allclose(picture.get_clim(), (-limit, limit))
    assert picture.get_cmap().name == "RdBu_r"


def test_the_frame_the_patch_and_the_marked_pixel_belong_together(shown):
    plot_convolution(IMAGE, KERNEL, 3, 5)
    whole, patch, _, result = shown[0].axes
    assert frame_of(whole) == (4.5, 2.5, 3, 2)
    np.testing.assert_array_equal(patch.images[0].get_array(), IMAGE[3:5, 5:8])
    assert words_in_pixels(patch)[4, 6] == f"{IMAGE[4, 6]:.2f}"
    assert frame_of(result) == (4.5, 2.5, 1, 1)


def test_the_map_is_that_of_a_kernel_that_is_not_turned_and_the_sum_is_written(shown):
    plot_convolution(IMAGE, KERNEL, 3, 5)
    result = shown[0].axes[3]
    values = map_by_loops(IMAGE, KERNEL)
    np.testing.assert_allclose(result.images[0].get_array(), values)
    assert_scale_is_symmetric(result.images[0], np.abs(values).max())
    total = (IMAGE[3:5, 5:8] * KERNEL).sum()
    assert result.get_title() == f"the map, 7 × 8:\nthe sum is {total:.2f} here"


def test_the_kernel_has_its_numbers_red_above_zero_and_blue_below(shown):
    plot_convolution(IMAGE, KERNEL, 0, 0)
    axes = shown[0].axes[2]
    assert words_in_pixels(axes) == {
        (0, 0): "0",
        (0, 1): "0.5",
        (0, 2): "−1",
        (1, 0): "2",
        (1, 1): "0.25",
        (1, 2): "1",
    }
    assert_scale_is_symmetric(axes.images[0], 2.0)
    (_, _, negative), (positive, _, _) = axes.images[0].to_rgba(KERNEL)
    assert negative[2] > negative[0]
    assert positive[0] > positive[2]


def test_whole_pixel_values_are_not_cut_to_eight_bits(shown):
    plot_convolution(np.full((4, 4), 200, dtype=np.uint8), np.full((2, 2), 2, dtype=np.uint8), 2, 2)
    assert "the sum is 1600 here" in shown[0].axes[3].get_title()
    assert words_in_pixels(shown[0].axes[1])[3, 3] == "200"


@pytest.mark.parametrize(("row", "column"), [(0, 0), (6, 7)])
def test_a_kernel_may_lie_in_a_corner(shown, row, column):
    plot_convolution(IMAGE, KERNEL, row, column)
    assert shown[0].axes[1].images[0].get_array().shape == KERNEL.shape


def test_every_kernel_stands_above_its_map_and_all_maps_share_a_scale(shown):
    plot_filtered(IMAGE, KERNELS)
    beside, *kernels, image, first, second, scale = shown[0].axes
    assert not beside.axison
    assert [axes.get_title() for axes in kernels] == ["one", "other"]
    np.testing.assert_array_equal(image.images[0].get_array(), IMAGE)
    for axes in kernels:
        assert_scale_is_symmetric(axes.images[0], 6)  # the largest weight of all kernels
    maps = [map_by_loops(IMAGE, kernel) for kernel in KERNELS.values()]
    largest = max(np.abs(values).max() for values in maps)
    for axes, values in zip((first, second), maps, strict=True):
        np.testing.assert_allclose(axes.images[0].get_array(), values)
        assert_scale_is_symmetric(axes.images[0], largest)
    for above, below in zip(kernels, (first, second), strict=True):
        assert above.get_subplotspec().colspan == below.get_subplotspec().colspan
    assert scale.get_xlabel() == "value in the map"
    assert words_in_pixels(kernels[1])[0, 1] == "−6"


def test_numbers_of_a_large_kernel_are_left_out(shown):
    plot_filtered(IMAGE, {"large": np.ones((5, 5))})
    assert not shown[0].axes[1].texts


def test_the_numbers_of_many_kernels_do_not_cover_each_other(shown):
    plot_filtered(IMAGE, {f"{angle}°": edge_kernel(angle) for angle in (0, 45, 90, 135, 180)})
    assert_texts_can_be_read(shown[0])
    downwards = words_in_pixels(shown[0].axes[3])
    assert {downwards[1, column] for column in range(3)} == {"0"}  # not −0, which the cosine of 90° would give


def test_pooling_keeps_the_largest_of_each_block(shown):
    plot_pooling(NUMBERS)
    after = shown[0].axes[1]
    assert words_in_pixels(after) == {(0, 0): "3", (0, 1): "−1", (1, 0): "9", (1, 1): "0.5"}


def test_one_number_of_each_block_is_bold_of_equal_ones_the_first(shown):
    plot_pooling(NUMBERS)
    before = shown[0].axes[0]
    expected = {place: f"{value:g}".replace("-", "−") for place, value in np.ndenumerate(NUMBERS)}
    assert words_in_pixels(before) == expected
    bold = [t.get_position()[::-1] for t in before.texts if t.get_weight() == "bold"]
    assert sorted(bold) == [(0, 3), (1, 0), (2, 0), (2, 3)]


def test_blocks_beside_each_other_differ_in_color_and_keep_it_when_pooled(shown):
    plot_pooling(np.zeros((4, 6)))
    before, after = (np.asarray(axes.images[0].get_array()) for axes in shown[0].axes)
    np.testing.assert_array_equal(after, [[0, 1, 0], [1, 0, 1]])
    np.testing.assert_array_equal(before, np.kron(after, np.ones((2, 2))))


def test_every_channel_is_an_image_and_all_share_a_scale_with_ink_for_large_values(shown):
    plot_feature_maps(MAPS, titles=[f"c{i}" for i in range(9)], title="nine")
    axes, scale = shown[0].axes
    assert "value in the map" in scale.get_xlabel()
    assert axes.get_title() == "nine"
    assert len(axes.images) == 9
    for channel, drawn in enumerate(axes.images):
        np.testing.assert_array_equal(drawn.get_array(), MAPS[:, :, channel])
        assert drawn.get_clim() == (0, 7)
        assert drawn.get_cmap().name == "gray_r"
    assert [text.get_text() for text in axes.texts] == [f"c{i}" for i in range(9)]


def test_the_ninth_map_begins_a_new_line(shown):
    plot_feature_maps(MAPS)
    axes, _ = shown[0].axes
    assert axes.get_title() == "9 feature maps"
    tops = [drawn.get_extent()[3] for drawn in axes.images]
    assert len(set(tops[:8])) == 1
    assert tops[8] > tops[0]


def test_a_layer_is_as_wide_as_its_maps_and_as_high_as_its_channels(shown):
    plot_layers(LAYERS, "a network")
    boxes = shown[0].axes[0].patches
    heights, widths = [box.get_height() for box in boxes], [box.get_width() for box in boxes]
    sides = [28, 26, 26, 13, 11, 11, 5, 1, 1, 1]
    channels = [1, 32, 32, 32, 128, 128, 128, 3200, 128, 10]
    np.testing.assert_allclose(np.array(widths) / widths[0], np.sqrt(np.array(sides) / 28))
    np.testing.assert_allclose(np.array(heights) / heights[0], np.log1p(channels) / np.log(2))
    middles = [(box.get_x() + box.get_width() / 2, box.get_y() + box.get_height() / 2) for box in boxes]
    np.testing.assert_allclose(middles, [(0, place) for place in range(10)], atol=1e-12)
    assert max(heights) < 1


def test_a_layer_has_its_name_on_the_left_and_its_shape_and_parameters_on_the_right(shown):
    plot_layers(LAYERS, "a network")
    axes = shown[0].axes[0]
    names = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert names == [name for name, *_ in LAYERS]
    beside = {}
    for text in axes.texts:
        if text.get_text():
            beside.setdefault(text.get_position()[1], []).append(text.get_text())
    assert (beside[0], beside[4], beside[9]) == (
        ["28 × 28 × 1", "0"],
        ["11 × 11 × 128", "102,528"],
        ["10", "1,290"],
    )
    assert axes.get_title() == "a network:\n514,506 parameters"
    assert_texts_can_be_read(shown[0])


def test_a_layer_that_learns_is_blue(shown):
    plot_layers(LAYERS, "a network")
    blue = [to_hex(box.get_facecolor()).upper() == BLUE for box in shown[0].axes[0].patches]
    assert blue == [parameters > 0 for *_, parameters in LAYERS]


def test_an_arrow_leads_from_each_layer_to_the_next(shown):
    plot_layers(LAYERS[:3], "a network")
    axes = shown[0].axes[0]
    first, second, third = axes.patches[:3]
    arrows = [(note.xyann[1], note.xy[1]) for note in axes.texts if not note.get_text()]
    np.testing.assert_allclose(
        arrows,
        [
            (first.get_y() + first.get_height(), second.get_y()),
            (second.get_y() + second.get_height(), third.get_y()),
        ],
    )


def test_the_edge_kernel_turns_from_the_right_downwards():
    right = np.array([[-0.25, 0, 0.25], [-0.5, 0, 0.5], [-0.25, 0, 0.25]])
    down = np.array([[-0.25, -0.5, -0.25], [0, 0, 0], [0.25, 0.5, 0.25]])
    np.testing.assert_allclose(edge_kernel(0), right)
    np.testing.assert_allclose(edge_kernel(90), down, atol=1e-15)
    np.testing.assert_allclose(edge_kernel(180), -right, atol=1e-15)
    np.testing.assert_allclose(edge_kernel(30), np.sqrt(0.75) * right + 0.5 * down)


def test_the_edge_kernel_answers_most_to_ink_that_grows_its_way():
    down = np.array([0.0, 0.5, 1.0])[:, np.newaxis] * np.ones(3)
    answers = {angle: (edge_kernel(angle) * down).sum() for angle in range(0, 360, 15)}
    assert max(answers, key=answers.get) == 90
    assert answers[90] == pytest.approx(1)
    assert answers[0] == pytest.approx(0)


def test_all_saliencies_share_one_scale_that_is_symmetric_and_no_outlier_rules(shown):
    plot_saliency(IMAGES, SALIENCY, ["a", "b", "c"], "a title")
    upper, lower, scale = shown[0].axes[:3], shown[0].axes[3:6], shown[0].axes[6]
    limit = np.quantile(np.abs(SALIENCY), 0.995)
    assert [axes.get_title() for axes in upper] == ["a", "b", "c"]
    for i in range(3):
        np.testing.assert_array_equal(upper[i].images[0].get_array(), IMAGES[i])
        np.testing.assert_array_equal(lower[i].images[0].get_array(), SALIENCY[i])
        assert_scale_is_symmetric(lower[i].images[0], limit)
    assert scale.get_xlabel().startswith("slope of the logit")
    assert shown[0].get_suptitle() == "a title"


def test_the_outline_lies_at_half_of_the_largest_ink_and_empty_paper_has_none(shown):
    plot_saliency(IMAGES, SALIENCY, ["a", "b", "c"], "a title")
    outlines = [axes.collections for axes in shown[0].axes[3:6]]
    assert [[contour.levels.tolist() for contour in contours] for contours in outlines] == [[[0.5]], [[0.3]], []]
    (path,) = outlines[0][0].get_paths()
    np.testing.assert_allclose(path.vertices.min(axis=0), [1.5, 1.5])
    np.testing.assert_allclose(path.vertices.max(axis=0), [5.5, 5.5])


def test_a_saliency_of_nothing_can_be_drawn(shown):
    plot_saliency(IMAGES[:1], np.zeros((1, 8, 8)), ["a"], "a title")
    assert_scale_is_symmetric(shown[0].axes[1].images[0], 1)


def test_each_channel_has_a_violin_where_its_values_lie_with_its_mean(shown):
    after = VALUES - VALUES.mean(axis=0)
    plot_channel_values(VALUES, after, "three channels")
    assert shown[0].get_suptitle() == "three channels"
    for axes, values in zip(shown[0].axes, (VALUES, after), strict=True):
        (means,) = axes.lines
        np.testing.assert_allclose(means.get_xdata(), values.mean(axis=0), atol=1e-12)
        np.testing.assert_array_equal(means.get_ydata(), [0, 1, 2])
        for channel, violin in enumerate(axes.collections):
            across, up = violin.get_paths()[0].vertices.T
            assert (across.min(), across.max()) == pytest.approx((values[:, channel].min(), values[:, channel].max()))
            assert round((up.min() + up.max()) / 2) == channel
    assert [axes.get_title().split()[0] for axes in shown[0].axes] == ["before", "after"]
    assert [label.get_text() for label in shown[0].axes[0].get_yticklabels()] == [f"channel {i}" for i in range(3)]
    assert shown[0].axes[0].yaxis_inverted()


def test_both_panels_of_channels_share_a_scale_and_say_mean_and_spread(shown):
    before = np.array([[-1.0, 0.0], [3.0, 0.0]])
    plot_channel_values(before, 2 * before, "two channels")
    above, below = shown[0].axes
    assert above.get_xlim() == below.get_xlim()
    assert [text.get_text() for text in above.texts] == ["1.00 ± 2.00", "0.00 ± 0.00", "mean ± std"]
    assert [text.get_text() for text in below.texts][0] == "2.00 ± 4.00"
    assert_texts_can_be_read(shown[0])


def test_a_channel_that_never_changes_can_be_drawn(shown):
    plot_channel_values(np.zeros((10, 1)), np.zeros((10, 1)), "dead")
    assert len(shown) == 1


def test_long_names_of_good_networks_leave_room_for_their_dots(shown):
    results = {
        f"{LONG_NAME[:-1]}{i}": {
            "values": [good, good + 0.0005],
            "mean": good,
            "interval": [good - 0.001, good + 0.001],
        }
        for i, good in enumerate((0.98, 0.987, 0.994, 0.9965, 0.998))
    }
    plot_result_over_seeds(results, title="From dense layers to an ensemble")
    assert_texts_can_be_read(shown[0])
    assert shown[0].axes[0].get_window_extent().width > 0.4 * shown[0].bbox.width


def test_errors_stand_ten_in_a_line_and_can_be_read(shown):
    plot_surest_mistakes(np.ones((30, 28, 28)), [0] * 30, [8] * 30, [0.999] * 30, columns=10, title="All errors")
    (axes,) = shown[0].axes
    assert axes.get_title().startswith("All errors\n30 images: ")
    assert axes.images[10].get_extent()[0] == axes.images[0].get_extent()[0]
    assert_texts_can_be_read(shown[0])


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: plot_convolution(IMAGE, KERNEL, 7, 0), r"rows 0 to 6 and columns 0 to 7; \(7, 0\) is not"),
        (lambda: plot_convolution(IMAGE, KERNEL, 0, 8), r"\(0, 8\) is not among them"),
        (lambda: plot_convolution(IMAGE, KERNEL, -1, 0), r"\(-1, 0\) is not among them"),
        (lambda: plot_convolution(IMAGE, np.ones((9, 1)), 0, 0), "does not fit"),
        (lambda: plot_convolution(IMAGE[np.newaxis], KERNEL, 0, 0), r"shapes \(1, 8, 10\)"),
        (lambda: plot_filtered(IMAGE, {}), "nothing to draw"),
        (lambda: plot_filtered(KERNEL, {"the image": IMAGE}), "does not fit"),  # scipy would swap the two
        (lambda: plot_filtered(IMAGE, {"row": KERNEL[0]}), r"shapes \(8, 10\) and \(3,\)"),
        (lambda: plot_pooling(np.zeros((3, 4))), r"even sides; this one has shape \(3, 4\)"),
        (lambda: plot_pooling(np.zeros((4, 5))), "even sides"),
        (lambda: plot_pooling(np.zeros((0, 2))), "even sides"),
        (lambda: plot_pooling(np.zeros((2, 2, 1))), "even sides"),
        (lambda: plot_feature_maps(np.zeros((1, 5, 6, 9))), r"\(h, w, c\); these have \(1, 5, 6, 9\)"),
        (lambda: plot_feature_maps(MAPS, titles=["a"]), "9 images and 1 titles"),
        (lambda: plot_layers([], "t"), "nothing to draw"),
        (lambda: plot_layers([("flat", (28, 28), 0)], "t"), r"that of 'flat' is \(28, 28\)"),
        (lambda: plot_layers([("empty", (0, 0, 3), 0)], "t"), "that of 'empty'"),
        (lambda: plot_layers([("odd", (3,), -1)], "t"), "'odd' has -1"),
        (lambda: plot_saliency(IMAGES, SALIENCY[:2], ["a", "b", "c"], "t"), "same shape"),
        (lambda: plot_saliency(IMAGES, SALIENCY, ["a"], "t"), "1 titles"),
        (lambda: plot_saliency(IMAGES[:0], SALIENCY[:0], [], "t"), "0 titles"),
        (lambda: plot_channel_values(VALUES, VALUES[:, :2], "t"), "same shape"),
        (lambda: plot_channel_values(np.zeros((5, 7)), np.zeros((5, 7)), "t"), "1 to 6 channels"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, sentence, shown):
    with pytest.raises(ValueError, match=sentence):
        draw()
    assert shown == []
