"""The network 400-25-15-10 that trains in the browser, in front of one's eyes."""

import base64
from contextlib import suppress
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.data.checking import check_labels
from utils.data.digits5000 import shrink
from utils.data.embedded import uci_digits
from utils.pictures.picture import Picture
from utils.plotting.style import BLUE, FULL, ORANGE, SIGNS, leave_only_the_frame, new_figure
from utils.scratch import Dense, Network, ReLU
from utils.scratch.optimizers import Adam, GradientDescent, Optimizer

LEVELS = 15  # 4 bits a pixel: half the bytes, and an eye sees no difference
LARGEST = 600  # images: more would not be measured within one frame of the screen
RULES = {"adam": Adam, "sgd": GradientDescent}
EPOCHS = 40


def training_picture(
    images: np.ndarray | None = None,
    labels: np.ndarray | None = None,
    *,
    training: int = 300,
    held_out: int = 100,
    optimizer: str = "adam",
    learning_rate: float = 0.003,
    batch_size: int = 32,
    seed: int = 0,
) -> Picture:
    """A picture of the network 400-25-15-10 in training: its curves, its first weights and its errors.

    Parameters
    ----------
    images : array (m, 20, 20) or None
        uint8 0..255, or floats, of which 0..1 is shown. None stands for scikit-learn's digits. `seed` draws the two
        parts from all that are given; the network sees them in 16 levels of gray, as they are shown.
    labels : integer array (m,)
        What each image shows, 0..9.
    training, held_out : int
        How many images it trains on, and how many it never does; together at most 600.
    optimizer : "adam" or "sgd"
    learning_rate : float
        0.0001 to 3.
    batch_size : int
        1, 8, 32, or as many as `training`.
    seed : int
        Decides the images, the first weights and the order in each epoch.

    `picture.value` holds the losses, the shares that are right, each error as [place, label, read], and where training
    rests also the parameters, of which `trained_network` makes a network.

    A saved notebook, and a page without a kernel, show scikit-learn's digits (CC BY 4.0) in any case: the images that
    are given go to the browser and nowhere else, because MNIST's must not end up in a file of the course.

    Raises ValueError if the images, the labels or a setting do not fit.
    """
    if optimizer not in RULES:
        raise ValueError(f"the optimizer is {optimizer!r}; it can be 'adam' or 'sgd'")
    if not 0.0001 <= learning_rate <= 3:
        raise ValueError(f"the learning rate is {learning_rate}; it can be 0.0001 to 3")
    if training < 1 or held_out < 1 or training + held_out > LARGEST:
        raise ValueError(f"{training} training and {held_out} held-out images: at least 1 each, together {LARGEST}")
    if batch_size not in (1, 8, 32, training):
        raise ValueError(f"the batch size is {batch_size}; it can be 1, 8, 32 or all {training}")
    if (images is None) != (labels is None):
        raise ValueError("give both images and labels, or neither")
    given = {"rule": optimizer, "rate": float(learning_rate), "batch_size": int(batch_size), "seed": int(seed)}
    given |= {"training": int(training), "speed": 1}
    public = given | _packed(*_embedded(), training, held_out, seed)
    settings = public if images is None else given | _packed(*_checked(images, labels), training, held_out, seed)
    return Picture("training", settings, lambda: still(**public), kept=public)


@cache
def _embedded():
    digits = uci_digits()
    return shrink(digits.x_train), digits.y_train


def _checked(images, labels):
    images = np.asarray(images)
    if images.ndim != 3 or images.shape[1:] != (20, 20) or images.dtype.kind not in "uif":
        raise ValueError(f"the images are {images.dtype} of shape {images.shape}; they must be numbers (m, 20, 20)")
    if images.dtype.kind != "f":
        images = images / 255
    if not np.isfinite(images).all():
        raise ValueError("some pixels are not finite numbers; look at them with np.isfinite")
    labels = check_labels(labels, 10)
    if len(labels) != len(images):
        raise ValueError(f"there are {len(images)} images and {len(labels)} labels; each image needs one label")
    return images, labels


def _packed(images, labels, training, held_out, seed):
    """The images that `seed` draws, as base64 with two pixels a byte, and their labels."""
    if len(images) < training + held_out:
        raise ValueError(f"there are {len(images)} images; {training} + {held_out} are wanted")
    chosen = np.random.default_rng(seed).permutation(len(images))[: training + held_out]
    levels = np.round(LEVELS * np.clip(images[chosen], 0, 1)).astype(np.uint8).reshape(-1)
    pixels = base64.b64encode(levels[::2] << 4 | levels[1::2]).decode("ascii")
    return {"pixels": pixels, "labels": labels[chosen].tolist()}


def trained_network(picture: Picture) -> Network:
    """The network that the picture has trained so far, for images whose pixels are in rows (m, 20, 20).

    Raises ValueError while it is training, and before the picture was shown.
    """
    parameters = picture.value.get("parameters")
    if parameters is None:
        raise ValueError("the picture has told no parameters yet; show it, and press pause if it is training")
    network = _network(picture.settings["seed"])
    network.parameters[:] = np.frombuffer(base64.b64decode(parameters), "<f4")
    return network


def _network(seed):
    return Network([Dense(400, 25), ReLU(), Dense(25, 15), ReLU(), Dense(15, 10)], seed=seed)


def unpacked(pixels: str) -> np.ndarray:
    """The images (m, 400), float32 in 0..1, of the settings' `pixels`, as the browser reads them."""
    both = np.frombuffer(base64.b64decode(pixels), np.uint8)
    levels = np.stack([both >> 4, both & 15], axis=1).reshape(-1, 400)
    return (levels / LEVELS).astype(np.float32)


def still(
    pixels: str, labels: list[int], training: int, rule: str, rate: float, batch_size: int, seed: int, speed: int
) -> Figure:
    """The figure that stands for the picture in print: a whole training, by the network of utils.scratch."""
    x, y = unpacked(pixels), np.array(labels)
    network, history = _network(seed), {}
    optimizer: Optimizer = RULES[rule](rate)
    settings = {"epochs": EPOCHS, "batch_size": batch_size, "optimizer": optimizer, "seed": seed, "progress": False}
    held_out = x[training:], y[training:]
    with suppress(FloatingPointError):  # where the rate is too high, the curves end where the numbers do
        network.fit(x[:training], y[:training], validation=held_out, after_epoch=history.update, **settings)
    figure, axes = new_figure(1, 3, size=(FULL, 2.6), width_ratios=[1, 1, 1.05])
    draw_curves(axes[0], history, "loss", "loss in nats")
    axes[0].set_yscale("log")
    axes[0].yaxis.set_major_formatter(lambda loss, place: f"{loss:g}")
    axes[0].legend(frameon=False, fontsize=10)
    draw_curves(axes[1], history, "accuracy", "share read right")
    axes[1].set_ylim(0, 1.03)
    axes[1].yaxis.set_major_formatter(lambda share, place: f"{share:.0%}")
    draw_weights(axes[2], network.layers[0].W)
    return figure


def draw_curves(axes: Axes, history: dict[str, list[float]], key: str, title: str) -> None:
    """Draw one number of a training, epoch by epoch, for the training images and for those held out."""
    for name, values, color in (("training", history.get(key), BLUE), ("held out", history.get(f"val_{key}"), ORANGE)):
        values = values or []
        axes.plot(range(1, len(values) + 1), values, color=color, label=name)
    axes.set_title(title, loc="left", fontsize=11)
    axes.set(xlabel="epochs", xlim=(0, EPOCHS + 1))


def draw_weights(axes: Axes, W: np.ndarray) -> None:
    """Draw the weights (400, 25) of the hidden neurons as 25 images in one frame."""
    images = np.nan_to_num(W).T.reshape(5, 5, 20, 20)
    mosaic = np.full((5 * 21 - 1, 5 * 21 - 1), np.nan)
    for row, column in np.ndindex(5, 5):
        mosaic[21 * row : 21 * row + 20, 21 * column : 21 * column + 20] = images[row, column]
    limit = np.abs(images).max()
    axes.imshow(mosaic, cmap=SIGNS, vmin=-limit, vmax=limit)
    axes.set_title("the 25 hidden neurons", loc="left", fontsize=11)
    leave_only_the_frame(axes)
