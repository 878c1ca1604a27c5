"""One cycle of the learning rate, and the loss with smoothed labels."""

import numpy as np
import pytest

from utils.quiet_tensorflow import keras
from utils.training import compile_one_cycle, fit_fast


def network():
    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(10)])


def compiled(peak=0.02, images=100, epochs=4, batch_size=10, **settings):
    made = network()
    compile_one_cycle(made, peak, images=images, epochs=epochs, batch_size=batch_size, **settings)
    return made


def rates(made, steps):
    rate = made.optimizer.get_config()["learning_rate"]
    schedule = keras.optimizers.schedules.deserialize(rate)
    return np.array([float(schedule(step)) for step in steps])


def test_the_rate_rises_for_a_quarter_of_the_steps_and_falls_to_0():
    found = rates(compiled(), [0, 5, 10, 25, 40])
    np.testing.assert_allclose(found, [0, 0.01, 0.02, 0.01, 0], atol=1e-7)


def test_the_last_short_batch_counts_as_a_step():
    assert rates(compiled(images=101), [44])[0] == pytest.approx(0, abs=1e-7)
    assert rates(compiled(images=101), [40])[0] > 1e-4


@pytest.mark.parametrize("epochs", [1, 2])
def test_a_training_of_a_step_or_two_moves(epochs):
    x, y = np.ones((8, 4), np.float32), np.arange(8)
    made = compiled(images=8, epochs=epochs, batch_size=8)
    before = made.get_weights()[0].copy()
    fit_fast(made, x, y, epochs=epochs, batch_size=8, progress=False)
    assert np.abs(made.get_weights()[0] - before).max() > 0


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_loss_is_the_smoothed_cross_entropy(smoothing):
    from utils.exercises.full_mnist.smoothed_cross_entropy import smoothed_cross_entropy

    z = np.random.default_rng(0).normal(size=(5, 10)).astype(np.float32)
    y = np.array([0, 3, 9, 3, 1])
    made = compiled(label_smoothing=smoothing)
    found = float(made.compute_loss(y=y, y_pred=z))
    assert found == pytest.approx(smoothed_cross_entropy(z, y, smoothing), rel=1e-5)


def test_labels_may_stand_in_a_column():
    z, y = np.eye(10, dtype=np.float32), np.arange(10)
    made = compiled(label_smoothing=0.1)
    assert float(made.compute_loss(y=y[:, None], y_pred=z)) == pytest.approx(float(made.compute_loss(y=y, y_pred=z)))


@pytest.mark.parametrize("peak", [0, -1, float("nan"), float("inf")])
def test_a_rate_that_is_none_is_refused(peak):
    with pytest.raises(ValueError, match="peak is"):
        compiled(peak=peak)
