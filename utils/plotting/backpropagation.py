"""Figures of backpropagation: a computation graph, a layer's shapes, the step of a gradient check."""

import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle

from utils.plotting.style import (
    BLUE,
    GRAY,
    GREEN,
    ORANGE,
    RED,
    SKY,
    new_figure,
    number,
    show,
)

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
HALF_WIDTH, HALF_HEIGHT = 0.3, 0.27


def plot_neuron_graph(values: dict[str, float], gradients: dict[str, float] | None = None) -> None:
    """Draw one tanh neuron and its loss as a computation graph.

    `values` holds a number for each of x, w, b, product, z, a and loss, written into the boxes. `gradients`, if given,
    holds the slope of the loss with respect to each of them, written below the boxes, with arrows that lead back.
    """
    figure, axes = new_figure(size=(9, 4.4))
    back = gradients is not None
    for start, end in EDGES:
        _draw_edge(axes, NODES[start][:2], NODES[end][:2], back)
    for name, (across, up, symbol, how) in NODES.items():
        corner = (across - HALF_WIDTH, up - HALF_HEIGHT)
        style = "round,pad=0,rounding_size=0.08"
        box = FancyBboxPatch(corner, 2 * HALF_WIDTH, 2 * HALF_HEIGHT, style, facecolor="white", edgecolor=GRAY)
        axes.add_patch(box)
        axes.text(across, up + 0.1, f"{symbol} = {number(values[name])}", ha="center", va="center", fontsize=11)
        axes.text(across, up - 0.13, how, ha="center", va="center", fontsize=9, color=GRAY)
        if back:
            words = f"slope {number(gradients[name])}"
            axes.text(across, up - 0.3, words, ha="center", va="top", fontsize=11, color=RED, weight="bold")
    title = "Values go forward (blue)" + (", slopes of the loss come back (dashed)" if back else "")
    axes.set(title=title, xlim=(-0.45, 4.45), ylim=(-0.6, 2.4), xlabel="from the input, on the left, to the loss")
    _leave_only_the_label(axes)
    show(figure)


def plot_dense_shapes(m: int, n_in: int, n_out: int) -> None:
    """Draw the matrices of a dense layer as blocks: z = X W + b first, then the three products of the backward pass."""
    figure, axes = new_figure(2, 2, size=(9, 4.6))
    X, W, b = ("X", m, n_in, BLUE), ("W", n_in, n_out, ORANGE), ("b", 1, n_out, GREEN)
    z, dz = ("z", m, n_out, GRAY), ("dz", m, n_out, RED)
    X_turned, W_turned = ("Xᵀ", n_in, m, BLUE), ("Wᵀ", n_out, n_in, ORANGE)
    rows = [
        (axes[0, 0], "forward: z = X W + b", [z, "=", X, W, "+", b]),
        (axes[0, 1], "back to the input: dX = dz Wᵀ", [("dX", m, n_in, SKY), "=", dz, W_turned]),
        (axes[1, 0], "back to the weights: dW = Xᵀ dz", [("dW", n_in, n_out, SKY), "=", X_turned, dz]),
        (axes[1, 1], "back to the biases: db = sum of dz's rows", [("db", 1, n_out, SKY), "=", "sum of", dz]),
    ]
    widest = 0.6 + 5 * 0.55 + 2 * n_out + n_in + max(n_out, m)  # so that all four have the same scale
    for axis, title, blocks in rows:
        _draw_blocks(axis, blocks)
        high = max(m, n_in, n_out)
        axis.set(xlim=(-0.4, widest), ylim=(-high / 2 - 1.0, high / 2 + 0.3), aspect="equal")
        axis.set(title=title, xlabel="columns", ylabel="rows")
        _leave_only_the_label(axis)
    show(figure)


def plot_step_errors(steps: np.ndarray, errors: dict[str, np.ndarray], marked: float | None = None) -> None:
    """Draw the error of a slope by finite differences against the step h; steps (n,), name -> errors (n,).

    A logarithmic axis has no place for an error of exactly zero, so it is left out. `marked` draws a line at one step.
    """
    figure, axes = new_figure(size=(7, 3.9))
    _draw_step_errors(axes, steps, errors, marked)
    show(figure)


def plot_nudge(step: float, x: float = 0.55) -> None:
    """Draw tanh within two steps of x, the straight line through its values at x - step and x + step, and the tangent.

    Everything is a difference from tanh(x), in units of the step, so that every step fills the picture. The panel on
    the right shows where this step stands among all others.
    """
    figure, (near, errors) = new_figure(1, 2, size=(9, 3.9))
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
        title=f"h = {step:g}: tanh near z = {x:g}",
        xlabel="distance from z, in steps h",
        ylabel="change of a, in steps h",
    )
    near.legend(fontsize=8, loc="upper left")
    steps = np.logspace(-16, 0, 129)
    found = np.array([abs(_two_sided(np.tanh, x, h) - slope) / slope for h in steps])
    _draw_step_errors(errors, steps, {"64 bits": found}, marked=step)
    errors.set_title("Error of tanh's slope at every step")
    show(figure)


def plot_costs(costs: dict[str, np.ndarray], title: str = "Cost against iterations") -> None:
    """Draw the cost of each iteration on a logarithmic axis: name -> costs of shape (iterations,).

    The costs themselves are faint. The strong line is the mean of the last ten, if there are more than ten.
    """
    figure, axes = new_figure(size=(7.5, 3.8))
    for (name, cost), color, line in zip(
        costs.items(), (BLUE, ORANGE, GREEN, RED), ["-", "--", "-.", ":"], strict=False
    ):
        iterations = np.arange(1, len(cost) + 1)
        axes.semilogy(iterations, cost, color=color, linewidth=0.8, alpha=0.35)
        smooth = np.convolve(cost, np.ones(10) / 10, mode="valid") if len(cost) > 10 else np.asarray(cost)
        axes.semilogy(iterations[-len(smooth) :], smooth, line, color=color, label=name)
    axes.set(title=title, xlabel="iteration (one mini-batch)", ylabel="cost: cross-entropy (nats)")
    axes.legend(title="mean of ten iterations", loc="upper left", bbox_to_anchor=(1, 1))
    show(figure)


def plot_accuracy_by_epoch(accuracies: dict[str, np.ndarray]) -> None:
    """Draw accuracies, as fractions, over the epochs: name -> one value for each epoch, of shape (epochs,)."""
    figure, axes = new_figure(size=(7, 3.6))
    styles = (("o-", BLUE), ("s--", ORANGE), ("^-.", GREEN))
    for (name, values), (style, color) in zip(accuracies.items(), styles, strict=False):
        epochs = np.arange(1, len(values) + 1)
        axes.plot(epochs, 100 * np.asarray(values), style, color=color, markersize=4, label=name)
    axes.set(title="Images read right, after each epoch", xlabel="epoch", ylabel="accuracy (%)")
    axes.legend()
    show(figure)


def plot_intervals_by_count(measured: dict[str, tuple[int, int]], marks: dict[str, float] | None = None) -> None:
    """Draw accuracies with their 95% intervals (Wilson): name -> (images read right, images).

    `marks` are accuracies (fractions), each drawn as a vertical line with its name.
    """
    from utils.intervals import accuracy_interval

    figure, axes = new_figure(size=(8, 1.4 + 0.55 * len(measured)))
    for row, (correct, total) in enumerate(measured.values()):
        low, high = (100 * end for end in accuracy_interval(correct, total))
        middle = 100 * correct / total
        axes.errorbar(middle, row, xerr=[[middle - low], [high - middle]], fmt="o", color=BLUE, capsize=5)
        words = f"{middle:.2f}, from {low:.1f} to {high:.1f}"
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        axes.annotate(words, (middle, row), (0, 9), textcoords="offset points", ha="center", fontsize=9, bbox=paper)
    styles = ((RED, "--"), (ORANGE, ":"), (GREEN, "-."))
    for (name, accuracy), (color, line) in zip((marks or {}).items(), styles, strict=False):
        axes.axvline(100 * accuracy, color=color, linestyle=line, linewidth=1.5, label=name)
    if marks:
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    axes.set_yticks(range(len(measured)), list(measured))
    axes.set(title="Accuracy and its 95% interval", xlabel="images read right (%)", ylabel="measured on")
    axes.set_ylim(len(measured) - 0.5, -0.8)
    show(figure)


def _two_sided(function, x: float, step: float) -> float:
    """Slope of a function at x by finite differences."""
    return float((function(x + step) - function(x - step)) / (2 * step))


def _draw_step_errors(axes, steps, errors, marked) -> None:
    for (name, error), marker, color in zip(errors.items(), ".x^", (BLUE, ORANGE, GREEN), strict=False):
        shown = np.where(np.asarray(error) > 0, error, np.nan)
        axes.loglog(steps, shown, marker, color=color, markersize=6, label=name)
    if marked is not None:
        axes.axvline(marked, color=RED, linestyle="--", linewidth=1.5, label=f"h = {marked:g}")
    axes.set(title="Error of the slope at every step", xlabel="step h", ylabel="relative error of the slope")
    axes.legend(fontsize=9, loc="lower left")


def _draw_edge(axes, start, end, back: bool) -> None:
    """An arrow from the right side of one box to the left side of the next, and one next to it that leads back."""
    start, end = np.array([start[0] + HALF_WIDTH, start[1]]), np.array([end[0] - HALF_WIDTH, end[1]])
    along = end - start
    aside = 0.04 * np.array([-along[1], along[0]]) / np.linalg.norm(along) if back else np.zeros(2)
    arrow = {"arrowstyle": "-|>", "linewidth": 1.8, "shrinkA": 5, "shrinkB": 5}
    axes.annotate("", end + aside, start + aside, arrowprops=arrow | {"color": BLUE})
    if back:
        axes.annotate("", start - aside, end - aside, arrowprops=arrow | {"color": RED, "linestyle": "--"})


def _draw_blocks(axes, blocks) -> None:
    """Blocks and words side by side; a block is (name, rows, columns, color)."""
    across, gap = 0.0, 0.55
    for block in blocks:
        if isinstance(block, str):
            width = 0.3 * len(block)
            axes.text(across + width / 2, 0, block, ha="center", va="center", fontsize=13)
            across += width + gap
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
        axes.text(across + columns / 2, -rows / 2 - 0.15, shape, ha="center", va="top", fontsize=9)
        across += columns + gap


def _leave_only_the_label(axes) -> None:
    axes.set(xticks=[], yticks=[])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.grid(visible=False)
