"""Figures of functions of one number: activations, their slopes, and sums of ReLUs."""

from collections.abc import Callable

import numpy as np

from utils.plotting.style import (
    BLUE,
    CYCLE,
    GRAY,
    HEIGHTS,
    ORANGE,
    RED,
    new_figure,
    show,
)


def plot_curves(
    x: np.ndarray, curves: dict[str, np.ndarray], title: str, *, x_label: str = "x", y_label: str = "output"
) -> None:
    """Draw several functions of x in one picture.

    x and each curve have shape (m,); the keys are the words of the legend.
    """
    figure, axes = new_figure(size=(6.5, 3.6))
    styles = ["-", "--", "-.", ":"]
    for i, (name, y) in enumerate(curves.items()):
        axes.plot(x, y, styles[i % 4], color=CYCLE[i % len(CYCLE)], label=name)
    axes.set(title=title, xlabel=x_label, ylabel=y_label)
    if len(curves) > 1:
        axes.legend()
    show(figure)


def plot_activations(z: np.ndarray, activations: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    """Draw activations above their slopes, one column each: name -> (values, slopes), all of shape (m,)."""
    figure, axes = new_figure(2, len(activations), size=(9, 4.6), sharex=True, sharey="row", squeeze=False)
    for column, (name, (values, slopes)) in enumerate(activations.items()):
        axes[0, column].plot(z, values, color=BLUE)
        axes[0, column].set_title(name)
        axes[1, column].plot(z, slopes, color=ORANGE)
        axes[1, column].set(xlabel="z", title=f"its slope, at most {slopes.max():.2f}")
    axes[0, 0].set(ylabel="activation a", ylim=(-1.2, 3.2))
    axes[1, 0].set(ylabel="slope", ylim=(-0.1, 1.15))
    show(figure)


def plot_gradient_sizes(sizes: dict[str, np.ndarray]) -> None:
    """Draw how large the gradient is after each layer of the backward pass: name -> sizes of shape (layers,)."""
    figure, axes = new_figure(size=(6.5, 3.8))
    for (name, size), marker in zip(sizes.items(), ["o", "s", "^", "D"], strict=False):
        axes.semilogy(np.arange(1, len(size) + 1), size, marker=marker, markersize=4, markevery=3, label=name)
    axes.set(
        title="What is left of the gradient after each layer on the way back",
        xlabel="layers passed, counted from the output",
        ylabel="size of the gradient (1 at the output)",
    )
    axes.legend()
    show(figure)


def plot_dying_relu(z: dict[str, np.ndarray]) -> None:
    """Draw the scores z that one neuron gives to many inputs, as histograms: name -> scores of shape (m,).

    What lies to the right of 0 passes through the ReLU; what lies to the left becomes 0 and has slope 0.
    """
    figure, axes = new_figure(1, len(z), size=(9, 3.2), sharex=True, sharey=True, squeeze=False)
    width = 0.25  # 0 is a multiple of it, so that no bar holds both kinds
    lowest, highest = min(s.min() for s in z.values()), max(s.max() for s in z.values())
    edges = width * np.arange(np.floor(lowest / width), np.ceil(highest / width) + 1)
    for axis, (name, scores) in zip(axes[0], z.items(), strict=True):
        axis.hist(scores[scores <= 0], bins=edges, color=GRAY, label="becomes 0, slope 0")
        axis.hist(scores[scores > 0], bins=edges, color=BLUE, label="passes, slope 1")
        axis.axvline(0, color=RED, linestyle="--", linewidth=1.5)
        axis.set(title=f"{name}: {np.mean(scores > 0):.0%} of the inputs pass", xlabel="score z")
    axes[0, 0].set_ylabel("number of inputs")
    axes[0, 0].legend(fontsize=9)
    show(figure)


def relu_sum(x: np.ndarray, knots: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Sum of ReLUs: sum_i heights[i] * max(0, x - knots[i]), for x of shape (m,), as shape (m,)."""
    return np.maximum(0, x[:, None] - np.asarray(knots, dtype=float)) @ np.asarray(heights, dtype=float)


def plot_relu_sum(knots: np.ndarray, heights: np.ndarray, *, target: Callable | None = None) -> None:
    """Draw a sum of ReLUs on 0..2 pi with its terms, and the curve that it should follow, if there is one."""
    x = np.linspace(0, 2 * np.pi, 400)
    figure, axes = new_figure(1, 2, size=(9, 3.4), sharex=True)
    for knot, height in zip(knots, heights, strict=True):
        axes[0].plot(x, relu_sum(x, [knot], [height]), linewidth=1.5)
    axes[0].set(title=f"the {len(knots)} bent lines", xlabel="x", ylabel="height · relu(x - knot)")
    total = relu_sum(x, knots, heights)
    if target is not None:
        axes[1].plot(x, target(x), "--", color=GRAY, label="the curve to follow")
    axes[1].plot(x, total, color=BLUE, label="the sum")
    bends = np.asarray(knots, dtype=float)
    axes[1].plot(bends, relu_sum(bends, knots, heights), "o", color=RED, label="where it bends")
    axes[1].set(title="their sum", xlabel="x", ylabel="f(x)")
    axes[1].legend(fontsize=9)
    show(figure)


def plot_sine_by_relus(counts: tuple[int, ...]) -> None:
    """Draw sin(x) on 0..2 pi and sums of ReLUs with evenly spaced knots, one panel for each count."""
    x = np.linspace(0, 2 * np.pi, 400)
    figure, axes = new_figure(1, len(counts), size=(9, 2.9), sharey=True, squeeze=False)
    for axis, count in zip(axes[0], counts, strict=True):
        bends = np.linspace(0, 2 * np.pi, count + 1)
        slopes = np.diff(np.sin(bends)) / np.diff(bends)
        total = relu_sum(x, bends[:-1], np.diff(slopes, prepend=0))
        axis.plot(x, np.sin(x), "--", color=GRAY, label="sin(x)")
        axis.plot(x, total, color=BLUE, label="sum of ReLUs")
        axis.set(title=f"{count} ReLUs:\noff by at most {np.abs(total - np.sin(x)).max():.2f}", xlabel="x")
    axes[0, 0].set_ylabel("f(x)")
    axes[0, 0].legend(fontsize=8, loc="lower left")
    show(figure)


def plot_linear_regions(networks: list[tuple[np.ndarray, np.ndarray]]) -> None:
    """Color the plane by which ReLU neurons are on, a panel for each (weights of shape (2, n), biases of shape (n,)).

    Inside one patch of color the network is one flat plane; it bends where two patches meet.
    """
    side = np.linspace(-2, 2, 400)
    x1, x2 = np.meshgrid(side, side)
    points = np.stack([x1.ravel(), x2.ravel()], axis=1)
    figure, axes = new_figure(1, len(networks), size=(4.4 * len(networks), 4.3), squeeze=False)
    for axis, (weights, biases) in zip(axes[0], networks, strict=True):
        patterns, patch = np.unique(points @ weights + biases > 0, axis=0, return_inverse=True)
        mixed = np.random.default_rng(0).permutation(len(patterns))[patch.ravel()]
        axis.pcolormesh(x1, x2, mixed.reshape(x1.shape), cmap=HEIGHTS, rasterized=True)
        axis.grid(visible=False)
        axis.set(title=f"{len(biases)} ReLUs: {len(patterns)} flat patches", xlabel="input 1", ylabel="input 2")
    show(figure)
