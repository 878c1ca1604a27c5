"""CSV files that learners have are read; everything else is refused in one sentence that says where."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import damaged, fuzzing
from utils.data import DataError, load_csv

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.integers(0, 256, (5, 28, 28)).astype(np.uint8) * (RANDOM.random((5, 28, 28)) < 0.3)
LABELS = np.array([3, 0, 9, 9, 1])
PIXEL_NAMES = [f"pixel{i}" for i in range(784)]


def rows(labels=LABELS):
    pixels = [[str(value) for value in image.reshape(-1)] for image in IMAGES]
    return pixels if labels is None else [[str(y), *row] for y, row in zip(labels, pixels, strict=True)]


def as_text(rows, names=None, end="\n"):
    return "".join(",".join(row) + end for row in ([names] if names else []) + rows)


def changed(place, value, labels=LABELS):
    """The rows with another text in one place, (row, column)."""
    table = rows(labels)
    table[place[0]][place[1]] = value
    return table


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "train.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refusal(path):
    with pytest.raises(DataError) as caught:
        load_csv(path)
    return str(caught.value)


@pytest.mark.parametrize("names", [None, ["label", *PIXEL_NAMES], ["label", *map(str, range(784))]])
def test_a_file_with_labels_is_read_with_names_above_or_without(write, names):
    images, labels = load_csv(str(write(as_text(rows(), names))))
    assert (images.dtype, labels.dtype) == (np.uint8, np.int64)
    assert images.flags.c_contiguous
    np.testing.assert_array_equal(images, IMAGES)
    np.testing.assert_array_equal(labels, LABELS)


@pytest.mark.parametrize("names", [None, PIXEL_NAMES, list(map(str, range(784)))])
def test_a_file_without_labels_gives_none_for_them(write, names):
    images, labels = load_csv(write(as_text(rows(labels=None), names)))
    np.testing.assert_array_equal(images, IMAGES)
    assert labels is None


PLAIN = as_text(rows(), ["label", *PIXEL_NAMES])
WRITTEN_OTHERWISE = {
    "a byte order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "a byte order mark before numbers": b"\xef\xbb\xbf" + as_text(rows()).encode(),
    "ends of lines as on Windows": PLAIN.replace("\n", "\r\n"),
    "ends of lines as on old Macs": PLAIN.replace("\n", "\r"),
    "no end of the last line": PLAIN.rstrip("\n"),
    "blank lines at the end": PLAIN + "\n\r\n\n",
    "blank lines before, between": "\n\n" + PLAIN.replace("\n", "\n\n"),
    "quotes": as_text([[f'"{value}"' for value in row] for row in rows()], [f'"{n}"' for n in ["label", *PIXEL_NAMES]]),
    "blanks after commas": PLAIN.replace(",", ", "),
    "zeros before": as_text(changed((0, 0), "03")),
}


@pytest.mark.parametrize("content", WRITTEN_OTHERWISE.values(), ids=WRITTEN_OTHERWISE)
def test_the_same_numbers_written_in_another_way_are_the_same(write, content):
    images, labels = load_csv(write(content))
    np.testing.assert_array_equal(images, IMAGES)
    np.testing.assert_array_equal(labels, LABELS)


WRONG = {
    "empty": (b"", "is empty."),
    "blank": (b"\n\n", "is empty."),
    "names alone": (as_text([], ["label", *PIXEL_NAMES]), "has column names and no image below them."),
    "an index before": (as_text([["0", *row] for row in rows()]), "has 786 columns, separated by commas; it must have"),
    "one column": ("some words\n", "has 1 column, separated by commas"),
    "semicolons": (PLAIN.replace(",", ";"), "has 1 column, separated by commas; it must have 785, the label and"),
    "label last": (as_text(rows(), [*PIXEL_NAMES, "class"]), "has its column 'class' in place 785; the label must"),
    "a pixel short": (as_text(rows(), ["Label", *PIXEL_NAMES[1:]]), "has the column 'Label' and 783 pixels"),
    "an index of pandas": (as_text(rows(), ["", *PIXEL_NAMES]), "begins with a column that counts the lines"),
    "an id": (as_text(rows(), ["Id", *PIXEL_NAMES]), "begins with a column that counts the lines"),
    "label missing": (as_text(changed((1, 0), "")), ", line 2, column 1: the label is missing."),
    "pixel missing": (as_text(changed((1, 8), " ")), ", line 2, column 9: the pixel is missing."),
    "text": (as_text(changed((2, 4), "dark")), ", line 3, column 5: the pixel is 'dark'; it must be a whole number in"),
    "text for a label": (as_text(changed((0, 0), "two")), ", line 1, column 1: the label is 'two'; it must be a whole"),
    "nan": (as_text(changed((2, 4), "nan")), ", line 3, column 5: the pixel is 'nan'; it must be a whole number"),
    "too bright": (as_text(changed((4, 784), "256")), ", line 5, column 785: the pixel is '256'; it must lie in"),
    "too dark": (as_text(changed((4, 1), "-1")), ", line 5, column 2: the pixel is '-1'; it must lie in 0..255."),
    "huge": (as_text(changed((4, 1), 9000 * "9")), f", line 5, column 2: the pixel is '{20 * '9'}...'; it must lie"),
    "fraction": (as_text(changed((0, 3), "0.5")), ", line 1, column 4: the pixel is '0.5'; it must be a whole number"),
    "fractions": (as_text(changed((0, 3), "1.0")), ", line 1, column 4: the pixel is '1.0'; it must be a whole number"),
    "label 10": (as_text(changed((3, 0), "10")), ", line 4, column 1: the label is '10'; it must lie in 0..9."),
    "label -1": (as_text(changed((3, 0), "-1")), ", line 4, column 1: the label is '-1'; it must lie in 0..9."),
    "blank lines are counted": ("\n" + PLAIN.replace("\n9,", "\n\n\n10,", 1), ", line 7, column 1: the label is"),
    "a short row": (as_text([*rows()[:3], rows()[3][:-1]]), ", line 4: it has 784 columns, and the first line has"),
    "a long row": (as_text([*rows()[:3], [*rows()[3], "0"]]), ", line 4: it has 786 columns, and the first line has"),
    "no labels, 256": (as_text(changed((0, 0), "256", labels=None)), ", line 1, column 1: the pixel is '256'"),
    "names of more columns": (as_text([["3"], ["4"]], ["label", *PIXEL_NAMES]), ", line 2: it has 1 column, and the"),
    "an open quote": (as_text(changed((2, 4), '"5')), ", line 5"),
    "a comment": (as_text(rows()) + "# the end\n", ", line 6: it has 1 column, and the first line has 785."),
    "UTF-16": (PLAIN.encode("utf-16"), "is no text in UTF-8. If it is packed (.zip, .gz), unpack it."),
    "packed": (b"PK\x03\x04\xff\xfe\x00", "is no text in UTF-8."),
    "zeros": (bytes(2000), "has 1 column, separated by commas"),
    "a very long word": (b"x" * 200_000, ", line 1: this is no CSV (field larger than field limit"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_place(write, content, sentence):
    path = write(content)
    found = refusal(path)
    assert found.startswith(str(path))
    assert sentence in found
    assert "\n" not in found


def test_a_folder_and_a_missing_file_are_named(tmp_path):
    assert refusal(tmp_path) == f"{tmp_path} is a folder; give the name of a file in it."
    assert refusal(tmp_path / "train.csv").startswith(f"There is no file {tmp_path / 'train.csv'}. Check the name")


def test_a_file_that_may_not_be_read_is_named(write, monkeypatch):
    def locked(path, *arguments, **options):
        raise PermissionError(13, "Permission denied")

    path = write(PLAIN)
    monkeypatch.setattr(type(path), "open", locked)
    assert refusal(path) == f"{path} could not be read: Permission denied."


def test_a_file_that_numpy_alone_refuses_is_refused_with_its_reason(write, monkeypatch):
    def refuse(*arguments, **options):
        raise ValueError("no reason")

    path = write(PLAIN)
    monkeypatch.setattr(np, "loadtxt", refuse)
    assert refusal(path) == f"{path} could not be read as a CSV file (no reason)."


@fuzzing(150)
@given(st.data(), st.booleans())
def test_any_bytes_in_a_csv_file_are_read_or_refused(write, data, with_names):
    path = write(data.draw(damaged((PLAIN if with_names else as_text(rows())).encode())))
    refused = None
    try:
        images, labels = load_csv(path)
    except DataError as error:
        refused = str(error)
    if refused:
        assert str(path) in refused
    else:
        assert images.shape[1:] == (28, 28)
        assert labels is None or (len(labels) == len(images) and 0 <= labels.min() <= labels.max() <= 9)
