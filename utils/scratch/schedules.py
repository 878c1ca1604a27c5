"""Learning-rate schedules: functions of the share of training that is done, 0 at the start and 1 at the end.

Each returns the factor by which the learning rate is multiplied, for a share or for an array of shares. For other
settings than the usual ones: `schedule=lambda share: step_decay(share, drops=5)`.
"""

import numpy as np


def constant(share):
    """Always 1."""
    return np.ones_like(share, dtype=float)


def step_decay(share, drops=3, factor=0.1):
    """Multiplied by `factor`, `drops` times, at equal distances: 1, 0.1, 0.01, 0.001 in the quarters of training."""
    return factor ** np.minimum(np.floor(np.asarray(share) * (drops + 1)), drops)


def exponential_decay(share, final=0.01):
    """Falls by the same factor in every step, from 1 to `final`."""
    return final ** np.asarray(share, dtype=float)


def cosine(share, final=0.0):
    """Half a cosine wave from 1 down to `final`. Source: Loshchilov and Hutter 2017, equation 5, without restarts."""
    return final + (1 - final) * (1 + np.cos(np.pi * np.asarray(share))) / 2


def one_cycle(share, warmup=0.3, start=0.04, final=1e-5):
    """Up from `start` to 1 within the share `warmup`, then down to `final`, both by half a cosine wave.

    Source: Smith and Topin 2018. The shape, `warmup` and `start` are those of PyTorch's OneCycleLR; its rate ends
    lower, at a ten-thousandth of `start` (4e-6), and it changes the momentum, too.
    """
    share = np.asarray(share)
    falling = cosine((share - warmup) / (1 - warmup), final)
    return np.where(share < warmup, 1 + start - cosine(share / warmup, start), falling)
