import numpy as np
import pytest

from tests.pictures.javascript import call
from utils.exercises import course
from utils.pictures import rings_picture
from utils.pictures.rings import REACH, SIDE, exclusive_or, two_rings


def drawn(seed):
    """What the picture may hold at some moment."""
    rng = np.random.default_rng(seed)
    count, points = rng.integers(1, 6), rng.uniform(-SIDE, SIDE, (int(rng.integers(1, 40)), 2))
    neurons = np.column_stack([rng.uniform(-np.pi, np.pi, count), rng.uniform(-REACH, REACH, count)])
    return points, rng.integers(0, 2, len(points)), neurons, float(rng.uniform(0, 1))


def compute(settings):
    """What the JavaScript computes for each (points, labels, neurons, threshold)."""
    return call(
        "rings",
        "compute",
        [
            (
                {
                    "points": points.tolist(),
                    "labels": labels.tolist(),
                    "neurons": [{"angle": angle, "distance": distance} for angle, distance in neurons],
                    "threshold": threshold,
                },
            )
            for points, labels, neurons, threshold in settings
        ],
    )


def test_its_numbers_are_those_of_the_lessons_relus():
    settings = [drawn(seed) for seed in range(300)]
    for (points, labels, neurons, threshold), found in zip(settings, compute(settings), strict=True):
        angles, distances = neurons.T
        scores = course.relu(points @ np.stack([np.cos(angles), np.sin(angles)]) - distances).sum(axis=1)
        assert found["scores"] == pytest.approx(scores, rel=1e-6, abs=1e-12)
        assert found["answers"] == (scores > threshold).astype(int).tolist()
        assert found["right"] == (found["answers"] == labels).sum()


@pytest.mark.parametrize(
    ("data", "neurons"),
    [
        (two_rings(), [(np.pi / 2 + turn, 0.45) for turn in (0, 2 * np.pi / 3, 4 * np.pi / 3)]),
        (exclusive_or(), [(-np.pi / 4, 0.5), (3 * np.pi / 4, 0.5)]),
    ],
    ids=["two rings", "exclusive or"],
)
def test_a_few_folds_solve_what_no_straight_line_can(data, neurons):
    (found,) = compute([(*data, neurons, 0.1)])
    assert found["right"] == len(data[1])
    one_line_each = [(*data, [(angle, distance)], 0.0) for angle in np.linspace(-3, 3, 25) for distance in (-1, 0, 0.5)]
    assert max(one["right"] for one in compute(one_line_each)) < len(data[1])


def test_the_label_of_exclusive_or_says_whether_one_and_only_one_input_is_positive():
    points, labels = exclusive_or(side=2)
    assert points.shape == (16, 2)
    assert labels.tolist() == (np.sum(points > 0, axis=1) == 1).astype(int).tolist()


def test_the_rings_have_their_radius():
    points, labels = two_rings(count=7)
    assert np.hypot(*points.T) == pytest.approx(np.where(labels == 1, 1.2, 0.4))


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"points": np.zeros((0, 2)), "labels": []}, "should be"),
        ({"points": [[0, 0, 0]]}, r"shape \(1, 3\)"),
        ({"labels": [0, 1]}, r"labels \(2,\)"),
        ({"points": [[0, 1.7]]}, "a point is at 1.7"),
        ({"points": [[0, np.nan]]}, "a point is at nan"),
        ({"labels": [2]}, "0 and 1"),
        ({"neurons": []}, "no neuron"),
        ({"neurons": [(0, 1.3)]}, "distance"),
        ({"neurons": [(np.inf, 1)]}, "angle"),
        ({"threshold": 1.5}, "0 to 1"),
    ],
)
def test_settings_that_it_cannot_show_are_refused(changed, complaint):
    arguments = {"points": [[0.0, 1.0]], "labels": [0], "neurons": [(0.0, 0.5)]} | changed
    with pytest.raises(ValueError, match=complaint):
        rings_picture(**arguments)
