"""A kernel that slides over a digit on which one draws: the products, their sum, the map, ReLU and pooling."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from matplotlib.figure import Figure
from scipy.signal import correlate2d

from utils.pictures.drawing import image_settings
from utils.pictures.picture import Picture
from utils.plotting.convolutions import edge_kernel
from utils.plotting.digits import frame_pixels
from utils.plotting.style import FULL, ORANGE, SIGNS, count_pixels, draw_image, leave_only_the_frame, new_figure
from utils.plotting.words import number

LARGEST = 5.0
ANGLE_STEP = 15
KERNELS = MappingProxyType(
    {
        "blur": np.full((3, 3), 1 / 9),
        "sharpen": np.array([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        "a dot": np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]) / 8,
    }
)


def convolution_picture(
    images: np.ndarray | None = None,
    angle: int = 90,
    row: int = 4,
    column: int = 14,
    relu: bool = False,
    kernels: Mapping[str, np.ndarray] = KERNELS,
) -> Picture:
    """A picture of a 3x3 kernel that slides over a digit on which one draws, with ReLU and max-pooling after it.

    Parameters
    ----------
    images : (h, w) or (m, h, w) array, or None
        Digits to choose from, the first at the start: paper 0 and ink 1, or uint8. None: some of scikit-learn's.
        Sides of 8 to 32 pixels.
    angle : int
        The kernel at the start is `utils.plotting.edge_kernel(angle)`: degrees, 0 to 345 in steps of 15.
    row, column : int
        Where the kernel's upper left corner lies at the start.
    relu : bool
        Whether the map goes through ReLU at the start.
    kernels : name -> (3, 3) array
        Kernels to choose from beside the edges, with numbers of -5 to 5.

    Raises ValueError if the images are others, or an argument is out of its range.
    """
    settings = image_settings(images)
    last_row, last_column = len(settings["image"]) - 3, len(settings["image"][0]) - 3
    if not (0 <= row <= last_row and 0 <= column <= last_column):
        raise ValueError(
            f"the kernel can lie at rows 0 to {last_row} and columns 0 to {last_column}; "
            f"({row}, {column}) is not among them"
        )
    if angle not in range(0, 360, ANGLE_STEP):
        raise ValueError(f"the angle is {angle}; it can be 0 to 345 degrees, in steps of {ANGLE_STEP}")
    kernels = {name: np.asarray(kernel, dtype=float) for name, kernel in kernels.items()}
    for name, kernel in kernels.items():
        if kernel.shape != (3, 3) or not np.abs(kernel).max() <= LARGEST:
            raise ValueError(
                f"the kernel {name!r} has shape {kernel.shape}, and its numbers are {kernel.tolist()}; "
                f"it can be (3, 3), with numbers of -{LARGEST:g} to {LARGEST:g}"
            )
    settings |= {
        "kernel": edge_kernel(angle).tolist(),
        "kernels": {name: kernel.tolist() for name, kernel in kernels.items()},
        "angle": int(angle),
        "row": int(row),
        "column": int(column),
        "relu": bool(relu),
    }
    image = np.array(settings["image"])
    return Picture("convolution", settings, lambda: still(image, edge_kernel(angle), row, column, relu))


def still(image: np.ndarray, kernel: np.ndarray, row: int, column: int, relu: bool) -> Figure:
    """The figure that stands for the picture in print."""
    sums = correlate2d(image, kernel, mode="valid")
    values = np.maximum(sums, 0) if relu else sums
    rows, columns = values.shape[0] // 2, values.shape[1] // 2
    pooled = values[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2).max(axis=(1, 3))
    limit = max(kernel.clip(0).sum(), -kernel.clip(max=0).sum())
    figure, (above, below) = new_figure(2, 3, size=(FULL, 5.0), height_ratios=[1, 0.85])
    draw_image(above[0], image)
    above[0].set_title("the image")
    for axis, drawn, title in ((above[1], values, "the map" + ", after ReLU" * relu), (above[2], pooled, "pooled")):
        axis.imshow(drawn, cmap=SIGNS, vmin=-limit, vmax=limit)
        count_pixels(axis)
        axis.set(title=title, ylabel="")
    for axis, side in ((above[0], 3), (above[1], 1)):
        frame_pixels(axis, row, column, side, side, color=ORANGE)
    patch = image[row : row + 3, column : column + 3]
    largest = np.abs(kernel).max() or 1.0
    titles = ("the window", "times the kernel", f"the products: sum {number(sums[row, column], 2)}")
    for axis, grid, title in zip(below, (patch, kernel, patch * kernel), titles, strict=True):
        if axis is below[0]:
            draw_image(axis, grid)
            axis.images[0].set_clim(0, 1)
            share = grid
        else:
            axis.imshow(grid, cmap=SIGNS, vmin=-largest, vmax=largest)
            share = np.abs(grid) / largest
        for r, s in np.ndindex(grid.shape):
            color = "white" if share[r, s] > 0.6 else "black"
            axis.text(s, r, number(grid[r, s], 2), ha="center", va="center", color=color, fontsize=10)
        leave_only_the_frame(axis)
        axis.set(title=title, xlabel="", ylabel="")
    return figure
