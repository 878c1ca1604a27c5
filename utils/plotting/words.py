"""Words and numbers in figures: beside lines, at ticks, written out."""

from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.ticker import Formatter, LogLocator, NullLocator
from scipy.optimize import isotonic_regression

from utils.plotting.style import CARD, WORDS, word_color

WIDEST_LABEL = 20  # letters beside the end of a line; longer labels go on below
LINE_HEIGHT = 1.25  # of a line of words, in sizes of its type
POINTS_PER_INCH = 72
SMALL_POWERS = {
    -3: "a thousandth",
    -6: "a millionth",
    -9: "a billionth",
    -12: "a trillionth",
    -15: "a quadrillionth",
    -18: "a quintillionth",
}


def label_lines(axes: Axes) -> None:
    """Write the label of each line beside its last point that can be seen, in its color and clear of the others.

    It takes the place of a legend. Call it last: the labels find their places in the axes as they are then. A line of
    which no point can be seen gets no label.
    """
    axes.figure.draw_without_rendering()  # settles the layout, and with it how high the axes are
    named = [line for line in axes.lines if not line.get_label().startswith("_")]
    lines = [line for line in named if len(_visible_points(axes, line))]
    labels = [fill(line.get_label(), WIDEST_LABEL) for line in lines]
    ends = [_visible_points(axes, line)[-1] for line in lines]
    heights = [WORDS * LINE_HEIGHT * (1 + label.count("\n")) for label in labels]
    places = np.array([_points_up(axes, end) for end in ends])
    top = axes.get_window_extent().height * POINTS_PER_INCH / axes.figure.dpi
    beyond = WORDS * LINE_HEIGHT / 2  # half a line may stand out of the axes, so that a word stays beside its line
    rises = keep_apart(places + beyond, heights, top + 2 * beyond) - beyond - places
    for line, label, end, rise in zip(lines, labels, ends, rises, strict=True):
        write_beside(axes, label, tuple(end), line.get_color(), offset=(6, rise))


def write_beside(
    axes: Axes, words: str, point: tuple[float, float], color: str, offset: tuple[float, float] = (6, 0), **options
) -> None:
    """Write words beside a point, in the color of what is drawn there; `offset` is in points, `options` go to text."""
    axes.annotate(
        words,
        point,
        offset,
        textcoords="offset points",
        color=word_color(to_hex(color).upper()),
        **{"fontsize": WORDS, "va": "center", "annotation_clip": False} | options,
        bbox={"facecolor": CARD, "edgecolor": "none", "pad": 0.5},  # grid and lines end before the words
    )


def keep_apart(places: np.ndarray, heights: np.ndarray, top: float) -> np.ndarray:
    """Move things apart that would cover each other, each as little as possible; all stay between 0 and `top`.

    places are their middles and heights their sizes, both of shape (n,); returned are the new middles. The least sum
    of squared moves that keeps an order is an isotonic regression.
    """
    places, heights = np.asarray(places, dtype=float), np.asarray(heights, dtype=float)
    if len(places) == 0:
        return places
    order = np.argsort(places, kind="stable")
    high = heights[order]
    above_lowest = np.concatenate([[0], np.cumsum((high[:-1] + high[1:]) / 2)])
    moved = isotonic_regression(places[order] - above_lowest).x
    apart = np.empty_like(places)
    lowest, highest = high[0] / 2, top - high[-1] / 2 - above_lowest[-1]
    apart[order] = np.clip(moved, lowest, max(lowest, highest)) + above_lowest
    return apart


def plain_ticks(axis: Axis, unit: str = "") -> None:
    """Write ticks as plain numbers, `unit` after them: 0.1 and 10,000 and "5%", also where the scale is logarithmic.

    Call it when the axis has its limits. A logarithmic axis gets ticks at powers of ten; where these are few, at 3
    (or 2 and 5) of each, too.
    """
    is_log = axis.get_scale() == "log"
    if is_log:
        low, high = sorted(axis.get_view_interval())
        decades = np.log10(high / low)
        axis.set_major_locator(LogLocator(subs=(1,) if decades > 3 else (1, 3) if decades > 1.2 else (1, 2, 5)))
        axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(_PlainNumbers(unit, same_digits=not is_log))


class _PlainNumbers(Formatter):
    """Numbers without powers of ten, with a comma for thousands; on a linear axis all with as many decimals."""

    def __init__(self, unit: str, *, same_digits: bool):
        self.unit, self.same_digits = unit, same_digits

    def __call__(self, value, pos=None):
        return self.format_ticks([value])[0]

    def format_ticks(self, values):
        shortest = [f"{value:.10g}" for value in values]
        digits = [len(text.partition(".")[2]) for text in shortest]
        if self.same_digits:
            digits = [max(digits, default=0)] * len(digits)
        words = [f"{value:,.{after}f}" for value, after in zip(values, digits, strict=True)]
        return [word.replace("-", "−") + self.unit for word in words]


def _visible_points(axes: Axes, line: Line2D) -> np.ndarray:
    """The points of a line that lie within the limits of its axes, shape (n, 2)."""
    x, y = np.asarray(line.get_xydata(), dtype=float).T
    (left, right), (low, high) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    return line.get_xydata()[(left <= x) & (x <= right) & (low <= y) & (y <= high)]


def _points_up(axes: Axes, point: tuple[float, float]) -> float:
    """How many points (1/72 inch) a point of the data lies above the lower edge of its axes."""
    pixels = axes.transData.transform(point)[1] - axes.get_window_extent().y0
    return pixels * POINTS_PER_INCH / axes.figure.dpi


def number(value: float, digits: int = 3) -> str:
    """A number with at most this many digits after the point, and a real minus sign."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def ticks_in_words(axis: Axis, every: int = 3) -> None:
    """Write the ticks of a logarithmic axis over many powers of ten in words: 1,000, 1, a thousandth, a millionth.

    There is one for every so many powers, 3 or a multiple of it, down to the smallest that has a name. Call it when
    the axis has its limits. Where the axis is too short for that, its ticks are those of `plain_ticks`.
    """
    low, high = np.log10(sorted(axis.get_view_interval()))
    if high - low < every + 1:
        plain_ticks(axis)
        return
    lowest = max(every * int(np.ceil(low / every)), min(SMALL_POWERS))
    powers = range(lowest, int(np.floor(high)) + 1, every)
    axis.set_ticks([10.0**power for power in powers], [_power_in_words(power) for power in powers])
    axis.set_minor_locator(NullLocator())


def _power_in_words(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else SMALL_POWERS[power]


def written_out(value: float) -> str:
    """Two significant digits, and no power of ten: 960, 21,000 or 0.00031."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else np.format_float_positional(rounded, trim="-")


def size_in_words(value: float) -> str:
    """Two significant digits and no row of zeros to count: 21,000, 0.00031, 8.2 billionths."""
    if value == 0 or value >= 1e-5:
        return written_out(value)
    power = max(3 * int(np.floor(np.log10(value) / 3)), min(SMALL_POWERS))
    return f"{written_out(value / 10.0**power)} {SMALL_POWERS[power].removeprefix('a ')}s"
