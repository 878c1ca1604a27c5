import numpy as np

from utils.exercises.exercise import Exercise


def calibration_error(confidence, right, bins):
    """Mean gap between confidence and accuracy over equal bins, weighted by images; both arrays have shape (m,)."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for k in range(bins):
        inside = place == k
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


exercise = Exercise(
    calibration_error,
    hints=(
        "For each bin: which images are inside, their mean confidence, their share of right answers, the gap.",
        "The bin of an image is (confidence * bins).astype(int), and bins - 1 for a confidence of exactly 1. A "
        "loop over k in range(bins) with inside = (place == k) will do.",
        "A bin adds inside.mean(), its share of the images, times abs(mean confidence - mean of right). Skip it "
        "when inside.any() is False.",
    ),
    equivalent={
        "the result is cut off above": "the error lies between 0 and 1",
        "the result is cut off below": "the error lies between 0 and 1",
        "the result has no sign": "the error lies between 0 and 1",
    },
)


@exercise.also_right
def calibration_error_by_edges(confidence, right, bins):
    edges, error = np.linspace(0, 1, bins + 1), 0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.sum() > 0:
            error += abs(confidence[inside].mean() - right[inside].mean()) * inside.sum() / len(right)
    return error


@exercise.also_right
def calibration_error_by_sums(confidence, right, bins):
    edges = np.linspace(0, 1, bins + 1)
    sure, _ = np.histogram(confidence, edges, weights=confidence)
    kept, _ = np.histogram(confidence, edges, weights=right.astype(float))
    return np.abs(sure - kept).sum() / len(right)


@exercise.also_right
def calibration_error_by_pandas(confidence, right, bins):
    import pandas as pd

    table = pd.DataFrame({"sure": confidence, "right": right})
    groups = table.groupby(pd.cut(table.sure, np.linspace(0, 1, bins + 1)), observed=True)
    return float((groups.size() / len(table) * (groups.sure.mean() - groups.right.mean()).abs()).sum())


@exercise.case
def ten_answers():
    confidence = np.array([0.35, 0.45, 0.55, 0.62, 0.71, 0.83, 0.86, 0.93, 0.97, 1.0])
    return confidence, np.array([0, 1, 1, 0, 1, 1, 0, 1, 1, 0]) == 1, 5


@exercise.case
def five_of_the_surest():
    return np.array([0.83, 0.86, 0.93, 0.97, 1.0]), np.array([1, 1, 1, 1, 0]) == 1, 5


def _boasting_answers(seed, bins):
    """300 answers that are right less often than they claim, where they claim much."""
    rng = np.random.default_rng(seed)
    confidence = 1 - 0.85 * rng.random(300) ** 2
    confidence[:3] = 1.0
    return confidence, rng.random(300) < confidence**3 + 0.1 * (confidence < 0.4), bins


@exercise.case
def three_hundred_answers():
    return _boasting_answers(5, 10)


@exercise.case
def three_hundred_in_15_bins():
    return _boasting_answers(6, 15)


@exercise.case
def answers_on_borders():
    """Halves and quarters, so that the borders are exact; too sure on both sides, so that either side is right."""
    confidence = np.array([0.4, 0.5, 0.6, 0.7, 0.75, 0.75, 0.8, 0.9, 1.0])
    return confidence, np.array([0, 0, 1, 0, 0, 0, 0, 1, 0]) == 1, 4


@exercise.case
def gaps_in_both_directions():
    """Too sure, not sure enough, too sure: bins that are thrown together lose part of their gaps."""
    confidence = np.array([0.25, 0.15, 0.8, 0.5, 1.0, 0.6, 0.9])
    return confidence, np.array([0, 0, 0, 1, 1, 1, 0]) == 1, 3


@exercise.case
def one_bin():
    return np.array([0.9, 0.3, 0.55], dtype="float32"), np.array([1, 0, 0]) == 1, 1


@exercise.case
def sure_and_right():
    return np.array([1.0, 1.0]), np.array([True, True]), 10


@exercise.case
def one_answer():
    return np.array([0.62]), np.array([True]), 10


def _gaps(confidence, right, bins):
    """Share of the images, mean confidence and accuracy of each bin that is not empty."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    parts = [place == k for k in range(bins) if (place == k).any()]
    return [(p.mean(), confidence[p].mean(), right[p].mean()) for p in parts]


@exercise.mistake("Every bin counts the same in yours. Should a bin of 2 images weigh like one of 200?")
def all_bins_alike(confidence, right, bins):
    return float(np.mean([abs(sure - accuracy) for _, sure, accuracy in _gaps(confidence, right, bins)]))


@exercise.mistake("Bins that are too sure and bins that are not sure enough cancel out. What makes a gap positive?")
def gaps_with_sign(confidence, right, bins):
    return float(sum(share * (sure - accuracy) for share, sure, accuracy in _gaps(confidence, right, bins)))


@exercise.mistake("That is the largest gap of all bins. The mean over the images is meant.")
def largest_gap(confidence, right, bins):
    return float(max(abs(sure - accuracy) for _, sure, accuracy in _gaps(confidence, right, bins)))


@exercise.mistake("The gaps are squared. The plain size of each gap is meant.")
def squared_gaps(confidence, right, bins):
    return float(sum(share * (sure - accuracy) ** 2 for share, sure, accuracy in _gaps(confidence, right, bins)))


@exercise.mistake("Answers with a confidence of exactly 1 are in none of your bins. Which one is theirs?")
def the_surest_lost(confidence, right, bins):
    edges, error = np.arange(bins + 1) / bins, 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence >= low) & (confidence < high)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


@exercise.mistake("nan came back: a bin without an image has no mean. What should it add?")
def empty_bins_too(confidence, right, bins):
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    parts = [place == k for k in range(bins)]
    return float(sum(p.mean() * abs(np.sum(confidence[p]) - np.sum(right[p])) / np.float64(p.sum()) for p in parts))


@exercise.mistake("You compared each image by itself, and one image is either right or wrong. Compare means of bins.")
def each_image_by_itself(confidence, right, bins):
    return float(np.abs(confidence - right).mean())


@exercise.mistake("Each bin is weighted by its number of images. Which share of all is that?")
def images_not_shares(confidence, right, bins):
    return len(right) * calibration_error(confidence, right, bins)


@exercise.mistake("A confidence of exactly 1 has a bin of its own in yours. It belongs in the last one.")
def a_bin_too_many(confidence, right, bins):
    place, error = np.floor(confidence * bins), 0.0
    for k in range(bins + 1):
        inside = place == k
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


@exercise.mistake(
    "A confidence on the border of two bins counts in both of yours. One of the two, < or <=, at each end?"
)
def both_borders(confidence, right, bins):
    edges, error = np.linspace(0, 1, bins + 1), 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence >= low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


USE_BINS = "The number of bins is fixed in yours. Use `bins`: another caller wants another number."


@exercise.mistake(USE_BINS)
def always_15_bins(confidence, right, bins):
    return calibration_error(confidence, right, 15)


@exercise.mistake(USE_BINS)
def always_10_bins(confidence, right, bins):
    return calibration_error(confidence, right, 10)


@exercise.mistake("You took the middle of each bin. How sure are the images in it, on average?")
def middle_of_each_bin(confidence, right, bins):
    place, error = np.minimum((confidence * bins).astype(int), bins - 1), 0.0
    for k in range(bins):
        inside = place == k
        if inside.any():
            error += inside.mean() * abs((k + 0.5) / bins - right[inside].mean())
    return float(error)


@exercise.mistake("That is in percent. A gap between two shares lies between 0 and 1.")
def error_in_percent(confidence, right, bins):
    return 100 * calibration_error(confidence, right, bins)
