import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise
from utils.exercises.keras_model._shared import _logits, _losses_of_training, _network, _refuse_unless_network

MOST_PARAMETERS = 6000
LEARNING_STEPS = 60
LEAST_LEARNED = 0.9


def small_network():
    """A network with 400 inputs, 10 logits and at most 6,000 parameters that still learns."""
    import keras

    return keras.Sequential(
        [keras.Input(shape=(400,)), keras.layers.Dense(14, activation="relu"), keras.layers.Dense(10)]
    )


exercise = Exercise(
    small_network,
    hints=(
        "Most parameters stand in the first layer: 400 for each neuron. How many neurons do 6,000 parameters allow?",
        "One hidden layer of k neurons has 400 * k + k + k * 10 + 10 parameters. Which k are allowed?",
    ),
    seconds=60,
    open_ended=True,
)


@exercise.observe
def smallness_and_learning(result):
    """'small and learns' for a network within the bounds, else NotYet with what was seen."""
    _refuse_unless_network(result)
    rng = np.random.default_rng(0)
    patterns, y = rng.uniform(size=(10, 400)), np.arange(200) % 10
    x = (patterns[y] + 0.1 * rng.normal(size=(200, 400))).astype("float32") - 0.5
    if _logits(result, x).shape != (200, 10):
        raise NotYet(f"For 200 images its outputs have shape {_logits(result, x).shape}; (200, 10) is meant.")
    if result.count_params() > MOST_PARAMETERS:
        raise NotYet(f"It has {result.count_params():,} parameters; at most {MOST_PARAMETERS:,} are allowed.")
    _losses_of_training(result, x, y, steps=LEARNING_STEPS)
    z = _logits(result, x)
    learned = np.mean(z.argmax(axis=1) == y)
    if z.min() >= 0:
        raise NotYet("No output is ever negative: the last layer squashes them. May a logit be negative?")
    if max(np.abs(z).max(), np.abs(_logits(result, 1000 * x)).max()) <= 1:
        raise NotYet("No output is ever above 1 or below -1: the last layer squashes them. May a logit be large?")
    if learned < LEAST_LEARNED:
        raise NotYet(
            f"After {LEARNING_STEPS} steps on 200 easy patterns it gets {learned:.0%} of them right; "
            f"{LEAST_LEARNED:.0%} are meant. Are there too few neurons, or too many sigmoid layers?"
        )
    return "small and learns"


@exercise.also_right
def small_network_without_hidden_layer():
    return _network([(10, None)])


@exercise.also_right
def small_network_of_two_layers():
    return _network([(12, "tanh"), (12, "relu"), (10, "linear")])


@exercise.case
def no_arguments():
    return ()


@exercise.refused("It has 10,575 parameters; at most 6,000 are allowed.")
def too_large():
    return _network([(25, "relu"), (15, "relu"), (10, None)])


@exercise.refused("After 60 steps on 200 easy patterns it gets")
def too_narrow():
    return _network([(1, "relu"), (10, None)])


@exercise.refused("No output is ever negative: the last layer squashes them.")
def sigmoid_at_the_end():
    return _network([(12, "relu"), (10, "sigmoid")])


@exercise.refused("For 200 images its outputs have shape (200, 1); (200, 10) is meant.")
def one_output():
    return _network([(10, "relu"), (1, None)])


@exercise.refused("No output is ever above 1 or below -1: the last layer squashes them.")
def tanh_at_the_end():
    return _network([(12, "relu"), (10, "tanh")])


@exercise.refused("The network does not know yet how many numbers an image has.")
def no_input_on_a_small_network():
    import keras

    return keras.Sequential([keras.layers.Dense(12, activation="relu"), keras.layers.Dense(10)])
