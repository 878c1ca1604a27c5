"""`fit_fast`: the arithmetic of `fit`, callbacks, and refusals."""

from pathlib import Path

import numpy as np
import pytest

from utils.quiet_tensorflow import keras
from utils.training import Diverged, compile_one_cycle, fit_fast, predict_logits, programs

PROJECT = Path(programs.__file__).parents[2]
INPUTS, IMAGES, BATCH = 6, 50, 16  # the last batch has 2 images


@pytest.fixture(scope="module")
def examples():
    rng = np.random.default_rng(0)
    return rng.normal(size=(IMAGES, INPUTS)).astype("float32"), rng.integers(0, 10, IMAGES)


def small_network(seed=0, dropout=0.0, optimizer=None, regularizer=None):
    keras.utils.set_random_seed(seed)
    network = keras.Sequential(
        [
            keras.Input(shape=(INPUTS,)),
            keras.layers.Dense(8, activation="relu", kernel_regularizer=regularizer),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer or keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    return network


def train(network, examples, epochs=4, **options):
    options = {"batch_size": BATCH, "progress": False, "xla": False} | options
    return fit_fast(network, *examples, epochs=epochs, **options)


@pytest.mark.parametrize(("xla", "batch_size"), [(False, BATCH), (True, BATCH), (True, 2 * IMAGES)])
def test_an_epoch_has_the_arithmetic_of_fit(examples, xla, batch_size):
    x, y = examples
    fast_network = small_network(regularizer=keras.regularizers.L2(0.01))
    by_keras = small_network(regularizer=keras.regularizers.L2(0.01))
    history = train(fast_network, examples, epochs=1, seed=5, xla=xla, batch_size=batch_size).history
    order = np.random.default_rng([5, 0]).permutation(IMAGES)
    expected = by_keras.fit(x[order], y[order], batch_size=batch_size, epochs=1, shuffle=False, verbose=0).history
    for a, b in zip(fast_network.get_weights(), by_keras.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
    assert history["loss"] == pytest.approx(expected["loss"], rel=1e-4)
    assert history["accuracy"] == pytest.approx(expected["accuracy"])


def test_validation_measures_what_evaluate_measures(examples, monkeypatch):
    monkeypatch.setattr(programs, "MEASURED_AT_ONCE", 16)
    x, y = examples
    network = small_network(dropout=0.5)
    history = train(network, examples, epochs=2, validation=(x[:40], y[:40])).history
    loss, accuracy = network.evaluate(x[:40], y[:40], verbose=0)
    assert history["val_loss"][-1] == pytest.approx(loss, rel=1e-5)
    assert history["val_accuracy"][-1] == pytest.approx(accuracy)


def test_in_mixed_precision_the_loss_is_scaled_as_fit_does_it(examples):
    keras.config.set_dtype_policy("mixed_float16")
    try:
        fast_network, by_keras = small_network(), small_network()
    finally:
        keras.config.set_dtype_policy("float32")
    x, y = examples
    train(fast_network, examples, epochs=1, seed=5)
    order = np.random.default_rng([5, 0]).permutation(IMAGES)
    by_keras.fit(x[order], y[order], batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
    for a, b in zip(fast_network.get_weights(), by_keras.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-2, atol=2e-3)


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # from Keras itself
def test_callbacks_come_in_the_order_of_fit_and_see_and_add_what_they_do_there(examples):
    x, y = examples

    def trained(fit, network, **options):
        seen = []
        callbacks = [
            keras.callbacks.LearningRateScheduler(lambda epoch: 0.01 / (epoch + 1)),
            keras.callbacks.LambdaCallback(
                on_epoch_end=lambda epoch, logs: seen.append((sorted(logs), dict(network.history.history))),
                on_train_end=lambda logs: seen.append((sorted(logs), len(network.history.history["loss"]))),
            ),
            keras.callbacks.EarlyStopping(monitor="loss", patience=1, min_delta=100.0),
        ]
        history = fit(network, callbacks=callbacks, **options).history
        return {name: len(values) for name, values in history.items()}, history["learning_rate"], seen

    options = {"x": x, "y": y, "epochs": 10, "batch_size": IMAGES}
    ours = trained(fit_fast, small_network(), progress=False, xla=False, **options)
    by_keras = trained(lambda network, **given: network.fit(**given), small_network(), verbose=0, **options)
    assert ours[0] == by_keras[0] == {"loss": 2, "accuracy": 2, "learning_rate": 2}
    assert ours[1] == pytest.approx([0.01, 0.005])
    assert [names for names, _ in ours[2]] == [names for names, _ in by_keras[2]]


def test_the_best_weights_stay_the_best_beside_averages_as_with_fit(examples):
    x, y = examples

    def trained(fit, **options):
        # the loss falls and the callback wants it high: the weights after the first epoch are its best
        best = keras.callbacks.EarlyStopping(monitor="loss", mode="max", patience=9, restore_best_weights=True)
        network = small_network(optimizer=keras.optimizers.Adam(0.01, use_ema=True, ema_momentum=0.5))
        fit(network, x=x, y=y, epochs=4, batch_size=IMAGES, callbacks=[best], **options)
        return network.get_weights()

    ours = trained(fit_fast, progress=False, xla=False)
    by_keras = trained(lambda network, **options: network.fit(**options), verbose=0)
    for one, other in zip(ours, by_keras, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_augment_makes_the_images_of_each_epoch_anew(examples):
    x, y = examples
    seen = []

    def shifted(images, rng):
        seen.append(rng.integers(1000))
        return images + 1

    network, plain = small_network(), small_network()
    train(network, examples, epochs=3, augment=shifted)
    train(plain, (x + 1, y), epochs=3)
    assert len(set(seen)) == 3
    for a, b in zip(network.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_augment_cannot_write_into_the_images_of_the_caller(examples):
    x, y = examples
    before = x.copy()

    def brighter_in_place(images, rng):
        images += 1
        return images

    with pytest.raises(ValueError, match="read-only"):
        train(small_network(), (x, y), augment=brighter_in_place)
    assert x.flags.writeable
    np.testing.assert_array_equal(x, before)


def test_averaged_weights_of_the_optimizer_are_taken_over_at_the_end(examples):
    optimizer = keras.optimizers.Adam(0.01, use_ema=True, ema_momentum=0.5)
    network = small_network(optimizer=optimizer)
    train(network, examples)
    averages = [v.numpy() for v in optimizer._model_variables_moving_average]
    for a, b in zip(network.get_weights(), averages, strict=True):
        np.testing.assert_array_equal(a, b)


SCHEDULES = keras.optimizers.schedules
WHOLE = {"images": IMAGES, "epochs": 1, "batch_size": BATCH}  # a cycle that begins and ends with 0 in one epoch


@pytest.mark.parametrize(
    "compile_anew",
    [
        lambda network: network.compile(keras.optimizers.SGD(1e30), network.loss),
        lambda network: network.compile(keras.optimizers.SGD(SCHEDULES.CosineDecay(1e30, 4)), network.loss),
        lambda network: compile_one_cycle(network, 1e30, **WHOLE),
    ],
    ids=["number", "cosine", "one cycle"],
)
def test_a_diverging_training_names_the_highest_rate_of_its_epoch(examples, compile_anew):
    x, y = examples
    network = small_network()
    compile_anew(network)
    with pytest.raises(Diverged, match=r"in epoch \d+: the learning rate of 1e\+30 is too large"):
        train(network, (1e6 * x, y), epochs=20)


def test_repeated_short_trainings_bring_no_warning_from_tensorflow(examples, caplog):
    x, y = examples
    for m in range(1, 7):
        train(small_network(), examples, epochs=1, validation=(x[:m], y[:m]))
    assert not caplog.records


X, Y = np.zeros((4, INPUTS), np.float32), np.array([0, 1, 2, 3])


@pytest.mark.parametrize(
    ("x", "y", "options", "sentence"),
    [
        (X, Y[:3], {}, "4 images and 3 labels"),
        (X[:, :5], Y, {}, r"one image has shape \(5,\), but \(6,\)"),
        (X, Y + 7, {}, "found 7..10"),
        (X[:0], Y[:0], {}, "no image"),
        (X + np.nan, Y, {}, "nan"),
        (X, Y, {"epochs": 0}, "epochs is 0"),
        (X, Y, {"epochs": 2.5}, "epochs is 2.5"),
        (X, Y, {"batch_size": -1}, "batch_size is -1"),
        (X, Y, {"validation": (X, Y[:2])}, "4 images and 2 labels"),
        (X, Y, {"validation": X}, r"validation must be a pair: validation=\(x_validation, y_validation\)"),
        (X, Y, {"validation": 0.2}, "validation must be a pair"),
        (X, Y, {"augment": lambda images, rng: images[:2]}, "augment gave images of shape"),
        (X, Y, {"augment": lambda images, rng: None}, "augment gave images of shape"),
        (X, Y, {"augment": lambda images, rng: images / np.inf - np.inf}, "augment gave .* image 0 holds nan or inf"),
    ],
)
def test_wrong_input_is_refused_in_a_sentence(x, y, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        train(small_network(), (x, y), **options)


def test_a_network_that_is_not_compiled_is_refused():
    network = keras.Sequential([keras.Input(shape=(INPUTS,)), keras.layers.Dense(10)])
    with pytest.raises(ValueError, match="not compiled"):
        train(network, (X, Y))
    without_input = keras.Sequential([keras.layers.Dense(10)])
    without_input.compile("adam", "mse")
    with pytest.raises(ValueError, match=r"keras\.Input"):
        train(without_input, (X, Y))


def test_xla_is_left_out_where_it_is_slow():
    from utils.models import tiny_convolutional_network

    assert not programs.is_faster_with_xla(small_network(dropout=0.2))
    assert not programs.is_faster_with_xla(tiny_convolutional_network())
    assert programs.is_faster_with_xla(small_network())


def test_no_function_of_the_project_is_left_to_autograph():
    files = [path for folder in ("tools", "utils") for path in (PROJECT / folder).rglob("*.py")]
    named = [line for path in files for line in path.read_text(encoding="utf-8").splitlines() if "tf.function" in line]
    assert named
    assert [line for line in named if "autograph=False" not in line] == []


def test_many_images_are_predicted_part_by_part(examples, monkeypatch):
    from utils.training import predicting

    network = small_network()
    whole = predict_logits(network, examples[0])
    monkeypatch.setattr(predicting, "AT_ONCE", 7)
    np.testing.assert_allclose(predict_logits(network, examples[0]), whole, atol=1e-6)
