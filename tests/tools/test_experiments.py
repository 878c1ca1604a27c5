"""What every experiment that chooses keeps apart: nothing of the test data reaches `validate`."""

import zlib
from types import SimpleNamespace

import numpy as np
import pytest

from tools.experiments import EXPERIMENTS, classic5000, convolutions, corruptions, thousand
from utils.data import Digits, Source, digits5000

CHOOSING = {name: experiment for name, experiment in EXPERIMENTS.items() if experiment.candidates}
TRAINING_IMAGES, TEST_IMAGES = 6000, 400


def digits(test_seed):
    """As many images as the experiments need at least; the test images and their labels depend on the seed."""
    rng, test_rng = np.random.default_rng(0), np.random.default_rng(test_seed)
    x_test, y_test = test_rng.integers(0, 256, (TEST_IMAGES, 28, 28)), test_rng.integers(0, 10, TEST_IMAGES)
    x_train = rng.integers(0, 256, (TRAINING_IMAGES, 28, 28))
    y_train = np.arange(TRAINING_IMAGES) % 10
    source = Source("random numbers", "", "", is_mnist=True)
    return Digits(x_train.astype(np.uint8), y_train, x_test.astype(np.uint8), y_test, source)


@pytest.fixture
def trained_on(monkeypatch, tmp_path):
    """Trainings take no time and change no weight; what they were given to train on is noted as check sums."""
    seen = []

    def fit(network, x, y, **_):
        seen.append((zlib.crc32(np.ascontiguousarray(x)), zlib.crc32(np.ascontiguousarray(y))))
        return SimpleNamespace(history={"loss": [1.0], "accuracy": [0.1]})

    copies = np.random.default_rng(1).integers(0, 256, (1, TRAINING_IMAGES, 28, 28)).astype(np.float16) / 255
    monkeypatch.setattr("utils.training.fit_fast", fit)
    monkeypatch.setattr("utils.scratch.Network.fit", fit)
    monkeypatch.setattr(corruptions, "normalized_copies", lambda: copies)
    monkeypatch.setattr(classic5000, "POOL", 1)
    monkeypatch.setattr(thousand, "POOL", 1)
    monkeypatch.setattr(convolutions, "NETWORKS", tmp_path)
    return seen


@pytest.fixture
def on_digits(monkeypatch, trained_on, tmp_path):
    """Calls a function with the digits of a seed for the test images; returns what it gave and was trained on."""

    def call(test_seed, function, settings):
        trained_on.clear()
        found = digits(test_seed)
        monkeypatch.setattr("utils.data.load_mnist", lambda: found)
        monkeypatch.setattr(digits5000, "load_mnist", lambda: found)
        monkeypatch.setattr(convolutions, "NETWORKS", tmp_path / str(test_seed))
        return function(0, **settings), tuple(trained_on)

    return call


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # from Keras itself
@pytest.mark.parametrize("name", CHOOSING)
def test_other_test_images_change_nothing_of_a_validation(name, on_digits):
    experiment = CHOOSING[name]
    settings = next(iter(experiment.candidates.values()))
    first, second = (on_digits(seed, experiment.validate, settings) for seed in (1, 2))
    assert first == second
    assert first[1], "nothing was trained, so nothing was shown"


@pytest.mark.parametrize("name", ["s1-width", "s2-l2", "s3-dropout"])
def test_other_test_images_change_what_is_tested(name, on_digits):
    """So the test above can fail."""
    experiment = CHOOSING[name]
    settings = next(iter(experiment.candidates.values()))
    first, second = (on_digits(seed, experiment.run, settings) for seed in (1, 2))
    assert first[0] != second[0]


def test_every_experiment_that_chooses_validates():
    assert len(CHOOSING) >= 10
    assert all(experiment.validate for experiment in CHOOSING.values())
