"""The figures of how good a network is: what they show, and what they refuse."""

import numpy as np
import pandas as pd
import pytest

from utils.corruptions import accuracy_under
from utils.evaluation import coverage_table, per_digit_table, reliability_bins
from utils.plotting import (
    answer_slider,
    plot_accuracy_drop,
    plot_accuracy_intervals,
    plot_answers,
    plot_confidences,
    plot_confusion,
    plot_corruption_strips,
    plot_coverage,
    plot_digit_scores,
    plot_hidden_weights,
    plot_paired,
    plot_reliability,
    plot_surest_mistakes,
)

RNG = np.random.default_rng(0)
LABELS = np.arange(300) % 10
LOGITS = 2 * np.eye(10)[LABELS] + RNG.normal(size=(300, 10))
ANSWERS = LOGITS.argmax(axis=1)
IMAGES = RNG.random((6, 8, 8), dtype=np.float32)
COUNTS = np.zeros((10, 10), dtype=int)
np.add.at(COUNTS, (LABELS, ANSWERS), 1)
P = np.eye(10)[:6] * 0.7 + 0.03
BINS = reliability_bins(LOGITS, LABELS)
COVERAGE = coverage_table(LOGITS, LABELS)
DROP = pd.DataFrame(
    [("none", 0.0, 0.9), ("noisy", 0.2, 0.5), ("noisy", 0.1, 0.7), ("thinner", 1.0, 0.4)],
    columns=["corruption", "strength", "accuracy"],
).assign(low=lambda t: t.accuracy - 0.05, high=lambda t: t.accuracy + 0.05)
UNITS = {"noisy": "standard deviation", "thinner": "pixels"}
STRIPS = {"shifted": {0: IMAGES[0], 2: IMAGES[1]}, "noisy": {0: IMAGES[0], 0.5: IMAGES[2]}}


def test_every_count_but_zero_stands_in_its_cell_and_the_diagonal_is_not_shaded(shown):
    plot_confusion(COUNTS, title="Some")
    axes = shown[0].axes[0]
    written = {tuple(int(v) for v in text.get_position()): text.get_text() for text in axes.texts}
    assert written == {(a, b): str(COUNTS[b, a]) for b, a in np.argwhere(COUNTS)}
    shaded = axes.images[0].get_array()
    assert shaded.mask.tolist() == np.eye(10, dtype=bool).tolist()
    assert axes.get_title() == f"Some:\n{COUNTS.sum() - COUNTS.trace()} of 300 read wrong"


def test_recall_and_precision_stand_at_their_digit(shown):
    table = per_digit_table(LABELS, ANSWERS)
    plot_digit_scores(table)
    recall, precision = (container.lines[0].get_ydata() for container in shown[0].axes[0].containers)
    assert np.allclose(recall, 100 * table.recall)
    assert np.allclose(precision, 100 * table.precision)


def test_the_title_names_the_digit_of_the_lowest_recall(shown):
    table = per_digit_table(LABELS, ANSWERS)
    plot_digit_scores(table)
    share = 100 * table.recall.min()
    assert shown[0].axes[0].get_title().startswith(f"The hardest digit is {table.recall.argmin()}: {share:.0f}% of its")


def test_a_mistake_says_its_label_its_answer_and_how_sure_it_was(shown):
    plot_surest_mistakes(IMAGES[:3], [7, 1, 2], [9, 4, 0], [0.99996, 1.0, 0.5])
    words = [text.get_text() for text in shown[0].axes[0].texts]
    assert words == ["7 → 9\n99.9%", "1 → 4\n100%", "2 → 0\n50%"]
    assert shown[0].axes[0].get_title() == "The surest mistakes\n3 images: label → what was read, and how sure"


def test_weights_of_both_signs_share_one_scale_with_zero_in_the_middle(shown):
    plot_hidden_weights(IMAGES - 0.3, columns=4)
    pictures = [image for axes in shown[0].axes for image in axes.images][:6]
    limits = {image.get_clim() for image in pictures}
    assert len(limits) == 1
    low, high = limits.pop()
    assert low == -high
    assert high > 0


def test_bars_reach_the_accuracy_and_the_gap_the_confidence(shown):
    plot_reliability({"one": BINS})
    above, below = shown[0].axes
    right, gap = above.containers
    filled = BINS[BINS.images > 0]
    assert np.allclose([bar.get_height() for bar in right], 100 * filled.accuracy)
    assert np.allclose([bar.get_y() + bar.get_height() for bar in gap], 100 * filled.confidence)
    assert np.isclose(sum(bar.get_height() for bar in below.patches), 100)
    (words,) = below.texts
    assert words.get_text() == f"{100 * BINS.images.max() / BINS.images.sum():.0f}%"
    assert words.xy[0] == 100 * BINS.low[BINS.images.idxmax()]


def test_a_bin_of_few_images_is_pale(shown):
    bins = BINS.assign(images=np.where(BINS.index == BINS.index[-1], 200, np.minimum(BINS.images, 29)))
    plot_reliability({"one": bins})
    right, gap = shown[0].axes[0].containers
    for bars in (right, gap):
        alphas = [bar.get_alpha() for bar in bars]
        assert alphas[-1] is None
        assert max(alphas[:-1]) < 0.5
    named = [text.get_text() for text in shown[0].axes[0].get_legend().get_texts()]
    assert named == ["as sure as right", "right", "gap to confidence", "under 30 images"]


def test_the_threshold_is_marked_at_its_coverage(shown):
    plot_coverage({"one": COVERAGE}, marked=0.5)
    line, mark = shown[0].axes[0].lines
    nearest = COVERAGE.iloc[(COVERAGE.threshold - 0.5).abs().argmin()]
    assert np.allclose(mark.get_xydata(), [[100 * nearest.coverage, 100 * nearest.accuracy]])
    assert line.get_xdata()[0] == 100
    told, name = (text.get_text() for text in shown[0].axes[0].texts)
    assert told.startswith("Answered if at least 50.0% sure:\none: ")
    assert told.endswith(f"{nearest.accuracy:.1%} of {nearest.coverage:.0%} are right")
    assert name == "one"


def test_without_a_threshold_nothing_is_marked(shown):
    plot_coverage({"one": COVERAGE, "two": COVERAGE})
    assert len(shown[0].axes[0].lines) == 2


def test_a_strip_begins_as_it_is_and_names_each_strength(shown):
    plot_corruption_strips(STRIPS)
    axes = np.array(shown[0].axes).reshape(2, 2)
    assert [a.get_title() for a in axes.flat] == ["as it is", "2", "", "0.5"]
    assert [line[0].get_ylabel() for line in axes] == ["shifted", "noisy"]
    assert np.array_equal(axes[1, 1].images[0].get_array(), IMAGES[2])


def test_a_curve_of_accuracy_begins_with_the_images_as_they_are_and_goes_by_strength(shown):
    plot_accuracy_drop({"one": DROP}, UNITS)
    noisy, thinner = (axes.lines[0] for axes in shown[0].axes[:2])
    assert noisy.get_xydata().tolist() == [[0, 90], [0.1, 70], [0.2, 50]]
    assert thinner.get_xydata().tolist() == [[0, 90], [1, 40]]


def test_a_real_table_of_accuracies_can_be_drawn(shown):
    from utils.corruptions import CORRUPTIONS

    table = accuracy_under(lambda images: np.zeros(len(images), dtype=int), IMAGES, LABELS[:6])
    plot_accuracy_drop({"a": table, "b": table}, {name: unit for name, (_, _, unit) in CORRUPTIONS.items()})
    assert len(shown) == 1


def test_lines_of_several_readers_are_named_in_an_empty_place_or_below_all_panels(shown):
    two = {"one": DROP, "two": DROP}
    plot_accuracy_drop(two, dict.fromkeys(["noisy", "thinner", "c", "d"], "pixels"))
    plot_accuracy_drop(two, dict.fromkeys(["noisy", "thinner", "c"], "pixels"))
    plot_accuracy_drop({"one": DROP}, dict.fromkeys(["noisy", "thinner", "c", "d"], "pixels"))
    empty_place = shown[0].axes[4]
    assert [text.get_text() for text in empty_place.get_legend().get_texts()] == ["one", "two"]
    assert [len(figure.legends) for figure in shown] == [0, 1, 0]
    assert shown[2].axes[4].get_legend() is None


def test_the_answer_stands_out_below_its_image(shown):
    plot_answers(IMAGES[:2], P[3:5], ["left", "right"])
    below = shown[0].axes[2:]
    assert [axes.get_title() for axes in below] == ["reads 3:\n73%", "reads 4:\n73%"]
    colors = [bar.get_facecolor() for bar in below[0].patches]
    assert [i for i, color in enumerate(colors) if colors.count(color) == 1] == [3]


def test_each_group_has_its_dots_and_its_median(shown):
    plot_confidences({"digits": [0.9, 0.5, 0.8], "nothing": [0.2]})
    axes = shown[0].axes[0]
    dots, median = axes.lines[:2]
    assert dots.get_xdata().tolist() == [90, 50, 80]
    assert set(median.get_xdata()) == {80}
    assert [text.get_text() for text in axes.texts] == ["80%", "20%", "median"]


def test_a_single_image_is_not_hidden_by_its_median(shown):
    plot_confidences({"nothing": [0.2]})
    drawn = [line for line in shown[0].axes[0].lines if len(line.get_xdata())]
    assert [line.get_xdata().tolist() for line in drawn] == [[20]]


def test_an_interval_reaches_from_low_to_high(shown):
    plot_accuracy_intervals({"A": (0.9, 0.88, 0.91)})
    axes = shown[0].axes[0]
    band, accuracy = axes.lines
    assert np.allclose(band.get_xdata(), [88, 91])
    assert np.allclose(accuracy.get_xdata(), 90)
    assert [text.get_text() for text in axes.texts] == ["90.00% (88.0 to 91.0)"]


def test_the_stripe_of_chance_lies_around_an_even_split(shown):
    plot_paired(70, 30, ["A", "B"])
    axes = shown[0].axes[0]
    stripe = axes.patches[-1].get_bbox() if axes.patches[-1].get_width() < 30 else axes.patches[0].get_bbox()
    assert np.allclose([stripe.x0, stripe.x1], [50 - 9.8, 50 + 9.8])
    assert "100 images" in axes.get_title()


def test_two_readers_that_never_differ_can_be_drawn(shown):
    plot_paired(0, 0, ["A", "B"])
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: plot_confusion(np.zeros((3, 4), dtype=int)), "counts are whole numbers"),
        (lambda: plot_confusion(np.eye(3)), "counts are whole numbers"),
        (lambda: plot_surest_mistakes(IMAGES, [1], [2], [0.5]), "give one of each for every image"),
        (lambda: plot_hidden_weights(np.zeros((3, 400))), "weights as images"),
        (lambda: plot_answers(IMAGES, P[:2], ["a"]), "6 images, 2 rows"),
        (lambda: plot_surest_mistakes(IMAGES[:0], [], [], []), "at least one"),
        (lambda: plot_reliability({}), "nothing to draw"),
        (lambda: plot_coverage({}), "nothing to draw"),
        (lambda: plot_corruption_strips({}), "nothing to draw"),
        (lambda: plot_accuracy_drop({}, {}), "nothing to draw"),
        (lambda: plot_confidences({}), "nothing to draw"),
        (lambda: plot_accuracy_intervals({}), "nothing to draw"),
        (lambda: plot_paired(-1, 2, ["A", "B"]), "numbers of images"),
        (lambda: answer_slider(IMAGES, P, [1, 2], "x"), "6 images, 6 rows"),
        (lambda: plot_corruption_strips({"a": {0: IMAGES[0]}, "b": {}}), "all lines"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, sentence, shown):
    with pytest.raises(ValueError, match=sentence):
        draw()
    assert shown == []
