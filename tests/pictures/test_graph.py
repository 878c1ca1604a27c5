import numpy as np
import pytest

from tests.pictures.javascript import call
from utils.exercises import course
from utils.pictures import graph_picture
from utils.pictures.graph import GRAPHS, ONE_INPUT, TWO_INPUTS, walk

NAMES = {len(names): names for names in GRAPHS}


def drawn(seed, count):
    rng = np.random.default_rng(seed)
    inputs = dict(zip(NAMES[count], rng.uniform(-3, 3, count).tolist(), strict=True))
    chosen = str(rng.choice(NAMES[count]))
    return graph_picture(inputs, rng.uniform(-1, 1), chosen, rng.uniform(-1, 1)).settings


def loss_at(settings, **moved):
    inputs = settings["inputs"] | moved
    pairs = [("x", "w")] if "x" in inputs else [("x1", "w1"), ("x2", "w2")]
    z = sum(inputs[x] * inputs[w] for x, w in pairs) + inputs["b"]
    return (np.tanh(z) - settings["target"]) ** 2 / 2


def close(value):
    return pytest.approx(value, rel=1e-6, abs=1e-12)


def test_its_slopes_are_those_of_the_lesson():
    states = [drawn(seed, 3) for seed in range(200)]
    for state, found in zip(states, call("graph", "compute", [(state,) for state in states]), strict=True):
        x, w, b = state["inputs"].values()
        dw, db = course.neuron_gradient(x, w, b, state["target"])
        assert found["slopes"]["w"] == close(dw)
        assert found["slopes"]["b"] == close(db)
        assert found["slopes"]["x"] == close(db * w)


def test_with_two_inputs_its_slopes_are_those_of_a_layer():
    states = [drawn(seed, 5) for seed in range(200)]
    for state, found in zip(states, call("graph", "compute", [(state,) for state in states]), strict=True):
        x1, w1, x2, w2, b = state["inputs"].values()
        X, W = np.array([[x1, x2]]), np.array([[w1], [w2]])
        a = np.tanh(course.dense_forward(X, W, np.array([b])))
        dz = course.tanh_backward(a - state["target"], a)
        dX, dW, db = course.dense_backward(dz, X, W)
        slopes = [found["slopes"][name] for name in ("x1", "x2", "w1", "w2", "b")]
        assert slopes == close([*dX.ravel(), *dW.ravel(), *db.ravel()])
        assert found["values"]["a"] == close(a.item())


@pytest.mark.parametrize("count", [3, 5])
def test_its_slopes_agree_with_finite_differences(count):
    states = [drawn(seed, count) for seed in range(200)]
    h = 1e-5
    for state, found in zip(states, call("graph", "compute", [(state,) for state in states]), strict=True):
        for name, value in state["inputs"].items():
            slope = (loss_at(state, **{name: value + h}) - loss_at(state, **{name: value - h})) / (2 * h)
            assert found["slopes"][name] == pytest.approx(slope, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("count", [3, 5])
def test_a_nudge_changes_the_loss_as_it_says(count):
    states = [drawn(seed, count) for seed in range(200)]
    for state, found in zip(states, call("graph", "compute", [(state,) for state in states]), strict=True):
        name = state["chosen"]
        after = loss_at(state, **{name: state["inputs"][name] + state["nudge"]})
        assert found["values"]["loss"] == close(loss_at(state))
        assert found["change"] == close(after - loss_at(state))
        assert found["predicted"] == close(found["slopes"][name] * state["nudge"])


@pytest.mark.parametrize("count", [3, 5])
def test_its_still_shows_the_same_numbers(count):
    states = [drawn(seed, count) for seed in range(50)]
    for state, found in zip(states, call("graph", "compute", [(state,) for state in states]), strict=True):
        values, slopes, factors = walk(state)
        assert found["values"] == close(values)
        assert found["slopes"] == close(slopes)
        assert found["factors"] == close(factors)


def test_slopes_are_added_where_paths_meet():
    state = drawn(0, 5)
    for node in state["nodes"]:
        node["from"] = ["x1" if name == "x2" else name for name in node["from"]]  # one input serves both weights
    (found,) = call("graph", "compute", [(state,)])
    dz = found["slopes"]["z"]
    assert found["slopes"]["x1"] == close(dz * state["inputs"]["w1"] + dz * state["inputs"]["w2"])


@pytest.mark.parametrize("nodes", [ONE_INPUT, TWO_INPUTS])
def test_every_node_stands_after_those_it_comes_from(nodes):
    known = set()
    for node in nodes:
        assert known.issuperset(node["from"])
        known.add(node["name"])
    assert nodes[-1]["kind"] == "loss"


def test_at_first_it_is_the_neuron_of_the_lesson():
    values, slopes, _ = walk(graph_picture().settings)
    assert (values["a"], values["loss"]) == (pytest.approx(0.5), pytest.approx(0.125))
    assert slopes["w"] == pytest.approx(-0.75)


def test_its_still_names_values_slopes_and_factors(shown):
    words = {text.get_text() for text in graph_picture().still().axes[0].texts}
    assert {"w = 0.5", "slope −0.75", "×−0.5", "(a − t)² / 2"} <= words


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"inputs": {"x": 1}}, "x, w, b or x1, w1, x2, w2, b"),
        ({"inputs": {"x": 1, "w": 4, "b": 0}}, "w is 4; it can be -3 to 3"),
        ({"inputs": {"x": 1, "w": float("nan"), "b": 0}}, "w is nan"),
        ({"target": 2}, "target is 2"),
        ({"nudge": -1.5}, "nudge is -1.5"),
        ({"chosen": "w1"}, "no input 'w1'"),
    ],
)
def test_settings_that_it_cannot_show_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        graph_picture(**arguments)
