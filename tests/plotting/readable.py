"""What is written in a figure, and whether it can be read. For the tests of figures."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text


def drawn_texts(figure):
    """What is written in the figure, each with its box in pixels; ticks beyond the axes' ends are not drawn."""
    figure.draw_without_rendering()  # settles the layout
    drawn, draw = [], Text.draw

    def note_and_draw(text, renderer):
        if text.get_text() and text.get_visible():
            drawn.append((text.get_text(), text.get_window_extent(renderer)))
        draw(text, renderer)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Text, "draw", note_and_draw)
        figure.draw_without_rendering()
    return drawn


def assert_texts_can_be_read(figure):
    """No word reaches over the figure's edge, and none covers a part of another."""
    texts = drawn_texts(figure)
    assert texts, "no word was drawn, so nothing can be said of them"
    width, height = figure.bbox.size
    cut = [words for words, box in texts if min(box.x0, box.y0) < 0 or box.x1 > width or box.y1 > height]
    assert cut == []
    touching = [(one, other) for (one, box), (other, over) in combinations(texts, 2) if box.overlaps(over)]
    assert touching == []


def contrast(one, other):
    """How far two colors stand apart, from 1 to 21, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color):
    parts = np.array(to_rgb(color))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]
