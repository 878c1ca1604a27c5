"""What every picture that moves promises."""

import base64
import inspect
import re
from io import BytesIO

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from tests.pictures.digits import DIGITS, small_network
from tests.pictures.javascript import call, call_joined
from utils import pictures
from utils.pictures.picture import FOLDER, MIME, Picture, module, style
from utils.pictures.rings import two_rings
from utils.plotting.style import PNG, SVG

EXAMPLES = {
    "rings": lambda: pictures.rings_picture(*two_rings(), [(0.5, 0.6), (2.6, 0.6), (4.7, 0.9)]),
    "relus": lambda: pictures.relus_picture([1, 1, 1], [0, -1.5, -4.5], [0.7, -1.3, 1.2], target="sine"),
    "softmax": lambda: pictures.softmax_picture([2.0, 1.0, -1.0], label=1),
    "graph": lambda: pictures.graph_picture(),
    "valley": lambda: pictures.valley_picture(),
    "convolution": lambda: pictures.convolution_picture(DIGITS),
    "training": lambda: pictures.training_picture(),
    "layers": lambda: pictures.layers_picture(small_network(), DIGITS),
}
SHARED = {"base", "drawing"}
SIZE = 30 * 1024


def test_every_picture_is_held_to_the_rules():
    modules = {path.stem for path in FOLDER.glob("*.js")} - SHARED
    functions = {name for name, _ in inspect.getmembers(pictures, inspect.isfunction)}
    assert modules == EXAMPLES.keys(), "add an example of it to EXAMPLES"
    assert functions == {f"{name}_picture" for name in modules}


@pytest.fixture(params=EXAMPLES)
def picture(request):
    return EXAMPLES[request.param]()


def test_it_is_small_and_asks_nothing_of_the_network(picture):
    source = module(picture.name)
    assert len((source + style(picture.name)).encode()) < SIZE
    assert "import " not in source
    without_the_name_of_svg = source.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|fetch\(|XMLHttpRequest|WebSocket|sendBeacon", without_the_name_of_svg)


def test_where_nobody_watches_a_still_stands_for_it(picture):
    plt.close("all")
    data, metadata = picture._repr_mimebundle_()
    assert data[MIME] == {"name": picture.name, "settings": picture.settings}
    assert data["text/plain"] == f"<picture that moves: {picture.name}>"
    if SVG in data:
        assert data[SVG].rstrip().endswith("</svg>")
    else:
        with Image.open(BytesIO(base64.b64decode(data[PNG]))) as still:
            assert still.width == metadata[PNG]["width"]
    assert plt.get_fignums() == [], "an open figure would be shown once more at the end of the cell"


def test_where_somebody_watches_the_widget_is_shown(picture, monkeypatch):
    monkeypatch.setattr("utils.pictures.picture.is_watched", lambda: True)
    shown = picture._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in (shown[0] if isinstance(shown, tuple) else shown)
    assert isinstance(picture, Picture)


def test_its_joined_module_computes_the_same(picture):
    own = "compute", [(picture.settings,)]
    assert call_joined(picture.name, *own) == call(picture.name, *own)
