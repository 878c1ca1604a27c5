"""Figures of convolutions: kernels, the maps they make, pooling, whole networks, saliency."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from scipy.signal import correlate2d

from utils.plotting.digits import draw_part, draw_tiles, frame_pixels, write_above, write_in_pixel
from utils.plotting.rows import HEADER, write_at_the_right
from utils.plotting.scales import draw_scale
from utils.plotting.style import (
    BLUE,
    FULL,
    GRAY,
    INK,
    LIGHT,
    NARROW,
    ORANGE,
    SIGNS,
    SKY,
    WORDS,
    count_pixels,
    draw_image,
    leave_only_the_frame,
    new_figure,
    show,
)
from utils.plotting.words import number, plain_ticks

LONGEST_NAME = 18  # letters in a line beside a layer
LONGEST_TITLE = 36  # letters in a line of a narrow figure's title
MOST_CHANNELS = 6
MOST_KERNELS_IN_LINE = 4  # more would leave no room for their numbers
ANGLES = range(0, 180, 15)


def plot_convolution(image: np.ndarray, kernel: np.ndarray, row: int, column: int) -> None:
    """Draw one step of a convolution: the patch of the image, times the kernel, gives one pixel of the map.

    Parameters
    ----------
    image : (h, w) array
    kernel : (k, l) array
        Small, so that its numbers can be read: up to 5x5.
    row, column : int
        Where the kernel's upper left corner lies, which is where the map, of shape (h - k + 1, w - l + 1), has the sum.

    Raises ValueError if the kernel would reach over the image's edge there.
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    values = _map_of(image, kernel)
    if not (0 <= row < values.shape[0] and 0 <= column < values.shape[1]):
        raise ValueError(
            f"a kernel of shape {kernel.shape} on an image of shape {image.shape} can lie at rows 0 to "
            f"{values.shape[0] - 1} and columns 0 to {values.shape[1] - 1}; ({row}, {column}) is not among them"
        )
    figure, axes = new_figure(2, 2, size=(FULL, 6.6))
    whole, patch, weights, result = axes.flat
    draw_image(whole, image)
    frame_pixels(whole, row, column, *kernel.shape, color=ORANGE)
    whole.set_title(f"the image, {_by(image.shape)},\nand a patch of it")
    draw_part(patch, image, row, column, *kernel.shape, digits=2)
    patch.set_title("the patch")
    _draw_kernel(weights, kernel, _largest(kernel), largest_written=5)
    count_pixels(weights)
    weights.set_title("times the kernel")
    _draw_signed(result, values, _largest(values))
    count_pixels(result)
    frame_pixels(result, row, column, 1, 1, color=ORANGE)
    result.set_title(f"the map, {_by(values.shape)}:\nthe sum is {number(values[row, column], 2)} here")
    show(figure)


def plot_filtered(image: np.ndarray, kernels: dict[str, np.ndarray]) -> None:
    """Draw kernels, and below each the map that it makes of an image (h, w): name -> kernel (k, l).

    Positive numbers are red, negative ones blue. All maps share one scale of colors, and all kernels another. The
    numbers of a kernel are written out if it is 3x3 or smaller.
    Raises ValueError if there is no kernel, or one is larger than the image.
    """
    if not kernels:
        raise ValueError("there is nothing to draw: give at least one name with its kernel")
    maps = [_map_of(image, kernel) for kernel in kernels.values()]
    columns = min(len(kernels), MOST_KERNELS_IN_LINE)
    lines = -(-len(kernels) // columns)
    height = round(2 * lines * (FULL / (0.7 + columns) + 0.2) + 0.9, 1)
    figure, axes = new_figure(
        2 * lines, 1 + columns, size=(FULL, height), width_ratios=[0.7] + columns * [1], squeeze=False
    )
    for axis in axes.flat:
        axis.set_axis_off()
    _draw_framed(axes[1, 0], image, "the image", cmap=INK, vmin=0)
    largest_weight = max(_largest(np.asarray(kernel)) for kernel in kernels.values())
    limit = max(_largest(values) for values in maps)
    for place, (name, kernel, values) in enumerate(zip(kernels, kernels.values(), maps, strict=True)):
        line, column = divmod(place, columns)
        above, below = axes[2 * line : 2 * line + 2, 1 + column]
        _draw_kernel(above, np.asarray(kernel), largest_weight, largest_written=3)
        leave_only_the_frame(above)
        above.set_axis_on()
        above.set_title(name)
        picture = _draw_framed(below, values, f"map, {_by(values.shape)}", cmap=SIGNS, vmin=-limit, vmax=limit)
    draw_scale(figure, picture, axes, "value in the map")
    figure.suptitle("Red: ink under positive weights. Blue: ink under negative ones.")
    show(figure)


def plot_pooling(x: np.ndarray) -> None:
    """Draw numbers x (h, w) in blocks of 2x2, and next to them what max pooling keeps, (h / 2, w / 2).

    The largest number of each block is bold; among equal ones, the first. Keep x small, such as 6x6, so that its
    numbers can be read. Raises ValueError if a side is odd.
    """
    x = np.asarray(x)
    if x.ndim != 2 or not x.size or x.shape[0] % 2 or x.shape[1] % 2:
        raise ValueError(f"2x2 blocks fill an array (h, w) with even sides; this one has shape {x.shape}")
    height, width = x.shape[0] // 2, x.shape[1] // 2
    blocks = x.reshape(height, 2, width, 2).swapaxes(1, 2).reshape(height, width, 4)
    colors = np.indices((height, width)).sum(axis=0) % 2
    figure, (before, after) = new_figure(1, 2, size=(FULL, 4.2), width_ratios=[1.5, 1])
    _draw_blocks(before, colors.repeat(2, axis=0).repeat(2, axis=1))
    _draw_blocks(after, colors)
    for i, j in np.ndindex(height, width):
        best = blocks[i, j].argmax()
        for k, value in enumerate(blocks[i, j]):
            style = {"weight": "bold"} if k == best else {"alpha": 0.65}
            write_in_pixel(before, 2 * i + k // 2, 2 * j + k % 2, number(value, 2), fontsize=12, **style)
        write_in_pixel(after, i, j, number(blocks[i, j, best], 2), fontsize=12, weight="bold")
    before.set_title(f"before: {_by(x.shape)}")
    after.set_title(f"after: {_by(colors.shape)}")
    figure.suptitle("From each block of 2 × 2, the largest number stays")
    show(figure)


def plot_feature_maps(maps: np.ndarray, titles: Sequence | None = None, title: str = "") -> None:
    """Draw the c channels of maps (h, w, c) as images on one common scale; the larger a value, the more ink.

    Whatever is not above 0 is white. titles holds c strings or numbers, or is None. Raises ValueError if maps do not
    have three axes, or if there are not c titles.
    """
    maps = np.asarray(maps)
    if maps.ndim != 3:
        raise ValueError(f"feature maps of one image have shape (h, w, c); these have {maps.shape}")
    if titles is not None and len(titles) != maps.shape[-1]:
        raise ValueError(f"there are {maps.shape[-1]} images and {len(titles)} titles; give one for each image")
    axes, tiles = draw_tiles(np.moveaxis(maps, -1, 0), columns=8, room_above=0.0 if titles is None else 0.3)
    for tile, words in zip(tiles, [] if titles is None else titles, strict=False):
        write_above(axes, tile, str(words), color="black")
    axes.set_title(title or f"{maps.shape[-1]} feature maps")
    axes.figure.set_figheight(axes.figure.get_figheight() + 0.5)
    draw_scale(axes.figure, axes.images[0], [axes], "value in the map: the larger, the more ink")
    show(axes.figure)


def plot_layers(rows: list[tuple[str, tuple[int, ...], int]], title: str) -> None:
    """Draw a network as a column of boxes, one for each layer, from the input at the top to the scores at the bottom.

    The width of a box follows the square root of its maps' side, the height the logarithm of the number of channels.
    A layer that learns parameters is blue.

    Parameters
    ----------
    rows : list of (name, shape, parameters)
        shape is what the layer gives for one image, (h, w, c) or (n,); parameters are how many it learns.
    title : str
        Stands above the network, with the total number of parameters.

    Raises ValueError if there is no layer, or if a shape has neither one nor three numbers.
    """
    _check_layers(rows)
    figure, axes = new_figure(size=(NARROW, round(1.7 + 0.44 * len(rows), 1)))
    widest = max(_side(shape) for _, shape, _ in rows)
    most = max(shape[-1] for _, shape, _ in rows)
    above = None
    for place, (_, shape, parameters) in enumerate(rows):
        width = np.sqrt(_side(shape) / widest)
        height = 0.75 * np.log1p(shape[-1]) / np.log1p(most)
        color = {"facecolor": BLUE, "edgecolor": BLUE} if parameters else {"facecolor": LIGHT, "edgecolor": GRAY}
        axes.add_patch(Rectangle((-width / 2, place - height / 2), width, height, **color))
        _write_in_column(axes, 0.62, place, _by(shape))
        _write_in_column(axes, 1.8, place, f"{parameters:,}", ha="right")
        if above is not None:
            arrow = {"arrowstyle": "->", "color": GRAY, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", (0, place - height / 2), (0, above), arrowprops=arrow)
        above = place + height / 2
    for across, words, ha in ((0.62, "shape", "left"), (1.8, "parameters", "right")):
        _write_in_column(axes, across, -0.85, words, ha=ha, style="italic")
    axes.set_yticks(range(len(rows)), [fill(name, LONGEST_NAME) for name, *_ in rows], fontsize=WORDS)
    axes.tick_params(length=0)
    axes.set(
        title=f"{fill(title, LONGEST_TITLE)}:\n{sum(parameters for *_, parameters in rows):,} parameters", xticks=[]
    )
    axes.set(xlim=(-0.55, 1.82), ylim=(len(rows) - 0.45, -1.15))
    axes.set_xlabel("wider: more rows and columns\nhigher: more channels\nblue: learns parameters", fontsize=WORDS)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.grid(visible=False)
    show(figure)


def _write_in_column(axes, across: float, row: float, words: str, ha: str = "left", **options) -> None:
    axes.text(across, row, words, ha=ha, va="center", fontsize=WORDS, **options)


def edge_kernel(angle: float) -> np.ndarray:
    """A kernel (3, 3) of floats that responds to edges where the ink grows in one direction.

    angle is that direction in degrees: at 0 the ink grows to the right, at 90 downward. In between, the kernel is
    cos(angle) times Sobel's horizontal gradient plus sin(angle) times his vertical one, each divided by 4, so that
    both respond to pixels in 0..1 with values in -1..1.

    Source: Sobel and Feldman, "A 3x3 isotropic gradient operator for image processing", 1968.
    """
    to_the_right = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
    return np.cos(np.deg2rad(angle)) * to_the_right + np.sin(np.deg2rad(angle)) * to_the_right.T


def plot_saliency(images: np.ndarray, saliency: np.ndarray, titles: Sequence, title: str) -> None:
    """Draw digits, and below each how much every pixel counts: red above 0, blue below 0, white at 0.

    images and saliency have shape (m, h, w), and there are m titles. All maps share one scale, symmetric about 0; the
    few largest values go beyond it. A line around the digit, at half of its largest value, shows where the ink is.
    Raises ValueError if shapes or lengths differ.
    """
    images, saliency = np.asarray(images), np.asarray(saliency)
    if images.ndim != 3 or images.shape != saliency.shape or not len(images) == len(titles) > 0:
        raise ValueError(
            f"images and saliency have the same shape (m, h, w), and there are m titles; these are {images.shape}, "
            f"{saliency.shape} and {len(titles)} titles"
        )
    figure, axes = new_figure(2, len(images), size=(FULL, 4.2), squeeze=False)
    limit = float(np.quantile(np.abs(saliency), 0.995)) or _largest(saliency)
    for (above, below), image, values, words in zip(axes.T, images, saliency, titles, strict=True):
        above.imshow(image, cmap=INK, vmin=0)
        above.set_title(words)
        picture = _draw_signed(below, values, limit)
        if image.min() < image.max() / 2:  # empty paper has no outline
            below.contour(image, levels=[image.max() / 2], colors="black", linewidths=1)
        leave_only_the_frame(above)
        leave_only_the_frame(below)
    axes[0, 0].set_ylabel("digit")
    axes[1, 0].set_ylabel("saliency")
    draw_scale(figure, picture, axes, "slope of the logit: ink lowers it (blue) or raises it (red)", "both")
    figure.suptitle(title)
    show(figure)


def plot_channel_values(before: np.ndarray, after: np.ndarray, title: str) -> None:
    """Draw how the values of each channel spread before and after batch normalization; both (n, c), c at most 6.

    Each channel is a violin: the wider it is, the more values lie there. Its mean is marked, and stands beside it with
    the standard deviation. Both panels have the same scale. Raises ValueError if the shapes differ, or if there are
    more than 6 channels.
    """
    before, after = np.asarray(before), np.asarray(after)
    if before.shape != after.shape or before.ndim != 2 or not before.size or before.shape[1] > MOST_CHANNELS:
        raise ValueError(
            f"before and after have the same shape (n, c), with 1 to {MOST_CHANNELS} channels; these have "
            f"{before.shape} and {after.shape}"
        )
    channels = range(before.shape[1])
    figure, axes = new_figure(2, 1, size=(FULL, round(1.9 + 0.75 * len(channels), 1)), sharex=True)
    words = ("before batch normalization", "after batch normalization")
    for axis, values, name in zip(axes, (before, after), words, strict=True):
        violins = axis.violinplot(values, channels, orientation="horizontal", widths=0.85, showextrema=False, points=30)
        for violin in violins["bodies"]:
            violin.set(facecolor=BLUE, edgecolor=BLUE, alpha=0.5)
        axis.plot(values.mean(axis=0), channels, "D", color=ORANGE, markeredgecolor="black", markersize=5)
        for channel, (mean, std) in enumerate(zip(values.mean(axis=0), values.std(axis=0), strict=True)):
            write_at_the_right(axis, channel, f"{_signed(mean)} ± {std:.2f}", "black", fontsize=WORDS)
        write_at_the_right(axis, HEADER, "mean ± std", "black", fontsize=WORDS, style="italic")
        axis.set_title(name)
        axis.set_yticks(channels, [f"channel {channel}" for channel in channels])
        axis.set_ylim(len(channels) - 0.4, -0.6)
        axis.grid(visible=False, axis="y")
    axes[1].set_xlabel("value (a diamond: the mean)")
    plain_ticks(axes[1].xaxis)
    figure.suptitle(title)
    show(figure)


def _signed(value: float) -> str:
    """A number with two digits after the point; what rounds to zero has no sign."""
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def _map_of(image, kernel) -> np.ndarray:
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    if image.ndim != 2 or kernel.ndim != 2 or not kernel.size:
        raise ValueError(f"an image is (h, w) and a kernel (k, l); these have shapes {image.shape} and {kernel.shape}")
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError(f"a kernel of shape {kernel.shape} does not fit into an image of shape {image.shape}")
    return correlate2d(image, kernel, mode="valid")


def _draw_kernel(axes, kernel: np.ndarray, limit: float, largest_written: int) -> None:
    """Draw a kernel, and its numbers too, unless it has more rows or columns than can be written."""
    _draw_signed(axes, kernel, limit)
    if max(kernel.shape) > largest_written:
        return
    for row, column in np.ndindex(kernel.shape):
        color = "white" if abs(kernel[row, column]) > 0.6 * limit else "black"
        write_in_pixel(axes, row, column, number(kernel[row, column], 2), color=color, fontsize=WORDS)


def _draw_framed(axes, values: np.ndarray, title: str, **options) -> AxesImage:
    """Draw an image with nothing around it but its frame and its title."""
    picture = axes.imshow(values, **options)
    leave_only_the_frame(axes)
    axes.set_axis_on()
    axes.set_title(title, fontsize=WORDS)
    return picture


def _draw_signed(axes, values: np.ndarray, limit: float):
    return axes.imshow(values, cmap=SIGNS, vmin=-limit, vmax=limit)


def _draw_blocks(axes, colors: np.ndarray) -> None:
    axes.imshow(colors, cmap=ListedColormap([SKY, ORANGE]), vmin=0, vmax=1, alpha=0.35)
    count_pixels(axes)


def _largest(values: np.ndarray) -> float:
    """The largest distance from 0, as the end of a scale; 1 where all values are 0."""
    return float(np.abs(values).max()) or 1.0


def _check_layers(rows) -> None:
    if not rows:
        raise ValueError("there is nothing to draw: give at least one layer")
    for name, shape, parameters in rows:
        if len(shape) not in (1, 3) or min(shape) < 1:
            raise ValueError(f"what a layer gives has shape (h, w, c) or (n,); that of {name!r} is {shape}")
        if parameters < 0:
            raise ValueError(f"a layer learns 0 parameters or more; {name!r} has {parameters}")


def _side(shape: tuple[int, ...]) -> int:
    """The longer side of maps (h, w, c); one number for each channel, (n,), is a map of side 1."""
    return max(shape[:-1], default=1)


def _by(shape: tuple[int, ...]) -> str:
    return " × ".join(str(size) for size in shape)
