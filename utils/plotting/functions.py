"""Figures of functions of one number: activations, their slopes, and sums of ReLUs."""

from collections.abc import Callable

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.ticker import LogLocator, NullLocator

from utils.plotting.style import (
    BLUE,
    CYCLE,
    FULL,
    GRAY,
    LIGHT,
    NARROW,
    ORANGE,
    RED,
    WORDS,
    new_figure,
    new_panels,
    show,
)
from utils.plotting.words import label_lines, number, write_beside

MOST_LABELED = 4  # more lines than that are too close for words at their ends
LARGE_NUMBERS = {
    6: "million",
    9: "billion",
    12: "trillion",
    15: "quadrillion",
    18: "quintillion",
    21: "sextillion",
    24: "septillion",
}


def plot_curves(
    x: np.ndarray, curves: dict[str, np.ndarray], title: str, *, x_label: str = "x", y_label: str = "output"
) -> None:
    """Draw several functions of x in one picture.

    x and each curve have shape (m,); the keys name the curves, at their right ends.
    """
    figure, axes = new_figure(size=(NARROW if len(curves) == 1 else FULL, 3.4))
    styles = ["-", "--", "-.", ":"]
    for i, (name, y) in enumerate(curves.items()):
        axes.plot(x, y, styles[i % 4], color=CYCLE[i % len(CYCLE)], linewidth=2, label=name)
    axes.set(title=title, xlabel=x_label, ylabel=y_label)
    if len(curves) > 1:
        label_lines(axes)
    show(figure)


def plot_activations(
    z: np.ndarray, activations: dict[str, tuple[np.ndarray, np.ndarray]], title: str = "Activations and their slopes"
) -> None:
    """Draw activations above their slopes, one column each: name -> (values, slopes), all of shape (m,)."""
    figure, axes = new_figure(
        2, len(activations), size=(FULL, 4.6), sharex=True, sharey="row", squeeze=False, height_ratios=[1.3, 1]
    )
    for column, (name, (values, slopes)) in enumerate(activations.items()):
        axes[0, column].plot(z, values, color=BLUE, linewidth=2)
        axes[0, column].set_title(name)
        axes[1, column].plot(z, slopes, color=ORANGE, linewidth=2)
        axes[1, column].set_title(f"slope: at most {number(slopes.max(), 2)}", fontsize=11)
        axes[1, column].set_xlabel("z")
    axes[0, 0].set_ylabel("activation a")
    axes[1, 0].set_ylabel("slope")
    axes[1, 0].yaxis.get_major_locator().set_params(nbins=3)
    figure.suptitle(title)
    show(figure)


def plot_gradient_sizes(
    sizes: dict[str, np.ndarray], title: str = "What is left of the gradient on its way back"
) -> None:
    """Draw how large the gradient is after each layer of the backward pass: name -> sizes of shape (layers,)."""
    figure, axes = new_figure(size=(FULL, 3.8))
    for name, size in sizes.items():
        axes.semilogy(np.arange(1, len(size) + 1), size, linewidth=2, label=name)
    axes.set(title=title, xlabel="layers passed, counted from the output", ylabel="size of the gradient")
    axes.yaxis.set_major_locator(LogLocator(base=1000))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(lambda size, _: _in_words(size))
    label_lines(axes)
    show(figure)


def plot_dying_relu(z: dict[str, np.ndarray]) -> None:
    """Draw the scores z that one neuron gives to many inputs, as histograms: name -> scores of shape (m,).

    What lies to the right of 0 passes through the ReLU; what lies to the left becomes 0 and has slope 0.
    """
    figure, axes = new_figure(len(z), size=(FULL, 0.8 + 1.8 * len(z)), sharex=True, sharey=True, squeeze=False)
    width = 0.25  # 0 is a multiple of it, so that no bar holds both kinds
    lowest, highest = min(s.min() for s in z.values()), max(s.max() for s in z.values())
    edges = width * np.arange(np.floor(lowest / width), np.ceil(highest / width) + 1)
    for axis, (name, scores) in zip(axes[:, 0], z.items(), strict=True):
        axis.hist(scores[scores <= 0], bins=edges, color=GRAY)
        axis.hist(scores[scores > 0], bins=edges, color=BLUE)
        axis.axvline(0, color=RED, linestyle="--", linewidth=1.5)
        axis.set(title=f"{name}: {np.mean(scores > 0):.0%} of the inputs pass", ylabel="inputs")
    axes[-1, 0].set_xlabel("score z")
    axes[0, 0].set_ylim(top=1.3 * axes[0, 0].get_ylim()[1])  # room for the words above the bars
    top = (0, 0.88 * axes[0, 0].get_ylim()[1])
    write_beside(axes[0, 0], "becomes 0, slope 0", top, GRAY, (-6, 0), ha="right")
    write_beside(axes[0, 0], "passes, slope 1", top, BLUE)
    show(figure)


def relu_sum(x: np.ndarray, knots: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Sum of ReLUs: sum_i heights[i] * max(0, x - knots[i]), for x of shape (m,), as shape (m,)."""
    return np.maximum(0, x[:, None] - np.asarray(knots, dtype=float)) @ np.asarray(heights, dtype=float)


def plot_relu_sum(knots: np.ndarray, heights: np.ndarray, *, target: Callable | None = None) -> None:
    """Draw a sum of ReLUs on 0..2 pi with its terms, and the curve that it should follow, if there is one."""
    x = np.linspace(0, 2 * np.pi, 400)
    figure, axes = new_figure(1, 2, size=(FULL, 3.4), sharex=True)
    for knot, height in zip(knots, heights, strict=True):
        axes[0].plot(x, relu_sum(x, [knot], [height]), linewidth=2, label=f"height {number(height, 2)}")
    axes[0].set(title=f"{len(knots)} bent lines …", xlabel="x", ylabel="height · relu(x − knot)")
    total = relu_sum(x, knots, heights)
    if target is not None:
        axes[1].plot(x, target(x), "--", color=GRAY, linewidth=2, label="target")
    axes[1].plot(x, total, color=BLUE, linewidth=2, label="sum")
    bends = np.asarray(knots, dtype=float)
    axes[1].plot(bends, relu_sum(bends, knots, heights), "o", color=RED)
    axes[1].set(title="… and their sum", xlabel="x", ylabel="f(x)")
    label_lines(axes[1])
    if len(knots) <= MOST_LABELED:
        label_lines(axes[0])
    show(figure)


def plot_sine_by_relus(counts: tuple[int, ...]) -> None:
    """Draw sin(x) on 0..2 pi and sums of ReLUs with evenly spaced knots, one panel for each count."""
    x = np.linspace(0, 2 * np.pi, 400)
    size = (FULL, 0.6 + 2.1 * -(-len(counts) // 2))
    figure, panels = new_panels(len(counts), columns=2, size=size, xlabel="x", ylabel="f(x)")
    for axis, count in zip(panels, counts, strict=True):
        bends = np.linspace(0, 2 * np.pi, count + 1)
        slopes = np.diff(np.sin(bends)) / np.diff(bends)
        total = relu_sum(x, bends[:-1], np.diff(slopes, prepend=0))
        axis.plot(x, np.sin(x), "--", color=GRAY, linewidth=2, label="sin(x)")
        axis.plot(x, total, color=BLUE, linewidth=2, label="sum of ReLUs")
        axis.set_title(f"{count} ReLUs: off by at most {np.abs(total - np.sin(x)).max():.2f}")
    panels[0].legend(fontsize=WORDS, loc="lower left", frameon=False)
    show(figure)


def plot_linear_regions(networks: list[tuple[np.ndarray, np.ndarray]]) -> None:
    """Draw where ReLU neurons switch on and off, a panel for each (weights of shape (2, n), biases of shape (n,)).

    Each neuron's line divides the plane. Inside one patch the network is one flat plane; it bends at every line.
    Two patches that meet at a line differ in one neuron, so coloring them by whether an even number of neurons is on
    gives neighbors different colors.
    """
    side = np.linspace(-2, 2, 400)
    x1, x2 = np.meshgrid(side, side)
    points = np.stack([x1.ravel(), x2.ravel()], axis=1)
    figure, axes = new_figure(1, len(networks), size=(FULL, 3.9), squeeze=False, sharey=True)
    for axis, (weights, biases) in zip(axes[0], networks, strict=True):
        scores = points @ weights + biases
        patches = len(np.unique(scores > 0, axis=0))
        odd = np.sum(scores > 0, axis=1) % 2
        axis.pcolormesh(x1, x2, odd.reshape(x1.shape), cmap=ListedColormap(["white", LIGHT]), rasterized=True)
        for score in scores.T:
            axis.contour(x1, x2, score.reshape(x1.shape), levels=[0], colors=[BLUE], linewidths=1.5)
        axis.grid(visible=False)
        axis.set(title=f"{len(biases)} ReLUs: {patches} flat patches", xlabel="input 1", aspect="equal")
        axis.set(xticks=range(-2, 3), yticks=range(-2, 3))
    axes[0, 0].set_ylabel("input 2")
    show(figure)


def _in_words(size: float) -> str:
    """A power of a thousand as one would say it; 0.001 and 1,000 are still read more easily as numbers."""
    exponent = round(np.log10(size))
    name = LARGE_NUMBERS.get(abs(exponent))
    if name is None:
        return f"{size:,.10g}"
    return f"1 {name}th" if exponent < 0 else f"1 {name}"
