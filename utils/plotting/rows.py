"""Rows of measured values, one candidate a row: a dot for each seed, the mean or share, and its 95% interval."""

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from utils.plotting.style import BLUE, FULL, LIGHT, ORANGE, WORDS, new_figure, word_color
from utils.plotting.words import plain_ticks

LONGEST_LINE = 34  # letters of a name beside its row; longer names go on below
HEADER = -0.9  # where the line of column heads and the key stand, in rows
LINE_INCHES, ROW_INCHES, OTHER_INCHES = 0.17, 0.17, 1.05
MOST_TICKS = 5
FAINT = 0.4
STEP = 0.16  # between dots of equal values, in rows


def row_axes(
    names: Sequence[str], *, title: str, x_label: str, y_label: str, unit: str = "%", row_inches: float = ROW_INCHES
) -> Axes:
    """Axes for one row for each name, from the top, with a line for heads above the first.

    Names beside the rows, y_label as the head of their column; `unit` stands behind the numbers of the ticks.
    """
    lines = [_balanced(name) for name in names]
    row_height = row_inches + LINE_INCHES * max(map(len, lines))
    figure, axes = new_figure(size=(FULL, round(OTHER_INCHES + row_height * (len(names) + 0.75), 1)))
    axes.set_yticks(range(len(names)), ["\n".join(line) for line in lines], fontsize=WORDS)
    axes.set(title=title, xlabel=x_label, ylim=(len(names) - 0.5, -1.25))
    axes.set_ylabel(y_label, rotation=0, ha="right", va="center", fontsize=WORDS, style="italic")
    axes.yaxis.set_label_coords(-0.015, HEADER, axes.get_yaxis_transform())
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.xaxis.get_major_locator().set_params(nbins=MOST_TICKS)
    axes.margins(x=0.06)
    plain_ticks(axes.xaxis, unit)
    return axes


def draw_interval(
    axes: Axes, row: int, interval: tuple[float, float, float], words: str, color: str = ORANGE, marker: str = "|"
) -> None:
    """Draw (middle, low, high) into a row: a band from low to high, a mark in the middle, and words at the right."""
    middle, low, high = interval
    axes.plot([low, high], [row, row], color=color, alpha=FAINT, linewidth=9, solid_capstyle="butt")
    mark = {"markersize": 15, "markeredgewidth": 2.5} if marker == "|" else {"markersize": 8}
    axes.plot(middle, row, marker, color=word_color(color), **mark)
    write_at_the_right(axes, row, words, color)


def draw_share(axes: Axes, row: int, share: float, low: float, high: float) -> None:
    """Draw a share of right answers with its interval into a row; all three are fractions."""
    interval = (100 * share, 100 * low, 100 * high)
    draw_interval(axes, row, interval, "{:.2f}% ({:.1f} to {:.1f})".format(*interval))


def draw_dots(axes: Axes, row: int, values: Sequence[float]) -> None:
    """Draw a dot for each value into a row; equal values do not hide each other."""
    values = np.sort(np.asarray(values, dtype=float))
    heights = row + STEP * _stacked(values)
    axes.scatter(values, heights, s=26, color=BLUE, edgecolor="white", linewidth=0.5, zorder=3)


def draw_seeds(axes: Axes, measured: dict[str, dict]) -> None:
    """Draw a row for each of `measured`, from the top: a dot for each of its `values`, its `mean` and `interval`.

    The values are fractions. The key above the rows names what is drawn.
    """
    for row, result in enumerate(measured.values()):
        mean = 100 * result["mean"]
        draw_interval(axes, row, (mean, *(100 * end for end in result["interval"])), f"{mean:.2f}%")
        draw_dots(axes, row, 100 * np.asarray(result["values"]))
    dot = Line2D([], [], linestyle="none", marker="o", color=BLUE, markersize=5.5, label="one seed")
    draw_key(axes, [dot, Patch(color=ORANGE, alpha=FAINT, label="95% interval of the mean")], "mean", ORANGE)


def draw_key(axes: Axes, handles: Sequence[Artist], at_the_right: str, color: str) -> None:
    """Name what is drawn, in the line above the rows, and what stands at their right, in its color."""
    axes.legend(
        handles=handles,
        loc="center left",
        bbox_to_anchor=(0, HEADER),
        bbox_transform=axes.get_yaxis_transform(),
        ncols=len(handles),
        frameon=False,
        fontsize=WORDS,
        borderaxespad=0,
        borderpad=0,
        handlelength=1.3,
        handletextpad=0.5,
        columnspacing=1.3,
    )
    write_at_the_right(axes, HEADER, at_the_right, color, style="italic")


def mark_row(axes: Axes, row: int, words: str) -> None:
    """Shade a row, and write words into it on the side where more room is left; call it when all is drawn."""
    axes.axhspan(row - 0.5, row + 0.5, color=LIGHT, alpha=0.7, zorder=0)
    left, right = axes.get_xlim()
    drawn = np.concatenate([line.get_xdata() for line in axes.lines if row in line.get_ydata()])
    at_left = drawn.min() - left > right - drawn.max()
    axes.annotate(
        words,
        (0 if at_left else 1, row),
        (6 if at_left else -6, 0),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        ha="left" if at_left else "right",
        va="center",
        fontsize=WORDS,
        color="black",
        style="italic",
    )


def mark_value(axes: Axes, value: float, words: str, color: str, line: str = "--", ha: str = "center") -> None:
    """Draw a line through all rows at a value, with words above it."""
    axes.plot([value, value], [axes.get_ylim()[0], HEADER + 0.3], line, color=color, linewidth=1.5, zorder=1)
    axes.annotate(
        words, (value, HEADER), color=word_color(color), ha=ha, va="center", fontsize=WORDS, annotation_clip=False
    )


def write_at_the_right(axes: Axes, row: float, words: str, color: str, **options) -> None:
    """Write words beside a row, right of the axes, where the layout keeps a margin for them."""
    axes.text(
        1.02,
        row,
        words,
        transform=axes.get_yaxis_transform(),
        va="center_baseline",
        color=word_color(color),
        **{"fontsize": 11} | options,
    )


def _balanced(name: str) -> list[str]:
    """A name in as few lines as it needs, none much longer than the others."""
    count = len(_wrapped(name, LONGEST_LINE))
    fitting = (_wrapped(name, width) for width in range(-(-len(name) // count), LONGEST_LINE + 1))
    return next(lines for lines in fitting if len(lines) == count)


def _wrapped(name: str, width: int) -> list[str]:
    return wrap(name, width, break_on_hyphens=False)


def _stacked(values: np.ndarray) -> np.ndarray:
    """Heights for dots at sorted values: equal values stand above each other, around 0, one apart."""
    heights = np.zeros(len(values))
    for value in np.unique(values):
        same = np.flatnonzero(values == value)
        heights[same] = np.arange(len(same)) - (len(same) - 1) / 2
    return heights
