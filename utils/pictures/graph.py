"""A neuron and its loss as a graph of numbers: values run forward, slopes run back, and an input can be nudged."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from utils.pictures.picture import Picture
from utils.plotting.style import BLUE, CARD, FULL, GRAY, RED, new_figure
from utils.plotting.words import number

HIGHEST = 3.0
WIDEST = 1.0
HALF_WIDTH, HALF_HEIGHT = 0.33, 0.34


def _node(name: str, symbol: str, words: str, column: int, lane: float, kind: str = "input", *origins: str) -> dict:
    return {
        "name": name,
        "symbol": symbol,
        "words": words,
        "column": column,
        "lane": lane,
        "kind": kind,
        "from": list(origins),
    }


# Every node stands after those that it comes from.
ONE_INPUT = [
    _node("x", "x", "input", 0, 0),
    _node("w", "w", "weight", 0, 1),
    _node("b", "b", "bias", 1, 2),
    _node("product", "xw", "x · w", 1, 0.5, "product", "x", "w"),
    _node("z", "z", "x · w + b", 2, 1, "sum", "product", "b"),
    _node("a", "a", "tanh(z)", 3, 1, "tanh", "z"),
    _node("loss", "L", "(a − t)² / 2", 4, 1, "loss", "a"),
]
TWO_INPUTS = [
    _node("x1", "x₁", "input", 0, 0),
    _node("w1", "w₁", "weight", 0, 1),
    _node("x2", "x₂", "input", 0, 2),
    _node("w2", "w₂", "weight", 0, 3),
    _node("b", "b", "bias", 1, 4),
    _node("product1", "p₁", "x₁ · w₁", 1, 0.5, "product", "x1", "w1"),
    _node("product2", "p₂", "x₂ · w₂", 1, 2.5, "product", "x2", "w2"),
    _node("z", "z", "p₁ + p₂ + b", 2, 2, "sum", "product1", "product2", "b"),
    _node("a", "a", "tanh(z)", 3, 2, "tanh", "z"),
    _node("loss", "L", "(a − t)² / 2", 4, 2, "loss", "a"),
]
GRAPHS = {tuple(node["name"] for node in nodes if node["kind"] == "input"): nodes for nodes in (ONE_INPUT, TWO_INPUTS)}


def graph_picture(
    inputs: Mapping[str, float] | None = None, target: float = 1.0, chosen: str = "", nudge: float = 0.2
) -> Picture:
    """A picture of a tanh neuron and its loss (a - t)**2 / 2, whose inputs, -3 to 3, can be moved.

    Parameters
    ----------
    inputs : dict
        Numbers for x, w and b; or for x1, w1, x2, w2 and b, which makes a neuron with two inputs. None means the
        lesson's neuron: x = 2, w = 0.5, and a bias that makes its answer 0.5.
    target : float
        t, from -1 to 1.
    chosen : str
        The input that is nudged at first; w, or w1, if none is named.
    nudge : float
        By how much, -1 to 1.

    It shows each node's value and the slope of the loss there, the factor of each arrow, and what the nudge does to the
    loss next to what its slope predicts.

    Raises ValueError for other names, and for numbers out of their range.
    """
    inputs = {"x": 2.0, "w": 0.5, "b": float(np.arctanh(0.5)) - 1} if inputs is None else dict(inputs)
    names = next((names for names in GRAPHS if set(names) == set(inputs)), None)
    if names is None:
        known = " or ".join(", ".join(names) for names in GRAPHS)
        raise ValueError(f"the inputs are {', '.join(map(str, inputs))}; they can be {known}")
    chosen = chosen or names[1]
    if chosen not in names:
        raise ValueError(f"there is no input {chosen!r} to nudge; choose among {', '.join(names)}")
    for name in names:
        _within(name, inputs[name], HIGHEST)
    _within("the target", target, 1.0)
    _within("the nudge", nudge, WIDEST)
    nodes = deepcopy(GRAPHS[names])
    settings = {
        "nodes": nodes,
        "inputs": {name: float(inputs[name]) for name in names},
        "target": float(target),
        "chosen": chosen,
        "nudge": float(nudge),
        "stage": 2 * max(node["column"] for node in nodes) + 1,
    }
    return Picture("graph", settings, lambda: still(settings))


def walk(settings: dict[str, Any]) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """The walk forward and the walk back: values and slopes by node, and factors by arrow, named "from>to"."""
    nodes, target = settings["nodes"], settings["target"]
    values = dict(settings["inputs"])
    for node in nodes:
        if node["kind"] != "input":
            values[node["name"]] = _value(node["kind"], [values[name] for name in node["from"]], target)
    slopes = {node["name"]: float(node["kind"] == "loss") for node in nodes}
    factors = {}
    for node in reversed(nodes):
        reached = _factors(node["kind"], [values[name] for name in node["from"]], target)
        for name, factor in zip(node["from"], reached, strict=True):
            factors[f"{name}>{node['name']}"] = factor
            slopes[name] += slopes[node["name"]] * factor
    return values, slopes, factors


def still(settings: dict[str, Any]) -> Figure:
    """The figure that stands for the picture in print."""
    values, slopes, factors = walk(settings)
    places = {node["name"]: np.array([node["column"], -node["lane"]]) for node in settings["nodes"]}
    lowest = min(place[1] for place in places.values())
    figure, axes = new_figure(size=(FULL, 1.0 + 0.85 * (1 - lowest)))
    for edge, factor in factors.items():
        start, end = edge.split(">")
        tail, tip = places[start] + [HALF_WIDTH, 0], places[end] - [HALF_WIDTH, 0]
        aside = np.array([0, 0.05])
        arrow = {"arrowstyle": "-|>", "linewidth": 1.5, "shrinkA": 1, "shrinkB": 1}
        axes.annotate("", tip + aside, tail + aside, arrowprops=arrow | {"color": BLUE})
        axes.annotate("", tail - aside, tip - aside, arrowprops=arrow | {"color": RED, "linestyle": "--"})
        paper = {"facecolor": CARD, "edgecolor": "none", "pad": 0.8}
        beside = tail + 0.45 * (tip - tail) + [0, 0.2 if tail[1] == tip[1] else 0]
        axes.text(*beside, f"×{number(factor, 2)}", ha="center", va="center", fontsize=10, bbox=paper)
    for node in settings["nodes"]:
        name, (across, up) = node["name"], places[node["name"]]
        corner = (across - HALF_WIDTH, up - HALF_HEIGHT)
        style = "round,pad=0,rounding_size=0.08"
        axes.add_patch(
            FancyBboxPatch(corner, 2 * HALF_WIDTH, 2 * HALF_HEIGHT, style, facecolor="white", edgecolor=GRAY)
        )
        lines = {
            0.19: (f"{node['symbol']} = {number(values[name])}", BLUE),
            0.0: (node["words"], GRAY),
            -0.2: (f"slope {number(slopes[name])}", RED),
        }
        for above, (words, color) in lines.items():
            axes.text(across, up + above, words, ha="center", va="center", fontsize=10, color=color)
    axes.set_title("Values run forward, slopes of the loss run back")
    axes.set(xlim=(-0.4, 4.4), ylim=(lowest - 0.45, 0.45))
    axes.axis("off")
    return figure


def _value(kind: str, inputs: list[float], target: float) -> float:
    made = {
        "product": lambda: np.prod(inputs),
        "sum": lambda: np.sum(inputs),
        "tanh": lambda: np.tanh(inputs[0]),
        "loss": lambda: (inputs[0] - target) ** 2 / 2,
    }
    return float(made[kind]())


def _factors(kind: str, inputs: list[float], target: float) -> list[float]:
    """How fast a node follows each of the numbers that reach it."""
    if kind == "input":
        return []
    made = {
        "product": lambda: inputs[::-1],
        "sum": lambda: [1.0] * len(inputs),
        "tanh": lambda: [1 - float(np.tanh(inputs[0])) ** 2],
        "loss": lambda: [inputs[0] - target],
    }
    return made[kind]()


def _within(name: str, value: float, highest: float) -> None:
    if not -highest <= value <= highest:
        raise ValueError(f"{name} is {value}; it can be {-highest:g} to {highest:g}")
