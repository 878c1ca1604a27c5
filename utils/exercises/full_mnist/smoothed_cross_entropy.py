import math

import numpy as np

from utils.exercises.exercise import Exercise


def smoothed_cross_entropy(z, y, smoothing):
    """Mean cross-entropy, in nats, of logits z (m, n) with smoothed targets for labels y (m,).

    A target gives smoothing / n to every digit, and 1 - smoothing more to the right one.
    """
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    targets = np.full(z.shape, smoothing / z.shape[1])
    targets[np.arange(len(y)), y] += 1 - smoothing
    return -(targets * log_p).sum(axis=1).mean()


exercise = Exercise(
    smoothed_cross_entropy,
    hints=(
        "Two steps: the logarithms of softmax, as in the lesson on softmax, and targets of the same shape as z.",
        "Each row of the targets is smoothing / n everywhere, plus 1 - smoothing at the right digit.",
        "The loss of one image is minus the sum of targets times log probabilities. Then the mean.",
    ),
    equivalent={
        "the result has no sign": "a loss is never below 0",
        "the result is cut off below": "a loss is never below 0",
    },
)


@exercise.also_right
def smoothed_cross_entropy_by_two_means(z, y, smoothing):
    from scipy.special import log_softmax

    log_p = log_softmax(z, axis=1)
    plain = -log_p[np.arange(len(y)), y].mean()
    return (1 - smoothing) * plain - smoothing * log_p.mean()


@exercise.also_right
def smoothed_cross_entropy_by_loops(z, y, smoothing):
    total, (m, n) = 0.0, z.shape
    for i in range(m):
        highest = max(z[i])
        log_sum = highest + math.log(sum(math.exp(score - highest) for score in z[i]))
        for j in range(n):
            target = smoothing / n + (1 - smoothing if j == y[i] else 0)
            total += target * (log_sum - z[i, j])
    return total / m


@exercise.also_right
def smoothed_cross_entropy_by_one_hot(z, y, smoothing):
    targets = np.eye(z.shape[1])[y] * (1 - smoothing) + smoothing / z.shape[1]
    log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    return np.mean(-np.sum(targets * log_p, axis=1))


@exercise.case
def three_digits():
    z = np.round(np.random.default_rng(9).normal(0, 2, size=(3, 10)), 1)
    return z, np.array([3, 0, 7]), 0.1


@exercise.case
def five_classes():
    return np.array([[1.0, 2.0, 0.0, -1.0, 0.5], [3.0, 0.0, 0.0, 1.0, 2.0]]), np.array([1, 4]), 0.3


@exercise.case
def four_classes_without_smoothing():
    return np.array([[2.0, 0.0, -1.0, 0.5], [0.0, 1.0, 3.0, 0.0]]), np.array([0, 1]), 0.0


@exercise.case
def scores_of_thousands():
    z = np.zeros((2, 10))
    z[0, 4], z[1, 2] = 1000.0, 2000.0
    return z, np.array([4, 2]), 0.2


@exercise.case
def all_scores_far_below_zero():
    return np.array([[-2000.0, -2001.0, -2003.0], [-1500.0, -1498.5, -1499.0]]), np.array([2, 0]), 0.1


@exercise.case
def one_image_twelve_classes():
    z = np.round(np.random.default_rng(10).normal(0, 2, size=(1, 12)), 1)
    return z, np.array([11]), 0.15


@exercise.case
def whole_numbers():
    return np.array([[3, 1, 0], [0, 2, 5], [1, 1, 4], [2, 0, 0]]), np.array([2, 0, 2, 1]), 0.3


def _log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def _against(targets, z):
    return -np.mean(np.sum(targets * _log_softmax(z), axis=1))


def _one_hot(z, y):
    return np.eye(z.shape[1])[y]


@exercise.mistake("The right digit keeps its 1, so a target adds up to more than 1. Where is the share taken from?")
def more_than_one_in_all(z, y, smoothing):
    return _against(_one_hot(z, y) + smoothing / z.shape[1], z)


@exercise.mistake("Your target adds up to less than 1. The right digit gets its part of the even share, too.")
def less_than_one_in_all(z, y, smoothing):
    targets = np.full(z.shape, smoothing / z.shape[1])
    targets[np.arange(len(y)), y] = 1 - smoothing
    return _against(targets, z)


@exercise.mistake("You shared among the wrong digits only. Here all n get an equal part, the right one among them.")
def among_the_others(z, y, smoothing):
    targets = np.full(z.shape, smoothing / (z.shape[1] - 1))
    targets[np.arange(len(y)), y] = 1 - smoothing
    return _against(targets, z)


@exercise.mistake("Every digit got all of smoothing. It is shared: by how many?")
def all_of_it_to_each(z, y, smoothing):
    return _against((1 - smoothing) * _one_hot(z, y) + smoothing, z)


@exercise.mistake("You took from the right digit, and gave it to nobody.")
def only_shrunk(z, y, smoothing):
    return _against((1 - smoothing) * _one_hot(z, y), z)


@exercise.mistake("The other digits have a target above 0 now: they count in the sum.")
def only_the_right_digit(z, y, smoothing):
    right = 1 - smoothing + smoothing / z.shape[1]
    return _against(right * _one_hot(z, y), z)


@exercise.mistake("You smoothed the network's probabilities. The targets are what changes.")
def probabilities_smoothed(z, y, smoothing):
    p = (1 - smoothing) * np.exp(_log_softmax(z)) + smoothing / z.shape[1]
    return -np.mean(np.log(p[np.arange(len(y)), y]))


@exercise.mistake("This is the plain cross-entropy. Where does smoothing come in?")
def not_smoothed(z, y, smoothing):
    return _against(_one_hot(z, y), z)


@exercise.mistake("This is the sum over the images. Their mean is meant.")
def summed(z, y, smoothing):
    return len(y) * smoothed_cross_entropy(z, y, smoothing)


@exercise.mistake("You took the mean over digits, too. Over the digits it is a sum.")
def mean_of_all_numbers(z, y, smoothing):
    return smoothed_cross_entropy(z, y, smoothing) / z.shape[1]


@exercise.mistake("A loss is never below 0. What is the sign of the logarithm of a probability?")
def sign_forgotten(z, y, smoothing):
    return -smoothed_cross_entropy(z, y, smoothing)


@exercise.mistake("You shared by ten. How many classes do these logits have?")
def for_ten_classes_only(z, y, smoothing):
    return _against((1 - smoothing) * _one_hot(z, y) + smoothing / 10, z)


@exercise.mistake("Large scores became nan: subtract each row's maximum first, as softmax does.")
def overflowing(z, y, smoothing):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    targets = (1 - smoothing) * _one_hot(z, y) + smoothing / z.shape[1]
    return -np.mean(np.sum(targets * np.log(p), axis=1))


@exercise.mistake(
    "A probability became 0, and its logarithm infinite. The logarithm of a softmax needs no softmax: log-sum-exp "
    "gives it."
)
def log_of_zero(z, y, smoothing):
    targets = (1 - smoothing) * _one_hot(z, y) + smoothing / z.shape[1]
    return -np.mean(np.sum(targets * np.log(np.exp(_log_softmax(z))), axis=1))


@exercise.mistake("These are the losses of the images. What makes one number of them?")
def one_loss_an_image(z, y, smoothing):
    targets = (1 - smoothing) * _one_hot(z, y) + smoothing / z.shape[1]
    return -np.sum(targets * _log_softmax(z), axis=1)


@exercise.mistake("The right digit got smoothing, and all share the rest. Which way round is it?")
def share_swapped(z, y, smoothing):
    return _against(smoothing * _one_hot(z, y) + (1 - smoothing) / z.shape[1], z)
