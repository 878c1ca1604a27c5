"""A landscape seen from above, and four rules that walk through it from a start that one drags."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from scipy.interpolate import CubicHermiteSpline

from utils.pictures.picture import Picture
from utils.plotting.style import BLUE, FULL, GRAY, GREEN, ORANGE, PURPLE, new_figure
from utils.scratch import Adam, GradientDescent, Momentum, Optimizer, RMSprop

RULES = {
    "gradient_descent": ("SGD", BLUE, "o"),
    "momentum": ("momentum", ORANGE, "s"),
    "rmsprop": ("RMSprop", GREEN, "^"),
    "adam": ("Adam", PURPLE, "D"),
}
VALLEY = ((-4.0, 4.0), (-2.2, 2.2))
RATES = {"gradient_descent": 0.06, "momentum": 0.06, "rmsprop": 0.2, "adam": 0.4}
RATES_ON_A_SLICE = {"gradient_descent": 1.0, "momentum": 0.5, "rmsprop": 0.2, "adam": 0.3}
FAR = 1000.0  # a walk that is farther out has left the valley for good
MOST_STEPS = 100

Surface = tuple[Callable[[np.ndarray], float], Callable[[np.ndarray], np.ndarray], Callable[[np.ndarray], bool]]


def valley_picture(
    start: Sequence[float] | None = None,
    rates: Mapping[str, float] | None = None,
    momentum: float = 0.7,
    curvatures: Sequence[float] = (1.0, 30.0),
    noise: float = 0.0,
    steps: int = 40,
    rules: Sequence[str] = tuple(RULES),
    losses: np.ndarray | None = None,
    across: np.ndarray | None = None,
    up: np.ndarray | None = None,
    seed: int = 0,
) -> Picture:
    """A picture of a loss from above, and of the ways that four rules take from one start; all of it can be moved.

    Without `losses` it is the valley (c_1 w_1**2 + c_2 w_2**2) / 2, whose `curvatures` c_1 and c_2 are 0.1 to 100.
    With `losses` (rows, columns) it is a measured slice, such as utils.landscape.losses_on returns; `across` (columns,)
    and `up` (rows,) are the coordinates of its grid, evenly spaced. Between them runs a smooth cubic, and the gradients
    are those of that surface: what a gradient has outside the slice is not seen.

    Parameters
    ----------
    start : two numbers
        In a valley, -4 to 4 and -2.2 to 2.2; in a slice, a place of it, or None for its origin (0, 0).
    rates : dict
        Learning rates, 0.001 to 10, for some or all of gradient_descent, momentum, rmsprop and adam.
    momentum : float
        The share of the velocity that momentum keeps, 0 to 0.99.
    noise : float
        The standard deviation, 0 to 5, of what is added to each slope; at a step all rules get the same.
    steps : int
        1 to 100.
    rules : names
        Those shown at first.
    seed : int
        Draws the noise.

    The updates are those of utils.scratch.optimizers, with their usual settings. A walk ends where it leaves a slice,
    or when it is 1,000 away from a valley's lowest point.

    Raises ValueError for settings out of their range, unknown rules, and a grid that does not fit its losses.
    """
    slice_ = None if losses is None else _slice(losses, across, up)
    ranges = VALLEY if slice_ is None else (slice_["across"], slice_["up"])
    if start is None:
        start = (-3.0, 1.2) if slice_ is None else (0.0, 0.0)
    start = [float(place) for place in start]
    known = RATES if slice_ is None else RATES_ON_A_SLICE
    for name in {*rules, *(rates or {})}:
        if name not in RULES:
            raise ValueError(f"there is no rule {name!r}; choose among {', '.join(RULES)}")
    rates = known | {name: float(rate) for name, rate in (rates or {}).items()}
    if len(start) != 2 or not all(low <= place <= high for place, (low, high) in zip(start, ranges, strict=True)):
        raise ValueError(f"the start is {start}; it needs two numbers inside {ranges[0]} and {ranges[1]}")
    if len(curvatures) != 2:
        raise ValueError(f"the curvatures are {list(curvatures)}; give two, one for each direction")
    if not isinstance(steps, int) or not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"steps is {steps}; it can be a whole number from 1 to {MOST_STEPS}")
    _within("momentum", momentum, 0, 0.99)
    _within("noise", noise, 0, 5)
    for name, rate in rates.items():
        _within(f"the rate of {name}", rate, 0.001, 10)
    for curvature in curvatures:
        _within("a curvature", curvature, 0.1, 100)
    draws = np.random.default_rng(seed).normal(size=(steps, 2)).round(4).tolist()
    settings = {
        "start": start,
        "rates": rates,
        "momentum": float(momentum),
        "curvatures": [float(curvature) for curvature in curvatures],
        "noise": float(noise),
        "draws": draws,
        "steps": steps,
        "shown": steps,
        "rules": [name for name in RULES if name in rules],
        "slice": slice_,
    }
    return Picture("valley", settings, lambda: still(settings))


def paths(settings: dict[str, Any]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """The ways that a picture with these settings shows: rule -> places (k, 2), the start first, and losses (k,).

    The loss is nan where a walk has left the landscape.
    """
    loss, gradient, holds = surface(settings)
    found = {}
    for name, rule in optimizers(settings).items():
        w = np.array(settings["start"])
        places = [w.copy()]
        for draw in settings["draws"]:
            if not holds(w):
                break
            rule.update(w, gradient(w) + settings["noise"] * np.array(draw))
            places.append(w.copy())
        found[name] = np.array(places), np.array([loss(place) if holds(place) else np.nan for place in places])
    return found


def still(settings: dict[str, Any]) -> Figure:
    """The figure that stands for the picture in print."""
    slice_ = settings["slice"]
    ranges = VALLEY if slice_ is None else (slice_["across"], slice_["up"])
    loss, _, _ = surface(settings)
    grid = [np.linspace(*limits, 81) for limits in ranges]
    heights = np.array([[loss(np.array([a, b])) for a in grid[0]] for b in grid[1]])
    levels = 80 * np.linspace(0, 1, 13)[1:] ** 3
    if slice_ is not None:
        levels = np.geomspace(heights.min(), heights.max(), 16)
    aspect = (ranges[1][1] - ranges[1][0]) / (ranges[0][1] - ranges[0][0])
    figure, (above, curves) = new_figure(2, 1, size=(FULL, FULL * min(aspect, 0.8) + 2.4), height_ratios=(aspect, 0.25))
    above.contour(*grid, heights, levels=levels, colors=GRAY, linewidths=0.6, alpha=0.7)
    for name, (places, losses) in paths(settings).items():
        if name not in settings["rules"]:
            continue
        label, color, marker = RULES[name]
        above.plot(*places.T, color=color, marker=marker, markersize=3, linewidth=1.4, label=label)
        curves.semilogy(losses, color=color, label=label)
    above.plot(*settings["start"], "o", color="white", markeredgecolor=BLUE, markeredgewidth=2, markersize=9)
    above.set(title="The loss from above, and the ways from one start", xlim=ranges[0], ylim=ranges[1], aspect="equal")
    if slice_ is None:
        above.set(xlabel="$w_1$", ylabel="$w_2$")
    above.grid(visible=False)
    highest, lowest = (100, 1e-4) if slice_ is None else (heights.max() * 1.1, heights.min() / 1.2)
    curves.set(xlabel="step", ylabel="loss", xlim=(0, settings["steps"]), ylim=(lowest, highest))
    figure.legend(*above.get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize=10)
    return figure


def optimizers(settings: dict[str, Any]) -> dict[str, Optimizer]:
    """The rules of a picture with these settings, ready to walk."""
    rates = settings["rates"]
    return {
        "gradient_descent": GradientDescent(rates["gradient_descent"]),
        "momentum": Momentum(rates["momentum"], settings["momentum"]),
        "rmsprop": RMSprop(rates["rmsprop"]),
        "adam": Adam(rates["adam"]),
    }


def surface(settings: dict[str, Any]) -> Surface:
    """The loss and the gradient at a place (2,), and whether the landscape goes as far as that."""
    if settings["slice"] is None:
        c = np.array(settings["curvatures"])
        return (lambda w: float(c @ w**2) / 2), (lambda w: c * w), (lambda w: bool(np.hypot(*w) < FAR))
    heights = np.array(settings["slice"]["losses"])
    ranges = settings["slice"]["across"], settings["slice"]["up"]
    columns, rows = (_lines(limits, count) for limits, count in zip(ranges, heights.shape[::-1], strict=True))

    def loss(w):
        return float(rows(w[1]) @ heights @ columns(w[0]))

    def gradient(w):
        return np.array([rows(w[1]) @ heights @ columns(w[0], 1), rows(w[1], 1) @ heights @ columns(w[0])])

    def holds(w):
        return all(low <= place <= high for place, (low, high) in zip(w, ranges, strict=True))

    return loss, gradient, holds


def _lines(limits: Sequence[float], count: int) -> CubicHermiteSpline:
    """What each line of a grid counts at a place; a cubic whose slopes on the lines are differences of neighbors."""
    places, each = np.linspace(*limits, count), np.eye(count)
    return CubicHermiteSpline(places, each, np.gradient(each, places, axis=0))


def _slice(losses: np.ndarray, across: np.ndarray | None, up: np.ndarray | None) -> dict[str, list]:
    heights = np.asarray(losses, dtype=float)
    if across is None or up is None:
        raise ValueError("losses need the coordinates of their grid: give across and up as well")
    if heights.shape != (len(up), len(across)) or min(heights.shape) < 3:
        raise ValueError(
            f"the losses have shape {heights.shape}, but up and across have {len(up)} and {len(across)} places; "
            "losses need a row for each place of up and a column for each of across, three or more"
        )
    if not (np.isfinite(heights).all() and (heights > 0).all()):
        raise ValueError("some losses are not above 0 or not finite; choose a part of the landscape where they are")
    limits = {}
    for name, places in (("across", across), ("up", up)):
        between = np.diff(places)
        if between[0] <= 0 or not np.allclose(between, between[0]):
            raise ValueError(f"{name} must rise in even steps, as np.linspace makes them")
        limits[name] = [float(places[0]), float(places[-1])]
    return {"losses": heights.round(6).tolist(), **limits}


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}; it can be {low:g} to {high:g}")
