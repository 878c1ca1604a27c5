"""Figures of optimizers and regularization: initial weights, paths in a valley, dropout, schedules."""

from collections.abc import Callable

import numpy as np

from utils.plotting.style import (
    CYCLE,
    GRAY,
    GREEN,
    RED,
    new_figure,
    show,
)

LINES = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))]
MARKERS = "os^DvP"
PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}


def plot_spread_by_layer(starts: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    """Draw how large signals are in each layer, forward and backward, on logarithmic axes.

    starts: name -> two arrays (layers,), first layer first: the standard deviation of the activations, and that of the
    derivatives of the loss with respect to them.
    """
    figure, axes = new_figure(1, 2, size=(9.5, 3.8))
    titles = ("forward: activations", "backward: derivatives of the loss")
    for side, (axis, title) in enumerate(zip(axes, titles, strict=True)):
        for number, (name, both) in enumerate(starts.items()):
            spread = np.asarray(both[side])
            layers = np.arange(1, len(spread) + 1)
            style = {"linestyle": LINES[number % len(LINES)], "marker": MARKERS[number % len(MARKERS)]}
            axis.semilogy(layers, spread, color=CYCLE[number % len(CYCLE)], markersize=5, label=name, **style)
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.set(title=title, xlabel="layer", ylabel="standard deviation")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(starts))
    show(figure)


def plot_valley_paths(curvatures: np.ndarray, paths: dict[str, np.ndarray], steps: int | None = None) -> None:
    """Draw paths through the valley L(w) = (c_1 w_1**2 + c_2 w_2**2) / 2, one panel per path, on its contour lines.

    curvatures (2,) are c_1 and c_2; each path has shape (steps + 1, 2), start first. `steps` says how many to draw,
    None all. Both axes have the same scale. A path that leaves the picture is drawn up to its edge.
    """
    columns = min(2, len(paths))
    rows = -(-len(paths) // columns)
    figure, axes = new_figure(rows, columns, size=(4.9 * columns, 2.65 * rows), squeeze=False)
    every = np.concatenate(list(paths.values()))
    start = every[0]
    reach = 1.25 * np.maximum(np.abs(start), 0.2)
    grid = [np.linspace(-limit, limit, 121) for limit in reach]
    heights = (curvatures[0] * grid[0] ** 2 + curvatures[1] * grid[1][:, None] ** 2) / 2
    levels = heights.max() * np.linspace(0, 1, 13)[1:] ** 3
    for number, (name, path) in enumerate(paths.items()):
        axis = axes.flat[number]
        shown = path if steps is None else path[: steps + 1]
        axis.contour(*grid, heights, levels=levels, colors=GRAY, linewidths=0.6, alpha=0.7)
        color = CYCLE[number % len(CYCLE)]
        axis.plot(*shown.T, color=color, marker=MARKERS[number % len(MARKERS)], markersize=3.5, linewidth=1.4)
        axis.plot(0, 0, marker="*", color=GREEN, markersize=13, linestyle="none")
        height = float(curvatures @ shown[-1] ** 2) / 2
        done = len(shown) - 1
        words = f"after {done} step{'' if done == 1 else 's'}: L = {height:.3g}"
        axis.text(0.98, 0.05, words, transform=axis.transAxes, ha="right", fontsize=9, bbox=PAPER)
        axis.set(title=name, xlabel="$w_1$", ylabel="$w_2$", xlim=(-reach[0], reach[0]), ylim=(-reach[1], reach[1]))
        axis.set_aspect("equal")
        axis.grid(visible=False)
    for axis in axes.flat[len(paths) :]:
        axis.remove()
    show(figure)


def plot_weight_histograms(weights: dict[str, np.ndarray], small: float = 0.001) -> None:
    """Draw histograms of weights, one panel each on shared axes: name -> weights of any shape.

    Each panel says how many of its weights are closer to 0 than `small`. The counts are on a logarithmic axis.
    """
    figure, axes = new_figure(1, len(weights), size=(3.3 * len(weights), 3.4), sharex=True, sharey=True, squeeze=False)
    widest = max(np.quantile(np.abs(values), 0.9999) for values in weights.values())
    edges = np.linspace(-widest, widest, 62)  # an odd number of bins: one is centered on 0
    for number, (axis, (name, values)) in enumerate(zip(axes[0], weights.items(), strict=True)):
        flat = np.asarray(values).ravel()
        axis.hist(flat, bins=edges, color=CYCLE[number % len(CYCLE)], log=True)
        near = np.mean(np.abs(flat) < small)
        words = f"spread {flat.std():.3f}\n{near:.0%} nearer to 0\nthan {small:g}"
        axis.text(0.03, 0.97, words, transform=axis.transAxes, va="top", fontsize=9, bbox=PAPER)
        axis.set(title=name, xlabel="weight")
    axes[0, 0].set_ylabel("how many weights")
    low, high = axes[0, 0].get_ylim()
    axes[0, 0].set_ylim(low, high * 8)  # room for the words
    show(figure)


def plot_scores_under_dropout(scores: dict[str, np.ndarray], without: float) -> None:
    """Draw how one score z varies over many draws of dropout, one panel each: name -> scores (draws,).

    `without` is the score when no neuron is missing; each panel marks it, and the mean of its draws.
    """
    figure, axes = new_figure(1, len(scores), size=(4.7 * len(scores), 3.5), sharex=True, sharey=True, squeeze=False)
    together = np.concatenate(list(scores.values()))
    edges = np.linspace(together.min(), together.max(), 50)
    for number, (axis, (name, values)) in enumerate(zip(axes[0], scores.items(), strict=True)):
        axis.hist(values, bins=edges, color=CYCLE[number % len(CYCLE)], alpha=0.55)
        axis.axvline(without, color=GREEN, linewidth=2.5, label=f"without dropout: {without:.2f}")
        axis.axvline(np.mean(values), color=RED, linestyle="--", linewidth=2, label=f"mean: {np.mean(values):.2f}")
        axis.set(title=name, xlabel="score z of the next neuron")
        axis.legend(fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)  # outside: it hides no line
    axes[0, 0].set_ylabel("draws of dropout")
    show(figure)


def plot_schedules(schedules: dict[str, Callable]) -> None:
    """Draw learning-rate schedules: name -> function from the share of training done, (k,), to factors (k,)."""
    figure, axes = new_figure(size=(7.5, 3.6))
    share = np.linspace(0, 1, 501)
    for number, (name, schedule) in enumerate(schedules.items()):
        color, line = CYCLE[number % len(CYCLE)], LINES[number % len(LINES)]
        axes.plot(100 * share, schedule(share), color=color, linestyle=line, linewidth=2, label=name)
    axes.set(title="Learning-rate schedules", xlabel="training done (%)", ylabel="factor of the learning rate")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    show(figure)


def plot_validation(histories: dict[str, dict[str, list[float]]], title: str) -> None:
    """Draw the loss of several training runs, one panel for the training and one for the validation images.

    histories: name -> `loss` and `val_loss`, one value per epoch. The lowest validation loss of each is marked.
    """
    figure, (left, right) = new_figure(1, 2, size=(9.5, 3.8), sharex=True)
    for number, (name, history) in enumerate(histories.items()):
        style = {"color": CYCLE[number % len(CYCLE)], "linestyle": LINES[number % len(LINES)]}
        epochs = np.arange(1, len(history["loss"]) + 1)
        left.semilogy(epochs, history["loss"], label=name, **style)
        right.plot(epochs, history["val_loss"], **style)
        best = int(np.argmin(history["val_loss"]))
        right.plot(epochs[best], history["val_loss"][best], "o", color=style["color"], markersize=7)
    left.set(title=f"{title}: training", xlabel="epoch", ylabel="loss (nats)")
    right.set(title="validation (the lowest marked)", xlabel="epoch", ylabel="loss (nats)")
    right.set_ylim(bottom=0)
    for axis in (left, right):
        axis.xaxis.get_major_locator().set_params(integer=True)
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=len(histories))
    show(figure)
