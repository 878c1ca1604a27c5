"""What several exercises of this lesson need."""

import numpy as np

from utils.exercises.compare import NotYet


def _array_is_meant(result):
    if isinstance(result, list | tuple):
        raise NotYet(f"A {type(result).__name__} came back where a NumPy array is meant. np.array(...) makes one.")
    if np.ndim(result) == 0:
        raise NotYet("A single number came back where an array is meant. Which size did you ask the generator for?")
    if not isinstance(result, np.ndarray):
        raise NotYet(f"A {type(result).__name__} came back where a NumPy array is meant. np.asarray(...) makes one.")
