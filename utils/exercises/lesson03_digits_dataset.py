"""Lesson 03: the 5,000 digits, how they lie in memory, how they are split, and a first rule to read them."""

from functools import cache

import numpy as np

from utils.data import one_hot as one_hot_of_the_library
from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise, Mistake

CHECKED_SEEDS = (1, 2)
FRAME = 14
FARTHEST = 2
SHARE_TO_READ = 0.7
SECONDS_WITH_IMPORT = 30.0  # importing scikit-learn inside an answer can take most of it on a slow machine


def pixel_position(row, column):
    """Position, counted from 0, of pixel (row, column) of a 20 x 20 image unrolled column by column."""
    return 20 * column + row


def pixel_position_by_counting(row, column):
    return int(np.arange(400).reshape(20, 20).T[row, column])


def pixel_position_by_ravel(row, column):
    return np.ravel_multi_index((row, column), (20, 20), order="F")


def near_the_top_of_the_first_column():
    return 3, 0


def the_top_of_the_second_column():
    return 0, 1


def somewhere_inside():
    return 5, 12


def the_last_pixel():
    return 19, 19


def _row_by_row(row, column):
    return 20 * row + column


def _counted_from_one(row, column):
    return 20 * column + row + 1


def _product(row, column):
    return row * column


def _before_shrinking(row, column):
    return 28 * column + row


def _in_a_list(row, column):
    return [20 * column + row]


def digit_grid(X, columns):
    """One large array of the m images in X (m, 400), `columns` side by side; m is a multiple of columns."""
    bands = []
    for start in range(0, len(X), columns):
        tiles = [unrolled.reshape(20, 20).T for unrolled in X[start : start + columns]]
        bands.append(np.hstack(tiles))
    return np.vstack(bands)


def digit_grid_by_places(X, columns):
    grid = np.zeros((20 * (len(X) // columns), 20 * columns))
    for i, unrolled in enumerate(X):
        top, left = 20 * (i // columns), 20 * (i % columns)
        grid[top : top + 20, left : left + 20] = unrolled.reshape(20, 20, order="F")
    return grid


def digit_grid_by_axes(X, columns):
    return X.reshape(-1, columns, 20, 20).transpose(0, 3, 1, 2).reshape(-1, 20 * columns)


def digit_grid_by_block(X, columns):
    images = [list(X[start : start + columns].reshape(-1, 20, 20)) for start in range(0, len(X), columns)]
    return np.block([[image.T for image in band] for band in images])


def six_in_two_rows_of_three():
    return np.arange(6 * 400).reshape(6, 400) / 100 - 3, 3


def eight_in_four_rows_of_two():
    return np.arange(8 * 400).reshape(8, 400) % 397 / 100, 2


def _lying_digits(X, columns):
    return digit_grid(X.reshape(-1, 20, 20).swapaxes(1, 2).reshape(-1, 400), columns)


def _one_long_band(X, columns):
    return np.hstack([unrolled.reshape(20, 20).T for unrolled in X])


def _a_stack_of_images(X, columns):
    return X.reshape(-1, 20, 20).swapaxes(1, 2)


def _filled_downward(X, columns):
    return digit_grid(X.reshape(columns, -1, 400).swapaxes(0, 1).reshape(-1, 400), columns)


def _columns_taken_for_rows(X, columns):
    return digit_grid(X, len(X) // columns)


def _only_reshaped(X, columns):
    return X.reshape(-1, 20 * columns)


def _upright_then_reshaped(X, columns):
    return X.reshape(-1, 20, 20).swapaxes(1, 2).reshape(-1, 20 * columns)


def _only_the_first_digit(X, columns):
    grid = np.zeros((20 * (len(X) // columns), 20 * columns))
    grid[:20, :20] = X[0].reshape(20, 20).T
    return grid


def _only_the_first_band(X, columns):
    return digit_grid(X[:columns], columns)


def one_hot(y, classes):
    """Rows (m, classes) of zeros with a single 1, in the column that the label y[i] names."""
    rows = np.zeros((len(y), classes))
    rows[np.arange(len(y)), y] = 1
    return rows


def one_hot_by_identity(y, classes):
    return np.eye(classes)[y]


def one_hot_by_comparison(y, classes):
    return (y[:, None] == np.arange(classes)).astype(int)


def one_hot_by_a_loop(y, classes):
    rows = np.zeros((len(y), classes), dtype=np.float32)
    for i, label in enumerate(y):
        rows[i, label] = 1
    return rows


def four_labels_of_five():
    return np.array([2, 0, 3, 2]), 5


def ten_classes():
    return np.array([7, 1, 1]), 10


def _true_and_false(y, classes):
    return y[:, None] == np.arange(classes)


def _only_classes_that_occur(y, classes):
    return np.eye(y.max() + 1)[y]


def _one_class_a_row(y, classes):
    return np.eye(classes)[y].T


def _label_instead_of_one(y, classes):
    return np.eye(classes)[y] * y[:, None]


def _one_column_too_early(y, classes):
    return np.eye(classes)[y - 1]


def _only_the_first_label(y, classes):
    rows = np.zeros((len(y), classes))
    rows[0, y[0]] = 1
    return rows


def _whole_columns(y, classes):
    rows = np.zeros((len(y), classes))
    rows[:, y] = 1
    return rows


def stratified_split(y, validation, seed):
    """Positions for training and validation; each class gives the share `validation` to the second part."""
    from sklearn.model_selection import train_test_split

    return train_test_split(np.arange(len(y)), test_size=validation, stratify=y, random_state=seed)


def stratified_split_class_by_class(y, validation, seed):
    rng = np.random.default_rng(seed)
    training, validating = [], []
    for label in np.unique(y):
        positions = rng.permutation(np.flatnonzero(y == label))
        count = round(validation * len(positions))
        validating.extend(positions[:count])
        training.extend(positions[count:])
    return np.array(training), np.array(validating)


def stratified_split_by_shuffling(y, validation, seed):
    from sklearn.model_selection import StratifiedShuffleSplit

    shuffled = StratifiedShuffleSplit(n_splits=1, test_size=validation, random_state=seed)
    return next(shuffled.split(np.zeros(len(y)), y))


def three_classes_of_different_size():
    return np.repeat([0, 1, 2], [50, 30, 20]), 0.2, 0


def ten_mixed_classes():
    return np.random.default_rng(3).permutation(np.repeat(np.arange(10), 40)), 0.25, 1


def disjoint_and_in_proportion(result, y, validation, seed):
    """The parts' sizes, after a look at everything a split must keep, or NotYet."""
    training, validating = _two_arrays_of_positions(result, y)
    _each_position_once(training, validating, len(y))
    if len(training) == round(validation * len(y)) != len(validating):
        raise NotYet("The two parts are the wrong way round: training comes first.")
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
    if all(_evenly_spaced(np.flatnonzero(np.isin(np.flatnonzero(y == label), validating))) for label in np.unique(y)):
        raise NotYet(
            "The shares are right, but each class was cut by a fixed pattern and not by chance. If a file "
            "begins with the tidy writers, what does your validation part see?"
        )
    return {"training": len(training), "validation": len(validating)}


def decided_by_the_seed(answer, result, y, validation, seed):
    """NotYet unless `answer` splits in the same way for the same seed, and in another way for another."""
    once_more = answer(y, validation, seed)
    if not _same_split(result, once_more):
        raise NotYet("The same seed gave two different splits. Does your random generator get seed?")
    if _same_split(result, answer(y, validation, seed + 1)):
        raise NotYet("Two seeds gave the same split. Is seed used?")


def _same_split(one, other):
    return all(np.array_equal(np.sort(a), np.sort(b)) for a, b in zip(one, other, strict=True))


def _two_arrays_of_positions(result, y):
    m = len(y)
    if not isinstance(result, tuple | list) or len(result) != 2:
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
        raise NotYet(f"y has positions 0 to {m - 1}; {outside[0]} is none of them.")
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
        raise NotYet(f"Position {positions[counts.argmax()]} comes {counts.max()} times in one part. Is once enough?")
    if len(positions) < m:
        raise NotYet(f"The two parts hold {len(positions)} of the {m} positions together. Where are the others?")


def _evenly_spaced(places):
    return len(np.unique(np.diff(places))) <= 1


def _the_last_ones(y, validation, seed):
    count = round(validation * len(y))
    return np.arange(len(y) - count), np.arange(len(y) - count, len(y))


def _by_chance_only(y, validation, seed):
    shuffled = np.random.default_rng(seed).permutation(len(y))
    count = round(validation * len(y))
    return shuffled[count:], shuffled[:count]


def _drawn_twice(y, validation, seed):
    rng = np.random.default_rng(seed)
    count = round(validation * len(y))
    return rng.choice(len(y), len(y) - count, replace=False), rng.choice(len(y), count, replace=False)


def _labels_not_positions(y, validation, seed):
    training, validating = stratified_split(y, validation, seed)
    return y[training], y[validating]


def _the_wrong_way_round(y, validation, seed):
    training, validating = stratified_split(y, validation, seed)
    return validating, training


def _generator_without_seed(y, validation, seed):
    return stratified_split_class_by_class(y, validation, None)


def _generator_with_a_seed_of_its_own(y, validation, seed):
    return stratified_split_class_by_class(y, validation, 0)


def _validation_only(y, validation, seed):
    return stratified_split(y, validation, seed)[1]


def _the_first_of_each_class(y, validation, seed):
    first = [np.flatnonzero(y == label)[: round(validation * (y == label).sum())] for label in np.unique(y)]
    validating = np.concatenate(first)
    return np.setdiff1d(np.arange(len(y)), validating), validating


def nearest_mean(x_train, y_train, x):
    """For each row of x (m, n), the label of the class whose mean row is nearest; shape (m,)."""
    labels = np.unique(y_train)
    means = np.stack([x_train[y_train == label].mean(axis=0) for label in labels])
    distances = ((x[:, None, :] - means) ** 2).sum(axis=2)
    return labels[distances.argmin(axis=1)]


def nearest_mean_by_loops(x_train, y_train, x):
    labels = sorted(set(y_train.tolist()))
    means = {label: x_train[y_train == label].mean(axis=0) for label in labels}
    return np.array([min(labels, key=lambda label: np.linalg.norm(row - means[label])) for row in x])


def nearest_mean_by_products(x_train, y_train, x):
    labels = np.unique(y_train)
    means = np.array([np.mean(x_train[y_train == label], axis=0) for label in labels])
    return labels[np.argmax(x @ means.T - (means**2).sum(axis=1) / 2, axis=1)]


def nearest_mean_by_scikit_learn(x_train, y_train, x):
    from sklearn.neighbors import NearestCentroid

    return NearestCentroid().fit(x_train, y_train).predict(x)


def two_clouds():
    x_train = np.array([[0.0, 0.0], [4.0, 4.0], [9.0, 1.0], [11.0, 3.0], [10.0, 5.0]])
    x = np.array([[1.0, 1.0], [4.5, 3.0], [9.0, 4.0], [8.5, 1.0], [6.5, 0.0]])
    return x_train, np.array([0, 0, 1, 1, 1]), x


def classes_three_and_seven():
    x_train = np.array([[1.0, 0.0, 0.0], [0.0, 5.0, 5.0], [1.0, 1.0, 0.0], [0.0, 6.0, 4.0], [3.0, 1.0, 0.0]])
    x = np.array([[0.0, 4.0, 4.0], [2.0, 0.0, 1.0]])
    return x_train, np.array([3, 7, 3, 7, 3]), x


def one_class_reaches_far():
    x_train = np.array([[0.0], [10.0], [14.0], [16.0]])
    return x_train, np.array([0, 0, 1, 1]), np.array([[10.5], [9.0], [15.0]])


def one_example_lies_far_from_its_class():
    x_train = np.array([[0.0], [8.0], [1.0], [9.0], [11.0], [10.0]])
    return x_train, np.array([0, 1, 0, 1, 0, 1]), np.array([[6.0], [2.0], [7.0]])


def far_in_one_number_or_a_little_in_each():
    x_train = np.array([[0.0, 0.0, 0.0], [3.0, 3.0, 3.0]])
    return x_train, np.array([0, 1]), np.array([[4.0, 0.0, 0.0], [4.0, 4.0, 0.0]])


def _nearest_example(x_train, y_train, x):
    return y_train[((x[:, None, :] - x_train) ** 2).sum(axis=2).argmin(axis=1)]


def _farthest_mean(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return labels[((x[:, None, :] - means) ** 2).sum(axis=2).argmax(axis=1)]


def _signed_difference(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return labels[(x[:, None, :] - means).sum(axis=2).argmin(axis=1)]


def _number_of_the_mean(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return ((x[:, None, :] - means) ** 2).sum(axis=2).argmin(axis=1)


def _ten_classes_always(x_train, y_train, x):
    means = np.stack([x_train[y_train == label].mean(axis=0) for label in range(10)])
    return ((x[:, None, :] - means) ** 2).sum(axis=2).argmin(axis=1)


def _sums_instead_of_means(x_train, y_train, x):
    labels = np.unique(y_train)
    sums = np.stack([x_train[y_train == label].sum(axis=0) for label in labels])
    return labels[((x[:, None, :] - sums) ** 2).sum(axis=2).argmin(axis=1)]


def _distances_themselves(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return ((x[:, None, :] - means) ** 2).sum(axis=2)


def _differences_not_squared(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return labels[np.abs(x[:, None, :] - means).sum(axis=2).argmin(axis=1)]


def _largest_difference_only(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return labels[np.abs(x[:, None, :] - means).max(axis=2).argmin(axis=1)]


def _medians(x_train, y_train, x):
    labels = np.unique(y_train)
    medians = np.stack([np.median(x_train[y_train == label], axis=0) for label in labels])
    return labels[((x[:, None, :] - medians) ** 2).sum(axis=2).argmin(axis=1)]


def _labels_as_floats(x_train, y_train, x):
    return nearest_mean(x_train, y_train, x).astype(float)


def _means_of_rows_stacked(x_train, y_train, x):
    labels = np.unique(y_train)
    means = np.stack([x_train[y_train == label].mean(axis=1) for label in labels])
    return labels[((x[:, None, :] - means) ** 2).sum(axis=2).argmin(axis=1)]


def _means_of_rows_in_an_array(x_train, y_train, x):
    labels = np.unique(y_train)
    means = np.array([x_train[y_train == label].mean(axis=1) for label in labels])
    return labels[((x[:, None, :] - means) ** 2).sum(axis=2).argmin(axis=1)]


def _means_of_rows_one_by_one(x_train, y_train, x):
    means = {label: x_train[y_train == label].mean(axis=1) for label in np.unique(y_train)}
    return np.array([min(means, key=lambda label: ((row - means[label]) ** 2).sum()) for row in x])


def _labels_and_means(x_train, y_train):
    labels = np.unique(y_train)
    return labels, np.stack([x_train[y_train == label].mean(axis=0) for label in labels])


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


def read_nudged_by_moved_copies(train_images, y_train, images):
    from sklearn.neighbors import KNeighborsClassifier

    moves = [(down, right) for down in range(-2, 3) for right in range(-2, 3)]
    moved = np.concatenate([np.roll(train_images, move, axis=(1, 2)) for move in moves])
    labels = np.tile(y_train, len(moves))
    nearest = KNeighborsClassifier(1).fit(moved.reshape(len(moved), -1), labels)
    return nearest.predict(images.reshape(len(images), -1))


def read_nudged_by_cutting_out(train_images, y_train, images):
    def cut_out(image):
        rows, columns = np.nonzero(image)
        part = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        corner = np.zeros((14, 14))
        corner[: part.shape[0], : part.shape[1]] = part
        return corner.ravel()

    rows = [np.stack([cut_out(image) for image in part]) for part in (train_images, images)]
    return nearest_mean(rows[0], y_train, rows[1])


def read_nudged_by_frequencies(train_images, y_train, images):
    rows = [np.abs(np.fft.fft2(part)).reshape(len(part), -1) for part in (train_images, images)]
    return _nearest_example(rows[0], y_train, rows[1])


def nudged_digits(seed):
    """Small real digits to practise on: 200 in the middle of their frame, and 300 moved off it.

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


def nudged_once():
    return nudged_digits(CHECKED_SEEDS[0])[:3]


def nudged_again():
    return nudged_digits(CHECKED_SEEDS[1])[:3]


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


def _truth(images):
    for seed in CHECKED_SEEDS:
        *_, candidates, labels = nudged_digits(seed)
        if np.array_equal(candidates, images):
            return labels
    raise ValueError("these images come from no case of this exercise")


def _mean_of_pixels(train_images, y_train, images):
    return nearest_mean(train_images.reshape(len(train_images), -1), y_train, images.reshape(len(images), -1))


def _neighbor_of_pixels(train_images, y_train, images):
    return _nearest_example(train_images.reshape(len(train_images), -1), y_train, images.reshape(len(images), -1))


def _always_a_one(train_images, y_train, images):
    return np.ones(len(images), dtype=int)


def _one_label_for_all(train_images, y_train, images):
    return 1


def _scores_of_classes(train_images, y_train, images):
    return np.zeros((len(images), 10))


EXERCISES = (
    Exercise(
        reference=pixel_position,
        cases=(
            near_the_top_of_the_first_column,
            the_top_of_the_second_column,
            somewhere_inside,
            the_last_pixel,
        ),
        also_right=(pixel_position_by_counting, pixel_position_by_ravel),
        mistakes=(
            Mistake(
                _row_by_row,
                "That walks through the image row by row. Here the first 20 numbers are the first column: "
                "which of the two, row or column, makes you jump by 20?",
            ),
            Mistake(
                _counted_from_one,
                "You are one too far. Python counts from 0: at which position does the very first pixel stand?",
            ),
            Mistake(
                _product,
                "That multiplies row and column, so all of column 0 would stand at position 0. How many "
                "numbers come before the column begins, and how many more inside it?",
            ),
            Mistake(
                _before_shrinking,
                "28 was the height before shrinking. How many pixels has a column now?",
            ),
            Mistake(_in_a_list, "The number is right, but it came in a list. Return the number itself."),
        ),
        hints=(
            "Column 0 fills positions 0 to 19. Where does column 1 begin, and where column 2?",
            "Each full column before yours holds 20 numbers. Inside your own column you go down `row` steps more.",
        ),
    ),
    Exercise(
        reference=digit_grid,
        cases=(six_in_two_rows_of_three, eight_in_four_rows_of_two),
        also_right=(digit_grid_by_places, digit_grid_by_axes, digit_grid_by_block),
        mistakes=(
            Mistake(
                _lying_digits,
                "The tiles are in place, but each digit lies on its side. In which order were the 400 "
                "numbers unrolled?",
            ),
            Mistake(
                _one_long_band,
                "All digits stand in one long row. After how many should the next row begin?",
            ),
            Mistake(
                _a_stack_of_images,
                "That is a stack of separate images, with three axes. One picture has two: which function "
                "sets arrays side by side?",
            ),
            Mistake(
                _filled_downward,
                "The second digit stands below the first. Fill the grid as you read: left to right, then down.",
            ),
            Mistake(
                _columns_taken_for_rows,
                "`columns` says how many digits stand side by side; you used it as the number of rows.",
            ),
            Mistake(
                _only_reshaped,
                "The shape is right, but reshape alone tears each digit apart: it fills the picture line by "
                "line. What must happen to each digit first?",
            ),
            Mistake(
                _upright_then_reshaped,
                "The digits stand upright, but reshape then tears them apart, line by line. Set them side by "
                "side first.",
            ),
            Mistake(_only_the_first_digit, "Only the first digit was filled in. Is return inside the loop?"),
            Mistake(_only_the_first_band, "Only the first line of digits came back. Is return inside the loop?"),
        ),
        hints=(
            "Begin with one digit: turn X[0] into an image that stands upright.",
            "np.hstack(list_of_images) sets images side by side. Make one such band for each row of the grid.",
            "np.vstack(list_of_bands) sets the bands below each other. range(0, len(X), columns) gives "
            "where each band begins.",
        ),
    ),
    Exercise(
        reference=one_hot,
        cases=(four_labels_of_five, ten_classes),
        also_right=(one_hot_by_identity, one_hot_by_comparison, one_hot_by_a_loop, one_hot_of_the_library),
        mistakes=(
            Mistake(
                _true_and_false,
                "True and False stand in the right places. How do you turn them into the numbers 1 and 0?",
            ),
            Mistake(
                _only_classes_that_occur,
                "There are only as many columns as the largest label needs. What if the last classes do not "
                "occur in y?",
            ),
            Mistake(
                _one_class_a_row,
                "One label became one column. It should become one row: which axis is which?",
            ),
            Mistake(
                _label_instead_of_one,
                "The label itself stands where 1 should stand, and for label 0 nothing is left. What should "
                "be written there?",
            ),
            Mistake(
                _one_column_too_early,
                "Each 1 is one column too far left. Columns count from 0: in which column does label 0 belong?",
            ),
            Mistake(
                _whole_columns,
                "Every row got the 1s of all labels: `:` means all rows. How do you pair row i with label y[i]?",
            ),
            Mistake(_only_the_first_label, "Only the first row was filled in. Is return inside the loop?"),
        ),
        hints=(
            "Start with np.zeros of the right shape. Which single place of row i becomes 1?",
            "In a loop: rows[i, y[i]] = 1. Without a loop, NumPy takes a list of rows and a list of columns at once.",
        ),
    ),
    Exercise(
        reference=stratified_split,
        cases=(three_classes_of_different_size, ten_mixed_classes),
        observe=disjoint_and_in_proportion,
        call_again=decided_by_the_seed,
        seconds=SECONDS_WITH_IMPORT,
        also_right=(stratified_split_class_by_class, stratified_split_by_shuffling),
        mistakes=(
            Mistake(_the_last_ones, "0 of the 50 examples of class 0 are in the validation part"),
            Mistake(_by_chance_only, "What if you split each class on its own?"),
            Mistake(_drawn_twice, "positions are in both parts"),
            Mistake(_labels_not_positions, "Those look like labels."),
            Mistake(_the_wrong_way_round, "The two parts are the wrong way round: training comes first."),
            Mistake(
                _generator_without_seed,
                "The same seed gave two different splits. Does your random generator get seed?",
            ),
            Mistake(_generator_with_a_seed_of_its_own, "Two seeds gave the same split. Is seed used?"),
            Mistake(_validation_only, "Two arrays of positions are meant"),
            Mistake(_the_first_of_each_class, "cut by a fixed pattern and not by chance"),
        ),
        hints=(
            "Split positions, np.arange(len(y)), and not the labels. One class at a time is one way.",
            "scikit-learn has train_test_split in sklearn.model_selection. Which of its arguments is called "
            "after the word stratified?",
            "Give it the positions, test_size=validation, stratify=y and random_state=seed. It returns the two parts.",
        ),
    ),
    Exercise(
        reference=nearest_mean,
        cases=(
            two_clouds,
            classes_three_and_seven,
            one_class_reaches_far,
            one_example_lies_far_from_its_class,
            far_in_one_number_or_a_little_in_each,
        ),
        also_right=(nearest_mean_by_loops, nearest_mean_by_products, nearest_mean_by_scikit_learn),
        seconds=SECONDS_WITH_IMPORT,
        mistakes=(
            Mistake(
                _nearest_example,
                "That finds the nearest single example. Compare with one mean for each class instead.",
            ),
            Mistake(_farthest_mean, "Those are the labels of the farthest mean. Do you want the largest distance?"),
            Mistake(
                _signed_difference,
                "Differences above and below the mean cancel when you add them. What do you do to each "
                "difference first?",
            ),
            Mistake(
                _number_of_the_mean,
                "argmin says which of your means is nearest: first, second and so on. Which label belongs to it?",
            ),
            Mistake(
                _ten_classes_always,
                "A class without examples has no mean: nan came in. Which labels really occur in y_train?",
            ),
            Mistake(
                _sums_instead_of_means,
                "You compared with the sum of each class. A class with more examples gets a larger sum: divide.",
            ),
            Mistake(
                _differences_not_squared,
                "You add up the differences without their signs. In the squared distance one large difference "
                "counts more than several small ones.",
            ),
            Mistake(
                _largest_difference_only,
                "That looks at the largest difference only. Every pixel counts: what does the sum in the formula "
                "run over?",
            ),
            Mistake(_medians, "That is the median of each class. The mean is the sum divided by the number."),
            Mistake(
                _labels_as_floats,
                "The labels are right, but they are floats: np.zeros(len(x), dtype=int) makes room for whole numbers.",
            ),
            Mistake(
                _means_of_rows_stacked,
                "Your means differ in length. Over which axis do you take the mean?",
            ),
            Mistake(
                _means_of_rows_in_an_array,
                "Your means differ in length. Over which axis do you take the mean?",
            ),
            Mistake(
                _means_of_rows_one_by_one,
                "Your means differ in length. Over which axis do you take the mean?",
            ),
            Mistake(
                _distances_themselves,
                "Those are the distances, one for each class. Which label has the smallest one in each row?",
            ),
        ),
        hints=(
            "Two steps: first one mean row for each class, then, for each row of x, the class with the "
            "smallest distance.",
            "x_train[y_train == 3] are the rows of class 3, and .mean(axis=0) makes one row of them. "
            "np.unique(y_train) gives the labels.",
            "The squared distance of a row to a mean is ((row - mean) ** 2).sum(). np.argmin gives the "
            "place of the smallest; look the label up there.",
        ),
    ),
    Exercise(
        reference=read_nudged,
        cases=(nudged_once, nudged_again),
        observe=read_well_enough,
        also_right=(read_nudged_by_moved_copies, read_nudged_by_cutting_out, read_nudged_by_frequencies),
        mistakes=(
            Mistake(_mean_of_pixels, "What could you do to an image so that its place no longer matters?"),
            Mistake(_neighbor_of_pixels, "What could you do to an image so that its place no longer matters?"),
            Mistake(_always_a_one, "210 are asked for, and the nearest mean reads"),
            Mistake(
                _one_label_for_all,
                "One label for each image is meant, shape (300,); one single number came back.",
            ),
            Mistake(
                _scores_of_classes,
                "One label for each image is meant, shape (300,); this has shape (300, 10).",
            ),
        ),
        hints=(
            "Look at a few of the images. What would you do with a photograph that shows its subject near the edge?",
            "Two ways among many: move each image so that its ink lies in the middle, or train on moved copies.",
            "np.roll(image, (down, right), axis=(0, 1)) moves an image. Where the ink lies: the mean row of "
            "the ink is (np.arange(14) @ image.sum(axis=1)) / image.sum(). Then take your nearest mean, or "
            "the neighbors.",
        ),
        seconds=SECONDS_WITH_IMPORT,
    ),
)
