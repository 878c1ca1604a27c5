import numpy as np

from utils.exercises.exercise import Exercise


def predict_digit(network, image):
    """The digit a network sees in one image (400,), and its probability: two numbers."""
    z = np.asarray(network(image[None, :]))[0]
    exponentials = np.exp(z - z.max())
    probabilities = exponentials / exponentials.sum()
    return int(probabilities.argmax()), float(probabilities.max())


exercise = Exercise(
    predict_digit,
    hints=(
        "Three steps: a batch of one image, its ten logits, their softmax.",
        "image[None, :] has shape (1, 400). network(...) gives logits of shape (1, 10); take row 0, apply "
        "softmax, and then argmax and max.",
    ),
    seconds=60,
    tolerance=1e-4,
    equivalent={
        "the result has no sign": "neither a digit nor a probability is negative",
        "the result is cut off below": "neither a digit nor a probability is negative",
    },
)


@exercise.also_right
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


@exercise.case
def one_image():
    return a_trained_looking_network(0), np.random.default_rng(1).uniform(size=400).astype("float32")


@exercise.case
def another_image():
    return a_trained_looking_network(5), np.random.default_rng(4).uniform(size=400).astype("float32")


@exercise.case
def an_image_far_too_bright():
    network, image = one_image()
    return network, 1000 * image


def _network_that_answers(logits):
    """A network with these ten logits for every image, and an image."""
    import keras

    network = keras.Sequential([keras.Input(shape=(400,)), keras.layers.Dense(10)])
    network.set_weights([np.zeros((400, 10)), np.array(logits)])
    return network, np.ones(400, dtype="float32")


@exercise.case
def a_clear_0():
    return _network_that_answers([8, 1, 2, -1, 0, 3, 1, 4, 2, 1])


@exercise.case
def two_digits_nearly_alike():
    return _network_that_answers([0, 1, 0, 2.991, 0, 0, 0, 0, 2.996, 0])


@exercise.case
def no_logit_above_0():
    return _network_that_answers([-9, -8, -7, -9, -5, -3, -9, -4, -8, -2])


@exercise.mistake("Large logits became nan. What does a safe softmax subtract first?")
def overflowing(network, image):
    z = np.asarray(network(image[None, :]))[0]
    probabilities = np.exp(z) / np.exp(z).sum()
    return int(z.argmax()), float(probabilities[z.argmax()])


@exercise.mistake("The digit is right, but the number with it is a logit. What turns logits into probabilities?")
def logit_not_probability(network, image):
    z = np.asarray(network(image[None, :]))[0]
    return int(z.argmax()), float(z.max())


@exercise.mistake("The probability is 1 for every image: the softmax ran over the images. Over what should it run?")
def softmax_over_images(network, image):
    return predict_digit(network, image)[0], 1.0


@exercise.mistake("The probability is 100 times too large. A probability lies between 0 and 1.")
def in_percent(network, image):
    digit, probability = predict_digit(network, image)
    return digit, 100 * probability


@exercise.mistake("You return all ten probabilities. Which one belongs to the digit?")
def all_probabilities(network, image):
    z = np.asarray(network(image[None, :]))[0]
    return int(z.argmax()), np.exp(z - z.max()) / np.exp(z - z.max()).sum()


@exercise.mistake(
    "The network wants a batch with one image in each row: shape (1, 400). How do you make a row of an image of shape "
    "(400,)?"
)
def image_without_a_batch(network, image):
    return predict_digit(network, np.asarray(network(image)))


@exercise.mistake("The two are swapped. The digit comes first.")
def order_swapped(network, image):
    return predict_digit(network, image)[::-1]


@exercise.mistake("The rounding makes two probabilities equal, and the wrong digit wins. Compare them as they are.")
def rounded_before_the_largest_is_taken(network, image):
    z = np.asarray(network(image[None, :]))[0]
    probabilities = np.round(np.exp(z - z.max()) / np.exp(z - z.max()).sum(), 2)
    return int(probabilities.argmax()), float(probabilities.max())


@exercise.mistake("The digit is right. Return its probability as it is, without rounding.")
def rounded_in_the_end(network, image):
    digit, probability = predict_digit(network, image)
    return digit, round(probability, 2)
