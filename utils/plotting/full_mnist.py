"""Figures of measured choices, and of training runs side by side."""

from textwrap import fill

import numpy as np

from utils.plotting.networks import draw_seeds
from utils.plotting.style import (
    BLUE,
    CYCLE,
    GREEN,
    LIGHT,
    ORANGE,
    RED,
    new_figure,
    show,
)

LINES = ["-", "--", "-.", ":"]
LONGEST_NAME = 36  # letters in a line next to a row


def plot_reported(result: dict, reported: float, title: str) -> None:
    """Draw the accuracies of a result, one dot per seed, with mean and standard deviation, and a reported accuracy.

    result is one of utils.results with `values`, `mean` and `std`; reported is a fraction, like the values.
    """
    values = 100 * np.sort(np.asarray(result["values"]))
    mean, std = 100 * result["mean"], 100 * result["std"]
    figure, axes = new_figure(size=(8, 2.4))
    axes.axvspan(mean - std, mean + std, color=LIGHT, label="mean ± standard deviation")
    axes.axvline(mean, color=BLUE, linewidth=1.5, label=f"mean: {mean:.2f}%")
    axes.axvline(100 * reported, color=RED, linestyle="--", linewidth=2, label=f"reported: {100 * reported:.2f}%")
    axes.scatter(values, _stacked(values), s=55, color=ORANGE, edgecolor="black", zorder=3, label="one seed")
    axes.margins(x=0.1)
    axes.set(title=title, xlabel="test accuracy (%)", ylabel="", yticks=[], ylim=(-0.7, 0.7))
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    show(figure)


def _stacked(values: np.ndarray, step: float = 0.22) -> np.ndarray:
    """Heights for dots at sorted values: equal values are stacked, centered on 0."""
    heights = np.zeros(len(values))
    for value in np.unique(values):
        same = np.flatnonzero(values == value)
        heights[same] = step * (np.arange(len(same)) - (len(same) - 1) / 2)
    return heights


def plot_candidates(result: dict, published: str | None, title: str, y_label: str) -> None:
    """Draw what each candidate of a choice reached on validation images: dots for seeds, mean and 95% interval.

    Parameters
    ----------
    result : dict
        Of utils.results, with `candidates`: name -> `values`, `mean` and `interval`, fractions in 0..1.
    published : str or None
        The candidate that the published network uses; its row is marked. None if it is not among them.
    title, y_label : str
        What is chosen, as a title and as the name of the rows' axis.

    Raises ValueError if there is no such candidate.
    """
    candidates = result["candidates"]
    if published is not None and published not in candidates:
        raise ValueError(f"there is no candidate {published!r}; there are {', '.join(map(repr, candidates))}")
    figure, axes = new_figure(size=(8, 1.5 + 0.38 * len(candidates)))
    if published is not None:
        row = list(candidates).index(published)
        axes.axhspan(row - 0.5, row + 0.5, color=LIGHT, alpha=0.7, zorder=0, label="published choice")
    draw_seeds(axes, candidates)
    axes.set_yticks(range(len(candidates)), [fill(name, LONGEST_NAME) for name in candidates])
    axes.set(title=title, xlabel="validation accuracy (%)", ylabel=y_label)
    show(figure)


def plot_differences(differences: dict[str, tuple[float, float, float]], title: str, y_label: str) -> None:
    """Draw differences of accuracies with their intervals, and the line where nothing differs.

    differences: name -> (mean, low, high), in percentage points. What is clearly above 0 is a green
    triangle that points right; what is clearly below, a red one that points left; the rest is blue and round.
    """
    figure, axes = new_figure(size=(8, 1.5 + 0.33 * len(differences)))
    axes.axvline(0, color="black", linewidth=1)
    for row, (mean, low, high) in enumerate(differences.values()):
        color, marker = (GREEN, ">") if low > 0 else (RED, "<") if high < 0 else (BLUE, "o")
        ends = [[mean - low], [high - mean]]
        axes.errorbar(mean, row, xerr=ends, fmt=marker, color=color, markersize=7, capsize=4)
    for color, marker, words in (
        (GREEN, ">", "clearly better"),
        (BLUE, "o", "cannot tell"),
        (RED, "<", "clearly worse"),
    ):
        axes.plot([], [], marker, color=color, markersize=7, label=words)
    axes.set_yticks(range(len(differences)), list(differences))
    axes.set(title=title, xlabel="difference (percentage points)", ylabel=y_label)
    axes.set_ylim(len(differences) - 0.5, -0.5)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    show(figure)


def plot_runs(runs: dict[str, dict[str, list[float]]], title: str) -> None:
    """Draw several training runs on top of each other, a panel for each measure, as TensorBoard does.

    runs: name -> history, which holds one value per epoch for each measure; all runs have the same measures.
    """
    measures = list(next(iter(runs.values())))
    columns = min(2, len(measures))
    rows = -(-len(measures) // columns)
    figure, axes = new_figure(rows, columns, size=(4.6 * columns, 2.5 * rows + 0.6), squeeze=False)
    for axis, measure in zip(axes.flat, measures, strict=False):
        for number, (name, history) in enumerate(runs.items()):
            epochs = np.arange(1, len(history[measure]) + 1)
            style = {"color": CYCLE[number % len(CYCLE)], "linestyle": LINES[number % len(LINES)]}
            axis.plot(epochs, history[measure], marker="o", markersize=4, label=name, **style)
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.set(title=measure, xlabel="epoch", ylabel="nats" if "loss" in measure else "fraction right")
    for axis in axes.flat[len(measures) :]:
        axis.remove()
    figure.suptitle(title)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=len(runs))
    show(figure)
