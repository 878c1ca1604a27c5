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
    return {"scores": rng.uniform(-HIGHEST, HIGHEST, count).tolist(), "temperature": temperature, "label": place}


def test_its_numbers_are_those_of_the_lessons():
    drawn = [settings(seed, label=True) for seed in range(200)]
    for state, found in zip(drawn, call("softmax", "compute", [(state,) for state in drawn]), strict=True):
        z = np.array([state["scores"]]) / state["temperature"]
        y = np.array([state["label"]])
        assert found["shares"] == pytest.approx(course.softmax(z)[0], rel=1e-6)
        assert found["loss"] == pytest.approx(course.cross_entropy_from_logits(z, y), rel=1e-6, abs=1e-12)
        assert found["slopes"] == pytest.approx(course.softmax_gradient(z, y)[0], rel=1e-6, abs=1e-12)


def test_without_a_label_there_is_no_loss():
    (found,) = call("softmax", "compute", [(settings(0, label=False),)])
    assert set(found) == {"powers", "shares"}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"scores": [7.0]}, "none beyond 6"),
        ({"scores": []}, "at least one"),
        ({"scores": [1, 2], "names": ["a"]}, "1 names for 2 scores"),
        ({"scores": [1, 2], "temperature": 0}, "0.1 to 10"),
        ({"scores": [1, 2], "label": 2}, "0 to 1"),
    ],
)
def test_settings_that_it_cannot_show_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        softmax_picture(**arguments)
