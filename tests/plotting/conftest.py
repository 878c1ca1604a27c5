import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def shown(monkeypatch):
    """Collects the figures that are shown, in a window that nobody sees."""
    figures = []
    monkeypatch.setattr(plt, "show", lambda: figures.append(plt.gcf()))
    yield figures
    plt.close("all")
