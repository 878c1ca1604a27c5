"""Learning-rate schedules: functions of the share of training that is done, 0 at the start and 1 at the end.

Each returns the factor that multiplies the learning rate, for one share or for an array of shares. To change a
setting: `schedule=lambda share: step_decay(share, drops=5)`.
"""

import numpy as np


def constant(share: float | np.ndarray) -> float | np.ndarray:
    """Always 1."""
    return np.ones_like(share, dtype=float)


def step_decay(share: float | np.ndarray, drops: int = 3, factor: float = 0.1) -> float | np.ndarray:
    """Multiplied by `factor`, `drops` times, at equal distances: 1, 0.1, 0.01, 0.001 in the quarters of training."""
    return factor ** np.minimum(np.floor(np.asarray(share) * (drops + 1)), drops)


def exponential_decay(share: float | np.ndarray, final: float = 0.01) -> float | np.ndarray:
    """Falls by the same factor at every step, from 1 to `final`."""
    return final ** np.asarray(share, dtype=float)


def cosine(share: float | np.ndarray, final: float = 0.0) -> float | np.ndarray:
    """Half a cosine wave from 1 down to `final`. Source: Loshchilov and Hutter 2017, equation 5, without restarts."""
    return final + (1 - final) * (1 + np.cos(np.pi * np.asarray(share))) / 2


def one_cycle(share: float | np.ndarray, warmup: float = 0.25) -> float | np.ndarray:
    """Up from 0 to 1 in a straight line within the share `warmup`, then down to 0 by half a cosine wave.

    Keras's CosineDecay with a warm-up is the same curve. PyTorch's OneCycleLR is not: by default it begins at 0.04,
    rises by half a cosine within 0.3, and ends at 0.000004.

    Source: Smith and Topin 2018, for the idea of one cycle.
    """
    share = np.asarray(share)
    rising = share / warmup if warmup else np.ones_like(share, dtype=float)
    return np.where(share < warmup, rising, cosine((share - warmup) / (1 - warmup)))
