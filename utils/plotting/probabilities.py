"""Figures of scores, probabilities and the loss between them."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator
from scipy.special import log_softmax, softmax

from utils.plotting.style import (
    BLUE,
    CYCLE,
    DARK_ORANGE,
    FULL,
    GRAY,
    GREEN,
    LIGHT,
    ORANGE,
    RED,
    SKY,
    WORDS,
    draw_image,
    new_figure,
    new_mosaic,
    new_panels,
    show,
)
from utils.plotting.words import label_lines, plain_ticks, write_beside


def plot_digit_with_scores(image: np.ndarray, z: np.ndarray) -> None:
    """Draw an image of shape (height, width) next to one score for each of the n classes, z of shape (n,)."""
    figure, (left, right) = new_figure(1, 2, size=(FULL, 3.0), width_ratios=[1, 2.2])
    draw_image(left, image)
    left.set_title("the image")
    _draw_bars(right, z, color=BLUE, numbers="%.1f")
    right.set(title=f"ten scores for it: the {z.argmax()} has the highest", xlabel="digit", ylabel="score z")
    show(figure)


def plot_image_to_loss(image: np.ndarray, z: np.ndarray, label: int) -> None:
    """Draw the way from an image to its loss: the image, its scores z of shape (n,), and their softmax below them."""
    figure, axes = new_mosaic(
        [["image", "scores"], ["image", "probabilities"]], size=(FULL, 4.8), width_ratios=[1, 2.2]
    )
    draw_image(axes["image"], image)
    axes["image"].set_title(f"the image, label y = {label}")
    for name, values, numbers in (("scores", z, "%.1f"), ("probabilities", softmax(z), "%.2f")):
        _draw_bars(axes[name], values, color=_marked(len(z), label), numbers=numbers)
        named = axes[name].texts[label]  # the bar of an unlikely label is too low to be seen
        named.set(text=f"label\n{named.get_text()}", color=DARK_ORANGE)
        axes[name].margins(y=0.4)
    log_p = log_softmax(z)[label]
    share = np.format_float_positional(np.exp(log_p), precision=2, fractional=False) if log_p > -20 else f"p of {label}"
    axes["scores"].set(title="its scores z", ylabel="score z")
    axes["probabilities"].set(title=f"p = softmax(z); loss = −ln {share} = {-log_p:.2f}", ylim=(0, 1.4))
    axes["probabilities"].set(xlabel="digit", ylabel="probability p", yticks=[0, 0.5, 1])
    show(figure)


def plot_temperature(z: np.ndarray, temperatures: tuple[float, ...]) -> None:
    """Draw the probabilities softmax(z / T) for a few temperatures T; z has shape (n,)."""
    size = (FULL, 0.6 + 2.1 * -(-len(temperatures) // 2))
    figure, panels = new_panels(len(temperatures), columns=2, size=size, xlabel="digit", ylabel="probability p")
    for axis, temperature in zip(panels, temperatures, strict=True):
        p = softmax(z / temperature)
        _draw_bars(axis, p, color=_marked(len(z), int(z.argmax())))
        axis.set(title=f"T = {temperature:g}: the highest is {p.max():.2f}", ylim=(0, 1.05))
    show(figure)


def plot_softmax_shift(z: np.ndarray, shifts: tuple[float, ...]) -> None:
    """Draw scores z of shape (n,) above their softmax, one column for each number added to all scores."""
    figure, axes = new_figure(2, len(shifts), size=(FULL, 4.6), sharex=True, sharey="row", squeeze=False)
    few = len(z) * len(shifts) <= 12  # else the numbers would touch each other
    for column, shift in enumerate(shifts):
        _draw_bars(axes[0, column], z + shift, color=SKY, numbers="%.0f" if few else None)
        _draw_bars(axes[1, column], softmax(z + shift), color=BLUE, numbers="%.2f" if few else None)
        words = "as they were" if shift == 0 else f"{shift:+g} to each".replace("-", "−")
        axes[0, column].set_title(words)
        axes[1, column].set_xlabel("class")
    axes[0, 0].margins(y=0.25)
    axes[1, 0].margins(y=0.2)
    axes[0, 0].set_ylabel("score z")
    axes[1, 0].set_ylabel("probability p")
    figure.suptitle("A number added to all scores changes no probability")
    show(figure)


def plot_cross_entropy(classes: int) -> None:
    """Draw the loss -ln p over the label's probability p, and mark the cost of a guess among the classes."""
    figure, axes = new_figure(size=(FULL, 3.6))
    p = np.linspace(0.005, 1, 400)
    axes.plot(p, -np.log(p), color=BLUE, linewidth=2)
    guess = 1 / classes
    marks = {
        f"a guess among {classes}: ln({classes}) = {np.log(classes):.2f}": (guess, -np.log(guess), RED),
        f"half sure of the label: {np.log(2):.2f}": (0.5, np.log(2), ORANGE),
        "certain of the label: 0": (1.0, 0.0, GREEN),
    }
    for name, (x, loss, color) in marks.items():
        axes.plot(x, loss, "o", color=color, markersize=8, label=name, clip_on=False)
        place = {"offset": (0, 20), "ha": "right"} if x == 1 else {"offset": (6, 12)}
        write_beside(axes, name, (x, loss), color, **place)
    axes.set(
        title="The less its label got, the more an image costs",
        xlabel="probability p that its label got",
        ylabel="loss in nats, −ln p",
    )
    axes.set(xlim=(0, 1), ylim=(0, 5.4))
    show(figure)


def plot_losses_by_gap(gaps: np.ndarray, losses: dict[str, np.ndarray]) -> None:
    """Draw several ways to compute a loss over the gap between the scores: name -> losses, all of shape (k,).

    A loss that becomes infinite ends there, with a cross on its last finite point.
    """
    figure, axes = new_figure(size=(FULL, 3.8))
    looks = ((LIGHT, "-", 5), (BLUE, "--", 2.5), (RED, ":", 2.5))
    for (name, loss), (color, style, width) in zip(losses.items(), looks, strict=False):
        finite = np.isfinite(loss)
        axes.plot(gaps[finite], loss[finite], style, color=color, linewidth=width)
        last = np.flatnonzero(finite)[-1]
        end = (gaps[last], loss[last])
        if not finite.all():
            axes.plot(*end, "X", color=color, markersize=10)
            write_beside(axes, f"{name}:\ninfinite from here", end, color, (10, -6), va="top")
        else:
            write_beside(axes, name, end, color, (0, 8), ha="right", va="bottom")
    axes.set(title="The same loss, computed in 32 bits", ylabel="computed loss in nats")
    axes.set_xlabel("how far the label's score lies below the other")
    show(figure)


def plot_softmax_gradient(p: np.ndarray, label: int) -> None:
    """Draw probabilities p of shape (n,), the one-hot label, and below them the gradient p - y."""
    one_hot = np.eye(len(p))[label]
    gradient = p - one_hot
    heights = [(0, 1.3), (0, 1.3), (1.4 * min(gradient.min(), -0.2), 1.4 * max(gradient.max(), 0.3))]
    ratios = [high - low for low, high in heights]  # one scale for all three
    figure, axes = new_figure(3, 1, size=(FULL, 5.6), sharex=True, height_ratios=ratios)
    colors = (BLUE, GRAY, [GREEN if slope < 0 else ORANGE for slope in gradient])
    titles = ("probabilities p", f"label {label} as one-hot y", "gradient p − y")
    for axis, values, color, title, height in zip(axes, (p, one_hot, gradient), colors, titles, heights, strict=True):
        _draw_bars(axis, values, color=color, numbers="%.0f" if values is one_hot else "%.2f")
        axis.set(title=title, ylabel="value", ylim=height)
        axis.yaxis.set_major_locator(MultipleLocator(0.5))
    axes[2].set_xlabel("digit")
    write_beside(axes[2], "raise this score", (label + 0.4, gradient[label] / 2), GREEN)
    axes[2].text(0, 0.75 * heights[2][1], "lower the others", color=DARK_ORANGE, fontsize=WORDS, va="center")
    show(figure)


def plot_loss_by_temperature(temperatures: np.ndarray, losses: dict[str, np.ndarray]) -> None:
    """Draw losses over the temperature and mark the lowest: name -> losses, (k,) like the temperatures."""
    figure, axes = new_figure(size=(FULL, 3.6))
    for (name, loss), style, color in zip(losses.items(), ("-", "--", "-."), CYCLE, strict=False):
        axes.semilogx(temperatures, loss, style, color=color, linewidth=2, label=name)
        best = loss.argmin()
        lowest = (temperatures[best], loss[best])
        axes.plot(*lowest, "o", color=color, markersize=8)
        write_beside(axes, f"T = {temperatures[best]:.2g}", lowest, color, (0, -8), ha="center", va="top")
    axes.set(title="Each set of scores has its temperature", xlabel="temperature T", ylabel="mean loss in nats")
    axes.set_ylim(0, 6)
    plain_ticks(axes.xaxis)
    label_lines(axes)
    show(figure)


def _draw_bars(axis: Axes, values: np.ndarray, *, color: str | list[str], numbers: str | None = None) -> None:
    """One bar for each class, with its value written at its end, if `numbers` gives a format."""
    bars = axis.bar(np.arange(len(values)), values, color=color)
    axis.axhline(0, color=GRAY, linewidth=0.8)
    axis.grid(visible=False, axis="x")
    axis.set_xticks(np.arange(len(values)))
    if numbers:
        words = [(numbers % value).replace("-", "−") for value in values]
        axis.bar_label(bars, labels=words, padding=2, fontsize=WORDS)
        axis.margins(y=0.2)


def _marked(count: int, place: int) -> list[str]:
    """Blue for all bars, orange for the one at `place`."""
    return [ORANGE if i == place else BLUE for i in range(count)]
