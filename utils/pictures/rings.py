"""Two kinds of points that no straight line separates, and ReLU neurons that one moves and turns until they do."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from utils.pictures.picture import Picture
from utils.plotting.style import BLUE, NARROW, ORANGE, new_figure

SIDE = 1.6


def rings_picture(
    points: np.ndarray,
    labels: np.ndarray,
    neurons: Sequence[tuple[float, float]],
    threshold: float = 0.2,
) -> Picture:
    """A picture of points (m, 2), each between -1.6 and 1.6, with labels (m,), 0 inside and 1 outside.

    Each neuron is (angle, distance), in radians and in the points' units: it computes
    relu(cos(angle) x1 + sin(angle) x2 - distance). Where the sum of all neurons is above the threshold, 0 to 1, the
    network says 1.

    Raises ValueError if shapes do not fit, or a number is out of its range.
    """
    points, labels = np.asarray(points, dtype=float), np.asarray(labels)
    if points.ndim != 2 or points.shape[1] != 2 or labels.shape != points.shape[:1]:
        raise ValueError(f"points have shape {points.shape} and labels {labels.shape}; they should be (m, 2) and (m,)")
    if np.abs(points).max(initial=0) > SIDE:
        raise ValueError(f"a point is at {np.abs(points).max():g}; the picture shows -{SIDE} to {SIDE}")
    if not np.isin(labels, (0, 1)).all():
        raise ValueError(f"the labels are {np.unique(labels)}; they can be 0 and 1")
    if not neurons:
        raise ValueError("there is no neuron; give at least one (angle, distance)")
    if not 0 <= threshold <= 1:
        raise ValueError(f"the threshold is {threshold}; it can be 0 to 1")
    settings = {
        "points": points.round(4).tolist(),
        "labels": labels.astype(int).tolist(),
        "neurons": [{"angle": float(angle), "distance": float(distance)} for angle, distance in neurons],
        "threshold": float(threshold),
    }
    return Picture("rings", settings, lambda: still(points, labels, neurons, threshold))


def still(points: np.ndarray, labels: np.ndarray, neurons: Sequence[tuple[float, float]], threshold: float) -> Figure:
    """The figure that stands for the picture in print."""
    side = np.linspace(-SIDE, SIDE, 200)
    x1, x2 = np.meshgrid(side, side)
    score = sum(np.maximum(0, np.cos(angle) * x1 + np.sin(angle) * x2 - d) for angle, d in neurons)
    figure, axes = new_figure(size=(NARROW, NARROW))
    axes.contourf(x1, x2, score > threshold, levels=[-0.5, 0.5, 1.5], colors=[BLUE, ORANGE], alpha=0.25)
    for label, color, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
        chosen = points[labels == label]
        axes.plot(*chosen.T, marker, color=color, markersize=5)
    axes.set(title="Which side of the folds?", xlabel="input 1", ylabel="input 2", aspect="equal")
    axes.grid(visible=False)
    return figure
