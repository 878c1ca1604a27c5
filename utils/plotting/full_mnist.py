"""Figures of measured choices, and of training runs side by side."""

import numpy as np

from utils.plotting.rows import draw_dots, draw_interval, draw_seeds, mark_row, mark_value, row_axes
from utils.plotting.style import BLUE, CYCLE, FULL, GREEN, LIGHT, RED, new_figure, show
from utils.plotting.words import label_lines, plain_ticks

LINES = ["-", "--", "-.", ":"]


def plot_reported(result: dict, reported: float, title: str) -> None:
    """Draw the accuracies of a result, one dot per seed, with mean and standard deviation, and a reported accuracy.

    result is one of utils.results with `values`, `mean` and `std`; reported is a fraction, like the values.
    """
    mean, std, reported = 100 * result["mean"], 100 * result["std"], 100 * reported
    words = "test accuracy (gray: mean ± one standard deviation)"
    axes = row_axes([f"{len(result['values'])} seeds"], title=title, x_label=words, y_label="", row_inches=0.6)
    axes.axvspan(mean - std, mean + std, ymax=0.6, color=LIGHT, alpha=0.7, zorder=0)
    draw_dots(axes, 0, 100 * np.asarray(result["values"]))
    sides = ("left", "right") if mean > reported else ("right", "left")  # each line has its words on its outer side
    mark_value(axes, mean, f"mean {mean:.2f}%", BLUE, "-", ha=sides[0])
    mark_value(axes, reported, f"reported {reported:.2f}%", RED, "--", ha=sides[1])
    show(axes.figure)


def plot_candidates(result: dict, published: str | None, title: str, y_label: str) -> None:
    """Draw what each candidate of a choice reached on validation images: dots for seeds, mean and 95% interval.

    Parameters
    ----------
    result : dict
        Of utils.results, with `candidates`: name -> `values`, `mean` and `interval`, fractions in 0..1.
    published : str or None
        The candidate that the published network uses; its row is marked. None if it is not among them.
    title, y_label : str
        What is seen, as a title, and the head of the names' column.

    Raises ValueError if there is no such candidate.
    """
    candidates = result["candidates"]
    if published is not None and published not in candidates:
        raise ValueError(f"there is no candidate {published!r}; there are {', '.join(map(repr, candidates))}")
    axes = row_axes(list(candidates), title=title, x_label="validation accuracy", y_label=y_label)
    draw_seeds(axes, candidates)
    if published is not None:
        mark_row(axes, list(candidates).index(published), "published choice")
    show(axes.figure)


def plot_differences(differences: dict[str, tuple[float, float, float]], title: str, y_label: str) -> None:
    """Draw differences of accuracies with their intervals, and the line where nothing differs.

    differences: name -> (mean, low, high), in percentage points. What is clearly above 0 is a green
    triangle that points right; what is clearly below, a red one that points left; the rest is blue and round.
    """
    x_label = "percentage points, with 95% interval"
    axes = row_axes(list(differences), title=title, x_label=x_label, y_label=y_label, unit="")
    for row, (mean, low, high) in enumerate(differences.values()):
        color, marker, verdict = _judged(low, high)
        words = f"{mean:+.2f}, {verdict}".replace("-", "−")
        draw_interval(axes, row, (mean, low, high), words, color, marker)
    mark_value(axes, 0, "no difference", "black", "-")
    show(axes.figure)


def _judged(low: float, high: float) -> tuple[str, str, str]:
    """Color, marker and words for a difference, by the ends of its interval."""
    if low > 0:
        return GREEN, ">", "clearly better"
    if high < 0:
        return RED, "<", "clearly worse"
    return BLUE, "o", "cannot tell"


def plot_runs(runs: dict[str, dict[str, list[float]]], title: str) -> None:
    """Draw several training runs on top of each other, a panel for each measure, as TensorBoard does.

    runs: name -> history, which holds one value per epoch for each measure; all runs have the same measures. A
    measure and the same on validation images (`val_` before its name) share a scale; accuracies are in percent.
    """
    measures = list(next(iter(runs.values())))
    columns = min(2, len(measures))
    rows = -(-len(measures) // columns)
    figure, axes = new_figure(rows, columns, size=(FULL, 2.4 * rows + 0.6), squeeze=False)
    panels = dict(zip(measures, axes.flat, strict=False))
    for measure, axis in panels.items():
        percent = 1 if "loss" in measure else 100
        for place, (name, history) in enumerate(runs.items()):
            epochs = np.arange(1, len(history[measure]) + 1)
            style = {"color": CYCLE[place % len(CYCLE)], "linestyle": LINES[place % len(LINES)]}
            axis.plot(epochs, percent * np.asarray(history[measure]), marker="o", markersize=4, label=name, **style)
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.set(title=measure.replace("val_", "validation "), xlabel="epoch")
        axis.set_ylabel("nats" if "loss" in measure else "read right")
        twin = panels.get(measure.removeprefix("val_"))
        if twin is not axis and twin is not None:
            axis.sharey(twin)
            twin.autoscale(axis="y")
    for measure, axis in panels.items():
        plain_ticks(axis.yaxis, "" if "loss" in measure else "%")
    for axis in axes.flat[len(measures) :]:
        axis.remove()
    figure.suptitle(title)
    for axis in panels.values():
        label_lines(axis)
    show(figure)
