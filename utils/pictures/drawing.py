"""Images for pictures on which one draws: checked, and packed so that many take little room in a page."""

import base64

import numpy as np

from utils.data.embedded import uci_digits


def image_settings(images: np.ndarray | None) -> dict:
    """What paper to draw on starts with: the first image, and all of them to choose from.

    Parameters
    ----------
    images : (h, w) or (m, h, w) array, or None
        Paper is 0 and ink is 1; or uint8, and ink is 255. Sides of 8 to 32 pixels. They are kept in steps of 1/255.
        None stands for four of scikit-learn's digits, (28, 28), which may stand in a file of the course.

    Returns
    -------
    dict
        `image`, rows of numbers; and `examples`, each image's bytes in base64.

    Raises ValueError if there is no image, or their shape or values are others.
    """
    images = uci_digits().x_train[[5, 7, 4, 2]] if images is None else np.asarray(images)
    if images.ndim == 2:
        images = images[np.newaxis]
    if images.ndim != 3 or not len(images) or not all(8 <= side <= 32 for side in images.shape[1:]):
        raise ValueError(
            f"the images have shape {images.shape}; give one (h, w) or several (m, h, w), with sides of 8 to 32 pixels"
        )
    if images.dtype != np.uint8:
        if not (images.min() >= 0 and images.max() <= 1):
            raise ValueError(f"ink is {images.min()} to {images.max()}; it can be 0 to 1, or 0 to 255 as uint8")
        images = np.round(255 * images).astype(np.uint8)
    first = [[round(ink / 255, 4) if ink else 0 for ink in row] for row in images[0].tolist()]
    return {"image": first, "examples": [base64.b64encode(image.tobytes()).decode("ascii") for image in images]}
