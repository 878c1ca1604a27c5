"""Figures of scores, probabilities and the loss between them."""

import numpy as np
from matplotlib.axes import Axes
from scipy.special import softmax

from utils.plotting.style import (
    BLUE,
    CYCLE,
    DARK_ORANGE,
    GRAY,
    GREEN,
    LIGHT,
    ORANGE,
    RED,
    SKY,
    draw_image,
    new_figure,
    show,
)


def plot_digit_with_scores(image: np.ndarray, z: np.ndarray) -> None:
    """Draw an image of shape (height, width) next to one score for each of the n classes, z of shape (n,)."""
    figure, (left, right) = new_figure(1, 2, size=(8, 3.2), width_ratios=[1, 2.2])
    draw_image(left, image)
    left.set_title("the image")
    _draw_bars(right, z, color=BLUE, numbers="%.1f")
    right.set(title="ten scores for it", xlabel="digit", ylabel="score z")
    show(figure)


def plot_image_to_loss(image: np.ndarray, z: np.ndarray, label: int) -> None:
    """Draw the way from an image to its loss: the image, its scores z of shape (n,), and their softmax."""
    p = softmax(z)
    figure, axes = new_figure(1, 3, size=(10, 3.1), width_ratios=[1, 1.5, 1.7])
    draw_image(axes[0], image)
    axes[0].set_title(f"the image, label y = {label}")
    for axis, values, numbers in ((axes[1], z, "%.1f"), (axes[2], p, "%.2f")):
        _draw_bars(axis, values, color=_marked(len(z), label), numbers=numbers)
        axis.set_xlabel("digit")
    axes[1].set(title="its scores z", ylabel="score z")
    axes[2].set(title=f"p = softmax(z); loss = -ln {p[label]:.2g} = {-np.log(p[label]):.2f}", ylim=(0, 1.1))
    axes[2].set_ylabel("probability p")
    show(figure)


def plot_temperature(z: np.ndarray, temperatures: tuple[float, ...]) -> None:
    """Draw the probabilities softmax(z / T) for a few temperatures T; z has shape (n,)."""
    figure, axes = new_figure(1, len(temperatures), size=(9.5, 2.9), sharey=True, squeeze=False)
    for axis, temperature in zip(axes[0], temperatures, strict=True):
        p = softmax(z / temperature)
        _draw_bars(axis, p, color=_marked(len(z), int(z.argmax())))
        axis.set(title=f"T = {temperature:g}, largest {p.max():.2f}", xlabel="digit", ylim=(0, 1.05))
    axes[0, 0].set_ylabel("probability p")
    show(figure)


def plot_softmax_shift(z: np.ndarray, shifts: tuple[float, ...]) -> None:
    """Draw scores z of shape (n,) above their softmax, one column for each number added to all scores."""
    figure, axes = new_figure(2, len(shifts), size=(9, 4.2), sharey="row", squeeze=False)
    for column, shift in enumerate(shifts):
        _draw_bars(axes[0, column], z + shift, color=SKY, numbers="%.0f")
        _draw_bars(axes[1, column], softmax(z + shift), color=BLUE, numbers="%.2f")
        axes[0, column].set_title(f"{shift:+g} to each score" if shift else "the scores as they were")
        axes[1, column].set(xlabel="class", ylim=(0, 0.85))
    axes[0, 0].margins(y=0.15)
    axes[0, 0].set_ylabel("score z")
    axes[1, 0].set_ylabel("probability p")
    show(figure)


def plot_cross_entropy(classes: int) -> None:
    """Draw the loss -ln p over the label's probability p, and mark the cost of a guess among the classes."""
    figure, axes = new_figure(size=(6.5, 3.6))
    p = np.linspace(0.005, 1, 400)
    axes.plot(p, -np.log(p), color=BLUE, linewidth=2)
    guess = 1 / classes
    marks = {
        f"a guess among {classes}: ln({classes}) = {np.log(classes):.2f}": (guess, -np.log(guess), RED),
        f"half sure of the label: {np.log(2):.2f}": (0.5, np.log(2), ORANGE),
        "certain of the label: 0": (1.0, 0.0, GREEN),
    }
    for (name, (x, loss, color)), marker in zip(marks.items(), ("o", "s", "^"), strict=True):
        axes.plot(x, loss, marker, color=color, markersize=8, linestyle="none", label=name, clip_on=False)
    axes.set(title="What one image costs", xlabel="probability p that its label got", ylabel="loss in nats, -ln p")
    axes.set(xlim=(0, 1), ylim=(0, 5.4))
    axes.legend(frameon=False)
    show(figure)


def plot_losses_by_gap(gaps: np.ndarray, losses: dict[str, np.ndarray]) -> None:
    """Draw several ways to compute a loss over the gap between the scores: name -> losses, all of shape (k,).

    A loss that becomes infinite ends there, with a cross on its last finite point.
    """
    figure, axes = new_figure(size=(7, 3.8))
    widths, styles = (5, 2.5, 2), ("-", "--", ":")
    colors = (LIGHT, BLUE, RED)
    for i, (name, loss) in enumerate(losses.items()):
        finite = np.isfinite(loss)
        axes.plot(
            gaps[finite],
            loss[finite],
            styles[i % 3],
            color=colors[i % 3],
            linewidth=widths[i % 3],
            label=name,
        )
        if not finite.all():
            last = np.flatnonzero(finite)[-1]
            axes.plot(gaps[last], loss[last], "X", color=colors[i % 3], markersize=10)
            axes.annotate("infinite from here", (gaps[last], loss[last]), (8, -12), textcoords="offset points")
    axes.set(title="The same loss, computed in 32 bits", ylabel="computed loss in nats")
    axes.set_xlabel("how far the label's score lies below the other")
    axes.legend(frameon=False, loc="upper left")
    show(figure)


def plot_softmax_gradient(p: np.ndarray, label: int) -> None:
    """Draw probabilities p of shape (n,), the one-hot label, and the gradient p - y, one panel each."""
    one_hot = np.eye(len(p))[label]
    gradient = p - one_hot
    figure, axes = new_figure(1, 3, size=(10, 3), sharey=True)
    _draw_bars(axes[0], p, color=BLUE)
    _draw_bars(axes[1], one_hot, color=GRAY)
    _draw_bars(axes[2], gradient, color=[GREEN if slope < 0 else ORANGE for slope in gradient])
    for axis, title in zip(axes, ("probabilities p", f"label {label} as one-hot y", "gradient p - y"), strict=True):
        axis.set(title=title, xlabel="digit")
    axes[0].set(ylim=(-0.6, 1.1), ylabel="value")
    axes[2].text(label + 0.6, gradient[label], "raise this score", va="center", color=GREEN)
    axes[2].text(0, 0.6, "lower the others", color=DARK_ORANGE)
    show(figure)


def plot_loss_by_temperature(temperatures: np.ndarray, losses: dict[str, np.ndarray]) -> None:
    """Draw losses over the temperature and mark the lowest: name -> losses, (k,) like the temperatures."""
    figure, axes = new_figure(size=(6.5, 3.6))
    for i, (name, loss) in enumerate(losses.items()):
        best = loss.argmin()
        axes.semilogx(temperatures, loss, ("-", "--", "-.")[i % 3], color=CYCLE[i], linewidth=2, label=name)
        axes.plot(temperatures[best], loss[best], "o", color=CYCLE[i], markersize=8)
    axes.set(title="Each set of scores has its temperature", xlabel="temperature T", ylabel="mean loss in nats")
    axes.set_ylim(0, 6)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.legend(frameon=False)
    show(figure)


def _draw_bars(axis: Axes, values: np.ndarray, *, color: str | list[str], numbers: str | None = None) -> None:
    """One bar for each class, with its value written at its end if `numbers` gives a format."""
    bars = axis.bar(np.arange(len(values)), values, color=color)
    axis.axhline(0, color=GRAY, linewidth=0.8)
    axis.grid(visible=False, axis="x")
    axis.set_xticks(np.arange(len(values)))
    if numbers:
        axis.bar_label(bars, fmt=numbers, padding=2, fontsize=8)
        axis.margins(y=0.15)


def _marked(count: int, place: int) -> list[str]:
    """Blue for all bars, orange for the one at `place`."""
    return [ORANGE if i == place else BLUE for i in range(count)]
