"""A small exercise for tests of the engine."""

import numpy as np

from utils.exercises import Exercise


def relu(z):
    return np.maximum(0, z)


def scores():
    return (np.array([-1.0, 2.0, 0.5]),)


def exercise_of(reference, *cases, **settings):
    """An exercise with two hints and these cases; the settings are Exercise's."""
    return Exercise(reference, ("weak", "strong"), cases=list(cases), **settings)
