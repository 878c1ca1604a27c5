"""How figures are shown, and the labels and numbers that all of them share."""

import base64
import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from tests.plotting.readable import assert_texts_can_be_read, contrast, drawn_texts
from utils.plotting import style, words

DRAW = """
from utils.plotting.style import FULL, new_figure, show
import matplotlib.pyplot as plt

figure, axes = new_figure(1, 2, size=(FULL, 3))
axes[0].imshow([[1, 2], [3, 4]])
show(figure)
print(plt.get_fignums())
"""
DRAW_LINES = DRAW.replace("imshow([[1, 2], [3, 4]])", "plot([1, 2, 3], label='one')")
DRAW_MANY_POINTS = DRAW.replace("imshow([[1, 2], [3, 4]])", "plot(np.random.default_rng(0).random((3000, 2)), 'o')")


def run_in_a_kernel(code, backend, tmp_path):
    """The outputs of one cell, run in a kernel as a notebook's are."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    if backend:
        environment["MPLBACKEND"] = backend
    environment["PYTHONPATH"] = style.__file__.partition("utils")[0]
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute(env=environment)
    return notebook.cells[0].outputs


@pytest.mark.parametrize("backend", ["", "module://matplotlib_inline.backend_inline", "agg"])
def test_a_notebook_shows_one_sharp_picture_with_a_palette_and_closes_the_figure(backend, tmp_path):
    shown, printed = run_in_a_kernel(DRAW, backend, tmp_path)
    assert shown.output_type == "display_data"
    picture = Image.open(io.BytesIO(base64.b64decode(shown.data["image/png"])))
    assert (picture.format, picture.mode) == ("PNG", "P")
    assert picture.size == (2 * 720, 2 * 300)
    assert shown.metadata == {"image/png": {"width": 720}}
    assert shown.data["text/plain"].startswith("<Figure size 720x300")
    assert printed.text == "[]\n"


def test_a_drawing_of_few_lines_is_shown_as_svg_with_its_words(tmp_path):
    shown, printed = run_in_a_kernel(
        DRAW_LINES.replace("show(figure)", "axes[0].set_title('A & B')\nshow(figure)"), "", tmp_path
    )
    drawing = xml.etree.ElementTree.fromstring(shown.data["image/svg+xml"])
    assert float(drawing.get("width").removesuffix("pt")) == pytest.approx(72 * style.FULL)
    assert "A & B" in [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "image/png" not in shown.data
    assert printed.text == "[]\n"


def test_a_drawing_of_many_points_is_shown_as_png(tmp_path):
    shown, _ = run_in_a_kernel("import numpy as np\n" + DRAW_MANY_POINTS, "", tmp_path)
    assert set(shown.data) == {"image/png", "text/plain"}


def test_the_same_figure_gives_the_same_svg_and_all_places_are_kept_to_a_tenth_of_a_point():
    def drawn():
        figure, axes = style.new_figure(size=(style.NARROW, 3))
        axes.plot([0, 1, 2], [0.123456, 0.2, 3])
        axes.set_title("0.123456")
        return style.svg_of(figure)

    assert drawn() == drawn()
    assert "0.123456" in drawn()
    assert re.findall(r' d="[^"]*\d\.\d\d', drawn()) == []


def test_where_settings_trim_pictures_the_width_is_that_of_the_picture(tmp_path):
    trimmed = DRAW.replace("show(figure)", "plt.rcParams['savefig.bbox'] = 'tight'\nshow(figure)")
    shown, _ = run_in_a_kernel(trimmed, "", tmp_path)
    picture = Image.open(io.BytesIO(base64.b64decode(shown.data["image/png"])))
    assert picture.width != 2 * 720
    assert abs(picture.width - 2 * shown.metadata["image/png"]["width"]) <= 1


def test_outside_of_a_notebook_matplotlib_shows_the_figure():
    program = f"import matplotlib.pyplot as plt\nplt.show = lambda: print('shown', plt.get_fignums())\n{DRAW}"
    environment = os.environ | {"MPLBACKEND": "agg"}
    folder = style.__file__.partition("utils")[0]
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.stdout == "shown [1]\n[1]\n", done.stderr


def drawn_and_kept(figure):
    """The pixels of a figure as it is drawn, and as it is shown with its palette, both of shape (height, width, 3)."""
    drawn = io.BytesIO()
    figure.savefig(drawn, dpi=style.SHARPNESS * style.PIXELS_PER_INCH)
    pictures = Image.open(drawn), Image.open(io.BytesIO(style.png_of(figure)))
    return [np.asarray(picture.convert("RGB")).astype(int) for picture in pictures]


def figure_of_many_colors():
    figure, axes = style.new_figure(size=(style.NARROW, 3))
    axes.imshow(np.random.default_rng(0).random((20, 20)), cmap=style.INK)
    for place, color in enumerate(style.CYCLE):
        axes.plot([0, 19], [place, 3 * place], color=color, linewidth=1)
    return figure


def test_the_palette_changes_no_color_that_an_eye_would_see():
    drawn, kept = drawn_and_kept(figure_of_many_colors())
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) > 5 * style.COLORS_KEPT
    assert np.abs(drawn - kept).max() <= 24  # of 255; a palette chosen by frequency alone is off by 60 in a thin line


def test_the_palette_keeps_the_card_and_the_most_frequent_colors_exactly():
    drawn, kept = drawn_and_kept(figure_of_many_colors())
    on_card = (drawn == np.array([int(style.CARD[place : place + 2], 16) for place in (1, 3, 5)])).all(axis=2)
    assert on_card.mean() > 0.3
    assert np.array_equal(drawn[on_card], kept[on_card])


def test_a_figure_of_few_colors_stays_as_it_is():
    figure, axes = style.new_figure(size=(style.NARROW, 3))
    axes.set_axis_off()
    axes.axhline(0.5, color=style.BLUE)
    drawn, kept = drawn_and_kept(figure)
    assert np.array_equal(drawn, kept)


@pytest.mark.parametrize("color", [*style.CYCLE, style.GRAY, style.LIGHT, "#000000"])
def test_words_of_every_color_can_be_read_on_the_card(color):
    assert contrast(style.CARD, style.word_color(color)) >= 4.5


def test_labels_stand_at_the_ends_of_their_lines_in_a_readable_color():
    figure, axes = style.new_figure(size=(style.FULL, 3))
    axes.plot([0, 1, 2], [0, 1, 5], color=style.BLUE, label="up")
    axes.plot([0, 1, 2], [5, 1, np.nan], color=style.ORANGE, label="down")
    axes.plot([0, 2], [2, 2], color=style.GRAY)
    words.label_lines(axes)
    assert [(text.get_text(), text.xy, text.get_color()) for text in axes.texts] == [
        ("up", (2, 5), style.BLUE),
        ("down", (1, 1), style.DARK_ORANGE),
    ]


def test_a_line_that_leaves_the_axes_is_labeled_at_its_last_point_inside():
    figure, axes = style.new_figure(size=(style.FULL, 3))
    axes.plot([0, 1, 2], [1, 2, 30], label="steep")
    axes.set_ylim(0, 5)
    words.label_lines(axes)
    assert axes.texts[0].xy == (1, 2)


@pytest.mark.parametrize("unseen", [[8, 9], [np.nan, np.nan]])
def test_a_line_that_cannot_be_seen_gets_no_label(unseen):
    figure, axes = style.new_figure(size=(style.FULL, 3))
    axes.plot([0, 1], unseen, label="unseen")
    axes.plot([0, 1], [1, 2], label="seen")
    axes.set_ylim(0, 5)
    words.label_lines(axes)
    assert [text.get_text() for text in axes.texts] == ["seen"]


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_labels_of_lines_that_end_together_cover_neither_each_other_nor_the_edge(scale):
    figure, axes = style.new_figure(size=(style.NARROW, 3))
    for i in range(5):
        axes.plot([1, 2], [1 + i, 1 + i / 1000], label=f"a long name for line number {i}")
    axes.set(title="five", yscale=scale)
    axes.tick_params(labelleft=False, which="both")
    words.label_lines(axes)
    assert len(drawn_texts(figure)) >= 6
    assert_texts_can_be_read(figure)


def test_what_is_apart_stays_where_it_is():
    places = np.array([50.0, 10.0, 90.0])
    assert words.keep_apart(places, [10, 10, 10], 100).tolist() == [50, 10, 90]


def test_what_collides_is_moved_by_as_little_as_possible_and_keeps_its_order():
    assert words.keep_apart([52, 48], [10, 10], 100).tolist() == [55, 45]
    assert words.keep_apart([1, 0, 60], [10, 20, 10], 100).tolist() == [25, 10, 60]
    assert words.keep_apart([99, 98], [10, 10], 100).tolist() == [95, 85]
    assert words.keep_apart([], [], 100).tolist() == []


def ticks_of(axis, figure):
    figure.draw_without_rendering()
    low, high = axis.get_view_interval()
    inside = (low <= axis.get_ticklocs()) & (axis.get_ticklocs() <= high)
    return [label.get_text() for label, keep in zip(axis.get_ticklabels(), inside, strict=True) if keep]


@pytest.mark.parametrize(
    ("scale", "limits", "unit", "expected"),
    [
        ("log", (0.0005, 20), "", ["0.001", "0.01", "0.1", "1", "10"]),
        ("log", (0.08, 12), "", ["0.1", "0.3", "1", "3", "10"]),
        ("log", (0.9, 9), "%", ["1%", "2%", "5%"]),
        ("log", (500, 2_000_000), "", ["1,000", "10,000", "100,000", "1,000,000"]),
        (
            "linear",
            (-1e5, 1e5),
            "",
            ["−100,000", "−75,000", "−50,000", "−25,000", "0", "25,000", "50,000", "75,000", "100,000"],
        ),
        ("linear", (99.5, 99.6), "%", ["99.50%", "99.52%", "99.54%", "99.56%", "99.58%"]),
    ],
)
def test_ticks_are_plain_numbers(scale, limits, unit, expected):
    figure, axes = style.new_figure(size=(style.FULL, 3))
    axes.set(yscale=scale, ylim=limits)
    words.plain_ticks(axes.yaxis, unit)
    assert ticks_of(axes.yaxis, figure) == expected
