"""The experiments with convolutions: which images an epoch sees, which networks are kept, and who votes."""

import numpy as np
import pytest
from scipy.special import softmax

from tools.experiments import convolutions
from tools.experiments.shared import convolutional, kept_networks
from tools.experiments.shared.experiment import SEEDS
from tools.experiments.shared.images import held_out_parts
from utils import results
from utils.quiet_tensorflow import keras

pytestmark = pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # from Keras itself, while saving


@pytest.fixture
def copies(monkeypatch):
    """Two copies of six images; copy c of image i is full of 10 * c + i + 1."""
    numbers = np.add.outer([0, 10], np.arange(6)) + 1
    made = np.broadcast_to(numbers[..., None].astype(np.uint8), (2, 6, 784))
    monkeypatch.setattr(convolutional, "distorted_copies", lambda: made)
    monkeypatch.setattr(convolutional, "COPIES", 2)


def seen(share, seed=0):
    """The images 1, 3 and 5 of six, each of them 400 times, in an epoch with this share of distorted ones."""
    chosen = np.repeat([1, 3, 5], 400)
    x = np.zeros((len(chosen), 28, 28, 1), np.float32)
    rng = np.random.default_rng(seed)
    changed = convolutional.partly_distorted(x, rng, chosen=chosen, share=share)
    assert changed.shape == x.shape
    assert x.max() == 0
    return np.rint(255 * changed[:, 0, 0, 0]).astype(int).reshape(3, 400)


def test_a_distorted_image_is_a_copy_of_that_image_and_not_of_its_neighbor(copies):
    assert [sorted(set(row)) for row in seen(1.0)] == [[2, 12], [4, 14], [6, 16]]


def test_the_share_of_distorted_images_is_the_one_that_was_asked_for(copies):
    assert (seen(0.4) > 0).mean() == pytest.approx(0.4, abs=0.06)
    assert seen(0.0).max() == 0


CHOSEN = {
    "cnn-single": "four in ten images distorted",
    "cnn-second-kind": "108,122 parameters, the first convolution at every pixel",
}


def logits_network(seed):
    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10)])


@pytest.fixture
def images(tmp_path, monkeypatch):
    """Empty folders, and 40 images with labels; of each experiment, one candidate was chosen."""
    x = np.random.default_rng(0).random((40, 28, 28, 1), dtype=np.float32)
    y = np.arange(40) % 10
    monkeypatch.setattr(kept_networks, "NETWORKS", tmp_path / "networks")
    monkeypatch.setattr(kept_networks, "MODELS", tmp_path / "models")
    monkeypatch.setattr(convolutions, "mnist_with_channel", lambda: (x, y, x, y))
    monkeypatch.setattr(results, "load_result", lambda name: {"chosen": CHOSEN[name]})
    convolutions.on_test_images.cache_clear()
    return x, y


@pytest.fixture
def networks(images):
    """Networks of five seeds."""
    return [kept("cnn-single", seed, lambda k=seed: logits_network(k)) for seed in SEEDS]


@pytest.fixture
def others(images):
    """Networks of another kind, of five seeds."""
    return [kept("cnn-second-kind", seed, lambda k=seed: logits_network(k + 10)) for seed in SEEDS]


def kept(name, seed, make, **changed):
    """A network of the chosen candidate of an experiment, with some of its settings changed."""
    folder, settings = convolutions.chosen_training(name)
    return kept_networks.kept_network(folder, seed, make, settings | changed)


def never():
    raise AssertionError("trained again")


def same_weights(a, b) -> bool:
    return np.array_equal(a.get_weights()[0], b.get_weights()[0])


def test_a_kept_network_is_not_trained_again(networks):
    assert same_weights(kept("cnn-single", 2, never), networks[2])


@pytest.mark.parametrize("changed", [{"distorted": 1.0}, {"epochs": 15}, {"build": logits_network}])
def test_a_network_of_other_settings_is_trained(networks, changed):
    other = kept("cnn-single", 2, lambda: logits_network(99), **changed)
    assert not same_weights(other, networks[2])


def test_a_network_of_other_versions_is_trained(networks, monkeypatch):
    monkeypatch.setattr(kept_networks, "version", lambda package: "2.22.0")
    assert not same_weights(kept("cnn-single", 2, lambda: logits_network(99)), networks[2])


def test_a_network_whose_saving_broke_off_is_trained_again(images, monkeypatch):
    def half(network, path):
        path.write_bytes(b"PK")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keras.Sequential, "save", half)
        with pytest.raises(KeyboardInterrupt):
            kept("cnn-single", 0, lambda: logits_network(1))
    again = kept("cnn-single", 0, lambda: logits_network(2))
    assert same_weights(again, logits_network(2))


def test_a_model_that_cannot_be_shown_leaves_the_one_before(others, monkeypatch):
    def half(network, path):
        path.write_bytes(b"PK")
        raise OSError(28, "No space left on device")

    kept_networks.show_model("cnn-second-kind", kept_networks.KEPT_SEED, others[0])
    monkeypatch.setattr(keras.Sequential, "save", half)
    with pytest.raises(OSError, match="No space"):
        kept_networks.show_model("cnn-second-kind", kept_networks.KEPT_SEED, others[1])
    assert [path.name for path in kept_networks.MODELS.iterdir()] == ["cnn-second-kind.keras"]
    before = keras.saving.load_model(kept_networks.MODELS / "cnn-second-kind.keras")
    assert same_weights(before, others[0])


def test_one_network_of_each_kept_experiment_is_shown(others):
    for seed in SEEDS:
        for name in ("cnn-second-kind", "cnn-lenet5"):
            kept_networks.show_model(name, seed, others[seed])
    assert [path.name for path in kept_networks.MODELS.iterdir()] == ["cnn-second-kind.keras"]
    shown = keras.saving.load_model(kept_networks.MODELS / "cnn-second-kind.keras")
    assert same_weights(shown, others[kept_networks.KEPT_SEED])


def probabilities(network, x):
    return softmax(np.asarray(network(x), dtype=float), axis=1)


def right_together(networks, x, y):
    """The share that networks read right when their probabilities are averaged."""
    return (np.mean([probabilities(network, x) for network in networks], axis=0).argmax(axis=1) == y).mean()


def test_an_ensemble_is_the_mean_of_all_but_those_of_its_seed(networks, others, images):
    found = convolutions.run_ensemble(3, names=tuple(CHOSEN))
    kinds = [[network for seed, network in enumerate(kind) if seed != 3] for kind in (networks, others)]
    members = kinds[0] + kinds[1]
    assert found["test accuracy"] == pytest.approx(right_together(members, *images))
    for name, kind in zip(CHOSEN, kinds, strict=True):
        assert found[f"test accuracy, those of {name} alone"] == pytest.approx(right_together(kind, *images))
    x, y = images
    wrong = [probabilities(network, x).argmax(axis=1) != y for network in members]
    assert found["misread by all members"] == pytest.approx(np.all(wrong, axis=0).mean())


def test_an_ensemble_says_which_networks_are_missing(networks, others):
    next((kept_networks.NETWORKS / "cnn-second-kind" / "every-pixel").glob("1-*.keras")).unlink()
    missing = r"network 1 of cnn-second-kind is missing: python course\.py results cnn-second-kind"
    with pytest.raises(SystemExit, match=missing):
        convolutions.run_ensemble(0, names=tuple(CHOSEN))


def test_the_kinds_have_as_many_parameters_as_their_names_say():
    for name, settings in convolutions.KINDS.items():
        assert name.startswith(f"{settings['build']().count_params():,} parameters")


@pytest.fixture
def trainings(images, monkeypatch):
    """Trainings that are recorded and take no time, with every second image to train on, and ten to validate."""
    made = []

    def train(x, y, chosen, seed, **settings):
        made.append({"x": x, "seed": seed, **settings})
        return logits_network(seed)

    monkeypatch.setattr(convolutions, "train", train)
    monkeypatch.setattr(convolutions, "held_out_parts", lambda y, split: (np.arange(split, 40, 2), np.arange(9, 19)))
    return made


def test_a_run_trains_on_all_images_and_keeps_the_network_for_the_ensemble(trainings, images):
    x, y = images
    measured = convolutions.run(2, name="cnn-single", variant="0.4", distorted=0.4, **convolutions.SINGLE)
    (training,) = trainings
    assert (training["seed"], training["distorted"], training["epochs"]) == (2, 0.4, 14)
    np.testing.assert_array_equal(training["x"], x)
    p, _ = convolutions.on_test_images("cnn-single", 2)
    np.testing.assert_allclose(p, probabilities(logits_network(2), x), rtol=1e-5)
    assert measured["test accuracy"] == pytest.approx(right_together([logits_network(2)], x, y))


def test_a_candidate_is_validated_on_images_that_its_network_did_not_see(trainings, images):
    x, y = images
    found = convolutions.validate(1, name="cnn-single", variant="0.4", distorted=0.4, **convolutions.SINGLE_TRIAL)
    (training,) = trainings
    assert (training["seed"], training["distorted"], training["epochs"]) == (1, 0.4, 5)
    np.testing.assert_array_equal(training["x"], x[1::2])
    assert found == pytest.approx(right_together([logits_network(1)], x[9:19], y[9:19]))


def test_five_views_are_the_image_and_its_four_neighbors():
    image = np.zeros((1, 28, 28, 1), np.float32)
    image[0, 10, 10] = 1
    network = logits_network(0)
    moved = [np.roll(image, step, axis=(1, 2)) for step in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))]
    expected = np.mean([softmax(np.asarray(network(m), dtype=float), axis=1) for m in moved], axis=0)
    np.testing.assert_allclose(convolutional.probabilities(network, image, convolutional.VIEWS), expected, rtol=1e-5)


def test_images_of_validation_are_not_trained_on():
    y = np.arange(600) % 10
    chosen, held_out = held_out_parts(y, seed=1)
    assert not set(chosen) & set(held_out)
    assert len(chosen) + len(held_out) == 600
