"""Initializers, schedules, dropout and optimizers by themselves."""

import subprocess
import sys

import numpy as np
import pytest

from utils import scratch
from utils.scratch import INITIALIZERS, OPTIMIZERS, Adam, AdamW, Dense, Dropout, Momentum, Network, Optimizer


def test_neither_tensorflow_nor_scikit_learn_is_imported():
    code = "import sys, utils.scratch; print([n for n in ('tensorflow', 'keras', 'sklearn') if n in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("zeros", 0),
        ("normal", 0.05**2),
        ("uniform", 0.05**2 / 3),
        ("glorot_normal", 2 / 1000),
        ("glorot_uniform", 2 / 1000),
        ("he_normal", 2 / 400),
        ("he_uniform", 2 / 400),
    ],
)
def test_initial_weights_have_the_variance_of_their_formula(name, variance):
    weights = Network([Dense(400, 600, initializer=name)]).layers[0].W
    assert np.isclose(weights.var(), variance, rtol=0.02)
    assert abs(weights.mean()) < 1e-3
    if "uniform" in name:
        assert np.abs(weights).max() <= np.sqrt(3 * variance) * 1.0001


def test_every_initializer_is_tested_above():
    assert len(INITIALIZERS) == 7


def test_an_initializer_may_be_a_function():
    network = Network([Dense(2, 3, initializer=lambda shape, rng: np.full(shape, 7.0))])
    np.testing.assert_array_equal(network.get_weights()[0], np.full((2, 3), 7.0))


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("constant", 1, 1),
        ("step_decay", 1, 0.001),
        ("exponential_decay", 1, 0.01),
        ("cosine", 1, 0),
        ("one_cycle", 0, 0),
    ],
)
def test_a_schedule_starts_and_ends_where_it_should(name, start, end):
    schedule = getattr(scratch, name)
    np.testing.assert_allclose([schedule(0.0), schedule(1.0)], [start, end], atol=1e-12)
    assert schedule(np.linspace(0, 1, 5)).shape == (5,)


def test_schedules_take_the_values_of_their_formulas_in_between():
    np.testing.assert_allclose(scratch.step_decay(np.array([0.2, 0.25, 0.6, 0.75])), [1, 0.1, 0.01, 0.001])
    np.testing.assert_allclose(scratch.exponential_decay(0.5), 0.1)
    np.testing.assert_allclose(scratch.cosine(np.array([1 / 3, 0.5]), final=0.2), [0.8, 0.6])
    np.testing.assert_allclose(scratch.one_cycle(np.array([0.125, 0.25, 0.625])), [0.5, 1, 0.5])
    np.testing.assert_allclose(scratch.one_cycle(np.array([0, 0.5]), warmup=0), [1, 0.5])


def test_dropout_keeps_the_mean_and_drops_the_right_share():
    dropped = Dropout(0.2).forward(np.ones((500, 500), dtype=np.float32), training=True)
    assert abs(dropped.mean() - 1) < 0.01
    assert abs((dropped == 0).mean() - 0.2) < 0.005
    np.testing.assert_allclose(np.unique(dropped), [0, 1.25])


def test_dropout_is_off_outside_of_training():
    x = np.ones((3, 4))
    np.testing.assert_array_equal(Dropout(0.9).forward(x), x)
    network = Network([Dense(4, 4), Dropout(0.9), Dense(4, 2)])
    np.testing.assert_array_equal(network.logits(x), network.logits(x))


def test_two_dropout_layers_drop_different_values():
    network = Network([Dropout(0.5), Dropout(0.5), Dense(400, 2)])
    ones = np.ones((1, 400), dtype=np.float32)
    first, second = (layer.forward(ones, training=True) for layer in network.layers[:2])
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_walks_down_a_bowl_in_place(name):
    optimizer = OPTIMIZERS[name](learning_rate=0.05)
    point = np.array([3.0, -2.0])
    same = point
    for _ in range(500):
        optimizer.update(point, np.array([1.0, 4.0]) * point)
    assert same is point
    assert np.abs(point).max() < 0.06


def test_the_first_step_of_adam_has_the_length_of_the_learning_rate():
    point = np.array([1.0, 1.0])
    Adam(0.1).update(point, np.array([1000.0, -0.01]))
    np.testing.assert_allclose(point, [0.9, 1.1], rtol=1e-4)


def test_weight_decay_leaves_out_what_is_no_weight():
    parameters = np.ones(4)
    AdamW(0.1, weight_decay=0.5).update(parameters, np.zeros(4), weights=parameters[:2])
    np.testing.assert_allclose(parameters, [0.95, 0.95, 1, 1])
    AdamW(0.1, weight_decay=0.5).update(parameters, np.zeros(4))
    np.testing.assert_allclose(parameters, [0.9025, 0.9025, 0.95, 0.95])


def test_adamw_is_algorithm_2_with_the_decay_times_the_learning_rate():
    gradients = np.random.default_rng(0).normal(size=(5, 3))
    factors, rate, decay = np.linspace(1, 0.2, 5), 0.1, 0.5
    optimizer, parameters = AdamW(rate, weight_decay=decay, epsilon=1e-12), np.ones(3)
    m, v, expected = np.zeros(3), np.zeros(3), np.ones(3)
    for t, (gradient, factor) in enumerate(zip(gradients, factors, strict=True), start=1):
        optimizer.update(parameters, gradient, factor=factor)
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        step = rate * (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t))
        expected = expected - factor * (step + (rate * decay) * expected)  # line 12; the paper's lambda in parentheses
    assert np.allclose(parameters, expected, rtol=1e-9)


def test_a_factor_scales_one_step_and_leaves_the_learning_rate():
    point, optimizer = np.array([1.0]), scratch.GradientDescent(0.5)
    optimizer.update(point, np.array([1.0]), factor=0.1)
    np.testing.assert_allclose(point, [0.95])
    assert optimizer.learning_rate == 0.5


def test_start_forgets_the_momentum():
    optimizer, point = Momentum(0.1), np.array([0.0])
    optimizer.update(point, np.array([1.0]))
    optimizer.start(point)
    optimizer.update(point, np.array([0.0]))
    np.testing.assert_allclose(point, [-0.1])


def test_memories_do_not_linger_as_numbers_too_small_for_the_processor():
    point, optimizer = np.zeros(3, dtype=np.float32), Momentum(0.1)
    optimizer.update(point, np.array([1.0, 1.0, 0.0], dtype=np.float32))
    for _ in range(899):
        optimizer.update(point, np.array([0.0, 1.0, 0.0], dtype=np.float32))
    np.testing.assert_array_equal(optimizer.memory[0] != 0, [False, True, False])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: Adam("fast"), "learning_rate is 'fast'; it must be a number"),
        (lambda: Adam(-1), "learning_rate is -1"),
        (lambda: Adam(float("nan")), "learning_rate is nan"),
        (lambda: Adam(True), "learning_rate is True"),
        (lambda: Adam(beta_1=1.0), "beta_1 is 1.0; it is a fraction"),
        (lambda: Momentum(momentum=1.5), "momentum is 1.5; it is a fraction"),
        (lambda: AdamW(weight_decay=-0.1), "weight_decay is -0.1"),
        (lambda: Dropout(1.0), "the rate of Dropout is 1.0; it is a fraction such as 0.2"),
        (lambda: Dropout(-0.1), "the rate of Dropout is -0.1"),
        (lambda: Dense(0, 3), "inputs is 0; it must be a whole number, 1 or more"),
        (lambda: Dense(3, 2.5), "outputs is 2.5; it must be a whole number"),
        (lambda: Dense(3, 2, "he"), "no initializer 'he'; choose one of zeros, normal, uniform, glorot_normal"),
        (lambda: Dense(3, 2, None), "no initializer None"),
        (lambda: scratch.penalty(np.ones(2), l1=-1), "l1 is -1"),
        (lambda: scratch.softmax_cross_entropy(np.zeros((2, 3)), [0, 3]), "labels must lie in 0..2; found 0..3"),
        (lambda: scratch.softmax_cross_entropy(np.zeros((2, 3)), [0]), "2 rows of logits and 1 labels"),
        (lambda: scratch.softmax_cross_entropy(np.full((1, 3), np.nan), [0]), "row 0 of the logits holds nan"),
        (lambda: scratch.softmax_cross_entropy(np.zeros((1, 3)), [0], 1.0), "label_smoothing is 1.0"),
        (lambda: Adam().update([1.0], [1.0]), "parameters must be an array of floats"),
        (lambda: Adam().update(np.array([1]), np.array([1])), "parameters must be an array of floats"),
        (lambda: Adam().update(np.ones(2), np.ones(3)), r"the gradient has shape \(3,\), the parameters \(2,\)"),
        (lambda: scratch.blas_threads(0), "threads is 0"),
    ],
)
def test_a_wrong_setting_gets_a_sentence(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        wrong()


def test_an_optimizer_refuses_parameters_it_was_not_started_for():
    optimizer = Adam()
    optimizer.update(np.ones(2), np.ones(2))
    with pytest.raises(ValueError, match="started for parameters float64 .2,., and now gets float64 .3,.: call start"):
        optimizer.update(np.ones(3), np.ones(3))


def test_every_optimizer_says_what_it_does():
    assert all(issubclass(optimizer, Optimizer) and optimizer.__doc__ for optimizer in OPTIMIZERS.values())
