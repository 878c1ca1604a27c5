"""Each image read as the digit whose mean image is nearest."""

import numpy as np

from utils.exercises.digits_dataset._shared import SECONDS_WITH_IMPORT
from utils.exercises.exercise import Exercise


def nearest_mean(x_train, y_train, x):
    """For each row of x (m, n), the label of the class whose mean row is nearest; shape (m,)."""
    labels = np.unique(y_train)
    means = np.stack([x_train[y_train == label].mean(axis=0) for label in labels])
    distances = ((x[:, None, :] - means) ** 2).sum(axis=2)
    return labels[distances.argmin(axis=1)]


exercise = Exercise(
    nearest_mean,
    hints=(
        "Two steps: first one mean row for each class, then, for each row of x, the class with the smallest distance.",
        "x_train[y_train == 3] are the rows of class 3, and .mean(axis=0) makes one row of them. "
        "np.unique(y_train) gives the labels.",
        "The squared distance of a row to a mean is ((row - mean) ** 2).sum(). np.argmin gives the "
        "place of the smallest; look the label up there.",
    ),
    equivalent={
        "((x[:, None, :] - means) ** 2).sum(axis=2) -> ((x[:, None, :] - means) ** 2).mean(axis=2)": (
            "every distance is divided by the same number"
        ),
        "the result is cut off below": "no label in the course is negative",
        "the result has no sign": "no label in the course is negative",
    },
    seconds=SECONDS_WITH_IMPORT,
)


@exercise.also_right
def nearest_mean_by_loops(x_train, y_train, x):
    labels = sorted(set(y_train.tolist()))
    means = {label: x_train[y_train == label].mean(axis=0) for label in labels}
    return np.array([min(labels, key=lambda label: np.linalg.norm(row - means[label])) for row in x])


@exercise.also_right
def nearest_mean_by_products(x_train, y_train, x):
    labels = np.unique(y_train)
    means = np.array([np.mean(x_train[y_train == label], axis=0) for label in labels])
    return labels[np.argmax(x @ means.T - (means**2).sum(axis=1) / 2, axis=1)]


@exercise.also_right
def nearest_mean_by_scikit_learn(x_train, y_train, x):
    from sklearn.neighbors import NearestCentroid

    return NearestCentroid().fit(x_train, y_train).predict(x)


@exercise.case
def two_clouds():
    x_train = np.array([[0.0, 0.0], [4.0, 4.0], [9.0, 1.0], [11.0, 3.0], [10.0, 5.0]])
    x = np.array([[1.0, 1.0], [4.5, 3.0], [9.0, 4.0], [8.5, 1.0], [6.5, 0.0]])
    return x_train, np.array([0, 0, 1, 1, 1]), x


@exercise.case
def classes_three_and_seven():
    x_train = np.array([[1.0, 0.0, 0.0], [0.0, 5.0, 5.0], [1.0, 1.0, 0.0], [0.0, 6.0, 4.0], [3.0, 1.0, 0.0]])
    x = np.array([[0.0, 4.0, 4.0], [2.0, 0.0, 1.0]])
    return x_train, np.array([3, 7, 3, 7, 3]), x


@exercise.case
def one_class_reaches_far():
    x_train = np.array([[0.0], [10.0], [14.0], [16.0]])
    return x_train, np.array([0, 0, 1, 1]), np.array([[10.5], [9.0], [15.0]])


@exercise.case
def one_example_lies_far_from_its_class():
    x_train = np.array([[0.0], [8.0], [1.0], [9.0], [11.0], [10.0]])
    return x_train, np.array([0, 1, 0, 1, 0, 1]), np.array([[6.0], [2.0], [7.0]])


@exercise.case
def far_in_one_number_or_a_little_in_each():
    x_train = np.array([[0.0, 0.0, 0.0], [3.0, 3.0, 3.0]])
    return x_train, np.array([0, 1]), np.array([[4.0, 0.0, 0.0], [4.0, 4.0, 0.0], [5.0, 0.0, 0.0]])


@exercise.case
def three_classes_in_no_order():
    x_train = np.array([[9.0, 9.0], [1.0, 0.0], [0.0, 6.0], [8.0, 9.0], [0.0, 1.0], [0.0, 7.0]])
    x = np.array([[0.0, 5.0], [1.0, 1.0], [7.0, 8.0], [6.0, 9.0]])
    return x_train, np.array([40, 12, 7, 40, 12, 7]), x


@exercise.case
def one_new_row():
    return np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([4, 2]), np.array([[3.0, 4.0]])


@exercise.case
def pixels_between_0_and_1():
    x_train = np.array([[0.9, 0.1, 0.5], [0.2, 0.8, 0.5], [0.1, 0.9, 0.4]])
    return x_train, np.array([1, 3, 3]), np.array([[0.45, 0.55, 0.5], [0.7, 0.3, 0.5]])


@exercise.case
def whole_numbers():
    x_train = np.array([[0], [6], [6], [6], [8], [9]])
    return x_train, np.array([5, 5, 5, 5, 2, 2]), np.array([[6], [7], [1]])


@exercise.mistake("That finds the nearest single example. Compare with one mean for each class instead.")
def nearest_example(x_train, y_train, x):
    return y_train[((x[:, None, :] - x_train) ** 2).sum(axis=2).argmin(axis=1)]


def _labels_and_means(x_train, y_train):
    labels = np.unique(y_train)
    return labels, np.stack([x_train[y_train == label].mean(axis=0) for label in labels])


@exercise.mistake("Those are the labels of the farthest mean. Do you want the largest distance?")
def farthest_mean(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return labels[((x[:, None, :] - means) ** 2).sum(axis=2).argmax(axis=1)]


@exercise.mistake(
    "Differences above and below the mean cancel when you add them. What do you do to each difference first?"
)
def signed_difference(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return labels[(x[:, None, :] - means).sum(axis=2).argmin(axis=1)]


@exercise.mistake("argmin says which of your means is nearest: first, second and so on. Which label belongs to it?")
def number_of_the_mean(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return ((x[:, None, :] - means) ** 2).sum(axis=2).argmin(axis=1)


@exercise.mistake(
    "Your means stand in one order and your labels in another. Which label does the first of your means belong to?"
)
def labels_in_order_of_appearance(x_train, y_train, x):
    _, means = _labels_and_means(x_train, y_train)
    labels = np.array(list(dict.fromkeys(y_train.tolist())))
    return labels[((x[:, None, :] - means) ** 2).sum(axis=2).argmin(axis=1)]


@exercise.mistake("A class without examples has no mean: nan came in. Which labels really occur in y_train?")
def ten_classes_always(x_train, y_train, x):
    means = np.stack([x_train[y_train == label].mean(axis=0) for label in range(10)])
    return ((x[:, None, :] - means) ** 2).sum(axis=2).argmin(axis=1)


@exercise.mistake("You compared with the sum of each class. A class with more examples gets a larger sum: divide.")
def sums_instead_of_means(x_train, y_train, x):
    labels = np.unique(y_train)
    sums = np.stack([x_train[y_train == label].sum(axis=0) for label in labels])
    return labels[((x[:, None, :] - sums) ** 2).sum(axis=2).argmin(axis=1)]


@exercise.mistake(
    "You add up the differences without their signs. In the squared distance one large difference "
    "counts more than several small ones."
)
def differences_not_squared(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return labels[np.abs(x[:, None, :] - means).sum(axis=2).argmin(axis=1)]


@exercise.mistake(
    "That looks at the largest difference only. Every pixel counts: what does the sum in the formula run over?"
)
def largest_difference_only(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return labels[np.abs(x[:, None, :] - means).max(axis=2).argmin(axis=1)]


@exercise.mistake("That is the median of each class. The mean is the sum divided by the number.")
def medians(x_train, y_train, x):
    labels = np.unique(y_train)
    medians = np.stack([np.median(x_train[y_train == label], axis=0) for label in labels])
    return labels[((x[:, None, :] - medians) ** 2).sum(axis=2).argmin(axis=1)]


@exercise.mistake(
    "The labels are right, but they are floats: np.zeros(len(x), dtype=int) makes room for whole numbers."
)
def labels_as_floats(x_train, y_train, x):
    return nearest_mean(x_train, y_train, x).astype(float)


OTHER_AXIS = "Your means differ in length. Over which axis do you take the mean?"


@exercise.mistake(OTHER_AXIS)
def means_of_rows_stacked(x_train, y_train, x):
    labels = np.unique(y_train)
    means = np.stack([x_train[y_train == label].mean(axis=1) for label in labels])
    return labels[((x[:, None, :] - means) ** 2).sum(axis=2).argmin(axis=1)]


@exercise.mistake(OTHER_AXIS)
def means_of_rows_in_an_array(x_train, y_train, x):
    labels = np.unique(y_train)
    means = np.array([x_train[y_train == label].mean(axis=1) for label in labels])
    return labels[((x[:, None, :] - means) ** 2).sum(axis=2).argmin(axis=1)]


@exercise.mistake(OTHER_AXIS)
def means_of_rows_one_by_one(x_train, y_train, x):
    means = {label: x_train[y_train == label].mean(axis=1) for label in np.unique(y_train)}
    return np.array([min(means, key=lambda label: ((row - means[label]) ** 2).sum()) for row in x])


@exercise.mistake("Those are the distances, one for each class. Which label has the smallest one in each row?")
def distances_themselves(x_train, y_train, x):
    labels, means = _labels_and_means(x_train, y_train)
    return ((x[:, None, :] - means) ** 2).sum(axis=2)
