"""The scale of colors that several images share."""

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure

from utils.plotting.style import WORDS
from utils.plotting.words import plain_ticks


def draw_scale(
    figure: Figure, picture: ScalarMappable, axes: np.ndarray | list, words: str, extend: str = "neither"
) -> None:
    """Draw one scale of colors below all `axes`, with words that say what its numbers are.

    `extend` is "both" where numbers beyond the ends have the colors of the ends.
    """
    bar = figure.colorbar(picture, ax=axes, location="bottom", shrink=0.8, aspect=40, pad=0.02, extend=extend)
    bar.set_label(words, fontsize=WORDS)
    bar.ax.tick_params(labelsize=WORDS)
    bar.ax.xaxis.get_major_locator().set_params(nbins=5)
    plain_ticks(bar.ax.xaxis)
