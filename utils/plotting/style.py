"""How every figure of the course looks: sizes, colors that a color-blind reader can tell apart, and how it is shown."""

import base64
import io
import re

import matplotlib.pyplot as plt
import numpy as np
from IPython import get_ipython
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from PIL import Image
from scipy.spatial import KDTree

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
SHARPNESS = 2  # pixels of the picture for one of the page, in each direction: screens of today show both
WORDS = 10  # points: the smallest type that can be read where a page of a phone halves the figure
# Measured over the 149 figures of the lessons: no channel of any pixel is off by more than 18 of 255, and 0.3% of the
# pixels by more than a trained eye can tell (2.3 in CIELAB).
COLORS_KEPT = 192
KEPT_EXACTLY = 16  # paper, card, grid, and the colors of lines and bars
FONTS = ["DejaVu Sans", "Verdana", "Arial"]  # the first that a reader has; an SVG repeats them at every word
SVG, PNG = "image/svg+xml", "image/png"
LONGEST_SVG = 30_000  # characters, counted by parts; a PNG of such a drawing has about as many
PLACES = re.compile(r' (?:d|transform|x|y|width|height)="[^"]*"')
MANY_DIGITS = re.compile(r"(\d\.\d)\d+")
LINE_ENDS = re.compile(r"\s*\n\s*")

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
    "figure.constrained_layout.w_pad": 0.08,  # inches, so that words do not touch the edge of the card
    "figure.constrained_layout.h_pad": 0.08,
    "figure.dpi": PIXELS_PER_INCH,
    "font.size": 11,
}


def new_figure(
    rows: int = 1, columns: int = 1, *, size: tuple[float, float], **options
) -> tuple[Figure, Axes | np.ndarray]:
    """A figure and its axes in the course's style; `size` is (width, height) in inches, `options` go to subplots."""
    with plt.rc_context(_SETTINGS):
        return plt.subplots(rows, columns, figsize=size, layout="constrained", **options)


def new_mosaic(plan: list[list[str]], *, size: tuple[float, float], **options) -> tuple[Figure, dict[str, Axes]]:
    """A figure and its axes by name, as large as `plan` draws them; else like `new_figure`."""
    with plt.rc_context(_SETTINGS):
        return plt.subplot_mosaic(plan, figsize=size, layout="constrained", **options)


def new_panels(
    count: int, *, columns: int, size: tuple[float, float], xlabel: str, ylabel: str
) -> tuple[Figure, list[Axes]]:
    """A figure of `count` panels in rows, with the same axes each; their labels stand at the left and below."""
    columns = min(columns, count)
    rows = -(-count // columns)
    figure, grid = new_figure(rows, columns, size=size, sharex=True, sharey=True, squeeze=False)
    for unused in grid.flat[count:]:
        unused.remove()
    panels = list(grid.flat[:count])
    for lowest in panels[-columns:]:
        lowest.set_xlabel(xlabel)
        lowest.tick_params(labelbottom=True)
    for leftmost in grid[:, 0]:
        leftmost.set_ylabel(ylabel)
    return figure, panels


def show(figure: Figure) -> None:
    """Show a figure: in a notebook as a sharp picture, and closed; elsewhere as matplotlib shows figures."""
    if not _becomes_a_picture():
        plt.show()
        return
    data, metadata = output_of(figure)
    plt.close(figure)  # first: what is still open at a cell's end would be shown once more
    display(data, metadata=metadata, raw=True)


def output_of(figure: Figure, sharpness: float = SHARPNESS) -> tuple[dict, dict]:
    """A figure as a notebook's output: its data and their metadata.

    A drawing becomes SVG. Images become PNG, and so does a drawing of many parts, whose SVG would be larger.
    """
    words = {"text/plain": repr(figure)}
    if not _holds_images(figure) and _length(figure) <= LONGEST_SVG:
        return {SVG: svg_of(figure)} | words, {}
    picture = png_of(figure, sharpness)
    with Image.open(io.BytesIO(picture)) as read:
        width = round(read.width / sharpness)
    pixels = base64.b64encode(picture).decode("ascii")
    return {PNG: pixels} | words, {PNG: {"width": width}}  # and no height, so that a narrow page keeps the proportions


def _length(figure: Figure) -> int:
    """About how many characters an SVG spends on what stands in the axes.

    It counts parts and not what was written, because the same figure must be of the same kind on every processor.
    """
    return sum(
        sum(len(line.get_xdata()) * (100 if line.get_marker() not in ("", "None", None) else 12) for line in axes.lines)
        + sum(12 * len(path.vertices) for part in axes.collections for path in part.get_paths())
        + 200 * len(axes.patches)
        + 250 * len(axes.texts)
        for axes in figure.axes
    )


def _holds_images(figure: Figure) -> bool:
    """Whether some of it is painted pixel by pixel or patch by patch, from numbers."""
    return any(
        isinstance(artist, ScalarMappable) and artist.get_array() is not None
        for axes in figure.axes
        for artist in (*axes.images, *axes.collections)
    )


def svg_of(figure: Figure) -> str:
    """A figure as SVG, with words as words and places to a tenth of a point. The same figure gives the same text."""
    drawn = io.StringIO()
    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "digits", "font.sans-serif": FONTS}):
        figure.savefig(drawn, format="svg", metadata={"Date": None})
    short = PLACES.sub(lambda places: MANY_DIGITS.sub(r"\1", places[0]), drawn.getvalue())
    return LINE_ENDS.sub(" ", short).strip()  # a notebook's file spends a dozen characters on each line


def _becomes_a_picture() -> bool:
    """Whether this is a notebook's kernel whose figures are pictures, and not windows or widgets.

    The kernels of Jupyter, VS Code and Colab choose an inline backend, unless MPLBACKEND says Agg, which shows nothing.
    """
    in_a_kernel = hasattr(get_ipython(), "kernel")
    return in_a_kernel and ("inline" in plt.get_backend() or plt.get_backend().lower() == "agg")


def png_of(figure: Figure, sharpness: float = SHARPNESS) -> bytes:
    """A figure as PNG with a palette: about a third of the bytes, and no difference that an eye would find."""
    drawn, small = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=sharpness * PIXELS_PER_INCH)
    with Image.open(drawn) as picture:
        with_few_colors(picture.convert("RGB")).save(small, format="png", optimize=True)
    return small.getvalue()


def with_few_colors(picture: Image.Image) -> Image.Image:
    """A picture with a palette of COLORS_KEPT colors.

    Some of them are the most frequent ones, so that paper, card and bars keep theirs; the others are spread over the
    colors of all else, so that the edge of a thin line comes close, too.
    """
    red, green, blue = np.moveaxis(np.asarray(picture).astype(np.int32), 2, 0)
    codes, places, counts = np.unique(red << 16 | green << 8 | blue, return_inverse=True, return_counts=True)
    colors = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1).astype(np.uint8)
    palette, rare = np.split(colors[np.argsort(-counts, kind="stable")], [KEPT_EXACTLY])
    if len(rare) > 0:
        spread = Image.fromarray(rare[None]).quantize(COLORS_KEPT - KEPT_EXACTLY, Image.Quantize.MAXCOVERAGE)
        palette = np.concatenate([palette, np.reshape(spread.getpalette("RGB"), (-1, 3))])
    _, nearest = KDTree(palette).query(colors)
    few = Image.fromarray(nearest[places].astype(np.uint8).reshape(red.shape), mode="P")
    few.putpalette(palette.astype(np.uint8).tobytes())
    return few


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
