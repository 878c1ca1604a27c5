"""Figures of how good a network is: confusions, mistakes, calibration, robustness."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from utils.plotting.digits import draw_tiles, write_above
from utils.plotting.style import (
    BLUE,
    CYCLE,
    GRAY,
    INK,
    LIGHT,
    MISTAKES,
    ORANGE,
    RED,
    SIGNS,
    leave_only_the_frame,
    new_figure,
    show,
)

if TYPE_CHECKING:
    import pandas


LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D")
FEW_IMAGES, PALE = 30, 0.25


def plot_confusion(counts: np.ndarray, title: str = "Confusion matrix") -> None:
    """Draw how often each digit (row) got each answer (column), counts of shape (10, 10); mistakes are shaded."""
    counts = _checked_counts(counts)
    mistakes = np.where(np.eye(len(counts), dtype=bool), np.nan, counts.astype(float))
    figure, axes = new_figure(size=(6.6, 5.6))
    most = max(float(np.nanmax(mistakes)), 1.0)
    picture = axes.imshow(np.ma.masked_invalid(mistakes), cmap=MISTAKES, vmin=0, vmax=most)
    for label, answer in np.ndindex(counts.shape):
        number, right = counts[label, answer], label == answer
        if not number:
            continue
        color = GRAY if right else "white" if number > 0.6 * most else "black"
        axes.text(answer, label, f"{number}", ha="center", va="center", fontsize=9, color=color)
    axes.grid(visible=False)
    digits = range(len(counts))
    wrong = int(counts.sum() - counts.trace())
    axes.set(xticks=digits, yticks=digits, xlabel="what was read", ylabel="label")
    axes.set_title(f"{title}: {wrong:,} of {counts.sum():,} read wrong")
    figure.colorbar(picture, ax=axes, label="mistakes", shrink=0.85)
    show(figure)


def plot_digit_scores(table: "pandas.DataFrame") -> None:
    """Draw precision and recall of each digit with their intervals; table is utils.evaluation's per_digit_table."""
    figure, axes = new_figure(size=(7.6, 3.6))
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
    axes.set(title="Each digit, with 95% intervals", xlabel="digit", ylabel="right (%)", xticks=table.digit)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
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
    axes, tiles = draw_tiles(images, columns, room_above=0.34)
    for tile, label, answer, confidence in zip(tiles, labels, answers, confidences, strict=True):
        write_above(axes, tile, f"{label} → {answer} {_percent(confidence)}", color="black")
    axes.set_title(f"{title}: {len(images)}\n(label → what was read, and how sure)")
    show(axes.figure)


def plot_hidden_weights(images: np.ndarray, columns: int = 5, title: str = "What each hidden neuron looks at") -> None:
    """Draw weights (k, h, w) as images: red where ink raises the neuron's score, blue where ink lowers it."""
    images = np.asarray(images)
    if images.ndim != 3 or not len(images):
        raise ValueError(f"weights as images have shape (k, h, w), with at least one; these have {images.shape}")
    rows = -(-len(images) // columns)
    figure, axes = new_figure(rows, columns, size=(1.5 * columns + 0.9, 1.5 * rows + 0.6), squeeze=False)
    limit = float(np.quantile(np.abs(images), 0.995)) or 1.0  # a few extreme weights would make all others pale
    for axis in axes.flat:
        axis.set_axis_off()
    for axis, image in zip(axes.flat, images, strict=False):
        picture = axis.imshow(image, cmap=SIGNS, vmin=-limit, vmax=limit)
    figure.colorbar(picture, ax=axes, label="weight", shrink=0.8)
    figure.suptitle(title)
    show(figure)


def plot_reliability(tables: "dict[str, pandas.DataFrame]") -> None:
    """Draw reliability diagrams: title -> table of utils.evaluation's reliability_bins, one column of panels each.

    Bins of fewer than 30 images are pale: so few say little about the share of right answers.
    """
    _refuse_nothing(tables)
    figure, axes = new_figure(
        2, len(tables), size=(4.6 * len(tables) + 0.4, 4.8), height_ratios=[3, 1], sharex=True, squeeze=False
    )
    for (above, below), (title, table) in zip(axes.T, tables.items(), strict=True):
        filled = table[table.images > 0]
        width = table.high - table.low
        above.plot([0, 1], [0, 1], "--", color=GRAY, linewidth=1.5)
        # A gap is hatched where confidence and accuracy differ.
        right = above.bar(filled.low, filled.accuracy, width[filled.index], align="edge", color=BLUE, edgecolor="white")
        gap = above.bar(
            filled.low,
            filled.confidence - filled.accuracy,
            width[filled.index],
            bottom=filled.accuracy,
            align="edge",
            color="none",
            edgecolor=ORANGE,
            hatch="///",
        )
        for images, *bars in zip(filled.images, right, gap, strict=True):
            for bar in bars:
                bar.set_alpha(PALE if images < FEW_IMAGES else None)
        above.set(title=title, xlim=(0, 1), ylim=(0, 1.02))
        below.bar(table.low, 100 * table.images / table.images.sum(), width, align="edge", color=LIGHT, edgecolor=GRAY)
        below.set(xlabel="confidence of the answer", ylim=(0, 100))
    axes[0, 0].set_ylabel("share of right answers")
    axes[1, 0].set_ylabel("images (%)")
    handles = [
        Line2D([], [], linestyle="--", color=GRAY, linewidth=1.5, label="as sure as right"),
        Patch(facecolor=BLUE, label="right"),
        Patch(facecolor="none", edgecolor=ORANGE, hatch="///", label="gap to confidence"),
        Patch(facecolor=BLUE, alpha=PALE, label=f"below {FEW_IMAGES} images"),
    ]
    axes[0, 0].legend(handles=handles, loc="upper left", fontsize=9)
    show(figure)


def plot_coverage(tables: "dict[str, pandas.DataFrame]", marked: float | None = None) -> None:
    """Draw accuracy among the answered over coverage: name -> table of utils.evaluation's coverage_table.

    `marked` is a threshold, or None; the point that belongs to it is marked on each line.
    """
    _refuse_nothing(tables)
    figure, axes = new_figure(size=(7, 3.8))
    for i, (name, table) in enumerate(tables.items()):
        answered = table[table.answered > 0]
        axes.plot(
            100 * answered.coverage, 100 * answered.accuracy, LINES[i % 4], color=CYCLE[i], linewidth=2, label=name
        )
        if marked is not None:
            point = answered.iloc[(answered.threshold - marked).abs().argmin()]
            axes.plot(100 * point.coverage, 100 * point.accuracy, MARKERS[i % 4], color=CYCLE[i], markersize=9)
    axes.invert_xaxis()
    axes.set(title="The fewer it answers, the more of them are right", xlabel="images answered (%)")
    axes.set_ylabel("right among the answered (%)")
    handles, names = axes.get_legend_handles_labels()
    if marked is not None:
        handles.append(Line2D([], [], linestyle="none", marker="o", color=GRAY))
        names.append(f"threshold {marked:.3f}")
    axes.legend(handles, names, loc="lower right")
    show(figure)


def plot_corruption_strips(
    strips: dict[str, dict[float, np.ndarray]], title: str = "One digit, harder and harder to read"
) -> None:
    """Draw one row of images for each corruption: name -> {strength: image (h, w)}, all rows of the same length."""
    _refuse_nothing(strips)
    if len({len(strip) for strip in strips.values()}) > 1:
        raise ValueError(f"all lines need as many images; these have {[len(strip) for strip in strips.values()]}")
    count = max(len(strip) for strip in strips.values())
    figure, axes = new_figure(len(strips), count, size=(1.1 * count + 1.0, 1.2 * len(strips) + 0.4), squeeze=False)
    for line, (name, strip) in zip(axes, strips.items(), strict=True):
        for axis, (strength, image) in zip(line, strip.items(), strict=True):
            axis.imshow(image, cmap=INK, vmin=0, vmax=1)
            axis.set_title(f"{strength:g}" if strength else "as it is", fontsize=9)
            leave_only_the_frame(axis)
        line[0].set_ylabel(name, rotation=0, ha="right", va="center")
    figure.suptitle(title)
    show(figure)


def plot_accuracy_drop(tables: "dict[str, pandas.DataFrame]", units: dict[str, str]) -> None:
    """Draw accuracy over the strength of each corruption, one panel each, starting with the unchanged images.

    tables: name -> table of utils.corruptions' accuracy_under; units: corruption -> the unit of its strength.
    """
    _refuse_nothing(tables)
    _refuse_nothing(units)
    columns = 4
    rows = -(-len(units) // columns)
    figure, axes = new_figure(rows, columns, size=(10, 2.6 * rows + 0.3), sharey=True, squeeze=False)
    for place, (axis, (corruption, unit)) in enumerate(zip(axes.flat, units.items(), strict=False)):
        for i, (name, table) in enumerate(tables.items()):
            points = table[table.corruption.isin(["none", corruption])].sort_values("strength")
            axis.plot(
                points.strength,
                100 * points.accuracy,
                LINES[i % 4],
                marker=MARKERS[i % 4],
                markersize=4,
                color=CYCLE[i],
                label=name,
            )
            axis.fill_between(points.strength, 100 * points.low, 100 * points.high, color=CYCLE[i], alpha=0.2, lw=0)
        axis.axhline(10, color=GRAY, linestyle=":", linewidth=1.2, label="guessing")
        axis.set(title=corruption, xlabel=unit, ylim=(0, 100))
        if place % columns == 0:
            axis.set_ylabel("accuracy (%)")
    for axis in axes.flat[len(units) :]:
        axis.set_axis_off()
    handles, names = axes[0, 0].get_legend_handles_labels()
    if len(units) < rows * columns:
        axes.flat[-1].legend(handles, names, loc="center", frameon=False)
    else:
        figure.legend(handles, names, loc="outside lower center", ncols=len(names), frameon=False)
    show(figure)


def plot_answers(images: np.ndarray, p: np.ndarray, titles: Sequence[str]) -> None:
    """Draw images above the ten probabilities that each got: images (m, h, w), p (m, 10), m titles.

    Raises ValueError if lengths differ.
    """
    images, p = np.asarray(images), np.asarray(p)
    _check_lengths(images, p, titles, "titles")
    figure, axes = new_figure(
        2, len(images), size=(1.75 * len(images) + 0.5, 3.9), height_ratios=[1.25, 1], sharey="row", squeeze=False
    )
    for (above, below), image, row, title in zip(axes.T, images, p, titles, strict=True):
        _draw_answer(above, below, image, row, title)
    axes[1, 0].set_ylabel("probability p")
    show(figure)


def plot_confidences(groups: dict[str, np.ndarray]) -> None:
    """Draw how sure a network is of different kinds of images: name -> confidences (m,), one row of dots each."""
    _refuse_nothing(groups)
    figure, axes = new_figure(size=(7.6, 1.3 + 0.55 * len(groups)))
    rng = np.random.default_rng(0)  # only to spread the dots, so that they do not hide each other
    for row, confidences in enumerate(groups.values()):
        confidences = np.asarray(confidences)
        spread = rng.uniform(-0.22, 0.22, size=len(confidences))
        if len(confidences) == 1:  # the median of one image would hide it
            axes.plot(confidences, [row], "o", color=BLUE, markersize=6)
            continue
        axes.plot(confidences, row + spread, "o", color=BLUE, markersize=3, alpha=0.35)
        axes.plot([np.median(confidences)] * 2, [row - 0.33, row + 0.33], color=RED, linewidth=2.5)
    axes.plot([], [], "o", color=BLUE, markersize=3, label="one image")
    axes.plot([], [], color=RED, linewidth=2.5, label="median")
    axes.set_yticks(range(len(groups)), list(groups))
    axes.set(title="How sure the network is", xlabel="probability of its answer", ylabel="images", xlim=(0, 1.02))
    axes.set_ylim(len(groups) - 0.5, -0.5)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    show(figure)


def plot_accuracy_intervals(
    rows: dict[str, tuple[float, float, float]], title: str = "Test accuracy and its 95% interval"
) -> None:
    """Draw accuracies with their intervals: name -> (accuracy, low, high), fractions in 0..1."""
    _refuse_nothing(rows)
    figure, axes = new_figure(size=(7, 1.1 + 0.5 * len(rows)))
    for place, (accuracy, low, high) in enumerate(rows.values()):
        middle, ends = 100 * accuracy, [[100 * (accuracy - low)], [100 * (high - accuracy)]]
        axes.errorbar(middle, place, xerr=ends, fmt="o", color=BLUE, capsize=5, markersize=7)
        text = f"{middle:.1f} (from {100 * low:.1f} to {100 * high:.1f})"
        axes.annotate(text, (middle, place), (0, 8), textcoords="offset points", ha="center", fontsize=9)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set(title=title, xlabel="images read right (%)", ylabel="network", ylim=(len(rows) - 0.4, -0.7))
    axes.margins(x=0.25)
    show(figure)


def plot_paired(only_a: int, only_b: int, names: Sequence[str]) -> None:
    """Draw how many images only one of two networks got right, for each of the two, and what chance would do."""
    if min(only_a, only_b) < 0:
        raise ValueError(f"only_a is {only_a} and only_b {only_b}; they are numbers of images, so 0 or more")
    total = only_a + only_b
    half_range = 1.96 * np.sqrt(total) / 2
    figure, axes = new_figure(size=(8.6, 2.2))
    label = "where both end 95 of 100 times,\nif neither is better"
    axes.barh([0, 1], [only_a, only_b], color=[BLUE, ORANGE], height=0.55)
    axes.axvspan(total / 2 - half_range, total / 2 + half_range, color=LIGHT, zorder=0, label=label)
    for row, count in enumerate((only_a, only_b)):
        paper = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none"}
        axes.annotate(f"{count}", (count, row), (6, 0), textcoords="offset points", va="center", bbox=paper)
    axes.set_yticks([0, 1], [f"only {name}" for name in names])
    axes.set(title=f"{total} images that one got right and the other wrong", xlabel="images", ylabel="read right by")
    axes.set_ylim(1.5, -0.5)
    axes.set_xlim(0, 1.15 * max(only_a, only_b, total / 2 + half_range, 1))
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    show(figure)


def _draw_answer(above, below, image, p, title) -> None:
    above.imshow(image, cmap=INK, vmin=0, vmax=1)
    above.set_title(title)
    leave_only_the_frame(above)
    best = int(np.argmax(p))
    below.bar(range(len(p)), p, color=[ORANGE if digit == best else BLUE for digit in range(len(p))])
    below.grid(visible=False, axis="x")
    below.set_title(f"reads {best}: {_percent(p[best])}", fontsize=10)
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
