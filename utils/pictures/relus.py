"""A network of ReLUs with one input, whose bends, weights and biases one drags."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from utils.pictures.picture import Picture
from utils.plotting.style import BLUE, CYCLE, FULL, GRAY, new_figure

LARGEST_WEIGHT, LARGEST_BIAS, LARGEST_HEIGHT = 2.0, 13.0, 3.0
TARGETS = {
    "sine": np.sin,
    "tent": lambda x: np.maximum(0, 1 - np.abs(x - np.pi) / (np.pi / 2)),
}


def relus_picture(w: Sequence[float], b: Sequence[float], c: Sequence[float], target: str | None = None) -> Picture:
    """A picture of f(x) = sum_i c[i] * relu(w[i] * x + b[i]) for x from 0 to 2 pi; w, b, c have shape (n,).

    `target` is the curve to follow: "sine", "tent", or None for no curve. The tent rises from 0 at pi/2 to 1 at pi and
    falls to 0 at 3 pi/2.

    Raises ValueError if there is no neuron, the lengths differ, a number is beyond what the picture can show (2 for w,
    13 for b, 3 for c), or there is no such target.
    """
    w, b, c = ([float(number) for number in numbers] for numbers in (w, b, c))
    if not w or not len(w) == len(b) == len(c):
        raise ValueError(f"there are {len(w)} w, {len(b)} b and {len(c)} c; give one of each for every neuron")
    for name, numbers, largest in (("w", w, LARGEST_WEIGHT), ("b", b, LARGEST_BIAS), ("c", c, LARGEST_HEIGHT)):
        if not all(abs(one) <= largest for one in numbers):
            raise ValueError(f"{name} is {numbers}; the picture shows numbers from -{largest:g} to {largest:g}")
    if target is not None and target not in TARGETS:
        raise ValueError(f"the target is {target!r}; it can be {', '.join(TARGETS)}, or None")
    neurons = [{"w": w_, "b": b_, "c": c_} for w_, b_, c_ in zip(w, b, c, strict=True)]
    return Picture("relus", {"neurons": neurons, "target": target}, lambda: still(w, b, c, target))


def still(w: list[float], b: list[float], c: list[float], target: str | None) -> Figure:
    """The figure that stands for the picture in print."""
    x = np.linspace(0, 2 * np.pi, 401)
    terms = np.array(c) * np.maximum(0, np.outer(x, w) + b)
    figure, (above, below) = new_figure(2, 1, size=(FULL, 5.2), sharex=True)
    for i, term in enumerate(terms.T):
        above.plot(x, term, color=CYCLE[i % len(CYCLE)])
    above.set(title="each ReLU", ylabel="c · relu(w·x + b)", ylim=(-2, 2))
    if target is not None:
        below.plot(x, TARGETS[target](x), "--", color=GRAY)
    below.plot(x, terms.sum(axis=1), color=BLUE, linewidth=2.5)
    below.set(title="their sum", xlabel="x", ylabel="f(x)", ylim=(-2, 2))
    return figure
