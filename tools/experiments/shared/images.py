"""MNIST's images in the shapes that the experiments need, held-out parts of them, and distorted copies."""

import os
from functools import cache

import numpy as np

from tools.lessons import BUILD

COPIES = 20  # distorted copies of each image, drawn once and reused
DISTORTION = {"shift": 1.0, "rotate": 10.0, "scale": 0.1, "shear": 0.1, "elastic": 1.0}


def as_unit_rows(images):
    """Bytes (m, 28, 28) as float32 rows (m, 784) in 0..1."""
    return (images.reshape(len(images), -1) / np.float32(255)).astype(np.float32)


def with_channel(images):
    """Bytes of m images as float32 (m, 28, 28, 1) in 0..1."""
    return images.reshape(-1, 28, 28, 1).astype(np.float32) / 255


def mnist_rows():
    """All of MNIST as rows: x_train, y_train, x_test, y_test; x float32 (m, 784) in 0..1."""
    return mnist_as(as_unit_rows)


def mnist_with_channel():
    """All of MNIST as convolutions need it: x_train, y_train, x_test, y_test; x float32 (m, 28, 28, 1) in 0..1."""
    return mnist_as(with_channel)


def mnist_as(shape):
    from utils.data import load_mnist

    digits = load_mnist()
    return shape(digits.x_train), digits.y_train, shape(digits.x_test), digits.y_test


def mnist_data() -> dict:
    """MNIST's name and how many images it has, for the field `data`."""
    from utils.data import load_mnist

    return counted(load_mnist())


def counted(digits) -> dict:
    """The name of a set of digits, and how many there are to train on and to test on."""
    return {"source": digits.source.name, "train": len(digits.y_train), "test": len(digits.y_test)}


def held_out_parts(y, seed):
    """Positions in the training file: nine tenths of the images to train on, and one tenth to validate on."""
    from utils.data import split

    parts = split(np.arange(len(y)), y, validation=0.1, seed=seed)
    return parts.x_train, parts.x_validation


@cache
def distorted_copies() -> np.ndarray:
    """uint8 (COPIES, 60000, 784): the training images, distorted differently in each copy.

    Drawing them takes minutes, so they are kept in build/, in a file named after the settings.
    """
    settings = "-".join(f"{name}{strength:g}" for name, strength in DISTORTION.items())
    drawn = BUILD / "distorted" / f"{settings}-{COPIES}.npy"
    if not drawn.is_file():
        drawn.parent.mkdir(parents=True, exist_ok=True)
        unfinished = drawn.with_suffix(f".{os.getpid()}.part")
        with unfinished.open("wb") as file:
            np.save(file, np.stack(draw_copies()))
        unfinished.replace(drawn)
    return np.load(drawn, mmap_mode="r")


def draw_copies() -> list[np.ndarray]:
    from utils.augmentation import augment
    from utils.data import load_mnist

    x = load_mnist().x_train
    rng = np.random.default_rng(len(x))
    copies = []
    for _ in range(COPIES):
        parts = [augment(part.astype(np.float32), rng, **DISTORTION) for part in np.array_split(x, 20)]
        copies.append(np.concatenate(parts).round().clip(0, 255).astype(np.uint8).reshape(len(x), -1))
    return copies
