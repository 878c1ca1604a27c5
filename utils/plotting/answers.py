"""Figures of a learner's answer against what was meant."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from utils.plotting.digits import frame_pixels, write_in_pixel
from utils.plotting.style import BLUE, FULL, GRAY, INK, RED, SIGNS, new_figure
from utils.plotting.words import number

ROOM = 2.2  # how far beyond the target's own height a curve is shown, as a part of it
APART = 0.11  # how far the words at two curves' ends are apart at least, as a part of the axes' height
MOST_WRITTEN = 60
LARGEST_WRITTEN_OUT = 10_000
TIMES_AS_LARGE = 4
TOLERANCE = 1e-5


def plot_curve_answer(x: np.ndarray, answer: np.ndarray, target: Callable, *, name: str, bends: np.ndarray) -> None:
    """Draw an answer's curve against the one that was meant, and mark where the two are farthest apart.

    Parameters
    ----------
    x, answer : arrays of shape (m,)
        Places in any order, and the answer's values there.
    target : function
        Gives the values that were meant for an array of places.
    name : str
        What the target is called in the figure.
    bends : array
        Places that get a dot on the answer's curve.

    Raises ValueError if the shapes differ.
    """
    if np.shape(x) != np.shape(answer):
        raise ValueError(f"x has shape {np.shape(x)} and the answer {np.shape(answer)}; they should be the same")
    order = np.argsort(x)
    x, answer = np.asarray(x)[order], np.asarray(answer)[order]
    dense = np.linspace(x[0], x[-1], 400)
    meant = target(dense)
    figure, axes = new_figure(size=(FULL, 3.2))
    axes.plot(dense, meant, "--", color=GRAY)
    axes.plot(x, answer, color=BLUE)
    axes.plot(bends, np.interp(bends, x, answer), "o", color=BLUE, markersize=5)
    errors = np.abs(answer - target(x))
    worst = errors.argmax()
    axes.plot([x[worst]] * 2, [answer[worst], target(x)[worst]], color=RED, linewidth=3, solid_capstyle="butt")
    _show_the_targets_surroundings(axes, meant)
    _write_at_the_ends(axes, x[-1], {name: (meant[-1], GRAY), "your answer": (answer[-1], BLUE)})
    far = f"off by {_short(errors[worst])} at x = {_short(x[worst])}, where it is worst (red)"
    axes.set(title=f"Your answer is {far}", xlabel="x", ylabel="f(x)")
    plt.show()


def plot_image_answer(answer: np.ndarray, target: np.ndarray, *, thing: str, signed: bool = False) -> None:
    """Draw an answer's image next to the one that was meant, both to one scale, and mark the places that differ.

    Parameters
    ----------
    answer, target : arrays of shape (h, w)
        If their shapes differ, no place is marked. A row of numbers is drawn as an image with one row.
    thing : str
        What they are called: "picture" or "map".
    signed : bool
        Whether zero has a meaning: then numbers above it are red and those below it blue, else small ones are paper.

    Raises ValueError if one of the two is no image, or the answer is many times larger than the target.
    """
    answer, target = np.atleast_2d(answer), np.atleast_2d(target)
    if answer.ndim != 2 or max(answer.shape) > TIMES_AS_LARGE * max(target.shape):
        raise ValueError(f"an answer of shape {answer.shape} cannot be drawn next to {target.shape}")
    height, width = np.maximum(answer.shape, target.shape)
    colors = _signed_colors(answer, target) if signed else _ink(answer, target)
    figure, axes = new_figure(1, 2, size=(FULL, float(np.clip(1.0 + 3.5 * height / width, 1.9, 4.4))))
    for axis, image, whose in zip(axes, (answer, target), ("your", "the right"), strict=True):
        axis.imshow(image, **colors)
        margin = 0.01 * max(height, width)
        axis.set(xlim=(-0.5 - margin, width - 0.5 + margin), ylim=(height - 0.5 + margin, -0.5 - margin))
        axis.set(xticks=[], yticks=[])
        axis.grid(visible=False)
        axis.spines[:].set_visible(False)
        frame_pixels(axis, 0, 0, *image.shape, color=GRAY)
        axis.set_title(f"{whose} {thing}: {image.shape[0]} x {image.shape[1]}")
    if answer.shape == target.shape:
        _mark(axes[0], ~np.isclose(answer, target, rtol=TOLERANCE, atol=TOLERANCE / 100))
    if answer.size <= MOST_WRITTEN:
        _write_numbers(axes[0], answer, colors)
    plt.show()


def _show_the_targets_surroundings(axes: Axes, meant: np.ndarray) -> None:
    """Cut off what lies far above and below the target, which would be flat otherwise."""
    lowest, highest = axes.get_ylim()
    room = ROOM * np.ptp(meant)
    axes.set_ylim(max(lowest, meant.min() - room), min(highest, meant.max() + room))


def _write_at_the_ends(axes: Axes, x: float, ends: dict[str, tuple[float, str]]) -> None:
    """Write two names to the right of the curves' last values, from which they move away if they would touch."""
    bottom, top = axes.get_ylim()
    apart = APART * (top - bottom)
    lower, upper = sorted(ends, key=lambda name: ends[name][0])
    low, high = np.clip([ends[lower][0], ends[upper][0]], bottom, top)
    high = min(max(high, (low + high + apart) / 2), top - apart / 2)  # the title is above
    low = min(low, high - apart)
    for name, height in ((lower, low), (upper, high)):
        axes.annotate(
            name,
            (x, height),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=ends[name][1],
            annotation_clip=False,
        )


def _ink(*images: np.ndarray) -> dict:
    return {"cmap": INK, "vmin": min(image.min() for image in images), "vmax": max(image.max() for image in images)}


def _signed_colors(*images: np.ndarray) -> dict:
    largest = max(np.abs(image).max() for image in images) or 1.0
    return {"cmap": SIGNS, "vmin": -largest, "vmax": largest}


def _mark(axes: Axes, wrong: np.ndarray) -> None:
    """Tint the pixels of an image that are wrong, or frame them if they are few, and count them in its title."""
    rows, columns = np.nonzero(wrong)
    if wrong.size <= MOST_WRITTEN:
        word = "framed"
        for row, column in zip(rows, columns, strict=True):
            axes.add_patch(Rectangle((column - 0.44, row - 0.44), 0.88, 0.88, fill=False, linewidth=2.5))
    else:
        word = "red"
        tint = np.ma.masked_where(~wrong, np.ones(wrong.shape))
        axes.imshow(tint, cmap=ListedColormap([RED]), alpha=0.5)
    axes.set_title(f"{axes.get_title()},\n{len(rows):,} of {wrong.size:,} pixels wrong ({word})")


def _write_numbers(axes: Axes, image: np.ndarray, colors: dict) -> None:
    darkest = colors["vmax"]
    for row, column in np.ndindex(image.shape):
        value = image[row, column]
        color = "white" if abs(value) > 0.6 * darkest else "black"
        write_in_pixel(axes, row, column, _short(value), color=color)


def _short(value: float) -> str:
    return number(value, 2) if abs(value) < LARGEST_WRITTEN_OUT else f"{value:.0e}"
