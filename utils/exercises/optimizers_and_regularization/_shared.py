"""What several exercises of this lesson need."""

import numpy as np

from utils.exercises.compare import NotYet


def _array_of(result):
    """The result as an array, which lists of numbers may stand for; NotYet for everything else."""
    if isinstance(result, list | tuple):
        result = _array_of_lists(result)
    if np.ndim(result) == 0:
        raise NotYet("A single number came back where an array is meant. Which size did you ask the generator for?")
    if not isinstance(result, np.ndarray):
        raise NotYet(f"A {type(result).__name__} came back where a NumPy array is meant. np.asarray(...) makes one.")
    return result


def _array_of_lists(rows):
    try:
        return np.array(rows)
    except (ValueError, TypeError):
        raise NotYet("The rows that came back are not all of one length. Which shape is meant?") from None
