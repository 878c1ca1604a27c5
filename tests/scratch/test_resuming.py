"""Trainings in NumPy with a checkpoint: breaks that leave no trace, and files of another training."""

import json
from functools import partial

import numpy as np
import pytest

from utils.scratch import OPTIMIZERS, Adam, Dense, Dropout, Momentum, Network, ReLU, cosine, step_decay

EPOCHS = 5


def small_network(seed=0, hidden=8):
    return Network([Dense(3, hidden, "he_normal"), ReLU(), Dropout(0.3), Dense(hidden, 3)], seed=seed)


def noisy(x, rng, by=0.1):
    return x + by * rng.normal(size=x.shape)


def stop_after(epoch, history):
    if len(history["loss"]) == epoch:
        raise KeyboardInterrupt


@pytest.fixture
def train(separable, tmp_path):
    """Train a network on the separable problem, with a checkpoint unless told otherwise."""
    training, validation = separable

    def train(network, **settings):
        usual = {"epochs": EPOCHS, "validation": validation, "schedule": cosine, "augment": noisy}
        return network.fit(*training, progress=False, **usual | {"checkpoint": tmp_path / "training.npz"} | settings)

    return train


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_interrupted_training_taken_up_again_is_the_unbroken_one(train, optimizer):
    unbroken, stopped, resumed = small_network(), small_network(), small_network(seed=99)
    expected = train(unbroken, optimizer=optimizer, checkpoint=None)
    with pytest.raises(KeyboardInterrupt):
        train(stopped, optimizer=optimizer, after_epoch=partial(stop_after, 2))
    found = train(resumed, optimizer=optimizer)
    assert found == expected
    np.testing.assert_array_equal(resumed.parameters, unbroken.parameters)


def test_an_interrupt_within_an_epoch_costs_that_epoch(train):
    def interrupting(share):
        if share >= 0.5:
            raise KeyboardInterrupt
        return cosine(share)

    kept = []
    with pytest.raises(KeyboardInterrupt):
        train(small_network(), epochs=4, schedule=interrupting, after_epoch=lambda history: kept.append(len(history)))
    assert len(kept) == 2
    with pytest.raises(KeyboardInterrupt):
        train(small_network(), epochs=4, schedule=interrupting, after_epoch=lambda history: kept.append(len(history)))
    assert len(kept) == 2  # it began at the third epoch, and not anew


def test_a_training_that_is_over_is_given_again(train):
    first, again = small_network(), small_network(seed=99)
    assert train(first) == train(again)
    np.testing.assert_array_equal(first.parameters, again.parameters)


def test_more_epochs_go_on_after_the_last_one(train):
    short, longer, unbroken = small_network(), small_network(), small_network()
    train(short, epochs=2, schedule=None)
    assert train(longer, schedule=None) == train(unbroken, schedule=None, checkpoint=None)
    np.testing.assert_array_equal(longer.parameters, unbroken.parameters)


OTHERS = {
    "seed is 0 there and 1 here": {"seed": 1},
    "batch_size is 32 there and 16 here": {"batch_size": 16},
    "l2 is 0 there and 0.1 here": {"l2": 0.1},
    "label_smoothing is 0 there and 0.1 here": {"label_smoothing": 0.1},
    "validation is 90 images, .* there and none here": {"validation": None},
    r"schedule is cosine \(\w+\) over 5 epochs there and cosine \(\w+\) over 6 epochs here": {"epochs": 6},
    r"schedule is cosine .* there and step_decay": {"schedule": step_decay},
    r"augment is noisy \(\w+\) there and none here": {"augment": None},
    r"augment is noisy .* there and noisy \(\w+\) with by=0.2 here": {"augment": partial(noisy, by=0.2)},
    "optimizer is Adam there and Momentum here": {"optimizer": Momentum()},
    "optimizer.learning_rate is 0.001 there and 0.01 here": {"optimizer": Adam(0.01)},
}


@pytest.mark.parametrize(("sentence", "other"), OTHERS.items(), ids=OTHERS)
def test_a_checkpoint_of_another_training_is_refused_and_changes_nothing(train, sentence, other):
    train(small_network())
    network = small_network(seed=1)
    before = network.parameters.copy()
    with pytest.raises(ValueError, match=rf"training\.npz belongs to another training: {sentence}"):
        train(network, **other)
    np.testing.assert_array_equal(network.parameters, before)


def test_another_network_and_fewer_epochs_are_refused(train):
    train(small_network(), schedule=None)
    with pytest.raises(ValueError, match=r"layers\[0\] is Dense\(3, 8\) there and Dense\(3, 9\) here"):
        train(small_network(hidden=9), schedule=None)
    with pytest.raises(ValueError, match="already holds 5 epochs, and epochs is 4"):
        train(small_network(), schedule=None, epochs=4)


LAST = "state_4"  # after the parameters, the steps and Adam's two memories


@pytest.mark.parametrize(
    "changes",
    [
        {LAST: "[]"},
        {LAST: "no json"},
        {LAST: "[" * 100_000},
        {LAST: json.dumps([{"bit_generator": "PCG64"}] * 5)},
        {LAST: json.dumps([{"bit_generator": "PCG64", "state": {"state": 2**200, "inc": 1}}] * 5)},
        {LAST: None},
        {"state_0": np.zeros(3, np.float32)},
        {"state_0": np.zeros(59)},
        {"state_1": np.array("text")},
        {"state_3": np.zeros(3, np.float32)},
    ],
    ids=str,
)
def test_a_checkpoint_with_wrong_contents_is_named_and_changes_nothing(train, tmp_path, changes):
    train(small_network())
    path = tmp_path / "training.npz"
    with np.load(path) as file:
        arrays = dict(file)
    assert LAST in arrays
    np.savez(path, **{name: value for name, value in (arrays | changes).items() if value is not None})
    network = small_network(seed=1)
    before = network.parameters.copy()
    with pytest.raises(ValueError, match=r"training\.npz is damaged, or not one of the course's checkpoints"):
        train(network)
    np.testing.assert_array_equal(network.parameters, before)


@pytest.mark.parametrize("settings", [{"patience": 3}, {"averaging": 0.9}], ids=str)
def test_what_a_checkpoint_does_not_hold_is_refused_beside_it(train, tmp_path, settings):
    with pytest.raises(ValueError, match="leave out patience and averaging"):
        train(small_network(), **settings)
    assert not (tmp_path / "training.npz").exists()
