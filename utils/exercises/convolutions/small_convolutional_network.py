import functools
import time

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise

MOST_PARAMETERS = 10_000
LEAST_READ = 0.8
GUESS = 0.25
PATTERN_SIDE = 10  # pixels, of the ten patterns that small_convolutional_network must learn
LEARNING_STEPS = 600
STEPS_A_ROUND = 100
SECONDS_OF_TRAINING = 25.0  # for each of at most two trainings


def small_convolutional_network():
    """A fresh network for images (28, 28, 1) of values 0 to 1, with ten logits and at most 10,000 parameters."""
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input(shape=(28, 28, 1)),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )


exercise = Exercise(
    small_convolutional_network,
    hints=(
        "The order of the lesson's networks: a convolution with a bend, pooling, the same again with more "
        "channels, and then ten logits.",
        "Where do the parameters go? With conv_parameters(3, (1, 8, 16)) you count the convolutions. A dense layer "
        "on flattened maps has height * width * channels weights for each logit.",
        'Input((28, 28, 1)), Conv2D(8, 3, activation="relu"), MaxPooling2D(), Conv2D(16, 3, activation="relu"), '
        "MaxPooling2D(), Flatten(), and one layer more.",
    ),
    seconds=60.0,
    open_ended=True,
)


def ten_patterns():
    """Ten drawings (10, PATTERN_SIDE, PATTERN_SIDE) of zeros and ones: strokes two pixels wide, and what they make."""
    side, middle = PATTERN_SIDE, slice(PATTERN_SIDE // 2 - 1, PATTERN_SIDE // 2 + 1)
    top, left, low, upright, lying = np.zeros((5, side, side))
    top[:2], left[:, :2], low[-2:], upright[:, middle], lying[middle] = 1, 1, 1, 1, 1
    falling = np.eye(side) + np.eye(side, k=1)
    rising, right = falling[:, ::-1], left[:, ::-1]
    strokes = [
        (lying,),
        (upright,),
        (falling,),
        (rising,),
        (lying, upright),
        (falling, rising),
        (left, low),
        (top, upright),
        (top, left, low, right),
        (left, low, right),
    ]
    return np.array([np.max(parts, axis=0) for parts in strokes])


def patterns_at_random_places(count, seed):
    """Images (count, 28, 28, 1) with one of the ten patterns each, somewhere, in a little noise; labels (count,)."""
    rng = np.random.default_rng(seed)
    y = np.arange(count) % 10
    x = np.zeros((count, 28, 28))
    places = rng.integers(28 - PATTERN_SIDE + 1, size=(count, 2))
    for image, pattern, (i, j) in zip(x, ten_patterns()[y], places):
        image[i : i + PATTERN_SIDE, j : j + PATTERN_SIDE] = pattern
    x = np.clip(x + 0.05 * rng.standard_normal(x.shape), 0, 1)
    return x[..., np.newaxis].astype(np.float32), y


def _refuse_unless_network(result):
    import keras

    if isinstance(result, keras.Model):
        return
    if isinstance(result, type):
        raise NotYet(
            f"The class {result.__name__} came back. Calling it, with the layers in brackets, makes a network."
        )
    if isinstance(result, list | tuple) and any(isinstance(item, keras.Model) for item in result):
        kind = type(result).__name__
        raise NotYet(f"A {kind} with a network in it came back. Which comma or bracket makes a {kind} of it?")
    if isinstance(result, list | tuple):
        raise NotYet("A list of layers came back. What in Keras makes a network of such a list?")
    if isinstance(result, keras.KerasTensor):
        raise NotYet("The output of a layer came back. keras.Model(inputs, outputs) makes a network of the two ends.")
    if isinstance(result, keras.layers.Layer):
        raise NotYet("A single layer came back. What in Keras makes a network of layers?")
    if isinstance(result, keras.callbacks.History):
        raise NotYet("The history of a training came back. Return the network, and leave the training to the check.")
    if callable(result):
        raise NotYet("A function came back. Which brackets are missing where you return it?")
    raise NotYet(f"A Keras network is meant; a {type(result).__name__} came back. Does the function return it?")


def _outputs(network, x):
    try:
        return np.concatenate([np.asarray(network(part, training=False)) for part in np.array_split(x, len(x) // 20)])
    except Exception:  # Keras and TensorFlow raise many kinds
        pass
    raise NotYet(
        "It cannot take a batch of images of shape (20, 28, 28, 1). Which shape does its Input have, and does any map "
        "become smaller than the next kernel?"
    )


def _refuse_if_too_large(network):
    parameters = network.count_params()
    if parameters <= MOST_PARAMETERS:
        return
    largest = max(network.layers, key=lambda layer: layer.count_params())
    raise NotYet(
        f"It has {parameters:,} parameters; at most {MOST_PARAMETERS:,} are allowed. {largest.count_params():,} of "
        f"them are in the layer {largest.name}. How many numbers come in there, and how many go out?"
    )


def _refuse_if_squashed_or_straight(network, x):
    """NotYet if, whatever the weights, the outputs keep within bounds or are one straight line of the images.

    Asked with weights drawn three times; then the network gets its own ones back.
    """
    rng, own = np.random.default_rng(5), [weights.numpy() for weights in network.trainable_weights]
    outputs, of_the_middle = [], []
    for _ in range(3):
        for weights in network.trainable_weights:
            weights.assign(rng.normal(size=weights.shape))
        outputs.append(_outputs(network, x))
        of_the_middle.append(_outputs(network, (x + x[::-1]) / 2))
    for weights, value in zip(network.trainable_weights, own):
        weights.assign(value)
    z, of_the_middle = np.array(outputs), np.array(of_the_middle)
    if z.min() >= 0:
        raise NotYet("No output is ever negative: the last layer squashes them. May a logit be negative?")
    if np.abs(z).max() <= 1:
        raise NotYet("All outputs lie between -1 and 1: the last layer squashes them. How large may a logit be?")
    if np.allclose((z + z[:, ::-1]) / 2, of_the_middle, rtol=0, atol=1e-4 * np.abs(z).max()):
        raise NotYet(
            "All of its layers together are one straight line, as in the lesson on ReLU: what is missing between them?"
        )


@exercise.observe
def size_and_outputs(result):
    """'ten logits, small enough' for a network that could be trained, else NotYet with what is wrong with it."""
    _refuse_unless_network(result)
    if not result.built:
        raise NotYet(
            "It does not know the shape of its images yet, so nobody can count its parameters. What should it begin "
            "with?"
        )
    x = patterns_at_random_places(20, seed=1)[0]
    z = _outputs(result, x)
    if z.ndim > 2:
        raise NotYet(
            f"For 20 images its outputs have shape {z.shape}; (20, 10) is meant. Which layer makes one row of numbers "
            "of the maps of an image?"
        )
    if z.shape != (20, 10):
        raise NotYet(f"For 20 images its outputs have shape {z.shape}; ten logits for each, (20, 10), are meant.")
    if not np.isfinite(z).all():
        raise NotYet("Some of its outputs are nan or infinite, before any training. Which layer does that?")
    _refuse_if_too_large(result)
    if np.allclose(z.sum(axis=1), 1, atol=1e-3) and z.min() >= 0:
        raise NotYet(
            "The outputs add up to 1: there is a softmax at the end. The loss will apply it; what should the last "
            "layer give out instead?"
        )
    if not result.trainable_weights:
        raise NotYet("It has no weights that training may change. Is something set to trainable=False?")
    _refuse_if_squashed_or_straight(result, x)
    return "ten logits, small enough"


class _ReadsTooLittle(NotYet):
    """A network that was trained reads too few patterns in new places."""


def _question(read, known, steps):
    """What to ask about a network that reads this share of new images, and `known` of those that it was trained on."""
    if steps < LEARNING_STEPS:
        return f"There was no time for {LEARNING_STEPS} steps: which of its layers computes most?"
    if known >= read + 0.2:
        return (
            f"Of those that it was trained on it reads {known:.0%}, so it knows the places by heart. Which kind of "
            "layer learns a thing once for all places?"
        )
    if known < GUESS:
        return (
            "That is close to guessing. Are there enough channels, which bend lets large values through, and does a "
            "layer make the images darker than their values of 0 to 1?"
        )
    return (
        f"Even of those that it was trained on it reads {known:.0%}. Are there enough channels, and how many pixels "
        "does one number see before places are averaged?"
    )


def _trainer(network, x, y):
    """A function without arguments that makes STEPS_A_ROUND steps; compiled once, for hundreds of them."""
    from utils.quiet_tensorflow import keras, tf

    images, labels, rng = tf.constant(x), tf.constant(y), np.random.default_rng(4)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, LEARNING_STEPS))
    optimizer.build(network.trainable_variables)

    def train(batch):
        with tf.GradientTape() as tape:
            loss = cross_entropy(tf.gather(labels, batch), network(tf.gather(images, batch), training=True))
        optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)

    def look(batch):
        network(tf.gather(images, batch), training=True)

    def compiled(function, batch_size):
        def one_after_another(batches):
            def one(i):
                function(batches[i])
                return (i + 1,)

            tf.while_loop(lambda i: i < tf.shape(batches)[0], one, (0,))

        # as a concrete function: TensorFlow warns of an ordinary one that is made anew with each check
        whole = tf.function(one_after_another, autograph=False)  # AutoGraph warns of itself on Python 3.13
        return whole.get_concrete_function(tf.TensorSpec((None, batch_size), tf.int64))

    def drawn(count, batch_size):
        return tf.constant(rng.integers(len(y), size=(count, batch_size)))

    train = compiled(train, 32)
    # Batch normalization predicts with slow averages, which trail behind the weights in so short a training. They
    # catch up when it looks at images without making steps.
    look = compiled(look, 16) if network.non_trainable_weights else None

    def train_a_round():
        train(drawn(STEPS_A_ROUND, 32))
        if look is not None:
            look(drawn(2 * STEPS_A_ROUND, 16))

    return train_a_round


def _train_and_ask(network):
    """Train the network until it reads LEAST_READ of new patterns; NotYet if it does not get there."""
    (x, y), (new_x, new_y) = patterns_at_random_places(1000, seed=2), patterns_at_random_places(500, seed=3)
    end = time.monotonic() + SECONDS_OF_TRAINING
    train_a_round, steps = _trainer(network, x, y), 0
    while steps < LEARNING_STEPS and time.monotonic() < end:
        train_a_round()
        steps += STEPS_A_ROUND
        z = _outputs(network, new_x)
        if not np.isfinite(z).all():
            raise NotYet("In training, its outputs became nan or infinite. Does a layer divide, or take a logarithm?")
        read = np.mean(z.argmax(axis=1) == new_y)
        if read >= LEAST_READ:
            break
    if read < LEAST_READ:
        known = np.mean(_outputs(network, x).argmax(axis=1) == y)
        raise _ReadsTooLittle(
            f"After {steps} steps of training, it reads {read:.0%} of patterns in new places; {LEAST_READ:.0%} are "
            f"meant. {_question(read, known, steps)}"
        )


@exercise.call_again
def reads_patterns_in_new_places(answer, result):
    """NotYet unless the network, or a second one if it had bad luck, learns to read patterns in new places."""
    if answer() is result:
        raise NotYet("A second call returned the same network. A fresh one is meant: build it inside the function.")
    try:
        _train_and_ask(result)
    except _ReadsTooLittle:
        _train_and_ask(answer())


@exercise.also_right
def small_convolutional_network_of_the_course():
    from utils.models import tiny_convolutional_network

    return tiny_convolutional_network()


@exercise.also_right
def small_convolutional_network_like_lenet():
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input(shape=(28, 28, 1)),
            layers.Conv2D(6, 5, padding="same", activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(12, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(20, activation="tanh"),
            layers.Dense(10),
        ]
    )


@exercise.also_right
def small_convolutional_network_by_strides():
    from keras import Input, Sequential, layers

    network = Sequential([Input((28, 28, 1))])
    network.add(layers.Conv2D(8, 5, strides=2, padding="same", activation="relu"))
    network.add(layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"))
    network.add(layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"))
    network.add(layers.Flatten())
    network.add(layers.Dense(10))
    return network


@exercise.also_right
def small_convolutional_network_of_separable_convolutions():
    from keras import Input, Model, layers

    images = Input((28, 28, 1))
    maps = layers.Conv2D(16, 3, activation="relu")(images)
    for number in (32, 64):
        maps = layers.MaxPooling2D()(maps)
        maps = layers.SeparableConv2D(number, 3, activation="relu")(maps)
    return Model(images, layers.Dense(10)(layers.GlobalAveragePooling2D()(maps)))


@exercise.also_right
def small_convolutional_network_of_convolutions_only():
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(12, 3, activation="elu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 3, activation="elu"),
            layers.MaxPooling2D(),
            layers.Conv2D(24, 3, activation="elu"),
            layers.Conv2D(10, 1),
            layers.GlobalAveragePooling2D(),
        ]
    )


@exercise.also_right
def small_convolutional_network_with_dropout():
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(16, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(3),
            layers.Conv2D(24, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Dropout(0.3),
            layers.GlobalMaxPooling2D(),
            layers.Dropout(0.3),
            layers.Dense(10),
        ]
    )


@exercise.case
def no_arguments():
    """Imports TensorFlow before an answer does: one that is stopped while it imports would keep the import's lock."""
    import utils.quiet_tensorflow  # noqa: F401

    return ()


def _network(*layers, shape=(28, 28, 1)):
    import keras

    return keras.Sequential([keras.Input(shape), *layers])


@exercise.mistake("Conv2D wants rows, columns and channels. How many channels has a gray image?")
def no_channel():
    from keras import layers

    return _network(layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(10), shape=(28, 28))


@exercise.mistake("A map became smaller than the next kernel. Count the sides with output_side: where does it end?")
def maps_too_small():
    from keras import layers

    blocks = [layer for _ in range(4) for layer in (layers.Conv2D(8, 3), layers.MaxPooling2D())]
    return _network(*blocks, layers.Flatten(), layers.Dense(10))


@exercise.mistake("AveragePooling2D wants to be told how large its blocks are.")
def pool_size_left_out():
    from keras import layers

    return _network(layers.Conv2D(8, 3, activation="relu"), layers.AveragePooling2D(), layers.Flatten())


@exercise.mistake("Conv2D wants two numbers first: how many kernels, and how large is each?")
def kernel_size_left_out():
    from keras import layers

    return _network(layers.Conv2D(8), layers.Flatten(), layers.Dense(10))


@exercise.mistake("keras.Sequential takes one list: put the layers in square brackets.")
def no_square_brackets():
    import keras

    return keras.Sequential(keras.Input((28, 28, 1)), keras.layers.Conv2D(8, 3), keras.layers.Flatten())


@exercise.mistake("The output of a layer came back.")
def the_last_output():
    return small_convolutional_network().output


@exercise.refused("It has 101,770 parameters; at most 10,000 are allowed. 100,480 of them")
def a_large_dense_network():
    from keras import layers

    return _network(layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10))


@exercise.refused("Which kind of layer learns a thing once for all places?")
def a_small_dense_network():
    from keras import layers

    return _network(layers.Flatten(), layers.Dense(12, activation="relu"), layers.Dense(10))


@exercise.refused("How many numbers come in there, and how many go out?")
def too_many_flattened():
    from keras import layers

    return _network(layers.Conv2D(8, 3, activation="relu"), layers.Flatten(), layers.Dense(10))


@exercise.refused("The outputs add up to 1: there is a softmax at the end.")
def softmax_at_the_end():
    from keras import layers

    return _network(*small_convolutional_network().layers, layers.Softmax())


@exercise.refused("No output is ever negative: the last layer squashes them.")
def bend_at_the_end():
    from keras import layers

    return _network(*small_convolutional_network().layers, layers.ReLU())


@exercise.refused("All outputs lie between -1 and 1: the last layer squashes them.")
def squashed_at_the_end():
    from keras import layers

    return _network(*small_convolutional_network().layers, layers.Activation("tanh"))


@exercise.refused("All of its layers together are one straight line, as in the lesson on ReLU")
def no_bend():
    from keras import layers

    convolutions = [layers.Conv2D(maps, 3, strides=2) for maps in (8, 16, 16)]
    return _network(*convolutions, layers.Flatten(), layers.Dense(10))


@exercise.refused("Are there enough channels")
def averaged_too_early():
    from keras import layers

    return _network(layers.Conv2D(4, 3, activation="relu"), layers.GlobalAveragePooling2D(), layers.Dense(10))


@exercise.refused("its outputs have shape (20, 6, 6, 10); (20, 10) is meant.")
def not_flattened():
    from keras import layers

    return _network(layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(4), layers.Dense(10))


@exercise.refused("its outputs have shape (20, 11); ten logits for each, (20, 10), are meant.")
def eleven_outputs():
    from keras import layers

    return _network(*small_convolutional_network().layers[:-1], layers.Dense(11))


@exercise.refused("its outputs have shape (20, 1); ten logits for each, (20, 10), are meant.")
def one_output():
    from keras import layers

    return _network(*small_convolutional_network().layers[:-1], layers.Dense(1))


@exercise.refused("It cannot take a batch of images of shape (20, 28, 28, 1).")
def images_as_rows():
    from keras import layers

    return _network(layers.Dense(12, activation="relu"), layers.Dense(10), shape=(784,))


@exercise.refused("What should it begin with?")
def input_left_out():
    from keras import Sequential, layers

    return Sequential(
        [layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(4), layers.Flatten(), layers.Dense(10)]
    )


@exercise.refused("A tuple with a network in it came back.")
def a_comma_too_many():
    return (small_convolutional_network(),)


@exercise.refused("The class Sequential came back.")
def the_class():
    import keras

    return keras.Sequential


@exercise.refused("A function came back. Which brackets are missing where you return it?")
def the_function():
    return small_convolutional_network


@exercise.refused("A list of layers came back. What in Keras makes a network of such a list?")
def the_layers():
    return list(small_convolutional_network().layers)


@exercise.refused("A single layer came back.")
def a_single_layer():
    from keras import layers

    return layers.Conv2D(8, 3)


@exercise.refused("A Keras network is meant; a str came back.")
def the_summary():
    return str(small_convolutional_network().summary())


@exercise.refused("It has no weights that training may change.")
def frozen():
    network = small_convolutional_network()
    network.trainable = False
    return network


@exercise.refused("A second call returned the same network.")
@functools.cache
def always_the_same():
    return small_convolutional_network()
