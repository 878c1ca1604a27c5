import numpy as np
import pytest

from utils.models import classic_network, regularized_network
from utils.quiet_tensorflow import keras
from utils.training import (
    ProgressBar,
    StopAtZeroErrors,
    compile_for_digits,
    count_errors,
    predict_logits,
    train_classic,
)


def test_the_classic_network_has_10575_parameters():
    assert classic_network().count_params() == 10_575


def test_a_seed_gives_the_same_network_again(digits):
    first, _ = train_classic(digits, epochs=2, seed=3, xla=False)
    second, _ = train_classic(digits, epochs=2, seed=3, xla=False)
    other, _ = train_classic(digits, epochs=2, seed=4, xla=False)
    np.testing.assert_array_equal(predict_logits(first, digits.x_test), predict_logits(second, digits.x_test))
    assert not np.array_equal(predict_logits(first, digits.x_test), predict_logits(other, digits.x_test))


def test_all_steps_of_an_epoch_in_one_call_give_the_same_weights_as_one_by_one(digits):
    def trained(steps):
        keras.utils.set_random_seed(0)
        network = classic_network()
        compile_for_digits(network, images=steps * 32)
        network.fit(digits.x_train, digits.y_train, epochs=3, verbose=0)
        return network

    in_one_call, one_by_one = trained(steps=5), trained(steps=1)
    assert (in_one_call.steps_per_execution, one_by_one.steps_per_execution) == (5, 1)
    for a, b in zip(in_one_call.get_weights(), one_by_one.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)


def test_errors_are_counted(digits):
    network = classic_network()
    answers = predict_logits(network, digits.x_test).argmax(axis=1)
    assert count_errors(network, digits.x_test, answers) == 0
    answers[:3] = (answers[:3] + 1) % 10
    assert count_errors(network, digits.x_test, answers) == 3


def test_training_stops_at_the_first_epoch_without_an_error(digits):
    stop = StopAtZeroErrors(digits.x_train, digits.y_train)
    network, history = train_classic(digits, epochs=100, seed=0, learning_rate=0.01, callbacks=[stop])
    assert stop.epoch == len(history.history["loss"]) < 100
    assert count_errors(network, digits.x_train, digits.y_train) == 0


def test_training_that_leaves_errors_does_not_claim_an_epoch(digits):
    stop = StopAtZeroErrors(digits.x_train, digits.y_train)
    train_classic(digits, epochs=1, seed=0, xla=False, callbacks=[stop])
    assert stop.epoch is None


def test_the_progress_bar_counts_epochs_and_shows_loss_and_accuracy(digits, capsys):
    _, history = train_classic(digits, epochs=3, seed=0, xla=False, callbacks=[ProgressBar()])
    last = capsys.readouterr().out.strip().split("\r")[-1]
    assert "3/3" in last
    assert f"loss={history.history['loss'][-1]:.4f}, accuracy={history.history['accuracy'][-1]:.1%}" in last


@pytest.mark.parametrize("learning_rate", [0, -0.001, float("nan"), float("inf")])
def test_a_learning_rate_that_cannot_work_is_refused(learning_rate):
    with pytest.raises(ValueError, match="learning_rate is"):
        compile_for_digits(classic_network(), learning_rate)


def test_a_number_of_images_below_1_is_refused():
    with pytest.raises(ValueError, match="images is 0"):
        compile_for_digits(classic_network(), images=0)


@pytest.mark.parametrize(
    ("x", "y", "sentence"),
    [
        (np.zeros((2, 784)), [1, 2], r"one image has shape \(784,\), but \(400,\)"),
        (np.zeros((0, 400)), [], "no image"),
        (np.full((2, 400), np.nan), [1, 2], "nan"),
        (np.zeros((2, 400)), [1], "2 images and 1 labels"),
        (np.zeros((2, 400)), [1, 10], "found 1..10"),
    ],
)
def test_images_and_labels_that_do_not_fit_are_refused(x, y, sentence):
    with pytest.raises(ValueError, match=sentence):
        count_errors(classic_network(), x, y)


@pytest.mark.parametrize("x", [np.zeros((2, 784)), np.zeros((0, 400)), np.full((2, 400), np.nan), np.zeros(400)])
def test_images_that_do_not_fit_have_no_logits(x):
    with pytest.raises(ValueError, match="image"):
        predict_logits(classic_network(), x)


def test_labels_that_do_not_fit_cannot_stop_a_training(digits):
    with pytest.raises(ValueError, match="150 images and 50 labels"):
        StopAtZeroErrors(digits.x_train, digits.y_test)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"hidden": (25, 0)}, "sizes of layers"),
        ({"hidden": (2.5,)}, "sizes of layers"),
        ({"l1": -1.0}, "l1 is -1.0"),
        ({"l2": float("nan")}, "l2 is nan"),
        ({"dropout": 1.0}, "below 1"),
    ],
)
def test_a_network_with_impossible_settings_is_refused(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        regularized_network(**settings)


def test_without_settings_the_regularized_network_is_the_classic_one():
    keras.utils.set_random_seed(0)
    classic = classic_network()
    keras.utils.set_random_seed(0)
    regularized = regularized_network()
    for a, b in zip(classic.get_weights(), regularized.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_settings_of_the_network_reach_its_layers():
    network = regularized_network((7, 5), l2=0.1, dropout=0.25, initializer="zeros")
    assert network.count_params() == 400 * 7 + 7 + 7 * 5 + 5 + 5 * 10 + 10
    assert [layer.rate for layer in network.layers if isinstance(layer, keras.layers.Dropout)] == [0.25, 0.25]
    assert float(sum(network.losses)) == 0.0
    network.layers[0].kernel.assign(np.ones((400, 7)))
    assert float(sum(network.losses)) == pytest.approx(0.1 * 400 * 7)
