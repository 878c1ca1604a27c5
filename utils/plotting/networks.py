"""Figures of a network and its training."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import NullLocator

from utils.plotting.rows import draw_seeds, row_axes
from utils.plotting.style import BLUE, FULL, GRAY, LIGHT, ORANGE, WORDS, new_figure, show
from utils.plotting.words import label_lines, plain_ticks

WRONG_TICKS = (0, 1, 3, 10, 30, 100)  # percent
MOST_DRAWN = 7  # circles of a layer, and one place less where dots stand for the others


def plot_network(sizes: tuple[int, ...]) -> None:
    """Draw a dense network as circles and arrows; sizes are the layers' sizes, inputs first.

    Of a large layer, only a few neurons are drawn, with dots between them.
    """
    figure, axes = new_figure(size=(FULL, 4))
    places = [np.linspace(-1, 1, min(size, MOST_DRAWN)) for size in sizes]
    shown = [
        np.delete(place, len(place) // 2) if size > MOST_DRAWN else place
        for size, place in zip(sizes, places, strict=True)
    ]
    for column, (left, right) in enumerate(zip(shown[:-1], shown[1:], strict=True)):
        lines = [[(column, a), (column + 1, b)] for a in left for b in right]
        axes.add_collection(LineCollection(lines, colors=LIGHT, linewidths=1, zorder=1))
        words = f"{sizes[column]} × {sizes[column + 1]} weights"
        axes.text(column + 0.5, 1.12, words, ha="center", va="bottom", fontsize=WORDS, color=GRAY)
    for column, (size, place) in enumerate(zip(sizes, shown, strict=True)):
        color = GRAY if column == 0 else ORANGE if column == len(sizes) - 1 else BLUE
        axes.scatter(np.full(len(place), column), place, s=110, color=color, zorder=2)
        if size > MOST_DRAWN:
            axes.text(column, places[column][MOST_DRAWN // 2], "⋮", ha="center", va="center", fontsize=16)
    words = ["pixels", *["ReLU neurons"] * (len(sizes) - 2), "logits"]
    labels = [f"{size}\n{word}" for size, word in zip(sizes, words, strict=True)]
    axes.set_xticks(range(len(sizes)), labels)
    axes.set(title="Every circle of one column feeds every circle of the next", yticks=[], xlabel="layer")
    axes.set(xlim=(-0.2, len(sizes) - 0.8), ylim=(-1.15, 1.35))
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.grid(visible=False)
    axes.tick_params(length=0)
    show(figure)


def plot_history(history: dict[str, list[float]], title: str) -> None:
    """Draw a Keras history: the loss on the left, the share of wrong answers on the right, epoch by epoch.

    `history` holds `loss` and `accuracy`, one value per epoch, and may hold `val_loss` and `val_accuracy`.
    """
    show(draw_history(history, title))


def draw_history(history: dict[str, list[float]], title: str) -> plt.Figure:
    """The figure of `plot_history`, not yet shown: a program without a window saves it."""
    figure, (left, right) = new_figure(1, 2, size=(FULL, 3.4), sharex=True)
    epochs = np.arange(1, len(history["loss"]) + 1)
    marker = "o" if len(epochs) == 1 else ""  # a line through one point is not to be seen
    solid = {"color": BLUE, "linewidth": 2, "marker": marker, "label": "training"}
    left.semilogy(epochs, history["loss"], **solid)
    right.plot(epochs, _percent_wrong(history["accuracy"]), **solid)
    if "val_loss" in history:
        dashed = {"color": ORANGE, "linewidth": 2, "marker": marker, "linestyle": "--", "label": "validation"}
        left.semilogy(epochs, history["val_loss"], **dashed)
        right.plot(epochs, _percent_wrong(history["val_accuracy"]), **dashed)
    left.set(title="loss", xlabel="epoch", ylabel="cross-entropy (nats)")
    right.set(title="wrong answers", xlabel="epoch")
    plain_ticks(left.yaxis)
    right.set_yscale(
        "symlog", linthresh=1
    )  # logarithmic down to 1%, and even below, where an epoch may be without error
    right.set_yticks(WRONG_TICKS, [f"{tick}%" for tick in WRONG_TICKS])
    right.yaxis.set_minor_locator(NullLocator())
    right.set_ylim(bottom=0)
    figure.suptitle(title)
    if "val_loss" in history:
        label_lines(left)
        label_lines(right)
    return figure


def _percent_wrong(accuracy: list[float]) -> np.ndarray:
    return 100 * (1 - np.asarray(accuracy))


def plot_result_over_seeds(results: dict[str, dict], title: str) -> None:
    """Draw measured accuracies: a dot per seed, and the mean with its 95% interval; name -> result (utils.results)."""
    axes = row_axes(list(results), title=title, x_label="test accuracy", y_label="")
    draw_seeds(axes, results)
    show(axes.figure)
