"""How a figure follows sliders: what moves is drawn anew, and a picture of everything else is kept.

To draw a whole figure takes a tenth of a second, most of it for axes and their numbers. They stay as they are here, so
that a picture comes a few hundredths of a second after the key.
"""

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import PIL.Image
from IPython.display import display
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from utils.notebook import is_watched
from utils.plotting.style import FULL, PIXELS_PER_INCH, SHARPNESS, show

if TYPE_CHECKING:
    import ipywidgets

WORDS_WIDTH = "130px"


def show_moving(
    figure: Figure,
    moving: Sequence[Artist],
    move: Callable[..., None],
    controls: "dict[str, ipywidgets.ValueWidget]",
    rows: "Sequence[ipywidgets.Widget] | None" = None,
) -> None:
    """Show a figure below controls that move it; without a live notebook, show it as their first values have it.

    `move` takes the controls' values by their names, and changes what is in `moving`, nothing else. Later artists in
    `moving` lie on earlier ones, and all of them on what stays. `rows` are the widgets above the picture, from the top
    down, if they are not the controls themselves.
    """
    import ipywidgets

    def follow() -> None:
        move(**{name: control.value for name, control in controls.items()})

    follow()
    if not is_watched():
        _settle(figure)
        show(figure)
        return
    picture, draw = live_picture(figure, moving)

    def redraw(_: dict) -> None:
        follow()
        draw()

    for control in controls.values():
        control.observe(redraw, "value")
    display(ipywidgets.VBox([*(rows or controls.values()), picture]))


def live_picture(figure: Figure, moving: Sequence[Artist]) -> "tuple[ipywidgets.Image, Callable[[], None]]":
    """A picture of a figure for a live notebook, and what draws its `moving` artists anew. Closes the figure."""
    import ipywidgets

    plt.close(figure)
    _settle(figure)
    canvas = FigureCanvasAgg(figure)
    figure.set_dpi(SHARPNESS * PIXELS_PER_INCH)
    for artist in moving:
        artist.set_animated(True)
    canvas.draw()
    what_stays = canvas.copy_from_bbox(figure.bbox)
    wide = f"{round(figure.get_figwidth() * PIXELS_PER_INCH)}px"
    picture = ipywidgets.Image(format="png", layout={"width": wide, "max_width": "100%", "height": "auto"})

    def draw() -> None:
        canvas.restore_region(what_stays)
        for artist in moving:
            figure.draw_artist(artist)
        picture.value = _png_of(canvas)

    draw()
    return picture, draw


def slider(kind: type, words: str, *args, color: str | None = None, **options) -> "ipywidgets.DOMWidget":
    """A slider of one of ipywidgets' kinds, with a long track; its color, if any, is that of what it moves."""
    dot = f'<span style="color: {color}">⬤</span> ' if color else ""
    return kind(
        *args,
        description=dot + words,
        description_allow_html=True,
        style={"description_width": WORDS_WIDTH, "handle_color": color},
        layout={"width": "auto", "max_width": f"{round(FULL * PIXELS_PER_INCH)}px"},
        **options,
    )


def _settle(figure: Figure) -> None:
    """Find places for the axes, where they then stay: in two rounds, since a color bar is placed well in the second."""
    for _ in range(2):
        figure.draw_without_rendering()
    figure.set_layout_engine("none")


def _png_of(canvas: FigureCanvasAgg) -> bytes:
    """What is on a canvas, as PNG: packed in haste, since the next one follows."""
    pixels = canvas.buffer_rgba()
    picture = PIL.Image.frombuffer("RGBA", pixels.shape[1::-1], pixels, "raw", "RGBA", 0, 1).convert("RGB")
    packed = io.BytesIO()
    picture.save(packed, format="png", compress_level=1)
    return packed.getvalue()
