import numpy as np

from utils.exercises.exercise import Exercise


def softmax_cross_entropy(z, y):
    """Mean cross-entropy of logits z (m, n) for labels y (m,), and its slopes dz (m, n): loss, dz."""
    m = len(y)
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[np.arange(m), y] -= 1
    return float(-log_p[np.arange(m), y].mean()), dz / m


exercise = Exercise(
    softmax_cross_entropy,
    hints=(
        "Both were exercises of the lesson on softmax: the loss from logits, and its gradient (p - y) / m. Here they "
        "share the work.",
        "Subtract each row's maximum. The logarithm of each probability is then the shifted score minus the "
        "logarithm of the row's sum of powers.",
        "With these logarithms log_p: the loss is minus the mean of log_p[np.arange(m), y]. For dz, take "
        "np.exp(log_p), subtract 1 at the labels, and divide by m.",
    ),
    equivalent={"the result is cut off below": "a loss is never below 0, and a slope never below -1"},
)


@exercise.also_right
def softmax_cross_entropy_by_one_hot(z, y):
    m, n = z.shape
    powers = np.exp(z - z.max(axis=1)[:, None])
    p = powers / powers.sum(axis=1)[:, None]
    log_sum = z.max(axis=1) + np.log(powers.sum(axis=1))
    one_hot = np.eye(n)[y]
    return np.mean(log_sum - (z * one_hot).sum(axis=1)), (p - one_hot) / m


@exercise.also_right
def softmax_cross_entropy_by_scipy(z, y):
    from scipy.special import log_softmax

    log_p = log_softmax(z, axis=1)
    one_hot = np.eye(z.shape[1])[y]
    return -np.sum(log_p * one_hot) / len(y), (np.exp(log_p) - one_hot) / len(y)


@exercise.also_right
def softmax_cross_entropy_by_two_functions(z, y):
    from utils.exercises.softmax.cross_entropy_from_logits import cross_entropy_from_logits
    from utils.exercises.softmax.softmax_gradient import softmax_gradient

    return cross_entropy_from_logits(z, y), softmax_gradient(z, y)


@exercise.also_right
def softmax_cross_entropy_by_loops(z, y):
    loss, dz = 0.0, np.zeros(z.shape)
    for i, label in enumerate(y):
        scores = z[i] - max(z[i])
        total = sum(np.exp(scores))
        loss += (np.log(total) - scores[label]) / len(y)
        for j in range(len(scores)):
            dz[i, j] = (np.exp(scores[j]) / total - (j == label)) / len(y)
    return loss, dz


# No case is square, and none has ten classes: neither a missing keepdims nor np.eye(10) may go through by luck.
@exercise.case
def three_images_four_classes():
    return np.array([[2.0, 1.0, 0.0, -1.0], [0.5, 0.25, 3.0, 1.0], [1.0, 1.5, -2.0, 0.0]]), np.array([0, 1, 3])


@exercise.case
def two_guesses():
    return np.zeros((2, 3)), np.array([2, 0])


@exercise.case
def a_score_of_2000():
    return np.array([[2000.0, 0.0, 1000.0], [0.0, 1.0, 2.0]]), np.array([2, 1])


@exercise.case
def whole_numbers():
    return np.array([[3, 1, 0], [0, 2, 5], [1, 1, 4], [2, 0, 0]]), np.array([2, 0, 2, 1])


@exercise.case
def one_image_five_classes():
    return np.array([[0.5, -1.0, 2.0, 0.0, 1.5]]), np.array([3])


@exercise.case
def all_scores_far_below_zero():
    return np.array([[-2000.0, -2001.0, -2003.0], [-1500.0, -1498.5, -1499.0]]), np.array([1, 2])


@exercise.case
def sure_and_right():
    return np.array([[1000.0, 0.0, -5.0, 2.0], [0.0, -1000.0, 900.0, 1.0]]), np.array([0, 2])


@exercise.mistake("A score of 2000 became nan: e to that power is too large. What may you subtract from a row first?")
def overflowing(z, y):
    m = len(y)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


@exercise.mistake(
    "A label whose probability was rounded to 0 has an infinite loss. The lesson on softmax goes from the logits to "
    "the loss without the probability: how?"
)
def logarithm_of_zero(z, y):
    m = len(y)
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


NO_MEAN = (
    "The loss is a mean over m images, but your slopes are those of the losses added up. What does each row of dz lack?"
)


@exercise.mistake(NO_MEAN)
def slopes_of_the_sum(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz * len(y)


@exercise.mistake(NO_MEAN)
def slopes_of_the_sum_overflowing(z, y):
    loss, dz = overflowing(z, y)
    return loss, dz * len(y)


@exercise.mistake(NO_MEAN)
def slopes_of_the_sum_of_a_lost_logarithm(z, y):
    loss, dz = logarithm_of_zero(z, y)
    return loss, dz * len(y)


@exercise.mistake("The losses are added up, and the slopes are those of a mean. Which is meant?")
def losses_added_up(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss * len(y), dz


@exercise.mistake("You added up the losses of all images. A mean does not grow with the batch.")
def all_added_up(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss * len(y), dz * len(y)


@exercise.mistake("You divided the slopes by all numbers of z. The mean is over images: how many are there?")
def divided_by_all_numbers(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz / z.shape[1]


@exercise.mistake("The signs of dz are flipped. If the label's score grows, the loss falls: its slope is below zero.")
def label_minus_probability(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, -dz


@exercise.mistake("The loss is below zero. What sign does the logarithm of a probability have?")
def loss_below_zero(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return -loss, dz


@exercise.mistake("dz is p / m. Every slope is positive, as if all scores had to fall. Which one should rise?")
def probabilities_only(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz + np.eye(z.shape[1])[y] / len(y)


@exercise.mistake("dz is zero except at the label. The other scores raise the loss, too: what are their slopes?")
def only_the_label_learns(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz * np.eye(z.shape[1])[y]


@exercise.mistake("np.eye(10) makes ten places, but there are fewer classes here. Where do you find n in z.shape?")
def ten_classes_for_any(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, (dz + np.eye(z.shape[1])[y] / len(y)) - np.eye(10)[y] / len(y)


@exercise.mistake("The columns add up to 1, but the rows should: which axis is one image?")
def softmax_down_the_columns(z, y):
    m = len(y)
    powers = np.exp(z - z.max(axis=0))
    p = powers / powers.sum(axis=0)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


WHICH_AXIS = "Each row is one image, and its probabilities add up to 1. Along which axis do max and sum have to go?"


@exercise.mistake(WHICH_AXIS)
def maximum_down_the_columns(z, y):
    m = len(y)
    powers = np.exp(z - z.max(axis=0))
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


@exercise.mistake(WHICH_AXIS)
def sum_down_the_columns(z, y):
    m = len(y)
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=0)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


@exercise.mistake(WHICH_AXIS)
def sum_of_logits_down_the_columns(z, y):
    m = len(y)
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=0))
    return -log_p[np.arange(m), y].mean(), (np.exp(log_p) - np.eye(z.shape[1])[y]) / m


@exercise.mistake(
    "An array (m, n) met one of shape (m,). Did max or sum drop an axis, or do plain labels stand where "
    "one place in each row is meant?"
)
def axes_forgotten_to_be_kept(z, y):
    shifted = z - z.max(axis=1)
    return shifted, shifted


EACH_ROW_ITS_OWN = (
    "You subtracted the largest score of the whole batch, and a row far below it lost all its powers. Whose maximum "
    "does each row need?"
)


@exercise.mistake(EACH_ROW_ITS_OWN)
def one_maximum_for_all(z, y):
    m = len(y)
    shifted = z - z.max()
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(m), y].mean(), (np.exp(log_p) - np.eye(z.shape[1])[y]) / m


@exercise.mistake(EACH_ROW_ITS_OWN)
def one_maximum_for_all_probabilities(z, y):
    m = len(y)
    powers = np.exp(z - z.max())
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(m), y]).mean(), (p - np.eye(z.shape[1])[y]) / m


def _floor(least):
    def floor_under_the_probability(z, y):
        m = len(y)
        _, dz = softmax_cross_entropy(z, y)
        p = dz * m + np.eye(z.shape[1])[y]
        return -np.log(p[np.arange(m), y] + least).mean(), dz

    return floor_under_the_probability


FLOOR = (
    "The little number under the logarithm hides how wrong the network is: past it, the loss does not grow any more. "
    "The lesson on softmax goes from the logits to the loss without the probability: how?"
)


for least in (1e-07, 1e-08, 1e-09, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20):
    exercise.mistake(FLOOR)(_floor(least))


ONE_LABEL_A_ROW = (
    "[:, y] takes every label's column in every row. Each row has one label: how do you name a row and its column "
    "together?"
)


@exercise.mistake(ONE_LABEL_A_ROW)
def every_label_in_every_row(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    p = dz * len(y) + np.eye(z.shape[1])[y]
    p[:, y] -= 1
    return loss, p / len(y)


@exercise.mistake(ONE_LABEL_A_ROW)
def every_label_in_the_loss(z, y):
    log_p = z - np.logaddexp.reduce(z, axis=1)[:, None]
    return -log_p[:, y].mean(), softmax_cross_entropy(z, y)[1]


@exercise.mistake(ONE_LABEL_A_ROW)
def every_label_everywhere(z, y):
    return every_label_in_the_loss(z, y)[0], every_label_in_every_row(z, y)[1]


@exercise.mistake("You took the place before the label's. Labels begin at 0, as places do.")
def labels_counted_from_one(z, y):
    return softmax_cross_entropy(z, y - 1)


@exercise.mistake("You subtracted 1 from every class. Which one does the one-hot label hold?")
def one_from_every_class(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz + (np.eye(z.shape[1])[y] - 1) / len(y)


@exercise.mistake("dz has one row for the whole batch. Each image needs its own slopes on its way back.")
def mean_of_the_batch(z, y):
    loss, dz = softmax_cross_entropy(z, y)
    return loss, dz.sum(axis=0)


LOSS_AND_SLOPES = "Two things come back, in this order: the loss, one number, and dz, an array like z."


@exercise.mistake(LOSS_AND_SLOPES)
def slopes_first(z, y):
    return softmax_cross_entropy(z, y)[::-1]


@exercise.mistake(LOSS_AND_SLOPES)
def loss_alone(z, y):
    return softmax_cross_entropy(z, y)[0]
