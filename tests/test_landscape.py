"""Walks through the loss of a small network, and flat cuts through it (lesson 05)."""

import numpy as np
import pytest

from utils.landscape import LossAndGradient, Plane, classic_in_numpy, losses_at, losses_on, plane_through, walk
from utils.scratch import Dense, GradientDescent, Momentum, Network, ReLU


@pytest.fixture
def network():
    return Network([Dense(6, 5), ReLU(), Dense(5, 3)], seed=0)


@pytest.fixture
def x():
    return np.random.default_rng(1).normal(size=(40, 6)).astype(np.float32)


@pytest.fixture
def y(x):
    return x[:, :3].argmax(axis=1)


def test_the_classic_network_has_its_10575_parameters_and_starts_from_its_seed():
    network = classic_in_numpy(seed=3)
    assert network.parameters.shape == (10_575,)
    np.testing.assert_array_equal(network.parameters, classic_in_numpy(seed=3).parameters)
    assert np.any(network.parameters != classic_in_numpy(seed=4).parameters)
    assert classic_in_numpy((7,)).parameters.shape == (400 * 7 + 7 + 7 * 10 + 10,)


def test_the_gradient_is_the_slope_of_the_loss(network, x, y):
    network = Network(network.layers, seed=0, dtype=np.float64)
    loss_and_gradient, w = LossAndGradient(network, x, y), network.parameters.copy()
    _, g = loss_and_gradient(w)
    direction = np.random.default_rng(0).normal(size=w.shape)
    ahead, behind = (loss_and_gradient(w + step * direction)[0] for step in (1e-5, -1e-5))
    np.testing.assert_allclose((ahead - behind) / 2e-5, g @ direction, rtol=1e-5)


def test_a_batch_takes_its_own_images_and_all_are_counted(network, x, y):
    loss_and_gradient, w = LossAndGradient(network, x, y), network.parameters.copy()
    loss, _ = loss_and_gradient(w, np.array([3, 5]))
    np.testing.assert_allclose(loss, losses_at(network, [w], x[[3, 5]], y[[3, 5]])[0], rtol=1e-5)
    loss_and_gradient(w)
    assert loss_and_gradient.images == 2 + 40


@pytest.mark.parametrize("number", [32, np.int64(32)])
def test_a_number_in_place_of_a_batch_is_refused(number, network, x, y):
    with pytest.raises(ValueError, match=r"row of indices, for example \[3, 7\]; got the number 32"):
        LossAndGradient(network, x, y)(network.parameters, number)


def test_the_start_is_remembered(network, x, y):
    loss_and_gradient, before = LossAndGradient(network, x, y), network.parameters.copy()
    network.parameters[:] = 0
    np.testing.assert_array_equal(loss_and_gradient.start, before)


def test_the_network_stays_as_it_is(network, x, y):
    before = network.parameters.copy()
    LossAndGradient(network, x, y)(before + 1)
    losses_at(network, [before + 1], x, y)
    walk(network, GradientDescent(0.1), x, y, epochs=1, batch_size=8)
    np.testing.assert_array_equal(network.parameters, before)


def test_the_network_stays_as_it_is_after_an_error_too(network, x, y):
    before = network.parameters.copy()
    with pytest.raises(ValueError, match="batch is empty"):
        LossAndGradient(network, x, y)(before + 1, np.array([], dtype=int))
    with pytest.raises(IndexError):
        LossAndGradient(network, x, y)(before + 1, np.array([99]))
    np.testing.assert_array_equal(network.parameters, before)


def test_a_walk_takes_the_steps_of_gradient_descent(network, x, y):
    done = walk(network, GradientDescent(0.5), x, y, epochs=2, batch_size=40)
    w, loss_and_gradient = network.parameters.copy(), LossAndGradient(network, x, y)
    for _ in range(2):
        w = w - np.float32(0.5) * loss_and_gradient(w)[1]
    np.testing.assert_allclose(done.points[-1], w, rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(done.images, [0, 40, 80])


def test_a_walk_remembers_start_end_and_the_losses_there(network, x, y):
    done = walk(network, Momentum(0.1), x, y, epochs=3, batch_size=16, stops=2)
    np.testing.assert_array_equal(done.points[0], network.parameters)
    np.testing.assert_array_equal(done.images, [0, 16, 40, 56, 80, 96, 120])
    np.testing.assert_allclose(done.losses, losses_at(network, done.points, x, y))
    assert done.losses[-1] < done.losses[0]
    assert done.seconds > 0


def test_the_seed_decides_the_batches_of_a_walk(network, x, y):
    ends = [
        walk(network, GradientDescent(0.1), x, y, epochs=1, batch_size=8, seed=seed).points[-1] for seed in (0, 0, 1)
    ]
    np.testing.assert_array_equal(ends[0], ends[1])
    assert np.any(ends[0] != ends[2])


def test_a_walk_that_diverges_ends_without_an_error_or_a_warning(network, x, y):
    network = Network([Dense(6, 5), Dense(5, 3)], seed=0)
    done = walk(network, GradientDescent(1e9), x, y, epochs=5, batch_size=8)
    assert not done.losses[-1] < 1000


@pytest.mark.parametrize("wrong", ["epochs", "batch_size", "stops"])
def test_a_walk_of_nothing_is_refused(wrong, network, x, y):
    settings = {"epochs": 1, "batch_size": 8, "stops": 1} | {wrong: 0}
    with pytest.raises(ValueError, match=f"{wrong} is 0; it must be 1 or more"):
        walk(network, GradientDescent(0.1), x, y, **settings)


@pytest.mark.parametrize("use", [
    lambda network, x, y: LossAndGradient(network, x, y),
    lambda network, x, y: losses_at(network, [network.parameters], x, y),
    lambda network, x, y: walk(network, GradientDescent(0.1), x, y, epochs=1, batch_size=8),
])  # fmt: skip
def test_images_and_labels_that_do_not_fit_are_refused(use, network, x, y):
    broken = x.copy()
    broken[2, 1] = np.nan
    for images, labels, sentence in (
        (x[:, :4], y, "4 values"),
        (x, y[:-1], "40 images and 39 labels"),
        (x, y + 1, r"labels must lie in 0\.\.2"),
        (broken, y, "image 2 holds nan"),
        (x[:0], y[:0], "no image"),
    ):
        with pytest.raises(ValueError, match=sentence):
            use(network, images, labels)


def test_a_point_of_another_landscape_is_refused(network, x, y):
    with pytest.raises(ValueError, match=r"has shape \(53,\); this one has \(52,\)"):
        LossAndGradient(network, x, y)(np.zeros(52))


def test_three_points_lie_in_their_plane():
    points = np.random.default_rng(0).normal(size=(3, 20))
    plane = plane_through(*points)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(plane.points(plane.coordinates(points)), points)
    np.testing.assert_allclose(plane.coordinates(points)[[0, 1], 1], 0, atol=1e-12)
    assert plane.coordinates(points)[1, 0] > 0
    np.testing.assert_allclose(plane.share(points), 1)


def test_a_point_beside_the_plane_is_dropped_straight_onto_it():
    plane = Plane(np.zeros(3), np.eye(3)[:2])
    np.testing.assert_allclose(plane.coordinates([[3.0, 0.0, 4.0]]), [[3, 0]])
    np.testing.assert_allclose(plane.share([[3.0, 0.0, 4.0]]), 9 / 25)


@pytest.mark.parametrize(("first", "second"), [(1.0, 2.0), (0.0, 1.0), (1.0, 0.0)])
def test_three_points_on_a_line_are_refused(first, second):
    line = np.ones(5)
    with pytest.raises(ValueError, match="lie on one line"):
        plane_through(0 * line, first * line, second * line)


def test_a_map_holds_the_loss_of_each_place_in_rows_and_columns(network, x, y):
    points = np.random.default_rng(2).normal(size=(3, 53))
    plane, a, b = plane_through(*points), np.array([-1.0, 0.0, 2.0]), np.array([0.0, 3.0])
    losses = losses_on(plane, network, x, y, a, b)
    assert losses.shape == (2, 3)
    there = plane.origin + 2 * plane.directions[0] + 3 * plane.directions[1]
    np.testing.assert_allclose(losses[1, 2], losses_at(network, [there], x, y)[0])
    np.testing.assert_allclose(losses[0, 1], losses_at(network, [plane.origin], x, y)[0])
