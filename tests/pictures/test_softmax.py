import numpy as np
import pytest

from tests.pictures.javascript import call
from utils.exercises import course
from utils.pictures import softmax_picture
from utils.pictures.softmax import HIGHEST


def settings(seed, label):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 11))
    temperature = 10 ** rng.uniform(-1, 1)
    place = int(rng.integers(count)) if label else None
    scores = rng.uniform(-HIGHEST, HIGHEST, count).tolist()
    return {"scores": scores, "temperature": temperature, "label": place, "rate": 10 ** rng.uniform(-1, 1)}


def test_its_numbers_are_those_of_the_lessons():
    drawn = [settings(seed, label=True) for seed in range(200)]
    for state, found in zip(drawn, call("softmax", "compute", [(state,) for state in drawn]), strict=True):
        z = np.array([state["scores"]]) / state["temperature"]
        y = np.array([state["label"]])
        assert found["shares"] == pytest.approx(course.softmax(z)[0], rel=1e-6)
        assert found["loss"] == pytest.approx(course.cross_entropy_from_logits(z, y), rel=1e-6, abs=1e-12)
        assert found["slopes"] == pytest.approx(course.softmax_gradient(z, y)[0], rel=1e-6, abs=1e-12)


def test_a_step_goes_against_the_slope_of_the_loss_and_stays_in_the_picture():
    drawn = [settings(seed, label=True) for seed in range(200)]
    for state, found in zip(drawn, call("softmax", "compute", [(state,) for state in drawn]), strict=True):
        z, y = np.array([state["scores"]]), np.array([state["label"]])
        slopes = [slope_of_the_loss(z, y, state["temperature"], i) for i in range(z.size)]
        expected = np.clip(z[0] - state["rate"] * np.array(slopes), -HIGHEST, HIGHEST)
        assert found["next"] == pytest.approx(expected, abs=1e-6)


def slope_of_the_loss(z, y, temperature, place, h=1e-5):
    """The slope of the loss at one score, by finite differences."""
    nudge = h * np.eye(z.size)[place]
    ahead, behind = (course.cross_entropy_from_logits((z + sign * nudge) / temperature, y) for sign in (1, -1))
    return (ahead - behind) / (2 * h)


def test_many_steps_end_with_the_right_answer_nearly_sure():
    state = {"scores": [-2.0, 4.0, 0.0], "temperature": 1.0, "label": 0, "rate": 4.0}
    for _ in range(12):
        (found,) = call("softmax", "compute", [(state,)])
        state = state | {"scores": found["next"]}
    assert found["shares"][0] > 0.95
    assert found["loss"] < 0.05


def test_without_a_label_there_is_no_loss():
    (found,) = call("softmax", "compute", [(settings(0, label=False),)])
    assert set(found) == {"powers", "shares"}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"scores": [7.0]}, "from -6 to 6"),
        ({"scores": [float("nan")]}, "from -6 to 6"),
        ({"scores": []}, "give 1 to 10"),
        ({"scores": [0.0] * 11}, "11 scores; give 1 to 10"),
        ({"scores": [1, 2], "names": ["a"]}, "1 names for 2 scores"),
        ({"scores": [1, 2], "temperature": 0}, "0.1 to 10"),
        ({"scores": [1, 2], "label": 2}, "0 to 1"),
        ({"scores": [1, 2], "label": 0, "rate": 11}, "the rate is 11"),
    ],
)
def test_settings_that_it_cannot_show_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        softmax_picture(**arguments)
