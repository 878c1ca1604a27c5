"""Exercises of lesson 06: recall, two networks on the same images, calibration, a threshold, false labels."""

from functools import cache

import numpy as np

from utils.exercises.compare import NotYet, describe_type
from utils.exercises.exercise import Exercise, Mistake

FLIPPED, LISTED, LEAST_FOUND = 40, 60, 0.8
SHOWN, LEAST_SHOWN = 16, 12  # of the first 16, which the lesson shows
READER_NOISE = 0.3  # makes the reader wrong on some 50 images whose labels are true
SEEDS = 1, 2


def recall_of_each_digit(counts):
    """Share of each digit's images that was read right; counts (n, n): row is the label, column the answer."""
    return counts.diagonal() / counts.sum(axis=1)


def recall_by_loop(counts):
    return np.array([counts[digit, digit] / sum(counts[digit]) for digit in range(len(counts))])


def recall_by_trace(counts):
    return np.diag(counts / counts.sum(axis=1, keepdims=True))


def three_digits():
    return (np.array([[8, 2, 0], [1, 6, 3], [0, 0, 5]]),)


def ten_digits():
    rng = np.random.default_rng(3)
    return (rng.integers(0, 30, size=(10, 10)) + 200 * np.eye(10, dtype=int),)


def a_digit_never_read_right():
    return (np.array([[4, 0, 0, 1], [3, 0, 2, 0], [0, 1, 9, 0], [1, 1, 1, 7]]),)


def _precision(counts):
    return counts.diagonal() / np.maximum(counts.sum(axis=0), 1)


def _share_of_all_images(counts):
    return counts.diagonal() / counts.sum()


def _missed(counts):
    return 1 - counts.diagonal() / counts.sum(axis=1)


def _one_accuracy(counts):
    return counts.trace() / counts.sum()


def _whole_numbers(counts):
    return counts.diagonal() // counts.sum(axis=1)


def _right_to_wrong(counts):
    return counts.diagonal() / (counts.sum(axis=1) - counts.diagonal() + 1e-12)


def _all_cells_divided(counts):
    return counts / counts.sum(axis=1, keepdims=True)


def _in_percent(counts):
    return 100 * recall_of_each_digit(counts)


def _rounded(counts):
    return np.round(recall_of_each_digit(counts), 2)


def _into_whole_numbers(counts):
    recall = np.zeros_like(counts.diagonal())
    for digit in range(len(counts)):
        recall[digit] = counts[digit, digit] / counts[digit].sum()
    return recall


def only_one_right(y, a, b):
    """How many images only a got right, and how many only b; labels y and answers a, b have shape (m,)."""
    right_a, right_b = a == y, b == y
    return int(np.sum(right_a & ~right_b)), int(np.sum(right_b & ~right_a))


def only_one_right_by_loop(y, a, b):
    only_a = only_b = 0
    for label, first, second in zip(y, a, b):
        if first == label and second != label:
            only_a += 1
        if second == label and first != label:
            only_b += 1
    return only_a, only_b


def only_one_right_by_counts(y, a, b):
    both = np.count_nonzero((a == y) & (b == y))
    return np.count_nonzero(a == y) - both, np.count_nonzero(b == y) - both


def only_one_right_by_pandas(y, a, b):
    import pandas as pd

    table = pd.crosstab(a == y, b == y).reindex(index=[False, True], columns=[False, True], fill_value=0)
    return table.loc[True, False], table.loc[False, True]


def eight_images():
    y = np.array([3, 1, 4, 1, 5, 9, 2, 6])
    return y, np.array([3, 1, 4, 1, 8, 4, 2, 6]), np.array([3, 7, 4, 7, 5, 3, 2, 5])


def _two_readers(seed):
    """200 labels and the answers of two readers; both are wrong on some, with the same and with other answers."""
    rng = np.random.default_rng(seed)
    y = rng.integers(10, size=200)
    a = np.where(rng.random(200) < 0.75, y, rng.integers(10, size=200))
    b = np.where(rng.random(200) < 0.6, y, rng.integers(10, size=200))
    return y, a, b


def two_hundred_images():
    return _two_readers(1)


def two_hundred_others():
    return _two_readers(2)


def _right_altogether(y, a, b):
    return int(np.sum(a == y)), int(np.sum(b == y))


def _only_the_other(y, a, b):
    return only_one_right(y, b, a)


def _all_disagreements(y, a, b):
    return int(np.sum(a != b)), int(np.sum(a != b))


def _wrong_and_different(y, a, b):
    return int(np.sum((a != b) & (a != y))), int(np.sum((a != b) & (b != y)))


def _both_right_and_both_wrong(y, a, b):
    return int(np.sum((a == y) & (b == y))), int(np.sum((a != y) & (b != y)))


def _shares(y, a, b):
    only_a, only_b = only_one_right(y, a, b)
    return only_a / len(y), only_b / len(y)


def _both_together(y, a, b):
    return sum(only_one_right(y, a, b))


def _last_image_forgotten(y, a, b):
    return only_one_right(y[:-1], a[:-1], b[:-1])


def _without_parentheses(y, a, b):
    return np.sum(a == y & b != y), np.sum(b == y & a != y)


def _b_gets_what_a_misses(y, a, b):
    return int(np.sum((a == y) & (a != b))), int(np.sum((a != y) & (a != b)))


def calibration_error(confidence, right, bins):
    """Mean gap between confidence and accuracy over equal bins, weighted by images; both arrays have shape (m,)."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for k in range(bins):
        inside = place == k
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


def calibration_error_by_edges(confidence, right, bins):
    edges, error = np.linspace(0, 1, bins + 1), 0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.sum() > 0:
            error += abs(confidence[inside].mean() - right[inside].mean()) * inside.sum() / len(right)
    return error


def calibration_error_by_sums(confidence, right, bins):
    edges = np.linspace(0, 1, bins + 1)
    sure, _ = np.histogram(confidence, edges, weights=confidence)
    kept, _ = np.histogram(confidence, edges, weights=right.astype(float))
    return np.abs(sure - kept).sum() / len(right)


def calibration_error_by_pandas(confidence, right, bins):
    import pandas as pd

    table = pd.DataFrame({"sure": confidence, "right": right})
    groups = table.groupby(pd.cut(table.sure, np.linspace(0, 1, bins + 1)), observed=True)
    return float((groups.size() / len(table) * (groups.sure.mean() - groups.right.mean()).abs()).sum())


def ten_answers():
    confidence = np.array([0.35, 0.45, 0.55, 0.62, 0.71, 0.83, 0.86, 0.93, 0.97, 1.0])
    return confidence, np.array([0, 1, 1, 0, 1, 1, 0, 1, 1, 0]) == 1, 5


def _boasting_answers(seed, bins):
    """300 answers that are right less often than they claim, where they claim much."""
    rng = np.random.default_rng(seed)
    confidence = 1 - 0.85 * rng.random(300) ** 2
    confidence[:3] = 1.0
    return confidence, rng.random(300) < confidence**3 + 0.1 * (confidence < 0.4), bins


def three_hundred_answers():
    return _boasting_answers(5, 10)


def three_hundred_in_15_bins():
    return _boasting_answers(6, 15)


def five_of_the_surest():
    return np.array([0.83, 0.86, 0.93, 0.97, 1.0]), np.array([1, 1, 1, 1, 0]) == 1, 5


def answers_on_borders():
    """Halves and quarters, so that the borders are exact; too sure on both sides, so that either side is right."""
    confidence = np.array([0.4, 0.5, 0.6, 0.7, 0.75, 0.75, 0.8, 0.9, 1.0])
    return confidence, np.array([0, 0, 1, 0, 0, 0, 0, 1, 0]) == 1, 4


def _gaps(confidence, right, bins):
    """Share of the images, mean confidence and accuracy of each bin that is not empty."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    parts = [place == k for k in range(bins) if (place == k).any()]
    return [(p.mean(), confidence[p].mean(), right[p].mean()) for p in parts]


def _all_bins_alike(confidence, right, bins):
    return float(np.mean([abs(sure - accuracy) for _, sure, accuracy in _gaps(confidence, right, bins)]))


def _gaps_with_sign(confidence, right, bins):
    return float(sum(share * (sure - accuracy) for share, sure, accuracy in _gaps(confidence, right, bins)))


def _largest_gap(confidence, right, bins):
    return float(max(abs(sure - accuracy) for _, sure, accuracy in _gaps(confidence, right, bins)))


def _squared_gaps(confidence, right, bins):
    return float(sum(share * (sure - accuracy) ** 2 for share, sure, accuracy in _gaps(confidence, right, bins)))


def _the_surest_lost(confidence, right, bins):
    edges, error = np.arange(bins + 1) / bins, 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence >= low) & (confidence < high)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


def _empty_bins_too(confidence, right, bins):
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    parts = [place == k for k in range(bins)]
    return float(sum(p.mean() * abs(np.sum(confidence[p]) - np.sum(right[p])) / np.float64(p.sum()) for p in parts))


def _each_image_by_itself(confidence, right, bins):
    return float(np.abs(confidence - right).mean())


def _images_not_shares(confidence, right, bins):
    return len(right) * calibration_error(confidence, right, bins)


def _a_bin_too_many(confidence, right, bins):
    place, error = np.floor(confidence * bins), 0.0
    for k in range(bins + 1):
        inside = place == k
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


def _both_borders(confidence, right, bins):
    edges, error = np.linspace(0, 1, bins + 1), 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence >= low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


def _always_15_bins(confidence, right, bins):
    return calibration_error(confidence, right, 15)


def _always_10_bins(confidence, right, bins):
    return calibration_error(confidence, right, 10)


def _error_in_percent(confidence, right, bins):
    return 100 * calibration_error(confidence, right, bins)


def answer_threshold(confidence, right, wanted):
    """Smallest confidence t so that, of the answers with confidence >= t, at least the share `wanted` is right."""
    enough = [t for t in confidence if right[confidence >= t].mean() >= wanted]
    return float(min(enough))


def answer_threshold_by_sum(confidence, right, wanted):
    order = np.argsort(confidence)[::-1]
    sure = confidence[order]
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_its_kind = np.append(sure[1:] < sure[:-1], True)
    return sure[np.flatnonzero((share >= wanted) & last_of_its_kind)[-1]]


def answer_threshold_by_loop(confidence, right, wanted):
    for t in sorted(confidence):
        if np.mean(right[confidence >= t]) >= wanted:
            return t
    return 1.0


def six_sure_answers():
    return np.array([0.6, 0.99, 0.77, 0.9, 0.8, 0.95]), np.array([False, True, False, True, True, False]), 0.75


def four_alike():
    return np.array([0.7, 0.8, 0.8, 0.9, 0.8, 0.8]), np.array([0, 1, 0, 1, 0, 1]) == 1, 0.75


def all_may_be_answered():
    return np.array([0.6, 0.45, 0.97, 0.5]), np.array([0, 1, 1, 0]) == 1, 0.4


def _answers_by_confidence(seed, wanted):
    """100 answers, the surer the more often right; no two alike in confidence, and the surest of all is wrong once."""
    rng = np.random.default_rng(seed)
    confidence = rng.permutation(np.linspace(0.3, 0.995, 100))
    right = rng.random(100) < confidence
    right[np.argsort(confidence)[-3]] = False
    return confidence, right, wanted


def a_hundred_answers():
    return _answers_by_confidence(0, 0.9)


def a_hundred_more_answers():
    return _answers_by_confidence(4, 0.85)


def _largest_threshold(confidence, right, wanted):
    return float(max(t for t in confidence if right[confidence >= t].mean() >= wanted))


def _stops_at_the_first_dip(confidence, right, wanted):
    order = np.argsort(-confidence)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = share >= wanted
    last = np.argmin(enough) if not enough.all() else len(enough)
    return float(confidence[order][max(last - 1, 0)])


def _the_share_itself(confidence, right, wanted):
    return float(wanted)


def _share_of_right_ones_kept(confidence, right, wanted):
    order = np.sort(confidence[right])[::-1]
    return float(order[int(np.ceil(wanted * len(order))) - 1])


def _counts_the_unanswered_too(confidence, right, wanted):
    return float(np.quantile(confidence, 1 - wanted, method="lower"))


def _first_in_the_order_given(confidence, right, wanted):
    return float(next(t for t in confidence if right[confidence >= t].mean() >= wanted))


def _coverage(confidence, right, wanted):
    return float(np.mean(confidence >= answer_threshold(confidence, right, wanted)))


def _below_the_threshold(confidence, right, wanted):
    shares = [(t, right[confidence <= t].mean()) for t in np.sort(confidence)]
    return float(next((t for t, share in shares if share >= wanted), np.nan))


def _more_than_t(confidence, right, wanted):
    return float(min(t for t in confidence if np.mean(right[confidence > t]) >= wanted))


def _more_than_wanted(confidence, right, wanted):
    enough = [t for t in confidence if right[confidence >= t].mean() > wanted]
    return float(min(enough)) if enough else np.nan


def _place_in_the_order_given(confidence, right, wanted):
    return int(np.argmax(confidence == answer_threshold(confidence, right, wanted)))


def _place_among_the_sorted(confidence, right, wanted):
    return int(np.argmax(np.sort(confidence) == answer_threshold(confidence, right, wanted)))


def _how_many_are_answered(confidence, right, wanted):
    return int(np.sum(confidence >= answer_threshold(confidence, right, wanted)))


def _share_of_right_ones(confidence, right, wanted):
    return float(right[confidence >= answer_threshold(confidence, right, wanted)].mean())


def _alike_one_by_one(confidence, right, wanted):
    order = np.argsort(confidence)[::-1]
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    return float(confidence[order][np.flatnonzero(share >= wanted)[-1]])


def _never_the_smallest(confidence, right, wanted):
    return float(next(t for t in np.unique(confidence)[1:] if right[confidence >= t].mean() >= wanted))


def _on_a_grid(confidence, right, wanted):
    grid = np.linspace(0, 1, 10001)
    return float(next(t for t in grid if right[confidence >= t].mean() >= wanted))


def what_the_threshold_answers(result, confidence, right, wanted):
    """The threshold as it is; NotYet for one that stands between two confidences and gives the answers meant."""
    if not np.isscalar(result) or not np.isreal(result):
        return result
    meant = answer_threshold(confidence, right, wanted)
    same_answers = np.array_equal(confidence >= result, confidence >= meant)
    if same_answers and not np.isclose(result, meant, rtol=1e-5):
        raise NotYet("It gives the same answers, but one of the confidences is meant. Which is the next above it?")
    return result


def suspicious_labels(z, y):
    """Indices of the 60 images whose labels look most doubtful, the worst first; logits z (m, 10), labels y (m,)."""
    margin = z.max(axis=1) - z[np.arange(len(y)), y]
    return np.argsort(-margin)[:60]


def suspicious_by_loss(z, y):
    from scipy.special import log_softmax

    loss = -log_softmax(z, axis=1)[range(len(y)), y]
    return np.argsort(loss)[::-1][:60]


def suspicious_by_probability(z, y):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    ranked = sorted(range(len(y)), key=lambda i: p[i, y[i]])
    return ranked[:60]


def suspicious_among_the_wrong(z, y):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    confidence = (p / p.sum(axis=1, keepdims=True)).max(axis=1)
    return np.argsort(np.where(z.argmax(axis=1) != y, -confidence, 1))[:60]


@cache
def _planted(seed):
    """Logits (800, 10) for scikit-learn's small digits, labels of which 40 are false, and the true labels.

    The reader sees an image through noise, and compares it with others, which it knows by their true labels.
    """
    from scipy.special import logsumexp
    from sklearn.datasets import load_digits

    rng = np.random.default_rng(seed)
    bunch = load_digits()
    order = rng.permutation(len(bunch.target))
    known, asked = order[:900], order[900:1700]
    x, t = bunch.data / 16, bunch.target
    seen = x[asked] + rng.normal(scale=READER_NOISE, size=x.shape)[asked]
    squares = (seen**2).sum(axis=1)[:, None] + (x[known] ** 2).sum(axis=1) - 2 * seen @ x[known].T
    z = np.stack([logsumexp(-squares[:, t[known] == digit], axis=1) for digit in range(10)], axis=1)
    y = t[asked].copy()
    false = rng.choice(len(y), size=FLIPPED, replace=False)
    y[false] = (y[false] + rng.integers(1, 10, size=FLIPPED)) % 10
    return z, y, t[asked]


def labels_with_40_false():
    z, y, _ = _planted(SEEDS[0])
    return z.copy(), y.copy()


def other_labels_with_40_false():
    z, y, _ = _planted(SEEDS[1])
    return z.copy(), y.copy()


def what_the_list_finds(result, z, y):
    """'finds the false labels' for a list that holds enough of them, else NotYet with what was seen."""
    if not isinstance(result, np.ndarray | list | tuple):
        raise NotYet(f"{describe_type(result)} came back. An array or a list of {LISTED} indices is meant, in order.")
    listed = np.asarray(result)
    _refuse_what_is_no_list_of_indices(listed, len(y))
    false = np.flatnonzero(next(t for _, labels, t in map(_planted, SEEDS) if np.array_equal(labels, y)) != y)
    found = np.mean(np.isin(false, listed))
    if found < LEAST_FOUND:
        raise NotYet(_sentence_about_the_list(listed, found, z, y))
    first = int(np.isin(listed[:SHOWN], false).sum())
    if first < LEAST_SHOWN:
        raise NotYet(
            f"The list holds enough false labels, but only {first} of its first {SHOWN} are false; {LEAST_SHOWN} are "
            "meant. The most doubtful label should come first. Does your order begin at the right end?"
        )
    return "finds the false labels"


def _refuse_what_is_no_list_of_indices(listed, m):
    if listed.dtype == bool:
        raise NotYet(f"True and False came back. The {LISTED} indices are meant: np.flatnonzero or np.argsort.")
    if listed.dtype.kind not in "iu":
        raise NotYet(f"These are {listed.dtype}, not whole numbers: np.argsort gives indices, np.sort gives values.")
    if listed.shape != (LISTED,):
        raise NotYet(f"{LISTED} indices are meant, an array of shape ({LISTED},); this has shape {listed.shape}.")
    if len(np.unique(listed)) < LISTED or listed.min() < 0 or listed.max() >= m:
        raise NotYet(f"Each index may stand in the list once and must lie in 0..{m - 1}.")


def _sentence_about_the_list(listed, found, z, y):
    start = f"The list holds {found:.0%} of the false labels; {LEAST_FOUND:.0%} are meant."
    contradicts = z.argmax(axis=1) != y
    if contradicts[listed].mean() > 0.75:
        return f"{start} Most of these contradict the network. Which contradictions are the strongest?"
    if listed.max() < contradicts.sum():
        return f"{start} All your indices are small. Do they count within a shorter list, and not among all images?"
    runner_up, best = np.sort(z, axis=1)[:, -2:].T
    # Half, so that a list drawn by chance is not said to hold hesitations.
    if np.median((best - runner_up)[listed]) < np.median(best - runner_up) / 2:
        return f"{start} On most of these it hesitates between two digits. Would it hesitate at a false label?"
    return (
        f"{start} On most of these the network agrees with the label. Is your order the wrong way round, or do the "
        "indices belong to another list?"
    )


def _surest_of_all(z, y):
    top = np.sort(z, axis=1)
    return np.argsort(top[:, -2] - top[:, -1])[:LISTED]


def _least_sure_of_its_answer(z, y):
    top = np.sort(z, axis=1)
    return np.argsort(top[:, -1] - top[:, -2])[:LISTED]


def _a_mask(z, y):
    return z.argmax(axis=1) != y


def _all_mistakes(z, y):
    return np.flatnonzero(z.argmax(axis=1) != y)


def _the_first_mistakes(z, y):
    return np.flatnonzero(z.argmax(axis=1) != y)[:LISTED]


def _most_doubtful_last(z, y):
    return suspicious_labels(z, y)[::-1]


def _margins_themselves(z, y):
    return np.sort(z.max(axis=1) - z[np.arange(len(y)), y])[::-1][:LISTED]


def _places_among_the_mistakes(z, y):
    wrong = np.flatnonzero(z.argmax(axis=1) != y)
    return np.argsort(z[wrong, y[wrong]] - z[wrong].max(axis=1))[:LISTED]


def _by_chance(z, y):
    return np.random.default_rng(0).permutation(len(y))[:LISTED]


def _a_set(z, y):
    return set(suspicious_labels(z, y).tolist())


def _the_labels_themselves(z, y):
    return y[suspicious_labels(z, y)]


WHOLE_NUMBERS = (
    "The fractions are gone. Which of the two, / or //, keeps them? Or did you fill an array of whole numbers, as "
    "np.zeros_like(counts) makes one?"
)
ONE_BY_ONE = (
    "You counted answers of the same confidence one by one. A threshold gives all of them or none: look at the share "
    "after the last of them."
)
POSITION = "That is a position or a number of answers. Return the confidence itself."
USE_BINS = "The number of bins is fixed in yours. Use `bins`: another caller wants another number."

EXERCISES = (
    Exercise(
        reference=recall_of_each_digit,
        cases=(three_digits, ten_digits, a_digit_never_read_right),
        also_right=(recall_by_loop, recall_by_trace),
        mistakes=(
            Mistake(
                _precision,
                "That is precision: you divided by how often each digit was answered. Recall asks about the images "
                "that bear its label. Are those a row or a column?",
            ),
            Mistake(_share_of_all_images, "You divided by all images. How many of them bear this digit's label?"),
            Mistake(_missed, "That is the share that was missed. Recall is the share that was found."),
            Mistake(
                _one_accuracy, "One number came back, the accuracy over all digits. Each digit has its own recall."
            ),
            Mistake(_whole_numbers, WHOLE_NUMBERS),
            Mistake(_into_whole_numbers, WHOLE_NUMBERS),
            Mistake(
                _right_to_wrong,
                "You divided by the images read wrong. A share compares with all images of the digit, the right ones "
                "included.",
            ),
            Mistake(_all_cells_divided, "All cells came back. On which cells are label and answer the same?"),
            Mistake(_in_percent, "These are percent. A share lies between 0 and 1."),
            Mistake(_rounded, "Leave out the rounding: the check wants the shares as they are."),
        ),
        hints=(
            "Take the label 5 alone: in which line of the matrix do all its images stand, and which cell counts the "
            "right ones?",
            "counts.diagonal() holds the right ones. counts.sum(axis=...) adds up lines; axis=0 adds down the columns.",
        ),
    ),
    Exercise(
        reference=only_one_right,
        cases=(eight_images, two_hundred_images, two_hundred_others),
        also_right=(only_one_right_by_loop, only_one_right_by_counts, only_one_right_by_pandas),
        mistakes=(
            Mistake(
                _right_altogether,
                "You counted all right answers of each. Leave out the images that both got right.",
            ),
            Mistake(_only_the_other, "The two are in the other order: first the images that only a got right."),
            Mistake(
                _all_disagreements,
                "You counted every image on which they disagree. When both are wrong, in two ways, who wins?",
            ),
            Mistake(
                _wrong_and_different,
                "You counted mistakes on images where they disagree. Must the other one be right there?",
            ),
            Mistake(
                _both_right_and_both_wrong,
                "You counted the images on which both are right, and both wrong. Those cannot tell them apart.",
            ),
            Mistake(_shares, "These are shares. The test needs the numbers of images, so do not divide."),
            Mistake(_both_together, "You added the two numbers. The test asks how they differ: return both."),
            Mistake(_last_image_forgotten, "The last image is missing. Where does your loop end?"),
            Mistake(
                _without_parentheses,
                "Python's and, or and if cannot look at an array image by image; & can. With &, put each comparison in "
                "parentheses: without them & is done before ==.",
            ),
            Mistake(
                _b_gets_what_a_misses,
                "Your second number counts every image on which a is wrong and b says something else. Is b right "
                "there?",
            ),
        ),
        hints=(
            "Two questions for each image: is a right, is b right? Which of the four combinations do you want?",
            "right_a = a == y is True where a is right. With & for 'and' and ~ for 'not', np.sum counts what is True.",
        ),
    ),
    Exercise(
        reference=calibration_error,
        cases=(ten_answers, five_of_the_surest, three_hundred_answers, three_hundred_in_15_bins, answers_on_borders),
        also_right=(calibration_error_by_edges, calibration_error_by_sums, calibration_error_by_pandas),
        mistakes=(
            Mistake(
                _all_bins_alike, "Every bin counts the same in yours. Should a bin of 2 images weigh like one of 200?"
            ),
            Mistake(
                _gaps_with_sign,
                "Bins that are too sure and bins that are not sure enough cancel out. What makes a gap positive?",
            ),
            Mistake(_largest_gap, "That is the largest gap of all bins. The mean over the images is meant."),
            Mistake(_squared_gaps, "The gaps are squared. The plain size of each gap is meant."),
            Mistake(
                _the_surest_lost,
                "Answers with a confidence of exactly 1 are in none of your bins. Which one is theirs?",
            ),
            Mistake(_empty_bins_too, "nan came back: a bin without an image has no mean. What should it add?"),
            Mistake(
                _each_image_by_itself,
                "You compared each image by itself, and one image is either right or wrong. Compare means of bins.",
            ),
            Mistake(_images_not_shares, "Each bin is weighted by its number of images. Which share of all is that?"),
            Mistake(
                _a_bin_too_many,
                "A confidence of exactly 1 has a bin of its own in yours. It belongs into the last one.",
            ),
            Mistake(
                _both_borders,
                "A confidence on the border of two bins counts in both of yours. One of the two, < or <=, at each end?",
            ),
            Mistake(_always_15_bins, USE_BINS),
            Mistake(_always_10_bins, USE_BINS),
            Mistake(_error_in_percent, "That is in percent. A gap between two shares lies between 0 and 1."),
        ),
        hints=(
            "For each bin: which images are inside, their mean confidence, their share of right answers, the gap.",
            "The bin of an image is (confidence * bins).astype(int), and bins - 1 for a confidence of exactly 1. A "
            "loop over k in range(bins) with inside = (place == k) will do.",
            "A bin adds inside.mean(), its share of the images, times abs(mean confidence - mean of right). Skip it "
            "when inside.any() is False.",
        ),
    ),
    Exercise(
        reference=answer_threshold,
        cases=(six_sure_answers, a_hundred_answers, a_hundred_more_answers, four_alike, all_may_be_answered),
        observe=what_the_threshold_answers,
        also_right=(answer_threshold_by_sum, answer_threshold_by_loop),
        mistakes=(
            Mistake(
                _largest_threshold,
                "That threshold is high enough, and leaves almost everything unanswered. Is there a smaller one?",
            ),
            Mistake(
                _stops_at_the_first_dip,
                "You stopped where the share first fell too low. It may rise again at a smaller threshold.",
            ),
            Mistake(
                _the_share_itself,
                "You took the wanted share as the threshold. A network that is too sure needs a higher one: count.",
            ),
            Mistake(
                _share_of_right_ones_kept,
                "You kept that share of the right answers. Of the answers that are given, how many are right?",
            ),
            Mistake(
                _counts_the_unanswered_too,
                "You chose how many images are answered, and did not look at which answers are right.",
            ),
            Mistake(
                _first_in_the_order_given,
                "That is the first threshold you came across that is high enough. Is it the smallest?",
            ),
            Mistake(_coverage, "That is the share of images answered. The threshold itself is meant."),
            Mistake(_below_the_threshold, "You judged the answers below the threshold. Which answers are given?"),
            Mistake(_more_than_t, "At least t: does an answer with confidence t itself count?"),
            Mistake(_more_than_wanted, "A share of exactly `wanted` is enough."),
            Mistake(_place_in_the_order_given, POSITION),
            Mistake(_place_among_the_sorted, POSITION),
            Mistake(_how_many_are_answered, POSITION),
            Mistake(_share_of_right_ones, "That is the share of right answers. Return the confidence that reaches it."),
            Mistake(_alike_one_by_one, ONE_BY_ONE),
            Mistake(
                _never_the_smallest,
                "You never try the smallest confidence. When little is wanted, everything may be answered.",
            ),
            Mistake(_on_a_grid, "It gives the same answers, but one of the confidences is meant."),
        ),
        hints=(
            "Only the confidences themselves can matter as thresholds. Try them one after the other: from which end?",
            "For one t: given = confidence >= t, and right[given].mean() is the share of right ones among the given.",
        ),
    ),
    Exercise(
        reference=suspicious_labels,
        cases=(labels_with_40_false, other_labels_with_40_false),
        observe=what_the_list_finds,
        also_right=(suspicious_by_loss, suspicious_by_probability, suspicious_among_the_wrong),
        mistakes=(
            Mistake(_surest_of_all, "On most of these the network agrees with the label."),
            Mistake(_least_sure_of_its_answer, "On most of these it hesitates between two digits."),
            Mistake(_a_mask, "True and False came back. The 60 indices are meant"),
            Mistake(_all_mistakes, "60 indices are meant, an array of shape (60,)"),
            Mistake(
                _the_first_mistakes, "Most of these contradict the network. Which contradictions are the strongest?"
            ),
            Mistake(_most_doubtful_last, "The most doubtful label should come first."),
            Mistake(_margins_themselves, "These are float64, not whole numbers"),
            Mistake(_places_among_the_mistakes, "Do they count within a shorter list, and not among all images?"),
            Mistake(_by_chance, "On most of these the network agrees with the label."),
            Mistake(_a_set, "A set came back."),
            Mistake(_the_labels_themselves, "Each index may stand in the list once"),
        ),
        hints=(
            "A false label contradicts an image that the network reads without effort. Which number measures that?",
            "The probability that the network gives to the label, or the loss of the image: z[np.arange(len(y)), y] "
            "picks each label's logit.",
            "np.argsort puts the smallest first; with a minus before its argument, the largest.",
        ),
        seconds=30,
    ),
)
