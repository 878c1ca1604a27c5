import pytest


@pytest.fixture(autouse=True)
def _no_window_opens(shown):
    """Every figure of these tests is collected, also where a test does not look at it."""
