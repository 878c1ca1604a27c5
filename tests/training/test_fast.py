"""`fit_fast`: the arithmetic of `fit`, breaks that leave no trace, callbacks, and refusals."""

import numpy as np
import pytest

from utils.quiet_tensorflow import keras
from utils.training import Diverged, TrainingStopped, checkpoints, fit_fast, predict_logits, programs

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


class Interrupting(keras.callbacks.Callback):
    """What a learner's stop button does, after so many epochs."""

    def __init__(self, after):
        super().__init__()
        self.after = after

    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 == self.after:
            raise KeyboardInterrupt


@pytest.mark.parametrize("xla", [False, True])
def test_an_epoch_has_the_arithmetic_of_fit(examples, xla):
    x, y = examples
    fast_network = small_network(regularizer=keras.regularizers.L2(0.01))
    by_keras = small_network(regularizer=keras.regularizers.L2(0.01))
    history = train(fast_network, examples, epochs=1, seed=5, xla=xla).history
    order = np.random.default_rng([5, 0]).permutation(IMAGES)
    expected = by_keras.fit(x[order], y[order], batch_size=BATCH, epochs=1, shuffle=False, verbose=0).history
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


def test_an_interrupted_training_taken_up_again_is_the_unbroken_one(examples, tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "SECONDS_BETWEEN_CHECKPOINTS", -1.0)
    unbroken = small_network(dropout=0.3)
    expected = train(unbroken, examples, epochs=6)

    options = {"epochs": 6, "checkpoint": tmp_path / "training.npz"}
    with pytest.raises(TrainingStopped, match="2 of 6 epochs are kept"):
        train(small_network(dropout=0.3), examples, callbacks=[Interrupting(after=3)], **options)
    resumed = small_network(seed=99, dropout=0.3)
    history = train(resumed, examples, **options)
    assert history.history == expected.history
    assert history.epoch == expected.epoch == list(range(6))
    for a, b in zip(resumed.get_weights(), unbroken.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_finished_training_can_go_on_for_more_epochs(examples, tmp_path):
    longer = train(small_network(), examples, epochs=5)
    train(small_network(), examples, epochs=2, checkpoint=tmp_path / "training.npz")
    history = train(small_network(seed=1), examples, epochs=5, checkpoint=tmp_path / "training.npz")
    assert history.history == longer.history


def test_without_a_checkpoint_the_stop_says_that_nothing_was_kept(examples):
    with pytest.raises(TrainingStopped, match="Nothing was kept"):
        train(small_network(), examples, callbacks=[Interrupting(after=1)])


def test_a_stopped_training_ends_in_one_line_in_a_notebook():
    assert TrainingStopped("Training stopped.")._render_traceback_() == ["Training stopped."]
    assert isinstance(TrainingStopped(""), KeyboardInterrupt)


@pytest.mark.parametrize(
    ("options", "sentence"), [({"batch_size": 8}, "batch_size is 16 there and 8 here"), ({"seed": 3}, "seed is 0")]
)
def test_a_checkpoint_of_other_settings_is_refused(examples, tmp_path, options, sentence):
    path = tmp_path / "training.npz"
    train(small_network(), examples, epochs=1, checkpoint=path)
    with pytest.raises(ValueError, match=sentence):
        train(small_network(), examples, checkpoint=path, **options)


def test_a_checkpoint_of_other_images_or_another_network_is_refused(examples, tmp_path):
    x, y = examples
    path = tmp_path / "training.npz"
    train(small_network(), examples, epochs=1, checkpoint=path)
    with pytest.raises(ValueError, match="images is"):
        train(small_network(), (x + 1, y), checkpoint=path)
    with pytest.raises(ValueError, match="optimizer is Adam there and SGD here"):
        train(small_network(optimizer=keras.optimizers.SGD(0.1)), examples, checkpoint=path)
    with pytest.raises(ValueError, match="learning_rate is 0.01 there and 0.02 here"):
        train(small_network(optimizer=keras.optimizers.Adam(0.02)), examples, checkpoint=path)
    schedule = keras.optimizers.schedules.CosineDecay(0.01, decay_steps=9)
    with pytest.raises(ValueError, match="learning_rate is 0.01 there and .*CosineDecay.* here"):
        train(small_network(optimizer=keras.optimizers.Adam(schedule)), examples, checkpoint=path)


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


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"no checkpoint at all"])
def test_a_damaged_checkpoint_is_named(examples, tmp_path, content):
    path = tmp_path / "training.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"training\.npz is no checkpoint"):
        train(small_network(), examples, checkpoint=path)


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # from Keras itself
def test_early_stopping_and_a_learning_rate_schedule_work_as_with_fit(examples):
    rates = []
    callbacks = [
        keras.callbacks.LearningRateScheduler(lambda epoch: 0.01 / (epoch + 1)),
        keras.callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, logs: rates.append(float(network.optimizer.learning_rate.numpy()))
        ),
        keras.callbacks.EarlyStopping(monitor="loss", patience=1, min_delta=100.0),
    ]
    network = small_network()
    history = train(network, examples, epochs=10, callbacks=callbacks)
    assert len(history.history["loss"]) == 2
    assert rates == pytest.approx([0.01, 0.005])


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


def test_averaged_weights_of_the_optimizer_are_taken_over_at_the_end(examples):
    optimizer = keras.optimizers.Adam(0.01, use_ema=True, ema_momentum=0.5)
    network = small_network(optimizer=optimizer)
    train(network, examples)
    averages = [v.numpy() for v in optimizer._model_variables_moving_average]
    for a, b in zip(network.get_weights(), averages, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_diverging_training_says_so(examples):
    x, y = examples
    network = small_network(optimizer=keras.optimizers.SGD(1e30))
    with pytest.raises(Diverged, match=r"the learning rate of 1e\+30 is too large"):
        train(network, (1e6 * x, y), epochs=20)


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
        (X, Y, {"augment": lambda images, rng: images[:2]}, "augment gave"),
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


def test_many_images_are_predicted_part_by_part(examples, monkeypatch):
    from utils.training import predicting

    network = small_network()
    whole = predict_logits(network, examples[0])
    monkeypatch.setattr(predicting, "AT_ONCE", 7)
    np.testing.assert_allclose(predict_logits(network, examples[0]), whole, atol=1e-6)
