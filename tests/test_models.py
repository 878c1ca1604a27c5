"""The convolutional networks: what they give, how many parameters they have, and that places are shared."""

import numpy as np
import pytest

from utils.models import convolutional_network, lenet5, tiny_convolutional_network
from utils.quiet_tensorflow import keras


def by_hand(before, after):
    """Parameters of the convolutional network: kernels, four numbers a map for batch normalization, ten logits."""
    maps = (1, *before, *after)
    sides = (5, *(3 for _ in maps[2:]))
    pairs = zip(sides, maps, maps[1:], strict=False)
    return sum(k * k * n_in * n_out + 4 * n_out for k, n_in, n_out in pairs) + 10 * maps[-1] + 10


def test_lenet5_has_the_sizes_of_the_paper():
    network = lenet5()
    shapes = [layer.output.shape[1:] for layer in network.layers]
    maps = [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16)]
    assert shapes == [*maps, (400,), (120,), (84,), (10,)]
    assert network.count_params() == 61_706  # 156 + 2,416 + 48,120 + 10,164 + 850


@pytest.mark.parametrize("every_pixel", [False, True])
@pytest.mark.parametrize(("before", "after"), [((32, 32), (64, 64, 64)), ((3,), ()), ((4, 5, 6), (7,))])
def test_the_convolutional_network_has_the_layers_that_it_is_asked_for(before, after, every_pixel):
    network = convolutional_network(before, after, every_pixel=every_pixel)
    assert network.count_params() == by_hand(before, after)
    assert network(np.zeros((2, 28, 28, 1), np.float32)).shape == (2, 10)


@pytest.mark.parametrize(("every_pixel", "rows"), [(False, [12, 12, 6]), (True, [28, 14, 7])])
def test_the_first_convolution_goes_in_steps_of_two_or_of_one(every_pixel, rows):
    network = convolutional_network((3, 4), (5,), every_pixel=every_pixel)
    maps = [layer.output.shape[1] for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    assert maps == rows


def test_the_tiny_one_has_fewer_than_10_000_parameters():
    assert tiny_convolutional_network().count_params() == by_hand((16, 16), (20, 20)) == 9_682


def test_a_digit_in_another_place_gets_the_same_logits():
    keras.utils.set_random_seed(0)
    images = np.zeros((2, 28, 28, 1), np.float32)
    images[0, 10:15, 9:13] = images[1, 14:19, 13:17] = 1  # moved by 4, a step of pooling
    z = np.asarray(convolutional_network((8,), (8,))(images, training=False))
    np.testing.assert_allclose(z[0], z[1], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("before", "after", "words"), [((), (8,), "empty"), ((8, 0), (), "1 or more")])
def test_numbers_of_maps_that_make_no_sense_are_refused(before, after, words):
    with pytest.raises(ValueError, match=words):
        convolutional_network(before, after)
