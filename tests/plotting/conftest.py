import pytest


@pytest.fixture(autouse=True)
def _no_window_opens(shown):
    """Every figure of these tests is collected, also where a test does not look at it."""


@pytest.fixture
def shown_once(shown):
    """A function that draws and holds the figure to the house rules: shown once, titles, labels at the rim.

    The last `untitled` axes of the figure, such as a color bar, need no title. Drawings, and bars with their names
    beside them, need no label at the side.
    """

    def check(draw, untitled=0, label_at_the_side=True):
        assert draw() is None
        assert len(shown) == 1
        titled = shown[0].axes[: len(shown[0].axes) - untitled]
        assert all(axes.get_title() for axes in titled)
        for axes in titled:
            assert axes.get_xlabel() or not axes.get_subplotspec().is_last_row()
            assert axes.get_ylabel() or not label_at_the_side or not axes.get_subplotspec().is_first_col()

    return check
