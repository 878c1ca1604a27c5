import numpy as np

from utils.exercises.exercise import Exercise


def count_steps(m, batch_size):
    """How many steps an epoch over m images takes, and how many images the last step gets."""
    steps = -(-m // batch_size)
    return steps, m - (steps - 1) * batch_size


exercise = Exercise(
    count_steps,
    hints=(
        "With 10 images and a batch size of 4, write the batches down: 4, 4, and then?",
        "The number of steps is m / batch_size, rounded up. The last step gets what the steps before it leave.",
    ),
    equivalent={
        "the result has no sign": "neither number is negative",
        "the result is cut off below": "neither number is negative",
    },
)


@exercise.also_right
def count_steps_by_loop(m, batch_size):
    steps, left = 1, m
    while left > batch_size:
        steps, left = steps + 1, left - batch_size
    return steps, left


@exercise.also_right
def count_steps_by_ceil(m, batch_size):
    return int(np.ceil(m / batch_size)), m % batch_size or batch_size


@exercise.case
def ten_by_fours():
    return 10, 4


@exercise.case
def the_classic_epoch():
    return 5000, 32


@exercise.case
def nothing_left_over():
    return 96, 32


@exercise.case
def one_batch_is_too_large():
    return 20, 32


@exercise.case
def exactly_one_batch():
    return 32, 32


@exercise.case
def one_by_one():
    return 7, 1


@exercise.case
def one_image_left_over():
    return 10_001, 5000


@exercise.mistake("You counted the full batches only. What becomes of the images that are left?")
def whole_batches_only(m, batch_size):
    return m // batch_size, batch_size


@exercise.mistake("You always add a step for the rest. What if nothing is left over, as with 96 images at 32?")
def always_one_more(m, batch_size):
    return m // batch_size + 1, m % batch_size


@exercise.mistake(
    "The steps are right. But 96 images at 32 leave no rest: how many images does the last step get then?"
)
def remainder_as_last(m, batch_size):
    return -(-m // batch_size), m % batch_size


@exercise.mistake("The steps are right. How many images are left when all but the last are done?")
def last_is_full(m, batch_size):
    return -(-m // batch_size), batch_size


@exercise.mistake("The steps are right. How many images are left when all but the last are done?")
def last_is_full_or_all(m, batch_size):
    return -(-m // batch_size), min(m, batch_size)


@exercise.mistake("np.ceil gives a float. A number of steps is whole: int(...) makes it so.")
def steps_as_float(m, batch_size):
    return np.ceil(m / batch_size), m % batch_size or batch_size


@exercise.mistake("The two are swapped. The number of steps comes first.")
def last_before_steps(m, batch_size):
    return count_steps(m, batch_size)[::-1]
