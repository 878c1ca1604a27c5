"""Figures of a network and its training."""

import matplotlib.pyplot as plt
import numpy as np

from utils.plotting.rows import draw_seeds, row_axes
from utils.plotting.style import (
    BLUE,
    GRAY,
    LIGHT,
    ORANGE,
    new_figure,
    show,
)

MOST_DRAWN = 10


def plot_network(sizes: tuple[int, ...]) -> None:
    """Draw a dense network as circles and arrows; sizes are the layers' sizes, inputs first.

    Of a large layer, only a few neurons are drawn, with dots between them.
    """
    figure, axes = new_figure(size=(7.5, 4))
    places = [np.linspace(-1, 1, min(size, MOST_DRAWN)) for size in sizes]
    for column, (left, right) in enumerate(zip(places[:-1], places[1:], strict=True)):
        for a in left:
            for b in right:
                axes.plot([column, column + 1], [a, b], color=LIGHT, linewidth=0.5, zorder=1)
    for column, (size, place) in enumerate(zip(sizes, places, strict=True)):
        color = GRAY if column == 0 else ORANGE if column == len(sizes) - 1 else BLUE
        shown = np.delete(place, len(place) // 2) if size > MOST_DRAWN else place
        axes.scatter(np.full(len(shown), column), shown, s=90, color=color, zorder=2)
        if size > MOST_DRAWN:
            axes.text(column, place[len(place) // 2], "⋮", ha="center", va="center", fontsize=16)
    words = ["pixels", *["ReLU neurons"] * (len(sizes) - 2), "logits"]
    labels = [f"{size}\n{word}" for size, word in zip(sizes, words, strict=True)]
    axes.set_xticks(range(len(sizes)), labels)
    axes.set(title="Every circle of one column feeds every circle of the next", yticks=[], xlabel="layer")
    axes.spines["left"].set_visible(False)
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
    figure, (left, right) = new_figure(1, 2, size=(9, 3.4), sharex=True)  # epochs without an error leave a gap
    epochs = np.arange(1, len(history["loss"]) + 1)
    marker = "o" if len(epochs) == 1 else ""  # a line through one point is not to be seen
    left.semilogy(epochs, history["loss"], marker=marker, color=BLUE, label="training")
    right.semilogy(epochs, _percent_wrong(history["accuracy"]), marker=marker, color=BLUE, label="training")
    if "val_loss" in history:
        dashed = {"linestyle": "--", "marker": marker, "color": ORANGE, "label": "validation"}
        left.semilogy(epochs, history["val_loss"], **dashed)
        right.semilogy(epochs, _percent_wrong(history["val_accuracy"]), **dashed)
        left.legend()
    left.set(title=f"{title}: loss", xlabel="epoch", ylabel="cross-entropy (nats)")
    right.set(title="wrong answers", xlabel="epoch", ylabel="wrong (%)")
    return figure


def _percent_wrong(accuracy: list[float]) -> np.ndarray:
    """Percent of wrong answers; a logarithmic axis has no place for a perfect epoch, so it is left out."""
    wrong = 100 * (1 - np.asarray(accuracy))
    return np.where(wrong > 1e-6, wrong, np.nan)


def plot_result_over_seeds(results: dict[str, dict], title: str) -> None:
    """Draw measured accuracies: a dot per seed, and the mean with its 95% interval; name -> result (utils.results)."""
    axes = row_axes(list(results), title=title, x_label="test accuracy", y_label="")
    draw_seeds(axes, results)
    show(axes.figure)
