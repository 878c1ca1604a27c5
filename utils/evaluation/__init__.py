"""How good a network is: scores with intervals, calibration, and one report of everything. No TensorFlow."""

from utils.evaluation.calibration import (
    cross_entropies,
    expected_calibration_error,
    fit_temperature,
    probabilities,
    reliability_bins,
)
from utils.evaluation.report import evaluate
from utils.evaluation.scores import (
    PairedTest,
    accuracy_with_interval,
    bootstrap_interval,
    confusion_counts,
    paired_test,
    per_digit_table,
    surest_mistakes,
)
from utils.evaluation.thresholds import coverage_table, threshold_for
