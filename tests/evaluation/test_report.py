"""`evaluate` gives one tidy table and one set of figures, for logits from anywhere."""

import numpy as np
import pytest

from utils.evaluation import accuracy_with_interval, evaluate, expected_calibration_error, per_digit_table

RNG = np.random.default_rng(0)
LABELS = np.arange(200) % 10
LOGITS = 2 * np.eye(10)[LABELS] + RNG.normal(size=(200, 10))
IMAGES = RNG.random((200, 8, 8), dtype=np.float32)


pytestmark = pytest.mark.usefixtures("shown")


def test_the_table_is_tidy_and_holds_what_the_parts_say(shown):
    table = evaluate(LOGITS, LABELS, figures=False)
    assert list(table.columns) == ["measure", "digit", "value", "low", "high"]
    whole = table[table.digit.isna()].set_index("measure")
    assert whole.index.tolist() == ["accuracy", "cross-entropy", "mean confidence", "calibration error"]
    answers = LOGITS.argmax(axis=1)
    assert tuple(whole.loc["accuracy", ["value", "low", "high"]]) == accuracy_with_interval(LABELS, answers)
    assert whole.value["calibration error"] == expected_calibration_error(LOGITS, LABELS)
    digits = per_digit_table(LABELS, answers)
    for name in ("precision", "recall"):
        rows = table[table.measure == name]
        assert rows.digit.tolist() == list(range(10))
        assert np.array_equal(rows.value, digits[name])
    assert shown == []


def test_keras_float32_logits_and_others_give_the_same(shown):
    single, double = evaluate(LOGITS.astype(np.float32), LABELS, figures=False), evaluate(LOGITS, LABELS, figures=False)
    assert np.allclose(single.value, double.value, atol=1e-6)


def test_three_figures_with_images_and_two_without(shown):
    evaluate(LOGITS, LABELS, IMAGES, title="Two hundred")
    assert len(shown) == 3
    assert all("Two hundred" in " ".join(axes.get_title() for axes in figure.axes) for figure in shown)
    evaluate(LOGITS, LABELS)
    assert len(shown) == 5


def test_a_perfect_network_has_no_gallery_of_mistakes(shown):
    evaluate(9 * np.eye(10)[LABELS], LABELS, IMAGES)
    assert len(shown) == 2


def test_one_image_has_no_bootstrap_interval_but_a_table(shown):
    table = evaluate(LOGITS[:1], LABELS[:1], figures=False)
    assert np.isnan(table.low[table.measure == "cross-entropy"]).all()


@pytest.mark.parametrize(
    ("z", "images", "sentence"),
    [
        (np.zeros((200, 12)), None, "12 logits for each image"),
        (LOGITS, IMAGES[:5], r"images need shape \(200, h, w\)"),
        (LOGITS, IMAGES.reshape(200, 64), r"images need shape \(200, h, w\)"),
        (LOGITS, np.full((200, 8, 8), np.nan), "image 0 holds nan"),
    ],
)
def test_logits_and_images_that_do_not_fit_are_refused(z, images, sentence):
    with pytest.raises(ValueError, match=sentence):
        evaluate(z, LABELS, images, figures=False)
