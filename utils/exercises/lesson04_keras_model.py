"""Lesson 04: the 400-25-15-10 network in Keras. TensorFlow is imported only when an exercise needs it."""

import numpy as np

from utils.exercises.compare import NotYet
from utils.exercises.exercise import Exercise, Mistake
from utils.models import classic_network

MOST_PARAMETERS = 6000
LEARNING_STEPS = 60
LEAST_LEARNED = 0.9


def count_parameters(sizes):
    """Number of weights and biases of a dense network; sizes are the layers' sizes, inputs first."""
    return sum(n_in * n_out + n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))


def count_parameters_by_loop(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i - 1] + 1) * sizes[i]
    return total


def one_layer():
    return ((4, 3),)


def two_layers():
    return ((3, 2, 5),)


def the_classic_sizes():
    return ((400, 25, 15, 10),)


def _no_biases(sizes):
    return sum(n_in * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True))


def _a_bias_for_each_input(sizes):
    return sum(n_in * n_out + n_in for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True))


def _one_bias_a_layer(sizes):
    return sum(n_in * n_out + 1 for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True))


def _neurons_counted(sizes):
    return sum(sizes)


def _all_multiplied(sizes):
    return int(np.prod(sizes))


def _network(layers):
    """A Keras network of 400 inputs and (neurons, activation) a layer."""
    import keras

    dense = [keras.layers.Dense(neurons, activation=activation) for neurons, activation in layers]
    return keras.Sequential([keras.Input(shape=(400,)), *dense])


def classic_network_layer_by_layer():
    import keras

    network = keras.Sequential()
    network.add(keras.Input(shape=(400,)))
    for neurons in (25, 15):
        network.add(keras.layers.Dense(neurons))
        network.add(keras.layers.ReLU())
    network.add(keras.layers.Dense(10, activation="linear"))
    return network


def classic_network_by_calls():
    import keras

    inputs = keras.Input(shape=(400,))
    a = keras.layers.Dense(25, activation="relu")(inputs)
    a = keras.layers.Dense(15, activation="relu")(a)
    return keras.Model(inputs, keras.layers.Dense(10)(a))


def classic_network_without_input():
    import keras

    return keras.Sequential(
        [
            keras.layers.Dense(25, activation="relu"),
            keras.layers.Dense(15, activation="relu"),
            keras.layers.Dense(10, activation=None),
        ]
    )


def _softmax_at_the_end():
    return _network([(25, "relu"), (15, "relu"), (10, "softmax")])


def _no_bend():
    return _network([(25, None), (15, None), (10, None)])


def _sigmoid_inside():
    return _network([(25, "sigmoid"), (15, "sigmoid"), (10, None)])


def _bend_at_the_end():
    return _network([(25, "relu"), (15, "relu"), (10, "relu")])


def _first_bend_missing():
    return _network([(25, None), (15, "relu"), (10, None)])


def _second_bend_missing():
    return _network([(25, "relu"), (15, None), (10, None)])


def _pixels_as_a_layer():
    return _network([(400, "relu"), (25, "relu"), (15, "relu"), (10, None)])


def _no_square_brackets():
    import keras

    return keras.Sequential(
        keras.Input(shape=(400,)), keras.layers.Dense(25), keras.layers.Dense(15), keras.layers.Dense(10)
    )


def _shape_is_a_number():
    import keras

    return keras.Sequential([keras.Input(shape=400), keras.layers.Dense(10)])


def _second_layer_missing():
    return _network([(25, "relu"), (10, None)])


def _sizes_swapped():
    return _network([(15, "relu"), (25, "relu"), (10, None)])


def no_arguments():
    return ()


def behavior_of_the_classic(result):
    """What can be seen of a network from outside: sizes, its outputs for fixed weights, and whether it learns."""
    _refuse_unless_network(result)
    rng = np.random.default_rng(0)
    x = rng.uniform(size=(60, 400)).astype("float32")
    y = np.arange(60) % 10
    shape = _logits(result, x).shape
    if shape != (60, 10):
        raise NotYet(f"For 60 images its outputs have shape {tuple(shape)}; ten logits for each, (60, 10), are meant.")
    seen = {"number of parameters": result.count_params()}
    seen["shapes of the weights"] = [tuple(w.shape) for w in result.get_weights()]
    result.set_weights([rng.normal(size=w.shape) / 10 for w in result.get_weights()])
    seen["outputs for fixed weights"] = _logits(result, x)
    losses = _losses_of_training(result, x, y, steps=10)
    seen["the loss falls on a small batch"] = losses[-1] < losses[0]
    return seen


def _refuse_unless_network(result):
    import keras

    if not isinstance(result, keras.Model):
        raise NotYet(f"A Keras network is meant; a {type(result).__name__} came back. Does the function return it?")


def _logits(network, x):
    try:
        return np.asarray(network(x, training=False))
    except Exception:  # Keras and TensorFlow raise many kinds
        raise NotYet(
            "The network cannot take our images, which are rows of 400 numbers. Is it keras.Input(shape=(400,)), and "
            "are the layers in the right order?"
        ) from None


def _losses_of_training(network, x, y, steps):
    """Losses of a few steps of gradient descent on one batch; by hand, since fit compiles longer than this takes."""
    from utils.quiet_tensorflow import keras, tf

    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer, losses = keras.optimizers.Adam(0.01), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = cross_entropy(y, network(x, training=True))
        optimizer.apply(tape.gradient(loss, network.trainable_variables), network.trainable_variables)
        losses.append(float(loss))
    return losses


def predict_digit(network, image):
    """The digit a network sees in one image (400,), and its probability: two numbers."""
    z = np.asarray(network(image[None, :]))[0]
    exponentials = np.exp(z - z.max())
    probabilities = exponentials / exponentials.sum()
    return int(probabilities.argmax()), float(probabilities.max())


def predict_digit_by_keras(network, image):
    import keras

    logits = network.predict(image.reshape(1, 400), verbose=0)
    p = keras.ops.convert_to_numpy(keras.ops.softmax(logits))[0]
    return np.argmax(p), p[np.argmax(p)]


def a_trained_looking_network(seed):
    """A small network with fixed weights, so that its logits are neither all alike nor certain."""
    import keras

    rng = np.random.default_rng(seed)
    network = keras.Sequential([keras.Input(shape=(400,)), keras.layers.Dense(10)])
    network.set_weights([rng.normal(size=(400, 10)) / 10, rng.normal(size=10) / 10])
    return network


def one_image():
    return a_trained_looking_network(0), np.random.default_rng(1).uniform(size=400).astype("float32")


def another_image():
    return a_trained_looking_network(5), np.random.default_rng(4).uniform(size=400).astype("float32")


def an_image_far_too_bright():
    network, image = one_image()
    return network, 1000 * image


def _overflowing(network, image):
    z = np.asarray(network(image[None, :]))[0]
    probabilities = np.exp(z) / np.exp(z).sum()
    return int(z.argmax()), float(probabilities[z.argmax()])


def _logit_not_probability(network, image):
    z = np.asarray(network(image[None, :]))[0]
    return int(z.argmax()), float(z.max())


def _softmax_over_images(network, image):
    return predict_digit(network, image)[0], 1.0


def _in_percent(network, image):
    digit, probability = predict_digit(network, image)
    return digit, 100 * probability


def _all_probabilities(network, image):
    z = np.asarray(network(image[None, :]))[0]
    return int(z.argmax()), np.exp(z - z.max()) / np.exp(z - z.max()).sum()


def _image_without_a_batch(network, image):
    return predict_digit(network, np.asarray(network(image)))


def _order_swapped(network, image):
    return predict_digit(network, image)[::-1]


def most_confident_mistake(z, y):
    """Index of the image whose wrong answer has the highest probability; logits z (m, 10), labels y (m,)."""
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    confidence = (exponentials / exponentials.sum(axis=1, keepdims=True)).max(axis=1)
    wrong = z.argmax(axis=1) != y
    return int(np.argmax(np.where(wrong, confidence, 0)))


def most_confident_mistake_by_index(z, y):
    p = np.exp(z - z.max(axis=1)[:, None])
    p /= p.sum(axis=1)[:, None]
    mistakes = np.flatnonzero(p.argmax(axis=1) != y)
    return mistakes[p[mistakes].max(axis=1).argmax()]


def six_answers():
    """The surest answer is right; the highest logit stands in a row that is not the surest mistake."""
    z = np.zeros((6, 10))
    z[0, 3] = 9.0
    z[1, 5], z[1, 6] = 2.0, 1.0
    z[2, 1], z[2] = 0.0, z[2] + 20.0
    z[2, 1] = 21.0
    z[3, 7] = 4.0
    z[4, 0] = 0.5
    z[5, 2] = 6.0
    return z, np.array([3, 6, 8, 4, 1, 2])


def _random_answers(seed):
    """Eight rows of logits at very different heights; every third label is right."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(8, 10)) * 3 + rng.normal(size=(8, 1)) * 10
    return z, np.where(np.arange(8) % 3 == 0, z.argmax(axis=1), (z.argmax(axis=1) + 1) % 10)


def eight_answers():
    return _random_answers(44)


def eight_more_answers():
    return _random_answers(46)


def _confidence(z):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return (p / p.sum(axis=1, keepdims=True)).max(axis=1)


def _most_confident_of_all(z, y):
    return int(_confidence(z).argmax())


def _least_confident_mistake(z, y):
    return int(np.argmin(np.where(z.argmax(axis=1) != y, _confidence(z), 2)))


def _place_among_the_mistakes(z, y):
    return int(_confidence(z[z.argmax(axis=1) != y]).argmax())


def _highest_logit(z, y):
    return int(np.argmax(np.where(z.argmax(axis=1) != y, z.max(axis=1), -np.inf)))


def _least_probable_label(z, y):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return int((p / p.sum(axis=1, keepdims=True))[np.arange(len(y)), y].argmin())


def _softmax_down_the_columns(z, y):
    p = np.exp(z - z.max(axis=0))
    return int(np.argmax(np.where(z.argmax(axis=1) != y, (p / p.sum(axis=0)).max(axis=1), 0)))


def small_network():
    """A network with 400 inputs, 10 logits and at most 6,000 parameters that still learns."""
    import keras

    return keras.Sequential(
        [keras.Input(shape=(400,)), keras.layers.Dense(14, activation="relu"), keras.layers.Dense(10)]
    )


def small_network_without_hidden_layer():
    return _network([(10, None)])


def small_network_of_two_layers():
    return _network([(12, "tanh"), (12, "relu"), (10, "linear")])


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
    learned = np.mean(_logits(result, x).argmax(axis=1) == y)
    if _logits(result, x).min() >= 0:
        raise NotYet("No output is ever negative: the last layer squashes them. May a logit be negative?")
    if learned < LEAST_LEARNED:
        raise NotYet(
            f"After {LEARNING_STEPS} steps on 200 easy patterns it gets {learned:.0%} of them right; "
            f"{LEAST_LEARNED:.0%} are meant. Are there too few neurons, or too many sigmoid layers?"
        )
    return "small and learns"


def _too_large():
    return _network([(25, "relu"), (15, "relu"), (10, None)])


def _too_narrow():
    return _network([(1, "relu"), (10, None)])


def _sigmoid_at_the_end():
    return _network([(12, "relu"), (10, "sigmoid")])


def _one_output():
    return _network([(10, "relu"), (1, None)])


EXERCISES = (
    Exercise(
        reference=count_parameters,
        cases=(one_layer, two_layers, the_classic_sizes),
        also_right=(count_parameters_by_loop,),
        mistakes=(
            Mistake(_no_biases, "You counted the weights. What else does each neuron add to its sum?"),
            Mistake(_a_bias_for_each_input, "You gave each input a bias. Who adds the bias, the input or the neuron?"),
            Mistake(_one_bias_a_layer, "You gave each layer one bias. How many neurons of a layer have one?"),
            Mistake(
                _neurons_counted, "You counted the neurons. How many weights does one neuron with 400 inputs have?"
            ),
            Mistake(_all_multiplied, "You multiplied all sizes. Which layers does one weight matrix connect?"),
        ),
        hints=(
            "From 4 inputs to 3 neurons: how many arrows can you draw? And then one bias for each neuron.",
            "Between two layers stand n_in * n_out weights and n_out biases. Add this up over the pairs "
            "zip(sizes[:-1], sizes[1:]).",
        ),
    ),
    Exercise(
        reference=classic_network,
        cases=(no_arguments,),
        observe=behavior_of_the_classic,
        also_right=(
            classic_network_layer_by_layer,
            classic_network_by_calls,
            classic_network_without_input,
        ),
        mistakes=(
            Mistake(
                _softmax_at_the_end,
                "The outputs add up to 1: there is a softmax at the end. The loss will "
                "apply it; what should the last layer give out instead?",
            ),
            Mistake(
                _no_bend,
                "Without a bend, the three layers collapse into one (lesson 01). What is missing after "
                "each hidden layer?",
            ),
            Mistake(
                _sigmoid_inside,
                "The hidden layers squeeze their scores into 0 to 1. Which activation lets a "
                "large score pass as it is?",
            ),
            Mistake(
                _bend_at_the_end,
                "No output is ever negative: there is a ReLU after the last layer. May a logit be negative?",
            ),
            Mistake(_first_bend_missing, "One hidden layer has no activation. Is it the first or the second?"),
            Mistake(_second_bend_missing, "One of the hidden layers has no activation. Is it the first or the second?"),
            Mistake(_pixels_as_a_layer, "There is a layer of 400 neurons. The pixels are the Input, not a layer."),
            Mistake(_no_square_brackets, "keras.Sequential takes one list: put the layers in square brackets."),
            Mistake(_shape_is_a_number, "shape wants a tuple. With one number in it, that is (400,), comma included."),
            Mistake(_second_layer_missing, "One hidden layer is missing. Which sizes stand between 400 and 10?"),
            Mistake(_sizes_swapped, "The two hidden layers stand in the other order. Which comes first, 25 or 15?"),
        ),
        hints=(
            "keras.Sequential([...]) takes the layers in order; the first entry is keras.Input(shape=(400,)).",
            'A hidden layer is keras.layers.Dense(25, activation="relu"). The last one has 10 neurons and no '
            "activation.",
        ),
        seconds=60,
        tolerance=1e-3,
    ),
    Exercise(
        reference=predict_digit,
        cases=(one_image, another_image, an_image_far_too_bright),
        also_right=(predict_digit_by_keras,),
        mistakes=(
            Mistake(
                _overflowing,
                "Large logits became nan. What does lesson 02's softmax subtract first?",
            ),
            Mistake(
                _logit_not_probability,
                "The digit is right, but its number is a logit. What turns logits into probabilities?",
            ),
            Mistake(
                _softmax_over_images,
                "The probability is 1 for every image: the softmax ran over the images. Over what should it run?",
            ),
            Mistake(_in_percent, "The probability is 100 times too large. A probability lies between 0 and 1."),
            Mistake(_all_probabilities, "You return all ten probabilities. Which one belongs to the digit?"),
            Mistake(
                _image_without_a_batch,
                "The network wants a batch: one image a row, shape (1, 400). How do you "
                "make one row of an image of shape (400,)?",
            ),
            Mistake(_order_swapped, "The two are in the other order. The digit comes first."),
        ),
        hints=(
            "Three steps: a batch of one image, its ten logits, their softmax.",
            "image[None, :] has shape (1, 400). network(...) gives logits of shape (1, 10); take row 0, apply "
            "lesson 02's softmax, and then argmax and max.",
        ),
        seconds=60,
        tolerance=1e-4,
    ),
    Exercise(
        reference=most_confident_mistake,
        cases=(six_answers, eight_answers, eight_more_answers),
        also_right=(most_confident_mistake_by_index,),
        mistakes=(
            Mistake(
                _most_confident_of_all,
                "That is the surest answer of all, and it is right. How do you leave the right ones out?",
            ),
            Mistake(_least_confident_mistake, "That is the most hesitant mistake. Which one is the surest?"),
            Mistake(
                _place_among_the_mistakes,
                "You counted among the mistakes only. Which place does that image have among all?",
            ),
            Mistake(_highest_logit, "You took the highest logit. When all ten are high, how sure is the network?"),
            Mistake(
                _least_probable_label,
                "You looked for the label with the least probability. The surest mistake "
                "has the highest probability for a wrong digit.",
            ),
            Mistake(_softmax_down_the_columns, "The softmax ran down the columns. Which axis is one image?"),
        ),
        hints=(
            "Which images are wrong: compare the digits z.argmax(axis=1) with y. How sure is each answer: the largest "
            "probability of its row.",
            "np.where(wrong, confidence, 0).argmax() looks at the wrong ones and keeps their places.",
        ),
    ),
    Exercise(
        reference=small_network,
        cases=(no_arguments,),
        observe=smallness_and_learning,
        also_right=(small_network_without_hidden_layer, small_network_of_two_layers),
        mistakes=(
            Mistake(_too_large, "It has 10,575 parameters; at most 6,000 are allowed."),
            Mistake(_too_narrow, "After 60 steps on 200 easy patterns it gets"),
            Mistake(_sigmoid_at_the_end, "No output is ever negative: the last layer squashes them."),
            Mistake(_one_output, "For 200 images its outputs have shape (200, 1); (200, 10) is meant."),
        ),
        hints=(
            "Most parameters stand in the first layer: 400 for each neuron. How many neurons do 6,000 parameters "
            "allow?",
            "One hidden layer of k neurons has 400 * k + k + k * 10 + 10 parameters. Which k are allowed?",
        ),
        seconds=60,
    ),
)
