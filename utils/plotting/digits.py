"""Figures of images, of sets of images, and of how well they are read."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from utils.plotting.style import (
    BLUE,
    DARK_RED,
    FULL,
    GRAY,
    INK,
    LIGHT,
    NARROW,
    ORANGE,
    RED,
    WORDS,
    count_pixels,
    draw_image,
    new_figure,
    show,
)
from utils.plotting.words import plain_ticks, write_beside

GAP = 0.12
ABOVE = 0.17  # inches for a line of words above a tile
LARGEST_TILE = 1.5


def plot_digits(
    images: np.ndarray, titles: Sequence | None = None, columns: int = 10, title: str | None = None
) -> None:
    """Draw images side by side, each with its own line of text above it.

    images has shape (m, h, w), of any size; titles holds m strings or numbers, or is None; columns is how many images
    stand in a row. Raises ValueError if there are not m titles.
    """
    images = np.asarray(images)
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"there are {len(images)} images and {len(titles)} titles; give one for each image")
    title = f"{len(images)} images" if title is None else title
    axes, tiles = draw_tiles(images, columns, 0.0 if titles is None else 0.3, title_lines=1 + title.count("\n"))
    for tile, text in zip(tiles, [] if titles is None else titles, strict=False):
        write_above(axes, tile, str(text), color="black")
    axes.set_title(title)
    show(axes.figure)


def plot_predictions(images: np.ndarray, labels: np.ndarray, predictions: np.ndarray, columns: int = 8) -> None:
    """Draw images, each with its label and what it was read as above it; images (m, h, w), the others (m,).

    A wrong reading has a red frame and a cross. Raises ValueError if lengths differ.
    """
    images, labels, predictions = map(np.asarray, (images, labels, predictions))
    if not len(images) == len(labels) == len(predictions):
        raise ValueError(
            f"there are {len(images)} images, {len(labels)} labels and {len(predictions)} predictions; "
            "give one of each for every image"
        )
    axes, tiles = draw_tiles(images, columns, room_above=0.34)
    for tile, label, prediction in zip(tiles, labels, predictions, strict=True):
        if label == prediction:
            write_above(axes, tile, f"{label} → {prediction}", color=GRAY)
            continue
        write_above(axes, tile, f"✗ {label} → {prediction}", color=DARK_RED, weight="bold")
        tile.set(edgecolor=RED, linewidth=2.5, zorder=3)
    wrong = int((labels != predictions).sum())
    axes.set_title(
        f"{len(images)} digits, {wrong} read wrong\n(label → what was read; ✗ and a frame where they differ)"
    )
    show(axes.figure)


def plot_image(image: np.ndarray, title: str) -> None:
    """Draw one image (h, w) of any size, with rows and columns counted along its edges."""
    height, width = np.shape(image)
    figure, axes = new_figure(size=(NARROW, 0.9 + (NARROW - 0.8) * min(height / width, 1.5)))
    draw_image(axes, image)
    axes.set_title(title)
    show(figure)


def plot_pixel_values(image: np.ndarray, top: int, left: int, size: int = 8) -> None:
    """Draw an image (h, w), and next to it the numbers of a square of `size` pixels that begins at (top, left)."""
    image = np.asarray(image)
    figure, (whole, close) = new_figure(1, 2, size=(FULL, 3.9))
    draw_image(whole, image)
    frame_pixels(whole, top, left, size, size)
    whole.set_title("the image, and a part of it")
    draw_part(close, image, top, left, size, size)
    close.set_title("that part, as the computer has it")
    show(figure)


def plot_shrinking(before: np.ndarray, after: np.ndarray) -> None:
    """Draw an image (h, w) next to its smaller version, each with its own count of rows and columns."""
    figure, axes = new_figure(1, 2, size=(FULL, 3.8))
    for axis, image, word in zip(axes, (before, after), ("before", "after"), strict=True):
        draw_image(axis, image)
        height, width = np.shape(image)
        axis.set_title(f"{word}: {height} x {width} = {height * width} pixels")
    show(figure)


def plot_unrolling(row: np.ndarray, lengths: Sequence[int]) -> None:
    """Draw what the first numbers of a row (400,) hold, one panel for each length; the rest is hatched."""
    size = (NARROW, 4.6) if len(lengths) == 1 else (FULL, 1.1 + 6 / len(lengths))
    figure, axes = new_figure(1, len(lengths), size=size, squeeze=False, sharey=True)
    for axis, length in zip(axes[0], lengths, strict=True):
        _draw_beginning(axis, np.asarray(row), length)
        axis.label_outer()
    show(figure)


def plot_class_counts(sets: dict[str, np.ndarray]) -> None:
    """Draw how often each digit occurs: name -> labels (m,), one panel for each name."""
    figure, axes = new_figure(1, len(sets), size=(FULL, 3.2), squeeze=False)
    for axis, (name, labels) in zip(axes[0], sets.items(), strict=True):
        counts = np.bincount(labels, minlength=10)
        axis.bar(range(10), counts, color=BLUE)
        axis.axhline(counts.mean(), color=RED, linestyle="--", linewidth=1.5)
        axis.set(title=f"{name}: {len(labels):,}", xlabel="digit", xticks=range(10), ylim=(0, 1.3 * counts.max()))
        dashed = {"offset": (0, -8), "ha": "right", "va": "top"}
        write_beside(axis, "dashed: if all were the same", (9.5, 1.3 * counts.max()), RED, **dashed)
        plain_ticks(axis.yaxis)
    axes[0, 0].set_ylabel("number of images")
    show(figure)


def plot_pixel_histogram(values: np.ndarray, title: str = "How often each pixel value occurs") -> None:
    """Draw how often pixel values occur, on a logarithmic axis, and mark those outside 0..1; values of any shape."""
    values = np.asarray(values).ravel()
    figure, axes = new_figure(size=(FULL, 3.4))
    lowest, highest = min(values.min(), 0), max(values.max(), 1)
    edges = np.arange(np.floor(lowest * 20), np.ceil(highest * 20) + 1) / 20
    counts, _ = np.histogram(values, edges)
    places = {
        "below 0": (edges[:-1] < -1e-9, ORANGE, "//"),
        "from 0 to 1": ((edges[:-1] > -1e-9) & (edges[1:] < 1 + 1e-9), BLUE, ""),
        "above 1": (edges[1:] > 1 + 1e-9, ORANGE, "//"),
    }
    for words, (which, color, hatch) in places.items():
        if which.any():
            middle = edges[:-1][which].mean() + 0.025
            bars = {"width": 0.05, "align": "edge", "color": color, "hatch": hatch, "edgecolor": "white"}
            axes.bar(edges[:-1][which], counts[which], **bars)
            write_beside(axes, words, (middle, 4 * counts.max()), color, (0, 0), ha="center")
    axes.set(title=title, xlabel="pixel value (0 is paper, 1 is ink)", ylabel="number of pixels", yscale="log")
    axes.set_ylim(top=10 * counts.max())
    plain_ticks(axes.yaxis)
    show(figure)


def plot_mean_digits(images: np.ndarray, labels: np.ndarray) -> None:
    """Draw the mean image of each class; images (m, h, w), labels (m,)."""
    images, labels = np.asarray(images), np.asarray(labels)
    classes = np.unique(labels)
    means = np.stack([images[labels == label].mean(axis=0) for label in classes])
    plot_digits(means, titles=classes, columns=5, title="The mean image of each digit")


def plot_choice_on_few(on_few: np.ndarray, on_many: np.ndarray, few: int) -> None:
    """Draw rules by their accuracy on the `few` images used to choose, and on many others; both (rules,)."""
    on_few, on_many = np.asarray(on_few), np.asarray(on_many)
    best = on_few.argmax()
    ends = np.array([min(on_few.min(), on_many.min()) - 0.02, max(on_few.max(), on_many.max()) + 0.02])
    figure, axes = new_figure(size=(NARROW, 4.6))
    axes.plot(ends, ends, "--", color=GRAY, linewidth=1.5)
    axes.plot(on_few, on_many, "o", color=BLUE, markersize=4, alpha=0.5)
    axes.plot(on_few[best], on_many[best], "*", color=RED, markersize=17)
    write_beside(axes, "as good on both", (ends[1], ends[1]), GRAY, (-12, 0), ha="right")
    write_beside(axes, "the chosen\nrule", (on_few[best], on_many[best]), RED, (0, -10), ha="center", va="top")
    write_beside(axes, f"a dot: one of {len(on_few)} rules", (ends[0], ends[1]), BLUE, (0, 0))
    axes.set(
        title=f"The best of {len(on_few)} on {few} images\nis not as good as it looked",
        xlabel=f"accuracy on the {few} images used to choose",
        ylabel="accuracy on the other images",
    )
    show(figure)


def plot_accuracies(rules: dict[str, tuple[float, float]]) -> None:
    """Draw accuracies with intervals: name -> (accuracy, half the width of its interval), both in 0..1."""
    figure, axes = new_figure(size=(FULL, 1.1 + 0.55 * len(rules)))
    for place, (accuracy, half) in enumerate(rules.values()):
        axes.errorbar(100 * accuracy, place, xerr=100 * half, fmt="o", color=BLUE, capsize=5, markersize=7)
        words = f"{100 * accuracy:.1f}% ± {100 * half:.1f}"
        write_beside(axes, words, (100 * accuracy, place), BLUE, (0, 14), ha="center")
    axes.set_yticks(range(len(rules)), list(rules))
    axes.set(title="Test accuracy and its 95% interval", xlabel="images read right", ylabel="rule")
    axes.set_ylim(len(rules) - 0.5, -0.8)
    axes.margins(x=0.15)
    axes.xaxis.get_major_locator().set_params(nbins=6, integer=True)
    plain_ticks(axes.xaxis, "%")
    show(figure)


def frame_pixels(axes: Axes, top: int, left: int, height: int, width: int, color: str = RED) -> None:
    """Frame `height` rows and `width` columns of an image's pixels, starting at (top, left)."""
    corner = (left - 0.5, top - 0.5)
    axes.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=color, linewidth=2))


def draw_part(axes: Axes, image: np.ndarray, top: int, left: int, height: int, width: int, digits: int = 1) -> None:
    """Draw a part of an image (h, w) with the number of each pixel; rows and columns count as in the whole image.

    The part begins at (top, left), and ends at the image's edge at the latest. Numbers that are not whole get
    `digits` after the point.
    """
    part = image[top : top + height, left : left + width]
    edges = (left - 0.5, left + part.shape[1] - 0.5, top + part.shape[0] - 0.5, top - 0.5)
    axes.imshow(part, cmap=INK, extent=edges, vmin=0, vmax=image.max())
    for row, column in np.ndindex(part.shape):
        value = part[row, column]
        words = f"{value}" if part.dtype.kind in "iu" else f"{value:.{digits}f}"
        color = "white" if value > image.max() / 2 else "black"
        write_in_pixel(axes, top + row, left + column, words, color=color)
    count_pixels(axes)


def write_in_pixel(axes: Axes, row: int, column: int, words: str, *, fontsize: int = WORDS, **options) -> None:
    """Write words into the middle of a pixel; `options` go to text."""
    axes.text(column, row, words, ha="center", va="center", fontsize=fontsize, **options)


def draw_tiles(
    images: np.ndarray, columns: int, room_above: float, title_lines: int = 2
) -> tuple[Axes, list[Rectangle]]:
    """Axes with all images as tiles, each 1 high, and the tiles' outlines in the order of the images.

    `room_above` each tile is in heights of a tile; where it is not zero, it is at least a line of words.
    """
    if images.ndim != 3 or len(images) == 0:
        raise ValueError(f"images have shape (m, h, w), with at least one; this is {images.shape}")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    wide = images.shape[2] / images.shape[1]
    across = columns * (wide + GAP)
    width = NARROW if LARGEST_TILE * across <= NARROW else FULL
    inches = min(LARGEST_TILE, (width - 0.2) / across)
    if room_above:
        room_above = max(room_above, ABOVE / inches)
    across, down = wide + GAP, 1 + max(GAP, room_above)
    figure, axes = new_figure(size=(width, round(0.3 + 0.22 * title_lines + inches * rows * down, 1)))
    axes.set_axis_off()
    high = max(images.max(), 1e-9)
    tiles = []
    for i, image in enumerate(images):
        left, top = (i % columns) * across, (i // columns) * down
        axes.imshow(image, cmap=INK, vmin=0, vmax=high, extent=(left, left + wide, top + 1, top))
        tiles.append(Rectangle((left, top), wide, 1, fill=False, edgecolor=LIGHT, linewidth=0.8))
        axes.add_patch(tiles[-1])
    axes.set(
        xlim=(-GAP / 2, columns * across - GAP / 2),
        ylim=((rows - 1) * down + 1 + GAP / 2, -room_above - GAP / 2),
        aspect="equal",
    )
    return axes, tiles


def write_above(axes: Axes, tile: Rectangle, text: str, color: str, weight: str = "normal") -> None:
    left, top = tile.get_xy()
    axes.text(
        left + tile.get_width() / 2,
        top - 0.05,
        text,
        ha="center",
        va="bottom",
        fontsize=WORDS,
        color=color,
        weight=weight,
    )


def _draw_beginning(axes, row, length):
    side = int(np.sqrt(len(row)))
    known = np.arange(len(row)) < length
    shown = np.where(known, row, np.nan).reshape(side, side).T
    axes.imshow(shown, cmap=INK, vmin=0, vmax=row.max())
    full, rest = divmod(length, side)
    hidden = {"fill": False, "hatch": "///", "edgecolor": LIGHT, "linewidth": 0}
    if full < side:
        axes.add_patch(Rectangle((full - 0.5, rest - 0.5), 1, side - rest, **hidden))
        axes.add_patch(Rectangle((full + 0.5, -0.5), side - full - 1, side, **hidden))
        axes.add_patch(Rectangle((full - 0.5, rest - 0.5), 1, 1, fill=False, edgecolor=RED, linewidth=2))
    count_pixels(axes)
    axes.set_title(f"{length} of {len(row)} numbers")
