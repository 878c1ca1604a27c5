"""How figures write numbers over many powers of ten: in words, so that nobody counts zeros."""

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import NullLocator

from utils.plotting.style import plain_ticks

SMALL_POWERS = {
    -3: "a thousandth",
    -6: "a millionth",
    -9: "a billionth",
    -12: "a trillionth",
    -15: "a quadrillionth",
    -18: "a quintillionth",
}


def ticks_in_words(axis: Axis, every: int = 3) -> None:
    """Write the ticks of a logarithmic axis over many powers of ten in words: 1,000, 1, a thousandth, a millionth.

    There is one for every so many powers, 3 or a multiple of it, down to the smallest that has a name. Call it when
    the axis has its limits. Where the axis is too short for that, its ticks are those of `plain_ticks`.
    """
    low, high = np.log10(sorted(axis.get_view_interval()))
    if high - low < every + 1:
        plain_ticks(axis)
        return
    lowest = max(every * int(np.ceil(low / every)), min(SMALL_POWERS))
    powers = range(lowest, int(np.floor(high)) + 1, every)
    axis.set_ticks([10.0**power for power in powers], [_power_in_words(power) for power in powers])
    axis.set_minor_locator(NullLocator())


def _power_in_words(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else SMALL_POWERS[power]


def written_out(value: float) -> str:
    """Two significant digits, and no power of ten: 960, 21,000 or 0.00031."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else np.format_float_positional(rounded, trim="-")


def size_in_words(value: float) -> str:
    """Two significant digits and no row of zeros to count: 21,000, 0.00031, 8.2 billionths."""
    if value == 0 or value >= 1e-5:
        return written_out(value)
    power = max(3 * int(np.floor(np.log10(value) / 3)), min(SMALL_POWERS))
    return f"{written_out(value / 10.0**power)} {SMALL_POWERS[power].removeprefix('a ')}s"
