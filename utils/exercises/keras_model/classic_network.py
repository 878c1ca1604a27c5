import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.keras_model._shared import _logits, _losses_of_training, _network, _refuse_unless_network
from utils.models import classic_network

exercise = Exercise(
    classic_network,
    hints=(
        "keras.Sequential([...]) takes the layers in order; the first entry is keras.Input(shape=(400,)).",
        'A hidden layer is keras.layers.Dense(25, activation="relu"). The last one has 10 neurons and no activation.',
    ),
    seconds=60,
    tolerance=1e-3,
)


def _refuse_what_is_added(network, x):
    """NotYet for what leaves the outputs as they are, and changes the training."""
    if network.losses:
        raise NotYet("A layer adds a penalty of its own to the loss. Does the plan ask for one?")
    if not np.allclose(network(x, training=True), network(x, training=False)):
        raise NotYet(
            "Its outputs during training are not those afterward. Is there a layer that the plan does not name?"
        )


@exercise.observe
def behavior_of_the_classic(result):
    """What can be seen of a network from outside: sizes, its outputs for fixed weights, and whether it learns."""
    _refuse_unless_network(result)
    rng = np.random.default_rng(0)
    x = rng.uniform(size=(60, 400)).astype("float32")
    x[30:] *= 1000  # so that an activation with an upper limit reaches it
    y = np.arange(60) % 10
    shape = _logits(result, x).shape
    if shape != (60, 10):
        raise NotYet(f"For 60 images its outputs have shape {tuple(shape)}; ten logits for each, (60, 10), are meant.")
    seen = {"number of parameters": result.count_params(), "arrays that training moves": len(result.trainable_weights)}
    seen["shapes of the weights"] = [tuple(w.shape) for w in result.get_weights()]
    result.set_weights([rng.normal(size=w.shape) / 10 for w in result.get_weights()])
    seen["outputs for fixed weights"] = _logits(result, x)
    _refuse_what_is_added(result, x)
    losses = _losses_of_training(result, x[:30], y[:30], steps=3)
    seen["the loss falls on a small batch"] = losses[-1] < losses[0]
    return seen


@exercise.also_right
def classic_network_layer_by_layer():
    import keras

    network = keras.Sequential()
    network.add(keras.Input(shape=(400,)))
    for neurons in (25, 15):
        network.add(keras.layers.Dense(neurons))
        network.add(keras.layers.ReLU())
    network.add(keras.layers.Dense(10, activation="linear"))
    return network


@exercise.also_right
def classic_network_by_calls():
    import keras

    inputs = keras.Input(shape=(400,))
    a = keras.layers.Dense(25, activation="relu")(inputs)
    a = keras.layers.Dense(15, activation="relu")(a)
    return keras.Model(inputs, keras.layers.Dense(10)(a))


@exercise.also_right
def classic_network_built_afterward():
    import keras

    network = keras.Sequential(
        [
            keras.layers.Dense(25, activation="relu"),
            keras.layers.Dense(15, activation="relu"),
            keras.layers.Dense(10, activation=None),
        ]
    )
    network.build((None, 400))
    return network


@exercise.case
def no_arguments():
    return ()


@exercise.mistake(
    "The outputs add up to 1: there is a softmax at the end. The loss will "
    "apply it; what should the last layer give out instead?"
)
def softmax_at_the_end():
    return _network([(25, "relu"), (15, "relu"), (10, "softmax")])


@exercise.mistake("Without a bend, the three layers collapse into one. What is missing after each hidden layer?")
def no_bend():
    return _network([(25, None), (15, None), (10, None)])


@exercise.mistake(
    "The hidden layers squeeze their scores into 0 to 1. Which activation lets a large score pass as it is?"
)
def sigmoid_inside():
    return _network([(25, "sigmoid"), (15, "sigmoid"), (10, None)])


@exercise.mistake("No output is ever negative: there is a ReLU after the last layer. May a logit be negative?")
def bend_at_the_end():
    return _network([(25, "relu"), (15, "relu"), (10, "relu")])


@exercise.mistake("One of the hidden layers has no activation. Is it the first or the second?")
def first_bend_missing():
    return _network([(25, None), (15, "relu"), (10, None)])


@exercise.mistake("One of the hidden layers has no activation. Is it the first or the second?")
def second_bend_missing():
    return _network([(25, "relu"), (15, None), (10, None)])


@exercise.mistake("There is a layer of 400 neurons. The pixels are the Input, not a layer.")
def pixels_as_a_layer():
    return _network([(400, "relu"), (25, "relu"), (15, "relu"), (10, None)])


@exercise.mistake("keras.Sequential takes one list: put the layers in square brackets.")
def no_square_brackets():
    import keras

    return keras.Sequential(
        keras.Input(shape=(400,)), keras.layers.Dense(25), keras.layers.Dense(15), keras.layers.Dense(10)
    )


@exercise.mistake("shape wants a tuple. With one number in it, that is (400,), comma included.")
def shape_is_a_number():
    import keras

    return keras.Sequential([keras.Input(shape=400), keras.layers.Dense(10)])


@exercise.mistake("One hidden layer is missing. Which sizes stand between 400 and 10?")
def second_layer_missing():
    return _network([(25, "relu"), (10, None)])


@exercise.mistake("The two hidden layers are swapped. Which comes first, 25 or 15?")
def sizes_swapped():
    return _network([(15, "relu"), (25, "relu"), (10, None)])


@exercise.mistake(
    "The hidden layers stop at 6, however large a score is. Which activation lets a large score pass as it is?"
)
def relu_with_an_upper_limit():
    return _network([(25, "relu6"), (15, "relu6"), (10, None)])


@exercise.refused("The network does not know yet how many numbers an image has.")
def no_input():
    import keras

    return keras.Sequential([keras.layers.Dense(25, "relu"), keras.layers.Dense(15, "relu"), keras.layers.Dense(10)])


@exercise.refused("Its outputs during training are not those afterward.")
def with_dropout():
    import keras

    network = _network([(25, "relu"), (15, "relu")])
    network.add(keras.layers.Dropout(0.2))
    network.add(keras.layers.Dense(10))
    return network


@exercise.refused("A layer adds a penalty of its own to the loss.")
def with_a_penalty():
    import keras

    network = _network([(25, "relu"), (15, "relu")])
    network.add(keras.layers.Dense(10, kernel_regularizer="l2"))
    return network
