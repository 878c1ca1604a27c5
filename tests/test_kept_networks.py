"""The networks in results/models: small, without code, counted rightly, and as good as their results say."""

import numpy as np
import pytest

from tools.experiments import EXPERIMENTS
from tools.experiments.corruptions import accuracies_under_corruptions
from tools.experiments.shared.kept_networks import KEPT, KEPT_SEED, MODELS
from tools.lessons import PROJECT
from utils.data import fetch_mnist, load_mnist
from utils.quiet_tensorflow import keras
from utils.results import load_result
from utils.training import predict_logits

LARGEST = 2 * 2**20


@pytest.fixture(params=KEPT)
def name(request):
    return request.param


@pytest.fixture
def network(name):
    return keras.saving.load_model(MODELS / f"{name}.keras")


def test_nothing_else_is_kept():
    assert {path.name for path in MODELS.iterdir()} == {*(f"{name}.keras" for name in KEPT), "README.md"}


def test_a_file_is_small_and_holds_no_optimizer(name, network):
    assert (MODELS / f"{name}.keras").stat().st_size < LARGEST
    assert not network.compiled


def test_parameters_are_those_that_the_card_and_the_result_name(name, network):
    counted = f"{network.count_params():,}"
    assert counted in (MODELS / "README.md").read_text(encoding="utf-8")
    assert f"{counted} parameters" in load_result(name)["what"]


@pytest.mark.skipif(fetch_mnist() is None, reason="the accuracies are MNIST's")
def test_it_reads_as_many_test_images_as_its_first_seed_did(name, network):
    digits, result = load_mnist(), load_result(name)
    assert result["seeds"][0] == KEPT_SEED
    x = digits.x_test[..., np.newaxis].astype(np.float32) / 255
    if name != "cnn-corruptions":
        right = (predict_logits(network, x).argmax(axis=1) == digits.y_test).mean()
        assert right == pytest.approx(result["values"][0], abs=2e-4)  # an image or two, on another processor
        return
    turns = EXPERIMENTS[name].candidates[result["chosen"]]["turns"]
    found = accuracies_under_corruptions(network, turns, x[:500, ..., 0], digits.y_test[:500])
    assert found[result["metric"]] == pytest.approx(result["values"][0], abs=0.02)  # 500 of 10,000 images


def test_the_page_of_results_links_to_their_card():
    assert "(models/README.md)" in (PROJECT / "results" / "README.md").read_text(encoding="utf-8")
