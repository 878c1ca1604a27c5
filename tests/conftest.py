"""What several folders of tests need."""

import pytest

from utils.data import fetch_mnist


@pytest.fixture(scope="session")
def real_mnist():
    """The folder with verified MNIST. It is looked for in DIGITS_DATA and in data/, and never downloaded."""
    folder = fetch_mnist(mirrors=())
    if folder is None:
        pytest.skip("needs the real MNIST: set DIGITS_DATA to its folder, or fetch it into data/")
    return folder


@pytest.fixture(autouse=True)
def _verdicts_go_elsewhere(tmp_path, monkeypatch):
    """A test that checks an answer leaves the learner's own progress as it is."""
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))


@pytest.fixture
def shown(monkeypatch):
    """Collects the figures that are shown, in a window that nobody sees."""
    import matplotlib.pyplot as plt

    figures = []
    monkeypatch.setattr(plt, "show", lambda: figures.append(plt.gcf()))
    yield figures
    plt.close("all")
