"""Images of MNIST's size, as the networks of the course take them."""

import numpy as np
import pytest

from utils.models import NETWORKS
from utils.training import inputs_for

IN_KERAS = {name: entry for name, entry in NETWORKS.items() if not entry.in_numpy}


@pytest.mark.parametrize("entry", IN_KERAS.values(), ids=IN_KERAS)
def test_every_network_takes_images_of_its_size_and_gives_ten_logits(entry):
    network = entry.build()
    images = np.zeros((3, 28, 28), np.uint8)
    x = inputs_for(network, images)
    assert np.prod(network.input_shape[1:3]) == entry.image_size**2
    assert x.shape == (3, *network.input_shape[1:])
    assert network(x).shape == (3, 10)
    assert entry.epochs >= 1


def test_images_have_the_size_the_layout_and_the_scale_that_the_network_takes():
    from utils.data import as_rows, shrink
    from utils.quiet_tensorflow import keras

    def inputs(*shape):
        return inputs_for(keras.Sequential([keras.Input(shape=shape), keras.layers.Flatten()]), images)

    images = np.random.default_rng(0).integers(0, 256, (4, 28, 28)).astype(np.uint8)
    np.testing.assert_array_equal(inputs(400), as_rows(shrink(images)))
    np.testing.assert_array_equal(inputs(20, 20, 1), shrink(images)[..., None])
    np.testing.assert_allclose(inputs(28, 28), images / 255, rtol=1e-6)
    np.testing.assert_array_equal(inputs(28, 28, 1), inputs(28, 28)[..., None])


def test_a_single_image_is_taken_as_one_of_many():
    from utils.quiet_tensorflow import keras

    image = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
    for shape in ((400,), (20, 20), (28, 28, 1)):
        network = keras.Sequential([keras.Input(shape=shape), keras.layers.Flatten()])
        np.testing.assert_array_equal(inputs_for(network, image), inputs_for(network, image[None]))


@pytest.mark.parametrize(
    ("images", "takes", "sentence"),
    [
        (
            np.zeros((3, 20, 20), np.uint8),
            (400,),
            r"images are uint8 of shape \(m, 28, 28\); these are",
        ),
        (np.zeros(784, np.uint8), (784,), r"these are uint8 of shape \(784,\)"),
        (np.zeros((3, 28, 28)), (28, 28), "these are float64"),
        (np.zeros((3, 28, 28), np.uint8), (32, 32), r"the network takes images of shape \(32, 32\)"),
    ],
)
def test_images_that_no_network_of_the_course_takes_are_refused(images, takes, sentence):
    from utils.quiet_tensorflow import keras

    network = keras.Sequential([keras.Input(shape=takes), keras.layers.Flatten()])
    with pytest.raises(ValueError, match=sentence):
        inputs_for(network, images)
