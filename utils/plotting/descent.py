"""Figures of what training does: batches, landscapes, walks, initial weights, long runs, speed."""

from itertools import product

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LogNorm
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from scipy.interpolate import RectBivariateSpline

from utils.plotting.style import (
    BLUE,
    CARD,
    CYCLE,
    FULL,
    GRAY,
    GREEN,
    HEIGHTS,
    ORANGE,
    PURPLE,
    RED,
    SKY,
    WORDS,
    new_figure,
    show,
)
from utils.plotting.words import (
    POINTS_PER_INCH,
    label_lines,
    plain_ticks,
    size_in_words,
    ticks_in_words,
    write_beside,
    written_out,
)

LINES = ["-", "--", "-.", ":"]
MARKERS = "os^DvP"
PATH_STYLES = [("white", "o"), (ORANGE, "^"), (SKY, "s")]
BATCH_COLORS = [BLUE, ORANGE, GREEN, PURPLE, SKY, RED, GRAY]
PLANE_LABELS = ("first direction of the plane", "second direction of the plane", "loss on all images (nats)")
DIVERGED = 1000.0  # nats; a loss above it is drawn at the upper edge


def plot_batches(epochs: list[list[np.ndarray]]) -> None:
    """Draw the batches of several epochs: a row for each epoch, a square for each image, a color for each batch."""
    images = sum(len(batch) for batch in epochs[0])
    figure, axes = new_figure(size=(FULL, 0.9 + 0.5 * len(epochs)))
    for row, batches in enumerate(epochs):
        place = 0
        for number, batch in enumerate(batches):
            color = BATCH_COLORS[number % len(BATCH_COLORS)]
            for index in batch:
                square = plt.Rectangle((place - 0.46, row - 0.42), 0.92, 0.84, facecolor=color, alpha=0.4)
                axes.add_patch(square)
                axes.text(place, row, str(index), ha="center", va="center")
                place += 1
    axes.set_yticks(range(len(epochs)), [f"epoch {row + 1}" for row in range(len(epochs))])
    axes.set(
        title="Each color is one step: the numbers of the images in its batch",
        xlabel="place in the order of the epoch",
        xlim=(-0.6, images - 0.4),
        ylim=(len(epochs) - 0.5, -0.5),
    )
    axes.grid(visible=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    axes.xaxis.get_major_locator().set_params(integer=True)
    show(figure)


def plot_landscape(
    a: np.ndarray,
    b: np.ndarray,
    losses: np.ndarray,
    paths: dict[str, np.ndarray],
    title: str,
    labels: tuple[str, str, str] = PLANE_LABELS,
) -> None:
    """Draw the loss over a plane as a map with contour lines, and the paths of walks on it.

    a (columns,) and b (rows,) are coordinates, losses has shape (rows, columns) and is above 0, each path has shape
    (k, 2), start first. labels are those of the two axes and of the color bar. Between the coordinates the map is a
    smooth surface through the losses.
    """
    figure, axes = new_figure(size=(FULL, 4.8))
    levels = np.geomspace(np.nanmin(losses), np.nanmax(losses), 13)
    a, b, surface = _smooth_surface(a, b, losses)
    filled = axes.contourf(a, b, surface, levels=levels, norm=LogNorm(levels[0], levels[-1]), cmap=HEIGHTS)
    axes.contour(a, b, surface, levels=levels[1:-1], colors="white", linewidths=0.4, antialiased=False)
    bar = figure.colorbar(filled, ax=axes, label=labels[2])
    bar.set_ticks(levels[::3], labels=[written_out(level) for level in levels[::3]])
    bar.ax.minorticks_off()
    for path, (color, marker) in zip(paths.values(), PATH_STYLES, strict=False):
        axes.plot(*path.T, color="black", linewidth=3.2)
        axes.plot(*path.T, color=color, linewidth=1.6, marker=marker, markersize=4, markeredgecolor="black")
    axes.grid(visible=False)
    axes.set(title=title, xlabel=labels[0], ylabel=labels[1], xlim=a[[0, -1]], ylim=b[[0, -1]])
    _name_ends(axes, {name: path[-1] for name, path in paths.items()})
    heights = next(iter(paths.values()))[:2, 1]
    away_from_path = 22 if heights[-1] < heights[0] else -22
    _write_on_map(axes, "start", next(iter(paths.values()))[0], away_from_path)
    show(figure)


def _smooth_surface(a: np.ndarray, b: np.ndarray, losses: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Finer coordinates, and the losses there: a cubic spline of their logarithms, within the losses' own limits."""
    if not np.isfinite(losses).all():
        return a, b, losses
    spline = RectBivariateSpline(b, a, np.log(losses), kx=min(3, len(b) - 1), ky=min(3, len(a) - 1))
    a, b = np.linspace(a[0], a[-1], 241), np.linspace(b[0], b[-1], 241)
    return a, b, np.exp(spline(b, a)).clip(losses.min(), losses.max())


def _name_ends(axes: Axes, ends: dict[str, np.ndarray]) -> None:
    """Write on a map where each path ends: the highest end has its name above, the others have theirs below."""
    above_others = sorted(ends, key=lambda name: -ends[name][1])
    for place, name in enumerate(above_others):
        _write_on_map(axes, name if len(ends) > 1 else "end", ends[name], -36 * place or 36)


def _write_on_map(axes: Axes, words: str, point: np.ndarray, rise: float) -> None:
    """Write words on a slip of paper, `rise` points above a point of the map, and tie them to it with a line."""
    across, up = axes.transAxes.inverted().transform(axes.transData.transform(point))
    side = "left" if across < 0.2 else "right" if across > 0.8 else "center"
    high = axes.get_window_extent().height * POINTS_PER_INCH / axes.figure.dpi
    rise = float(np.clip(rise, WORDS - up * high, (1 - up) * high - WORDS))
    axes.annotate(
        words,
        point,
        (0, rise),
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=WORDS,
        bbox={"boxstyle": "round,pad=0.25", "facecolor": CARD, "edgecolor": "black", "linewidth": 0.8},
        arrowprops={"arrowstyle": "-", "color": "black", "shrinkA": 0, "shrinkB": 3},
    )


def plot_walks(walks: dict[str, tuple[np.ndarray, np.ndarray]], title: str) -> None:
    """Draw the loss of several training runs over the images they have seen: name -> (images (k,), losses (k,)).

    Where a loss leaves the picture or is nan, the run diverged, and a cross marks its last place.
    """
    figure, axes = new_figure(size=(FULL, 4.0))
    _draw_walks(axes, walks)
    axes.set(title=title, xlabel="images seen", ylabel="loss on all images (nats)")
    label_lines(axes)
    show(figure)


def plot_batch_sizes(walks: dict[str, tuple[np.ndarray, np.ndarray]], seconds: dict[str, float]) -> None:
    """Draw the loss over the images seen, and below it the time, for batches of several sizes.

    walks: name -> (images (k,), losses (k,)); seconds: the same names -> how long the run took.
    """
    rows = len(seconds)
    figure, (above, below) = new_figure(2, 1, size=(FULL, 4.0 + 0.35 * rows), height_ratios=(3.2, 0.4 + 0.35 * rows))
    _draw_walks(above, walks)
    above.set(title="The loss, for the same images seen", xlabel="images seen", ylabel="loss on all images (nats)")
    bars = below.barh(list(seconds), list(seconds.values()), color=CYCLE[:rows])
    below.bar_label(bars, fmt="%.2f s", padding=4, fontsize=WORDS)
    below.invert_yaxis()
    below.margins(x=0.12)
    below.grid(visible=False)
    below.set(title="And the time that it took", xlabel="seconds", ylabel="batches")
    label_lines(above)
    show(figure)


def plot_activations_by_layer(
    starts: dict[str, list[np.ndarray]], title: str = "How large the activations are in each layer"
) -> None:
    """Draw how large activations are, layer by layer: their standard deviation, a line for each start.

    starts: name -> one array of activations for each layer. Each line ends with the size in the last layer. Where all
    activations of a layer are 0, a cross at the lower edge says so: a logarithmic axis has no place for it.
    """
    figure, axes = new_figure(size=(FULL, 4.2))
    axes.set_yscale("log")
    sizes = {name: np.array([np.std(a) for a in layers]) for name, layers in starts.items()}
    for place, (name, size) in enumerate(sizes.items()):
        style = {"color": CYCLE[place % len(CYCLE)], "marker": MARKERS[place % len(MARKERS)], "markersize": 5}
        words = f"{name}, ends at {size_in_words(size[-1])}" if size.all() else name
        alive = np.where(size > 0, size, np.nan)
        axes.plot(np.arange(1, len(size) + 1), alive, label=words if size.any() else None, **style)
    _mark_dead_layers(axes, sizes)
    axes.xaxis.get_major_locator().set_params(integer=True)
    ticks_in_words(axes.yaxis)
    axes.set(title=title, xlabel="layer", ylabel="size of the activations\n(standard deviation)")
    label_lines(axes)
    show(figure)


def _mark_dead_layers(axes: Axes, sizes: dict[str, np.ndarray]) -> None:
    """A cross at the lower edge for each layer in which every activation is 0."""
    lowest = axes.get_ylim()[0]
    for place, (name, size) in enumerate(sizes.items()):
        dead = 1 + np.flatnonzero(size == 0)
        if len(dead):
            style = {"linestyle": "none", "color": CYCLE[place % len(CYCLE)], "clip_on": False}
            axes.plot(dead, np.full(len(dead), lowest), marker="X", markersize=8, label=f"{name}: all are 0", **style)
    axes.set_ylim(bottom=lowest)


def plot_long_training(epochs: np.ndarray, measures: dict[str, np.ndarray], title: str = "What many epochs do") -> None:
    """Draw what many epochs do: training errors, test loss, and on the test images accuracy beside confidence.

    epochs (k,) are counted from 1. measures holds "training errors" and "test loss", and as fractions "test accuracy"
    and "mean confidence"; each has shape (k,).
    """
    figure, (errors, loss, shares) = new_figure(3, 1, size=(FULL, 6.6), sharex=True)
    errors.plot(epochs, measures["training errors"], "o-", color=BLUE, markersize=4)
    errors.set_yscale("symlog", linthresh=1)
    errors.set_yticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1,000"])
    errors.set(title="Training images that are read wrong", ylabel="errors", ylim=(-0.2, None))
    loss.plot(epochs, measures["test loss"], "o-", color=RED, markersize=4)
    loss.set(title="Loss on the test images", ylabel="loss (nats)", ylim=(0, None))
    sure, right = (100 * np.asarray(measures[name]) for name in ("mean confidence", "test accuracy"))
    shares.plot(epochs, sure, "s--", color=PURPLE, markersize=4, label="how sure it is")
    shares.plot(epochs, right, "o-", color=ORANGE, markersize=4, label="how often right")
    shares.set(title="On the test images: confidence and accuracy", xlabel="epoch", ylabel="share", ylim=(70, 102))
    plain_ticks(shares.yaxis, "%")
    label_lines(shares)
    figure.suptitle(title)
    show(figure)


def plot_stopping(history: dict[str, list[float]], best: int, last: int, title: str) -> None:
    """Draw training and validation loss, the best epoch, and the one at which early stopping ends.

    `history` holds `loss` and `val_loss`, one value per epoch; best and last are epochs, counted from 1.
    """
    figure, axes = new_figure(size=(FULL, 3.8))
    epochs = np.arange(1, len(history["loss"]) + 1)
    axes.plot(epochs, history["loss"], color=BLUE, label="training")
    axes.plot(epochs, history["val_loss"], "--", color=ORANGE, label="validation")
    axes.axvline(best, color=GREEN, linestyle="-.")
    axes.axvline(last, color=RED, linestyle=":")
    top = 2.2 * min(history["val_loss"])  # the first epochs leave the picture, so that the turning point can be seen
    axes.set(title=title, xlabel="epoch", ylabel="cross-entropy (nats)", ylim=(0, top))
    beside = {"offset": (-6, 0), "ha": "right"} if best > 0.3 * len(epochs) else {}
    write_beside(axes, f"best: epoch {best}", (best, 0.95 * top), GREEN, **beside)
    write_beside(axes, f"stopped: epoch {last}", (last, 0.86 * top), RED)
    label_lines(axes)
    show(figure)


def plot_dropout(kept: list[list[np.ndarray]]) -> None:
    """Draw a dense network several times, each time without the neurons that dropout took out.

    `kept` holds the layers of each panel, inputs first, as boolean arrays (n,): True for a neuron that stays.
    """
    figure, axes = new_figure(1, len(kept), size=(FULL, 2.9), squeeze=False)
    for number, (axis, layers) in enumerate(zip(axes[0], kept, strict=True), start=1):
        places = [np.linspace(-1, 1, len(layer)) for layer in layers]
        for column in range(len(layers) - 1):
            ends = product(places[column][layers[column]], places[column + 1][layers[column + 1]])
            lines = [[(column, start), (column + 1, end)] for start, end in ends]
            axis.add_collection(LineCollection(lines, colors=SKY, linewidths=0.5, antialiaseds=False, zorder=1))
        for column, (layer, place) in enumerate(zip(layers, places, strict=True)):
            axis.scatter(np.full(layer.sum(), column), place[layer], s=70, color=BLUE, zorder=2)
            axis.scatter(np.full((~layer).sum(), column), place[~layer], s=70, marker="x", color=RED, zorder=2)
        out = sum(int((~layer).sum()) for layer in layers)
        axis.set_title(f"step {number}: {out} neuron{'s' * (out != 1)} out", fontsize=11)
        axis.set(yticks=[], xlim=(-0.4, len(layers) - 0.6))
        axis.set_xticks(range(len(layers)), ["inputs", *["hidden"] * (len(layers) - 2), "logits"], fontsize=WORDS)
        axis.tick_params(length=0)
        axis.spines[["left", "bottom"]].set_visible(False)
        axis.grid(visible=False)
    show(figure)


def plot_speed(rows: list[dict]) -> None:
    """Draw how long each way to train took, the slowest first: a bar for the median, and a dot for each repeat.

    A row holds `way`, `seconds` (a list), and `ratio_to_keras_default`.
    """
    rows = sorted(rows, key=lambda row: -np.median(row["seconds"]))
    figure, axes = new_figure(size=(FULL, 1.1 + 0.58 * len(rows)))
    for place, row in enumerate(rows):
        median, ratio = float(np.median(row["seconds"])), row["ratio_to_keras_default"]
        axes.barh(place, median, height=0.42, color=SKY)
        axes.scatter(row["seconds"], np.full(len(row["seconds"]), place), s=14, color=BLUE, zorder=3)
        times = "" if ratio == 1 else f", {ratio:.1f} times as fast"
        write_beside(axes, f"{median:.1f} s{times}", (max(row["seconds"]), place), BLUE, (8, 0))
        axes.annotate(row["way"], (0, place - 0.25), (2, 0), textcoords="offset points", va="bottom", fontsize=WORDS)
    axes.set(yticks=[], ylim=(len(rows) - 0.6, -0.75), xlabel="seconds")
    axes.margins(x=0.2)
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False)
    axes.set_title("Time to train, and how many times as fast as Keras's default")
    show(figure)


def plot_settings(panels: dict[str, dict[str, tuple[np.ndarray, np.ndarray]]]) -> None:
    """Draw one panel per setting, with a curve for each of its values: setting -> value -> (images, losses)."""
    figure, axes = new_figure(1, len(panels), size=(FULL, 3.6), sharey=True, squeeze=False)
    for axis, (setting, walks) in zip(axes[0], panels.items(), strict=True):
        _draw_walks(axis, walks)
        axis.set_title(setting, fontsize=11)
        axis.xaxis.get_major_locator().set_params(nbins=2)
        axis.set_xlabel("images seen")
    axes[0, 0].set_ylabel("loss on all images (nats)")
    for axis in axes[0]:
        label_lines(axis)
    show(figure)


def _draw_walks(axes: Axes, walks: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    for number, (name, (images, losses)) in enumerate(walks.items()):
        _draw_walk(axes, number, name, images, losses)
    plain_ticks(axes.xaxis)


def _draw_walk(axes, number, name, images, losses, color=None):
    """One curve of losses on a logarithmic axis; what is too high or nan is left out, and marked by a cross."""
    color = color or CYCLE[number % len(CYCLE)]
    losses = np.asarray(losses, dtype=float)
    inside = np.isfinite(losses) & (losses <= DIVERGED)
    left = len(losses) if inside.all() else int(np.argmin(inside))
    axes.semilogy(images[:left], losses[:left], LINES[number % len(LINES)], color=color, label=name)
    if left < len(losses):
        axes.semilogy(images[max(left - 1, 0)], losses[max(left - 1, 0)], "x", color=color, markersize=9, mew=2)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, place: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
