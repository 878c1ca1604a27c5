from collections.abc import Iterator

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise


def shuffled_batches(m, batch_size, rng):
    """A list with the indices of the images of each step of one epoch, in an order drawn by rng."""
    order = rng.permutation(m)
    return [order[i : i + batch_size] for i in range(0, m, batch_size)]


exercise = Exercise(
    shuffled_batches,
    hints=(
        "Two steps: first all indices 0 to m-1 in a new order, then cut this row into pieces.",
        "rng.permutation(m) gives the indices in a new order. order[i : i + batch_size] is one piece; a slice that "
        "reaches over the end stops there.",
    ),
    equivalent={
        "the result has no sign": "an index is not negative",
        "the result is cut off below": "an index is not negative",
    },
)

EPOCHS = 30  # in as many, chance alone puts far more than two images into each place


def _in_whole_numbers(batches):
    if isinstance(batches, np.ndarray) and batches.ndim == 1 and batches.dtype != object:
        raise NotYet("One row of numbers came back. A list is meant, with one array of indices for each step.")
    if isinstance(batches, Iterator):
        raise NotYet("A generator came back, and it can be used only once. A list is meant: list(...) makes one.")
    if not isinstance(batches, list | tuple | np.ndarray):
        raise NotYet("A list is meant, with one array of indices for each step.")
    return [np.asarray(batch).reshape(-1) for batch in batches]


@exercise.observe
def sizes_and_indices(result, m, batch_size, rng):
    """The sizes of the batches and the sorted indices in them; NotYet if chance had no say in their order."""
    batches = _in_whole_numbers(result)
    together = np.concatenate(batches) if batches else np.array([], dtype=int)
    if together.dtype.kind not in "iu":
        raise NotYet(f"The indices have dtype {together.dtype}. An index is a whole number.")
    sizes = [len(batch) for batch in batches]
    if len(together) and (together.min() < 0 or together.max() >= m):
        raise NotYet(f"Yours run from {together.min()} to {together.max()}. The indices run from 0 to m - 1.")
    if len(together) < m or len(np.unique(together)) < m:
        missing = m - len(np.intersect1d(together, np.arange(m)))
        are = "is" if missing == 1 else "are"
        raise NotYet(f"{missing} of the {m} images {are} in no batch. In an epoch, each image has its turn once.")
    if sizes[-1] == 0:
        raise NotYet("The last batch is empty. Where should the cutting end?")
    if np.array_equal(together, np.arange(m)):
        raise NotYet("The images stand in their old order. What should rng do with them?")
    in_a_row = [np.all(np.diff(batch) == 1) for batch in batches if len(batch) > 1]
    if in_a_row and np.mean(in_a_row) > 0.5:  # a rotated order tears one batch apart
        raise NotYet("Only the batches changed places: inside each, neighbors stayed neighbors. Shuffle the images.")
    if sizes[0] < sizes[-1] == batch_size:
        raise NotYet("The short batch comes last. Yours comes first.")
    if 1 < batch_size < m and all(np.ptp(batch // batch_size) == 0 for batch in batches):
        raise NotYet(
            "Each batch still holds its old neighbors, only in another order. Shuffle all m indices first, then cut."
        )
    return [sizes, np.sort(together)]


@exercise.call_again
def a_new_order_each_epoch(answer, result, m, batch_size, rng):
    """NotYet unless each epoch has another order, the same seed the same one, and all images take part."""
    orders = _orders(answer, m, batch_size, EPOCHS)
    if np.array_equal(orders[0], orders[1]):
        raise NotYet("Two epochs got the same order. Do you use the rng that is given, or one of your own?")
    if not np.array_equal(orders[0], _orders(answer, m, batch_size, 1)[0]):
        raise NotYet("The same seed gave two different orders. Does all chance come from rng?")
    for place, name in ((0, "first"), (-1, "last")):
        if len({order[place] for order in orders}) <= 2:
            raise NotYet(f"In {EPOCHS} epochs, the {name} image was nearly always the same. Shuffle all m indices.")


def _orders(answer, m, batch_size, epochs):
    rng = np.random.default_rng(9)
    return [np.concatenate(_in_whole_numbers(answer(m, batch_size, rng))) for _ in range(epochs)]


@exercise.also_right
def shuffled_batches_by_shuffle(m, batch_size, rng):
    order = list(range(m))
    rng.shuffle(order)
    batches = []
    while order:
        batches.append(order[:batch_size])
        order = order[batch_size:]
    return batches


@exercise.also_right
def shuffled_batches_by_split(m, batch_size, rng):
    order = rng.choice(m, size=m, replace=False)
    return np.split(order, range(batch_size, m, batch_size))


@exercise.also_right
def shuffled_batches_by_sorting(m, batch_size, rng):
    order = np.argsort(rng.random(m))
    return tuple(order[i * batch_size : (i + 1) * batch_size] for i in range(int(np.ceil(m / batch_size))))


@exercise.case
def ten_images():
    return 10, 4, np.random.default_rng(1)


@exercise.case
def fifty_images():
    return 50, 16, np.random.default_rng(2)


@exercise.case
def forty_images():
    return 40, 8, np.random.default_rng(3)


@exercise.case
def one_by_one():
    return 12, 1, np.random.default_rng(4)


@exercise.case
def all_at_once():
    return 20, 20, np.random.default_rng(5)


@exercise.case
def fewer_than_a_batch():
    return 20, 32, np.random.default_rng(6)


@exercise.mistake("You made the batches equally large. All but the last should have batch_size images.")
def equal_parts(m, batch_size, rng):
    return np.array_split(rng.permutation(m), -(-m // batch_size))


@exercise.mistake("You took batch_size for the number of batches. It is the number of images in a batch.")
def size_taken_for_number(m, batch_size, rng):
    return np.array_split(rng.permutation(m), batch_size)


@exercise.mistake("rng.shuffle changes the array in place and returns None; rng.permutation returns a new one.")
def shuffle_gives_nothing_back(m, batch_size, rng):
    order = rng.shuffle(np.arange(m))
    return [order[i : i + batch_size] for i in range(0, m, batch_size)]


@exercise.refused("The images stand in their old order. What should rng do with them?")
def old_order(m, batch_size, rng):
    return [np.arange(m)[i : i + batch_size] for i in range(0, m, batch_size)]


@exercise.refused("images are in no batch. In an epoch, each image has its turn once.")
def last_batch_lost(m, batch_size, rng):
    order = rng.permutation(m)
    return [order[i * batch_size : (i + 1) * batch_size] for i in range(m // batch_size)]


@exercise.refused("in no batch. In an epoch, each image has its turn once.")
def with_replacement(m, batch_size, rng):
    return [rng.integers(0, m, size=len(batch)) for batch in old_order(m, batch_size, rng)]


@exercise.refused("Two epochs got the same order. Do you use the rng that is given, or one of your own?")
def a_generator_of_its_own(m, batch_size, rng):
    return shuffled_batches(m, batch_size, np.random.default_rng(0))


@exercise.refused("The same seed gave two different orders. Does all chance come from rng?")
def a_generator_without_seed(m, batch_size, rng):
    return shuffled_batches(m, batch_size, np.random.default_rng())


@exercise.refused("Only the batches changed places")
def only_batches_shuffled(m, batch_size, rng):
    batches = old_order(m, batch_size, rng)
    return [batches[i] for i in np.random.default_rng(1).permutation(len(batches))[::-1]]


@exercise.refused("Each batch still holds its old neighbors, only in another order.")
def shuffled_inside_each_batch(m, batch_size, rng):
    return [rng.permutation(batch) for batch in old_order(m, batch_size, rng)]


@exercise.refused("Each batch still holds its old neighbors, only in another order.")
def shuffled_inside_and_between(m, batch_size, rng):
    batches = shuffled_inside_each_batch(m, batch_size, rng)
    rng.shuffle(full := batches[: m // batch_size])
    return full + batches[m // batch_size :]


@exercise.refused("The indices run from 0 to m - 1.")
def indices_from_one(m, batch_size, rng):
    return [batch + 1 for batch in shuffled_batches(m, batch_size, rng)]


@exercise.refused("The last batch is empty.")
def an_empty_batch_at_the_end(m, batch_size, rng):
    order = rng.permutation(m)
    return [order[i : i + batch_size] for i in range(0, m + batch_size, batch_size)]


@exercise.refused("The short batch comes last.")
def short_batch_first(m, batch_size, rng):
    return shuffled_batches(m, batch_size, rng)[::-1]


@exercise.refused("A generator came back, and it can be used only once.")
def a_generator_of_batches(m, batch_size, rng):
    order = rng.permutation(m)
    return (order[i : i + batch_size] for i in range(0, m, batch_size))


@exercise.refused("1 of the 10 images is in no batch.")
def one_image_lost(m, batch_size, rng):
    order = rng.permutation(m)[:-1]
    return [order[i : i + batch_size] for i in range(0, m, batch_size)]


@exercise.refused("One row of numbers came back. A list is meant")
def one_long_row(m, batch_size, rng):
    return rng.permutation(m)


@exercise.refused("Only the batches changed places")
def begun_somewhere_else(m, batch_size, rng):
    order = np.roll(np.arange(m), rng.integers(1, m))
    return [order[i : i + batch_size] for i in range(0, m, batch_size)]


@exercise.refused("the last image was nearly always the same.")
def only_full_batches_shuffled(m, batch_size, rng):
    full = m - m % batch_size
    order = np.concatenate([rng.permutation(full), np.arange(full, m)])
    return [order[i : i + batch_size] for i in range(0, m, batch_size)]
