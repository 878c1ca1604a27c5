"""Building, asking, saving and loading a network."""

import copy
import io
import pickle

import numpy as np
import pytest

from utils.data import one_hot
from utils.scratch import Dense, Dropout, Network, ReLU, Sigmoid, Tanh


@pytest.fixture
def network():
    return Network([Dense(6, 5, "he_normal"), ReLU(), Dropout(0.2), Dense(5, 3)], seed=3)


def test_layers_hold_views_into_the_two_vectors(network, batch):
    assert network.parameters.shape == network.gradient.shape == (6 * 5 + 5 * 3 + 5 + 3,)
    assert network.weights.shape == (45,)
    network.loss_and_gradients(*batch)
    first, second = network.layers[0], network.layers[3]
    for vector, arrays in (
        (network.parameters, (first.W, second.W, first.b, second.b)),
        (network.gradient, (first.dW, second.dW, first.db, second.db)),
    ):
        np.testing.assert_array_equal(vector, np.concatenate([array.ravel() for array in arrays]))
        assert all(np.shares_memory(vector, array) for array in arrays)


def test_a_seed_gives_the_same_weights_and_another_gives_others():
    def weights(seed):
        return Network([Dense(6, 5)], seed=seed).parameters

    np.testing.assert_array_equal(weights(1), weights(1))
    assert not np.array_equal(weights(1), weights(2))


def test_both_dtypes_start_from_the_same_weights():
    single, double = (Network([Dense(6, 5)], dtype=dtype) for dtype in ("float32", "float64"))
    assert (single.parameters.dtype, double.parameters.dtype) == (np.float32, np.float64)
    np.testing.assert_array_equal(single.parameters, double.parameters.astype(np.float32))


def test_one_list_of_layers_makes_independent_networks():
    layers = [Dense(6, 5), Tanh(), Dense(5, 3)]
    first, second = Network(layers, seed=1), Network(layers, seed=2)
    assert not np.shares_memory(first.layers[0].W, second.layers[0].W)
    assert not np.array_equal(first.layers[0].W, second.layers[0].W)
    twice = Dense(4, 4)
    assert not np.shares_memory(*(layer.W for layer in Network([twice, twice]).layers))


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))])
def test_a_copy_has_the_same_weights_and_trains_by_itself(network, batch, duplicate):
    before = network.parameters.copy()
    twin = duplicate(network)
    np.testing.assert_array_equal(twin.logits(batch[0]), network.logits(batch[0]))
    twin.fit(*batch, epochs=2, progress=False)
    assert np.shares_memory(twin.parameters, twin.layers[0].W)
    assert not np.array_equal(twin.logits(batch[0]), network.logits(batch[0]))
    np.testing.assert_array_equal(network.parameters, before)
    assert np.shares_memory(network.parameters, network.layers[0].W)


def test_logits_are_what_the_formulas_say(network, batch):
    x, _ = batch
    W1, b1, W2, b2 = network.get_weights()
    np.testing.assert_allclose(network.logits(x), np.maximum(x @ W1 + b1, 0) @ W2 + b2, atol=1e-5)
    np.testing.assert_array_equal(network.predict(x), network.logits(x).argmax(axis=1))
    assert network.logits(x).dtype == np.float32


def test_many_images_give_the_logits_that_each_gives_alone(network):
    x = np.random.default_rng(0).normal(size=(2500, 6))
    alone = np.concatenate([network.logits(x[i : i + 1]) for i in (0, 999, 1000, 2499)])
    np.testing.assert_allclose(network.logits(x)[[0, 999, 1000, 2499]], alone, atol=1e-5)


def test_images_may_have_any_shape_with_the_right_number_of_values(network, batch):
    x, _ = batch
    np.testing.assert_array_equal(network.logits(x.reshape(7, 2, 3)), network.logits(x))
    whole = np.arange(12, dtype=np.uint8).reshape(2, 6)
    np.testing.assert_array_equal(network.logits(whole), network.logits(whole.astype(float)))


def test_evaluate_counts_right_answers_and_averages_the_loss(network, batch):
    x, _ = batch
    answers = network.predict(x)
    assert network.evaluate(x, answers)["accuracy"] == 1
    assert np.isclose(network.evaluate(x, (answers + [1, 1, 0, 0, 0, 0, 0]) % 3)["accuracy"], 5 / 7)
    probabilities = np.exp(network.logits(x)) / np.exp(network.logits(x)).sum(axis=1, keepdims=True)
    expected = -np.log(probabilities[np.arange(7), answers]).mean()
    assert np.isclose(network.evaluate(x, answers)["loss"], expected)


def test_one_hot_rows_are_as_good_as_labels(network, batch):
    x, y = batch
    rows = one_hot(y, 3)
    assert network.evaluate(x, rows) == network.evaluate(x, y)
    for a, b in zip(network.gradients(x, rows), network.gradients(x, y), strict=True):
        np.testing.assert_array_equal(a, b)


def test_weights_can_be_taken_out_and_put_back(network):
    other = Network([Dense(6, 5), ReLU(), Dense(5, 3)], seed=9)
    other.set_weights(network.get_weights())
    np.testing.assert_array_equal(other.parameters, network.parameters)
    copies = network.get_weights()
    copies[0][...] = 0
    assert network.layers[0].W.any()


def test_weights_of_another_shape_are_refused_and_nothing_changes(network):
    before = network.parameters.copy()
    W1, b1, W2, b2 = network.get_weights()
    with pytest.raises(ValueError, match=r"weights have shapes .* needed: \[\(6, 5\), \(5,\), \(5, 3\), \(3,\)\]"):
        network.set_weights([W1 * 0, b1, W2.T, b2])
    np.testing.assert_array_equal(network.parameters, before)


def test_a_network_shows_its_layers(network):
    assert repr(network) == "Network([Dense(6, 5), ReLU(), Dropout(0.2), Dense(5, 3)])"


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_saved_network_comes_back_the_same(tmp_path, batch, dtype):
    layers = [Dropout(0.1), Dense(6, 5), ReLU(), Dense(5, 4), Tanh(), Dense(4, 4), Sigmoid(), Dense(4, 3)]
    network = Network(layers, seed=3, dtype=dtype)
    network.save(tmp_path / "network")
    loaded = Network.load(tmp_path / "network")
    assert repr(loaded) == repr(network)
    assert loaded.dtype == network.dtype
    np.testing.assert_array_equal(loaded.logits(batch[0]), network.logits(batch[0]))
    np.testing.assert_array_equal(loaded.layers[1].W, network.layers[1].W)


def test_a_network_whose_saving_breaks_off_leaves_the_file_as_it_was(tmp_path, batch, monkeypatch):
    def full(file, **_):
        file.write(b"half")
        raise OSError("No space left on device")

    path = tmp_path / "network"
    network = Network([Dense(6, 3)])
    network.save(path)
    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space left"):
        network.save(path)
    np.testing.assert_array_equal(Network.load(path).logits(batch[0]), network.logits(batch[0]))
    assert list(tmp_path.iterdir()) == [path]


def npy_bytes(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


DAMAGES = {
    "empty": lambda path, parts: path.write_bytes(b""),
    "text": lambda path, parts: path.write_text("not a network"),
    "cut": lambda path, parts: path.write_bytes(path.read_bytes()[:-50]),
    "flipped": lambda path, parts: path.write_bytes(
        path.read_bytes().replace(parts["parameters"].tobytes()[:8], b"12345678")
    ),
    "one array": lambda path, parts: path.write_bytes(npy_bytes(np.ones(3))),
    "other arrays": lambda path, parts: np.savez(path, a=np.ones(3)),
    "pickled": lambda path, parts: np.savez(path, **parts | {"layers": np.array([{}], dtype=object)}),
    "newer format": lambda path, parts: np.savez(path, **parts | {"format": "network from utils.scratch, 2"}),
    "unknown layer": lambda path, parts: np.savez(path, **parts | {"layers": '[["Convolution", [3, 3]]]'}),
    "no fit": lambda path, parts: np.savez(path, **parts | {"layers": '[["Dense", [6, 5]], ["Dense", [4, 3]]]'}),
    "too few": lambda path, parts: np.savez(path, **parts | {"parameters": parts["parameters"][:-1]}),
    "whole numbers": lambda path, parts: np.savez(path, **parts | {"parameters": np.ones(53, dtype=int)}),
    "nan": lambda path, parts: np.savez(path, **parts | {"parameters": parts["parameters"] * np.nan}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_foreign_file_gets_one_sentence(tmp_path, network, damage):
    path = tmp_path / "network.npz"
    network.save(path)
    with np.load(path) as saved:
        parts = dict(saved)
    DAMAGES[damage](path, parts)
    with pytest.raises(ValueError, match="network.npz is damaged, or Network.save did not write it"):
        Network.load(path)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        Network.load(tmp_path / "nothing.npz")


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ([], "needs at least one Dense layer"),
        ([ReLU()], "needs at least one Dense layer"),
        ([Dense(4, 3), "relu"], "'relu' is not a layer"),
        ([Dense(4, 3), ReLU], "is not a layer"),
        ([Dense(4, 3), ReLU(), Dense(5, 2)], r"Dense\(4, 3\) gives 3 values, but Dense\(5, 2\) takes 5"),
    ],
)
def test_layers_that_make_no_network_are_refused(layers, sentence):
    with pytest.raises(ValueError, match=sentence):
        Network(layers)


@pytest.mark.parametrize(
    ("settings", "sentence"), [({"dtype": "int32"}, "dtype is int32"), ({"seed": -1}, "seed is -1")]
)
def test_wrong_settings_of_a_network_are_refused(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        Network([Dense(2, 2)], **settings)


BAD_EXAMPLES = [
    (np.ones((2, 5)), [0, 1], r"an image has 5 values; the first layer, Dense\(6, 5\), takes 6"),
    (np.ones(6), [0], "for a single one, try"),
    (np.ones((0, 6)), [], "there is no image in it"),
    (np.full((2, 6), np.nan), [0, 1], "image 0 holds nan or infinity"),
    (np.array([["a"] * 6]), [0], "images are numbers"),
    (np.ones((2, 6)), [0, 3], r"labels must lie in 0..2; found 0..3"),
    (np.ones((2, 6)), [-1, 0], r"labels must lie in 0..2; found -1..0"),
    (np.ones((2, 6)), [0, 1, 2], "2 images and 3 labels"),
    (np.ones((2, 6)), [0.0, 1.0], "labels must be whole numbers"),
    (np.ones((2, 6)), np.eye(2), r"one-hot rows have shape \(2, 2\); the last layer, Dense\(5, 3\), has 3"),
    (np.ones((2, 6)), np.ones((2, 3)), "a one-hot row has a single 1"),
    (np.ones((2, 6)), np.eye(3), "2 images and 3 labels"),
]


@pytest.mark.parametrize("method", ["evaluate", "loss_and_gradients", "gradients", "fit"])
@pytest.mark.parametrize(("x", "y", "sentence"), BAD_EXAMPLES)
def test_bad_images_and_labels_get_a_sentence(network, method, x, y, sentence):
    with pytest.raises(ValueError, match=sentence):
        getattr(network, method)(x, y)


@pytest.mark.parametrize(("x", "sentence"), [(x, sentence) for x, _, sentence in BAD_EXAMPLES[:5]])
def test_bad_images_get_a_sentence_from_predict_too(network, x, sentence):
    with pytest.raises(ValueError, match=sentence):
        network.predict(x)


@pytest.mark.parametrize("settings", [{"l1": -1}, {"l2": float("nan")}, {"label_smoothing": 1.0}, {"l2": "much"}])
@pytest.mark.parametrize("method", ["evaluate", "loss_and_gradients"])
def test_bad_penalties_get_a_sentence(network, batch, method, settings):
    with pytest.raises(ValueError, match=f"{next(iter(settings))} is "):
        getattr(network, method)(*batch, **settings)
