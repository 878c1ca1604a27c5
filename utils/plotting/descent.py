"""Figures of what training does: batches, landscapes, walks, initial weights, long runs, speed."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from utils.plotting.style import (
    BLUE,
    CYCLE,
    GRAY,
    GREEN,
    HEIGHTS,
    LIGHT,
    ORANGE,
    PURPLE,
    RED,
    SKY,
    new_figure,
    show,
)

LINES = ["-", "--", "-.", ":"]
BATCH_COLORS = [BLUE, ORANGE, GREEN, PURPLE, SKY, RED, GRAY]
PLANE_LABELS = ("first direction of the plane", "second direction of the plane", "loss on all images (nats)")
DIVERGED = 1000.0  # nats; a loss above it is drawn at the upper edge


def plot_batches(epochs: list[list[np.ndarray]]) -> None:
    """Draw the batches of several epochs: a row for each epoch, a square for each image, a color for each batch."""
    images = sum(len(batch) for batch in epochs[0])
    figure, axes = new_figure(size=(9, 0.9 + 0.62 * len(epochs)))
    for row, batches in enumerate(epochs):
        place = 0
        for number, batch in enumerate(batches):
            color = BATCH_COLORS[number % len(BATCH_COLORS)]
            for index in batch:
                axes.add_patch(plt.Rectangle((place - 0.45, row - 0.4), 0.9, 0.8, color=color))
                axes.text(place, row, str(index), ha="center", va="center", color="white", fontsize=10, weight="bold")
                place += 1
    axes.set_yticks(range(len(epochs)), [f"epoch {row + 1}" for row in range(len(epochs))])
    axes.set(
        title="Each color is one step: the numbers of the images in its batch",
        xlabel="place in the order of the epoch",
        ylabel="",
        xlim=(-0.6, images - 0.4),
        ylim=(len(epochs) - 0.4, -0.6),
    )
    axes.grid(visible=False)
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
    (k, 2), start first. labels are those of the two axes and of the color bar.
    """
    figure, axes = new_figure(size=(7.4, 5.2))
    levels = np.geomspace(np.nanmin(losses), np.nanmax(losses), 16)
    norm = LogNorm(levels[0], levels[-1])
    filled = axes.contourf(a, b, losses, levels=levels, norm=norm, cmap=HEIGHTS)
    axes.contour(a, b, losses, levels=levels, colors="white", linewidths=0.5, alpha=0.6)
    bar = figure.colorbar(filled, ax=axes, label=labels[2], format="%.2g")
    bar.set_ticks(levels[::3])
    bar.ax.yaxis.set_minor_formatter(NullFormatter())
    colors = [("white", "o"), (ORANGE, "^"), (SKY, "s")]
    for (name, path), (color, marker) in zip(paths.items(), colors, strict=False):
        axes.plot(*path.T, color="black", linewidth=3.2)
        axes.plot(*path.T, color=color, linewidth=1.6, marker=marker, markersize=4, markeredgecolor="black", label=name)
        axes.annotate("end", path[-1], xytext=(6, 6), textcoords="offset points", color="white", weight="bold")
    start = next(iter(paths.values()))[0]
    axes.annotate("start", start, xytext=(-4, -16), textcoords="offset points", color="black", weight="bold")
    axes.grid(visible=False)
    axes.set(title=title, xlabel=labels[0], ylabel=labels[1])
    if len(paths) > 1:
        axes.legend(loc="lower right", facecolor=GRAY, labelcolor="white")
    show(figure)


def plot_walks(walks: dict[str, tuple[np.ndarray, np.ndarray]], title: str) -> None:
    """Draw the loss of several training runs over the images they have seen: name -> (images (k,), losses (k,)).

    Where a loss leaves the picture or is nan, the run diverged, and a cross marks its last place.
    """
    figure, axes = new_figure(size=(7.5, 4.2))
    for number, (name, (images, losses)) in enumerate(walks.items()):
        _draw_walk(axes, number, name, images, losses)
    axes.set(title=title, xlabel="images seen", ylabel="loss on all images (nats)")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    show(figure)


def plot_batch_sizes(walks: dict[str, tuple[np.ndarray, np.ndarray]], seconds: dict[str, float]) -> None:
    """Draw the loss over the images seen, and next to it the time, for batches of several sizes.

    walks: name -> (images (k,), losses (k,)); seconds: the same names -> how long the run took.
    """
    figure, (left, right) = new_figure(1, 2, size=(9.5, 3.6), width_ratios=(3, 2))
    for number, (name, (images, losses)) in enumerate(walks.items()):
        _draw_walk(left, number, name, images, losses)
    left.set(title="the same images seen: the loss", xlabel="images seen", ylabel="loss on all images (nats)")
    left.legend(fontsize=9)
    bars = right.barh(list(seconds), list(seconds.values()), color=CYCLE[: len(seconds)])
    right.bar_label(bars, fmt="%.2f s", padding=3)
    right.invert_yaxis()
    right.margins(x=0.25)
    right.grid(visible=False)
    right.set(title="and the time", xlabel="seconds", ylabel="")
    show(figure)


def plot_activations_by_layer(starts: dict[str, list[np.ndarray]], drawn: tuple[int, ...]) -> None:
    """Draw histograms of activations: a row for each start, a column for each layer in `drawn`, counted from 1.

    starts: name -> one array of activations for each layer. Only those above 0 are counted; the titles give the
    standard deviation of all.
    """
    figure, axes = new_figure(len(starts), len(drawn), size=(9.5, 1.75 * len(starts)), squeeze=False)
    for row, (name, layers) in enumerate(starts.items()):
        for column, number in enumerate(drawn):
            axis, a = axes[row, column], np.asarray(layers[number - 1]).ravel()
            positive = a[a > 0]
            if len(positive):
                axis.hist(positive, bins=30, color=CYCLE[row % len(CYCLE)])
            else:
                axis.text(0.5, 0.5, "all are 0", ha="center", va="center", transform=axis.transAxes)
            spread = f"std {_written_out(float(a.std()))}"
            axis.set_title(f"layer {number}: {spread}" if row == 0 else spread, fontsize=10)
            axis.set_yticks([])
            axis.set_xticks([0])
        axes[row, 0].set_ylabel(name, fontsize=10)
    for axis in axes[-1]:
        axis.set_xlabel("activation above 0")
    show(figure)


def _written_out(value: float) -> str:
    """Two significant digits, and no power of ten: 960, 21,000 or 0.00031."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else np.format_float_positional(rounded, trim="-")


def plot_long_training(epochs: np.ndarray, measures: dict[str, np.ndarray]) -> None:
    """Draw what many epochs do: training errors, test accuracy, test loss, confidence; each measure has shape (k,).

    epochs (k,) are counted from 1. measures holds "training errors" and "test loss", and as fractions "test accuracy"
    and "mean confidence".
    """
    figure, axes = new_figure(2, 2, size=(9.5, 5.4), sharex=True)
    errors, accuracy = axes[0]
    loss, confidence = axes[1]
    errors.plot(epochs, measures["training errors"], "o-", color=BLUE, markersize=4)
    errors.set_yscale("symlog", linthresh=1)
    errors.set_yticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1,000"])
    errors.set(title="training images that are wrong", ylabel="errors", ylim=(-0.2, None))
    accuracy.plot(epochs, 100 * np.asarray(measures["test accuracy"]), "o-", color=ORANGE, markersize=4)
    accuracy.set(title="test images that are right", ylabel="accuracy (%)", ylim=(70, 100))
    loss.plot(epochs, measures["test loss"], "o-", color=RED, markersize=4)
    loss.set(title="loss on the test images", xlabel="epoch", ylabel="cross-entropy (nats)", ylim=(0, None))
    confidence.plot(epochs, 100 * np.asarray(measures["mean confidence"]), "s--", color=PURPLE, markersize=4)
    confidence.plot(epochs, 100 * np.asarray(measures["test accuracy"]), "o-", color=ORANGE, markersize=4)
    confidence.text(epochs[-1], 100 * measures["mean confidence"][-1] - 2, "how sure it is", va="top", ha="right")
    confidence.text(epochs[-1], 100 * measures["test accuracy"][-1] - 2, "how often it is right", va="top", ha="right")
    confidence.set(title="test images: confidence and accuracy", xlabel="epoch", ylabel="percent", ylim=(70, 102))
    show(figure)


def plot_stopping(history: dict[str, list[float]], best: int, last: int, title: str) -> None:
    """Draw training and validation loss, the best epoch, and the one at which early stopping ends.

    `history` holds `loss` and `val_loss`, one value per epoch; best and last are epochs, counted from 1.
    """
    figure, axes = new_figure(size=(7.5, 3.8))
    epochs = np.arange(1, len(history["loss"]) + 1)
    axes.plot(epochs, history["loss"], color=BLUE, label="training")
    axes.plot(epochs, history["val_loss"], "--", color=ORANGE, label="validation")
    axes.axvline(best, color=GREEN, linestyle="-.", label=f"best: epoch {best}")
    axes.axvline(last, color=RED, linestyle=":", label=f"stopped: epoch {last}")
    top = 2.2 * min(history["val_loss"])  # the first epochs leave the picture, so that the turning point can be seen
    axes.set(title=title, xlabel="epoch", ylabel="cross-entropy (nats)", ylim=(0, top))
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    show(figure)


def plot_dropout(kept: list[list[np.ndarray]]) -> None:
    """Draw a dense network several times, each time without the neurons that dropout took out.

    `kept` holds the layers of each panel, inputs first, as boolean arrays (n,): True for a neuron that stays.
    """
    figure, axes = new_figure(1, len(kept), size=(3.1 * len(kept), 3.2), squeeze=False)
    for number, (axis, layers) in enumerate(zip(axes[0], kept, strict=True), start=1):
        places = [np.linspace(-1, 1, len(layer)) for layer in layers]
        for column in range(len(layers) - 1):
            for a in places[column][layers[column]]:
                for b in places[column + 1][layers[column + 1]]:
                    axis.plot([column, column + 1], [a, b], color=LIGHT, linewidth=0.8, zorder=1)
        for column, (layer, place) in enumerate(zip(layers, places, strict=True)):
            axis.scatter(np.full(layer.sum(), column), place[layer], s=80, color=BLUE, zorder=2)
            axis.scatter(np.full((~layer).sum(), column), place[~layer], s=80, marker="x", color=RED, zorder=2)
        out = sum(int((~layer).sum()) for layer in layers)
        axis.set(title=f"step {number}: {out} neuron{'s' * (out != 1)} out", xlabel="layer")
        axis.set(yticks=[], xticks=range(len(layers)), xlim=(-0.4, len(layers) - 0.6))
        axis.set_xticklabels(["input", *(f"hidden {i}" for i in range(1, len(layers) - 1)), "logits"])
        axis.spines["left"].set_visible(False)
        axis.grid(visible=False)
    show(figure)


def plot_speed(rows: list[dict]) -> None:
    """Draw how long each way to train took: a bar for the median, and a dot for each repeat.

    A row holds `way`, `seconds` (a list), and `ratio_to_keras_default`.
    """
    figure, axes = new_figure(size=(8.5, 1 + 0.5 * len(rows)))
    medians = [float(np.median(row["seconds"])) for row in rows]
    axes.barh(range(len(rows)), medians, color=SKY)
    for place, row in enumerate(rows):
        axes.scatter(row["seconds"], np.full(len(row["seconds"]), place), s=14, color=BLUE, zorder=3)
    words = [f"{m:.1f} s, {row['ratio_to_keras_default']:.1f} times" for m, row in zip(medians, rows, strict=True)]
    for place, (row, text) in enumerate(zip(rows, words, strict=True)):
        axes.annotate(text, (max(row["seconds"]), place), xytext=(8, 0), textcoords="offset points", va="center")
    axes.set_yticks(range(len(rows)), [row["way"] for row in rows])
    axes.invert_yaxis()
    axes.margins(x=0.3)
    axes.set(title="Time to train, and times as fast as Keras's default", xlabel="seconds", ylabel="")
    show(figure)


def plot_settings(panels: dict[str, dict[str, tuple[np.ndarray, np.ndarray]]]) -> None:
    """Draw one panel per setting, with a curve for each of its values: setting -> value -> (images, losses)."""
    figure, axes = new_figure(1, len(panels), size=(3.4 * len(panels), 3.6), sharey=True, squeeze=False)
    for axis, (setting, walks) in zip(axes[0], panels.items(), strict=True):
        for number, (name, (images, losses)) in enumerate(walks.items()):
            _draw_walk(axis, number, name, images, losses)
        axis.set(title=setting, xlabel="images seen")
        axis.legend(fontsize=8)
    axes[0, 0].set_ylabel("loss on all images (nats)")
    show(figure)


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
