import numpy as np
import pytest

from tests.plotting.readable import assert_texts_can_be_read
from utils.plotting import plot_curve_answer, plot_image_answer

X = np.array([2.0, 0.0, 1.0])
IMAGE = np.arange(6.0).reshape(2, 3)


def test_the_worst_place_is_marked_and_named(shown):
    plot_curve_answer(X, np.array([4.0, 0.0, 1.5]), np.square, name="the square", bends=X)
    plot_curve_answer(X, np.array([4.0, 0.0, -1.5]), np.square, name="the square", bends=X)
    assert [figure.axes[0].get_title() for figure in shown] == [
        "Your answer is off by 0.5 at x = 1, where it is worst (red)",
        "Your answer is off by 2.5 at x = 1, where it is worst (red)",
    ]
    np.testing.assert_array_equal(shown[1].axes[0].lines[-1].get_xydata(), [[1, -1.5], [1, 1]])


@pytest.mark.parametrize("end", [-1e9, -3.0, 0.0, 3.9, 4.0, 4.1, 20.0, 1e300])
def test_the_names_of_two_curves_can_be_read_wherever_they_end_and_the_target_is_never_flat(shown, end):
    plot_curve_answer(X, np.array([end, 0.0, 1.0]), np.square, name="the square", bends=X)
    assert_texts_can_be_read(shown[0])
    assert np.ptp(shown[0].axes[0].get_ylim()) < 6 * 4


def test_a_curve_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"x has shape \(3,\) and the answer \(2,\)"):
        plot_curve_answer(X, np.zeros(2), np.square, name="the square", bends=X)


def test_the_pixels_that_differ_are_marked(shown):
    wrong = IMAGE.copy()
    wrong[1, 0] = 7
    plot_image_answer(wrong, IMAGE, thing="map")
    yours, target = shown[0].axes
    assert yours.get_title() == "your map: 2 x 3,\n1 of 6 pixels wrong (framed)"
    assert target.get_title() == "the right map: 2 x 3"
    frames = [patch for patch in yours.patches if patch.get_width() < 1]
    assert [(round(frame.get_x()), round(frame.get_y())) for frame in frames] == [(0, 1)]
    assert [text.get_text() for text in yours.texts] == ["0", "1", "2", "7", "4", "5"]
    assert len(target.texts) == 0


def test_many_pixels_are_tinted_instead(shown):
    target = np.zeros((20, 20))
    wrong = target.copy()
    wrong[3, 5] = wrong[4, 4] = 1
    plot_image_answer(wrong, target, thing="picture")
    tint = shown[0].axes[0].images[1].get_array()
    assert [tuple(place) for place in np.argwhere(~tint.mask)] == [(3, 5), (4, 4)]
    assert shown[0].axes[0].get_title().endswith("2 of 400 pixels wrong (red)")


@pytest.mark.parametrize("shape", [(3, 2), (1, 6), (6,), (), (2, 4)])
def test_an_answer_of_another_shape_is_drawn_to_the_targets_scale_without_marks(shown, shape):
    plot_image_answer(np.ones(shape), IMAGE, thing="map")
    yours, target = shown[0].axes
    assert (yours.get_xlim(), yours.get_ylim()) == (target.get_xlim(), target.get_ylim())
    assert yours.images[0].get_clim() == target.images[0].get_clim()
    assert "wrong" not in yours.get_title()
    assert_texts_can_be_read(shown[0])


@pytest.mark.parametrize("shape", [(2, 3, 4), (2, 100), (1000, 1)])
def test_what_is_no_image_or_much_too_large_is_refused(shape):
    with pytest.raises(ValueError, match="cannot be drawn next to"):
        plot_image_answer(np.ones(shape), IMAGE, thing="map")
