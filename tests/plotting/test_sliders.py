"""Figures that sliders move: what follows, what stays, how long it takes, and what is left without a notebook."""

import io
import pickle
import time
from dataclasses import dataclass
from functools import partial
from statistics import median

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import PIL.Image
import pytest
from jupyter_client.manager import start_new_kernel
from matplotlib.figure import Figure

from tests.plotting.readable import assert_texts_can_be_read
from utils import plotting
from utils.plotting import moving, sliders
from utils.plotting.style import GRAY, PIXELS_PER_INCH

RNG = np.random.default_rng(0)
IMAGES = RNG.random((5, 20, 20))
P = RNG.dirichlet(np.ones(10), 5)
SCORES = np.array([1.0, 4.0, 0.0, 3.0])
PATHS = {"one": np.array([[-3.0, 1.0], [-2.0, 0.5], [-1.0, 0.1]]), "two": np.array([[-3.0, 1.0], [-1.0, -0.5]])}
WALK = (np.array([0, 1000, 2000]), np.array([2.0, 1.0, 0.5]))


def train(rate, batch_size, hidden):
    return WALK[0], WALK[1] / (1 + rate), 0.9


CALLS = {
    call.func.__name__: call
    for call in (
        partial(plotting.answer_slider, IMAGES, P, [-20, -10, 0, 10, 20], "degrees"),
        partial(plotting.nudge_slider),
        partial(plotting.unrolling_slider, IMAGES[0].ravel()),
        partial(plotting.training_dashboard, train),
    )
}


@dataclass
class Live:
    """What a slider's function put into the page of a live notebook, and the figure behind it."""

    widgets: list
    figure: Figure
    artists: list

    @property
    def sliders(self):
        return [widget for widget in self.widgets if "Slider" in type(widget).__name__]

    @property
    def picture(self):
        return one_of(self.widgets, ipywidgets.Image)

    def pixels(self):
        with PIL.Image.open(io.BytesIO(self.picture.value)) as picture:
            return np.asarray(picture)

    def press(self):
        """Press the button where there is one; other pictures follow by themselves."""
        for widget in self.widgets:
            if isinstance(widget, ipywidgets.Button):
                widget.click()


def one_of(widgets, kind):
    (found,) = [widget for widget in widgets if isinstance(widget, kind)]
    return found


def all_below(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from all_below(child)


def values_of(slider):
    """Every value that a slider can take, from its first to its last."""
    if hasattr(slider, "options"):
        return [option[1] if isinstance(option, tuple) else option for option in slider.options]
    places = np.arange(slider.min, slider.max + slider.step / 2, slider.step)
    if hasattr(slider, "base"):
        return list(slider.base**places)
    return [type(slider.value)(place) for place in places]


@pytest.fixture
def go_live(monkeypatch):
    """Calls a slider's function as in a live notebook, and returns a Live."""
    shown, filmed, make = [], [], moving.live_picture

    def film(figure, artists):
        filmed.append((figure, artists))
        return make(figure, artists)

    for module in (moving, sliders):
        monkeypatch.setattr(module, "is_watched", lambda: True)
        monkeypatch.setattr(module, "display", shown.append)
        monkeypatch.setattr(module, "live_picture", film)

    def call(function):
        assert function() is None
        (box,), ((figure, artists),) = shown, filmed
        return Live(list(all_below(box)), figure, artists)

    return call


@pytest.fixture(params=CALLS)
def live(request, go_live):
    return go_live(CALLS[request.param])


def test_every_function_that_sliders_offers_is_tested():
    offered = {name for name, thing in vars(sliders).items() if getattr(thing, "__module__", "") == sliders.__name__}
    assert {name for name in offered if not name.startswith("_")} == CALLS.keys()


def test_the_picture_follows_each_slider_there_and_back(live):
    for slider in live.sliders:
        begin, first = slider.value, live.pixels()
        for value in (values_of(slider)[0], values_of(slider)[-1]):
            slider.value = value
            live.press()
            moved = live.pixels()
            assert value == begin or not np.array_equal(moved, first), slider.description
        slider.value = begin
        live.press()
        live.press()  # the dashboard's picture holds two trainings
        assert moved.shape == first.shape
    if not any(isinstance(widget, ipywidgets.Button) for widget in live.widgets):
        np.testing.assert_array_equal(live.pixels(), first)


def test_the_axes_stay_over_the_whole_range_of_every_slider(live):
    def axes():
        return [(axis.get_xlim(), axis.get_ylim(), axis.get_position().bounds) for axis in live.figure.axes]

    before = axes()
    for slider in live.sliders:
        values = values_of(slider)
        for value in [*values[:: 1 + len(values) // 20], values[-1]]:
            slider.value = value
        live.press()
    assert axes() == before


def test_words_can_be_read_at_both_ends_of_every_slider(live):
    for end in (0, -1):
        for slider in live.sliders:
            slider.value = values_of(slider)[end]
        live.press()
        for artist in live.artists:
            artist.set_animated(False)
        assert_texts_can_be_read(live.figure)


def test_nothing_is_left_open_and_the_picture_is_as_wide_as_its_figure_and_as_sharp_as_others(live):
    assert plt.get_fignums() == []
    inches = live.figure.get_size_inches()
    assert live.picture.layout.width == f"{inches[0] * PIXELS_PER_INCH:.0f}px"
    assert live.pixels().shape == (*np.round(inches[::-1] * 2 * PIXELS_PER_INCH), 3)


@pytest.mark.parametrize("name", CALLS)
def test_moving_leaves_the_arguments_as_they_were(name, go_live):
    before = pickle.dumps(CALLS[name].args)
    live = go_live(CALLS[name])
    for slider in live.sliders:
        slider.value = values_of(slider)[-1]
    live.press()
    assert pickle.dumps(CALLS[name].args) == before


@pytest.mark.parametrize("name", sorted(CALLS.keys() - {"training_dashboard"}))
def test_a_move_costs_less_than_to_draw_the_figure(name, go_live, monkeypatch):
    live = go_live(CALLS[name])
    slider = live.sliders[0]
    first, second = values_of(slider)[:2]
    frames = [seconds(lambda value=value: setattr(slider, "value", value)) for value in [first, second] * 4][2:]
    assert median(frames) < 0.25  # on a busy machine; a quiet one needs a tenth of it
    monkeypatch.setattr(moving, "_png_of", lambda canvas: b"")
    frames = [seconds(lambda value=value: setattr(slider, "value", value)) for value in [first, second] * 4][2:]
    for artist in live.artists:
        artist.set_animated(False)
    whole = [seconds(live.figure.canvas.draw) for _ in range(4)]
    assert median(frames) < 0.8 * median(whole)  # to draw all of it, and the rest again, would be over 1


def seconds(work):
    """Seconds of this process, whatever else the machine does."""
    began = time.process_time()
    work()
    return time.process_time() - began


@pytest.mark.parametrize("name", CALLS)
def test_without_a_live_notebook_there_is_one_still_picture_and_no_widget(name, shown, monkeypatch):
    displayed = []
    for module in (moving, sliders):
        monkeypatch.setattr(module, "display", displayed.append)
    CALLS[name]()
    assert len(shown) == 1
    assert displayed == []


def test_a_kernel_sends_the_sliders_to_a_person_and_one_png_to_a_program():
    manager, client = start_new_kernel()
    try:
        kinds = {}
        for person in (True, False):
            messages = []
            code = "from utils.plotting import unrolling_slider; unrolling_slider(__import__('numpy').zeros(400))"
            reply = client.execute_interactive(code, allow_stdin=person, output_hook=messages.append, timeout=120)
            assert reply["content"]["status"] == "ok"
            kinds[person] = [set(m["content"]["data"]) for m in messages if m["msg_type"] == "display_data"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert kinds[True] == [{"text/plain", "application/vnd.jupyter.widget-view+json"}]
    assert kinds[False] == [{"text/plain", "image/png"}]


@pytest.mark.parametrize(("count", "next_pixel"), [(25, (0.5, 4.5)), (399, (18.5, 18.5))])
def test_unrolling_fills_the_image_column_by_column_and_frames_the_next_pixel(count, next_pixel, go_live):
    live = go_live(partial(plotting.unrolling_slider, np.arange(400.0)))
    live.sliders[0].value = count
    axes = live.figure.axes[0]
    known = np.ma.filled(axes.images[0].get_array(), np.nan)
    assert np.isfinite(known.T.ravel()).sum() == np.isfinite(known.T.ravel()[:count]).sum() == count
    assert known[1, 0] == 1
    assert axes.patches[-1].get_xy() == next_pixel
    assert axes.get_title() == f"The first {count} of 400 numbers"


def test_a_whole_image_has_no_next_pixel(go_live):
    live = go_live(CALLS["unrolling_slider"])
    live.sliders[0].value = 400
    assert not any(patch.get_visible() for patch in live.figure.axes[0].patches)


def test_the_answers_go_through_the_images_and_begin_in_the_middle(go_live):
    live = go_live(CALLS["answer_slider"])
    assert live.sliders[0].value == 2
    live.sliders[0].value = 4
    left, right = live.figure.axes
    np.testing.assert_array_equal(left.images[0].get_array(), IMAGES[4])
    assert left.get_title() == "20 degrees"
    np.testing.assert_allclose([bar.get_height() for bar in right.patches], P[4])
    colors = [bar.get_facecolor() for bar in right.patches]
    assert [place for place, color in enumerate(colors) if colors.count(color) == 1] == [P[4].argmax()]


def test_a_probability_just_below_one_is_not_called_one(go_live):
    live = go_live(partial(plotting.answer_slider, IMAGES[:1], np.array([[0.9997, 0.0003]]), [0], "degrees"))
    assert live.figure.axes[1].get_title() == "Read as 0, with p = 0.999"


def test_the_nudge_is_drawn_in_its_own_units(go_live):
    live = go_live(plotting.nudge_slider)
    assert live.sliders[0].value == 1e-5
    live.sliders[0].value = 1.0
    near, far = live.figure.axes
    places, changes = near.lines[0].get_data()
    np.testing.assert_allclose(changes, np.tanh(0.55 + places) - np.tanh(0.55), atol=1e-12)
    slope = (np.tanh(1.55) - np.tanh(-0.45)) / 2
    assert near.get_legend().get_texts()[2].get_text() == f"through both, slope {slope:.4f}"
    assert near.get_title() == "tanh near z = 0.55, h = 1"
    assert list(far.lines[-1].get_xdata()) == [1.0, 1.0]


@pytest.mark.parametrize(("step", "words"), [(1e-5, "0.00001"), (10**-4.5, "0.00003"), (10**-7.5, "3 × 10⁻⁸")])
def test_the_step_is_written_in_digits_while_they_are_few(step, words, go_live):
    live = go_live(plotting.nudge_slider)
    live.sliders[0].value = step
    assert live.figure.axes[0].get_title() == f"tanh near z = 0.55, h = {words}"


def test_the_dashboard_trains_when_asked_and_keeps_the_run_before(go_live):
    trained = []

    def note(*settings):
        trained.append(settings)
        return *WALK, 0.9

    live = go_live(partial(plotting.training_dashboard, note))
    live.sliders[0].value = 1.0
    assert trained == [(0.1, 32, 25)]
    live.press()
    live.sliders[0].value = 3.0
    live.press()
    assert trained == [(0.1, 32, 25), (1.0, 32, 25), (3.0, 32, 25)]
    newest, before = live.figure.axes[0].lines[:2]
    assert newest.get_label() == "rate 3, batch 32, 25 hidden: 90.0% right"
    assert before.get_label() == "rate 1, batch 32, 25 hidden: 90.0% right"
    assert before.get_color() == GRAY


@pytest.mark.parametrize("far", [np.nan, np.inf, 500.0])
def test_a_training_that_diverged_ends_with_a_cross(far, go_live):
    losses = np.array([2.0, 5.0, far])
    live = go_live(partial(plotting.training_dashboard, lambda *settings: (WALK[0], losses, np.nan)))
    newest, before, cross, _ = live.figure.axes[0].lines
    assert newest.get_label() == "rate 0.1, batch 32, 25 hidden: diverged"
    assert newest.get_xydata().tolist() == [[0, 2], [1000, 5]]
    assert cross.get_xydata().tolist() == [[1000, 5]]
    assert len(before.get_xdata()) == 0


def test_a_training_that_stays_in_the_picture_has_no_cross(go_live):
    live = go_live(CALLS["training_dashboard"])
    assert len(live.figure.axes[0].lines[2].get_xdata()) == 0


def test_a_training_that_fails_gives_the_button_back(go_live, caplog):
    def fail_later(rate, batch_size, hidden):
        if rate > 1:
            raise ValueError("too fast")
        return *WALK, 0.9

    live = go_live(partial(plotting.training_dashboard, fail_later))
    live.sliders[0].value = 10.0
    live.press()
    assert "too fast" in caplog.text  # a kernel shows it below the button instead
    assert not one_of(live.widgets, ipywidgets.Button).disabled


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plotting.answer_slider(IMAGES, P[:2], [1, 2], "degrees"), "5 images, 2 rows of probabilities and 2"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_reason(call, message):
    with pytest.raises(ValueError, match=message):
        call()
