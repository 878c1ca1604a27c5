import numpy as np
import pytest

from tests.pictures.javascript import call
from utils.exercises import course
from utils.exercises.relu.follow_sine import error_of_the_curve
from utils.pictures import relus_picture
from utils.pictures.relus import LARGEST_BIAS, LARGEST_HEIGHT, LARGEST_WEIGHT, TARGETS
from utils.plotting import relu_sum


def neurons(w, b, c):
    return [{"w": w_, "b": b_, "c": c_} for w_, b_, c_ in zip(w, b, c, strict=True)]


def drawn(seed):
    """Weights, biases and heights (n,) of some network that the picture can show."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 9))
    limits = (LARGEST_WEIGHT, LARGEST_BIAS, LARGEST_HEIGHT)
    return tuple(rng.uniform(-limit, limit, count) for limit in limits)


def drawn_on_a_grid(seed):
    """The same from few numbers: neurons bend at one place, ignore x, add nothing, or cancel each other."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 7))
    choices = ([-2.0, -1.0, 0.0, 1.0], [-2.0, -1e-12, 0.0, 1e-12, 1.0], [-1.0, 0.0, 1.0, 2.0])
    return tuple(rng.choice(few, count) for few in choices)


def computed(networks, target=None):
    states = [({"neurons": neurons(*network), "target": target},) for network in networks]
    return zip(networks, call("relus", "compute", states), strict=True)


def test_the_curve_is_the_sum_of_the_lessons_relus():
    networks = [drawn(seed) for seed in range(300)]
    x = np.linspace(0, 2 * np.pi, 25)
    curves = call("relus", "sum", [(neurons(*network), x.tolist()) for network in networks])
    for (w, b, c), curve in zip(networks, curves, strict=True):
        assert curve == pytest.approx(course.relu(np.outer(x, w) + b) @ c, rel=1e-6, abs=1e-9)


def test_with_slope_one_it_is_the_sum_that_the_lesson_draws():
    x = np.linspace(0, 2 * np.pi, 25)
    networks = [np.random.default_rng(seed).uniform(0, 3, (2, 3)) for seed in range(100)]
    calls = [(neurons(np.ones(3), -knots, heights), x.tolist()) for knots, heights in networks]
    for (knots, heights), curve in zip(networks, call("relus", "sum", calls), strict=True):
        assert curve == pytest.approx(relu_sum(x, knots, heights), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("draw", [drawn, drawn_on_a_grid])
def test_it_counts_the_pieces_as_the_exercise_does(draw):
    for network, found in computed([draw(seed) for seed in range(500)]):
        assert found["pieces"] == course.count_pieces(*network)
        assert 1 <= found["inSight"] <= found["pieces"]


def test_pieces_in_sight_are_those_of_the_curve_from_0_to_2_pi():
    bends_at_0_at_3_and_at_9 = ([1.0, 1.0, 1.0], [0.0, -3.0, -9.0], [1.0, -2.0, 1.0])
    ((_, found),) = computed([bends_at_0_at_3_and_at_9])
    assert (found["pieces"], found["inSight"]) == (4, 2)


@pytest.mark.parametrize("target", TARGETS)
def test_the_distance_is_the_largest_on_the_exercises_grid(target):
    x = np.linspace(0, 2 * np.pi, 2001)
    for (w, b, c), found in computed([drawn(seed) for seed in range(100)], target):
        gaps = np.abs(course.relu(np.outer(x, w) + b) @ c - TARGETS[target](x))
        assert found["gap"] == pytest.approx(gaps.max(), rel=1e-6)
        place = np.abs(x - found["gapAt"]).argmin()
        assert gaps[place] == pytest.approx(gaps.max(), rel=1e-6)


def test_what_is_close_enough_in_the_picture_is_so_in_the_exercise():
    knots, heights = course.follow_sine()
    ((_, found),) = computed([(np.ones(len(knots)), -knots, heights)], "sine")
    assert found["gap"] < 0.1
    assert error_of_the_curve((knots, heights)) == "close enough"


def test_a_neuron_without_slope_has_no_knot():
    ((_, found),) = computed([([0.0, 2.0], [1.0, -3.0], [1.0, 1.0])])
    assert found["knots"] == [None, 1.5]
    assert found["atKnots"] == [None, 1.0]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (([], [], []), "one of each"),
        (([1], [0, 1], [1]), "1 w, 2 b and 1 c"),
        (([2.5], [0], [1]), "w is"),
        (([1], [14], [1]), "b is"),
        (([1], [0], [-4]), "c is"),
        (([1], [0], [float("nan")]), "c is"),
        (([1], [0], [1], "cosine"), "sine, tent, or None"),
    ],
)
def test_settings_that_it_cannot_show_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        relus_picture(*arguments)
