"""Every derivative against central finite differences, in float64."""

import numpy as np
import pytest

from utils.scratch import Dense, Dropout, Network, ReLU, Sigmoid, Tanh, penalty, softmax, softmax_cross_entropy

STEP = 1e-6
ALLOWED = 1e-7  # relative; 3e-9 is usual


def numerical_gradient(function, parameters):
    """(f(w + h) - f(w - h)) / 2h for every value of an array, which is changed and put back."""
    gradient = np.empty_like(parameters)
    flat, flat_gradient = parameters.reshape(-1), gradient.reshape(-1)
    for i, kept in enumerate(flat.copy()):
        flat[i] = kept + STEP
        above = function()
        flat[i] = kept - STEP
        flat_gradient[i] = (above - function()) / (2 * STEP)
        flat[i] = kept
    return gradient


def relative_error(a, b):
    return np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b))


def network_with(*middle):
    network = Network([Dense(6, 5), *middle, Dense(5, 3)], seed=4, dtype=np.float64)
    network.parameters += np.random.default_rng(5).normal(size=network.parameters.size) * 0.1  # biases are not 0
    return network


@pytest.mark.parametrize("settings", [{}, {"l1": 0.02}, {"l2": 0.3}, {"l1": 0.1, "l2": 0.1, "label_smoothing": 0.2}])
@pytest.mark.parametrize("activation", [ReLU, Tanh, Sigmoid, lambda: Dropout(0.4)])
def test_a_networks_gradient_is_the_slope_of_its_loss(batch, activation, settings):
    network = network_with(activation())

    def loss():
        network.layers[1].rng = np.random.default_rng(6)  # the same values fall out each time
        return network.loss_and_gradients(*batch, training=True, **settings)[0]

    loss()
    computed = network.gradient.copy()
    assert relative_error(computed, numerical_gradient(loss, network.parameters)) < ALLOWED


def test_this_check_notices_an_error_of_one_part_in_ten_thousand(batch):
    network = network_with(Tanh())
    computed = network.loss_and_gradients(*batch)[1].copy()
    slope = numerical_gradient(lambda: network.loss_and_gradients(*batch)[0], network.parameters)
    largest = np.abs(computed).argmax()
    computed[largest] *= 1.0001
    assert relative_error(computed, slope) > ALLOWED


@pytest.mark.parametrize("layer", [Dense(4, 3), ReLU(), Tanh(), Sigmoid(), Dropout(0.5)], ids=repr)
def test_a_layer_passes_on_the_derivatives_by_its_input(layer):
    rng = np.random.default_rng(7)
    layer = Network([layer] if layer.outputs else [layer, Dense(4, 4)], dtype=np.float64).layers[0]
    x = rng.normal(size=(5, 4))
    into = rng.normal(size=layer.forward(x).shape)

    def weighted_output():
        layer.rng = np.random.default_rng(8)
        return float((layer.forward(x, training=True) * into).sum())

    weighted_output()
    assert relative_error(layer.backward(into), numerical_gradient(weighted_output, x)) < ALLOWED


@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
def test_the_derivatives_by_the_logits(label_smoothing):
    z, y = np.random.default_rng(9).normal(size=(6, 4)) * 3, np.array([0, 3, 1, 1, 2, 0])
    slope = numerical_gradient(lambda: softmax_cross_entropy(z, y, label_smoothing)[0], z)
    assert relative_error(softmax_cross_entropy(z, y, label_smoothing)[1], slope) < ALLOWED


@pytest.mark.parametrize(("l1", "l2"), [(0.5, 0.0), (0.0, 0.5), (0.1, 0.2)])
def test_the_derivatives_of_the_penalties(l1, l2):
    weights = np.random.default_rng(10).normal(size=20)
    assert (
        relative_error(penalty(weights, l1, l2)[1], numerical_gradient(lambda: penalty(weights, l1, l2)[0], weights))
        < ALLOWED
    )


def test_biases_pay_no_penalty(batch):
    network = network_with(Tanh())
    plain, pulled = network.gradients(*batch), network.gradients(*batch, l1=1.0, l2=1.0)
    for i in (1, 3):
        np.testing.assert_array_equal(plain[i], pulled[i])
    for i in (0, 2):
        assert not np.allclose(plain[i], pulled[i])


def test_the_first_dense_layer_may_come_after_others(batch):
    x, y = batch
    network = Network([Tanh(), Dense(6, 3)], dtype=np.float64)
    alone = Network([Dense(6, 3)], dtype=np.float64)
    alone.set_weights(network.get_weights())
    for a, b in zip(network.gradients(x, y), alone.gradients(np.tanh(x), y), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_guess_costs_the_logarithm_of_the_number_of_classes():
    assert np.isclose(softmax_cross_entropy(np.zeros((4, 10)), np.arange(4))[0], np.log(10))


def test_a_hopeless_logit_costs_its_distance_and_not_infinity():
    loss, dz = softmax_cross_entropy(np.array([[0.0, 2000.0]], dtype=np.float32), np.array([0]))
    assert np.isclose(loss, 2000.0)
    np.testing.assert_array_equal(dz, [[-1, 1]])


def test_softmax_gives_probabilities_for_large_logits_too():
    np.testing.assert_allclose(softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]])), [[0.5, 0.5], [0, 1]])


def test_sigmoid_is_the_logistic_function_and_does_not_overflow():
    z = np.array([[-2000.0, -1.0, 0.0, 1.0, 2000.0]])
    np.testing.assert_allclose(Sigmoid().forward(z), [[0, 1 / (1 + np.e), 0.5, np.e / (1 + np.e), 1]])
