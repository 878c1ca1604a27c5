import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise


def digit_pipeline(source, m, batch_size, seed):
    """Batches of a tf.data.Dataset of m pairs (image, label), each epoch in a new order that `seed` decides."""
    from utils.quiet_tensorflow import tf

    pairs = source.cache()
    mixed = pairs.shuffle(buffer_size=m, seed=seed)
    return mixed.batch(batch_size).prefetch(tf.data.AUTOTUNE)


exercise = Exercise(
    digit_pipeline,
    hints=(
        "Each method of a dataset returns a new one, so they can be chained: source.first(...).second(...).",
        "The order is that of the list in the lesson. shuffle takes the size of its buffer, and seed=.",
        "A buffer that holds all m images mixes them all: shuffle(m, seed=seed).",
    ),
    seconds=30.0,
    open_ended=True,
)


def one_epoch(pipeline, m):
    """The batches of one epoch: a list of arrays of image numbers. Raises NotYet if something is wrong with one."""
    batches, seen = [], 0
    for batch in pipeline:
        if not isinstance(batch, tuple) or len(batch) != 2:
            raise NotYet("A batch is meant to be a pair: images, and their labels.")
        images, labels = (np.asarray(part) for part in batch)
        if images.ndim != 3 or labels.ndim != 1:
            raise NotYet(
                f"Images of shape {images.shape} came. With batches of b images it is (b, 2, 2): what is missing?"
            )
        numbers = images[:, 0, 0].astype(int)
        if len(labels) != len(numbers) or (labels != 7 * numbers % 10).any():
            raise NotYet("Some images have the label of another. Shuffle pairs, so that both move together.")
        batches.append(numbers)
        seen += len(numbers)
        if seen > 2 * m:
            raise NotYet("One epoch does not end. fit goes over the pipeline once an epoch: does it need repeat?")
    return batches


def refuse_missing_images(orders, m):
    """NotYet unless each image comes once in each epoch."""
    missing = m - min(len(np.unique(order)) for order in orders)
    if missing > 0:
        raise NotYet(f"{missing} of the {m} images did not come. In an epoch each has its turn, also in a short batch.")
    if any(len(order) > m for order in orders):
        raise NotYet("Some images come more than once in an epoch. Who repeats them?")


def refuse_bad_order(batches, orders, m, batch_size):
    """NotYet if the images were hardly shuffled, or the second epoch has the order of the first."""
    if np.array_equal(orders[0], np.arange(m)):
        raise NotYet("The images come in the order of the source. Who mixes them?")
    if all(np.ptp(batch // batch_size) == 0 for batch in batches):
        raise NotYet(
            "Each batch holds neighbors from the source: whole batches changed places. What is shuffled first?"
        )
    if np.array_equal(*orders):
        raise NotYet("Both epochs have the same order. Is it frozen somewhere, and what does cache keep?")
    refuse_small_buffer(orders, m)


def refuse_small_buffer(orders, m):
    """NotYet if the images hardly move toward the beginning."""
    reach = max(int((order - np.arange(m)).max()) + 1 for order in orders)
    if reach <= m // 2:
        raise NotYet(
            f"No image comes more than {reach - 1} places before its turn: the buffer is too small to mix them all. "
            f"How many fit all {m}?"
        )


@exercise.observe
def order_of_two_epochs(pipeline, source, m, batch_size, seed):
    """The sizes of the batches and the sorted image numbers of an epoch; NotYet with what is wrong."""
    from utils.quiet_tensorflow import tf

    if not isinstance(pipeline, tf.data.Dataset):
        raise NotYet("A tf.data.Dataset is meant: each of its methods returns a new one, and the last one is returned.")
    first, second = (one_epoch(pipeline, m) for _ in range(2))
    sizes = [len(batch) for batch in first]
    orders = [np.concatenate(epoch) if epoch else np.array([], dtype=int) for epoch in (first, second)]
    refuse_missing_images(orders, m)
    if sizes and sizes[0] != batch_size:
        raise NotYet(f"The first batch has {sizes[0]} images, and batch_size is {batch_size}.")
    refuse_bad_order(first, orders, m, batch_size)
    if len(source.reads) > m:
        raise NotYet(
            f"Two epochs read {len(source.reads)} images from the slow source, and there are {m}. What keeps them?"
        )
    return sizes, np.sort(orders[0])


def quick_source(m):
    """The pairs of slow_source from memory; nobody counts how often they are read."""
    from utils.quiet_tensorflow import tf

    numbers = np.arange(m)
    images = np.broadcast_to(numbers[:, np.newaxis, np.newaxis], (m, 2, 2)).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices((images, 7 * numbers % 10))


@exercise.call_again
def for_other_sizes_and_seeds(answer, result, source, m, batch_size, seed):
    """NotYet unless the seed decides the order, and the buffer grows with the images."""
    refuse_unless_seed_decides(answer, m - 10, batch_size // 2)
    more = 35 * m
    orders = [np.concatenate(one_epoch(answer(quick_source(more), more, batch_size, 5), more))]
    refuse_missing_images(orders, more)
    refuse_small_buffer(orders, more)


def refuse_unless_seed_decides(answer, m, batch_size):
    """NotYet unless the same seed gives the same order, and another seed another one."""
    epochs = [one_epoch(answer(quick_source(m), m, batch_size, chosen), m) for chosen in (5, 5, 6)]
    first, again, other = (np.concatenate(epoch) for epoch in epochs)
    if len(epochs[0][0]) != batch_size or len(np.unique(first)) < m:
        raise NotYet("With fewer images and smaller batches it goes wrong. Is one of the two a number of your own?")
    if not np.array_equal(first, again):
        raise NotYet("Two pipelines with the same seed gave different orders. Where does the seed belong?")
    if np.array_equal(first, other):
        raise NotYet("Two seeds gave the same order. Do you use the seed that is given, or one of your own?")


@exercise.also_right
def digit_pipeline_with_room_to_spare(source, m, batch_size, seed):
    return source.cache().shuffle(10 * m, seed=seed, reshuffle_each_iteration=True).batch(batch_size).prefetch(1)


@exercise.also_right
def digit_pipeline_from_memory(source, m, batch_size, seed):
    from utils.quiet_tensorflow import tf

    images, labels = zip(*source.as_numpy_iterator(), strict=True)
    pairs = tf.data.Dataset.from_tensor_slices((np.array(images), np.array(labels)))
    return pairs.shuffle(m, seed=seed).batch(batch_size)


@exercise.also_right
def digit_pipeline_by_a_generator(source, m, batch_size, seed):
    from utils.quiet_tensorflow import tf

    images, labels = (np.array(part) for part in zip(*source.as_numpy_iterator(), strict=True))
    rng = np.random.default_rng(seed)

    def batches():
        order = rng.permutation(m)
        for i in range(0, m, batch_size):
            yield images[order[i : i + batch_size]], labels[order[i : i + batch_size]]

    shapes = (tf.TensorSpec((None, *images.shape[1:]), images.dtype), tf.TensorSpec((None,), labels.dtype))
    return tf.data.Dataset.from_generator(batches, output_signature=shapes)


@exercise.also_right
def digit_pipeline_prefetched_twice(source, m, batch_size, seed):
    from utils.quiet_tensorflow import tf

    source = source.cache().prefetch(tf.data.AUTOTUNE)
    return source.shuffle(m, seed).batch(batch_size, num_parallel_calls=tf.data.AUTOTUNE).prefetch(2)


def slow_source(m):
    """A tf.data.Dataset of m pairs: image i is full of i, its label is the last digit of 7 i.

    Its attribute `reads` is a list of the images that were read from it.
    """
    from utils.quiet_tensorflow import tf

    reads = []

    def read():
        for i in range(m):
            reads.append(i)
            yield np.full((2, 2), i, np.float32), 7 * i % 10

    shapes = (tf.TensorSpec((2, 2), tf.float32), tf.TensorSpec((), tf.int64))
    source = tf.data.Dataset.from_generator(read, output_signature=shapes)
    source.reads = reads
    return source


@exercise.case
def sixty_images():
    return slow_source(60), 60, 16, 1


@exercise.refused("The images come in the order of the source. Who mixes them?")
def not_shuffled(source, m, batch_size, seed):
    return source.cache().batch(batch_size).prefetch(1)


@exercise.refused("whole batches changed places. What is shuffled first?")
def shuffled_after_batching(source, m, batch_size, seed):
    return source.cache().batch(batch_size).shuffle(m, seed=seed).prefetch(1)


@exercise.refused("Both epochs have the same order. Is it frozen somewhere, and what does cache keep?")
def order_cached(source, m, batch_size, seed):
    return source.shuffle(m, seed=seed).cache().batch(batch_size).prefetch(1)


@exercise.refused("Both epochs have the same order. Is it frozen somewhere, and what does cache keep?")
def batches_cached(source, m, batch_size, seed):
    return source.shuffle(m, seed=seed).batch(batch_size).cache().prefetch(1)


@exercise.refused("Both epochs have the same order. Is it frozen somewhere")
def shuffled_once(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed, reshuffle_each_iteration=False).batch(batch_size).prefetch(1)


@exercise.refused("from the slow source, and there are 60. What keeps them?")
def not_cached(source, m, batch_size, seed):
    return source.shuffle(m, seed=seed).batch(batch_size).prefetch(1)


@exercise.refused("In an epoch each has its turn, also in a short batch.")
def last_batch_dropped(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).batch(batch_size + 1, drop_remainder=True).prefetch(1)


@exercise.refused("One epoch does not end.")
def repeated(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).repeat().batch(batch_size).prefetch(1)


@exercise.refused("Some images come more than once in an epoch.")
def repeated_twice(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).repeat(2).batch(batch_size).prefetch(1)


@exercise.refused("of the 2100 images did not come.")
def always_sixty_images(source, m, batch_size, seed):
    return source.take(60).cache().shuffle(m, seed=seed).batch(batch_size).prefetch(1)


@exercise.refused("the buffer is too small to mix them all.")
def buffer_of_a_batch(source, m, batch_size, seed):
    return source.cache().shuffle(batch_size, seed=seed).batch(batch_size).prefetch(1)


@exercise.refused("the buffer is too small to mix them all.")
def buffer_of_a_thousand(source, m, batch_size, seed):
    return source.cache().shuffle(1000, seed=seed).batch(batch_size).prefetch(1)


@exercise.refused("Where does the seed belong?")
def seed_forgotten(source, m, batch_size, seed):
    return source.cache().shuffle(m).batch(batch_size).prefetch(1)


@exercise.refused("Do you use the seed that is given, or one of your own?")
def seed_of_its_own(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=42).batch(batch_size).prefetch(1)


@exercise.refused("With batches of b images it is (b, 2, 2): what is missing?")
def not_batched(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).prefetch(1)


@exercise.refused("Some images have the label of another.")
def images_and_labels_shuffled_apart(source, m, batch_size, seed):
    from utils.quiet_tensorflow import tf

    images = source.map(lambda image, label: image).shuffle(m, seed=seed)
    labels = source.map(lambda image, label: label).shuffle(m, seed=seed + 1)
    return tf.data.Dataset.zip((images, labels)).cache().batch(batch_size)


@exercise.refused("A tf.data.Dataset is meant")
def list_of_batches(source, m, batch_size, seed):
    return list(digit_pipeline(source, m, batch_size, seed).as_numpy_iterator())


@exercise.refused("Is one of the two a number of your own?")
def batches_of_sixteen(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).batch(16).prefetch(1)


@exercise.refused("The first batch has 32 images, and batch_size is 16.")
def batches_of_another_size(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).batch(32).prefetch(batch_size)
