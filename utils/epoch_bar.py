"""The progress bar of a training run: one step per epoch, with loss and accuracy."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tqdm import tqdm

LAYOUT = "{n_fmt}/{total_fmt} |{bar}| {remaining} left{postfix}"


def epoch_bar(epochs: int, done: int = 0, shown: bool = True) -> "tqdm":
    """A tqdm bar on standard output for this many epochs, some of them already `done`. `show_epoch` moves it."""
    from tqdm import tqdm

    return tqdm(total=epochs, initial=done, file=sys.stdout, ncols=80, bar_format=LAYOUT, disable=not shown)


def show_epoch(bar: "tqdm", values: dict[str, float]) -> None:
    """Take one step. `values` may hold loss, accuracy, val_loss and val_accuracy, as in a history."""
    bar.set_postfix_str(_described(values), refresh=False)
    bar.update()


def _described(values) -> str:
    training = _pair(values, "loss=", "accuracy=")
    validation = _pair({name[4:]: value for name, value in values.items() if name.startswith("val_")})
    return f"{training} (validation: {validation})" if validation else training


def _pair(values, before_loss="", before_accuracy="") -> str:
    loss = [f"{before_loss}{values['loss']:.4f}"] if "loss" in values else []
    accuracy = [f"{before_accuracy}{values['accuracy']:.1%}"] if "accuracy" in values else []
    return ", ".join(loss + accuracy)
