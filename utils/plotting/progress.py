"""The bars that show how far a learner has come."""

from utils.plotting.style import (
    GREEN,
    LIGHT,
    ORANGE,
    new_figure,
    show,
)

COLORS = {"PASS": GREEN, "NOT YET": ORANGE, "TO DO": LIGHT}


def plot_progress(verdicts: dict[str, dict[str, str]]) -> None:
    """Draw one bar per lesson, divided into PASS, NOT YET and TO DO; verdicts: lesson -> exercise -> status."""
    lessons = list(verdicts)
    figure, axes = new_figure(size=(7, 0.7 + 0.35 * len(lessons)))
    start = [0] * len(lessons)
    for status, color in COLORS.items():
        counts = [list(verdicts[lesson].values()).count(status) for lesson in lessons]
        axes.barh(lessons, counts, left=start, color=color, label=status, height=0.6, edgecolor="white")
        start = [a + b for a, b in zip(start, counts, strict=True)]
    axes.invert_yaxis()
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set(title="Your exercises", xlabel="number of exercises", ylabel="lesson")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    show(figure)
