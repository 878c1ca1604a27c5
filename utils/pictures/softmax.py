"""Scores that one drags, their exponentials and shares, and with a label the loss and its slopes p - y."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from utils.pictures.picture import Picture
from utils.plotting.style import BLUE, FULL, GREEN, RED, SKY, new_figure
from utils.plotting.words import number

HIGHEST = 6.0
MOST_CLASSES = 10  # more would not fit side by side on a telephone


def softmax_picture(
    scores: Sequence[float],
    names: Sequence[str] | None = None,
    temperature: float = 1.0,
    label: int | None = None,
    rate: float = 3.0,
) -> Picture:
    """A picture of softmax whose scores (n,), between -6 and 6, and temperature, 0.1 to 10, can be moved.

    There are 1 to 10 scores. `names` stand above and below their columns: 0, 1, 2, ... if there are none. With a
    `label`, the place of the right answer, it shows the cross-entropy, in nats, and p - y, too, and can make steps
    z - rate * (p - y) / temperature, with `rate` 0.1 to 10.

    Raises ValueError if there are no scores or too many, if one, the temperature or the rate is out of its range, or
    if the names or the label do not fit.
    """
    scores = [float(score) for score in scores]
    names = [str(i) for i in range(len(scores))] if names is None else [str(name) for name in names]
    if not 1 <= len(scores) <= MOST_CLASSES:
        raise ValueError(f"there are {len(scores)} scores; give 1 to {MOST_CLASSES}")
    if not all(abs(score) <= HIGHEST for score in scores):
        raise ValueError(f"the scores are {scores}; the picture shows numbers from -{HIGHEST:g} to {HIGHEST:g}")
    if len(names) != len(scores):
        raise ValueError(f"there are {len(names)} names for {len(scores)} scores; give one for each")
    if not 0.1 <= temperature <= 10:
        raise ValueError(f"the temperature is {temperature}; it can be 0.1 to 10")
    if not 0.1 <= rate <= 10:
        raise ValueError(f"the rate is {rate}; it can be 0.1 to 10")
    if label is not None and not 0 <= label < len(scores):
        raise ValueError(f"the label is {label}; it can be 0 to {len(scores) - 1}")
    settings = {"scores": scores, "names": names, "temperature": float(temperature), "label": label}
    return Picture("softmax", settings | {"rate": float(rate)}, lambda: still(**settings))


def still(scores: list[float], names: list[str], temperature: float, label: int | None) -> Figure:
    """The figure that stands for the picture in print."""
    z = np.array(scores)
    powers = np.exp((z - z.max()) / temperature)
    shares = powers / powers.sum()
    rows = [("scores z", z, BLUE, "{}"), ("exponentials, the largest set to 1", powers, SKY, "{}")]
    rows.append(("shares: they add up to 100%", 100 * shares, BLUE, "{}%"))
    if label is not None:
        rows.append(("p − y", shares - np.eye(len(z))[label], RED, "{}"))
    figure, axes = new_figure(len(rows), 1, size=(FULL, 1.5 * len(rows)), sharex=True)
    for axis, (title, values, color, words) in zip(axes, rows, strict=True):
        colors = [GREEN if i == label and color != SKY and title != "scores z" else color for i in range(len(z))]
        bars = axis.bar(names, values, color=colors, width=0.6)
        axis.bar_label(bars, [words.format(number(value, 2)) for value in values], padding=2, fontsize=10)
        axis.set_title(title, loc="left")
        axis.margins(y=0.25)
        axis.set(yticks=[])
        axis.spines["left"].set_visible(False)
        axis.grid(visible=False)
    axes[-1].set_xlabel("class")
    return figure
