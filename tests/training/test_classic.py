import numpy as np

from utils.models import classic_network
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
    answers[:3] += 1
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


def test_the_progress_bar_counts_epochs_and_shows_the_loss(digits, capsys):
    _, history = train_classic(digits, epochs=3, seed=0, xla=False, callbacks=[ProgressBar()])
    last = capsys.readouterr().out.strip().split("\r")[-1]
    assert "3/3" in last
    assert f"loss={history.history['loss'][-1]:.4f}" in last
