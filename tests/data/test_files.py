"""The files that learners already have are read; everything else is refused in one sentence."""

import io
import os
import pickle
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.io import savemat
from scipy.sparse import csc_array

from tests.fuzzing import damaged, fuzzing
from utils.data import DataError, files, load_mat, load_npy

X = np.random.default_rng(0).normal(size=(20, 400))
Y = np.repeat(np.arange(10), 2).reshape(-1, 1)
OCTAVE_Y = np.where(Y == 0, 10, Y).astype(np.uint8)


@pytest.fixture
def mat(tmp_path):
    def write(**variables):
        savemat(tmp_path / "ex4data1.mat", variables, do_compression=True)
        return tmp_path / "ex4data1.mat"

    return write


@pytest.fixture
def npy(tmp_path):
    def write(X=X, y=Y):
        np.save(tmp_path / "X.npy", X)
        np.save(tmp_path / "y.npy", y)
        return tmp_path

    return write


def check(pair):
    images, labels = pair
    assert images.dtype == np.float32
    assert images.flags.c_contiguous
    assert np.array_equal(images, X.astype(np.float32))
    assert labels.dtype == np.int64
    assert np.array_equal(labels, Y[:, 0])


def test_a_mat_file_is_read_and_its_label_10_means_0(mat):
    check(load_mat(str(mat(X=X, y=OCTAVE_Y))))


def test_npy_files_are_read_with_labels_in_a_column_or_a_row(npy):
    check(load_npy(str(npy())))
    check(load_npy(npy(y=Y[:, 0].astype(float))))


@pytest.mark.parametrize("key", ["X", "y"])
def test_a_mat_file_without_a_variable_is_refused(mat, key):
    variables = {"X": X, "y": OCTAVE_Y}
    del variables[key]
    with pytest.raises(DataError, match=f"ex4data1.mat has no variable {key}"):
        load_mat(mat(**variables, other=1))


WRONG_IMAGES = [
    (X[:, :399], r"X has shape \(20, 399\)"),
    (X.reshape(20, 20, 20), r"X has shape \(20, 20, 20\)"),
    (X[:0], r"shape \(0, 400\)"),
    (X * 1j, "X is of kind complex128"),
    (X.astype(str), "X is of kind"),
    (np.where(X > 2, np.nan, X), "nan or infinite"),
    (np.where(X > 2, 1e200, X), "nan or infinite"),
    (X[:19], "X has 19 rows and y has 20 labels"),
]
WRONG_LABELS = [
    (Y + 3, "label 1[01]"),
    (Y - 1, "label -1"),
    (Y + 0.5, "label 0.5"),
    (np.where(Y == 3, np.nan, Y), "label nan"),
    (np.where(Y == 3, np.inf, Y), "label inf"),
    (Y.T, r"y has shape \(1, 20\)"),
    (np.eye(10)[Y[:, 0]], r"y has shape \(20, 10\)"),
    (Y.astype(str), "y is of kind"),
]


# Each .mat file is read in a process of its own: a few cases show that its numbers are checked as well.
@pytest.mark.parametrize(("images", "message"), WRONG_IMAGES[::3])
def test_a_mat_file_with_wrong_images_is_refused(mat, images, message):
    with pytest.raises(DataError, match=message):
        load_mat(mat(X=images, y=OCTAVE_Y))


@pytest.mark.parametrize(("labels", "message"), WRONG_LABELS[::3])
def test_a_mat_file_with_wrong_labels_is_refused(mat, labels, message):
    with pytest.raises(DataError, match=message):
        load_mat(mat(X=X, y=labels))


@pytest.mark.parametrize(
    ("images", "message"),
    [*WRONG_IMAGES, (X[0], r"X has shape \(400,\)"), (X.astype(bool), "X is of kind bool")],
)
def test_npy_files_with_wrong_images_are_refused(npy, images, message):
    with pytest.raises(DataError, match=message):
        load_npy(npy(X=images))


@pytest.mark.parametrize(("labels", "message"), [*WRONG_LABELS, (Y + 1, "label 10"), (np.array(3), "shape")])
def test_npy_files_with_wrong_labels_are_refused(npy, labels, message):
    with pytest.raises(DataError, match=message):
        load_npy(npy(y=labels))


@pytest.mark.parametrize("content", [{"field": 1.0}, np.array([[1, "a"]], object), csc_array(X)])
def test_a_mat_file_with_other_things_than_numbers_is_refused(mat, content):
    with pytest.raises(DataError, match="ex4data1.mat could not be read.*save the numbers again as plain arrays"):
        load_mat(mat(X=content, y=OCTAVE_Y))


def test_a_mat_file_that_crashes_its_reader_does_not_crash_us(tmp_path):
    path = tmp_path / "crash.mat"
    savemat(path, {"X": X, "y": OCTAVE_Y})
    kind_and_size = struct.pack("<2I", 9, X.nbytes)  # 9 stands for double; the other kind does not exist
    path.write_bytes(path.read_bytes().replace(kind_and_size, struct.pack("<2I", 8, X.nbytes)))
    with pytest.raises(DataError, match="crash.mat could not be read"):
        load_mat(path)


def test_a_reader_that_dies_without_a_word_is_called_crashed(mat, monkeypatch):
    monkeypatch.setattr(files, "READ_MAT", "import os; os._exit(11)")
    with pytest.raises(DataError, match="ex4data1.mat could not be read .* .the reader crashed"):
        load_mat(mat(X=X, y=OCTAVE_Y))


def test_a_reader_that_does_not_come_to_an_end_is_stopped(mat, monkeypatch):
    monkeypatch.setattr(files, "READ_MAT", "import time; time.sleep(60)")
    monkeypatch.setattr(files, "MAT_SECONDS", 0.5)
    with pytest.raises(DataError, match=r"could not be read .* .that took more than 0.5 seconds.\."):
        load_mat(mat(X=X, y=OCTAVE_Y))


def test_a_mat_file_of_version_7_3_is_refused(tmp_path):
    path = tmp_path / "new.mat"
    path.write_bytes(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + b"\x89HDF\r\n\x1a\n".ljust(1000))
    with pytest.raises(DataError, match="new.mat could not be read as a MATLAB file of version 7 or earlier"):
        load_mat(path)


@pytest.mark.parametrize("load", [load_mat, load_npy])
def test_a_missing_file_is_named(load, tmp_path):
    with pytest.raises(DataError, match="There is no file .*nowhere"):
        load(tmp_path / "nowhere")


class Pickled:
    """Unpickling this makes a file: it tells whether anything was unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (os.mkdir, (str(self.path),))


def pickled_bytes(kind, content):
    if kind == "object array":
        stream = io.BytesIO()
        np.save(stream, np.array([content], object))
        return stream.getvalue()
    return pickle.dumps(content)


@pytest.mark.parametrize("kind", ["object array", "bare pickle"])
@pytest.mark.parametrize("name", ["X.npy", "y.npy"])
def test_nothing_is_ever_unpickled(npy, tmp_path, kind, name):
    folder, trace = npy(), tmp_path / "unpickled"
    (folder / name).write_bytes(pickled_bytes(kind, Pickled(trace)))
    with pytest.raises(DataError, match=f"{name} could not be read as a plain array"):
        load_npy(folder)
    assert not trace.exists()


def test_an_npz_under_the_name_of_an_npy_is_refused(npy):
    folder = npy()
    with zipfile.ZipFile(folder / "X.npy", "w") as archive:
        archive.writestr("X", "not an array")
    with pytest.raises(DataError, match="X is of kind NpzFile"):
        load_npy(folder)


def test_an_array_file_that_claims_more_than_it_has_is_refused_at_once(npy):
    folder = npy()
    content = (folder / "X.npy").read_bytes()
    claim = b"(10000000000, 400), }"  # 32 TB
    (folder / "X.npy").write_bytes(content.replace(b"(20, 400), }".ljust(len(claim)), claim))
    assert claim in (folder / "X.npy").read_bytes()
    with pytest.raises(DataError, match="X.npy could not be read"):
        load_npy(folder)


def reads_or_refuses(load, path):
    refusal = None
    try:
        images, labels = load(path)
    except DataError as error:
        refusal = str(error)
    assert str(path) in refusal if refusal else images.shape == (len(labels), 400)


@fuzzing(6)  # each starts a process
@given(st.data(), st.booleans())
def test_any_bytes_in_a_mat_file_are_read_or_refused(tmp_path, data, compressed):
    path = tmp_path / "some.mat"
    savemat(path, {"X": X[:2], "y": OCTAVE_Y[:2]}, do_compression=compressed)
    path.write_bytes(data.draw(damaged(path.read_bytes())))
    reads_or_refuses(load_mat, path)


@fuzzing(150)
@given(st.data(), st.sampled_from(["X.npy", "y.npy"]))
def test_any_bytes_in_an_npy_file_are_read_or_refused(npy, data, name):
    folder = npy(X=X[:2], y=Y[:2])
    (folder / name).write_bytes(data.draw(damaged((folder / name).read_bytes())))
    reads_or_refuses(load_npy, folder)
