"""Trainings with a checkpoint: breaks that leave no trace, results that stay, and files of another training."""

import io
import json
import zipfile
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import damaged, fuzzing
from utils.checkpoints import read_checkpoint
from utils.quiet_tensorflow import keras
from utils.training import TrainingStopped, checkpoints, fit_fast

INPUTS, IMAGES, EPOCHS = 6, 50, 6
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(IMAGES, INPUTS)).astype("float32"), RNG.integers(0, 10, IMAGES)


def small_network(optimizer=None, *, seed=0, l2=0.0, dropout=0.3, activation="relu", loss=None, policy=None):
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input(shape=(INPUTS,)),
            layers.Dense(8, activation=activation, kernel_regularizer=keras.regularizers.L2(l2), dtype=policy),
            layers.Dropout(dropout, dtype=policy),
            layers.Dense(10, dtype=policy),
        ]
    )
    loss = loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(optimizer or keras.optimizers.Adam(0.01), loss, metrics=["accuracy"])
    return network


def train(network, epochs=EPOCHS, x=X, y=Y, **options):
    options = {"batch_size": 16, "progress": False, "xla": False} | options
    return fit_fast(network, x, y, epochs=epochs, **options)


def all_values(network):
    return [np.asarray(v).copy() for v in (*network.variables, *network.optimizer.variables)]


def assert_same(first, second):
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


class Interrupting(keras.callbacks.Callback):
    """What a learner's stop button does, at the end of an epoch, the first one being 0."""

    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_end(self, epoch, logs=None):
        if epoch == self.epoch:
            raise KeyboardInterrupt


def fading_rate():
    return keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.8 * rate)


CASES = {
    "dropout": lambda: small_network(),
    "averages": lambda: small_network(keras.optimizers.Adam(0.01, use_ema=True, ema_momentum=0.5)),
    # with gradients so large that the loss scale has to come down, step by step
    "mixed precision": lambda: small_network(
        keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.01), initial_scale=2.0**20), policy="mixed_float16"
    ),
}


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # from Keras itself
@pytest.mark.parametrize(
    ("case", "fresh"), [("dropout", True), ("averages", False), ("mixed precision", True), ("mixed precision", False)]
)
def test_an_interrupted_training_taken_up_again_is_the_unbroken_one(tmp_path, case, fresh):
    build = CASES[case]
    options = {"validation": (X[:9], Y[:9]), "checkpoint": tmp_path / "training.npz"}
    unbroken = build()
    expected = train(unbroken, **options | {"checkpoint": tmp_path / "unbroken.npz"}, callbacks=[fading_rate()])

    network = build()
    with pytest.raises(TrainingStopped, match="2 of 6 epochs are kept; the same call goes on"):
        train(network, callbacks=[fading_rate(), Interrupting(2)], **options)
    network = build() if fresh else network
    found = train(network, callbacks=[fading_rate()], **options)
    assert found.history == expected.history
    assert found.epoch == expected.epoch == list(range(EPOCHS))
    assert_same(all_values(network), all_values(unbroken))


def test_a_second_training_in_mixed_precision_keeps_its_scale_of_the_loss():
    network = CASES["mixed precision"]()
    train(network, epochs=1)
    scale = float(network.optimizer.dynamic_scale)
    assert scale < 2.0**20
    train(network, epochs=1)
    assert float(network.optimizer.dynamic_scale) <= scale


def test_the_weights_that_the_first_call_began_with_do_not_matter_in_the_second(tmp_path):
    options = {"checkpoint": tmp_path / "training.npz"}
    train(small_network(), epochs=2, **options)
    assert train(small_network(seed=99), **options).history == train(small_network()).history


def stopping(patience):
    return keras.callbacks.EarlyStopping(monitor="loss", mode="max", patience=patience, restore_best_weights=True)


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # from Keras itself
@pytest.mark.parametrize(
    ("epochs", "more"), [(3, 3), (EPOCHS, EPOCHS), (EPOCHS, 2 * EPOCHS)], ids=["to the end", "ended", "ended, more"]
)
def test_a_training_that_is_over_gives_its_result_again(tmp_path, epochs, more):
    # the loss falls, and the callback wants it high: the weights of the first epoch are the best, and stay
    options = {"checkpoint": tmp_path / "training.npz"}
    network, again = small_network(keras.optimizers.SGD(0.1)), small_network(keras.optimizers.SGD(0.1), seed=99)
    first = train(network, epochs, callbacks=[stopping(patience=3)], **options)
    assert len(first.history["loss"]) == min(epochs, 4)
    second = train(again, more, callbacks=[stopping(patience=3)], **options)
    assert second.history == first.history
    assert_same(again.get_weights(), network.get_weights())
    only_one_epoch = small_network(keras.optimizers.SGD(0.1))
    train(only_one_epoch, 1)
    assert_same(again.get_weights(), only_one_epoch.get_weights())


def test_a_training_that_was_not_ended_by_a_callback_goes_on_where_its_last_epoch_stood(tmp_path):
    options, network, unbroken = {"checkpoint": tmp_path / "training.npz"}, CASES["averages"](), CASES["averages"]()
    train(network, epochs=2, **options)
    found, expected = train(network, **options), train(unbroken)
    assert found.history == expected.history
    assert_same(all_values(network), all_values(unbroken))


def test_fewer_epochs_than_are_done_are_refused(tmp_path):
    options = {"checkpoint": tmp_path / "training.npz"}
    train(small_network(), epochs=2, **options)
    with pytest.raises(ValueError, match=r"training\.npz already holds 2 epochs, and epochs is 1"):
        train(small_network(), epochs=1, **options)


def test_without_a_checkpoint_the_stop_says_that_nothing_was_kept():
    with pytest.raises(TrainingStopped, match="Nothing was kept"):
        train(small_network(), callbacks=[Interrupting(0)])


def test_a_stopped_training_ends_in_one_line_in_a_notebook():
    assert TrainingStopped("Training stopped.")._render_traceback_() == ["Training stopped."]
    assert isinstance(TrainingStopped(""), KeyboardInterrupt)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Checkpoints of trainings of one epoch, with Adam and with plain gradient descent."""
    folder = tmp_path_factory.mktemp("kept")
    for name, optimizer in {"adam": None, "sgd": keras.optimizers.SGD(0.01)}.items():
        train(small_network(optimizer), epochs=1, checkpoint=folder / f"{name}.npz", augment=brighter)
    return folder


def brighter(images, rng, by=1):
    return images + by


OPTIMIZERS = keras.optimizers
OTHERS = {
    "images is 50 images, ": {"x": X + 1},
    "validation is none there and 9 images, ": {"validation": (X[:9], Y[:9])},
    "batch_size is 16 there and 8 here": {"batch_size": 8},
    "seed is 0 there and 3 here": {"seed": 3},
    r"augment is brighter \(\w+\) there and none here": {"augment": None},
    r"augment is brighter \(\w+\) there and brighter \(\w+\) with by=2 here": {"augment": partial(brighter, by=2)},
    r"network.layers\[1\].kernel_regularizer.l2 is 0 there and 0.1 here": {"network": {"l2": 0.1}},
    r"network.layers\[2\].rate is 0.3 there and 0.5 here": {"network": {"dropout": 0.5}},
    r"network.layers\[1\].activation is relu there and tanh here": {"network": {"activation": "tanh"}},
    "optimizer is Adam there and SGD here": {"network": {"optimizer": OPTIMIZERS.SGD(0.01)}},
    "optimizer.learning_rate is 0.01 there and 0.02 here": {"network": {"optimizer": OPTIMIZERS.Adam(0.02)}},
    "optimizer.learning_rate is 0.01 there and CosineDecay here": {
        "network": {"optimizer": OPTIMIZERS.Adam(OPTIMIZERS.schedules.CosineDecay(0.01, 9))}
    },
    "optimizer.beta_1 is 0.9 there and 0.8 here": {"network": {"optimizer": OPTIMIZERS.Adam(0.01, beta_1=0.8)}},
    "optimizer.use_ema is False there and True": {"network": {"optimizer": OPTIMIZERS.Adam(0.01, use_ema=True)}},
    "optimizer.momentum is 0 there and 0.9 here": {
        "kept": "sgd",
        "network": {"optimizer": OPTIMIZERS.SGD(0.01, momentum=0.9)},
    },
    "loss is SparseCategoricalCrossentropy there and mse here": {"network": {"loss": "mse"}},
}


@pytest.mark.parametrize(("sentence", "other"), OTHERS.items(), ids=OTHERS)
def test_a_checkpoint_of_another_training_is_refused_and_changes_nothing(kept, sentence, other):
    options = {"augment": brighter, "checkpoint": kept / f"{other.get('kept', 'adam')}.npz"}
    network = small_network(seed=1, **other.get("network", {}))
    network.optimizer.build(network.trainable_variables)
    before = all_values(network)
    with pytest.raises(ValueError, match=f"belongs to another training: {sentence}"):
        train(network, **options | {key: value for key, value in other.items() if key not in ("kept", "network")})
    assert_same(all_values(network), before)


def changed(**changes):
    """A function that gives a checkpoint's arrays these values; those that are None go."""
    return lambda arrays: {name: value for name, value in (arrays | changes).items() if value is not None}


def with_about(**changes):
    def change(arrays):
        return arrays | {"about": json.dumps(json.loads(str(arrays["about"])) | changes)}

    return change


@pytest.mark.parametrize(
    "change",
    [
        changed(about=None),
        changed(about="{}"),
        changed(about="[]"),
        changed(about="[" * 100_000),
        with_about(history=[0.5]),
        with_about(history={}),
        with_about(history={"loss": 0.5}),
        with_about(history={"loss": ["low"]}),
        with_about(settings=[]),
        with_about(settings="none"),
        changed(state_0=None),
        changed(state_12=None),
        changed(state_1=np.zeros(3, np.float32)),
        changed(state_1=np.zeros(8, np.float64)),
        changed(state_1=np.array("text")),
        changed(state_1=np.zeros(8, [("a", "f4")])),
        changed(result_0=None),
        changed(result_1=np.zeros(3, np.float32)),
    ],
)
def test_a_checkpoint_with_wrong_contents_is_named_and_changes_nothing(kept, tmp_path, change):
    path = tmp_path / "training.npz"
    with np.load(kept / "adam.npz") as file:
        arrays = dict(file)
    assert {"state_12", "result_1"} <= arrays.keys()
    np.savez(path, **change(arrays))
    network = small_network(seed=1)
    network.optimizer.build(network.trainable_variables)
    before = all_values(network)
    with pytest.raises(ValueError, match=r"training\.npz is damaged, or not one of the course's checkpoints"):
        train(network, checkpoint=path, augment=brighter)
    assert_same(all_values(network), before)


def npy(array):
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def zipped(name, content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 cut off",
        b"no checkpoint at all",
        npy(np.zeros(3)),
        zipped("about.npy", npy(np.array([print], dtype=object))),
        zipped("about.npy", npy(np.zeros(3)).replace(b"(3,)", b"(3000000000000,)")),
    ],
)
def test_a_damaged_checkpoint_is_named(tmp_path, content):
    path = tmp_path / "training.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"training\.npz is damaged"):
        train(small_network(), checkpoint=path)


def test_a_save_that_fails_leaves_the_checkpoint_as_it_was(kept, tmp_path, monkeypatch):
    path = tmp_path / "training.npz"
    path.write_bytes((kept / "adam.npz").read_bytes())

    def full_disk(file, **arrays):
        file.write(b"PK")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="No space left"):
        train(small_network(), checkpoint=path, augment=brighter)
    assert path.read_bytes() == (kept / "adam.npz").read_bytes()
    assert list(tmp_path.iterdir()) == [path]


def test_an_epoch_that_lasts_seconds_is_kept_when_it_is_done(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "SECONDS_BETWEEN_CHECKPOINTS", -1.0)
    path, kept = tmp_path / "training.npz", []

    def note(epoch, logs):
        kept.append(read_checkpoint(path))

    train(small_network(), epochs=3, checkpoint=path, callbacks=[keras.callbacks.LambdaCallback(on_epoch_begin=note)])
    assert [checkpoint and checkpoint.epochs for checkpoint in kept] == [None, 1, 2]


@pytest.fixture(scope="module")
def a_checkpoint(tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "training.npz"
    train(small_network(), epochs=1, checkpoint=path)
    return path.read_bytes()


@fuzzing(100)
@given(st.data())
def test_any_bytes_are_a_checkpoint_or_named(a_checkpoint, tmp_path, data):
    path = tmp_path / "training.npz"
    path.write_bytes(data.draw(damaged(a_checkpoint)))
    refusal = kept = None
    try:
        kept = read_checkpoint(path)
    except ValueError as error:
        refusal = str(error)
    assert "training.npz is damaged" in refusal if refusal else kept.epochs == len(kept.history["loss"])
