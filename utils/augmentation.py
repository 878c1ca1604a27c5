"""Random distortions of digits, for training: in each epoch, every image is shifted, turned and bent a little."""

import numpy as np

from utils.data.checking import check_images


def augment(
    images: np.ndarray,
    rng: np.random.Generator,
    *,
    shift: float = 0.0,
    rotate: float = 0.0,
    scale: float = 0.0,
    shear: float = 0.0,
    elastic: float = 0.0,
    smoothness: float = 0.15,
) -> np.ndarray:
    """Distort each image by a random affine map and a random elastic field.

    Parameters
    ----------
    images : array (m, h, w)
        Numbers such as 0..1, ink bright on dark.
    rng : numpy.random.Generator
        Where the randomness comes from.
    shift : float
        Largest shift along each axis, in pixels.
    rotate : float
        Largest angle, in degrees, to either side.
    scale : float
        Largest change of size, as a fraction below 1: 0.1 means 0.9 to 1.1.
    shear : float
        Largest slant: columns move by up to this many pixels for each row.
    elastic : float
        Strength of the elastic displacement, in pixels: its standard deviation along each axis, within an image. At
        strength 1 and the usual smoothness it is 1.25 pixels long on average (root mean square 1.52).
    smoothness : float
        The part of the image's width over which neighboring pixels move together. The mean displacement of an image
        stays in: at 0.5 and above, the image as a whole moves farther than its parts move apart, and at 1 by 4 or 5
        pixels for each pixel of `elastic`.

    Returns
    -------
    float32 array (m, h, w)
        Linearly interpolated; what comes in from outside is 0.

    Raises
    ------
    ValueError
        If the images are not (m, h, w), hold nan, a strength is negative, nan or infinite, or scale is 1 or more.

    Source: Simard, Steinkraus, Platt, Best practices for convolutional neural networks, ICDAR 2003.
    """
    from scipy.ndimage import map_coordinates

    images = _stack(images)
    strengths = {"shift": shift, "rotate": rotate, "scale": scale, "shear": shear, "elastic": elastic}
    for name, strength in (strengths | {"smoothness": smoothness}).items():
        if not 0 <= strength < np.inf:
            raise ValueError(f"{name} is {strength}; a strength is 0 or more, and finite")
    if scale >= 1:
        raise ValueError(f"scale is {scale}; from 1 on it would turn images over: take less, such as 0.1")
    count, height, width = images.shape
    rows, columns = _affine(count, height, width, rng, shift, np.deg2rad(rotate), scale, shear)
    if elastic:
        rows += elastic * _smooth_field(images.shape, smoothness * width, rng)
        columns += elastic * _smooth_field(images.shape, smoothness * width, rng)
    which = np.broadcast_to(np.arange(count, dtype=np.float32)[:, None, None], images.shape)
    return map_coordinates(images, [which, rows, columns], order=1, mode="constant", prefilter=False)


def deskew(images: np.ndarray) -> np.ndarray:
    """Straighten slanted digits: shear each image so that its ink no longer leans, and center it by its ink.

    The slant is the covariance of row and column over the variance of the row, weighted by ink.

    Parameters
    ----------
    images : array (m, h, w)
        Ink bright on dark.

    Returns
    -------
    float32 array (m, h, w); an empty image stays as it is.

    Raises ValueError if the images are not (m, h, w) or hold nan.
    """
    return _centered(images, straighten=True)


def center(images: np.ndarray) -> np.ndarray:
    """Move each image (m, h, w) so that the mean position of its ink is in the middle; what comes in is 0.

    Returns float32 (m, h, w); an empty image stays as it is. Raises ValueError if the images are not (m, h, w) or
    hold nan.
    """
    return _centered(images, straighten=False)


def _centered(images, straighten: bool) -> np.ndarray:
    from scipy.ndimage import map_coordinates

    images = _stack(images)
    count, height, width = images.shape
    ink = np.maximum(images, 0)
    total = ink.sum(axis=(1, 2)) + 1e-12
    row, column = np.arange(height, dtype=np.float32), np.arange(width, dtype=np.float32)
    by_row, by_column = ink.sum(axis=2), ink.sum(axis=1)
    row_mean, column_mean = by_row @ row / total, by_column @ column / total
    slant = np.zeros(count)
    if straighten:
        row_variance = by_row @ row**2 / total - row_mean**2
        covariance = np.einsum("mrc,r,c->m", ink, row, column) / total - row_mean * column_mean
        slant = covariance / np.maximum(row_variance, 1e-6)
    empty = total < 1e-6
    row_mean[empty], column_mean[empty], slant[empty] = (height - 1) / 2, (width - 1) / 2, 0

    from_center = row[None, :, None] - (height - 1) / 2
    rows = from_center + row_mean[:, None, None] + np.zeros_like(images)
    columns = column[None, None, :] - (width - 1) / 2 + column_mean[:, None, None]
    columns = columns + slant[:, None, None] * from_center
    which = np.broadcast_to(np.arange(count, dtype=np.float32)[:, None, None], images.shape)
    return map_coordinates(images, [which, rows, columns], order=1, mode="constant", prefilter=False)


def _stack(images) -> np.ndarray:
    images = check_images(images)
    if images.ndim != 3:
        raise ValueError(f"images need shape (m, h, w); these have {images.shape}: try as_images(x) or x.reshape")
    return images.astype(np.float32, copy=False)


def _affine(count, height, width, rng, shift, angle, scale, shear):
    """For every pixel of the new images, the place (row, column) in the old ones where it comes from."""

    def draw(largest):
        return rng.uniform(-largest, largest, (count, 1, 1)).astype(np.float32)

    turn, size, slant = draw(angle), 1 / (1 + draw(scale)), draw(shear)
    row = np.arange(height, dtype=np.float32)[None, :, None] - (height - 1) / 2
    column = np.arange(width, dtype=np.float32)[None, None, :] - (width - 1) / 2
    rows = size * (np.cos(turn) * row - np.sin(turn) * column) + (height - 1) / 2 + draw(shift)
    columns = size * (np.sin(turn) * row + np.cos(turn) * column) + slant * row + (width - 1) / 2 + draw(shift)
    return rows, columns


def _smooth_field(shape, sigma, rng):
    """Random numbers (m, h, w) that change slowly from pixel to pixel, with standard deviation 1 within an image."""
    from scipy.ndimage import gaussian_filter

    field = gaussian_filter(rng.standard_normal(shape, dtype=np.float32), (0, sigma, sigma), mode="nearest")
    return field / field.std(axis=(1, 2), keepdims=True)
