"""Checks of images, labels and logits: one clear sentence for each kind of wrong input."""

import numpy as np


def check_labels(y: np.ndarray, classes: int = 10) -> np.ndarray:
    """Labels as an int64 array of shape (m,), each in 0..classes-1.

    Raises ValueError if y is not one row of whole numbers, is empty, or holds a label out of range.
    """
    y = whole_numbers(y)
    if not len(y):
        raise ValueError("y is empty: there is no label in it")
    if not 0 <= y.min() <= y.max() < classes:
        raise ValueError(f"labels must lie in 0..{classes - 1}; found {y.min()}..{y.max()}")
    return y


def whole_numbers(y: np.ndarray) -> np.ndarray:
    """Labels as an int64 array of shape (m,). Raises ValueError unless y is one row of whole numbers."""
    y = np.asarray(y)
    if y.ndim != 1:
        raise ValueError(f"labels must have shape (m,); these have {y.shape}: try y.reshape(-1)")
    if y.dtype.kind not in "iu" and y.size:
        raise ValueError(f"labels must be whole numbers; these have dtype {y.dtype}: try y.astype(int)")
    return y.astype(np.int64)


def check_images(x: np.ndarray, shape: tuple[int, ...] | None = None) -> np.ndarray:
    """Images as an array (m, ...) of numbers, one image along the first axis.

    `shape` is the shape of one image, if it is known.

    Raises ValueError if x is empty, holds no numbers, holds nan or infinity, or if one image has another shape.
    """
    x = np.asarray(x)
    if x.dtype.kind not in "buif":
        raise ValueError(f"images are numbers; these have dtype {x.dtype}")
    if x.ndim < 2:
        raise ValueError(f"images need shape (m, ...), one per row; this has {x.shape}: for a single one, try x[None]")
    if not x.size:
        raise ValueError(f"x has shape {x.shape}: there is no image in it")
    if shape is not None and x.shape[1:] != tuple(shape):
        raise ValueError(f"one image has shape {x.shape[1:]}, but {tuple(shape)} is needed")
    if x.dtype.kind == "f" and not np.isfinite(x).all():
        broken = int(np.flatnonzero(~np.isfinite(x.reshape(len(x), -1)).all(axis=1))[0])
        raise ValueError(f"image {broken} holds nan or infinity, which are not pixels; find out where they come from")
    return x


def check_examples(
    x: np.ndarray, y: np.ndarray, shape: tuple[int, ...] | None = None, classes: int = 10
) -> tuple[np.ndarray, np.ndarray]:
    """Images (m, ...) and their labels (m,), each checked, and against each other. Raises ValueError."""
    x, y = check_images(x, shape), check_labels(y, classes)
    if len(x) != len(y):
        raise ValueError(f"there are {len(x)} images and {len(y)} labels; each image needs one label")
    return x, y


def check_logits(z: np.ndarray, y: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray | None]:
    """Logits (m, n), and the labels (m,) in 0..n-1 that belong to them, or None.

    Raises ValueError if a shape does not fit, something is empty, or a logit is nan or infinite.
    """
    z = np.asarray(z)
    if z.ndim != 2 or z.dtype.kind not in "iuf":
        raise ValueError(f"logits are numbers of shape (m, n), one row per image; this is {z.dtype} of shape {z.shape}")
    if not z.size:
        raise ValueError(f"the logits have shape {z.shape}: there is nothing in them")
    if not np.isfinite(z).all():
        broken = int(np.flatnonzero(~np.isfinite(z).all(axis=1))[0])
        raise ValueError(f"row {broken} of the logits holds nan or infinity: did the training diverge?")
    if y is None:
        return z, None
    y = check_labels(y, z.shape[1])
    if len(y) != len(z):
        raise ValueError(f"there are {len(z)} rows of logits and {len(y)} labels; each row needs one label")
    return z, y
