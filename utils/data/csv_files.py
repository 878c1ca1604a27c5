"""Read MNIST from CSV files that learners already have: one image a line, 784 pixels, its label before them or none."""

import csv
import re
import warnings
from pathlib import Path

import numpy as np

from utils.data.errors import DataError
from utils.data.files import existing_file

PIXELS = 28 * 28
LABEL_NAMES = {"label", "class", "digit", "target"}
NAMES_OF_AN_INDEX = {"", "id", "index", "unnamed: 0"}
USUAL_PIXELS = frozenset(map(str, range(256)))
USUAL_LABELS = frozenset(map(str, range(10)))


def load_csv(path: str | Path) -> tuple[np.ndarray, np.ndarray | None]:
    """Read images of 28 by 28 pixels, with labels or without, from a CSV file such as Kaggle's train.csv or test.csv.

    Parameters
    ----------
    path : str or Path
        A text file, one image a line: its label and 784 pixels, row by row, or the pixels alone. A first line of
        column names may stand above them.

    Returns
    -------
    images : uint8 array (m, 28, 28)
        0 for black, 255 for white.
    labels : int64 array (m,), or None
        Digits 0..9; None if the file has 784 columns.

    Raises
    ------
    DataError
        If the file is missing, is no such file, or holds something else; it names the line, the column and the value.
    """
    path = existing_file(path)
    try:
        with path.open(encoding="utf-8-sig") as file:
            first, skipped = _first_line(file)
            _check_columns(first, path)
            has_names = _is_names(first)
            if has_names:
                _check_names(first, path)
        with path.open(encoding="utf-8-sig") as file:
            for _ in range(skipped + has_names):
                next(file)
            values = _values(file)
    except UnicodeDecodeError:
        raise DataError(f"{path} is no text in UTF-8. If it is packed (.zip, .gz), unpack it.") from None
    except OSError as error:
        raise DataError(f"{path} could not be read: {error.strerror or error}.") from error
    except (ValueError, csv.Error) as error:
        raise _refusal(path, error) from error
    if not len(values):
        raise DataError(f"{path} has column names and no image below them.")
    if values.shape[1] != len(first):
        raise _refusal(path, "columns without a name")
    images = np.ascontiguousarray(values[:, -PIXELS:]).reshape(-1, 28, 28)
    if len(first) == PIXELS:
        return images, None
    labels = values[:, 0].astype(np.int64)
    if labels.max() > 9:
        raise _refusal(path, f"the label {labels.max()}")
    return images, labels


def _first_line(file):
    """The fields of the first line that is not blank, none in an empty file; and how many blank ones stand before."""
    reader = csv.reader(file)
    for row in reader:
        if row:
            return row, reader.line_num - 1
    return [], reader.line_num


def _check_columns(first, path):
    if not first:
        raise DataError(f"{path} is empty.")
    if len(first) not in (PIXELS, PIXELS + 1):
        raise DataError(
            f"{path} has {_columns(first)}, separated by commas; it must have 785, the label and 784 pixels, or 784, "
            "the pixels alone."
        )


def _columns(row) -> str:
    return f"{len(row)} column{'s' if len(row) != 1 else ''}"


def _is_names(first) -> bool:
    """Whether a first line holds names: they all differ, which 784 pixels with 256 values cannot do."""
    return len(set(first)) == len(first)


def _check_names(names, path):
    place = next((i for i, name in enumerate(names) if name.strip().lower() in LABEL_NAMES), None)
    if place and len(names) > PIXELS:
        raise DataError(f"{path} has its column {names[place]!r} in place {place + 1}; the label must come first.")
    if len(names) > PIXELS and names[0].strip().lower() in NAMES_OF_AN_INDEX:
        raise DataError(f"{path} begins with a column that counts the lines; remove it (in pandas: index=False).")
    if place is not None and len(names) == PIXELS:
        raise DataError(f"{path} has the column {names[place]!r} and 783 pixels; an image has 784.")


def _values(lines) -> np.ndarray:
    """The numbers in these lines, uint8 (m, columns). Raises ValueError if they are anything else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that there are none; the caller says so
        warnings.simplefilter("error", DeprecationWarning)  # a fraction that would be cut off
        return np.loadtxt(lines, np.uint8, delimiter=",", comments=None, quotechar='"', ndmin=2)


def _refusal(path, reason) -> DataError:
    """What is wrong with the file, with its line if that can be found, else with the reason of whoever noticed."""
    return _first_fault(path) or DataError(f"{path} could not be read as a CSV file ({reason}).")


def _first_fault(path) -> DataError | None:
    """The first line that is wrong, in a sentence. NumPy says quickly that there is one; this is slow, and finds it."""
    with path.open(encoding="utf-8-sig") as file:
        reader, columns = csv.reader(file), 0
        try:
            for row in reader:
                where, is_first = f"{path}, line {reader.line_num}", not columns
                columns = columns or len(row)
                if not row or (is_first and _is_names(row)):
                    continue
                if len(row) != columns:
                    return DataError(f"{where}: it has {_columns(row)}, and the first line has {columns}.")
                if columns > PIXELS and row[0] not in USUAL_LABELS and (reason := _reason(row[0], "label", 9)):
                    return DataError(f"{where}, column 1: {reason}.")
                if USUAL_PIXELS.issuperset(row):
                    continue
                for column, text in enumerate(row[-PIXELS:], start=columns - PIXELS + 1):
                    if reason := _reason(text, "pixel", 255):
                        return DataError(f"{where}, column {column}: {reason}.")
        except (csv.Error, UnicodeDecodeError) as error:
            return DataError(f"{path}, line {reader.line_num}: this is no CSV ({error}).")
    return None


def _reason(text, what, highest) -> str | None:
    """What is wrong with the text of one number; None if it is whole and in 0..highest, however it is written."""
    if not text.strip():
        return f"the {what} is missing"
    shown = repr(text if len(text) <= 20 else f"{text[:20]}...")
    if not re.fullmatch(r"\s*[+-]?\d+\s*", text, re.ASCII):
        return f"the {what} is {shown}; it must be a whole number in 0..{highest}"
    if not 0 <= int(text.strip()[:10]) <= highest:
        return f"the {what} is {shown}; it must lie in 0..{highest}"
    return None
