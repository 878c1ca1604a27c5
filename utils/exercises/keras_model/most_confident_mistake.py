import numpy as np

from utils.exercises.exercise import Exercise


def most_confident_mistake(z, y):
    """Index of the image whose wrong answer has the highest probability; logits z (m, 10), labels y (m,)."""
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    confidence = (exponentials / exponentials.sum(axis=1, keepdims=True)).max(axis=1)
    wrong = z.argmax(axis=1) != y
    return int(np.argmax(np.where(wrong, confidence, 0)))


exercise = Exercise(
    most_confident_mistake,
    hints=(
        "Which images are wrong: compare the digits z.argmax(axis=1) with y. How sure is each answer: the largest "
        "probability of its row.",
        "np.where(wrong, confidence, 0).argmax() looks at the wrong ones and keeps their places.",
    ),
    equivalent={
        "exponentials.sum(axis=1, keepdims=True) -> exponentials.mean(axis=1, keepdims=True)": "the order is the same",
        "the result has no sign": "an index is not negative",
        "the result is cut off below": "an index is not negative",
    },
)


@exercise.also_right
def most_confident_mistake_by_index(z, y):
    p = np.exp(z - z.max(axis=1)[:, None])
    p /= p.sum(axis=1)[:, None]
    mistakes = np.flatnonzero(p.argmax(axis=1) != y)
    return mistakes[p[mistakes].max(axis=1).argmax()]


def _answers(*images):
    """Logits of images, given as (digit, its logit, the logit of the nine others)."""
    z = np.array([[others] * 10 for _, _, others in images], dtype="float32")
    for row, (digit, logit, _) in zip(z, images, strict=True):
        row[digit] = logit
    return z


@exercise.case
def four_answers():
    """The surest answer is right; the highest logit stands in a row that is not the surest mistake."""
    return _answers((3, 9, 0), (1, 21, 20), (7, 4, 0), (0, 0.5, 0)), np.array([3, 8, 4, 1])


@exercise.case
def one_image():
    return np.array([[0.2, 0.0, 0.1, 0.3, 0.0, 0.1, 0.0, 0.2, 0.0, 0.1]]), np.array([8])


@exercise.case
def three_hesitations():
    """All mistakes, and none surer than 1 in 5."""
    return _answers((3, 0.2, 0), (7, 0.7, 0), (1, 0.5, 0)), np.array([5, 2, 2])


@exercise.case
def two_nearly_as_sure():
    """The surest mistakes differ in the third digit of their probabilities."""
    return _answers((2, 9.0, 0), (4, 7.5, 0), (6, 7.7, 0), (8, 5.0, 0)), np.array([2, 5, 1, 0])


@exercise.case
def scores_far_from_0():
    """Exponentials of such logits are infinite or 0 unless the largest of the row is taken away first."""
    z = _answers((1, 900.5, -900), (5, -1002, -1005), (9, 801, 800), (0, -899, -901))
    z[0, 8] = 900
    return z, np.array([2, 6, 9, 1])


@exercise.case
def the_label_is_the_runner_up():
    """The label of the surest mistake has more probability than that of the other."""
    z = _answers((3, 7.0, 0), (4, 2.7, 0))
    z[0, 8] = 6.2
    return z, np.array([8, 2])


@exercise.case
def a_rival_far_above_the_rest():
    """The second image leaves only two digits in question, and is still less sure."""
    z = _answers((3, 2.7, 0), (4, 9.0, 0))
    z[1, 5] = 8.8
    return z, np.array([1, 0])


def _random_answers(seed):
    """Eight rows of logits at very different heights; every third label is right."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(8, 10)) * 3 + rng.normal(size=(8, 1)) * 10
    return z, np.where(np.arange(8) % 3 == 0, z.argmax(axis=1), (z.argmax(axis=1) + 1) % 10)


@exercise.case
def eight_answers():
    return _random_answers(44)


@exercise.case
def eight_more_answers():
    return _random_answers(46)


@exercise.case
def the_surest_mistake_comes_last():
    z, y = eight_more_answers()
    return np.concatenate([z, _answers((7, 30.0, 1.0))]), np.append(y, 2)


def _confidence(z):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return (p / p.sum(axis=1, keepdims=True)).max(axis=1)


@exercise.mistake("That is the surest answer of all, and it is right. How do you leave the right ones out?")
def most_confident_of_all(z, y):
    return int(_confidence(z).argmax())


@exercise.mistake("That is the most hesitant mistake. Which one is the surest?")
def least_confident_mistake(z, y):
    return int(np.argmin(np.where(z.argmax(axis=1) != y, _confidence(z), 2)))


@exercise.mistake("You counted among the mistakes only. Which place does that image have among all?")
def place_among_the_mistakes(z, y):
    return int(_confidence(z[z.argmax(axis=1) != y]).argmax())


@exercise.mistake("You took the highest logit. When all ten are high, how sure is the network?")
def highest_logit(z, y):
    return int(np.argmax(np.where(z.argmax(axis=1) != y, z.max(axis=1), -np.inf)))


@exercise.mistake(
    "You looked for the label with the least probability. The surest mistake "
    "has the highest probability for a wrong digit."
)
def least_probable_label(z, y):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return int((p / p.sum(axis=1, keepdims=True))[np.arange(len(y)), y].argmin())


@exercise.mistake("The softmax ran down the columns. Which axis is one image?")
def softmax_down_the_columns(z, y):
    p = np.exp(z - z.max(axis=0))
    return int(np.argmax(np.where(z.argmax(axis=1) != y, (p / p.sum(axis=0)).max(axis=1), 0)))


@exercise.mistake("Logits far from 0 became nan. What does a safe softmax subtract first?")
def overflowing(z, y):
    confidence = (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)).max(axis=1)
    return int(np.argmax(np.where(z.argmax(axis=1) != y, confidence, 0)))


@exercise.mistake("You took the lead over the second digit. How probable is the answer itself?")
def largest_lead(z, y):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    second, first = np.sort(p / p.sum(axis=1, keepdims=True), axis=1)[:, -2:].T
    return int(np.argmax(np.where(z.argmax(axis=1) != y, first - second, 0)))
