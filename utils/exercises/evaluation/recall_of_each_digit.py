import numpy as np

from utils.exercises.exercise import Exercise


def recall_of_each_digit(counts):
    """Share of each digit's images that was read right; counts (n, n): row is the label, column the answer."""
    return counts.diagonal() / counts.sum(axis=1)


exercise = Exercise(
    recall_of_each_digit,
    hints=(
        "Take the label 5 alone: in which line of the matrix do all its images stand, and which cell counts the "
        "right ones?",
        "counts.diagonal() holds the right ones. counts.sum(axis=...) adds up lines; axis=0 adds down the columns.",
    ),
    equivalent={
        "the result is cut off above": "no share is above 1",
        "the result is cut off below": "no share is negative",
        "the result has no sign": "no share is negative",
    },
)


@exercise.also_right
def recall_by_loop(counts):
    return np.array([counts[digit, digit] / sum(counts[digit]) for digit in range(len(counts))])


@exercise.also_right
def recall_by_trace(counts):
    return np.diag(counts / counts.sum(axis=1, keepdims=True))


@exercise.case
def three_digits():
    return (np.array([[8, 2, 0], [1, 6, 3], [0, 0, 5]]),)


@exercise.case
def ten_digits():
    rng = np.random.default_rng(3)
    return (rng.integers(0, 30, size=(10, 10)) + 200 * np.eye(10, dtype=int),)


@exercise.case
def a_digit_never_read_right():
    return (np.array([[4, 0, 0, 1], [3, 0, 2, 0], [0, 1, 9, 0], [1, 1, 1, 7]]),)


@exercise.case
def two_digits():
    """Far more images of the second digit, and of the first one fewer right ones than wrong ones."""
    return (np.array([[70, 231], [1017, 68_944]]),)


@exercise.mistake(
    "That is precision: you divided by how often each digit was answered. Recall asks about the images "
    "that have its label. Are those a row or a column?"
)
def precision(counts):
    return counts.diagonal() / np.maximum(counts.sum(axis=0), 1)


@exercise.mistake("You divided by all images. How many of them bear this digit's label?")
def share_of_all_images(counts):
    return counts.diagonal() / counts.sum()


@exercise.mistake("That is the share that was missed. Recall is the share that was found.")
def missed(counts):
    return 1 - counts.diagonal() / counts.sum(axis=1)


@exercise.mistake("One number came back, the accuracy over all digits. Each digit has its own recall.")
def one_accuracy(counts):
    return counts.trace() / counts.sum()


WHOLE_NUMBERS = (
    "The fractions are gone. Which of the two, / or //, keeps them? Or did you fill an array of whole numbers, such as "
    "np.zeros_like(counts)?"
)


@exercise.mistake(WHOLE_NUMBERS)
def whole_numbers(counts):
    return counts.diagonal() // counts.sum(axis=1)


@exercise.mistake(WHOLE_NUMBERS)
def into_whole_numbers(counts):
    recall = np.zeros_like(counts.diagonal())
    for digit in range(len(counts)):
        recall[digit] = counts[digit, digit] / counts[digit].sum()
    return recall


@exercise.mistake(
    "You divided by the images read wrong. A share compares with all images of the digit, the right ones included."
)
def right_to_wrong(counts):
    return counts.diagonal() / (counts.sum(axis=1) - counts.diagonal() + 1e-12)


@exercise.mistake("All cells came back. On which cells are label and answer the same?")
def all_cells_divided(counts):
    return counts / counts.sum(axis=1, keepdims=True)


@exercise.mistake("These are percent. A share lies between 0 and 1.")
def in_percent(counts):
    return 100 * recall_of_each_digit(counts)


@exercise.mistake("Leave out the rounding: the check wants the shares as they are.")
def rounded(counts):
    return np.round(recall_of_each_digit(counts), 2)
