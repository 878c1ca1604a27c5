"""How every figure of the course looks: sizes, colors that a color-blind reader can tell apart, and how it is shown."""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import LogLocator, NullLocator
from PIL import Image
from scipy.optimize import isotonic_regression

# The widths of figures, in inches: all of a page's column, or a part of it for what would look lost at full width.
FULL, NARROW = 7.2, 4.8

# Okabe and Ito's palette, https://jfly.uni-koeln.de/color/
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, GRAY, LIGHT = "#CC79A7", "#56B4E9", "#6E6E6E", "#D9D9D9"
DARK_ORANGE, DARK_GREEN, DARK_RED = "#8A5F00", "#007A59", "#B04E00"
DARK_PURPLE, DARK_SKY = "#955879", "#34708F"
INK = "gray_r"  # 0 is white paper; so is the little below 0 that bicubic shrinking leaves
SIGNS = "RdBu_r"  # red above zero, blue below: color-blind readers can tell them apart too
HEIGHTS = "cividis"  # from dark to light, and the same to every eye
MISTAKES = "Oranges"
CARD = "#F6F5F1"  # what a figure stands on: paper on a light page, and no glare on a dark one
CYCLE = [BLUE, ORANGE, GREEN, RED, PURPLE, SKY]
# A line may be pale, a word may not: the same hues, dark enough to read on CARD (4.5 to 1).
_FOR_WORDS = {
    ORANGE: DARK_ORANGE,
    GREEN: DARK_GREEN,
    RED: DARK_RED,
    PURPLE: DARK_PURPLE,
    SKY: DARK_SKY,
    LIGHT: GRAY,
}

PIXELS_PER_INCH = 100
POINTS_PER_INCH = 72
LINE_HEIGHT = 1.25  # of a line of words, in sizes of its type
SHARPNESS = 2  # pixels of the picture for one of the page, in each direction: screens of today show both
WORDS = 10  # points: the smallest type that can be read where a page of a phone halves the figure
COLORS_KEPT = 128  # far more than a drawing has, and enough for what its smoothed edges and its images mix from them

# What is settled when a figure and its axes are made; everything else is an argument of the drawing call.
_SETTINGS = {
    "axes.prop_cycle": plt.cycler(color=CYCLE),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E2E0DA",
    "axes.facecolor": CARD,
    "figure.facecolor": CARD,
    "figure.dpi": PIXELS_PER_INCH,
    "font.size": 11,
}


def new_figure(
    rows: int = 1, columns: int = 1, *, size: tuple[float, float], **options
) -> tuple[Figure, Axes | np.ndarray]:
    """A figure and its axes in the course's style; `size` is (width, height) in inches, `options` go to subplots."""
    with plt.rc_context(_SETTINGS):
        return plt.subplots(rows, columns, figsize=size, layout="constrained", **options)


def show(figure: Figure) -> None:
    """Show a figure and close it: in a notebook as a sharp picture, elsewhere as matplotlib shows figures."""
    if "inline" not in plt.get_backend():
        plt.show()
        return
    width, height = (round(side * PIXELS_PER_INCH) for side in figure.get_size_inches())
    picture = base64.b64encode(png_of(figure)).decode("ascii")
    size = {"width": width, "height": height}
    display({"image/png": picture, "text/plain": repr(figure)}, metadata={"image/png": size}, raw=True)
    plt.close(figure)


def png_of(figure: Figure, sharpness: float = SHARPNESS) -> bytes:
    """A figure as PNG with a palette: about a third of the bytes, and no difference that an eye would find."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=sharpness * PIXELS_PER_INCH)
    with Image.open(drawn) as picture:
        few_colors = picture.convert("RGB").quantize(COLORS_KEPT, dither=Image.Dither.NONE)
    small = io.BytesIO()
    few_colors.save(small, format="png", optimize=True)
    return small.getvalue()


def draw_image(axes: Axes, image: np.ndarray) -> None:
    """Draw one image (h, w) into axes, with its rows and columns counted along the edges."""
    axes.imshow(image, cmap=INK, vmin=0)
    count_pixels(axes)


def count_pixels(axes: Axes) -> None:
    """Label axes that hold an image: rows and columns, in whole numbers."""
    axes.grid(visible=False)
    axes.spines[["top", "right"]].set_visible(True)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set(xlabel="column", ylabel="row")


def leave_only_the_frame(axes: Axes) -> None:
    """Leave nothing around axes that hold an image but its frame."""
    axes.set(xticks=[], yticks=[])
    axes.grid(visible=False)
    axes.spines[["top", "right"]].set_visible(True)


def word_color(color: str) -> str:
    """The color in which to write of what is drawn in `color`: the same hue, dark enough to read."""
    return _FOR_WORDS.get(color, color)


def label_lines(axes: Axes) -> None:
    """Write the label of each line beside its last point that can be seen, in its color and clear of the others.

    It takes the place of a legend. Call it last: the labels find their places in the axes as they are then.
    """
    axes.figure.draw_without_rendering()  # settles the layout, and with it how high the axes are
    lines = [line for line in axes.lines if not line.get_label().startswith("_")]
    ends = [_last_visible_point(axes, line) for line in lines]
    heights = [WORDS * LINE_HEIGHT * (1 + line.get_label().count("\n")) for line in lines]
    places = np.array([_points_up(axes, end) for end in ends])
    top = axes.get_window_extent().height * POINTS_PER_INCH / axes.figure.dpi
    for line, end, rise in zip(lines, ends, keep_apart(places, heights, top) - places, strict=True):
        write_beside(axes, line.get_label(), end, line.get_color(), offset=(6, rise))


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
        path_effects=[withStroke(linewidth=3, foreground=CARD)],  # grid and lines end before the words
    )


def keep_apart(places: np.ndarray, heights: np.ndarray, top: float) -> np.ndarray:
    """Move things apart that would cover each other, each as little as possible, between 0 and `top`.

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
    apart[order] = np.clip(moved, 0, max(0, top - above_lowest[-1])) + above_lowest
    return apart


def plain_ticks(axis: Axis, unit: str = "") -> None:
    """Write ticks as plain numbers, `unit` after them: 0.1 and 10,000 and "5%", also where the scale is logarithmic.

    Call it when the axis has its limits. A logarithmic axis gets ticks at powers of ten; over less than two of them,
    at 1, 2 and 5 of each.
    """
    if axis.get_scale() == "log":
        low, high = sorted(axis.get_view_interval())
        axis.set_major_locator(LogLocator(subs=(1,) if high >= 100 * low else (1, 2, 5), numticks=12))
        axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(lambda value, _: f"{value:,.10g}".replace("-", "−") + unit)


def _last_visible_point(axes: Axes, line: Line2D) -> tuple[float, float]:
    x, y = (np.asarray(values, dtype=float) for values in line.get_data(orig=False))
    (left, right), (low, high) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    seen = np.flatnonzero((left <= x) & (x <= right) & (low <= y) & (y <= high))
    if len(seen) == 0:
        raise ValueError(f"no point of the line {line.get_label()!r} can be seen; widen the axes or leave it out")
    return float(x[seen[-1]]), float(y[seen[-1]])


def _points_up(axes: Axes, point: tuple[float, float]) -> float:
    """How many points (1/72 inch) a point of the data lies above the lower edge of its axes."""
    pixels = axes.transData.transform(point)[1] - axes.get_window_extent().y0
    return pixels * POINTS_PER_INCH / axes.figure.dpi


def number(value: float, digits: int = 3) -> str:
    """A number with at most this many digits after the point, and a real minus sign."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")
