from functools import cache

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.plain import describe_type

FLIPPED, LISTED, LEAST_FOUND = 40, 60, 0.8
SHOWN, LEAST_SHOWN = 16, 12  # of the first 16, which the lesson shows
READER_NOISE = 0.3  # makes the reader wrong on some 50 images whose labels are true
SEEDS = 1, 2


def suspicious_labels(z, y):
    """Indices of the 60 images whose labels look most doubtful, the worst first; logits z (m, 10), labels y (m,)."""
    margin = z.max(axis=1) - z[np.arange(len(y)), y]
    return np.argsort(-margin)[:60]


exercise = Exercise(
    suspicious_labels,
    hints=(
        "A false label contradicts an image that the network reads without effort. Which number measures that?",
        "The probability that the network gives to the label, or the loss of the image: z[np.arange(len(y)), y] "
        "picks each label's logit.",
        "np.argsort puts the smallest first; with a minus before its argument, the largest.",
    ),
    seconds=30,
    open_ended=True,
)


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


def _false_labels(y):
    """Indices of the false ones among the labels of a case."""
    for _, labels, true in map(_planted, SEEDS):
        if np.array_equal(labels, y):
            return np.flatnonzero(true != labels)
    raise NotYet("The labels are no longer those that were given.")


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
        return f"{start} On most of these the network hesitates between two digits. Would it, at a false label?"
    return (
        f"{start} On most of these the network agrees with the label. Is your order the wrong way round, or do the "
        "indices belong to another list?"
    )


@exercise.observe
def what_the_list_finds(result, z, y):
    """'finds the false labels' for a list that holds enough of them, else NotYet with what was seen."""
    if not isinstance(result, np.ndarray | list | tuple):
        raise NotYet(f"{describe_type(result)} came back. An array or a list of {LISTED} indices is meant, in order.")
    listed = np.asarray(result)
    _refuse_what_is_no_list_of_indices(listed, len(y))
    false = _false_labels(y)
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


@exercise.also_right
def suspicious_by_loss(z, y):
    from scipy.special import log_softmax

    loss = -log_softmax(z, axis=1)[range(len(y)), y]
    return np.argsort(loss)[::-1][:60]


@exercise.also_right
def suspicious_by_probability(z, y):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    ranked = sorted(range(len(y)), key=lambda i: p[i, y[i]])
    return ranked[:60]


@exercise.also_right
def suspicious_among_the_wrong(z, y):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    confidence = (p / p.sum(axis=1, keepdims=True)).max(axis=1)
    return np.argsort(np.where(z.argmax(axis=1) != y, -confidence, 1))[:60]


@exercise.case
def labels_with_40_false():
    z, y, _ = _planted(SEEDS[0])
    return z.copy(), y.copy()


@exercise.case
def other_labels_with_40_false():
    z, y, _ = _planted(SEEDS[1])
    return z.copy(), y.copy()


@exercise.refused("On most of these the network agrees with the label.")
def surest_of_all(z, y):
    top = np.sort(z, axis=1)
    return np.argsort(top[:, -2] - top[:, -1])[:LISTED]


@exercise.refused("On most of these the network hesitates between two digits.")
def least_sure_of_its_answer(z, y):
    top = np.sort(z, axis=1)
    return np.argsort(top[:, -1] - top[:, -2])[:LISTED]


@exercise.refused("True and False came back. The 60 indices are meant")
def a_mask(z, y):
    return z.argmax(axis=1) != y


@exercise.refused("60 indices are meant, an array of shape (60,)")
def all_mistakes(z, y):
    return np.flatnonzero(z.argmax(axis=1) != y)


@exercise.refused("Most of these contradict the network. Which contradictions are the strongest?")
def the_first_mistakes(z, y):
    return np.flatnonzero(z.argmax(axis=1) != y)[:LISTED]


@exercise.refused("The most doubtful label should come first.")
def most_doubtful_last(z, y):
    return suspicious_labels(z, y)[::-1]


@exercise.refused("These are float64, not whole numbers")
def margins_themselves(z, y):
    return np.sort(z.max(axis=1) - z[np.arange(len(y)), y])[::-1][:LISTED]


@exercise.refused("Do they count within a shorter list, and not among all images?")
def places_among_the_mistakes(z, y):
    wrong = np.flatnonzero(z.argmax(axis=1) != y)
    return np.argsort(z[wrong, y[wrong]] - z[wrong].max(axis=1))[:LISTED]


@exercise.refused("On most of these the network agrees with the label.")
def by_chance(z, y):
    return np.random.default_rng(0).permutation(len(y))[:LISTED]


@exercise.refused("A set came back.")
def a_set(z, y):
    return set(suspicious_labels(z, y).tolist())


@exercise.refused("Each index may stand in the list once")
def the_labels_themselves(z, y):
    return y[suspicious_labels(z, y)]


@exercise.refused("It changes the argument it was given.")
def labels_sorted_in_place(z, y):
    y.sort()
    return np.argsort(z[np.arange(len(y)), y] - z.max(axis=1))[:LISTED]
