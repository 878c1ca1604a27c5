"""The course's networks, one builder each. A builder returns a new network; one of Keras is not compiled yet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

    from utils.scratch import Network


def classic_network() -> "keras.Model":
    """The classic network for 20x20 digits: 400 inputs, 25 and 15 ReLU neurons, 10 logits."""
    import keras

    return keras.Sequential(
        [
            keras.Input(shape=(400,)),
            keras.layers.Dense(25, activation="relu"),
            keras.layers.Dense(15, activation="relu"),
            keras.layers.Dense(10),
        ]
    )


def regularized_network(
    hidden: tuple[int, ...] = (25, 15),
    *,
    initializer: str = "glorot_uniform",
    l1: float = 0.0,
    l2: float = 0.0,
    dropout: float = 0.0,
) -> "keras.Model":
    """The classic network with measures against overfitting; without any of them, it is the classic network.

    Parameters
    ----------
    hidden : tuple of int
        Sizes of the hidden layers, for comparisons.
    initializer : str
        How Keras draws the weights; biases start at 0.
    l1, l2 : float
        Penalty on the sum of the weights' absolute values, and on the sum of their squares; biases are left out.
    dropout : float
        Share of the neurons that are dropped in each hidden layer while training.

    Raises ValueError if a strength is negative, `dropout` is not below 1, or a size is not 1 or more.
    """
    from utils.quiet_tensorflow import keras

    _refuse_bad_settings(hidden, {"l1": l1, "l2": l2, "dropout": dropout})
    penalty = keras.regularizers.L1L2(l1, l2) if l1 or l2 else None

    def dense(size, activation=None):
        return keras.layers.Dense(
            size, activation=activation, kernel_initializer=initializer, kernel_regularizer=penalty
        )

    layers = [keras.Input(shape=(400,))]
    for size in hidden:
        layers.append(dense(size, "relu"))
        if dropout:
            layers.append(keras.layers.Dropout(dropout))
    return keras.Sequential([*layers, dense(10)])


def dense_network(
    image_shape: tuple[int, ...] = (28, 28), hidden: int = 128, activation: str = "relu", dropout: float = 0.2
) -> "keras.Model":
    """One hidden layer on whole images (m, *image_shape), and 10 logits; by default, the well-known network for MNIST.

    Parameters
    ----------
    image_shape : tuple of int
        Rows and columns of an image, or (784,) for images that are already rows.
    hidden : int
        Size of the hidden layer.
    activation : str
        Its activation function, by Keras's name.
    dropout : float
        Share of its neurons that are dropped while training.

    Raises ValueError if `dropout` is negative or not below 1, or if `hidden` is not 1 or more.
    Source of the default: TensorFlow's quickstart for beginners, here with logits instead of softmax.
    """
    from utils.quiet_tensorflow import keras

    _refuse_bad_settings((hidden,), {"dropout": dropout})
    layers = [keras.Input(shape=image_shape), keras.layers.Flatten(), keras.layers.Dense(hidden, activation=activation)]
    if dropout:
        layers.append(keras.layers.Dropout(dropout))
    return keras.Sequential([*layers, keras.layers.Dense(10)])


def lenet5() -> "keras.Model":
    """LeNet-5 for images (m, 28, 28, 1): two convolutions, each with average pooling, and three dense layers; tanh.

    Unlike the original, it has ten logits instead of distances to drawn digits, and each map of the second
    convolution sees all maps of the first.

    Source: LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, 1998.
    """
    from utils.quiet_tensorflow import keras

    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            layers.Conv2D(6, 5, padding="same", activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(16, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(120, activation="tanh"),
            layers.Dense(84, activation="tanh"),
            layers.Dense(10),
        ]
    )


def convolutional_network(
    before: tuple[int, ...] = (32, 32), after: tuple[int, ...] = (64, 64, 64), *, every_pixel: bool = False
) -> "keras.Model":
    """A small modern network for images (m, 28, 28, 1): convolutions, and the mean of each of the last maps.

    The first convolution is 5x5 and moves in steps of two; all others are 3x3. Each is followed by batch normalization
    and ReLU. Between the two groups, pooling takes the largest of 2x2. Ten logits.

    Parameters
    ----------
    before, after : tuple of int
        How many maps each convolution makes, before the pooling and after it.
    every_pixel : bool
        Whether the first convolution moves in steps of one pixel instead of two, and a pooling of its own halves its
        maps. This takes longer.

    Raises ValueError if a number of maps is not 1 or more, or if there is no convolution before the pooling.
    """
    from utils.quiet_tensorflow import keras

    if not before:
        raise ValueError("before is empty; it needs at least the first convolution, as in (32, 32)")
    _refuse_bad_settings(before + after, {})
    layers = keras.layers

    def convolution(maps, side=3, **settings):
        return [layers.Conv2D(maps, side, use_bias=False, **settings), layers.BatchNormalization(), layers.ReLU()]

    first, *others = before
    if every_pixel:
        halved = [*convolution(first, side=5, padding="same"), layers.MaxPooling2D()]
    else:
        halved = convolution(first, side=5, strides=2)
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            *halved,
            *(layer for maps in others for layer in convolution(maps, padding="same")),
            layers.MaxPooling2D(),
            *(layer for maps in after for layer in convolution(maps, padding="same")),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10),
        ]
    )


def tiny_convolutional_network() -> "keras.Model":
    """The convolutional network with fewer than 10,000 parameters."""
    return convolutional_network(before=(16, 16), after=(20, 20))


def relu_network_in_numpy(seed: int = 0) -> "Network":
    """784 inputs, 128 ReLU neurons and 10 logits, in NumPy alone: a `utils.scratch.Network`."""
    from utils.scratch import Dense, Network, ReLU

    return Network([Dense(784, 128, "he_normal"), ReLU(), Dense(128, 10)], seed=seed)


def tanh_network_in_numpy(seed: int = 0, dropout: float = 0.0) -> "Network":
    """784 inputs, 1,000 tanh neurons and 10 logits, in NumPy alone: a `utils.scratch.Network`.

    `dropout` is the share of the hidden neurons that is dropped while training.
    """
    from utils.scratch import Dense, Dropout, Network, Tanh

    return Network([Dense(784, 1000), Tanh(), Dropout(dropout), Dense(1000, 10)], seed=seed)


def _refuse_bad_settings(hidden, strengths):
    for size in hidden:
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise ValueError(f"sizes of layers are whole numbers, 1 or more, such as (25, 15); these are {hidden}")
    for name, strength in strengths.items():
        if not strength >= 0 or (name == "dropout" and not strength < 1):
            raise ValueError(f"{name} is {strength}; it must be 0 or more{', and below 1' * (name == 'dropout')}")


@dataclass(frozen=True)
class Architecture:
    """A network that can be asked for by name: what it is, and what it takes to build and train it.

    The settings are those for whoever names no others. Keras's networks are trained by Adam at a constant rate.
    """

    what: str
    image_size: int  # pixels on each side, 20 or 28
    epochs: int  # if nobody says how many
    build: Callable  # build(), or build(seed) in NumPy
    data: str = "mnist"  # see utils.cli.data_sets
    batch_size: int = 32
    learning_rate: float = 0.001
    in_numpy: bool = False
    optimizer: str = "adam"  # see utils.scratch.OPTIMIZERS
    falling_rate: bool = False  # to 0, along half a cosine


NETWORKS = {
    "dense": Architecture("128 ReLU neurons, dropout 0.2, 10 logits", 28, 5, dense_network),
    "classic": Architecture("400 inputs, 25 and 15 ReLU neurons, 10 logits", 20, 40, classic_network, "digits5000"),
    "scratch": Architecture(
        "128 ReLU neurons, in NumPy alone, gradient descent", 28, 10, relu_network_in_numpy,
        learning_rate=0.1, in_numpy=True, optimizer="gradient_descent",
    ),
    "tanh": Architecture(
        "1,000 tanh neurons, in NumPy alone, Adam", 28, 60, tanh_network_in_numpy, "thousand",
        batch_size=50, learning_rate=0.0003, in_numpy=True, falling_rate=True,
    ),
    "lenet5": Architecture("LeNet-5 of 1998, with tanh and 10 logits", 28, 10, lenet5),
    "conv-tiny": Architecture("four convolutions, 9,682 parameters", 28, 5, tiny_convolutional_network),
    "conv": Architecture("five convolutions, 103,850 parameters", 28, 5, convolutional_network),
}  # fmt: skip
