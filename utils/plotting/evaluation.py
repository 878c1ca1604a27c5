"""Figures of how good a network is: confusions, mistakes, calibration, robustness."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from utils.plotting.digits import draw_tiles, write_above
from utils.plotting.rows import draw_key, draw_share, row_axes, write_at_the_right
from utils.plotting.scales import draw_scale
from utils.plotting.style import (
    BLUE,
    CARD,
    CYCLE,
    DARK_ORANGE,
    FULL,
    GRAY,
    INK,
    LIGHT,
    MISTAKES,
    NARROW,
    ORANGE,
    RED,
    SIGNS,
    SKY,
    WORDS,
    leave_only_the_frame,
    new_figure,
    show,
)
from utils.plotting.words import label_lines, plain_ticks, write_beside

if TYPE_CHECKING:
    import pandas


LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D")
FEW_IMAGES, PALE = 30, 0.25
DARK = 0.78  # of the largest number of mistakes: from there on, white words are easier to read than black ones
ROOM_FOR_TWO_LINES = 0.7  # above a tile, in heights of a tile


def plot_confusion(counts: np.ndarray, title: str = "Confusion matrix") -> None:
    """Draw how often each digit (row) got each answer (column), counts of shape (10, 10); mistakes are shaded."""
    counts = _checked_counts(counts)
    mistakes = np.where(np.eye(len(counts), dtype=bool), np.nan, counts.astype(float))
    figure, axes = new_figure(size=(NARROW, 5.0))
    most = max(float(np.nanmax(mistakes)), 1.0)
    axes.imshow(np.ma.masked_invalid(mistakes), cmap=MISTAKES, vmin=0, vmax=most)
    for label, answer in np.argwhere(counts):
        dark = label != answer and counts[label, answer] > DARK * most
        color = GRAY if label == answer else "white" if dark else "black"
        axes.text(answer, label, f"{counts[label, answer]}", ha="center", va="center", fontsize=WORDS, color=color)
    axes.grid(visible=False)
    digits = range(len(counts))
    wrong = int(counts.sum() - counts.trace())
    axes.set(xticks=digits, yticks=digits, xlabel="what was read", ylabel="label")
    axes.set_title(f"{title}:\n{wrong:,} of {counts.sum():,} read wrong")
    show(figure)


def plot_digit_scores(table: "pandas.DataFrame") -> None:
    """Draw precision and recall of each digit with their intervals; table is utils.evaluation's per_digit_table."""
    figure, axes = new_figure(size=(FULL, 3.6))
    for i, (name, words) in enumerate(
        (("recall", "recall: of its images"), ("precision", "precision: of its answers"))
    ):
        values = 100 * table[[name, f"{name}_low", f"{name}_high"]].to_numpy()
        axes.errorbar(
            table.digit + 0.16 * (2 * i - 1),
            values[:, 0],
            yerr=[values[:, 0] - values[:, 1], values[:, 2] - values[:, 0]],
            fmt=MARKERS[i],
            color=CYCLE[i],
            capsize=3,
            label=words,
        )
    hardest = table.loc[table.recall.idxmin()]
    title = f"The hardest digit is {hardest.digit:.0f}: {_percent(hardest.recall)} of its images are read right"
    axes.set(title=title, xlabel="digit", ylabel="right, with 95% interval", xticks=table.digit)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.15 * (high - low))  # room for the key
    axes.legend(loc="upper right", ncols=2, frameon=False, fontsize=WORDS, borderpad=0)
    axes.grid(visible=False, axis="x")
    plain_ticks(axes.yaxis, "%")
    show(figure)


def plot_surest_mistakes(
    images: np.ndarray,
    labels: np.ndarray,
    answers: np.ndarray,
    confidences: np.ndarray,
    columns: int = 8,
    title: str = "The surest mistakes",
) -> None:
    """Draw wrong answers in the order given, each with label, answer and how sure it was.

    images (m, h, w); labels, answers and confidences (m,). Raises ValueError if lengths differ.
    """
    parts = [np.asarray(part) for part in (images, labels, answers, confidences)]
    lengths = [len(part) for part in parts]
    if len(set(lengths)) > 1:
        raise ValueError(f"images, labels, answers and confidences number {lengths}; give one of each for every image")
    images, labels, answers, confidences = parts
    axes, tiles = draw_tiles(images, columns, room_above=ROOM_FOR_TWO_LINES)
    for tile, label, answer, confidence in zip(tiles, labels, answers, confidences, strict=True):
        write_above(axes, tile, f"{label} → {answer}\n{_percent(confidence)}", color="black")
    count = "1 image" if len(images) == 1 else f"{len(images)} images"
    axes.set_title(f"{title}\n{count}: label → what was read, and how sure")
    show(axes.figure)


def plot_hidden_weights(images: np.ndarray, columns: int = 5, title: str = "What each hidden neuron looks at") -> None:
    """Draw weights (k, h, w) as images: red where ink raises the neuron's score, blue where ink lowers it."""
    images = np.asarray(images)
    if images.ndim != 3 or not len(images):
        raise ValueError(f"weights as images have shape (k, h, w), with at least one; these have {images.shape}")
    rows = -(-len(images) // columns)
    inches = NARROW / columns * images.shape[1] / images.shape[2]
    figure, axes = new_figure(rows, columns, size=(NARROW, round(inches * rows + 0.9, 1)), squeeze=False)
    figure.get_layout_engine().set(wspace=0, hspace=0, w_pad=0.02, h_pad=0.02)
    limit = float(np.quantile(np.abs(images), 0.995)) or 1.0  # a few extreme weights would make all others pale
    for axis in axes.flat:
        axis.set_axis_off()
    for axis, image in zip(axes.flat, images, strict=False):
        picture = axis.imshow(image, cmap=SIGNS, vmin=-limit, vmax=limit)
    draw_scale(figure, picture, axes, "weight: ink lowers the score (blue) or raises it (red)", "both")
    figure.suptitle(title)
    show(figure)


def plot_reliability(tables: "dict[str, pandas.DataFrame]") -> None:
    """Draw reliability diagrams: title -> table of utils.evaluation's reliability_bins, one column of panels each.

    Bins of fewer than 30 images are pale: so few say little about the share of right answers.
    """
    _refuse_nothing(tables)
    width = NARROW if len(tables) == 1 else FULL
    figure, axes = new_figure(
        2, len(tables), size=(width, 4.8), height_ratios=[3, 1], sharex=True, sharey="row", squeeze=False
    )
    for (above, below), (title, table) in zip(axes.T, tables.items(), strict=True):
        _draw_reliability(above, table)
        above.set(title=title, xlim=(0, 100), ylim=(0, 102))
        shares = 100 * table.images / table.images.sum()
        bars = below.bar(100 * table.low, shares, 100 * (table.high - table.low), align="edge", color=GRAY)
        largest = bars[int(shares.argmax())]
        words, place = f"{shares.max():.0f}%", (largest.get_x(), largest.get_height())
        write_beside(below, words, place, GRAY, (-4, 0), ha="right", va="top")
        below.set(xlabel="confidence of the answer", ylim=(0, 100), yticks=[0, 50, 100])
        plain_ticks(below.xaxis, "%")
        below.xaxis.get_major_locator().set_params(nbins=5)
    for axis, words in zip(axes[:, 0], ("answers that are right", "images"), strict=True):
        axis.set_ylabel(words)
        plain_ticks(axis.yaxis, "%")
    handles = [
        Line2D([], [], linestyle="--", color="black", linewidth=1.5, label="as sure as right"),
        Patch(facecolor=BLUE, label="right"),
        Patch(facecolor="none", edgecolor=DARK_ORANGE, hatch="///", label="gap to confidence"),
        Patch(facecolor=BLUE, alpha=PALE, label=f"under {FEW_IMAGES} images"),
    ]
    axes[0, 0].legend(handles=handles, loc="upper left", fontsize=WORDS, frameon=False, borderpad=0, handlelength=1.6)
    show(figure)


def _draw_reliability(axes, table: "pandas.DataFrame") -> None:
    """Bars of right answers, all in percent; a gap is hatched where confidence and accuracy differ."""
    filled = table[table.images > 0]
    low, width = 100 * filled.low, 100 * (filled.high - filled.low)
    accuracy, confidence = 100 * filled.accuracy, 100 * filled.confidence
    right = axes.bar(low, accuracy, width, align="edge", color=BLUE, edgecolor=CARD)
    gap = axes.bar(
        low,
        confidence - accuracy,
        width,
        bottom=accuracy,
        align="edge",
        color="none",
        edgecolor=[DARK_ORANGE if more else ORANGE for more in confidence > accuracy],  # ORANGE: on BLUE
        hatch="///",
    )
    for images, *bars in zip(filled.images, right, gap, strict=True):
        for bar in bars:
            bar.set_alpha(PALE if images < FEW_IMAGES else None)
    axes.plot([0, 100], [0, 100], "--", color="black", linewidth=1.5)


def plot_coverage(tables: "dict[str, pandas.DataFrame]", marked: float | None = None) -> None:
    """Draw accuracy among the answered over coverage: name -> table of utils.evaluation's coverage_table.

    `marked` is a threshold, or None; the point that belongs to it is marked on each line.
    """
    _refuse_nothing(tables)
    figure, axes = new_figure(size=(FULL, 3.8))
    told, points = [], []
    for i, (name, table) in enumerate(tables.items()):
        answered = table[table.answered > 0]
        style = {"linestyle": LINES[i % 4], "color": CYCLE[i], "linewidth": 2, "label": name}
        axes.plot(100 * answered.coverage, 100 * answered.accuracy, **style)
        if marked is not None:
            point = answered.iloc[(answered.threshold - marked).abs().argmin()]
            points.append((100 * point.coverage, 100 * point.accuracy))
            axes.plot(*points[-1], MARKERS[i % 4], color=CYCLE[i], markersize=9, label="_mark")
            told.append(f"{name}: {point.accuracy:.1%} of {point.coverage:.0%} are right")
    axes.invert_xaxis()
    axes.set(title="The fewer it answers, the more of them are right", xlabel="images answered")
    axes.set_ylabel("right among the answered")
    axes.yaxis.get_major_locator().set_params(nbins=5)
    plain_ticks(axes.xaxis, "%")
    plain_ticks(axes.yaxis, "%")
    if told:
        words = "\n".join([f"Answered if at least {100 * marked:.1f}% sure:", *told])
        write_beside(axes, words, min(points, key=lambda point: point[1]), "black", (10, -8), va="top")
    label_lines(axes)
    show(figure)


def plot_corruption_strips(
    strips: dict[str, dict[float, np.ndarray]], title: str = "One digit, harder and harder to read"
) -> None:
    """Draw one row of images for each corruption: name -> {strength: image (h, w)}, all rows of the same length."""
    _refuse_nothing(strips)
    if len({len(strip) for strip in strips.values()}) > 1:
        raise ValueError(f"all lines need as many images; these have {[len(strip) for strip in strips.values()]}")
    count = max(len(strip) for strip in strips.values())
    height = (NARROW - 0.9) / count + 0.2
    figure, axes = new_figure(len(strips), count, size=(NARROW, round(height * len(strips) + 0.5, 1)), squeeze=False)
    for line, (name, strip) in zip(axes, strips.items(), strict=True):
        for axis, (strength, image) in zip(line, strip.items(), strict=True):
            axis.imshow(image, cmap=INK, vmin=0, vmax=1)
            axis.set_title(f"{strength:g}" if strength else "as it is", fontsize=WORDS, pad=2)
            leave_only_the_frame(axis)
        line[0].set_ylabel(name, rotation=0, ha="right", va="center")
    for axis in axes[1:, 0]:
        axis.set_title("")  # the first column is as it is: said once is enough
    figure.suptitle(title)
    show(figure)


def plot_accuracy_drop(
    tables: "dict[str, pandas.DataFrame]",
    units: dict[str, str],
    title: str = "The stronger the damage, the fewer digits are read right",
) -> None:
    """Draw accuracy over the strength of each corruption, one panel each, starting with the unchanged images.

    tables: name -> table of utils.corruptions' accuracy_under; units: corruption -> the unit of its strength.
    """
    _refuse_nothing(tables)
    _refuse_nothing(units)
    columns = min(3, len(units))
    rows = -(-len(units) // columns)
    figure, axes = new_figure(rows, columns, size=(FULL, 1.9 * rows + 0.5), sharey=True, squeeze=False)
    for place, (axis, (corruption, unit)) in enumerate(zip(axes.flat, units.items(), strict=False)):
        for i, (name, table) in enumerate(tables.items()):
            points = table[table.corruption.isin(["none", corruption])].sort_values("strength")
            style = {"linestyle": LINES[i % 4], "marker": MARKERS[i % 4], "markersize": 4, "color": CYCLE[i]}
            axis.plot(points.strength, 100 * points.accuracy, label=name, **style)
            axis.fill_between(points.strength, 100 * points.low, 100 * points.high, color=CYCLE[i], alpha=0.2, lw=0)
        axis.axhline(10, color=GRAY, linestyle=":", linewidth=1.2)
        axis.set(title=corruption, xlabel=unit, ylim=(0, 102), yticks=[0, 50, 100])
        axis.xaxis.get_major_locator().set_params(nbins=4)
        plain_ticks(axis.xaxis)
        if place % columns == 0:
            axis.set_ylabel("accuracy")
    plain_ticks(axes[0, 0].yaxis, "%")
    axes[0, 0].annotate("guessing", (0, 0.1), (3, 2), "axes fraction", "offset points", fontsize=WORDS, color=GRAY)
    for axis in axes.flat[len(units) :]:
        axis.set_axis_off()
    if len(tables) > 1:
        _name_the_lines(figure, axes, len(units))
    figure.suptitle(title)
    show(figure)


def _name_the_lines(figure, axes, panels: int) -> None:
    """A key to the lines: in a place without a panel, or below all panels."""
    handles, names = axes[0, 0].get_legend_handles_labels()
    if panels < axes.size:
        axes.flat[panels].legend(handles, names, loc="center", frameon=False, handlelength=3)
    else:
        figure.legend(handles, names, loc="outside lower center", ncols=len(names), frameon=False)


def plot_answers(images: np.ndarray, p: np.ndarray, titles: Sequence[str]) -> None:
    """Draw images above the ten probabilities that each got: images (m, h, w), p (m, 10), m titles.

    Raises ValueError if lengths differ.
    """
    images, p = np.asarray(images), np.asarray(p)
    _check_lengths(images, p, titles, "titles")
    figure, axes = new_figure(
        2,
        len(images),
        size=(FULL, 3.9 if len(images) < 6 else 3.5),
        height_ratios=[1.1, 1],
        sharey="row",
        squeeze=False,
    )
    for (above, below), image, row, title in zip(axes.T, images, p, titles, strict=True):
        _draw_answer(above, below, image, row, title, "\n")
    axes[1, 0].set_ylabel("probability p")
    show(figure)


def plot_confidences(groups: dict[str, np.ndarray], title: str = "How sure the network is") -> None:
    """Draw how sure a network is of different kinds of images: name -> confidences (m,), one row of dots each."""
    _refuse_nothing(groups)
    axes = row_axes(list(groups), title=title, x_label="probability of its answer", y_label="", row_inches=0.3)
    rng = np.random.default_rng(0)  # only to spread the dots, so that they do not hide each other
    for row, confidences in enumerate(groups.values()):
        confidences = 100 * np.asarray(confidences)
        median = float(np.median(confidences))
        write_at_the_right(axes, row, f"{median:.0f}%", RED)
        if len(confidences) == 1:  # the median of one image would hide it
            axes.plot(confidences, [row], "o", color=SKY, markersize=6)
            continue
        spread = rng.uniform(-0.22, 0.22, size=len(confidences))
        axes.plot(confidences, row + spread, "o", color=SKY, markersize=2.5)
        axes.plot([median, median], [row - 0.33, row + 0.33], color=RED, linewidth=2.5)
    dot = Line2D([], [], linestyle="none", marker="o", color=SKY, markersize=4, label="one image")
    draw_key(axes, [dot, Line2D([], [], color=RED, linewidth=2.5, label="median")], "median", RED)
    axes.set_xlim(0, 102)
    show(axes.figure)


def plot_accuracy_intervals(
    rows: dict[str, tuple[float, float, float]], title: str = "Test accuracy and its 95% interval"
) -> None:
    """Draw accuracies with their intervals: name -> (accuracy, low, high), fractions in 0..1."""
    _refuse_nothing(rows)
    axes = row_axes(list(rows), title=title, x_label="images read right, with 95% interval", y_label="network")
    for row, interval in enumerate(rows.values()):
        draw_share(axes, row, *interval)
    show(axes.figure)


def plot_paired(only_a: int, only_b: int, names: Sequence[str]) -> None:
    """Draw how many images only one of two networks got right, for each of the two, and what chance would do."""
    if min(only_a, only_b) < 0:
        raise ValueError(f"only_a is {only_a} and only_b {only_b}; they are numbers of images, so 0 or more")
    total = only_a + only_b
    half_range = 1.96 * np.sqrt(total) / 2
    figure, axes = new_figure(size=(FULL, 2.6))
    axes.barh([0, 1], [only_a, only_b], color=[BLUE, ORANGE], height=0.55)
    axes.axvspan(total / 2 - half_range, total / 2 + half_range, ymax=0.8, color=LIGHT, zorder=0)
    words = "gray: both end here 95 of 100 times, if neither is better"
    axes.text(total / 2, -0.75, words, ha="center", va="center", fontsize=WORDS)
    for row, count in enumerate((only_a, only_b)):
        paper = {"boxstyle": "round,pad=0.2", "facecolor": CARD, "edgecolor": "none"}
        axes.annotate(f"{count}", (count, row), (6, 0), textcoords="offset points", va="center", bbox=paper)
    axes.set_yticks([0, 1], [f"only {name}" for name in names])
    axes.set(title=f"{total} images that one got right and the other wrong", xlabel="images")
    axes.set_ylim(1.5, -1)
    axes.set_xlim(0, 1.15 * max(only_a, only_b, total / 2 + half_range, 1))
    axes.grid(visible=False, axis="y")
    show(figure)


def _draw_answer(above, below, image, p, title, between: str = " ") -> None:
    above.imshow(image, cmap=INK, vmin=0, vmax=1)
    above.set_title(title)
    leave_only_the_frame(above)
    best = int(np.argmax(p))
    below.bar(range(len(p)), p, color=[ORANGE if digit == best else BLUE for digit in range(len(p))])
    below.grid(visible=False, axis="x")
    below.set_title(f"reads {best}:{between}{_percent(p[best])}", fontsize=WORDS)
    below.set(xlabel="digit", xticks=range(0, len(p), 3) if len(p) > 5 else range(len(p)), ylim=(0, 1.05))


def _percent(share: float) -> str:
    """A share in percent, rounded down near 1, so that only a full 1 is called 100%."""
    return f"{np.floor(1000 * share) / 10:g}%" if share > 0.99 else f"{100 * share:.0f}%"


def _checked_counts(counts) -> np.ndarray:
    counts = np.asarray(counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.dtype.kind not in "iu" or not counts.size:
        raise ValueError(
            f"counts are whole numbers of shape (10, 10); these are {counts.dtype} of shape {counts.shape}"
        )
    return counts


def _check_lengths(images, p, others, name: str) -> None:
    if not len(images) == len(p) == len(others) > 0:
        raise ValueError(f"there are {len(images)} images, {len(p)} rows of probabilities and {len(others)} {name}")


def _refuse_nothing(named) -> None:
    if not named:
        raise ValueError("there is nothing to draw: give at least one name with its numbers")
