"""Positions for training and validation, with a fair share of each class in both."""

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.digits_dataset._shared import SECONDS_WITH_IMPORT
from utils.exercises.exercise import Exercise


def stratified_split(y, validation, seed):
    """Positions for training and validation; each class gives the share `validation` to the second part."""
    from sklearn.model_selection import train_test_split

    return train_test_split(np.arange(len(y)), test_size=validation, stratify=y, random_state=seed)


exercise = Exercise(
    stratified_split,
    hints=(
        "Split positions, np.arange(len(y)), and not the labels. One class at a time is one way.",
        "scikit-learn has train_test_split in sklearn.model_selection. Which of its arguments is called "
        "after the word stratified?",
        "Give it the positions, test_size=validation, stratify=y and random_state=seed. It returns the two parts.",
    ),
    seconds=SECONDS_WITH_IMPORT,
    open_ended=True,
)


def _two_arrays_of_positions(result, y):
    m = len(y)
    is_array = isinstance(result, np.ndarray) and result.ndim > 0  # of two parts that are as long as each other
    if not (is_array or isinstance(result, tuple | list)) or len(result) != 2:
        raise NotYet("Two arrays of positions are meant: return training, validation.")
    parts = [np.asarray(part) for part in result]
    if any(part.ndim != 1 or part.dtype.kind not in "iu" for part in parts):
        shapes = " and ".join(f"{part.dtype} of shape {part.shape}" for part in parts)
        raise NotYet(f"Each part is a row of whole numbers, positions in y; these are {shapes}.")
    found = np.unique(np.concatenate(parts))
    if len(found) < m and np.isin(found, y).all():
        raise NotYet("Those look like labels. Positions are meant, so that x and y can be split alike.")
    outside = [int(p) for part in parts for p in part if not 0 <= p < m]
    if outside:
        raise NotYet(f"y has positions 0 to {m - 1}; {outside[0]} is not one of them.")
    return parts


def _each_position_once(training, validating, m):
    both = np.intersect1d(training, validating)
    if len(both):
        raise NotYet(
            f"{len(both)} positions are in both parts, the first is {both[0]}. What would a network that "
            "has seen an image prove by reading it again?"
        )
    positions, counts = np.unique(np.concatenate([training, validating]), return_counts=True)
    if counts.max() > 1:
        position = positions[counts.argmax()]
        raise NotYet(f"Position {position} appears {counts.max()} times in one part. How often should it appear?")
    if len(positions) < m:
        raise NotYet(f"The two parts hold {len(positions)} of the {m} positions together. Where are the others?")


def _evenly_spaced(places, count):
    """Whether sorted places on a ring of `count` follow each other in equal steps, one of them aside."""
    steps = np.diff(places, append=places[0] + count)
    return np.count_nonzero(steps != np.median(steps)) <= 1


def _cut_by_a_pattern(y, validating):
    """Whether in every class the examples for validation are evenly spaced: the first ones, or every fifth."""
    chosen = np.isin(np.arange(len(y)), validating)
    of_classes = [chosen[y == label] for label in np.unique(y)]
    return all(_evenly_spaced(np.flatnonzero(of_class), len(of_class)) for of_class in of_classes)


@exercise.observe
def disjoint_and_in_proportion(result, y, validation, seed):
    """The parts' sizes, after a look at everything a split must keep, or NotYet."""
    training, validating = _two_arrays_of_positions(result, y)
    _each_position_once(training, validating, len(y))
    if len(training) == round(validation * len(y)) != len(validating):
        raise NotYet("The two parts are swapped: training comes first.")
    if len(validating) != round(validation * len(y)):
        raise NotYet(
            f"The validation part has {len(validating)} of {len(y)} positions. How many is a share of {validation}?"
        )
    for label in np.unique(y):
        held, total = int((y[validating] == label).sum()), int((y == label).sum())
        if held != round(validation * total):
            raise NotYet(
                f"{held} of the {total} examples of class {label} are in the validation part; a share of "
                f"{validation} of them is {round(validation * total)}. What if you split each class on its "
                "own?"
            )
    if _cut_by_a_pattern(y, validating):
        raise NotYet(
            "The shares are right, but each class was cut by a fixed pattern and not by chance. If a file "
            "begins with the tidy writers, what does your validation part see?"
        )
    return {"training": len(training), "validation": len(validating)}


def _same_split(one, other):
    return all(np.array_equal(np.sort(a), np.sort(b)) for a, b in zip(one, other, strict=True))


@exercise.call_again
def decided_by_the_seed(answer, result, y, validation, seed):
    """NotYet unless `answer` splits in the same way for the same seed, and in another way for another."""
    once_more = answer(y, validation, seed)
    if not _same_split(result, once_more):
        raise NotYet("The same seed gave two different splits. Does your random generator get seed?")
    if _same_split(result, answer(y, validation, seed + 1)):
        raise NotYet("Two seeds gave the same split. Is seed used?")


@exercise.also_right
def stratified_split_class_by_class(y, validation, seed):
    rng = np.random.default_rng(seed)
    training, validating = [], []
    for label in np.unique(y):
        positions = rng.permutation(np.flatnonzero(y == label))
        count = round(validation * len(positions))
        validating.extend(positions[:count])
        training.extend(positions[count:])
    return np.array(training), np.array(validating)


@exercise.also_right
def stratified_split_by_shuffling(y, validation, seed):
    from sklearn.model_selection import StratifiedShuffleSplit

    shuffled = StratifiedShuffleSplit(n_splits=1, test_size=validation, random_state=seed)
    return next(shuffled.split(np.zeros(len(y)), y))


@exercise.case
def three_classes_of_different_size():
    return np.repeat([0, 1, 2], [50, 30, 20]), 0.2, 0


@exercise.case
def ten_mixed_classes():
    return np.random.default_rng(3).permutation(np.repeat(np.arange(10), 40)), 0.25, 1


@exercise.case
def threes_and_sevens():
    return np.random.default_rng(4).permutation(np.repeat([3, 7], [20, 40])), 0.3, 42


@exercise.refused("0 of the 50 examples of class 0 are in the validation part")
def the_last_ones(y, validation, seed):
    count = round(validation * len(y))
    return np.arange(len(y) - count), np.arange(len(y) - count, len(y))


@exercise.refused("What if you split each class on its own?")
def by_chance_only(y, validation, seed):
    shuffled = np.random.default_rng(seed).permutation(len(y))
    count = round(validation * len(y))
    return shuffled[count:], shuffled[:count]


@exercise.refused("positions are in both parts")
def drawn_twice(y, validation, seed):
    rng = np.random.default_rng(seed)
    count = round(validation * len(y))
    return rng.choice(len(y), len(y) - count, replace=False), rng.choice(len(y), count, replace=False)


@exercise.refused("Those look like labels.")
def labels_not_positions(y, validation, seed):
    training, validating = stratified_split(y, validation, seed)
    return y[training], y[validating]


@exercise.refused("The two parts are swapped: training comes first.")
def the_wrong_way_round(y, validation, seed):
    training, validating = stratified_split(y, validation, seed)
    return validating, training


@exercise.refused("The same seed gave two different splits. Does your random generator get seed?")
def generator_without_seed(y, validation, seed):
    return stratified_split_class_by_class(y, validation, None)


@exercise.refused("Two seeds gave the same split. Is seed used?")
def generator_with_a_seed_of_its_own(y, validation, seed):
    return stratified_split_class_by_class(y, validation, 0)


@exercise.refused("Two arrays of positions are meant")
def validation_only(y, validation, seed):
    return stratified_split(y, validation, seed)[1]


@exercise.refused("cut by a fixed pattern and not by chance")
def the_first_of_each_class(y, validation, seed):
    first = [np.flatnonzero(y == label)[: round(validation * (y == label).sum())] for label in np.unique(y)]
    validating = np.concatenate(first)
    return np.setdiff1d(np.arange(len(y)), validating), validating
