"""What every experiment that chooses keeps apart, nothing of the test data reaches `validate`; and who imports whom."""

import ast
import zlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tools import experiments
from tools.experiments import EXPERIMENTS, corruptions, s2_classic5000, s3_thousand
from tools.experiments.shared import kept_networks
from utils.data import Digits, Source, digits5000

CHOOSING = {name: experiment for name, experiment in EXPERIMENTS.items() if experiment.candidates}
TRAINING_IMAGES, TEST_IMAGES = 6000, 400


def digits(test_seed):
    """As many images as the experiments need at least; the test images and their labels depend on the seed."""
    rng, test_rng = np.random.default_rng(0), np.random.default_rng(test_seed)
    x_test, y_test = test_rng.integers(0, 256, (TEST_IMAGES, 28, 28)), test_rng.integers(0, 10, TEST_IMAGES)
    x_train = rng.integers(0, 256, (TRAINING_IMAGES, 28, 28))
    y_train = np.arange(TRAINING_IMAGES) % 10
    source = Source("random numbers", "", "", is_mnist=True)
    return Digits(x_train.astype(np.uint8), y_train, x_test.astype(np.uint8), y_test, source)


@pytest.fixture
def trained_on(monkeypatch, tmp_path):
    """Trainings take no time and change no weight; what they were given to train on is noted as check sums."""
    seen = []

    def fit(network, x, y, **_):
        seen.append((zlib.crc32(np.ascontiguousarray(x)), zlib.crc32(np.ascontiguousarray(y))))
        return SimpleNamespace(history={"loss": [1.0], "accuracy": [0.1]})

    copies = np.random.default_rng(1).integers(0, 256, (1, TRAINING_IMAGES, 28, 28)).astype(np.float16) / 255
    monkeypatch.setattr("utils.training.fit_fast", fit)
    monkeypatch.setattr("utils.scratch.Network.fit", fit)
    monkeypatch.setattr(corruptions, "normalized_copies", lambda: copies)
    monkeypatch.setattr(s2_classic5000, "POOL", 1)
    monkeypatch.setattr(s3_thousand, "POOL", 1)
    monkeypatch.setattr(kept_networks, "NETWORKS", tmp_path)
    return seen


@pytest.fixture
def on_digits(monkeypatch, trained_on, tmp_path):
    """Calls a function with the digits of a seed for the test images; returns what it gave and was trained on."""

    def call(test_seed, function, settings):
        trained_on.clear()
        found = digits(test_seed)
        monkeypatch.setattr("utils.data.load_mnist", lambda: found)
        monkeypatch.setattr(digits5000, "load_mnist", lambda: found)
        monkeypatch.setattr(kept_networks, "NETWORKS", tmp_path / str(test_seed))
        return function(0, **settings), tuple(trained_on)

    return call


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # from Keras itself
@pytest.mark.parametrize("name", CHOOSING)
def test_other_test_images_change_nothing_of_a_validation(name, on_digits):
    experiment = CHOOSING[name]
    settings = next(iter(experiment.candidates.values()))
    first, second = (on_digits(seed, experiment.validate, settings) for seed in (1, 2))
    assert first == second
    assert first[1], "nothing was trained, so nothing was shown"


@pytest.mark.parametrize("name", ["s1-width", "s2-l2", "s3-dropout"])
def test_other_test_images_change_what_is_tested(name, on_digits):
    """So the test above can fail."""
    experiment = CHOOSING[name]
    settings = next(iter(experiment.candidates.values()))
    first, second = (on_digits(seed, experiment.run, settings) for seed in (1, 2))
    assert first[0] != second[0]


def test_every_experiment_that_chooses_validates():
    assert len(CHOOSING) >= 10
    assert all(experiment.validate for experiment in CHOOSING.values())


FOLDER = Path(experiments.__file__).parent
TOPICS = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}


def imported(path):
    """The full names of what a module imports, anywhere in it, such as `tools.experiments.speed.TASKS`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def topics_in(names):
    """Those of the experiments' own modules that are among imported names."""
    own = (
        name.removeprefix("tools.experiments.").split(".")[0] for name in names if name.startswith("tools.experiments.")
    )
    return set(own) & TOPICS


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("[a-z]*.py")), ids=lambda path: path.stem)
def test_no_experiment_imports_another_one(path):
    """What two of them need stands in tools/experiments/shared, which imports neither."""
    assert topics_in(imported(path)) == set()


def test_every_module_of_experiments_is_listed_once():
    """`speed` is not one of them: `make bench` reads its tasks."""
    listed = [module.__name__.removeprefix("tools.experiments.") for module in experiments.MODULES]
    assert sorted([*listed, "speed"]) == sorted(TOPICS)
    assert len(EXPERIMENTS) == sum(len(module.EXPERIMENTS) for module in experiments.MODULES)


def test_an_import_of_a_neighbor_is_found(tmp_path):
    """So the test above can fail, however the import is written."""
    (tmp_path / "module.py").write_text(
        "from tools.experiments import s1_full_mnist\n"
        "from tools.experiments.shared import dense\n"
        "import tools.experiments.convolutions as c\n"
        "def late():\n    from tools.experiments.speed import TASKS\n"
    )
    assert topics_in(imported(tmp_path / "module.py")) == {"s1_full_mnist", "convolutions", "speed"}
