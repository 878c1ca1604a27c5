"""Lesson 09: a reported number among seeds, one-cycle, label smoothing, a pipeline, a recipe of one's own."""

import math

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise, Mistake

LEAST_LEARNED = 0.9
GUESS = 0.3
EPOCHS_ALLOWED = 5
SIDE = 8  # pixels, of the patterns that train_my_recipe must learn


# place_in_spread


def place_in_spread(values, reported):
    """The share of the values that reach the reported one, and how many standard deviations it lies above the mean."""
    share = np.mean(values >= reported)
    distance = (reported - np.mean(values)) / np.std(values, ddof=1)
    return float(share), float(distance)


def place_in_spread_by_loops(values, reported):
    n = len(values)
    mean = sum(values) / n
    variance = sum((value - mean) ** 2 for value in values) / (n - 1)
    return sum(1 for value in values if value >= reported) / n, (reported - mean) / math.sqrt(variance)


def place_in_spread_by_statistics(values, reported):
    import statistics

    values = values.tolist()
    distance = (reported - statistics.mean(values)) / statistics.stdev(values)
    return 1 - sum(value < reported for value in values) / len(values), distance


def place_in_spread_by_pandas(values, reported):
    import pandas as pd

    values = pd.Series(values)
    return values.ge(reported).mean(), (reported - values.mean()) / values.std()


def ten_networks():
    accuracies = [0.972, 0.978, 0.974, 0.977, 0.975, 0.976, 0.979, 0.973, 0.976, 0.974]
    return np.array(accuracies), 0.976


def four_networks_and_a_proud_report():
    return np.array([0.91, 0.93, 0.94, 0.92]), 0.97


def five_networks_and_a_modest_report():
    return np.array([0.955, 0.961, 0.958, 0.964, 0.957]), 0.956


def _divided_by_n(values, reported):
    return np.mean(values >= reported), (reported - values.mean()) / values.std()


def _standard_errors(values, reported):
    return np.mean(values >= reported), (reported - values.mean()) / (values.std(ddof=1) / np.sqrt(len(values)))


def _seen_from_the_report(values, reported):
    return np.mean(values >= reported), (values.mean() - reported) / values.std(ddof=1)


def _never_below(values, reported):
    return np.mean(values >= reported), abs(reported - values.mean()) / values.std(ddof=1)


def _share_below(values, reported):
    return np.mean(values <= reported), place_in_spread(values, reported)[1]


def _without_equals(values, reported):
    return np.mean(values > reported), place_in_spread(values, reported)[1]


def _counted(values, reported):
    return int(np.sum(values >= reported)), place_in_spread(values, reported)[1]


def _in_percent(values, reported):
    share, distance = place_in_spread(values, reported)
    return 100 * share, distance


def _in_variances(values, reported):
    return np.mean(values >= reported), (reported - values.mean()) / values.var(ddof=1)


def _in_accuracy(values, reported):
    return np.mean(values >= reported), reported - values.mean()


def _above_the_median(values, reported):
    return np.mean(values >= reported), (reported - np.median(values)) / np.std(values, ddof=1)


def _distance_first(values, reported):
    return place_in_spread(values, reported)[::-1]


def _brackets_left_out(values, reported):
    return np.mean(values >= reported), reported - np.mean(values) / np.std(values, ddof=1)


# one_cycle_rate


def one_cycle_rate(step, steps, peak, warmup):
    """The learning rate at a step: in a straight line from 0 up to peak, then down to 0 by half a cosine wave.

    The peak is reached at step `warmup`, and 0 at step `steps`.
    """
    if step < warmup:
        return peak * step / warmup
    share = (step - warmup) / (steps - warmup)
    return peak * (1 + np.cos(np.pi * share)) / 2


def one_cycle_rate_by_where(step, steps, peak, warmup):
    rising = step / max(warmup, 1)
    falling = 0.5 + 0.5 * np.cos(np.pi * (step - warmup) / (steps - warmup))
    return np.where(step < warmup, rising, falling) * peak


def one_cycle_rate_by_sine(step, steps, peak, warmup):
    if step <= warmup and warmup > 0:
        return step * (peak / warmup)
    return peak * math.sin(math.pi / 2 * (steps - step) / (steps - warmup)) ** 2


def one_cycle_rate_by_the_engine(step, steps, peak, warmup):
    from utils.scratch import cosine

    return peak * step / warmup if step < warmup else peak * cosine((step - warmup) / (steps - warmup))


def the_first_step():
    return 0, 100, 0.01, 20


def on_the_way_up():
    return 5, 100, 0.01, 20


def at_the_peak():
    return 20, 100, 0.01, 20


def a_quarter_of_the_way_down():
    return 40, 100, 0.01, 20


def three_quarters_of_the_way_down():
    return 80, 100, 0.01, 20


def the_very_end():
    return 100, 100, 0.01, 20


def no_warmup_at_all():
    return 0, 60, 0.004, 0


def another_training():
    return 1000, 2345, 0.005, 500


def _share_of_all_steps(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * (1 + np.cos(np.pi * step / steps)) / 2


def _divided_by_all_steps(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * (1 + np.cos(np.pi * (step - warmup) / steps)) / 2


def _below_zero(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * np.cos(np.pi * (step - warmup) / (steps - warmup))


def _not_halved(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup)))


def _quarter_wave(step, steps, peak, warmup):
    share = (step - warmup) / (steps - warmup)
    return peak * step / warmup if step < warmup else peak * np.cos(np.pi / 2 * share)


def _straight_down(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * (steps - step) / (steps - warmup)


def _stays_at_the_peak(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak


def _only_down(step, steps, peak, warmup):
    return peak * (1 + np.cos(np.pi * step / steps)) / 2


def _rise_and_fall_multiplied(step, steps, peak, warmup):
    rising = min(1.0, step / warmup) if warmup else 1.0
    return peak * rising * (1 + np.cos(np.pi * step / steps)) / 2


def _in_degrees(step, steps, peak, warmup):
    return peak * step / warmup if step < warmup else peak * (1 + np.cos(180 * (step - warmup) / (steps - warmup))) / 2


def _rises_by_a_cosine(step, steps, peak, warmup):
    return (
        peak * (1 - np.cos(np.pi * step / warmup)) / 2 if step < warmup else one_cycle_rate(step, steps, peak, warmup)
    )


def _factor_only(step, steps, peak, warmup):
    return one_cycle_rate(step, steps, 1.0, warmup)


def _rises_over_all_steps(step, steps, peak, warmup):
    return peak * step / steps if step < warmup else one_cycle_rate(step, steps, peak, warmup)


def _counted_from_one(step, steps, peak, warmup):
    return one_cycle_rate(step + 1, steps, peak, warmup)


def _always_divides_by_warmup(step, steps, peak, warmup):
    rising = step / warmup
    return peak * rising if rising < 1 else peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2


# smoothed_cross_entropy


def smoothed_cross_entropy(z, y, smoothing):
    """Mean cross-entropy, in nats, of logits z (m, n) with smoothed targets for labels y (m,).

    A target gives smoothing / n to every digit, and 1 - smoothing more to the right one.
    """
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    targets = np.full(z.shape, smoothing / z.shape[1])
    targets[np.arange(len(y)), y] += 1 - smoothing
    return -(targets * log_p).sum(axis=1).mean()


def smoothed_cross_entropy_by_two_means(z, y, smoothing):
    from scipy.special import log_softmax

    log_p = log_softmax(z, axis=1)
    plain = -log_p[np.arange(len(y)), y].mean()
    return (1 - smoothing) * plain - smoothing * log_p.mean()


def smoothed_cross_entropy_by_loops(z, y, smoothing):
    total, (m, n) = 0.0, z.shape
    for i in range(m):
        highest = max(z[i])
        log_sum = highest + math.log(sum(math.exp(score - highest) for score in z[i]))
        for j in range(n):
            target = smoothing / n + (1 - smoothing if j == y[i] else 0)
            total += target * (log_sum - z[i, j])
    return total / m


def smoothed_cross_entropy_by_one_hot(z, y, smoothing):
    targets = np.eye(z.shape[1])[y] * (1 - smoothing) + smoothing / z.shape[1]
    log_p = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    return np.mean(-np.sum(targets * log_p, axis=1))


def three_digits():
    z = np.round(np.random.default_rng(9).normal(0, 2, size=(3, 10)), 1)
    return z, np.array([3, 0, 7]), 0.1


def four_classes_without_smoothing():
    return np.array([[2.0, 0.0, -1.0, 0.5], [0.0, 1.0, 3.0, 0.0]]), np.array([0, 1]), 0.0


def scores_of_thousands():
    z = np.zeros((2, 10))
    z[0, 4], z[1, 2] = 1000.0, 2000.0
    return z, np.array([4, 2]), 0.2


def five_classes():
    return np.array([[1.0, 2.0, 0.0, -1.0, 0.5], [3.0, 0.0, 0.0, 1.0, 2.0]]), np.array([1, 4]), 0.3


def _log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def _against(targets, z):
    return -np.mean(np.sum(targets * _log_softmax(z), axis=1))


def _one_hot(z, y):
    return np.eye(z.shape[1])[y]


def _more_than_one_in_all(z, y, smoothing):
    return _against(_one_hot(z, y) + smoothing / z.shape[1], z)


def _less_than_one_in_all(z, y, smoothing):
    targets = np.full(z.shape, smoothing / z.shape[1])
    targets[np.arange(len(y)), y] = 1 - smoothing
    return _against(targets, z)


def _among_the_others(z, y, smoothing):
    targets = np.full(z.shape, smoothing / (z.shape[1] - 1))
    targets[np.arange(len(y)), y] = 1 - smoothing
    return _against(targets, z)


def _all_of_it_to_each(z, y, smoothing):
    return _against((1 - smoothing) * _one_hot(z, y) + smoothing, z)


def _only_shrunk(z, y, smoothing):
    return _against((1 - smoothing) * _one_hot(z, y), z)


def _only_the_right_digit(z, y, smoothing):
    right = 1 - smoothing + smoothing / z.shape[1]
    return _against(right * _one_hot(z, y), z)


def _probabilities_smoothed(z, y, smoothing):
    p = (1 - smoothing) * np.exp(_log_softmax(z)) + smoothing / z.shape[1]
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def _not_smoothed(z, y, smoothing):
    return _against(_one_hot(z, y), z)


def _summed(z, y, smoothing):
    return len(y) * smoothed_cross_entropy(z, y, smoothing)


def _mean_of_all_numbers(z, y, smoothing):
    return smoothed_cross_entropy(z, y, smoothing) / z.shape[1]


def _sign_forgotten(z, y, smoothing):
    return -smoothed_cross_entropy(z, y, smoothing)


def _for_ten_classes_only(z, y, smoothing):
    return _against((1 - smoothing) * _one_hot(z, y) + smoothing / 10, z)


def _overflowing(z, y, smoothing):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    targets = (1 - smoothing) * _one_hot(z, y) + smoothing / z.shape[1]
    return -np.mean(np.sum(targets * np.log(p), axis=1))


def _log_of_zero(z, y, smoothing):
    targets = (1 - smoothing) * _one_hot(z, y) + smoothing / z.shape[1]
    return -np.mean(np.sum(targets * np.log(np.exp(_log_softmax(z))), axis=1))


def _one_loss_an_image(z, y, smoothing):
    targets = (1 - smoothing) * _one_hot(z, y) + smoothing / z.shape[1]
    return -np.sum(targets * _log_softmax(z), axis=1)


def _share_swapped(z, y, smoothing):
    return _against(smoothing * _one_hot(z, y) + (1 - smoothing) / z.shape[1], z)


# digit_pipeline


def digit_pipeline(source, m, batch_size, seed):
    """Batches of a tf.data.Dataset of m pairs (image, label), each epoch in a new order that `seed` decides."""
    from utils.quiet_tensorflow import tf

    pairs = source.cache()
    mixed = pairs.shuffle(buffer_size=m, seed=seed)
    return mixed.batch(batch_size).prefetch(tf.data.AUTOTUNE)


def digit_pipeline_with_room_to_spare(source, m, batch_size, seed):
    return source.cache().shuffle(10 * m, seed=seed, reshuffle_each_iteration=True).batch(batch_size).prefetch(1)


def digit_pipeline_from_memory(source, m, batch_size, seed):
    from utils.quiet_tensorflow import tf

    images, labels = zip(*source.as_numpy_iterator(), strict=True)
    pairs = tf.data.Dataset.from_tensor_slices((np.array(images), np.array(labels)))
    return pairs.shuffle(m, seed=seed).batch(batch_size)


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


def quick_source(m):
    """The pairs of slow_source from memory; nobody counts how often they are read."""
    from utils.quiet_tensorflow import tf

    numbers = np.arange(m)
    images = np.broadcast_to(numbers[:, np.newaxis, np.newaxis], (m, 2, 2)).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices((images, 7 * numbers % 10))


def sixty_images():
    return slow_source(60), 60, 16, 1


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


def order_of_two_epochs(pipeline, source, m, batch_size, seed):
    """The sizes of the batches and the sorted image numbers of an epoch; NotYet with what is wrong."""
    from utils.quiet_tensorflow import tf

    if not isinstance(pipeline, tf.data.Dataset):
        raise NotYet("A tf.data.Dataset is meant: each of its methods returns a new one, and the last one is returned.")
    first, second = (one_epoch(pipeline, m) for _ in range(2))
    sizes = [len(batch) for batch in first]
    orders = [np.concatenate(epoch) if epoch else np.array([], dtype=int) for epoch in (first, second)]
    if any(len(np.unique(order)) < m for order in orders):
        missing = m - min(len(np.unique(order)) for order in orders)
        raise NotYet(f"{missing} of the {m} images did not come. In an epoch each has its turn, also in a short batch.")
    if sizes and sizes[0] != batch_size:
        raise NotYet(f"The first batch has {sizes[0]} images, and batch_size is {batch_size}.")
    refuse_bad_order(first, orders, m, batch_size)
    if len(source.reads) > m:
        raise NotYet(
            f"Two epochs read {len(source.reads)} images from the slow source, and there are {m}. What keeps them?"
        )
    return sizes, np.sort(orders[0])


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
    reach = max(int((order - np.arange(m)).max()) + 1 for order in orders)
    if reach <= m // 2:
        raise NotYet(
            f"No image comes more than {reach - 1} places before its turn: the buffer is too small to mix them all. "
            f"How many fit all {m}?"
        )


def seed_decides(answer, result, source, m, batch_size, seed):
    """NotYet unless the same seed gives the same order, and another seed another one; on fewer images."""
    fewer, smaller = m - 10, batch_size // 2
    epochs = [one_epoch(answer(quick_source(fewer), fewer, smaller, chosen), fewer) for chosen in (5, 5, 6)]
    first, again, other = (np.concatenate(epoch) for epoch in epochs)
    if len(epochs[0][0]) != smaller or len(np.unique(first)) < fewer:
        raise NotYet("With fewer images and smaller batches it goes wrong. Is one of the two a number of your own?")
    if not np.array_equal(first, again):
        raise NotYet("Two pipelines with the same seed gave different orders. Where does the seed belong?")
    if np.array_equal(first, other):
        raise NotYet("Two seeds gave the same order. Do you use the seed that is given, or one of your own?")


def _not_shuffled(source, m, batch_size, seed):
    return source.cache().batch(batch_size).prefetch(1)


def _shuffled_after_batching(source, m, batch_size, seed):
    return source.cache().batch(batch_size).shuffle(m, seed=seed).prefetch(1)


def _order_cached(source, m, batch_size, seed):
    return source.shuffle(m, seed=seed).cache().batch(batch_size).prefetch(1)


def _batches_cached(source, m, batch_size, seed):
    return source.shuffle(m, seed=seed).batch(batch_size).cache().prefetch(1)


def _shuffled_once(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed, reshuffle_each_iteration=False).batch(batch_size).prefetch(1)


def _not_cached(source, m, batch_size, seed):
    return source.shuffle(m, seed=seed).batch(batch_size).prefetch(1)


def _last_batch_dropped(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).batch(batch_size + 1, drop_remainder=True).prefetch(1)


def _repeated(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).repeat().batch(batch_size).prefetch(1)


def _buffer_of_a_batch(source, m, batch_size, seed):
    return source.cache().shuffle(batch_size, seed=seed).batch(batch_size).prefetch(1)


def _seed_forgotten(source, m, batch_size, seed):
    return source.cache().shuffle(m).batch(batch_size).prefetch(1)


def _seed_of_its_own(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=42).batch(batch_size).prefetch(1)


def _not_batched(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).prefetch(1)


def _images_and_labels_shuffled_apart(source, m, batch_size, seed):
    from utils.quiet_tensorflow import tf

    images = source.map(lambda image, label: image).shuffle(m, seed=seed)
    labels = source.map(lambda image, label: label).shuffle(m, seed=seed + 1)
    return tf.data.Dataset.zip((images, labels)).cache().batch(batch_size)


def _list_of_batches(source, m, batch_size, seed):
    return list(digit_pipeline(source, m, batch_size, seed).as_numpy_iterator())


def _batches_of_sixteen(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).batch(16).prefetch(1)


def _batches_of_another_size(source, m, batch_size, seed):
    return source.cache().shuffle(m, seed=seed).batch(32).prefetch(batch_size)


# train_my_recipe


def train_my_recipe(network, x, y, seed):
    """The network, trained in place on images x (m, h, w) with labels y (m,), each seen at most five times."""
    from keras.optimizers.schedules import CosineDecay

    from utils.training import compile_for_digits, fit_fast

    batch_size, epochs = 64, 5
    total = epochs * -(-len(y) // batch_size)
    rising = total // 4
    compile_for_digits(network, CosineDecay(0.0, total - rising, warmup_target=0.01, warmup_steps=rising))
    fit_fast(network, x, y, epochs=epochs, batch_size=batch_size, seed=seed, progress=False)
    return network


def train_my_recipe_with_averages(network, x, y, seed):
    from utils.quiet_tensorflow import keras, tf
    from utils.training import fit_fast

    def smoothed_loss(y, z):
        targets = tf.one_hot(tf.cast(y, tf.int32), 10)
        return keras.losses.categorical_crossentropy(targets, z, from_logits=True, label_smoothing=0.05)

    network.compile(keras.optimizers.Adam(0.005, use_ema=True, ema_momentum=0.9), smoothed_loss)
    fit_fast(network, x, y, epochs=5, batch_size=32, seed=seed, progress=False)
    return network


def train_my_recipe_by_fit(network, x, y, seed):
    from utils.quiet_tensorflow import keras

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True), loss)
    network.fit(x, y, epochs=4, batch_size=16, verbose=0)
    return network


def images_seen_counter():
    """A Keras layer that hands images on as they are, and counts those that it gets in training."""
    from utils.quiet_tensorflow import keras, tf

    class ImagesSeen(keras.layers.Layer):
        def build(self, input_shape):
            self.seen = self.add_weight(shape=(), dtype="int64", initializer="zeros", trainable=False, name="seen")

        def call(self, x, training=False):
            if training:
                self.seen.assign_add(tf.cast(tf.shape(x)[0], tf.int64))
            return x

    return ImagesSeen()


def counted_network(seed):
    """The known network on small images, after a layer that counts the images it is trained on."""
    from utils.models import dense_network
    from utils.quiet_tensorflow import keras

    keras.utils.set_random_seed(seed)
    layers = dense_network((SIDE, SIDE)).layers
    return keras.Sequential([keras.Input((SIDE, SIDE)), images_seen_counter(), *layers])


def _patterns(rng, centers, count):
    """Noisy copies (count, SIDE, SIDE) of the centers, three for each of ten classes, and their labels (count,)."""
    which = rng.integers(len(centers), size=count)
    noisy = np.clip(centers[which] + 0.3 * rng.standard_normal((count, SIDE, SIDE)), 0, 1)
    return noisy.astype(np.float32), which % 10


def _two_parts(seed):
    rng = np.random.default_rng(seed)
    centers = (rng.random((30, SIDE, SIDE)) < 0.4).astype(float)
    return [_patterns(rng, centers, count) for count in (1000, 500)]


def patterns_to_read():
    return counted_network(90), *_two_parts(90)[0], 90


def reads_new_patterns(result, network, x, y, seed):
    """'reads new patterns', or NotYet with what is wrong with the trained network."""
    if result is not network:
        raise NotYet("The network that you were given is meant: train that one, and return it.")
    seen = int(network.layers[0].seen.numpy())
    if seen > EPOCHS_ALLOWED * len(y):
        raise NotYet(f"It saw {seen / len(y):.1f} epochs of images. The budget is {EPOCHS_ALLOWED}.")
    new_x, new_y = _two_parts(seed)[1]
    z = np.asarray(network(new_x, training=False))
    if not np.isfinite(z).all():
        raise NotYet("Its logits are nan or infinite: the steps were too large.")
    accuracy = np.mean(z.argmax(axis=1) == new_y)
    if accuracy >= LEAST_LEARNED:
        return "reads new patterns"
    read = f"It reads {accuracy:.0%} of new patterns; {LEAST_LEARNED:.0%} are meant."
    if seen == 0:
        raise NotYet(f"{read} It was never trained.")
    if accuracy < GUESS:
        raise NotYet(f"{read} That is hardly more than a guess: are the labels right, and the rate not too high?")
    if seen <= 2 * len(y):
        raise NotYet(f"{read} It saw {seen / len(y):.1f} epochs, and {EPOCHS_ALLOWED} are allowed.")
    raise NotYet(f"{read} Does the loss still fall at the end? Then its steps were too short, or too few.")


def _compiled(network, rate):
    from utils.training import compile_for_digits

    compile_for_digits(network, rate)
    return network


def _fitted(network, x, y, seed, *, rate, **settings):
    from utils.training import fit_fast

    fit_fast(_compiled(network, rate), x, y, seed=seed, progress=False, **settings)
    return network


def _only_compiled(network, x, y, seed):
    return _compiled(network, 0.01)


def _twenty_epochs(network, x, y, seed):
    return _fitted(network, x, y, seed, rate=0.001, epochs=20, batch_size=128)


def _one_epoch(network, x, y, seed):
    return _fitted(network, x, y, seed, rate=0.001, epochs=1, batch_size=64)


def _steps_too_short(network, x, y, seed):
    return _fitted(network, x, y, seed, rate=0.0003, epochs=5, batch_size=64)


def _rate_too_high(network, x, y, seed):
    return _fitted(network, x, y, seed, rate=30.0, epochs=5, batch_size=64)


def _labels_mixed_up(network, x, y, seed):
    rng = np.random.default_rng(seed)
    return _fitted(network, x, rng.permutation(y), seed, rate=0.005, epochs=5, batch_size=64)


def _another_network(network, x, y, seed):
    from utils.models import dense_network

    return dense_network((SIDE, SIDE), hidden=512)


def _history_returned(network, x, y, seed):
    from utils.training import fit_fast

    return fit_fast(_compiled(network, 0.01), x, y, epochs=1, batch_size=128, seed=seed, progress=False)


EXERCISES = (
    Exercise(
        reference=place_in_spread,
        cases=(ten_networks, four_networks_and_a_proud_report, five_networks_and_a_modest_report),
        also_right=(place_in_spread_by_loops, place_in_spread_by_statistics, place_in_spread_by_pandas),
        mistakes=(
            Mistake(
                _divided_by_n,
                "Your standard deviation is a little too small: NumPy divides by n unless told otherwise. What does "
                "ddof do?",
            ),
            Mistake(
                _standard_errors,
                "You measured in standard errors, the doubt of the mean. Here one report is compared with single runs.",
            ),
            Mistake(_seen_from_the_report, "The sign is the other way round: a report above the mean is positive."),
            Mistake(_never_below, "A report below the mean has a negative distance. What does abs do to it?"),
            Mistake(_share_below, "This is the share at or below the report. How many got at least as far?"),
            Mistake(_without_equals, "A network with exactly the reported accuracy reaches it, too."),
            Mistake(_counted, "This is how many. Which share of all is it?"),
            Mistake(_in_percent, "This is a percentage. A share lies between 0 and 1."),
            Mistake(_in_variances, "You divided by the variance. What makes a standard deviation of it?"),
            Mistake(_in_accuracy, "This is the distance in accuracy. How many standard deviations is that?"),
            Mistake(_above_the_median, "You measured from the median. The mean is meant."),
            Mistake(_distance_first, "Both numbers are right, and stand in the other order: the share comes first."),
            Mistake(_brackets_left_out, "Python divides before it subtracts. What holds the difference together?"),
        ),
        hints=(
            "values >= reported is an array of True and False. What is its mean?",
            "The distance is reported minus the mean, divided by np.std(values, ddof=1).",
        ),
    ),
    Exercise(
        reference=one_cycle_rate,
        cases=(
            the_first_step,
            on_the_way_up,
            at_the_peak,
            a_quarter_of_the_way_down,
            three_quarters_of_the_way_down,
            the_very_end,
            no_warmup_at_all,
            another_training,
        ),
        also_right=(
            one_cycle_rate_by_where,
            one_cycle_rate_by_sine,
            one_cycle_rate_by_the_engine,
        ),
        mistakes=(
            Mistake(
                _share_of_all_steps,
                "After the warm-up your rate jumps. The way down begins at step warmup: what is its share there?",
            ),
            Mistake(
                _divided_by_all_steps,
                "Your way down starts at the peak, and ends above 0. How many steps long is the way down?",
            ),
            Mistake(_below_zero, "The rate becomes negative. A cosine runs from 1 to -1: what moves it to 1 and 0?"),
            Mistake(_not_halved, "Your way down starts at twice the peak. What is 1 + cos(0)?"),
            Mistake(_quarter_wave, "This is a quarter of a wave, steepest at the end. Half a wave ends flat."),
            Mistake(_straight_down, "The way down is a straight line. A cosine is meant."),
            Mistake(_stays_at_the_peak, "The rate stays at the peak. What brings it down?"),
            Mistake(_only_down, "The rate is at its highest in the first step. Where is the warm-up?"),
            Mistake(
                _rise_and_fall_multiplied,
                "You multiplied the rise and the fall, so the peak is never reached. One comes after the other.",
            ),
            Mistake(_in_degrees, "np.cos takes an angle in radians. What is half a turn there?"),
            Mistake(_rises_by_a_cosine, "The way down is right. The way up is a straight line."),
            Mistake(_factor_only, "This is the factor between 0 and 1. Where does peak come in?"),
            Mistake(_rises_over_all_steps, "You rise too slowly: the peak is reached after warmup steps."),
            Mistake(_counted_from_one, "Your rates come one step early. The first step has number 0."),
            Mistake(_always_divides_by_warmup, "Without a warm-up you divide by 0. Ask first whether there is one."),
        ),
        hints=(
            "There are two parts. Before step warmup: which share of the warm-up is done? After it: which share of "
            "the way down?",
            "The way up is peak times step / warmup. The way down is peak * (1 + cos(pi * share)) / 2.",
            "The way down has steps - warmup steps, of which step - warmup are done.",
        ),
    ),
    Exercise(
        reference=smoothed_cross_entropy,
        cases=(three_digits, five_classes, four_classes_without_smoothing, scores_of_thousands),
        also_right=(
            smoothed_cross_entropy_by_two_means,
            smoothed_cross_entropy_by_loops,
            smoothed_cross_entropy_by_one_hot,
        ),
        mistakes=(
            Mistake(
                _more_than_one_in_all,
                "The right digit keeps its 1, so a target adds up to more than 1. From where is the share taken?",
            ),
            Mistake(
                _less_than_one_in_all,
                "Your target adds up to less than 1. The right digit gets its part of the even share, too.",
            ),
            Mistake(
                _among_the_others,
                "You shared among the wrong digits only. Here all n get an equal part, the right one among them.",
            ),
            Mistake(_all_of_it_to_each, "Every digit got all of smoothing. It is shared: by how many?"),
            Mistake(_only_shrunk, "You took from the right digit, and gave it to nobody."),
            Mistake(_only_the_right_digit, "The other digits have a target above 0 now: they count in the sum."),
            Mistake(
                _probabilities_smoothed,
                "You smoothed the network's probabilities. The targets are what changes.",
            ),
            Mistake(_not_smoothed, "This is the plain cross-entropy. Where does smoothing come in?"),
            Mistake(_summed, "This is the sum over the images. Their mean is meant."),
            Mistake(_mean_of_all_numbers, "You took the mean over digits, too. Over the digits it is a sum."),
            Mistake(_sign_forgotten, "A loss is positive. What is the sign of the logarithm of a probability?"),
            Mistake(_for_ten_classes_only, "You shared by ten. How many classes do these logits have?"),
            Mistake(_overflowing, "Large scores became nan: subtract each row's maximum first (lesson 02)."),
            Mistake(
                _log_of_zero,
                "A probability became 0, and its logarithm infinite. The logarithm of a softmax needs no softmax "
                "(lesson 02).",
            ),
            Mistake(_one_loss_an_image, "These are the losses of the images. What makes one number of them?"),
            Mistake(_share_swapped, "The right digit got smoothing, and all share the rest. Which way round is it?"),
        ),
        hints=(
            "Two steps: the logarithms of softmax, as in lesson 02, and targets of the same shape as z.",
            "Each row of the targets is smoothing / n everywhere, plus 1 - smoothing at the right digit.",
            "The loss of one image is minus the sum of targets times log probabilities. Then the mean.",
        ),
    ),
    Exercise(
        reference=digit_pipeline,
        cases=(sixty_images,),
        observe=order_of_two_epochs,
        call_again=seed_decides,
        seconds=30.0,
        also_right=(
            digit_pipeline_with_room_to_spare,
            digit_pipeline_from_memory,
            digit_pipeline_by_a_generator,
            digit_pipeline_prefetched_twice,
        ),
        mistakes=(
            Mistake(_not_shuffled, "The images come in the order of the source. Who mixes them?"),
            Mistake(_shuffled_after_batching, "whole batches changed places. What is shuffled first?"),
            Mistake(
                _order_cached, "Both epochs have the same order. Is it frozen somewhere, and what does cache keep?"
            ),
            Mistake(
                _batches_cached, "Both epochs have the same order. Is it frozen somewhere, and what does cache keep?"
            ),
            Mistake(_shuffled_once, "Both epochs have the same order. Is it frozen somewhere"),
            Mistake(_not_cached, "from the slow source, and there are 60. What keeps them?"),
            Mistake(_last_batch_dropped, "In an epoch each has its turn, also in a short batch."),
            Mistake(_repeated, "One epoch does not end."),
            Mistake(_buffer_of_a_batch, "the buffer is too small to mix them all."),
            Mistake(_seed_forgotten, "Where does the seed belong?"),
            Mistake(_seed_of_its_own, "Do you use the seed that is given, or one of your own?"),
            Mistake(_not_batched, "With batches of b images it is (b, 2, 2): what is missing?"),
            Mistake(_images_and_labels_shuffled_apart, "Some images have the label of another."),
            Mistake(_list_of_batches, "A tf.data.Dataset is meant"),
            Mistake(_batches_of_sixteen, "Is one of the two a number of your own?"),
            Mistake(_batches_of_another_size, "The first batch has 32 images, and batch_size is 16."),
        ),
        hints=(
            "Each method of a dataset returns a new one, so they can be chained: source.first(...).second(...).",
            "The order is that of the list in the lesson. shuffle takes the size of its buffer, and seed=.",
            "A buffer that holds all m images mixes them all: shuffle(m, seed=seed).",
        ),
    ),
    Exercise(
        reference=train_my_recipe,
        cases=(patterns_to_read,),
        observe=reads_new_patterns,
        seconds=60.0,
        also_right=(train_my_recipe_with_averages, train_my_recipe_by_fit),
        mistakes=(
            Mistake(_only_compiled, "It was never trained."),
            Mistake(_twenty_epochs, "It saw 20.0 epochs of images."),
            Mistake(_one_epoch, "It saw 1.0 epochs, and 5 are allowed."),
            Mistake(_steps_too_short, "Then its steps were too short, or too few."),
            Mistake(_rate_too_high, "are the labels right, and the rate not too high?"),
            Mistake(_labels_mixed_up, "are the labels right, and the rate not too high?"),
            Mistake(_another_network, "train that one, and return it."),
            Mistake(_history_returned, "The network that you were given is meant"),
        ),
        hints=(
            "Begin with the lesson's recipe: compile_for_digits(network, rate) with a schedule, then fit_fast with "
            "epochs=5. Return the network.",
            "The schedule has to know how many steps there are: 5 times the batches of one epoch over len(y) images.",
        ),
    ),
)
