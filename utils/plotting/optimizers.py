"""Figures of optimizers and regularization: initial weights, paths in a valley, dropout, schedules."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes

from utils.plotting.style import CARD, CYCLE, FULL, GRAY, GREEN, RED, SKY, WORDS, new_figure, show, word_color
from utils.plotting.words import label_lines, plain_ticks, size_in_words, ticks_in_words, write_beside

LINES = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))]
MARKERS = "os^DvP"
PAPER = {"facecolor": CARD, "edgecolor": "none", "alpha": 0.85, "pad": 1.5}


def plot_spread_by_layer(starts: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    """Draw how large signals are in each layer, forward and backward, on logarithmic axes.

    starts: name -> two arrays (layers,), first layer first: the standard deviation of the activations, and that of the
    derivatives of the loss with respect to them.
    """
    figure, axes = new_figure(2, 1, size=(FULL, 6.4), sharex=True)
    titles = ("Forward: how large the activations are", "Backward: how large the derivatives of the loss are")
    for side, (axis, title) in enumerate(zip(axes, titles, strict=True)):
        for place, (name, both) in enumerate(starts.items()):
            layers = np.arange(1, len(both[side]) + 1)
            style = {"linestyle": LINES[place % len(LINES)], "marker": MARKERS[place % len(MARKERS)]}
            axis.semilogy(layers, both[side], color=CYCLE[place % len(CYCLE)], markersize=5, label=name, **style)
        axis.xaxis.get_major_locator().set_params(integer=True)
        axis.set(title=title, ylabel="standard deviation")
        ticks_in_words(axis.yaxis)
        label_lines(axis)
    axes[-1].set_xlabel("layer")
    show(figure)


def plot_valley_paths(curvatures: np.ndarray, paths: dict[str, np.ndarray], steps: int | None = None) -> None:
    """Draw paths through the valley L(w) = (c_1 w_1**2 + c_2 w_2**2) / 2, one panel per path, on its contour lines.

    curvatures (2,) are c_1 and c_2; each path has shape (steps + 1, 2), start first. `steps` says how many to draw,
    None all. Both axes have the same scale. A path that leaves the picture is drawn up to its edge.
    """
    columns = min(2, len(paths))
    rows = -(-len(paths) // columns)
    figure, axes = new_figure(rows, columns, size=(FULL, 0.3 + 1.9 * rows), squeeze=False)
    start = next(iter(paths.values()))[0]
    reach = 1.25 * np.maximum(np.abs(start), 0.2)
    grid = [np.linspace(-limit, limit, 121) for limit in reach]
    heights = (curvatures[0] * grid[0] ** 2 + curvatures[1] * grid[1][:, None] ** 2) / 2
    levels = heights.max() * np.linspace(0, 1, 9)[1:] ** 3
    for place, (name, path) in enumerate(paths.items()):
        axis = axes.flat[place]
        shown = path if steps is None else path[: steps + 1]
        axis.contour(*grid, heights, levels=levels, colors=GRAY, linewidths=0.4, antialiased=False)
        color = CYCLE[place % len(CYCLE)]
        axis.plot(*shown.T, color=color, marker=MARKERS[place % len(MARKERS)], markersize=3.5, linewidth=1.4)
        axis.plot(0, 0, marker="*", color="black", markersize=11, linestyle="none", zorder=1)
        done = len(shown) - 1
        height = size_in_words(float(curvatures @ shown[-1] ** 2) / 2)
        words = f"after {done} step{'' if done == 1 else 's'}: L = {height}"
        axis.text(0.98, 0.06, words, transform=axis.transAxes, ha="right", fontsize=WORDS, bbox=PAPER)
        axis.set_title(name, fontsize=11)
        axis.set(xlim=(-reach[0], reach[0]), ylim=(-reach[1], reach[1]), aspect="equal")
        axis.grid(visible=False)
        if place + columns >= len(paths):
            axis.set_xlabel("$w_1$")
        if place % columns == 0:
            axis.set_ylabel("$w_2$")
    for axis in axes.flat[len(paths) :]:
        axis.remove()
    show(figure)


def plot_weight_histograms(
    weights: dict[str, np.ndarray], small: float = 0.001, title: str = "How many weights have which size"
) -> None:
    """Draw histograms of weights below each other, on shared axes: name -> weights of any shape.

    Each panel says how many of its weights are closer to 0 than `small`. The counts are on a logarithmic axis.
    """
    size = (FULL, 1.0 + 1.45 * len(weights))
    figure, axes = new_figure(len(weights), 1, size=size, sharex=True, sharey=True, squeeze=False)
    widest = max(np.quantile(np.abs(values), 0.9999) for values in weights.values())
    edges = np.linspace(-widest, widest, 62)  # an odd number of bins: one is centered on 0
    for place, (axis, (name, values)) in enumerate(zip(axes[:, 0], weights.items(), strict=True)):
        flat, color = np.asarray(values).ravel(), CYCLE[place % len(CYCLE)]
        axis.hist(flat, bins=edges, color=color, log=True)
        near = np.mean(np.abs(flat) < small)
        words = f"standard deviation {flat.std():.3f}\n{near:.0%} nearer to 0 than {small:g}"
        axis.text(0.99, 0.97, words, transform=axis.transAxes, va="top", ha="right", fontsize=WORDS, bbox=PAPER)
        axis.text(0.01, 0.97, name, transform=axis.transAxes, va="top", color=word_color(color), weight="bold")
        axis.set_ylabel("weights")
        plain_ticks(axis.yaxis)
    axes[0, 0].set_title(title)
    axes[-1, 0].set_xlabel("weight")
    show(figure)


def plot_scores_under_dropout(scores: dict[str, np.ndarray], without: float) -> None:
    """Draw how one score z varies over many draws of dropout, a row for each: name -> scores (draws,).

    `without` is the score when no neuron is missing; each row marks it, and the mean of its draws.
    """
    size = (FULL, 0.8 + 1.75 * len(scores))
    figure, axes = new_figure(len(scores), 1, size=size, sharex=True, sharey=True, squeeze=False)
    together = np.concatenate(list(scores.values()))
    edges = np.linspace(together.min(), together.max(), 50)
    for axis, (name, values) in zip(axes[:, 0], scores.items(), strict=True):
        axis.hist(values, bins=edges, color=SKY)
        axis.axvline(without, color=GREEN, linewidth=2.5)
        axis.axvline(np.mean(values), color=RED, linestyle="--", linewidth=2)
        axis.set(title=name[:1].upper() + name[1:], ylabel="draws")
    top = 1.3 * axes[0, 0].get_ylim()[1]  # room for the words above the bars
    for axis, values in zip(axes[:, 0], scores.values(), strict=True):
        axis.set_ylim(0, top)
        mean = np.mean(values)
        side = -1 if mean <= without else 1  # away from the other line
        beside = {"ha": "right" if side < 0 else "left"}
        other = {"ha": "left" if side < 0 else "right"}
        write_beside(axis, f"mean: {mean:.2f}", (mean, 0.92 * top), RED, (6 * side, 0), **beside)
        write_beside(axis, f"without dropout: {without:.2f}", (without, 0.92 * top), GREEN, (-6 * side, 0), **other)
    axes[-1, 0].set_xlabel("score z of the next neuron")
    show(figure)


def plot_schedules(schedules: dict[str, Callable]) -> None:
    """Draw learning-rate schedules: name -> function from the share of training done, (k,), to factors (k,)."""
    figure, axes = new_figure(size=(FULL, 3.6))
    share = np.linspace(0, 1, 501)
    for place, (name, schedule) in enumerate(schedules.items()):
        color, line = CYCLE[place % len(CYCLE)], LINES[place % len(LINES)]
        axes.plot(100 * share, schedule(share), color=color, linestyle=line, linewidth=2, label=name)
    axes.set(title="Learning-rate schedules", xlabel="share of the training done", ylabel="factor of the learning rate")
    axes.set_ylim(top=1.15)
    plain_ticks(axes.xaxis, "%")
    _name_where_apart(axes)
    show(figure)


def _name_where_apart(axes: Axes) -> None:
    """Write each line's label beside it, all at the place where the two nearest lines are farthest apart."""
    heights = np.array([line.get_ydata() for line in axes.lines])
    gaps = np.diff(np.sort(heights, axis=0), axis=0).min(axis=0) if len(heights) > 1 else np.ones(heights.shape[1])
    place = int(np.argmax(gaps))
    for line, height in zip(axes.lines, heights[:, place], strict=True):
        beyond = line.get_ydata()[min(place + 50, len(gaps) - 1)]
        rise = 8 if abs(beyond - height) < 0.02 else 1  # the words would lie on a flat line
        write_beside(axes, line.get_label(), (line.get_xdata()[place], height), line.get_color(), (6, rise))


def plot_validation(histories: dict[str, dict[str, list[float]]], title: str) -> None:
    """Draw the loss of several training runs, one panel for the training and one for the validation images.

    histories: name -> `loss` and `val_loss`, one value per epoch. The lowest validation loss of each is marked.
    """
    figure, (left, right) = new_figure(1, 2, size=(FULL, 3.6), sharex=True)
    for place, (name, history) in enumerate(histories.items()):
        style = {"color": CYCLE[place % len(CYCLE)], "linestyle": LINES[place % len(LINES)], "label": name}
        epochs = np.arange(1, len(history["loss"]) + 1)
        left.semilogy(epochs, history["loss"], **style)
        right.plot(epochs, history["val_loss"], **style)
        best = int(np.argmin(history["val_loss"]))
        right.plot(epochs[best], history["val_loss"][best], "o", color=style["color"], markersize=7)
    left.set(title=f"{title}: training", xlabel="epoch", ylabel="loss (nats)")
    right.set(title="validation, lowest marked", xlabel="epoch")
    right.set_ylim(bottom=0)
    plain_ticks(left.yaxis)
    for axis in (left, right):
        axis.xaxis.get_major_locator().set_params(integer=True)
        label_lines(axis)
    show(figure)
