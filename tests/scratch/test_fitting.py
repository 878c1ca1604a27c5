"""Network.fit: what it learns, what it keeps, and what it refuses."""

import numpy as np
import pytest

from utils.data import one_hot
from utils.scratch import (
    OPTIMIZERS,
    Adam,
    AdamW,
    Dense,
    Dropout,
    GradientDescent,
    Network,
    ReLU,
    constant,
    cosine,
    exponential_decay,
    one_cycle,
    step_decay,
)
from utils.scratch.fitting import EarlyStopping, MovingAverage, batches


def small_network(seed=0):
    return Network([Dense(3, 8, "he_normal"), ReLU(), Dropout(0.1), Dense(8, 3)], seed=seed)


def quiet_fit(network, data, **settings):
    return network.fit(*data, progress=False, **settings)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_learns_a_separable_problem(separable, optimizer):
    training, test = separable
    network = small_network()
    optimizer = OPTIMIZERS[optimizer](0.01)
    history = quiet_fit(network, training, epochs=15, batch_size=10, optimizer=optimizer, validation=test)
    assert network.evaluate(*test)["accuracy"] > 0.97
    assert history["loss"][-1] < 0.5 * history["loss"][0]
    assert {len(values) for values in history.values()} == {15}
    assert {type(value) for values in history.values() for value in values} == {float}


def test_the_same_seed_gives_the_same_network_again(separable):
    training, _ = separable

    def trained(seed):
        network = small_network()
        quiet_fit(network, training, epochs=2, seed=seed, augment=lambda x, rng: x + rng.normal(size=x.shape) * 0.1)
        return network.parameters

    np.testing.assert_array_equal(trained(5), trained(5))
    assert not np.array_equal(trained(5), trained(6))


def test_the_seed_of_fit_decides_what_falls_out_whatever_was_trained_before(separable):
    network = small_network()
    start, results = network.parameters.copy(), []
    for _ in range(2):
        network.parameters[...] = start
        quiet_fit(network, separable[0], epochs=1)
        results.append(network.parameters.copy())
    np.testing.assert_array_equal(*results)


def test_dropout_is_on_in_training(separable):
    histories = [
        quiet_fit(Network([Dropout(rate), Dense(3, 3)]), separable[0], epochs=1, optimizer=GradientDescent(0.0))
        for rate in (0.0, 0.5)
    ]
    assert not np.isclose(histories[0]["loss"], histories[1]["loss"], rtol=0.01)


def test_weight_decay_leaves_the_biases_of_a_network_alone(separable):
    (x, y), _ = separable
    network = Network([Dense(3, 3)])
    network.layers[0].b[...] = 1
    weights = network.weights.copy()
    quiet_fit(network, (x * 0, y), epochs=1, batch_size=300, optimizer=AdamW(0.01, weight_decay=10.0))
    np.testing.assert_allclose(network.weights, 0.9 * weights, rtol=1e-5)
    np.testing.assert_allclose(network.layers[0].b, 1, atol=0.011)


@pytest.mark.parametrize("threads", [1, 2])
def test_matrix_products_use_as_many_threads_as_were_asked_for(separable, threads):
    from threadpoolctl import threadpool_info

    used = []

    def note(share):
        used.extend(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")
        return 1.0

    quiet_fit(small_network(), separable[0], epochs=1, batch_size=300, schedule=note, threads=threads)
    assert set(used) == {threads}


def test_an_optimizer_that_was_used_before_starts_afresh(separable):
    training, _ = separable
    used, first, second = Adam(0.01), small_network(), small_network()
    quiet_fit(first, training, optimizer=used)
    quiet_fit(second, training, optimizer=used)
    np.testing.assert_array_equal(first.parameters, second.parameters)


def test_one_hot_rows_train_as_labels_do(separable):
    (x, y), _ = separable
    with_labels, with_rows = small_network(), small_network()
    quiet_fit(with_labels, (x, y), validation=(x, y))
    quiet_fit(with_rows, (x, one_hot(y, 3)), validation=(x, one_hot(y, 3)))
    np.testing.assert_array_equal(with_labels.parameters, with_rows.parameters)


def test_every_epoch_gives_each_example_once_with_its_label_in_a_new_order():
    rows, rng = np.arange(23.0).reshape(23, 1), np.random.default_rng(0)
    orders = []
    for _ in range(2):
        sizes, seen = [], []
        for x, y in batches(rows, np.arange(23), 5, rng):
            np.testing.assert_array_equal(x[:, 0], y)
            sizes.append(len(x))
            seen.extend(y)
        assert sizes == [5, 5, 5, 5, 3]
        assert sorted(seen) == list(range(23))
        orders.append(seen)
    assert orders[0] != orders[1] != list(range(23))


def test_one_step_of_fit_is_one_step_by_hand(separable):
    (x, y), _ = separable
    by_fit, by_hand = (Network([Dense(3, 3)], seed=1) for _ in range(2))
    history = quiet_fit(by_fit, (x, y), epochs=1, batch_size=300, optimizer=GradientDescent(0.1), l2=0.01)
    loss, gradient = by_hand.loss_and_gradients(x, y, l2=0.01)
    GradientDescent(0.1).update(by_hand.parameters, gradient)
    np.testing.assert_allclose(by_fit.parameters, by_hand.parameters, atol=1e-6)
    assert np.isclose(history["loss"][0], loss)


def test_the_loss_of_an_epoch_is_the_mean_over_its_examples(separable):
    (x, y), _ = separable
    network = Network([Dense(3, 3)])
    expected = network.evaluate(x[:250], y[:250])
    history = quiet_fit(network, (x[:250], y[:250]), epochs=1, batch_size=100, optimizer=GradientDescent(0.0))
    assert np.isclose(history["loss"][0], expected["loss"])
    assert np.isclose(history["accuracy"][0], expected["accuracy"])


def test_the_data_are_left_as_they_were(separable):
    (x, y), _ = separable
    x32 = x.astype(np.float32)
    kept = x32.copy()
    quiet_fit(Network([ReLU(), Dense(3, 3)]), (x32, y), epochs=1)
    np.testing.assert_array_equal(x32, kept)


def test_a_schedule_sets_the_learning_rate_of_each_step(separable):
    training, _ = separable
    asked = []

    def halves(share):
        asked.append(share)
        return 0.5 if share >= 0.5 else 1.0

    optimizer = Adam(0.01)
    history = quiet_fit(small_network(), training, epochs=4, batch_size=100, optimizer=optimizer, schedule=halves)
    np.testing.assert_allclose(asked, np.arange(12) / 12)
    np.testing.assert_allclose(history["learning_rate"], [0.01, 0.01, 0.005, 0.005])
    assert optimizer.learning_rate == 0.01
    still = small_network()
    before = still.parameters.copy()
    quiet_fit(still, training, schedule=lambda share: 0.0)
    np.testing.assert_array_equal(still.parameters, before)
    assert quiet_fit(small_network(), training, schedule=cosine)["learning_rate"][-1] < 1e-4


@pytest.mark.parametrize("schedule", [constant, step_decay, exponential_decay, cosine, one_cycle])
def test_every_schedule_can_be_used(separable, schedule):
    history = quiet_fit(small_network(), separable[0], epochs=3, batch_size=100, schedule=schedule)
    np.testing.assert_allclose(history["learning_rate"], 0.001 * schedule(np.array([2, 5, 8]) / 9))


def test_early_stopping_stops_and_brings_the_best_weights_back(separable):
    training, (x, y) = separable
    wrong = (x, (y + 1) % 3)  # the better the network learns, the worse it does here
    network = small_network()
    history = quiet_fit(network, training, epochs=20, optimizer=Adam(0.01), validation=wrong, patience=3)
    best = int(np.argmin(history["val_loss"]))
    assert len(history["val_loss"]) == best + 4 < 20
    assert np.isclose(network.evaluate(*wrong)["loss"], history["val_loss"][best])


def test_waiting_starts_again_at_each_new_lowest_loss():
    stopping = EarlyStopping(2, validation=())
    assert [stopping.stops_after(loss, np.array([loss])) for loss in (5, 6, 4, 4, 3, 9, 9)] == [False] * 6 + [True]
    assert stopping.best == 3


def test_the_best_weights_stay_when_all_epochs_were_used(separable):
    training, (x, y) = separable
    wrong = (x, (y + 1) % 3)
    network = small_network()
    history = quiet_fit(network, training, epochs=5, optimizer=Adam(0.01), validation=wrong, patience=100)
    assert len(history["loss"]) == 5
    assert min(history["val_loss"]) < history["val_loss"][-1]
    assert np.isclose(network.evaluate(*wrong)["loss"], min(history["val_loss"]))


def test_augment_gets_the_originals_anew_each_epoch(separable):
    (x, y), _ = separable
    images, given = x.reshape(300, 3, 1), []

    def augment(images, rng):
        given.append(images.copy())
        return images * rng.uniform(0.5, 1.5)

    network, plain = small_network(), small_network()
    quiet_fit(network, (images, y), epochs=3, augment=augment)
    assert len(given) == 3
    assert all(np.array_equal(images, one) for one in given)
    quiet_fit(plain, (images, y), epochs=3)
    assert not np.array_equal(network.parameters, plain.parameters)


def test_augment_cannot_spoil_the_originals(separable):
    def in_place(images, rng):
        images += 1
        return images

    with pytest.raises(ValueError, match="read-only"):
        quiet_fit(small_network(), separable[0], augment=in_place)


def test_the_average_of_the_parameters_is_judged_and_stays(separable):
    training, test = separable
    plain, averaged = small_network(), small_network()
    quiet_fit(plain, training, epochs=2)
    history = quiet_fit(averaged, training, epochs=2, averaging=0.99, validation=test)
    assert not np.array_equal(plain.parameters, averaged.parameters)
    assert np.isclose(averaged.evaluate(*test)["loss"], history["val_loss"][-1])


def test_an_average_that_forgets_all_at_each_step_is_the_parameters(separable):
    plain, averaged = small_network(), small_network()
    quiet_fit(plain, separable[0], epochs=2)
    quiet_fit(averaged, separable[0], epochs=2, averaging=0.0)
    np.testing.assert_allclose(averaged.parameters, plain.parameters, atol=1e-6)


def test_averaging_does_not_change_the_path_of_the_training(separable):
    training, _ = separable
    losses = [quiet_fit(small_network(), training, epochs=3, averaging=decay)["loss"] for decay in (None, 0.99)]
    assert losses[0] == losses[1]


def test_a_moving_average_follows_its_formula():
    average, values = MovingAverage(np.zeros(1), 0.25), 0.0
    for step, parameter in enumerate([1.0, 5.0, 2.0, 8.0], start=1):
        decay = min(0.25, (1 + step) / (10 + step))
        values = decay * values + (1 - decay) * parameter
        average.update(np.array([parameter]))
    np.testing.assert_allclose(average.values, values)


def test_smoothed_labels_keep_the_network_from_certainty(separable):
    training, (x, _) = separable
    certain, smoothed = small_network(), small_network()
    for network, label_smoothing in ((certain, 0.0), (smoothed, 0.3)):
        quiet_fit(network, training, epochs=30, optimizer=Adam(0.01), label_smoothing=label_smoothing)
    assert np.abs(smoothed.logits(x)).max() < 0.7 * np.abs(certain.logits(x)).max()


def test_progress_goes_to_standard_output_or_nowhere(separable, capsys):
    small_network().fit(*separable[0], epochs=2)
    out, err = capsys.readouterr()
    assert "2/2" in out
    assert "loss=" in out
    quiet_fit(small_network(), separable[0], epochs=2)
    assert capsys.readouterr() == ("", "")
    assert err == ""


def test_a_loss_that_is_no_number_stops_the_training_at_once_with_advice(separable):
    with pytest.raises(FloatingPointError, match=r"in epoch 1\. The learning rate 1e\+30 .* try 1e\+29"):
        quiet_fit(small_network(), separable[0], optimizer=GradientDescent(1e30))


def test_a_last_step_that_goes_wrong_is_noticed_too(separable):
    with pytest.raises(FloatingPointError, match="The learning rate"):
        quiet_fit(small_network(), separable[0], epochs=1, batch_size=300, optimizer=GradientDescent(1e39))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"epochs": 0}, "epochs is 0"),
        ({"epochs": 1.5}, "epochs is 1.5"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"batch_size": True}, "batch_size is True"),
        (
            {"optimizer": "sgd"},
            "no optimizer 'sgd'; choose one of gradient_descent, momentum, nesterov, rmsprop, adam, adamw",
        ),
        ({"optimizer": Adam}, "no optimizer <class"),
        ({"l1": -1}, "l1 is -1"),
        ({"l2": float("inf")}, "l2 is inf"),
        ({"label_smoothing": 1}, "label_smoothing is 1.0"),
        ({"averaging": 1.0}, "averaging is 1.0"),
        ({"patience": 2}, "patience waits for the validation loss: give validation"),
        ({"seed": None}, "seed is None"),
        ({"threads": 0}, "threads is 0"),
        ({"validation": 0.2}, "validation must be a pair"),
        ({"validation": (np.ones((2, 4)), [0, 1])}, "an image has 4 values"),
        ({"validation": (np.ones((2, 3)), [0, 5])}, "labels must lie in 0..2"),
        ({"augment": lambda x, rng: x[:5]}, r"returned \(5, 3\); keep the shape"),
        ({"augment": lambda x, rng: x * np.nan}, "holds nan"),
        ({"schedule": lambda share: -1.0}, "the learning rate's factor from `schedule` is -1.0"),
        ({"schedule": lambda share: None}, "the learning rate's factor from `schedule` is None"),
    ],
)
def test_a_wrong_setting_gets_a_sentence_before_anything_is_learned(separable, settings, sentence):
    network = small_network()
    before = network.parameters.copy()
    with pytest.raises(ValueError, match=sentence):
        quiet_fit(network, separable[0], **settings)
    np.testing.assert_array_equal(network.parameters, before)


def test_a_wrong_patience_gets_a_sentence(separable):
    with pytest.raises(ValueError, match="patience is 0"):
        quiet_fit(small_network(), separable[0], validation=separable[1], patience=0)
