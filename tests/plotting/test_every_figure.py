"""The house rules, held to every figure that `utils.plotting` offers."""

import inspect
import pickle
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import partial

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.text import Text

from tests.plotting.readable import assert_texts_can_be_read, contrast
from utils import plotting
from utils.evaluation import coverage_table, per_digit_table, reliability_bins
from utils.plotting import style
from utils.scratch import constant, cosine

NO_FIGURES = {"edge_kernel", "relu_sum"}  # they compute what a figure shows, for the text to use

RNG = np.random.default_rng(0)
X = np.linspace(-1, 1, 5)
IMAGES = RNG.random((6, 20, 20))
IMAGE = IMAGES[0]
LABELS = np.arange(300) % 10
LOGITS = 2 * np.eye(10)[LABELS] + RNG.normal(size=(300, 10))
ANSWERS = LOGITS.argmax(axis=1)
COUNTS = np.zeros((10, 10), dtype=int)
np.add.at(COUNTS, (LABELS, ANSWERS), 1)
P = np.eye(10)[:6] * 0.7 + 0.03
KERNEL = np.array([[0.0, 0.5, -1.0], [2.0, 0.25, 1.0]])
SALIENCY = RNG.normal(size=IMAGES.shape)
LAYERS = [
    ("input", (28, 28, 1), 0),
    ("convolution 3x3, ReLU", (26, 26, 32), 320),
    ("batch normalization", (26, 26, 32), 128),
    ("max pooling 2x2", (13, 13, 32), 0),
    ("convolution 5x5, stride 2, ReLU", (5, 5, 128), 102_528),
    ("batch normalization", (5, 5, 128), 512),
    ("flatten", (3200,), 0),
    ("dense", (128,), 409_728),
    ("logits", (10,), 1290),
]
CHANNELS = RNG.normal([5.0, -3.0, 0.0], [1.0, 2.0, 0.5], (200, 3))
WALK = (np.array([0, 1000, 2000]), np.array([2.0, 1.0, 0.5]))
PATH = np.array([[-3.0, 1.0], [-2.0, 0.5], [-1.0, 0.1]])
ACROSS, UP = np.linspace(-4, 1, 6), np.linspace(-1, 2, 5)
LOSSES = 0.1 + ACROSS[None, :] ** 2 + UP[:, None] ** 2
HISTORY = {
    "loss": [2.0, 0.5, 0.1],
    "accuracy": [0.5, 0.9, 1.0],
    "val_loss": [2.1, 0.7, 0.8],
    "val_accuracy": [0.5, 0.8, 0.8],
}
LONG_TRAINING = {
    "training errors": [100, 3, 0],
    "test accuracy": [0.8, 0.92, 0.92],
    "test loss": [0.6, 0.3, 0.9],
    "mean confidence": [0.8, 0.93, 0.99],
}
RESULT = {"values": [0.91, 0.92, 0.93], "mean": 0.92, "std": 0.01, "interval": [0.90, 0.94]}
SPEEDS = [
    {"way": "fit", "seconds": [10.0, 12.0, 11.0], "ratio_to_keras_default": 1.0},
    {"way": "fast", "seconds": [2.0, 2.4, 2.2], "ratio_to_keras_default": 5.0},
]
NEURON = {"x": 2.0, "w": 0.5, "b": -0.4507, "product": 1.0, "z": 0.5493, "a": 0.5, "loss": 0.125}
SLOPES = {"x": -0.1875, "w": -0.75, "b": -0.375, "product": -0.375, "z": -0.375, "a": -0.5, "loss": 1.0}
ON, OFF = np.ones(3, dtype=bool), np.array([True, False, True])
SPREADS = (np.array([1.0, 0.9, 1.1]), np.array([0.1, 0.2, 0.3]))
DROP = pd.DataFrame(
    [("none", 0.0, 0.9), ("noisy", 0.1, 0.7), ("noisy", 0.2, 0.5), ("thinner", 1.0, 0.4)],
    columns=["corruption", "strength", "accuracy"],
).assign(low=lambda table: table.accuracy - 0.05, high=lambda table: table.accuracy + 0.05)


def train(learning_rate, batch_size, hidden):
    return *WALK, 0.9


CALLS = [
    partial(plotting.answer_slider, IMAGES, P, [-20, -10, 0, 10, 20, 30], "degrees"),
    partial(plotting.nudge_slider),
    partial(plotting.plot_accuracies, {"nearest mean": (0.81, 0.008), "two pixels": (0.94, 0.005)}),
    partial(plotting.plot_accuracy_by_epoch, {"training": [0.5, 0.9], "validation": [0.4, 0.8]}),
    partial(plotting.plot_accuracy_drop, {"plain": DROP}, {"noisy": "standard deviation", "thinner": "pixels"}),
    partial(plotting.plot_accuracy_intervals, {"A": (0.9, 0.88, 0.91), "B": (0.8, 0.7, 0.9)}),
    partial(plotting.plot_activations, X, {"tanh": (np.tanh(X), 1 - np.tanh(X) ** 2), "ReLU": (X, X)}),
    partial(plotting.plot_activations_by_layer, {"He": [X + 1, X], "zeros": [X + 2, 0 * X]}),
    partial(plotting.plot_answers, IMAGES, P, list("abcdef")),
    partial(plotting.plot_batch_sizes, {"1": WALK, "32": WALK}, {"1": 0.5, "32": 2.0}),
    partial(plotting.plot_batches, [[np.array([2, 0]), np.array([1])], [np.array([1, 2]), np.array([0])]]),
    partial(plotting.plot_candidates, {"candidates": {"1": RESULT, "5": RESULT}}, "5", "How long?", "epochs"),
    partial(plotting.plot_channel_values, CHANNELS, CHANNELS - CHANNELS.mean(axis=0), "three channels"),
    partial(plotting.plot_choice_on_few, [0.4, 0.6, 0.5], [0.45, 0.42, 0.5], few=100),
    partial(plotting.plot_class_counts, {"training": LABELS, "test": LABELS[:7]}),
    partial(plotting.plot_confidences, {"digits": [0.9, 0.8], "noise": [0.2]}),
    partial(plotting.plot_confusion, COUNTS),
    partial(plotting.plot_convolution, IMAGE[:8, :10], KERNEL, 3, 5),
    partial(plotting.plot_corruption_strips, {"shifted": {0: IMAGE, 2: IMAGE}, "noisy": {0: IMAGE, 0.5: IMAGE}}),
    partial(plotting.plot_costs, {"rate 0.3": np.linspace(2, 1, 30), "rate 0.1": np.linspace(2, 1.5, 30)}),
    partial(plotting.plot_coverage, {"plain": coverage_table(LOGITS, LABELS)}, marked=0.5),
    partial(plotting.plot_cross_entropy, 10),
    partial(plotting.plot_curves, X, {"x": X, "x squared": X**2}, title="two curves"),
    partial(plotting.plot_curve_answer, X, np.abs(X), np.square, name="the square", bends=X),
    partial(plotting.plot_dense_shapes, 4, 3, 2),
    partial(plotting.plot_differences, {"20 epochs": (0.4, 0.3, 0.5), "tanh": (-0.6, -0.8, -0.4)}, "instead", "choice"),
    partial(plotting.plot_digit_scores, per_digit_table(LABELS, ANSWERS)),
    partial(plotting.plot_digit_with_scores, IMAGE, LOGITS[0]),
    partial(plotting.plot_digits, IMAGES, titles=range(6), columns=4),
    partial(plotting.plot_dropout, [[ON, OFF, ON], [ON, ON, ON]]),
    partial(plotting.plot_dying_relu, {"healthy": X, "dead": X - 3}),
    partial(plotting.plot_feature_maps, np.moveaxis(IMAGES, 0, -1)),
    partial(plotting.plot_filtered, IMAGE, {"one": KERNEL, "other": -3 * KERNEL.T}),
    partial(plotting.plot_gradient_sizes, {"ReLU": np.array([1.0, 0.9]), "tanh": np.array([1.0, 0.1])}),
    partial(plotting.plot_hidden_weights, IMAGES - 0.5),
    partial(plotting.plot_history, HISTORY, title="three epochs"),
    partial(plotting.plot_image, IMAGE, "one digit"),
    partial(plotting.plot_image_answer, IMAGE, IMAGE.T, thing="picture"),
    partial(plotting.plot_image_to_loss, IMAGE, LOGITS[1], 1),
    partial(plotting.plot_intervals_by_count, {"350 images": (296, 350)}, marks={"88%": 0.88}),
    partial(plotting.plot_landscape, ACROSS, UP, LOSSES, {"descent": PATH, "momentum": PATH / 2}, title="a map"),
    partial(plotting.plot_layers, LAYERS, "a network"),
    partial(plotting.plot_linear_regions, [(np.eye(2), np.zeros(2))]),
    partial(plotting.plot_long_training, np.array([1, 40, 400]), LONG_TRAINING),
    partial(plotting.plot_loss_by_temperature, np.array([0.5, 1.0, 2.0]), {"a": np.array([3.0, 2.0, 4.0])}),
    partial(plotting.plot_losses_by_gap, np.array([0.0, 50.0, 150.0]), {"lost": np.array([0.0, 50.0, np.inf])}),
    partial(plotting.plot_mean_digits, IMAGES, np.array([0, 0, 1, 1, 2, 2])),
    partial(plotting.plot_network, (400, 25, 10)),
    partial(plotting.plot_neuron_graph, NEURON, SLOPES),
    partial(plotting.plot_nudge, 0.1),
    partial(plotting.plot_paired, 7, 12, ["A", "B"]),
    partial(plotting.plot_pixel_histogram, 1.2 * IMAGE - 0.1),
    partial(plotting.plot_pixel_values, IMAGE, top=2, left=3),
    partial(plotting.plot_pooling, np.array([[1, 2, -5, -1], [3, 0, -4, -2]])),
    partial(plotting.plot_predictions, IMAGES, np.arange(6), np.array([0, 1, 2, 3, 4, 9])),
    partial(plotting.plot_reliability, {"before": reliability_bins(LOGITS, LABELS)}),
    partial(plotting.plot_relu_sum, np.array([0.0, 1.0]), np.array([1.0, -2.0]), target=np.sin),
    partial(plotting.plot_reported, RESULT, 0.925, title="ten seeds"),
    partial(plotting.plot_result_over_seeds, {"40 epochs": RESULT, "100 epochs": RESULT}, title="three seeds"),
    partial(plotting.plot_runs, {"slow": HISTORY, "fast": HISTORY}, title="two runs"),
    partial(plotting.plot_saliency, IMAGES[:3], SALIENCY[:3], ["a", "b", "c"], "what counts"),
    partial(plotting.plot_schedules, {"constant": constant, "cosine": cosine}),
    partial(plotting.plot_scores_under_dropout, {"rescaled": np.linspace(0, 2, 100)}, without=1.0),
    partial(plotting.plot_settings, {"rate": {"0.1": WALK}, "batch size": {"32": WALK}}),
    partial(plotting.plot_shrinking, np.kron(IMAGE, np.ones((2, 2))), IMAGE),
    partial(plotting.plot_sine_by_relus, (2, 4)),
    partial(plotting.plot_softmax_gradient, P[1], 1),
    partial(plotting.plot_softmax_shift, LOGITS[0], (0, 5)),
    partial(plotting.plot_speed, SPEEDS),
    partial(plotting.plot_spread_by_layer, {"He": SPREADS, "small": SPREADS}),
    partial(plotting.plot_step_errors, np.array([1e-3, 1e-2]), {"64 bits": np.array([1e-6, 1e-4])}, marked=1e-2),
    partial(plotting.plot_stopping, HISTORY, best=2, last=3, title="stopped early"),
    partial(plotting.plot_surest_mistakes, IMAGES, range(6), range(1, 7), np.linspace(1, 0.5, 6)),
    partial(plotting.plot_temperature, LOGITS[0], (0.5, 2.0)),
    partial(plotting.plot_unrolling, IMAGE.ravel(), [25, 400]),
    partial(plotting.plot_validation, {"plain": HISTORY, "dropout": HISTORY}, title="few images"),
    partial(plotting.plot_valley_paths, np.array([1.0, 30.0]), {"one": PATH, "two": PATH, "three": PATH}),
    partial(plotting.plot_walks, {"one": WALK, "two": WALK}, title="two walks"),
    partial(plotting.plot_weight_histograms, {"plain": np.linspace(-1, 1, 200), "L1": np.zeros(200)}),
    partial(plotting.training_dashboard, train),
    partial(plotting.unrolling_slider, IMAGE.ravel()),
]
FIGURES = {call.func.__name__: call for call in CALLS}

PALETTE = {value.lower() for value in vars(style).values() if isinstance(value, str) and value.startswith("#")}
PALETTE |= {"#000000", "#ffffff"}
COLORMAPS = {style.INK, style.SIGNS, style.HEIGHTS, style.MISTAKES}
PALETTE |= {to_hex(mpl.colormaps[name](end)) for name in COLORMAPS for end in (0.0, 1.0)}  # beyond a scale's ends


@dataclass(frozen=True)
class Drawing:
    """What came of one call: the figures shown, those left open, and what changed besides."""

    returned: object
    shown: list[Figure]
    left_open: int
    arguments_kept: bool
    settings_kept: bool


@pytest.fixture(scope="module", params=FIGURES)
def drawing(request):
    """One figure, drawn where TensorFlow cannot be imported; a slider at its start."""
    call = FIGURES[request.param]
    arguments, settings = pickle.dumps((call.args, call.keywords)), dict(mpl.rcParams)
    shown = []
    plt.close("all")
    with pytest.MonkeyPatch.context() as patched:
        for module in ("tensorflow", "keras", "utils.quiet_tensorflow"):
            patched.setitem(sys.modules, module, None)
        patched.setattr(plt, "show", lambda: shown.append(plt.gcf()))
        returned = call()
    left_open = len(plt.get_fignums())
    plt.close("all")
    for figure in shown:
        FigureCanvasAgg(figure)  # closing took the canvas, and the rules look at what is drawn
        figure.draw_without_rendering()  # settles the layout and the ticks
    return Drawing(
        returned,
        shown,
        left_open,
        arguments_kept=pickle.dumps((call.args, call.keywords)) == arguments,
        settings_kept=dict(mpl.rcParams) == settings,
    )


@pytest.fixture
def figure(drawing):
    return drawing.shown[0]


def panels_of(figure):
    """The axes of a figure without its color bars, and without places that stay empty."""
    return [axes for axes in figure.axes if (axes.axison or axes.has_data()) and axes.get_label() != "<colorbar>"]


def is_named(axis):
    """Whether an axis says what it counts: by a label, or by words at its ticks; one without ticks counts nothing."""
    ticks = [tick.get_text() for tick in axis.get_ticklabels()]
    has_words = any(re.search("[a-z]{2}", tick) and not tick.startswith("$") for tick in ticks)
    return bool(axis.get_label_text()) or has_words or not len(axis.get_ticklocs())


def is_painted_by_a_map(artist):
    return isinstance(artist, ScalarMappable) and artist.get_array() is not None


def colors_of(artist):
    """All colors of one line, patch, text or collection, as #rrggbb."""
    if is_painted_by_a_map(artist):
        colormap = artist.get_cmap()
        return set() if colormap.name in COLORMAPS else {to_hex(color) for color in colormap(np.arange(colormap.N))}
    found = []
    for name in ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor"):
        if hasattr(artist, f"get_{name}"):
            found += [color for color in to_rgba_array(getattr(artist, f"get_{name}")()) if color[3] > 0]
    return {to_hex(color[:3]) for color in found}


def artists_of(figure):
    for axes in figure.axes:
        yield from (*axes.lines, *axes.patches, *axes.collections, *axes.images, *axes.texts)
        yield from (text.arrow_patch for text in axes.texts if getattr(text, "arrow_patch", None))
    yield from figure.texts


def texts_of(figure):
    """All that is written in a figure and can be seen."""
    return [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


def can_be_read(text):
    """Whether words stand out from the card (4.5 to 1), or stand on an image or a bar, which has its own colors."""
    on_an_image = text.axes is not None and (text.axes.images or any(map(is_painted_by_a_map, text.axes.collections)))
    on_a_bar = text.axes is not None and any(
        patch.get_window_extent().contains(*text.get_window_extent().get_points().mean(axis=0))
        for patch in text.axes.patches
    )
    return contrast(style.CARD, text.get_color()) >= 4.5 or on_an_image or on_a_bar


def test_every_function_that_plotting_offers_is_held_to_the_rules():
    offered = {name for name, _ in inspect.getmembers(plotting, inspect.isfunction)}
    assert sorted(offered - NO_FIGURES - FIGURES.keys()) == [], "add a call of it to CALLS"
    assert len(FIGURES) == len(CALLS), "one call of each is enough"


def test_it_shows_one_figure_and_returns_nothing(drawing):
    assert drawing.returned is None
    assert len(drawing.shown) == drawing.left_open == 1


def test_it_leaves_its_arguments_and_the_settings_as_they_were(drawing):
    assert drawing.arguments_kept
    assert drawing.settings_kept


def test_it_has_a_title_above_all_or_above_every_column(figure):
    top_of_column = {}
    for axes in panels_of(figure):
        top_of_column.setdefault(axes.get_subplotspec().colspan.start, axes)
    assert figure.get_suptitle() or all(axes.get_title() for axes in top_of_column.values())


def test_every_axis_at_the_rim_says_what_it_counts(figure):
    panels = [axes for axes in panels_of(figure) if axes.axison]
    lowest_of_column = {axes.get_subplotspec().colspan.start: axes for axes in panels}
    assert all(is_named(axes.xaxis) for axes in lowest_of_column.values())
    assert all(is_named(axes.yaxis) for axes in panels if axes.get_subplotspec().is_first_col())
    assert all(axes.get_ylabel() or axes.get_xlabel() for axes in figure.axes if axes.get_label() == "<colorbar>")


def test_its_colors_are_those_of_the_course(figure):
    assert sorted(set().union(*map(colors_of, artists_of(figure))) - PALETTE) == []


def test_its_width_is_one_of_two(figure):
    assert figure.get_figwidth() in (style.FULL, style.NARROW)


def test_every_word_is_large_enough_for_a_phone(figure):
    small = [text.get_text() for text in texts_of(figure) if text.get_fontsize() < style.WORDS]
    assert small == []


def test_its_words_stand_out_from_the_card(figure):
    pale = [text.get_text() for text in texts_of(figure) if not can_be_read(text)]
    assert pale == []


def test_its_legends_stand_inside(figure):
    legends = [axes.get_legend() for axes in figure.axes if axes.get_legend()]
    outside = [legend for legend in legends if not legend.axes.bbox.padded(2).containsx(legend.get_window_extent().x1)]
    assert outside == figure.legends == []


def test_its_ticks_are_plain_numbers(figure):
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            ticks = [tick.get_text() for tick in axis.get_ticklabels(which="both")]
            assert [tick for tick in ticks if "$" in tick or re.search(r"\de[-+−]?\d", tick)] == []
            assert axis.get_offset_text().get_text() == ""


def test_no_word_is_cut_off_or_covers_another(figure):
    assert_texts_can_be_read(figure)


def test_the_package_is_imported_without_tensorflow():
    program = "import sys, utils.plotting; sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=style.__file__.partition("utils")[0]).returncode == 0
