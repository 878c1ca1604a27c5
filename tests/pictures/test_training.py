"""The numbers of the training in the browser are those of utils.scratch, and no image goes where it must not."""

import base64
import json

import numpy as np
import pytest

from tests.pictures.javascript import call
from utils.pictures import training_picture
from utils.pictures.picture import MIME
from utils.pictures.training import _embedded, trained_network, unpacked
from utils.scratch import Dense, Network, ReLU
from utils.scratch.optimizers import Adam, GradientDescent

RULES = {"adam": Adam, "sgd": GradientDescent}


def network(rng):
    """The classic network in float64, with weights and biases that are all drawn."""
    made = Network([Dense(400, 25), ReLU(), Dense(25, 15), ReLU(), Dense(15, 10)], dtype=np.float64)
    made.parameters[:] += rng.normal(0, 0.1, made.parameters.size)
    return made


def images(rng, count):
    """Images (count, 400), black in many places, as handwriting is, and their labels."""
    x = rng.uniform(-0.1, 1.1, (count, 400)) * (rng.random((count, 400)) < rng.uniform(0.1, 1))
    return x, rng.integers(0, 10, count)


def test_its_gradients_are_those_of_the_network_from_scratch():
    drawn = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        drawn.append((network(rng), *images(rng, int(rng.integers(1, 5)))))
    calls = [(net.parameters.tolist(), x.tolist(), y.tolist()) for net, x, y in drawn]
    for (net, x, y), found in zip(drawn, call("training", "gradients", calls), strict=True):
        loss, gradient = net.loss_and_gradients(x, y)
        assert found["loss"] == pytest.approx(loss, rel=1e-6)
        np.testing.assert_allclose(found["gradient"], gradient, rtol=1e-6, atol=1e-9 * np.abs(gradient).max())


@pytest.mark.parametrize("rule", RULES)
def test_its_steps_are_those_of_the_optimizers_from_scratch(rule):
    drawn = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        x, y = images(rng, 8)
        batches = [rng.permutation(8)[: rng.integers(1, 9)] for _ in range(5)]
        drawn.append((network(rng), x, y, batches, {"rule": rule, "rate": 10 ** rng.uniform(-4, -1)}))
    calls = [
        (net.parameters.tolist(), x.tolist(), y.tolist(), [batch.tolist() for batch in batches], settings)
        for net, x, y, batches, settings in drawn
    ]
    for (net, x, y, batches, settings), found in zip(drawn, call("training", "trained", calls), strict=True):
        optimizer = RULES[rule](settings["rate"])
        start, losses = net.parameters.copy(), []
        for batch in batches:
            losses.append(net.loss_and_gradients(x[batch], y[batch])[0])
            optimizer.update(net.parameters, net.gradient)
        assert found["losses"] == pytest.approx(losses, rel=1e-6)
        moved = net.parameters - start
        # The distance gone, not only the place: a step too short by one part in a million would show. Adam divides
        # slopes that are rounding errors by their own size, so a few differ by that.
        np.testing.assert_allclose(
            np.array(found["parameters"]) - start, moved, rtol=1e-6, atol=1e-6 * np.abs(moved).max()
        )


def test_a_long_training_with_adam_stays_with_the_one_from_scratch():
    rng = np.random.default_rng(0)
    net, (x, y) = network(rng), images(rng, 6)
    batches = [rng.permutation(6)[:3].tolist() for _ in range(250)]
    settings = {"rule": "adam", "rate": 0.001}
    (found,) = call("training", "trained", [(net.parameters.tolist(), x.tolist(), y.tolist(), batches, settings)])
    optimizer = Adam(0.001)
    for batch in batches:
        net.loss_and_gradients(x[batch], y[batch])
        optimizer.update(net.parameters, net.gradient)
    np.testing.assert_allclose(found["parameters"], net.parameters, rtol=1e-6, atol=1e-6)


def test_its_measurements_are_those_of_the_network_from_scratch():
    drawn = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        drawn.append((network(rng), *images(rng, 20)))
    calls = [(net.parameters.tolist(), x.tolist(), y.tolist()) for net, x, y in drawn]
    for (net, x, y), found in zip(drawn, call("training", "measure", calls), strict=True):
        wanted = net.evaluate(x, y)
        assert found["loss"] == pytest.approx(wanted["loss"], rel=1e-6)
        assert found["right"] == pytest.approx(wanted["accuracy"])
        assert found["read"] == net.predict(x).tolist()


def test_what_it_shows_first_is_measured_on_the_images_it_was_given():
    picture = training_picture(training=30, held_out=10, seed=3)
    (found,) = call("training", "compute", [(picture.settings,)])
    (parameters,) = call("training", "beginning", [(3,)])
    net = Network([Dense(400, 25), ReLU(), Dense(25, 15), ReLU(), Dense(15, 10)], dtype=np.float64)
    net.parameters[:] = parameters
    x, y = unpacked(picture.settings["pixels"]), np.array(picture.settings["labels"])
    assert found["loss"] == pytest.approx(net.evaluate(x[:30], y[:30])["loss"], rel=1e-6)
    assert found["held_out_loss"] == pytest.approx(net.evaluate(x[30:], y[30:])["loss"], rel=1e-6)
    read = net.predict(x)
    assert found["wrong"] == [[i, y[i], read[i]] for i in np.flatnonzero(read != y)]


def test_it_begins_with_glorots_uniform_weights_and_no_biases():
    first, same, other = (np.array(p) for p in call("training", "beginning", [(0,), (0,), (1,)]))
    assert (first == same).all()
    assert (first != other)[:10525].all()
    assert not first[10525:].any()
    for place, inputs, outputs in ((0, 400, 25), (10000, 25, 15), (10375, 15, 10)):
        weights, limit = first[place : place + inputs * outputs], np.sqrt(6 / (inputs + outputs))
        assert 0.95 * limit < np.abs(weights).max() <= limit
        assert weights.mean() == pytest.approx(0, abs=4 * limit / np.sqrt(3 * weights.size))
        assert weights.var() == pytest.approx(limit**2 / 3, rel=0.2)


def test_the_generator_draws_mulberry32():
    # From the author's own C code, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
    def mulberry32(state):
        mask = 0xFFFFFFFF
        while True:
            state = (state + 0x6D2B79F5) & mask
            z = ((state ^ (state >> 15)) * (state | 1)) & mask
            z ^= (z + (z ^ (z >> 7)) * (z | 61)) & mask
            yield (z ^ (z >> 14)) / 2**32

    numbers = mulberry32(5)
    limit = np.sqrt(6 / 425)
    (parameters,) = call("training", "beginning", [(5,)])
    assert parameters[:10000] == pytest.approx([limit * (2 * next(numbers) - 1) for _ in range(10000)], rel=1e-12)


def test_the_browser_reads_the_images_that_python_packed():
    rng = np.random.default_rng(0)
    x = rng.uniform(-0.1, 1.1, (12, 20, 20))
    picture = training_picture(x, np.arange(12) % 10, training=7, held_out=5)
    (found,) = call("training", "unpacked", [(picture.settings["pixels"],)])
    np.testing.assert_allclose(found, unpacked(picture.settings["pixels"]), rtol=1e-6)
    order = np.random.default_rng(0).permutation(12)
    np.testing.assert_allclose(np.array(found).reshape(12, 20, 20), np.clip(x, 0, 1)[order], atol=0.5 / 15 + 1e-9)
    assert picture.settings["labels"] == (order % 10).tolist()


def test_what_it_tells_python_is_the_network_and_no_images():
    picture = training_picture(training=30, held_out=10, seed=3)
    (told,) = call("training", "reached", [({**picture.settings, "run": {"parameters": [0.25] * 10575}}, {"steps": 2})])
    assert told.keys() == {"rule", "rate", "batch_size", "seed", "steps", "parameters"}
    picture.value = told
    assert (trained_network(picture).parameters == 0.25).all()


def test_there_is_no_network_to_take_while_it_trains():
    picture = training_picture(training=30, held_out=10)
    with pytest.raises(ValueError, match="press pause"):
        trained_network(picture)
    state = {**picture.settings, "run": {"parameters": [0.25] * 10575}, "goal": 5}
    (picture.value,) = call("training", "reached", [(state, {})])
    with pytest.raises(ValueError, match="press pause"):
        trained_network(picture)


def test_a_training_that_diverges_has_a_still_too():
    for rate in (0.3, 3):
        assert training_picture(optimizer="sgd", learning_rate=rate, batch_size=8).still().axes[0].lines


def test_whole_numbers_of_pixels_are_read_from_0_to_255():
    x = np.full((2, 20, 20), 255, np.uint8)
    picture = training_picture(x, [1, 2], training=1, held_out=1)
    assert (unpacked(picture.settings["pixels"]) == 1).all()


def test_a_saved_notebook_holds_the_digits_of_scikit_learn_and_never_those_given(shown):
    x, y = np.random.default_rng(0).random((400, 20, 20)), np.arange(400) % 10
    picture = training_picture(x, y)
    kept, _ = picture._repr_mimebundle_()
    assert picture.settings["pixels"] not in json.dumps(kept)
    assert kept[MIME]["settings"] == training_picture().settings
    ours = {image.tobytes() for image in np.round(15 * np.clip(_embedded()[0], 0, 1)).astype(int).reshape(-1, 400)}
    saved = np.round(15 * unpacked(kept[MIME]["settings"]["pixels"])).astype(int)
    assert all(image.tobytes() in ours for image in saved)


def test_what_a_notebook_keeps_is_small(shown):
    kept, _ = training_picture()._repr_mimebundle_()
    assert len(base64.b64decode(kept["image/png"])) < 60_000
    assert len(json.dumps(kept[MIME])) < 120_000


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"optimizer": "rmsprop"}, "'adam' or 'sgd'"),
        ({"learning_rate": 0}, "0.0001 to 3"),
        ({"training": 550, "held_out": 100}, "together 600"),
        ({"held_out": 0}, "at least 1 each"),
        ({"batch_size": 7}, "1, 8, 32 or all 300"),
        ({"images": np.zeros((3, 20, 20))}, "both images and labels"),
        ({"images": np.zeros((3, 400)), "labels": [1, 2, 3]}, r"\(m, 20, 20\)"),
        ({"images": np.full((3, 20, 20), np.nan), "labels": [1, 2, 3]}, "not finite"),
        ({"images": np.zeros((3, 20, 20)), "labels": [1, 2]}, "3 images and 2 labels"),
        ({"images": np.zeros((3, 20, 20)), "labels": [1, 2, 3]}, "there are 3 images; 300 \\+ 100 are wanted"),
    ],
)
def test_settings_that_it_cannot_show_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        training_picture(**arguments)
