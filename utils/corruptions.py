"""Images made harder to read, as happens in life: shifted, rotated, noisy, thicker, thinner, inverted, blurred.

Every corruption takes float32 images (m, h, w), 0 for paper and 1 for ink, a strength, and a seed, and returns new
images of the same shape and dtype. Strength 0 changes nothing. Values a little below 0 and above 1, as bicubic
shrinking leaves them, are allowed and kept. Source of the idea: Mu, Gilmer, MNIST-C: A Robustness Benchmark for
Computer Vision, 2019.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import ndimage

from utils.data.checking import check_examples, check_images, check_labels

if TYPE_CHECKING:
    import pandas


CROSS = np.array([[[0, 1, 0], [1, 1, 1], [0, 1, 0]]], dtype=bool)
MOST_STEPS = 10


def shifted(images: np.ndarray, pixels: int, seed: int = 0) -> np.ndarray:
    """Move each image by a whole number of pixels up, down, left or right, at random; paper comes in.

    Raises ValueError if these are not images, or pixels is not a whole number in 0..(the shorter side).
    """
    images = _check(images)
    side = min(images.shape[1:])
    if not 0 <= pixels <= side or int(pixels) != pixels:
        raise ValueError(f"pixels is {pixels}; it must be a whole number in 0..{side}, the shorter side of an image")
    pixels = int(pixels)
    direction = np.random.default_rng(seed).integers(4, size=len(images))
    moved = np.empty_like(images)
    for place, step in enumerate(((pixels, 0), (-pixels, 0), (0, pixels), (0, -pixels))):
        moved[direction == place] = _moved(images[direction == place], *step)
    return moved


def rotated(images: np.ndarray, degrees: float, seed: int = 0) -> np.ndarray:
    """Turn each image about its center, to the left or to the right, at random; paper fills the corners.

    Raises ValueError if these are not images, or degrees is not in 0..180.
    """
    images, degrees = _check(images), _check_strength("degrees", degrees, 180)
    to_the_left = np.random.default_rng(seed).integers(2, size=len(images)) == 1
    turned = np.empty_like(images)
    for part, sign in ((to_the_left, 1), (~to_the_left, -1)):
        turned[part] = turn(images[part], sign * degrees) if part.any() else images[part]
    return turned


def turn(images: np.ndarray, degrees: float) -> np.ndarray:
    """All images (m, h, w) turned about their centers by the same angle, counterclockwise when it is positive.

    Raises ValueError if these are not images, or degrees is nan or infinite.
    """
    images = _check(images)
    if not np.isfinite(degrees):
        raise ValueError(f"degrees is {degrees}; an angle is a finite number")
    if degrees == 0:
        return images.copy()
    shape = images.shape[1:]
    pixels = shape[0] * shape[1]
    if len(images) <= pixels:
        return _turned(images, degrees)
    # Turning is linear: each new pixel is a weighted sum of old ones. SciPy turns image by image. So for many images,
    # it is much faster to turn the images that hold a single 1, which gives the matrix of the weights.
    weights = _turned(np.eye(pixels, dtype=np.float32).reshape(pixels, *shape), degrees).reshape(pixels, pixels)
    return (images.reshape(-1, pixels) @ weights).reshape(images.shape)


def noisy(images: np.ndarray, deviation: float, seed: int = 0) -> np.ndarray:
    """Add normal noise of this standard deviation to every pixel, and clip what it moves out of 0..1.

    Raises ValueError if these are not images, or deviation is not in 0..10.
    """
    images, deviation = _check(images), _check_strength("deviation", deviation, 10)
    noise = np.random.default_rng(seed).standard_normal(images.shape, dtype=np.float32)
    changed = images + np.float32(deviation) * noise
    # A pixel that was outside 0..1 before may stay where it was.
    return np.clip(changed, np.minimum(images, 0), np.maximum(images, 1))


def thicker(images: np.ndarray, pixels: float, seed: int = 0) -> np.ndarray:
    """Let the ink grow by this many pixels at each edge; a fraction mixes the two whole steps around it.

    Gray dilation by a cross. The seed has nothing to decide. Raises ValueError if these are not images, or pixels is
    not in 0..10.
    """
    return _grown(images, pixels, ndimage.grey_dilation)


def thinner(images: np.ndarray, pixels: float, seed: int = 0) -> np.ndarray:
    """Let the ink shrink by this many pixels at each edge; a fraction mixes the two whole steps around it.

    Gray erosion by a cross. The seed has nothing to decide. Raises ValueError if these are not images, or pixels is
    not in 0..10.
    """
    return _grown(images, pixels, ndimage.grey_erosion)


def inverted(images: np.ndarray, share: float, seed: int = 0) -> np.ndarray:
    """Mix each image with its negative, which gets this share: 1 is white ink on black paper.

    At 0.5, everything is the same gray. The seed has nothing to decide. Raises ValueError if these are not images, or
    share is not in 0..1.
    """
    images, share = _check(images), np.float32(_check_strength("share", share, 1))
    return (1 - share) * images + share * (1 - images)


def blurred(images: np.ndarray, deviation: float, seed: int = 0) -> np.ndarray:
    """Blur by a normal curve of this standard deviation in pixels.

    The seed has nothing to decide. Raises ValueError if these are not images, or deviation is not in 0..10.
    """
    images, deviation = _check(images), _check_strength("deviation", deviation, 10)
    return ndimage.gaussian_filter(images, (0, deviation, deviation), mode="constant")


class Corruption(NamedTuple):
    """One way to make images harder to read: the function, the strengths to try, and their unit."""

    function: Callable
    strengths: tuple[float, ...]
    unit: str


CORRUPTIONS: Mapping[str, Corruption] = {
    "shifted": Corruption(shifted, (1, 2, 3, 4), "pixels"),
    "rotated": Corruption(rotated, (10, 20, 30, 45), "degrees"),
    "noisy": Corruption(noisy, (0.1, 0.2, 0.3, 0.5), "standard deviation"),
    "thicker": Corruption(thicker, (0.5, 1, 1.5, 2), "pixels"),
    "thinner": Corruption(thinner, (0.25, 0.5, 0.75, 1), "pixels"),
    "blurred": Corruption(blurred, (0.5, 1, 1.5, 2), "pixels"),
    "inverted": Corruption(inverted, (0.1, 0.2, 0.4, 1), "share of negative"),
}
NONE = "none"


def accuracy_under(
    predict: Callable,
    images: np.ndarray,
    y: np.ndarray,
    *,
    corruptions: Mapping[str, Corruption] = CORRUPTIONS,
    seed: int = 0,
) -> "pandas.DataFrame":
    """The accuracy of a reader of digits on images as they are, and under each corruption at each strength.

    Parameters
    ----------
    predict : function
        Takes float32 images (m, h, w) and returns the digits (m,) that it reads.
    images : array (m, h, w)
        0 for paper and 1 for ink. Strengths in pixels are pixels of these images.
    y : integer array (m,)
        Labels in 0..9.
    corruptions : mapping
        Name -> (function, strengths, unit), as in CORRUPTIONS.
    seed : int
        Decides directions and noise; it is the same for every corruption and strength.

    Returns
    -------
    pandas.DataFrame
        One row for each corruption and strength: corruption, strength, images, accuracy, low, high (95%, Wilson). The
        first row is "none" at strength 0, the images as they are.

    Raises
    ------
    ValueError
        If lengths differ, something is empty, a pixel is nan, a label is outside 0..9, or predict does not return
        one digit for each image.
    """
    import pandas as pd

    from utils.intervals import accuracy_interval

    images, y = check_examples(images, y)
    images = _check(images)
    changed = [(NONE, 0, lambda: images)]
    for name, (function, strengths, _) in corruptions.items():
        changed += [(name, s, lambda f=function, s=s: f(images, s, seed)) for s in strengths]
    rows = []
    for name, strength, make in changed:
        correct = int(np.count_nonzero(_digits(predict, make()) == y))
        rows.append((name, float(strength), len(y), correct / len(y), *accuracy_interval(correct, len(y))))
    return pd.DataFrame(rows, columns=["corruption", "strength", "images", "accuracy", "low", "high"])


def mean_accuracy_under(table: "pandas.DataFrame") -> float:
    """Mean accuracy over the corruptions: first the mean over the strengths of each, then the mean of those, without
    "none".

    `table` is what `accuracy_under` returned. Raises ValueError if no corruption is in it.
    """
    corrupted = table[table.corruption != NONE]
    if corrupted.empty:
        raise ValueError("the table holds no corruption, so there is nothing to average; make it with accuracy_under")
    return float(corrupted.groupby("corruption").accuracy.mean().mean())


def letters(text: str = "ABEFHKMRTWX", side: int = 20) -> np.ndarray:
    """One image of each letter in a text, in the font that comes with matplotlib: float32 (m, side, side).

    A letter fills as much of its image as a digit of MNIST does, 20 of 28 pixels. Raises ValueError if the text is
    empty, if a character leaves no ink, or if side is below 8.
    """
    _check_side(side)
    if not text:
        raise ValueError("text is empty; give at least one letter")
    return np.stack([_drawn(character, side) for character in text])


def noise_images(count: int, side: int = 20, seed: int = 0) -> np.ndarray:
    """Images in which every pixel is drawn evenly from 0..1: float32 (count, side, side).

    Raises ValueError if count is below 1 or side below 8.
    """
    _check_side(side)
    if count < 1:
        raise ValueError(f"count is {count}; at least one image must be drawn")
    return np.random.default_rng(seed).random((count, side, side), dtype=np.float32)


def empty_image(side: int = 20) -> np.ndarray:
    """One image of nothing but paper: float32 zeros (1, side, side). Raises ValueError if side is below 8."""
    _check_side(side)
    return np.zeros((1, side, side), np.float32)


def _check(images) -> np.ndarray:
    images = check_images(images)
    if images.ndim != 3 or images.dtype.kind != "f":
        raise ValueError(
            f"images are floats of shape (m, h, w) with 0 for paper and 1 for ink; these are {images.dtype} of shape "
            f"{images.shape}"
        )
    return images.astype(np.float32, copy=False)


def _check_strength(name: str, strength: float, most: float) -> float:
    # Written so that nan, for which every comparison is false, is refused too.
    if not 0 <= strength <= most:
        raise ValueError(f"{name} is {strength}; it must be in 0..{most}")
    return float(strength)


def _check_side(side: int) -> None:
    if side < 8:
        raise ValueError(f"side is {side}; an image needs at least 8 pixels on each side to show anything")


def _moved(images: np.ndarray, down: int, right: int) -> np.ndarray:
    height, width = images.shape[1:]
    frame = max(abs(down), abs(right))
    wide = np.pad(images, ((0, 0), (frame, frame), (frame, frame)))
    return wide[:, frame - down : frame - down + height, frame - right : frame - right + width]


def _turned(images: np.ndarray, degrees: float) -> np.ndarray:
    # order=1 mixes neighbors, so nothing overshoots; the first axis, the images, is left alone.
    return ndimage.rotate(images, degrees, axes=(1, 2), reshape=False, order=1)


def _grown(images, pixels: float, step: Callable) -> np.ndarray:
    images, pixels = _check(images), _check_strength("pixels", pixels, MOST_STEPS)
    whole, fraction = divmod(pixels, 1)
    for _ in range(int(whole)):
        images = step(images, footprint=CROSS, mode="nearest")
    if fraction:
        share = np.float32(fraction)
        return (1 - share) * images + share * step(images, footprint=CROSS, mode="nearest")
    return images.copy()


def _digits(predict: Callable, images: np.ndarray) -> np.ndarray:
    digits = check_labels(predict(images))
    if len(digits) != len(images):
        raise ValueError(f"predict gave {len(digits)} digits for {len(images)} images; one for each is needed")
    return digits


def _drawn(character: str, side: int) -> np.ndarray:
    from matplotlib import get_data_path
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf", size=200)
    paper = Image.new("L", (400, 400))
    ImageDraw.Draw(paper).text((200, 200), character, fill=255, font=font, anchor="mm")
    box = paper.getbbox()
    if box is None:
        raise ValueError(f"the character {character!r} leaves no ink; take letters")
    letter = paper.crop(box)
    scale = side * 20 / 28 / max(letter.size)
    size = tuple(max(1, round(scale * length)) for length in letter.size)
    small = np.asarray(letter.resize(size, Image.Resampling.BOX), np.float32) / 255
    top, left = (side - size[1]) // 2, (side - size[0]) // 2
    image = np.zeros((side, side), np.float32)
    image[top : top + size[1], left : left + size[0]] = small
    return image
