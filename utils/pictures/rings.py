"""Two kinds of points that no straight line separates, and ReLU neurons that one moves and turns until they do."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from utils.pictures.picture import Picture
from utils.plotting.style import BLUE, NARROW, ORANGE, new_figure

SIDE = 1.6
REACH = 1.2


def two_rings(count: int = 24) -> tuple[np.ndarray, np.ndarray]:
    """Points (2 * count, 2) on a ring of radius 0.4 and one of radius 1.2, and their labels: 0 inner, 1 outer."""
    angles = 2 * np.pi * np.arange(count) / count
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    return np.concatenate([0.4 * ring, 1.2 * ring]), np.repeat([0, 1], count)


def exclusive_or(side: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Points (4 * side**2, 2) in a small grid at each corner of a square, and their labels.

    The label is 1 where the two inputs have different signs: one of them, and not both, is positive.
    """
    near = 0.9 + 0.2 * (np.arange(side) - (side - 1) / 2)
    places = np.concatenate([-near, near])
    points = np.stack(np.meshgrid(places, places), axis=-1).reshape(-1, 2)
    return points, (points[:, 0] * points[:, 1] < 0).astype(int)


def rings_picture(
    points: np.ndarray,
    labels: np.ndarray,
    neurons: Sequence[tuple[float, float]],
    threshold: float = 0.2,
) -> Picture:
    """A picture of points (m, 2), each between -1.6 and 1.6, with labels (m,), 0 or 1, and the neurons' folds.

    Each neuron is (angle, distance), in radians and in the points' units, with a distance from -1.2 to 1.2: it computes
    relu(cos(angle) x1 + sin(angle) x2 - distance). Where the sum of all neurons is above the threshold, 0 to 1, the
    network answers 1. `two_rings` and `exclusive_or` make points that no straight line separates.

    Raises ValueError if shapes do not fit, or a number is out of its range.
    """
    points, labels = np.asarray(points, dtype=float), np.asarray(labels)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points) or labels.shape != points.shape[:1]:
        raise ValueError(f"points have shape {points.shape} and labels {labels.shape}; they should be (m, 2) and (m,)")
    if not (np.abs(points) <= SIDE).all():
        raise ValueError(f"a point is at {np.abs(points).max():g}; the picture shows -{SIDE} to {SIDE}")
    if not np.isin(labels, (0, 1)).all():
        raise ValueError(f"the labels are {np.unique(labels)}; they can be 0 and 1")
    folds = [(float(angle), float(distance)) for angle, distance in neurons]
    if not folds:
        raise ValueError("there is no neuron; give at least one (angle, distance)")
    if not all(np.isfinite(angle) and abs(distance) <= REACH for angle, distance in folds):
        raise ValueError(f"the neurons are {folds}; a distance can be -{REACH} to {REACH}, and an angle any number")
    if not 0 <= threshold <= 1:
        raise ValueError(f"the threshold is {threshold}; it can be 0 to 1")
    settings = {
        "points": points.round(4).tolist(),
        "labels": labels.astype(int).tolist(),
        "neurons": [{"angle": angle, "distance": distance} for angle, distance in folds],
        "threshold": float(threshold),
    }
    return Picture("rings", settings, lambda: still(points, labels, folds, threshold))


def still(points: np.ndarray, labels: np.ndarray, neurons: Sequence[tuple[float, float]], threshold: float) -> Figure:
    """The figure that stands for the picture in print."""
    side = np.linspace(-SIDE, SIDE, 200)
    x1, x2 = np.meshgrid(side, side)
    score = sum(np.maximum(0, np.cos(angle) * x1 + np.sin(angle) * x2 - d) for angle, d in neurons)
    figure, axes = new_figure(size=(NARROW, NARROW))
    axes.contourf(x1, x2, score > threshold, levels=[-0.5, 0.5, 1.5], colors=[BLUE, ORANGE], alpha=0.25)
    for label, color, marker in ((0, BLUE, "o"), (1, ORANGE, "s")):
        axes.plot(*points[labels == label].T, marker, color=color, markersize=5)
    for angle, distance in neurons:
        direction = np.array([np.cos(angle), np.sin(angle)])
        foot = distance * direction
        axes.axline(foot, foot + direction[::-1] * [-1, 1], color="black", linewidth=1)
        axes.annotate("", foot + 0.36 * direction, foot, arrowprops={"arrowstyle": "-|>", "linewidth": 1.5})
    axes.set(title="Each ReLU is on along its arrow", xlabel="input 1", ylabel="input 2", aspect="equal")
    axes.set(xlim=(-SIDE, SIDE), ylim=(-SIDE, SIDE))
    axes.grid(visible=False)
    return figure
