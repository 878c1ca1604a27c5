"""Figures of backpropagation: a computation graph, a layer's shapes, the step of a gradient check."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from utils.plotting.rows import draw_share, mark_value, row_axes
from utils.plotting.style import (
    BLUE,
    CARD,
    CYCLE,
    FULL,
    GRAY,
    GREEN,
    ORANGE,
    RED,
    SKY,
    WORDS,
    new_figure,
    show,
    word_color,
)
from utils.plotting.words import label_lines, number, plain_ticks, ticks_in_words, write_beside

# Where each value of the neuron stands, what it is called, and where it comes from.
NODES = {
    "x": (0.0, 2.0, "x", "input"),
    "w": (0.0, 1.0, "w", "weight"),
    "b": (1.0, 0.0, "b", "bias"),
    "product": (1.0, 1.5, "x · w", "product"),
    "z": (2.0, 1.0, "z", "x · w + b"),
    "a": (3.0, 1.0, "a", "tanh(z)"),
    "loss": (4.0, 1.0, "L", "(a − t)² / 2"),
}
EDGES = (("x", "product"), ("w", "product"), ("product", "z"), ("b", "z"), ("z", "a"), ("a", "loss"))
GAP = 0.55  # between blocks, in squares of them
HALF_WIDTH, HALF_HEIGHT = 0.37, 0.24
SLOPE_HEIGHT = 0.24  # of the part of a box that holds its slope
MANY_COSTS = 3  # more of them, drawn batch by batch, would hide each other


def plot_neuron_graph(values: dict[str, float], gradients: dict[str, float] | None = None) -> None:
    """Draw one tanh neuron and its loss as a computation graph.

    `values` holds a number for each of x, w, b, product, z, a and loss, written into the boxes. `gradients`, if given,
    holds the slope of the loss with respect to each of them, written at the boxes' feet, with arrows that lead back.
    """
    figure, axes = new_figure(size=(FULL, 4.2))
    back = gradients is not None
    boxes = {name: _draw_box(axes, name, values[name], gradients[name] if back else None) for name in NODES}
    for start, end in EDGES:
        _draw_edge(axes, boxes[start], boxes[end], back)
    title = "Values go forward (blue), slopes of the loss come back (dashed)" if back else "Values go forward"
    axes.set(title=title, xlim=(-0.4, 4.4), ylim=(-0.5, 2.45), xlabel="from the input, on the left, to the loss")
    _leave_only_the_label(axes)
    show(figure)


def plot_dense_shapes(m: int, n_in: int, n_out: int) -> None:
    """Draw the matrices of a dense layer as blocks: z = X W + b first, then the three products of the backward pass."""
    figure, axes = new_figure(2, 2, size=(FULL, 4.2))
    X, W, b = ("X", m, n_in, BLUE), ("W", n_in, n_out, ORANGE), ("b", 1, n_out, GREEN)
    z, dz = ("z", m, n_out, GRAY), ("dz", m, n_out, RED)
    X_turned, W_turned = ("Xᵀ", n_in, m, BLUE), ("Wᵀ", n_out, n_in, ORANGE)
    rows = [
        (axes[0, 0], "Forward: z = X W + b", [z, "=", X, W, "+", b]),
        (axes[0, 1], "Back to X: dX = dz Wᵀ", [("dX", m, n_in, SKY), "=", dz, W_turned]),
        (axes[1, 0], "Back to W: dW = Xᵀ dz", [("dW", n_in, n_out, SKY), "=", X_turned, dz]),
        (axes[1, 1], "Back to b: db = sum of dz's rows", [("db", 1, n_out, SKY), "=", "sum of", dz]),
    ]
    widest = 0.6 + 5 * GAP + 2 * n_out + n_in + max(n_out, m)  # so that all four have the same scale
    for axis, title, blocks in rows:
        _draw_blocks(axis, blocks)
        high = max(m, n_in, n_out)
        axis.set(xlim=(-0.2, widest), ylim=(-high / 2 - 0.9, high / 2 + 0.2), aspect="equal", anchor="W")
        axis.set_title(title, loc="left", fontsize=11)
        _leave_only_the_label(axis)
    figure.suptitle("Forward once, back three times: the sizes fit")
    show(figure)


def plot_step_errors(steps: np.ndarray, errors: dict[str, np.ndarray], marked: float | None = None) -> None:
    """Draw the error of a slope by finite differences against the step h; steps (n,), name -> errors (n,).

    A logarithmic axis has no place for an error of exactly zero, so it is left out. `marked` draws a line at one step.
    """
    figure, axes = new_figure(size=(FULL, 4.0))
    _draw_step_errors(axes, steps, errors, marked)
    axes.set_title("A step can be too large, and it can be too small")
    axes.set_ylim(top=30)  # room for words above an error of 1
    ticks_in_words(axes.xaxis)
    ticks_in_words(axes.yaxis)
    for line in axes.lines[: len(errors)]:
        first = int(np.flatnonzero(np.isfinite(line.get_ydata()))[0])
        write_beside(axes, line.get_label(), line.get_xydata()[first], line.get_color(), (0, 15))
    show(figure)


def plot_nudge(step: float, x: float = 0.55) -> None:
    """Draw tanh within two steps of x, the straight line through its values at x - step and x + step, and the tangent.

    Everything is a difference from tanh(x), in units of the step, so that every step fills the picture. The panel on
    the right shows where this step stands among all others.
    """
    figure, (near, far) = new_figure(1, 2, size=(FULL, 3.8), width_ratios=(5, 4))
    places = np.linspace(-2, 2, 401)
    seen = (np.tanh(x + places * step) - np.tanh(x)) / step
    slope, two_sided = 1 - np.tanh(x) ** 2, _two_sided(np.tanh, x, step)
    near.plot(places, seen, color=GRAY, linewidth=1.5, label="tanh, as computed")
    near.plot(places, slope * places, "--", color=GREEN, label=f"tangent, slope {slope:.4f}")
    middle = (np.tanh(x + step) + np.tanh(x - step) - 2 * np.tanh(x)) / step / 2
    near.plot(places, middle + two_sided * places, ":", color=RED, label=f"through both, slope {two_sided:.4f}")
    ends = np.array([-1.0, 1.0])
    near.plot(ends, (np.tanh(x + ends * step) - np.tanh(x)) / step, "o", color=RED)
    near.set(
        title=f"tanh near z = {x:g}, h = {_step_in_words(step)}",
        xlabel="distance from z, in steps h",
        ylabel="change of a, in steps h",
        ylim=(-1.7, 2.3),
    )
    near.legend(fontsize=WORDS, loc="upper left", facecolor=CARD)
    steps = np.logspace(-16, 0, 129)
    found = np.array([abs(_two_sided(np.tanh, x, h) - slope) / slope for h in steps])
    _draw_step_errors(far, steps, {"64 bits": found}, marked=step)
    far.set_title("Error at every step")
    ticks_in_words(far.xaxis, every=12)
    ticks_in_words(far.yaxis, every=6)
    show(figure)


def _step_in_words(step: float) -> str:
    """A step without a power of ten where it has few zeros: 1, 0.00001, and 10 to the minus 15."""
    if step > 9e-7:
        return np.format_float_positional(float(f"{step:.2g}"), trim="-")
    digits, power = f"{step:.1e}".split("e")
    factor = "" if float(digits) == 1 else f"{float(digits):g} · "
    return f"{factor}$10^{{{int(power)}}}$"


def plot_costs(costs: dict[str, np.ndarray], title: str = "Cost against iterations") -> None:
    """Draw the cost of each iteration on a logarithmic axis: name -> costs of shape (iterations,).

    The costs themselves are faint; where they are many, they are left out. The strong line is the mean of the last
    ten, if there are more than ten.
    """
    figure, axes = new_figure(size=(FULL, 3.9))
    each_is_drawn = len(costs) <= MANY_COSTS
    for (name, cost), color in zip(costs.items(), CYCLE, strict=False):
        iterations = np.arange(1, len(cost) + 1)
        if each_is_drawn:
            axes.semilogy(iterations, cost, color=color, linewidth=0.8, alpha=0.4)
        smooth = np.convolve(cost, np.ones(10) / 10, mode="valid") if len(cost) > 10 else np.asarray(cost)
        axes.semilogy(iterations[-len(smooth) :], smooth, color=color, linewidth=2, label=name)
    axes.set(title=title, xlabel="iteration (one mini-batch); thick: mean of ten", ylabel="cost (nats)")
    if not each_is_drawn:
        axes.set_xlabel("iteration (one mini-batch), mean of ten")
    plain_ticks(axes.yaxis)
    label_lines(axes)
    show(figure)


def plot_accuracy_by_epoch(
    accuracies: dict[str, np.ndarray], title: str = "Images read right, after each epoch"
) -> None:
    """Draw accuracies, as fractions, over the epochs: name -> one value for each epoch, of shape (epochs,)."""
    figure, axes = new_figure(size=(FULL, 3.6))
    styles = (("o-", BLUE), ("s--", ORANGE), ("^-.", GREEN))
    for (name, values), (style, color) in zip(accuracies.items(), styles, strict=False):
        epochs = np.arange(1, len(values) + 1)
        axes.plot(epochs, 100 * np.asarray(values), style, color=color, markersize=4, label=name)
    axes.set(title=title, xlabel="epoch", ylabel="images read right")
    plain_ticks(axes.yaxis, "%")
    label_lines(axes)
    show(figure)


def plot_intervals_by_count(
    measured: dict[str, tuple[int, int]],
    marks: dict[str, float] | None = None,
    title: str = "The fewer images, the wider the 95% interval",
) -> None:
    """Draw accuracies with their 95% intervals (Wilson): name -> (images read right, images).

    `marks` are accuracies (fractions), each drawn as a vertical line with its name.
    """
    from utils.intervals import accuracy_interval

    axes = row_axes(list(measured), title=title, x_label="images read right, with 95% interval", y_label="measured on")
    for row, (correct, total) in enumerate(measured.values()):
        draw_share(axes, row, correct / total, *accuracy_interval(correct, total))
    styles = ((BLUE, "--"), (RED, ":"), (GREEN, "-."))
    for (name, accuracy), (color, line) in zip((marks or {}).items(), styles, strict=False):
        mark_value(axes, 100 * accuracy, name, color, line)
    show(axes.figure)


def _two_sided(function, x: float, step: float) -> float:
    """Slope of a function at x by finite differences."""
    return float((function(x + step) - function(x - step)) / (2 * step))


def _draw_step_errors(axes, steps, errors, marked) -> None:
    for (name, error), marker, color in zip(errors.items(), ".x^", (BLUE, ORANGE, GREEN), strict=False):
        shown = np.where(np.asarray(error) > 0, error, np.nan)
        axes.loglog(steps, shown, marker, color=color, markersize=6, label=name)
    if marked is not None:
        axes.axvline(marked, color=RED, linestyle="--", linewidth=1.5)
    axes.set(xlabel="step h", ylabel="relative error of the slope")


def _draw_box(axes: Axes, name: str, value: float, slope: float | None) -> FancyBboxPatch:
    """A box that says what a value is called, how large it is and where it comes from; and at its foot its slope."""
    across, up, symbol, how = NODES[name]
    foot = 0 if slope is None else SLOPE_HEIGHT
    low = up - HALF_HEIGHT - foot / 2
    style = "round,pad=0,rounding_size=0.06"
    place = (across - HALF_WIDTH, low), 2 * HALF_WIDTH, 2 * HALF_HEIGHT + foot
    box = axes.add_patch(FancyBboxPatch(*place, style, facecolor="white", edgecolor=GRAY))
    middle = {"ha": "center", "va": "center"}
    axes.text(across, low + foot + 0.33, f"{symbol} = {number(value)}", fontsize=11, **middle)
    axes.text(across, low + foot + 0.12, how, fontsize=WORDS, color=GRAY, **middle)
    if slope is not None:
        axes.plot([across - HALF_WIDTH, across + HALF_WIDTH], [low + foot] * 2, color=RED, linewidth=1)
        words = f"slope {number(slope)}"
        axes.text(across, low + foot / 2, words, fontsize=WORDS, color=word_color(RED), **middle)
    return box


def _draw_edge(axes: Axes, start: FancyBboxPatch, end: FancyBboxPatch, back: bool) -> None:
    """An arrow from one box to the next, from edge to edge, and one next to it that leads back."""
    middles = np.array([_middle_of(start), _middle_of(end)])
    along = middles[1] - middles[0]
    aside = 0.05 * np.array([-along[1], along[0]]) / np.linalg.norm(along) if back else np.zeros(2)
    arrow = {"arrowstyle": "-|>", "linewidth": 1.8, "shrinkA": 2, "shrinkB": 2}
    there = arrow | {"color": BLUE, "patchA": start, "patchB": end}
    axes.annotate("", middles[1] + aside, middles[0] + aside, arrowprops=there)
    if back:
        again = arrow | {"color": RED, "linestyle": "--", "patchA": end, "patchB": start}
        axes.annotate("", middles[0] - aside, middles[1] - aside, arrowprops=again)


def _middle_of(box: FancyBboxPatch) -> tuple[float, float]:
    return box.get_x() + box.get_width() / 2, box.get_y() + box.get_height() / 2


def _draw_blocks(axes, blocks) -> None:
    """Blocks and words side by side; a block is (name, rows, columns, color)."""
    across = 0.0
    for block in blocks:
        if isinstance(block, str):
            width = 0.35 * len(block)
            axes.text(across + width / 2, 0, block, ha="center", va="center", fontsize=12)
            across += width + GAP
            continue
        name, rows, columns, color = block
        place = (across, -rows / 2)
        axes.add_patch(Rectangle(place, columns, rows, facecolor=color, alpha=0.35, edgecolor=color))
        for row in range(1, rows):
            axes.plot([across, across + columns], [row - rows / 2] * 2, color="white", linewidth=1)
        for column in range(1, columns):
            axes.plot([across + column] * 2, [-rows / 2, rows / 2], color="white", linewidth=1)
        axes.text(across + columns / 2, 0, name, ha="center", va="center", fontsize=12, weight="bold")
        shape = f"({rows}, {columns})" if name not in ("b", "db") else f"({columns},)"
        axes.text(across + columns / 2, -rows / 2 - 0.15, shape, ha="center", va="top", fontsize=WORDS)
        across += columns + GAP


def _leave_only_the_label(axes) -> None:
    axes.set(xticks=[], yticks=[])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.grid(visible=False)
