"""Read the files that learners already have: ex3data1.mat, ex4data1.mat, and X.npy with y.npy."""

import io
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np

from utils.data.errors import DataError

MAT_SECONDS = 60
READ_MAT = """
import io, sys, numpy, scipy.io
contents = scipy.io.loadmat(sys.argv[1], appendmat=False, variable_names=("X", "y"))
stream = io.BytesIO()
numpy.savez(stream, allow_pickle=False, **{key: contents[key] for key in ("X", "y") if key in contents})
sys.stdout.buffer.write(stream.getvalue())
"""


def load_mat(path: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """Read the digits of ex3data1.mat or ex4data1.mat.

    Parameters
    ----------
    path : str or Path
        A MATLAB file (version 4 to 7) with X (m, 400) and y (m, 1), where label 10 means the digit 0.

    Returns
    -------
    X : float32 array (m, 400)
        One row per image, unrolled column by column.
    y : int64 array (m,)
        Digits 0..9.

    Raises
    ------
    DataError
        If the file is missing, is not a MATLAB file, or holds something else.
    """
    path = existing_file(path)
    contents = _read(path, "a MATLAB file of version 7 or earlier", _mat_arrays)
    for key in ("X", "y"):
        if key not in contents:
            raise DataError(f"{path} has no variable {key}; ex3data1.mat and ex4data1.mat have X and y.")
    X, y = _check_images(contents["X"], path), _check_labels(contents["y"], path, highest=10)
    return _check_pair(X, y % 10, path)


def load_npy(folder: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """Read X.npy, (m, 400), and y.npy, (m, 1) or (m,), from a folder. Nothing is ever unpickled.

    Returns
    -------
    X : float32 array (m, 400)
        One row per image, unrolled column by column.
    y : int64 array (m,)
        Digits 0..9.

    Raises
    ------
    DataError
        If a file is missing, is not an npy file, or holds something else.
    """
    folder = Path(folder)
    paths = [existing_file(folder / name) for name in ("X.npy", "y.npy")]
    X, y = (_read(path, "a plain array", _npy_array) for path in paths)
    return _check_pair(_check_images(X, paths[0]), _check_labels(y, paths[1], highest=9), folder)


def existing_file(path: str | Path) -> Path:
    """The path of a file. Raises DataError if there is none."""
    path = Path(path)
    if path.is_dir():
        raise DataError(f"{path} is a folder; give the name of a file in it.")
    if not path.is_file():
        raise DataError(f"There is no file {path}. Check the name, and the folder you are in: {Path.cwd()}.")
    return path


def _read(path, what, reader):
    """Whatever a reader raises on strange bytes (SciPy's raises a dozen kinds of error) becomes one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return reader(path)
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:100]
        raise DataError(
            f"{path} could not be read as {what} ({reason}). It may be damaged, have "
            "another format, or hold Python objects, which are never unpacked. Get a fresh copy, or save the "
            "numbers again as plain arrays."
        ) from error


def _npy_array(path):
    return np.load(io.BytesIO(path.read_bytes()), allow_pickle=False)


def _mat_arrays(path):
    """X and y of a MATLAB file, if it has them, read in a process of its own.

    SciPy's reader can crash on damaged bytes: it looks up a number type that does not exist, and no `except` catches
    the segmentation fault. In a notebook, the crash would take the kernel and all its variables with it.
    """
    command = [sys.executable, "-P", "-W", "ignore", "-c", READ_MAT, str(path)]
    try:
        run = subprocess.run(command, capture_output=True, timeout=MAT_SECONDS)
    except subprocess.TimeoutExpired:
        raise ValueError(f"that took more than {MAT_SECONDS} seconds") from None
    if run.returncode:
        lines = run.stderr.decode(errors="replace").strip().splitlines()
        raise ValueError(lines[-1] if lines else "the reader crashed")
    with np.load(io.BytesIO(run.stdout), allow_pickle=False) as arrays:
        return dict(arrays)


def _check_numbers(array, path, what):
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
        kind = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
        raise DataError(f"{path}: {what} is of kind {kind}; it must be a plain array of real numbers.")


def _check_images(X, path):
    _check_numbers(X, path, "X")
    if X.ndim != 2 or X.shape[1] != 400 or not len(X):
        raise DataError(f"{path}: X has shape {X.shape}; it must be (m, 400), one row for each image of 20 by 20.")
    with np.errstate(over="ignore"):
        X = np.array(X, dtype=np.float32, order="C")
    if not np.isfinite(X).all():
        raise DataError(f"{path}: X has nan or infinite values; every pixel must be a number. Get a fresh copy.")
    return X


def _check_labels(y, path, highest):
    _check_numbers(y, path, "y")
    if y.ndim not in (1, 2) or y.shape[1:] not in ((), (1,)):
        raise DataError(f"{path}: y has shape {y.shape}; it must be (m, 1) or (m,), one label for each image.")
    wrong = y[~np.isin(y, np.arange(highest + 1))]
    if wrong.size:
        raise DataError(f"{path}: y has the label {wrong[0]}; labels must be whole numbers in 0..{highest}.")
    return np.array(y, dtype=np.int64).reshape(-1)


def _check_pair(X, y, path):
    if len(X) != len(y):
        raise DataError(f"{path}: X has {len(X)} rows and y has {len(y)} labels; there must be one label for each row.")
    return X, y
