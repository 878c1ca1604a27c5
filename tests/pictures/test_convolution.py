import numpy as np
import pytest

from tests.pictures.javascript import call
from utils.exercises import course
from utils.pictures import convolution_picture
from utils.plotting import edge_kernel


def settings(seed):
    rng = np.random.default_rng(seed)
    height, width = rng.integers(8, 33, 2)
    return {
        "image": rng.random((height, width)).tolist(),
        "kernel": rng.uniform(-5, 5, (3, 3)).tolist(),
        "row": int(rng.integers(height - 2)),
        "column": int(rng.integers(width - 2)),
        "relu": bool(seed % 2),
    }


def test_its_numbers_are_those_of_the_lessons():
    drawn = [settings(seed) for seed in range(200)]
    for state, found in zip(drawn, call("convolution", "compute", [(state,) for state in drawn]), strict=True):
        image, kernel = np.array(state["image"]), np.array(state["kernel"])
        row, column = state["row"], state["column"]
        sums = course.convolve(image, kernel)
        values = np.maximum(sums, 0) if state["relu"] else sums
        np.testing.assert_allclose(found["map"], values, rtol=1e-6, atol=1e-12)
        np.testing.assert_allclose(found["pooled"], course.max_pool(values), rtol=1e-6, atol=1e-12)
        np.testing.assert_array_equal(found["window"], image[row : row + 3, column : column + 3])
        assert np.sum(found["products"]) == pytest.approx(sums[row, column], abs=1e-6)
        assert found["sum"] == pytest.approx(sums[row, column], abs=1e-6)


def test_its_edges_are_those_of_the_lessons():
    angles = [*range(0, 360, 15), 7.5, -20.0]
    for angle, found in zip(angles, call("convolution", "edgeKernel", [(angle,) for angle in angles]), strict=True):
        np.testing.assert_allclose(found, edge_kernel(angle), atol=1e-12)


IMAGE = np.zeros((28, 28))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"images": np.zeros((28, 28, 28, 1))}, "the images have shape"),
        ({"images": np.zeros((0, 28, 28))}, "the images have shape"),
        ({"images": np.zeros((7, 28))}, "sides of 8 to 32"),
        ({"images": np.full((28, 28), 255)}, "ink is 255 to 255"),
        ({"images": np.full((28, 28), np.nan)}, "ink is nan"),
        ({"images": IMAGE, "row": 26}, r"rows 0 to 25 and columns 0 to 25; \(26, 14\)"),
        ({"images": IMAGE, "column": -1}, "is not among them"),
        ({"images": IMAGE, "angle": 40}, "steps of 15"),
        ({"images": IMAGE, "kernels": {"a line": [1, 2, 3]}}, r"'a line' has shape \(3,\)"),
        ({"images": IMAGE, "kernels": {"strong": np.full((3, 3), 6)}}, "numbers of -5 to 5"),
    ],
)
def test_settings_that_it_cannot_show_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        convolution_picture(**arguments)
