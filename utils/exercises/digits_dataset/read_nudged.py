"""Digits that do not stand in the middle: a rule of the learner's own."""

from functools import cache

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.digits_dataset._shared import SECONDS_WITH_IMPORT
from utils.exercises.digits_dataset.nearest_mean import nearest_example, nearest_mean
from utils.exercises.exercise import Exercise

CHECKED_SEEDS = (1, 2)
FRAME = 14
FARTHEST = 2
SHARE_TO_READ = 0.7


def read_nudged(train_images, y_train, images):
    """Labels (m,) of images (m, 14, 14) that were moved off the middle; train_images (n, 14, 14) were not."""

    def in_the_middle(image):
        place = np.arange(14)
        down = place @ image.sum(axis=1) / image.sum()
        right = place @ image.sum(axis=0) / image.sum()
        return np.roll(image, (round(6.5 - down), round(6.5 - right)), axis=(0, 1))

    known = np.stack([in_the_middle(image).ravel() for image in train_images])
    found = np.stack([in_the_middle(image).ravel() for image in images])
    distances = ((found[:, None, :] - known) ** 2).sum(axis=2)
    return y_train[distances.argmin(axis=1)]


exercise = Exercise(
    read_nudged,
    hints=(
        "Look at a few of the images. What would you do with a photograph that shows its subject near the edge?",
        "Two ways among many: move each image so that its ink lies in the middle, or train on moved copies.",
        "np.roll(image, (down, right), axis=(0, 1)) moves an image. Where the ink lies: the mean row of "
        "the ink is (np.arange(14) @ image.sum(axis=1)) / image.sum(). Then take your nearest mean, or "
        "the neighbors.",
    ),
    seconds=SECONDS_WITH_IMPORT,
    open_ended=True,
)


@cache
def _small_digits():
    from sklearn.datasets import load_digits

    rows, labels = load_digits(return_X_y=True)
    return rows.reshape(-1, 8, 8) / 16, labels


def _framed(small, corners):
    framed = np.zeros((len(small), FRAME, FRAME))
    for frame, image, (top, left) in zip(framed, small, corners, strict=True):
        frame[top : top + 8, left : left + 8] = image
    return framed


def nudged_digits(seed):
    """Small real digits to practice on: 200 in the middle of their frame, and 300 moved off it.

    Returns train_images (200, 14, 14) in 0..1, y_train (200,), images (300, 14, 14), y (300,). There are 20
    training images of each digit; the 300 are moved by up to FARTHEST pixels in each direction.

    Source: scikit-learn's `load_digits` (UCI), 8 x 8 pixels, in an empty frame of 14 x 14.
    """
    small, labels = _small_digits()
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(len(labels))
    training = np.concatenate([shuffled[labels[shuffled] == digit][:20] for digit in range(10)])
    others = rng.permutation(np.setdiff1d(shuffled, training))[:300]
    middle = (FRAME - 8) // 2
    corners = middle + rng.integers(-FARTHEST, FARTHEST + 1, size=(len(others), 2))
    train_images = _framed(small[training], np.full((len(training), 2), middle))
    return train_images, labels[training], _framed(small[others], corners), labels[others]


def _truth(images):
    for seed in CHECKED_SEEDS:
        *_, candidates, labels = nudged_digits(seed)
        if np.array_equal(candidates[: len(images)], images):
            return labels[: len(images)]
    raise NotYet("It changes the images it was given. Make new ones, and leave the caller's as they were.")


@exercise.observe
def read_well_enough(result, train_images, y_train, images):
    """Whether the share SHARE_TO_READ of the labels is right, or NotYet with the counts."""
    labels = np.asarray(result)
    if labels.dtype.kind not in "iuf":
        raise NotYet(f"Labels are numbers, 0 to 9; these have dtype {labels.dtype}.")
    if labels.ndim == 0:
        raise NotYet(f"One label for each image is meant, shape ({len(images)},); one single number came back.")
    if labels.shape != (len(images),):
        raise NotYet(f"One label for each image is meant, shape ({len(images)},); this has shape {labels.shape}.")
    right = int((labels == _truth(images)).sum())
    needed = round(SHARE_TO_READ * len(images))
    if right < needed:
        flat = [part.reshape(len(part), -1) for part in (train_images, images)]
        of_the_mean = int((nearest_mean(flat[0], y_train, flat[1]) == _truth(images)).sum())
        raise NotYet(
            f"Your rule reads {right} of {len(images)} images right; {needed} are asked for, and the "
            f"nearest mean reads {of_the_mean}. The shapes are the same as in training, only their place is "
            "not. What could you do to an image so that its place no longer matters?"
        )
    return "read well enough"


@exercise.also_right
def read_nudged_by_moved_copies(train_images, y_train, images):
    from sklearn.neighbors import KNeighborsClassifier

    moves = [(down, right) for down in range(-2, 3) for right in range(-2, 3)]
    moved = np.concatenate([np.roll(train_images, move, axis=(1, 2)) for move in moves])
    labels = np.tile(y_train, len(moves))
    nearest = KNeighborsClassifier(1).fit(moved.reshape(len(moved), -1), labels)
    return nearest.predict(images.reshape(len(images), -1))


@exercise.also_right
def read_nudged_by_cutting_out(train_images, y_train, images):
    def cut_out(image):
        rows, columns = np.nonzero(image)
        part = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        corner = np.zeros((14, 14))
        corner[: part.shape[0], : part.shape[1]] = part
        return corner.ravel()

    rows = [np.stack([cut_out(image) for image in part]) for part in (train_images, images)]
    return nearest_mean(rows[0], y_train, rows[1])


@exercise.also_right
def read_nudged_by_frequencies(train_images, y_train, images):
    rows = [np.abs(np.fft.fft2(part)).reshape(len(part), -1) for part in (train_images, images)]
    return nearest_example(rows[0], y_train, rows[1])


@exercise.case
def nudged_once():
    return nudged_digits(CHECKED_SEEDS[0])[:3]


@exercise.case
def fewer_and_in_no_order():
    train_images, y_train, images, _ = nudged_digits(CHECKED_SEEDS[1])
    order = np.random.default_rng(seed=0).permutation(len(train_images))[:190]
    return train_images[order], y_train[order], images[:240]


@exercise.refused("What could you do to an image so that its place no longer matters?")
def mean_of_pixels(train_images, y_train, images):
    return nearest_mean(train_images.reshape(len(train_images), -1), y_train, images.reshape(len(images), -1))


@exercise.refused("What could you do to an image so that its place no longer matters?")
def neighbor_of_pixels(train_images, y_train, images):
    return nearest_example(train_images.reshape(len(train_images), -1), y_train, images.reshape(len(images), -1))


@exercise.refused("210 are asked for, and the nearest mean reads")
def always_a_one(train_images, y_train, images):
    return np.ones(len(images), dtype=int)


@exercise.refused("It changes the argument it was given.")
def moved_in_place(train_images, y_train, images):
    for image in images:
        image[:] = np.roll(image, 1, axis=0)
    return nearest_mean(train_images.reshape(len(train_images), -1), y_train, images.reshape(len(images), -1))


@exercise.refused("One label for each image is meant, shape (300,); one single number came back.")
def one_label_for_all(train_images, y_train, images):
    return 1


@exercise.refused("One label for each image is meant, shape (300,); this has shape (300, 10).")
def scores_of_classes(train_images, y_train, images):
    return np.zeros((len(images), 10))
