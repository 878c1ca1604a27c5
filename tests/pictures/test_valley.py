import numpy as np
import pytest

from tests.pictures.javascript import call
from utils.exercises import course
from utils.pictures import valley_picture
from utils.pictures.valley import FAR, MOST_STEPS, RULES, optimizers, paths, surface

A, B = np.linspace(-2, 10, 17), np.linspace(-3, 7, 13)


def measured_losses(seed=0):
    rng = np.random.default_rng(seed)
    bumps = rng.uniform(0.2, 0.5) * np.sin(A) * np.cos(B[:, None] + rng.uniform(0, 6))
    return 0.9 + (A - 6) ** 2 / 90 + (B[:, None] - 2) ** 2 / 40 + bumps


def drawn(seed, on_a_slice):
    """Random settings; rates that every rule can bear for the most part, as learners would choose them."""
    rng = np.random.default_rng(seed)
    logarithms = {"gradient_descent": (-3, 0), "momentum": (-3, 0), "rmsprop": (-3, -0.5), "adam": (-3, 0)}
    settings = {
        "rates": {name: 10 ** rng.uniform(*limits) for name, limits in logarithms.items()},
        "momentum": rng.uniform(0, 0.95),
        "noise": rng.choice([0.0, rng.uniform(0, 5)]),
        "steps": int(rng.integers(1, MOST_STEPS + 1)),
        "seed": seed,
    }
    if on_a_slice:
        start = rng.uniform([A[0], B[0]], [A[-1], B[-1]])
        return valley_picture(start, losses=measured_losses(seed), across=A, up=B, **settings).settings
    return valley_picture(rng.uniform(-2, 2, 2), curvatures=10 ** rng.uniform(-1, 2, 2), **settings).settings


@pytest.mark.parametrize("on_a_slice", [False, True])
def test_each_of_its_steps_is_that_of_the_optimizer(on_a_slice):
    """From place to place, because some walks on a bent surface are chaotic: there the last digit grows in 50 steps."""
    states = [drawn(seed, on_a_slice) for seed in range(200)]
    compared = 0
    for state, found in zip(states, call("valley", "compute", [(state,) for state in states]), strict=True):
        loss, gradient, holds = surface(state)
        for name, rule in optimizers(state).items():
            places = np.array(found["paths"][name])
            inside = [holds(place) for place in places]
            assert places[0].tolist() == state["start"]
            assert all(inside[:-1])
            assert inside[-1] is False or len(places) == state["steps"] + 1
            for step, (before, after) in enumerate(zip(places[:-1], places[1:], strict=True)):
                w = before.copy()
                rule.update(w, gradient(w) + state["noise"] * np.array(state["draws"][step]))
                np.testing.assert_allclose(after, w, rtol=1e-6, atol=1e-6)
                assert found["losses"][name][step] == pytest.approx(loss(before), rel=1e-6, abs=1e-6)
                compared += 1
            assert (found["losses"][name][-1] is None) == (not inside[-1])
    assert compared > 20_000


def test_its_walks_are_those_of_its_still():
    states = [drawn(seed, on_a_slice=False) for seed in range(100)]
    for state, found in zip(states, call("valley", "compute", [(state,) for state in states]), strict=True):
        for rule, (places, losses) in paths(state).items():
            if rule == "rmsprop":  # the chaotic one
                continue
            np.testing.assert_allclose(np.array(found["paths"][rule]), places, rtol=1e-6, atol=1e-6)
            heights = [np.nan if loss is None else loss for loss in found["losses"][rule]]
            np.testing.assert_allclose(np.array(heights), losses, rtol=1e-6, atol=1e-6)


def test_its_momentum_is_that_of_the_lesson():
    state = valley_picture(steps=30).settings
    (found,) = call("valley", "compute", [(state,)])
    c = np.array(state["curvatures"])
    path = course.momentum_path(lambda w: c * w, np.array(state["start"]), 0.06, 0.7, 30)
    np.testing.assert_allclose(np.array(found["paths"]["momentum"]), path, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(np.array(found["losses"]["momentum"]), path**2 @ c / 2, rtol=1e-6, atol=1e-9)


def test_a_slice_has_its_measured_losses_at_the_places_of_the_grid():
    losses = measured_losses()
    state = valley_picture(losses=losses, across=A, up=B).settings
    places = np.stack(np.meshgrid(A, B), axis=-1).reshape(-1, 2)
    (found,) = call("valley", "look", [(state, places.tolist())])
    np.testing.assert_allclose([here["loss"] for here in found], losses.ravel(), atol=1e-6)


@pytest.mark.parametrize("on_a_slice", [False, True])
def test_its_gradients_are_the_slopes_of_its_surface(on_a_slice):
    state = drawn(3, on_a_slice)
    places = np.random.default_rng(0).uniform(-1.9, 1.9, size=(200, 2))
    h = 1e-5
    moved = [places + h * side * np.eye(2)[axis] for axis in (0, 1) for side in (1, -1)]
    everywhere = [(state, points.tolist()) for points in (places, *moved)]
    here, right, left, above, below = (
        [(place["loss"], place["gradient"]) for place in looked] for looked in call("valley", "look", everywhere)
    )
    for i, (_, gradient) in enumerate(here):
        slopes = [(right[i][0] - left[i][0]) / (2 * h), (above[i][0] - below[i][0]) / (2 * h)]
        np.testing.assert_allclose(gradient, slopes, rtol=1e-5, atol=1e-6)


def test_a_walk_that_leaves_the_valley_ends_there():
    state = valley_picture(rates={"gradient_descent": 1.0}).settings
    (found,) = call("valley", "compute", [(state,)])
    path, losses = found["paths"]["gradient_descent"], found["losses"]["gradient_descent"]
    assert len(path) < state["steps"]
    assert np.hypot(*path[-2]) < FAR <= np.hypot(*path[-1])
    assert losses[-1] is None
    assert None not in losses[:-1]


def test_other_noise_is_normal_and_the_same_for_the_same_seed():
    first, again, other = call("valley", "normals", [(1, 5000), (1, 5000), (2, 5000)])
    assert first == again != other
    values = np.array(first).ravel()
    assert abs(values.mean()) < 0.05
    assert abs(values.std() - 1) < 0.05
    assert abs(np.corrcoef(np.array(first).T)[0, 1]) < 0.05
    assert np.mean(np.abs(values) < 1) == pytest.approx(0.683, abs=0.02)


def test_other_noise_comes_from_mulberry32():
    ((across, up),) = call("valley", "normals", [(1, 1)])[0]
    found = 1 - np.exp(-(across**2 + up**2) / 2), np.arctan2(up, across) / (2 * np.pi) % 1
    place, wanted, whole = 1, [], 2**32
    for _ in range(2):
        place = (place + 0x6D2B79F5) % whole
        mixed = (place ^ place >> 15) * (place | 1) % whole
        mixed ^= (mixed + (mixed ^ mixed >> 7) * (mixed | 61)) % whole
        wanted.append((mixed ^ mixed >> 14) / whole)
    assert wanted[0] == pytest.approx(0.62707394, abs=1e-8)  # as published for seed 1
    assert found == pytest.approx(tuple(wanted), abs=1e-9)


def test_only_the_rules_asked_for_are_shown_at_first():
    assert valley_picture(rules=["adam", "momentum"]).settings["rules"] == ["momentum", "adam"]
    assert valley_picture().settings["rules"] == list(RULES)


@pytest.mark.parametrize("chosen", [{}, {"losses": measured_losses(), "across": A, "up": B}])
def test_its_still_draws_the_ways(chosen, shown):
    above, curves = valley_picture(rules=["adam", "rmsprop"], **chosen).still().axes
    assert len(curves.lines) == 2
    assert above.get_xlim() == ((-2, 10) if chosen else (-4, 4))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"start": (5, 0)}, "inside"),
        ({"start": (1,)}, "two numbers"),
        ({"rates": {"adagrad": 1}}, "no rule 'adagrad'"),
        ({"rules": ["sgd"]}, "no rule 'sgd'"),
        ({"rates": {"adam": 0}}, "rate of adam is 0.0"),
        ({"momentum": 1.0}, "momentum is 1.0"),
        ({"curvatures": (1,)}, "give two"),
        ({"curvatures": (0, 1)}, "0.1 to 100"),
        ({"noise": -1}, "noise is -1"),
        ({"steps": 101}, "1 to 100"),
        ({"steps": 2.5}, "1 to 100"),
        ({"losses": measured_losses()}, "across and up"),
        ({"losses": measured_losses(), "across": B, "up": A}, "a row for each place of up"),
        ({"losses": measured_losses(), "across": A**3, "up": B}, "across must rise in even steps"),
        ({"losses": measured_losses() * np.nan, "across": A, "up": B}, "not finite"),
    ],
)
def test_settings_that_it_cannot_show_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        valley_picture(**arguments)
