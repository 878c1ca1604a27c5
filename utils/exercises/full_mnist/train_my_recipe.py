import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise

LEAST_LEARNED = 0.9
GUESS = 0.3
EPOCHS_ALLOWED = 5
DROPOUT = 0.2
SIDE = 8  # pixels, of the patterns that train_my_recipe must learn


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


exercise = Exercise(
    train_my_recipe,
    hints=(
        "Begin with the lesson's recipe: compile_for_digits(network, rate) with a schedule, then fit_fast with "
        "epochs=5. Return the network.",
        "The schedule has to know how many steps there are: 5 times the batches of one epoch over len(y) images.",
    ),
    seconds=60.0,
    open_ended=True,
)


def _patterns(rng, centers, count):
    """Noisy copies (count, SIDE, SIDE) of the centers, three for each of ten classes, and their labels (count,)."""
    which = rng.integers(len(centers), size=count)
    noisy = np.clip(centers[which] + 0.3 * rng.standard_normal((count, SIDE, SIDE)), 0, 1)
    return noisy.astype(np.float32), which % 10


def _two_parts(seed):
    rng = np.random.default_rng(seed)
    centers = (rng.random((30, SIDE, SIDE)) < 0.4).astype(float)
    return [_patterns(rng, centers, count) for count in (1000, 500)]


@exercise.observe
def reads_new_patterns(result, network, x, y, seed):
    """'reads new patterns', or NotYet with what is wrong with the trained network."""
    if result is not network:
        raise NotYet("The network that you were given is meant: train that one, and return it.")
    seen, dropped = (int(layer.seen.numpy()) for layer in network.layers if hasattr(layer, "seen"))
    if seen > EPOCHS_ALLOWED * len(y):
        raise NotYet(f"It saw {seen / len(y):.1f} epochs of images. The budget is {EPOCHS_ALLOWED}.")
    new_x, new_y = _two_parts(seed)[1]
    z = np.asarray(network(new_x, training=False))
    if not np.isfinite(z).all():
        raise NotYet("Its logits are nan or infinite: the steps were too large.")
    accuracy = np.mean(z.argmax(axis=1) == new_y)
    if seen == 0 and accuracy >= GUESS:
        raise NotYet(
            f"It reads {accuracy:.0%}, and no image went through it in training. Did another network learn for it, or "
            "was training=True left out?"
        )
    if dropped < seen:
        raise NotYet(f"It learned without its dropout of {DROPOUT}. The layers are meant to stay as they are.")
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


@exercise.also_right
def train_my_recipe_with_averages(network, x, y, seed):
    from utils.quiet_tensorflow import keras, tf
    from utils.training import fit_fast

    def smoothed_loss(y, z):
        targets = tf.one_hot(tf.cast(y, tf.int32), 10)
        return keras.losses.categorical_crossentropy(targets, z, from_logits=True, label_smoothing=0.05)

    network.compile(keras.optimizers.Adam(0.005, use_ema=True, ema_momentum=0.9), smoothed_loss)
    fit_fast(network, x, y, epochs=5, batch_size=32, seed=seed, progress=False)
    return network


@exercise.also_right
def train_my_recipe_by_fit(network, x, y, seed):
    from utils.quiet_tensorflow import keras

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True), loss)
    network.fit(x, y, epochs=4, batch_size=16, verbose=0)
    return network


def counting_dropout(rate):
    """A Keras layer that drops this share in training, and counts the images for which it does.

    It counts none where an answer has set another rate.
    """
    from utils.quiet_tensorflow import keras, tf

    class CountingDropout(keras.layers.Dropout):
        def build(self, input_shape):
            self.seen = self.add_weight(shape=(), dtype="int64", initializer="zeros", trainable=False, name="seen")

        def call(self, inputs, training=False):
            if training and self.rate == rate:
                self.seen.assign_add(tf.cast(tf.shape(inputs)[0], tf.int64))
            return super().call(inputs, training=training)

    return CountingDropout(rate)


def counted_network(seed):
    """The known network on small images, with two layers that count the images it is trained on.

    The first hands them on as they are; the second is its dropout.
    """
    from utils.models import dense_network
    from utils.quiet_tensorflow import keras

    keras.utils.set_random_seed(seed)
    flatten, hidden, _, outputs = dense_network((SIDE, SIDE), dropout=DROPOUT).layers
    layers = [counting_dropout(0.0), flatten, hidden, counting_dropout(DROPOUT), outputs]
    return keras.Sequential([keras.Input((SIDE, SIDE)), *layers])


@exercise.case
def patterns_to_read():
    return counted_network(90), *_two_parts(90)[0], 90


def _compiled(network, rate):
    from utils.training import compile_for_digits

    compile_for_digits(network, rate)
    return network


def _fitted(network, x, y, seed, *, rate, **settings):
    from utils.training import fit_fast

    fit_fast(_compiled(network, rate), x, y, seed=seed, progress=False, **settings)
    return network


@exercise.refused("It was never trained.")
def only_compiled(network, x, y, seed):
    return _compiled(network, 0.01)


@exercise.refused("It saw 20.0 epochs of images.")
def twenty_epochs(network, x, y, seed):
    return _fitted(network, x, y, seed, rate=0.001, epochs=20, batch_size=128)


@exercise.refused("It saw 1.0 epochs, and 5 are allowed.")
def _one_epoch(network, x, y, seed):
    return _fitted(network, x, y, seed, rate=0.001, epochs=1, batch_size=64)


@exercise.refused("Then its steps were too short, or too few.")
def steps_too_short(network, x, y, seed):
    return _fitted(network, x, y, seed, rate=0.0003, epochs=5, batch_size=64)


@exercise.refused("It learned without its dropout")
def dropout_switched_off(network, x, y, seed):
    from utils.quiet_tensorflow import keras

    next(layer for layer in network.layers[1:] if isinstance(layer, keras.layers.Dropout)).rate = 0.0
    return _fitted(network, x, y, seed, rate=0.005, epochs=1, batch_size=64)


@exercise.refused("It learned without its dropout")
def dropout_taken_out(network, x, y, seed):
    from utils.quiet_tensorflow import keras

    *first, _, last = network.layers
    without = keras.Sequential([keras.Input((SIDE, SIDE)), *first, last])
    _fitted(without, x, y, seed, rate=0.005, epochs=1, batch_size=64, xla=False)
    return network


@exercise.refused("Did another network learn for it")
def weights_of_a_twin(network, x, y, seed):
    from utils.models import dense_network

    twin = _fitted(dense_network((SIDE, SIDE)), x, y, seed, rate=0.005, epochs=2, batch_size=64)
    for layer, trained in zip(network.layers[1:], twin.layers, strict=True):
        layer.set_weights([*trained.get_weights(), *layer.get_weights()[len(trained.get_weights()) :]])
    return network


@exercise.refused("are the labels right, and the rate not too high?")
def rate_too_high(network, x, y, seed):
    return _fitted(network, x, y, seed, rate=30.0, epochs=5, batch_size=64)


@exercise.refused("are the labels right, and the rate not too high?")
def labels_mixed_up(network, x, y, seed):
    rng = np.random.default_rng(seed)
    return _fitted(network, x, rng.permutation(y), seed, rate=0.005, epochs=5, batch_size=64)


@exercise.refused("train that one, and return it.")
def another_network(network, x, y, seed):
    from utils.models import dense_network

    return dense_network((SIDE, SIDE), hidden=512)


@exercise.refused("The network that you were given is meant")
def history_returned(network, x, y, seed):
    from utils.training import fit_fast

    return fit_fast(_compiled(network, 0.01), x, y, epochs=1, batch_size=128, seed=seed, progress=False)
