"""Probabilities, calibration and temperature, against cases whose answer is known."""

import numpy as np
import pytest
from scipy.special import softmax

from utils.evaluation import (
    coverage_table,
    cross_entropies,
    evaluate,
    expected_calibration_error,
    fit_temperature,
    probabilities,
    reliability_bins,
    surest_mistakes,
    threshold_for,
)


def honest_logits(m=20_000, seed=0):
    """Logits, and labels drawn with exactly the probabilities that the logits give."""
    rng = np.random.default_rng(seed)
    z = rng.normal(scale=2, size=(m, 10))
    chances = softmax(z, axis=1).cumsum(axis=1)
    return z, np.minimum((rng.random((m, 1)) > chances).sum(axis=1), 9)


def with_confidences(confidences, right):
    """Logits over 10 digits whose answer is 0 with these confidences, and labels that make it right or not."""
    p = np.tile(((1 - np.asarray(confidences)) / 9)[:, None], (1, 10))
    p[:, 0] = confidences
    return np.log(p), np.where(right, 0, 1)


HONEST, DRAWN = honest_logits()

WRONG_LOGITS = [
    (np.zeros((2, 10)), [0], "2 rows of logits and 1 labels"),
    (np.full((2, 10), np.nan), [0, 1], "row 0 of the logits"),
    (np.zeros((0, 10)), [], "nothing in them"),
    (np.zeros((2, 10)), [0, 10], "found 0..10"),
    (np.zeros((2, 10)), [0.0, 1.0], "whole numbers"),
    (np.zeros((2, 10)), None, "there is no label|whole numbers|y is empty"),
    (np.zeros(10), [0], "one row per image"),
]
FUNCTIONS = [
    cross_entropies,
    coverage_table,
    evaluate,
    expected_calibration_error,
    fit_temperature,
    reliability_bins,
    lambda z, y: threshold_for(z, y, 0.5),
]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(("z", "y", "sentence"), WRONG_LOGITS)
def test_logits_and_labels_that_do_not_fit_are_refused(function, z, y, sentence):
    with pytest.raises(ValueError, match=sentence):
        function(z, y)


PROBABILITIES = softmax(HONEST[:50], axis=1)


@pytest.mark.parametrize("function", [*FUNCTIONS, surest_mistakes, lambda z, y: probabilities(z)])
@pytest.mark.parametrize("p", [PROBABILITIES, PROBABILITIES.astype(np.float16), np.eye(10)[DRAWN[:50]]])
def test_probabilities_are_not_taken_for_logits(function, p):
    with pytest.raises(ValueError, match=r"these are probabilities\. Pass the logits, or np\.log\(p\)"):
        function(p, DRAWN[:50])


def test_logarithms_of_probabilities_are_logits():
    assert np.allclose(probabilities(np.log(PROBABILITIES)), PROBABILITIES)


@pytest.mark.parametrize("z", [np.zeros(10), np.full((1, 10), np.inf), np.zeros((0, 10))])
def test_what_are_no_logits_has_no_probabilities(z):
    with pytest.raises(ValueError, match="logits"):
        probabilities(z)


def test_probabilities_add_up_to_1_and_survive_large_logits():
    p = probabilities(np.array([[3000, 0, 0], [1, 1, 1]], dtype=np.float32))
    assert p.dtype == np.float64
    assert np.allclose(p, [[1, 0, 0], [1 / 3] * 3])


def test_a_hopeless_label_costs_its_distance_and_a_guess_the_logarithm_of_ten():
    z = np.zeros((2, 10))
    z[0, 3] = 2000.0
    assert np.allclose(cross_entropies(z, [1, 1]), [2000.0, np.log(10)])


def test_bins_hold_means_and_a_border_belongs_above():
    z, y = with_confidences([0.25, 0.35, 0.45, 0.999999], [False, True, False, True])
    table = reliability_bins(z, y, bins=5)
    assert table.images.tolist() == [0, 2, 1, 0, 1]
    assert np.allclose(table.confidence[[1, 2, 4]], [0.3, 0.45, 1.0], atol=1e-5)
    assert table.accuracy[[1, 2, 4]].tolist() == [0.5, 0.0, 1.0]
    assert table.accuracy[[0, 3]].isna().all()
    assert np.allclose([table.low[1], table.high[1]], [0.2, 0.4])


@pytest.mark.parametrize("bins", [10, 15, 49, 100])
def test_each_image_is_in_the_bin_whose_borders_hold_its_confidence(bins):
    borders = np.arange(bins // 2 + 1, bins) / bins
    for confidence in borders:
        z = np.log([[confidence, 1 - confidence]])
        used = reliability_bins(z, [0], bins=bins).dropna().iloc[0]
        assert used.low <= used.confidence < used.high


def test_full_confidence_stays_in_the_last_bin():
    z = np.array([[5000.0, 0.0], [0.0, 5000.0]])
    assert reliability_bins(z, [0, 0], bins=15).images.tolist() == [0] * 14 + [2]


def test_the_calibration_error_weighs_gaps_by_images():
    z, y = with_confidences([0.5, 0.55, 0.9, 0.95], [True, True, False, True])
    gaps = [abs(0.525 - 1.0), abs(0.925 - 0.5)]
    assert np.isclose(expected_calibration_error(z, y, bins=5), np.mean(gaps))


def test_honest_probabilities_have_hardly_any_error_and_boasting_ones_have():
    assert expected_calibration_error(HONEST, DRAWN) < 0.015
    assert expected_calibration_error(3 * HONEST, DRAWN) > 0.15


@pytest.mark.parametrize("function", [reliability_bins, expected_calibration_error])
def test_no_bins_are_refused(function):
    with pytest.raises(ValueError, match="bins is 0"):
        function(HONEST, DRAWN, bins=0)


@pytest.mark.parametrize("boast", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_what_the_logits_were_multiplied_by(boast):
    assert np.isclose(fit_temperature(boast * HONEST, DRAWN), boast, rtol=0.04)


def test_logits_that_are_always_right_want_to_be_as_sure_as_is_allowed():
    assert np.isclose(fit_temperature(np.eye(10) - 1, np.arange(10)), 0.05, rtol=0.01)


def test_coverage_falls_and_its_accuracy_is_that_of_the_answers_given():
    z, y = with_confidences([0.5, 0.6, 0.7, 0.8], [False, True, False, True])
    table = coverage_table(z, y, [0.0, 0.55, 0.75, 0.9])
    assert table.answered.tolist() == [4, 3, 1, 0]
    assert table.coverage.tolist() == [1.0, 0.75, 0.25, 0.0]
    assert np.allclose(table.accuracy, [0.5, 2 / 3, 1.0, np.nan], equal_nan=True)


def test_the_usual_thresholds_begin_with_all_images():
    table = coverage_table(HONEST, DRAWN)
    assert table.coverage[0] == 1.0
    assert (np.diff(table.coverage) <= 0).all()


@pytest.mark.parametrize("thresholds", [[1.5], [-0.1], [np.nan], 0.5])
def test_what_is_no_probability_is_no_threshold(thresholds):
    with pytest.raises(ValueError, match="thresholds are probabilities"):
        coverage_table(HONEST, DRAWN, thresholds)


def test_the_threshold_is_the_smallest_that_keeps_the_promise():
    z, y = with_confidences([0.9, 0.8, 0.7, 0.6, 0.5], [True, False, True, True, False])
    assert np.isclose(threshold_for(z, y, 0.75), 0.6)  # 3 of 4, though 1 of 2 at 0.8 is too few
    assert np.isclose(threshold_for(z, y, 1.0), 0.9)
    assert np.isclose(threshold_for(z, y, 0.0), 0.5)


def test_images_alike_in_confidence_are_answered_together():
    z, y = with_confidences([0.7, 0.7, 0.7, 0.9], [True, False, False, True])
    assert np.isclose(threshold_for(z, y, 0.9), 0.9)


def test_a_promise_that_no_threshold_keeps_is_refused():
    z, y = with_confidences([0.9, 0.8], [False, False])
    with pytest.raises(ValueError, match="no threshold gives an accuracy of 0.5"):
        threshold_for(z, y, 0.5)


@pytest.mark.parametrize("accuracy", [-0.1, 1.1, np.nan])
def test_a_wanted_accuracy_is_a_share(accuracy):
    with pytest.raises(ValueError, match="it is a share"):
        threshold_for(HONEST, DRAWN, accuracy)
