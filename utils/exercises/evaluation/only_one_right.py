import numpy as np

from utils.exercises.exercise import Exercise


def only_one_right(y, a, b):
    """How many images only a got right, and how many only b; labels y and answers a, b have shape (m,)."""
    right_a, right_b = a == y, b == y
    return int(np.sum(right_a & ~right_b)), int(np.sum(right_b & ~right_a))


exercise = Exercise(
    only_one_right,
    hints=(
        "Two questions for each image: is a right, is b right? Which of the four combinations do you want?",
        "right_a = a == y is True where a is right. With & for 'and' and ~ for 'not', np.sum counts what is True.",
    ),
    equivalent={
        "the result has no sign": "a number of images is not negative",
        "the result is cut off below": "a number of images is not negative",
    },
)


@exercise.also_right
def only_one_right_by_loop(y, a, b):
    only_a = only_b = 0
    for label, first, second in zip(y, a, b):
        if first == label and second != label:
            only_a += 1
        if second == label and first != label:
            only_b += 1
    return only_a, only_b


@exercise.also_right
def only_one_right_by_counts(y, a, b):
    both = np.count_nonzero((a == y) & (b == y))
    return np.count_nonzero(a == y) - both, np.count_nonzero(b == y) - both


@exercise.also_right
def only_one_right_by_pandas(y, a, b):
    import pandas as pd

    table = pd.crosstab(a == y, b == y).reindex(index=[False, True], columns=[False, True], fill_value=0)
    return table.loc[True, False], table.loc[False, True]


@exercise.case
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


@exercise.case
def two_hundred_images():
    return _two_readers(1)


@exercise.case
def two_hundred_others():
    return _two_readers(2)


@exercise.case
def the_second_reads_better():
    return np.array([0, 7, 0, 5, 5]), np.array([0, 1, 6, 3, 9]), np.array([8, 7, 0, 5, 5])


@exercise.case
def always_the_same_answer():
    return np.array([4, 2, 8]), np.array([4, 3, 8]), np.array([4, 3, 8])


@exercise.case
def one_image():
    return np.array([3]), np.array([3]), np.array([5])


@exercise.mistake("You counted all right answers of each. Leave out the images that both got right.")
def right_altogether(y, a, b):
    return int(np.sum(a == y)), int(np.sum(b == y))


@exercise.mistake("The two are swapped: first the images that only a got right.")
def only_the_other(y, a, b):
    return only_one_right(y, b, a)


@exercise.mistake(
    "You counted every image on which they disagree. When both are wrong, each with an answer of its own, who wins?"
)
def all_disagreements(y, a, b):
    return int(np.sum(a != b)), int(np.sum(a != b))


@exercise.mistake("You counted mistakes on images where they disagree. Must the other one be right there?")
def wrong_and_different(y, a, b):
    return int(np.sum((a != b) & (a != y))), int(np.sum((a != b) & (b != y)))


@exercise.mistake("You counted the images on which both are right, and both wrong. Those cannot tell them apart.")
def both_right_and_both_wrong(y, a, b):
    return int(np.sum((a == y) & (b == y))), int(np.sum((a != y) & (b != y)))


@exercise.mistake("These are shares. The test needs the numbers of images, so do not divide.")
def shares(y, a, b):
    only_a, only_b = only_one_right(y, a, b)
    return only_a / len(y), only_b / len(y)


@exercise.mistake("You added the two numbers. The test asks how they differ: return both.")
def both_together(y, a, b):
    return sum(only_one_right(y, a, b))


@exercise.mistake("The last image is missing. Where does your loop end?")
def last_image_forgotten(y, a, b):
    return only_one_right(y[:-1], a[:-1], b[:-1])


@exercise.mistake(
    "Python's and, or and if cannot look at an array image by image; & can. With &, put each comparison in "
    "parentheses: without them & is done before ==."
)
def without_parentheses(y, a, b):
    return np.sum(a == y & b != y), np.sum(b == y & a != y)


@exercise.mistake(
    "Your second number counts every image on which a is wrong and b says something else. Is b right there?"
)
def b_gets_what_a_misses(y, a, b):
    return int(np.sum((a == y) & (a != b))), int(np.sum((a != y) & (a != b)))
