"""Figures of convolutions: kernels, the maps they make, pooling, whole networks, saliency."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle
from scipy.signal import correlate2d

from utils.plotting.digits import draw_part, frame_pixels, plot_digits, write_in_pixel
from utils.plotting.style import (
    BLUE,
    GRAY,
    INK,
    LIGHT,
    ORANGE,
    SIGNS,
    SKY,
    count_pixels,
    draw_image,
    leave_only_the_frame,
    new_figure,
    number,
    show,
)

LONGEST_NAME = 13  # letters in a line above a layer
MOST_CHANNELS = 6
FULL_WIDTH = 10.3


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
    figure, (whole, patch, weights, result) = new_figure(1, 4, size=(11, 3.2))
    draw_image(whole, image)
    frame_pixels(whole, row, column, *kernel.shape, color=ORANGE)
    whole.set_title(f"the image, {_by(image.shape)},\nand a patch of it")
    draw_part(patch, image, row, column, *kernel.shape, digits=2)
    patch.set_title("the patch")
    _draw_kernel(weights, kernel, largest_written=5)
    count_pixels(weights)
    weights.set_title("times the kernel")
    _draw_signed(result, values, _largest(values))
    count_pixels(result)
    frame_pixels(result, row, column, 1, 1, color=ORANGE)
    result.set_title(f"the map, {_by(values.shape)}:\nthe sum is {number(values[row, column], 2)} here")
    show(figure)


def plot_filtered(image: np.ndarray, kernels: dict[str, np.ndarray]) -> None:
    """Draw kernels, and below each the map that it makes of an image (h, w): name -> kernel (k, l).

    Positive numbers are red, negative ones blue. All maps share one scale; each kernel has its own. The numbers of a
    kernel are written out if it is 3x3 or smaller.
    Raises ValueError if there is no kernel, or one is larger than the image.
    """
    if not kernels:
        raise ValueError("there is nothing to draw: give at least one name with its kernel")
    maps = [_map_of(image, kernel) for kernel in kernels.values()]
    columns = 1 + len(kernels)
    inches = min(2.0, FULL_WIDTH / columns)
    figure, axes = new_figure(2, columns, size=(inches * columns + 0.7, 2 * inches + 0.6), squeeze=False)
    axes[0, 0].remove()
    draw_image(axes[1, 0], image)
    axes[1, 0].set_title("the image")
    limit = max(_largest(values) for values in maps)
    for (above, below), (name, kernel), values in zip(axes.T[1:], kernels.items(), maps, strict=True):
        _draw_kernel(above, np.asarray(kernel), largest_written=3, fontsize=8)
        leave_only_the_frame(above)
        above.set_title(name)
        picture = _draw_signed(below, values, limit)
        count_pixels(below)
        below.set(title=f"map, {_by(values.shape)}", ylabel="")
    figure.colorbar(picture, ax=axes[1].tolist(), label="value in the map")
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
    figure, (before, after) = new_figure(1, 2, size=(8, 4.2), width_ratios=[1.5, 1])
    _draw_blocks(before, colors.repeat(2, axis=0).repeat(2, axis=1))
    _draw_blocks(after, colors)
    for i, j in np.ndindex(height, width):
        best = blocks[i, j].argmax()
        for k, value in enumerate(blocks[i, j]):
            style = {"weight": "bold"} if k == best else {"alpha": 0.65}
            write_in_pixel(before, 2 * i + k // 2, 2 * j + k % 2, number(value, 2), fontsize=12, **style)
        write_in_pixel(after, i, j, number(blocks[i, j, best], 2), fontsize=12, weight="bold")
    before.set_title(f"{_by(x.shape)}, in blocks of 2 × 2")
    after.set_title(f"the largest of each: {_by(colors.shape)}")
    show(figure)


def plot_feature_maps(maps: np.ndarray, titles: Sequence | None = None, title: str = "") -> None:
    """Draw the c channels of maps (h, w, c) as images on one common scale; the larger a value, the more ink.

    Whatever is not above 0 is white. titles holds c strings or numbers, or is None. Raises ValueError if maps do not
    have three axes, or if there are not c titles.
    """
    maps = np.asarray(maps)
    if maps.ndim != 3:
        raise ValueError(f"feature maps of one image have shape (h, w, c); these have {maps.shape}")
    plot_digits(np.moveaxis(maps, -1, 0), titles, columns=8, title=title or f"{maps.shape[-1]} feature maps")


def plot_layers(rows: list[tuple[str, tuple[int, ...], int]], title: str) -> None:
    """Draw a network as a row of boxes, one for each layer, from the input on the left to the scores on the right.

    The height of a box follows the square root of its maps' side, the width the logarithm of the number of channels.
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
    figure, axes = new_figure(size=(1.2 + 1.05 * len(rows), 3.9))
    tallest = max(_side(shape) for _, shape, _ in rows)
    most = max(shape[-1] for _, shape, _ in rows)
    ends = None
    for place, (name, shape, parameters) in enumerate(rows):
        height = np.sqrt(_side(shape) / tallest)
        width = 0.8 * np.log1p(shape[-1]) / np.log1p(most)
        color = {"facecolor": BLUE, "edgecolor": BLUE} if parameters else {"facecolor": LIGHT, "edgecolor": GRAY}
        axes.add_patch(Rectangle((place - width / 2, -height / 2), width, height, **color))
        axes.text(place, height / 2 + 0.03, fill(name, LONGEST_NAME), ha="center", va="bottom", fontsize=9)
        if ends is not None:
            arrow = {"arrowstyle": "->", "color": GRAY, "shrinkA": 1, "shrinkB": 1}
            axes.annotate("", (place - width / 2, 0), (ends, 0), arrowprops=arrow)
        ends = place + width / 2
    labels = [f"{_by(shape)}\n{parameters:,}" for _, shape, parameters in rows]
    axes.set_xticks(range(len(rows)), labels, fontsize=9)
    axes.tick_params(length=0)
    axes.set(title=f"{title}: {sum(parameters for *_, parameters in rows):,} parameters", yticks=[])
    axes.set(xlim=(-0.55, len(rows) - 0.45), ylim=(-0.55, 0.95))
    axes.set_xlabel(
        "shape of what the layer gives, and how many parameters it learns\n"
        "(higher: more rows and columns; wider: more channels; blue: learns parameters)"
    )
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.grid(visible=False)
    show(figure)


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

    images and saliency have shape (m, h, w), and there are m titles. Each map has its own scale, symmetric about 0. A
    line around the digit, at half of its largest value, shows where the ink is. Raises ValueError if shapes or lengths
    differ.
    """
    images, saliency = np.asarray(images), np.asarray(saliency)
    if images.ndim != 3 or images.shape != saliency.shape or not len(images) == len(titles) > 0:
        raise ValueError(
            f"images and saliency have the same shape (m, h, w), and there are m titles; these are {images.shape}, "
            f"{saliency.shape} and {len(titles)} titles"
        )
    figure, axes = new_figure(2, len(images), size=(max(1.3 * len(images) + 1.0, 4.6), 3.4), squeeze=False)
    for (above, below), image, values, words in zip(axes.T, images, saliency, titles, strict=True):
        above.imshow(image, cmap=INK, vmin=0)
        above.set_title(words, fontsize=10)
        _draw_signed(below, values, _largest(values))
        if image.min() < image.max() / 2:  # empty paper has no outline
            below.contour(image, levels=[image.max() / 2], colors="black", linewidths=1)
        leave_only_the_frame(above)
        leave_only_the_frame(below)
    axes[0, 0].set_ylabel("digit")
    axes[1, 0].set_ylabel("saliency\n(red +, blue −)")
    figure.suptitle(title)
    show(figure)


def plot_channel_values(before: np.ndarray, after: np.ndarray, title: str) -> None:
    """Draw how the values of each channel spread before and after batch normalization; both (n, c), c at most 6.

    Each channel is a violin: the wider it is, the more values lie there. Its mean is marked. The two panels have
    scales of their own. Raises ValueError if the shapes differ, or if there are more than 6 channels.
    """
    before, after = np.asarray(before), np.asarray(after)
    if before.shape != after.shape or before.ndim != 2 or not before.size or before.shape[1] > MOST_CHANNELS:
        raise ValueError(
            f"before and after have the same shape (n, c), with 1 to {MOST_CHANNELS} channels; these have "
            f"{before.shape} and {after.shape}"
        )
    channels = range(before.shape[1])
    figure, axes = new_figure(1, 2, size=(9, 1.5 + 0.45 * len(channels)), sharey=True)
    words = ("before batch normalization", "after batch normalization")
    for axis, values, name in zip(axes, (before, after), words, strict=True):
        violins = axis.violinplot(values, channels, orientation="horizontal", widths=0.85, showextrema=False)
        for violin in violins["bodies"]:
            violin.set(facecolor=BLUE, edgecolor=BLUE, alpha=0.5)
        axis.plot(values.mean(axis=0), channels, "D", color=ORANGE, markeredgecolor="black", label="mean")
        axis.set(title=name, xlabel="value")
    axes[0].set_yticks(channels, [f"channel {channel}" for channel in channels])
    axes[0].set_ylim(len(channels) - 0.5, -0.5)
    axes[1].legend(loc="upper left", bbox_to_anchor=(1, 1))
    figure.suptitle(title)
    show(figure)


def _map_of(image, kernel) -> np.ndarray:
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    if image.ndim != 2 or kernel.ndim != 2 or not kernel.size:
        raise ValueError(f"an image is (h, w) and a kernel (k, l); these have shapes {image.shape} and {kernel.shape}")
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError(f"a kernel of shape {kernel.shape} does not fit into an image of shape {image.shape}")
    return correlate2d(image, kernel, mode="valid")


def _draw_kernel(axes, kernel: np.ndarray, largest_written: int, fontsize: int = 9) -> None:
    """Draw a kernel, and its numbers too, unless it has more rows or columns than can be written."""
    limit = _largest(kernel)
    _draw_signed(axes, kernel, limit)
    if max(kernel.shape) > largest_written:
        return
    for row, column in np.ndindex(kernel.shape):
        color = "white" if abs(kernel[row, column]) > 0.6 * limit else "black"
        write_in_pixel(axes, row, column, number(kernel[row, column], 2), color=color, fontsize=fontsize)


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
