"""A small convolutional network that reads what one draws, each of its layers in sight."""

import base64
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from utils.pictures.drawing import image_settings
from utils.pictures.picture import Picture
from utils.plotting.style import BLUE, FULL, INK, SKY, draw_image, leave_only_the_frame, new_figure

if TYPE_CHECKING:
    import keras

MOST_PARAMETERS = 20_000  # as float32 in base64 they are 107 kB of the notebook
KINDS = "convolutions, dense layers, batch normalization and ReLU after them, max-pooling, means of whole maps"


def layers_picture(model: "keras.Model", images: np.ndarray | None = None, center: bool = True) -> Picture:
    """A picture in which a convolutional network reads what one draws, with the maps of each of its layers.

    Parameters
    ----------
    model : keras.Sequential
        Takes images (m, h, w, 1), paper 0 and ink 1, and gives logits or probabilities (m, n). At most 20,000
        parameters, in convolutions, dense layers, batch normalization, ReLU, max-pooling and global average pooling.
        Its weights go into the settings as float32 in base64: 53 kB for 10,000.
    images : (h, w) or (m, h, w) array, or None
        Digits to choose from, the first at the start: paper 0 and ink 1, or uint8. None: some of scikit-learn's.
    center : bool
        Whether the network sees what is drawn moved to the middle by its center of mass.

    Raises ValueError if the network holds another kind of layer, does not take such images, or is too large.
    """
    settings = image_settings(images)
    shape = len(settings["image"]), len(settings["image"][0]), 1
    if tuple(model.input_shape[1:]) != shape:
        raise ValueError(f"the network takes images of shape {model.input_shape[1:]}; these have {shape}")
    if model.count_params() > MOST_PARAMETERS:
        raise ValueError(f"the network has {model.count_params():,} parameters; {MOST_PARAMETERS:,} fit into a page")
    layers, arrays, outputs = _fused(model)
    weights = np.concatenate([np.ravel(array) for array in arrays]).astype("<f4")
    network = {"layers": layers, "weights": base64.b64encode(weights.tobytes()).decode("ascii")}
    values = _values(model, outputs, np.array(settings["image"]))
    settings |= {"network": network, "center": bool(center)}
    return Picture("layers", settings, lambda: still(np.array(settings["image"]), layers, values))


def _fused(model):
    """Layers as layers.js takes them, their arrays (kernel, bias, kernel, ...), and the output of each in Keras.

    Batch normalization after a convolution is a factor and a shift for each channel, so it goes into its weights.
    """
    from utils.quiet_tensorflow import keras

    if not isinstance(model, keras.Sequential):
        raise ValueError(f"the network is a {type(model).__name__}; give a keras.Sequential, one layer after the other")
    layers, arrays, outputs = [], [], []
    last = None  # the convolution or dense layer that nothing has bent yet
    for layer in model.layers:
        match layer:
            case keras.layers.InputLayer() | keras.layers.Dropout() | keras.layers.Flatten():
                continue
            case keras.layers.BatchNormalization() if last is not None:
                arrays[-2:] = _normalized(*arrays[-2:], layer)
            case keras.layers.ReLU() | keras.layers.Activation() if last is not None and _is_relu(layer):
                last["relu"] = True
            case keras.layers.Softmax() if last is not None and layer is model.layers[-1]:
                continue  # the picture does it anyway
            case keras.layers.Conv2D() if (
                layer.groups == 1 and layer.dilation_rate == (1, 1) and _is_known(layer, model)
            ):
                last = {
                    "kind": "convolution", "size": list(layer.kernel_size), "strides": list(layer.strides),
                    "padding": layer.padding,
                }  # fmt: skip
                _add_weights(last, layer, arrays)
                layers.append(last)
            case keras.layers.Dense() if len(layer.input.shape) == 2 and _is_known(layer, model):
                last = {"kind": "dense"}
                _add_weights(last, layer, arrays)
                layers.append(last)
            case keras.layers.MaxPooling2D() if layer.padding == "valid":
                last = None
                size, strides = list(layer.pool_size), list(layer.strides)
                layers.append({"kind": "max pooling", "size": size, "strides": strides, "relu": False, "weights": 0})
            case keras.layers.GlobalAveragePooling2D():
                last = None
                layers.append({"kind": "average", "relu": False, "weights": 0})
            case _:
                raise ValueError(f"the picture knows {KINDS}; it cannot show this {type(layer).__name__}")
        if last and last["relu"]:
            last = None
        if len(outputs) == len(layers):
            outputs[-1] = layer.output
        else:
            outputs.append(layer.output)
    if not layers or layers[-1]["kind"] != "dense":
        raise ValueError("the network does not end with a dense layer, whose outputs the bars show")
    return layers, arrays, outputs


def _add_weights(settings, layer, arrays):
    kernel, *bias = layer.get_weights()
    channels = kernel.shape[-1]
    arrays += [kernel, bias[0] if bias else np.zeros(channels)]
    settings |= {"channels": channels, "weights": kernel.size, "relu": layer.activation.__name__ == "relu"}


def _is_known(layer, model):
    """Whether the picture knows the layer's activation; the softmax of the last layer it computes anyway."""
    name = layer.activation.__name__
    return name in ("linear", "relu") or (name == "softmax" and layer is model.layers[-1])


def _is_relu(layer):
    settings = layer.get_config()
    if "activation" in settings:
        return settings["activation"] == "relu"
    return settings["max_value"] is None and not settings["negative_slope"] and not settings["threshold"]


def _normalized(kernel, bias, layer):
    """Kernel and bias with the batch normalization that follows them, as it is when a network predicts."""
    ones, zeros = np.ones_like(bias), np.zeros_like(bias)
    gamma = layer.gamma.numpy() if layer.scale else ones
    beta = layer.beta.numpy() if layer.center else zeros
    mean, variance = (np.asarray(array, dtype=float) for array in (layer.moving_mean, layer.moving_variance))
    factor = gamma / np.sqrt(variance + layer.epsilon)
    return kernel * factor, (bias - mean) * factor + beta


def _values(model, outputs, image):
    """What each layer of the picture gives for one image (h, w): a list of arrays (h, w, c) or (n,)."""
    from utils.quiet_tensorflow import keras

    seen = keras.Model(model.inputs[0], outputs)(image[np.newaxis, ..., np.newaxis].astype(np.float32), training=False)
    return [np.asarray(values)[0] for values in seen]


def still(image: np.ndarray, layers: list[dict], values: list[np.ndarray]) -> Figure:
    """The figure that stands for the picture in print: the image, ten bars, and what each layer but the last gives."""
    *between, logits = values
    heights = [2.4, *(0.75 if one.ndim == 3 else 0.4 for one in between)]
    figure, (top, *rows) = new_figure(1 + len(between), 1, size=(FULL, sum(heights)), height_ratios=heights)
    top.axis("off")
    drawn = top.inset_axes((0, 0, 0.3, 1))
    draw_image(drawn, image)
    leave_only_the_frame(drawn)
    drawn.set(xlabel="", ylabel="", title="the image")
    _draw_shares(top.inset_axes((0.4, 0, 0.6, 1)), logits)
    for axis, layer, one in zip(rows, layers, between, strict=False):
        axis.imshow(_side_by_side(one), cmap=INK, vmin=0)
        axis.axis("off")
        axis.set_anchor("W")
        axis.set_title(_words(layer, one), loc="left", fontsize=10)
    return figure


def _draw_shares(axes, logits):
    powers = np.exp(logits - logits.max())
    shares = powers / powers.sum()
    colors = [BLUE if share == shares.max() else SKY for share in shares]
    bars = axes.barh(range(len(shares)), shares, color=colors)
    words = [">99.9%" if 0.9995 < share < 1 else f"{share:.1%}" for share in shares]
    axes.bar_label(bars, words, padding=3, fontsize=10)
    axes.set(title="what the network says", xlim=(0, 1.2), xticks=[], yticks=range(len(shares)), facecolor="none")
    axes.tick_params(length=0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.invert_yaxis()
    axes.grid(visible=False)


def _side_by_side(values):
    """Maps (h, w, c) in one row with gaps between them, (h, c * (w + gap)); numbers (n,) as wide fields."""
    if values.ndim == 1:
        values = np.broadcast_to(values, (2, 6, len(values)))
    gap = max(1, round(values.shape[1] / 8))
    maps = np.moveaxis(values.astype(float), -1, 0)
    return np.concatenate([np.pad(one, ((0, 0), (0, gap)), constant_values=np.nan) for one in maps], axis=1)


def _words(layer, values):
    """What stands above a layer."""
    bend = " and ReLU" * layer["relu"]
    if values.ndim == 1:
        return f"{len(values)} numbers: " + ("the mean of each map" if layer["kind"] == "average" else f"dense{bend}")
    height, width, count = values.shape
    size = " × ".join(map(str, layer["size"]))
    what = "the largest of each" if layer["kind"] == "max pooling" else "convolution"
    return f"{count} map{'s' * (count > 1)} of {height} × {width}: {what} {size}{bend}"
