"""The progress bar of a training fits into 80 columns, whatever is shown."""

import pytest

from utils.epoch_bar import epoch_bar, show_epoch

VALUES = {"loss": 0.12345, "accuracy": 0.9772, "val_loss": 1.5, "val_accuracy": 1.0}


def last_line(capsys, values, epochs=400, done=398):
    with epoch_bar(epochs, done) as bar:
        show_epoch(bar, values)
    return capsys.readouterr().out.strip("\n").split("\r")[-1]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (("loss",), "left, loss=0.1235"),
        (("loss", "accuracy"), "left, loss=0.1235, accuracy=97.7%"),
        (VALUES, "left, loss=0.1235, accuracy=97.7% (validation: 1.5000, 100.0%)"),
        (("loss", "val_loss"), "left, loss=0.1235 (validation: 1.5000)"),
        ((), "left"),
    ],
)
def test_the_line_shows_what_was_measured(capsys, names, text):
    line = last_line(capsys, {name: VALUES[name] for name in names})
    assert line.startswith("399/400 |")
    assert line.endswith(text)
    assert len(line) <= 80


def test_a_bar_that_is_not_shown_prints_nothing(capsys):
    with epoch_bar(3, shown=False) as bar:
        show_epoch(bar, VALUES)
    assert capsys.readouterr() == ("", "")
