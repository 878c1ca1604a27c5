"""How every figure of the course looks: sizes, colors that a color-blind reader can tell apart, and how it is shown."""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

# The widths of figures, in inches: all of a page's column, or a part of it for what would look lost at full width.
FULL, NARROW = 7.2, 4.8

# Okabe and Ito's palette, https://jfly.uni-koeln.de/color/
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, GRAY, LIGHT = "#CC79A7", "#56B4E9", "#6E6E6E", "#D9D9D9"
DARK_ORANGE = "#8A5F00"  # for words, which ORANGE makes too pale to read on white
INK = "gray_r"  # 0 is white paper; so is the little below 0 that bicubic shrinking leaves
SIGNS = "RdBu_r"  # red above zero, blue below: color-blind readers can tell them apart too
HEIGHTS = "cividis"  # from dark to light, and the same to every eye
MISTAKES = "Oranges"
CARD = "#F6F5F1"  # what a figure stands on: paper on a light page, and no glare on a dark one
CYCLE = [BLUE, ORANGE, GREEN, RED, PURPLE, SKY]

PIXELS_PER_INCH = 100
SHARPNESS = 2  # pixels of the picture for one of the page, in each direction: screens of today show both
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


def number(value: float, digits: int = 3) -> str:
    """A number with at most this many digits after the point, and a real minus sign."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")
