import subprocess
import sys

import numpy as np
import pytest
from scipy.special import softmax

from tests.pictures.digits import DIGITS, small_network
from tests.pictures.javascript import call
from utils.pictures import layers_picture


def random_weights(network, seed):
    """The same network, with everything random that batch normalization keeps, too."""
    rng = np.random.default_rng(seed)
    network.set_weights(
        [
            rng.uniform(0.2, 2, array.shape) if "variance" in variable.path else rng.normal(0, 0.4, array.shape)
            for variable, array in zip(network.weights, network.get_weights(), strict=True)
        ]
    )
    return network


def strides_and_padding():
    from utils.quiet_tensorflow import keras

    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(5, (3, 5), strides=(2, 3), padding="same", activation="relu"),
            layers.Dropout(0.5),
            layers.Conv2D(4, 4, padding="same"),
            layers.BatchNormalization(scale=False),
            layers.ReLU(),
            layers.MaxPooling2D((3, 2), strides=(2, 1)),
            layers.Conv2D(6, 2, use_bias=False),
            layers.Flatten(),
            layers.Dense(8, use_bias=False),
            layers.BatchNormalization(center=False),
            layers.Activation("relu"),
            layers.Dense(10),
        ]
    )


def means_and_softmax():
    from utils.quiet_tensorflow import keras

    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 5, strides=2),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def random_images():
    rng = np.random.default_rng(0)
    return np.round(255 * rng.random((8, 28, 28)) * (rng.random((8, 28, 28)) < 0.3)).astype(np.uint8)


@pytest.mark.parametrize(
    ("build", "images"),
    [
        (small_network, DIGITS),
        (lambda: random_weights(small_network(), 1), random_images()),
        (lambda: random_weights(strides_and_padding(), 2), random_images()),
        (lambda: random_weights(means_and_softmax(), 3), random_images()),
    ],
    ids=["kept", "random", "strides and padding", "means and softmax"],
)
def test_its_numbers_are_those_of_keras(build, images):
    network = build()
    state = layers_picture(network, images, center=False).settings
    images = (images / 255).astype(np.float32)
    found = call("layers", "compute", [({**state, "image": image.tolist()},) for image in images])
    answers = network.predict(images[..., np.newaxis], verbose=0)
    is_probability = np.allclose(answers.sum(axis=1), 1) and (answers >= 0).all()
    shares = answers if is_probability else softmax(answers, axis=1)
    for one, answer, share in zip(found, answers, shares, strict=True):
        np.testing.assert_allclose(one["probabilities"], share, atol=1e-5)
        if not is_probability:
            np.testing.assert_allclose(one["logits"], answer, atol=1e-5 * max(1, np.abs(answers).max()))


def test_every_stage_is_what_the_layer_gives():
    from utils.quiet_tensorflow import keras

    network = small_network()
    state = layers_picture(network, DIGITS, center=False).settings
    image = (DIGITS[2] / 255).astype(np.float32)
    ((_, *found),) = call("layers", "stages", [(state["network"], image.tolist())])
    ends = [i for i, layer in enumerate(network.layers) if type(layer).__name__ in
            ("ReLU", "MaxPooling2D", "GlobalAveragePooling2D", "Dense")]  # fmt: skip
    known = keras.Model(network.inputs[0], [network.layers[i].output for i in ends])(image[None, ..., None])
    for stage, values in zip(found, known, strict=True):
        values = np.asarray(values)[0]
        np.testing.assert_allclose(stage["values"], values.ravel(), atol=2e-5)
        assert stage["shape"] == [1] * (3 - values.ndim) + list(values.shape)


def test_a_digit_in_a_corner_is_read_once_it_is_centered():
    image = np.zeros_like(DIGITS[0])
    image[:18, :18] = DIGITS[0][5:23, 5:23]
    state = layers_picture(small_network(), DIGITS).settings
    in_the_middle, aside = call(
        "layers",
        "compute",
        [({**state, "image": (image / 255).tolist(), "center": center},) for center in (True, False)],
    )
    assert np.argmax(in_the_middle["probabilities"]) == 5
    assert in_the_middle["seen"] != aside["seen"]


def test_python_gets_the_answer_and_not_the_weights():
    state = layers_picture(small_network(), DIGITS).settings
    (numbers,) = call("layers", "compute", [(state,)])
    (value,) = call("layers", "reached", [(state, numbers)])
    assert value["answer"] == 5
    assert set(value) == {"image", "center", "seen", "logits", "probabilities", "answer"}


def test_the_pictures_are_imported_without_tensorflow():
    program = "import sys, utils.pictures; sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def with_layers(*layers, shape=(28, 28, 1)):
    from utils.quiet_tensorflow import keras

    return keras.Sequential([keras.Input(shape), *(getattr(keras.layers, name)(*values) for name, *values in layers)])


@pytest.mark.parametrize(
    ("layers", "complaint"),
    [
        ([("AveragePooling2D", 2), ("Flatten",), ("Dense", 10)], "this AveragePooling2D"),
        ([("Conv2D", 4, 3), ("Activation", "tanh"), ("Flatten",), ("Dense", 2)], "this Activation"),
        ([("Conv2D", 4, 3), ("ReLU", 6), ("Flatten",), ("Dense", 2)], "this ReLU"),
        ([("Conv2D", 4, 3), ("ReLU",), ("BatchNormalization",), ("Flatten",), ("Dense", 2)], "this BatchNormalization"),
        ([("Conv2D", 4, 3), ("MaxPooling2D", 2), ("GlobalAveragePooling2D",)], "end with a dense layer"),
        ([("Conv2D", 4, 3), ("Dense", 10)], "this Dense"),
        ([("Flatten",), ("Dense", 30), ("Dense", 10)], "23,860 parameters; 20,000"),
    ],
)
def test_networks_that_it_cannot_show_are_refused(layers, complaint):
    with pytest.raises(ValueError, match=complaint):
        layers_picture(with_layers(*layers), DIGITS)


def test_a_network_that_branches_is_refused():
    from utils.quiet_tensorflow import keras

    network = with_layers(("Flatten",), ("Dense", 10))
    with pytest.raises(ValueError, match="the network is a Functional"):
        layers_picture(keras.Model(network.inputs, network.outputs), DIGITS)


def test_images_that_the_network_does_not_take_are_refused():
    with pytest.raises(ValueError, match=r"takes images of shape \(20, 20, 1\); these have \(28, 28, 1\)"):
        layers_picture(with_layers(("Flatten",), ("Dense", 10), shape=(20, 20, 1)), DIGITS)
