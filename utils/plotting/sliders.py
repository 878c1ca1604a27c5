"""Figures that sliders move. Their axes stay, so that only what a slider changes is seen to move."""

from collections.abc import Callable, Sequence

import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, NullFormatter, NullLocator

from utils.notebook import is_watched
from utils.plotting.moving import live_picture, show_moving, slider
from utils.plotting.style import (
    BLUE,
    CARD,
    FULL,
    GRAY,
    GREEN,
    INK,
    LIGHT,
    NARROW,
    ORANGE,
    RED,
    count_pixels,
    leave_only_the_frame,
    new_figure,
    show,
)
from utils.plotting.words import number

STEPS = np.arange(-16, 0.5, 0.5)  # of a finite difference, as powers of ten
NUDGED = 0.55  # where the slope of tanh is found
LOSSES_SHOWN = (0.05, 10.0)  # nats
LEGEND = {"fontsize": 10, "facecolor": CARD, "edgecolor": "none", "framealpha": 0.85}


def unrolling_slider(row: np.ndarray) -> None:
    """A slider for how many of a row's 400 numbers are put back into the image."""
    from ipywidgets import IntSlider

    side = int(np.sqrt(len(row)))
    figure, axes = new_figure(size=(NARROW, 4.6))
    picture = axes.imshow(np.zeros((side, side)), cmap=INK, vmin=0, vmax=row.max())
    rest_of_column = Rectangle((0, 0), 1, 0, fill=False, hatch="///", edgecolor=LIGHT, linewidth=0)
    rest = Rectangle((0, -0.5), 0, side, fill=False, hatch="///", edgecolor=LIGHT, linewidth=0)
    place = Rectangle((0, 0), 1, 1, fill=False, edgecolor=RED, linewidth=2)
    for patch in (rest_of_column, rest, place):
        axes.add_patch(patch)
    count_pixels(axes)
    axes.set(title="The first numbers", facecolor="white", xlim=(-0.5, side - 0.5), ylim=(side - 0.5, -0.5))

    def move(numbers: int) -> None:
        known = np.where(np.arange(len(row)) < numbers, row, np.nan)
        picture.set_data(known.reshape(side, side).T)
        column, line = divmod(numbers, side)
        rest_of_column.set_bounds(column - 0.5, line - 0.5, 1, side - line)
        rest.set_bounds(column + 0.5, -0.5, side - column - 1, side)
        place.set_xy((column - 0.5, line - 0.5))
        for patch in (rest_of_column, rest, place):
            patch.set_visible(numbers < len(row))
        axes.set_title(f"The first {numbers} of {len(row)} numbers")

    controls = {"numbers": slider(IntSlider, "numbers put back", 130, min=1, max=len(row))}
    show_moving(figure, [picture, rest_of_column, rest, *_frame(axes), place, axes.title], move, controls)


def answer_slider(images: np.ndarray, p: np.ndarray, values: Sequence[float], description: str) -> None:
    """A slider through images (m, h, w), each next to the ten probabilities that it got, p (m, 10); values (m,)."""
    from ipywidgets import SelectionSlider

    if not len(images) == len(p) == len(values) > 0:
        raise ValueError(f"there are {len(images)} images, {len(p)} rows of probabilities and {len(values)} values")
    digits = range(p.shape[1])
    figure, (left, right) = new_figure(1, 2, size=(FULL, 2.9), width_ratios=[1, 1.7])
    picture = left.imshow(images[0], cmap=INK, vmin=0, vmax=1)
    leave_only_the_frame(left)
    bars = right.bar(digits, p[0])
    right.grid(visible=False, axis="x")
    right.set(xlabel="digit", ylabel="probability p", xticks=digits, ylim=(0, 1.05))

    def move(place: int) -> None:
        picture.set_data(images[place])
        best = int(np.argmax(p[place]))
        for digit, bar in enumerate(bars):
            bar.set(height=p[place][digit], color=ORANGE if digit == best else BLUE)
        left.set_title(f"{number(values[place])} {description}")
        sure = np.floor(1000 * p[place][best]) / 1000  # rounded down, so that only a full 1 is called 1
        right.set_title(f"Read as {best}, with p = {sure:.3f}")

    options = [(number(value), place) for place, value in enumerate(values)]
    controls = {"place": slider(SelectionSlider, description, options=options, value=len(options) // 2)}
    show_moving(figure, [picture, *_frame(left), *bars, left.title, right.title], move, controls)


def nudge_slider() -> None:
    """A slider for the step h of a finite difference of tanh, above the picture of what it does.

    Everything on the left is a difference from tanh(z), in units of the step, so that every step fills the picture.
    """
    from ipywidgets import FloatLogSlider

    places, slope = np.linspace(-2, 2, 401), 1 - np.tanh(NUDGED) ** 2
    steps = np.logspace(STEPS[0], STEPS[-1], 129)
    errors = np.abs(_two_sided_slope(steps) - slope) / slope
    figure, (near, far) = new_figure(1, 2, size=(FULL, 3.6))
    (curve,) = near.plot(places, places, color=GRAY, linewidth=1.5, label="tanh, as computed")
    (tangent,) = near.plot(places, slope * places, "--", color=GREEN, label=f"tangent, slope {slope:.4f}")
    (through,) = near.plot(places, places, ":", color=RED, label="through both")
    (ends,) = near.plot([-1, 1], [0, 0], "o", color=RED)
    near.set(xlabel="distance from z, in steps h", ylabel="change of a, in steps h", ylim=(-2.6, 4.2))
    names = near.legend(loc="upper left", **LEGEND)
    far.loglog(steps, np.where(errors > 0, errors, np.nan), ".", color=BLUE, markersize=6)
    here = far.axvline(1, color=RED, linestyle="--", linewidth=1.5)
    far.set(title="Error at every step", xlabel="step h", ylabel="relative error of the slope")
    far.set_xticks([1e-12, 1], ["a trillionth", "1"])
    far.set_yticks([1e-12, 1e-6, 1], ["a trillionth", "a millionth", "1"])
    for axis in (far.xaxis, far.yaxis):
        axis.set_minor_locator(NullLocator())

    def move(h: float) -> None:
        found, middle = _two_sided_slope(h), (_change(h, h) + _change(-h, h)) / 2
        curve.set_ydata(_change(places * h, h))
        through.set_ydata(middle + found * places)
        ends.set_ydata(_change(np.array([-h, h]), h))
        here.set_xdata([h, h])
        names.get_texts()[2].set_text(f"through both, slope {found:.4f}")
        near.set_title(f"tanh near z = {NUDGED:g}, h = {_step_in_words(h)}")

    h = slider(FloatLogSlider, "step h", 1e-5, min=STEPS[0], max=STEPS[-1], step=0.5, readout_format=".0e", color=RED)
    show_moving(figure, [curve, tangent, through, ends, names, near.title, here], move, {"h": h})


def training_dashboard(train: Callable) -> None:
    """Three sliders and a button: learning rate, batch size, hidden neurons; below, the loss and what share is right.

    `train(learning_rate, batch_size, hidden)` returns (images (k,), losses (k,), accuracy) within a second or two; the
    accuracy of a run that diverged is nan. The first training is done at once, with the sliders' first values; after
    that nothing is trained until the button is pressed. The previous run stays in the picture, in gray.
    """
    from ipywidgets import Button, FloatLogSlider, IntSlider, Output, SelectionSlider, VBox

    sliders = [
        slider(FloatLogSlider, "learning rate", 0.1, min=-3, max=1, step=0.1, readout_format=".3g"),
        slider(SelectionSlider, "batch size", options=[1, 4, 16, 32, 128, 1000], value=32),
        slider(IntSlider, "hidden neurons", 25, min=1, max=100),
    ]
    figure, axes = new_figure(size=(FULL, 3.8))
    looks = ({"color": BLUE, "zorder": 3}, {"color": GRAY, "linestyle": "--"})
    newest, before = (axes.semilogy([], [], linewidth=2, **look)[0] for look in looks)
    crosses = [axes.plot([], [], "X", markersize=9, color=line.get_color())[0] for line in (newest, before)]
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set(title="Your training, and the one before", xlabel="images seen", ylabel="loss (nats)", ylim=LOSSES_SHOWN)
    runs = []

    def press() -> None:
        rate, batch_size, hidden = (control.value for control in sliders)
        images, losses, accuracy = train(rate, batch_size, hidden)
        end = "diverged" if np.isnan(accuracy) else f"{accuracy:.1%} right"
        runs.append((f"rate {rate:.3g}, batch {batch_size}, {hidden} hidden: {end}", images, np.asarray(losses)))
        for line, cross, (name, *walk) in zip((newest, before), crosses, runs[:-3:-1], strict=False):
            _set_walk(line, cross, *walk)
            line.set_label(name)
        axes.set_xlim(0, max(run[1][-1] for run in runs[-2:]))
        axes.legend(handles=[newest, before][: len(runs)], loc="upper right", **LEGEND)

    press()
    if not is_watched():
        show(figure)
        return
    picture, draw = live_picture(figure, [axes])
    button, problems = Button(description="Train", button_style="primary"), Output()

    def train_and_draw(_: Button) -> None:
        button.disabled = True
        problems.clear_output()
        try:
            with problems:  # an error is shown there
                press()
                draw()
        finally:
            button.disabled = False

    button.on_click(train_and_draw)
    display(VBox([*sliders, button, problems, picture]))


def _frame(axes: Axes) -> list:
    """The lines around an image, to be drawn once more on a new image."""
    return list(axes.spines.values())


def _set_walk(line: Line2D, cross: Line2D, images: np.ndarray, losses: np.ndarray) -> None:
    """Draw a walk up to where it leaves the picture or is nan, and a cross on its last place if it does."""
    inside = np.isfinite(losses) & (losses <= LOSSES_SHOWN[1])
    left = len(losses) if inside.all() else max(int(np.argmin(inside)), 1)
    line.set_data(images[:left], losses[:left])
    end = slice(left - 1, left if left < len(losses) else left - 1)
    cross.set_data(images[end], losses[end])


def _step_in_words(step: float) -> str:
    """A step in digits, or as a power of ten where there would be too many zeros."""
    if step >= 1e-5:
        return np.format_float_positional(float(f"{step:.1g}"), trim="-")
    factor, power = f"{step:.0e}".split("e")
    return f"{factor} × 10" + f"{int(power)}".translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _change(distance: np.ndarray | float, h: float) -> np.ndarray:
    """How far tanh changes from NUDGED to a place at this distance, in units of h."""
    return (np.tanh(NUDGED + distance) - np.tanh(NUDGED)) / h


def _two_sided_slope(h: np.ndarray | float) -> np.ndarray:
    """Slope of tanh at NUDGED by finite differences."""
    return (np.tanh(NUDGED + h) - np.tanh(NUDGED - h)) / (2 * h)
