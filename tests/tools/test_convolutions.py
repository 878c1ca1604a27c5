"""The experiments with convolutions: which images an epoch sees, which networks are kept, and who votes."""

import numpy as np
import pytest
from scipy.special import softmax

from tools.experiments import convolutions
from tools.experiments.experiment import SEEDS
from utils.quiet_tensorflow import keras

pytestmark = pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # from Keras itself, while saving


@pytest.fixture
def copies(monkeypatch):
    """Two copies of six images; copy c of image i is full of 10 * c + i + 1."""
    numbers = np.add.outer([0, 10], np.arange(6)) + 1
    made = np.broadcast_to(numbers[..., None].astype(np.uint8), (2, 6, 784))
    monkeypatch.setattr(convolutions, "distorted_copies", lambda: made)
    monkeypatch.setattr(convolutions, "COPIES", 2)


def seen(share, seed=0):
    """The images 1, 3 and 5 of six, each of them 400 times, in an epoch with this share of distorted ones."""
    chosen = np.repeat([1, 3, 5], 400)
    x = np.zeros((len(chosen), 28, 28, 1), np.float32)
    rng = np.random.default_rng(seed)
    changed = convolutions.partly_distorted(x, rng, chosen=chosen, share=share)
    assert changed.shape == x.shape
    assert x.max() == 0
    return np.rint(255 * changed[:, 0, 0, 0]).astype(int).reshape(3, 400)


def test_a_distorted_image_is_a_copy_of_that_image_and_not_of_its_neighbor(copies):
    assert [sorted(set(row)) for row in seen(1.0)] == [[2, 12], [4, 14], [6, 16]]


def test_the_share_of_distorted_images_is_the_one_that_was_asked_for(copies):
    assert (seen(0.4) > 0).mean() == pytest.approx(0.4, abs=0.06)
    assert seen(0.0).max() == 0


def logits_network(seed):
    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])


@pytest.fixture
def five_networks(tmp_path, monkeypatch):
    """Networks of five seeds, kept under the name `five`, and 40 test images."""
    x = np.random.default_rng(0).random((40, 28, 28, 1), dtype=np.float32)
    y = np.arange(40) % 10
    monkeypatch.setattr(convolutions, "NETWORKS", tmp_path)
    monkeypatch.setattr(convolutions, "prepared", lambda: (x, y, x, y))
    convolutions.on_test_images.cache_clear()
    return [convolutions.kept_network("five", seed, lambda seed=seed: logits_network(seed)) for seed in SEEDS], x, y


def test_a_kept_network_is_not_trained_again(five_networks):
    networks, x, _ = five_networks

    def never():
        raise AssertionError("trained again")

    again = convolutions.kept_network("five", 2, never)
    np.testing.assert_allclose(again.get_weights()[0], networks[2].get_weights()[0])


def test_an_ensemble_is_the_mean_of_all_but_its_own(five_networks):
    networks, x, y = five_networks
    p = [softmax(np.asarray(n(x), dtype=float), axis=1) for i, n in enumerate(networks) if i != 3]
    expected = (np.mean(p, axis=0).argmax(axis=1) == y).mean()
    assert convolutions.run_ensemble(3, name="five")["test accuracy"] == pytest.approx(expected)


def test_an_ensemble_says_which_networks_are_missing(five_networks):
    (convolutions.NETWORKS / "five" / "1.keras").unlink()
    with pytest.raises(SystemExit, match=r"network 1 of five is missing: python course\.py results five"):
        convolutions.run_ensemble(0, name="five")


def test_five_views_are_the_image_and_its_four_neighbors():
    image = np.zeros((1, 28, 28, 1), np.float32)
    image[0, 10, 10] = 1
    network = logits_network(0)
    moved = [np.roll(image, step, axis=(1, 2)) for step in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))]
    expected = np.mean([softmax(np.asarray(network(m), dtype=float), axis=1) for m in moved], axis=0)
    np.testing.assert_allclose(convolutions.probabilities(network, image, convolutions.VIEWS), expected, rtol=1e-5)


def test_images_of_validation_are_not_trained_on():
    y = np.arange(600) % 10
    chosen, held_out = convolutions.held_out_parts(y, seed=1)
    assert not set(chosen) & set(held_out)
    assert len(chosen) + len(held_out) == 600
