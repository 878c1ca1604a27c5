"""Read IDX, the format of MNIST's four files: a short header, then one byte for each pixel or label.

Format: http://yann.lecun.com/exdb/mnist/, at the end of the page.
"""

import struct
import zlib
from pathlib import Path

import numpy as np

from utils.data.errors import DataError

IMAGES_MAGIC, LABELS_MAGIC = 2051, 2049
LARGEST_COUNT = 60_000  # the training file; a header that claims more is not MNIST's
REMEDY = "Replace the file with a fresh copy: data/README.md says where from."


def read_images(compressed: bytes, name: str | Path) -> np.ndarray:
    """Read images from the bytes of a gzipped IDX file.

    Parameters
    ----------
    compressed : bytes
        The whole file, at most 60,000 images of 28 by 28 pixels.
    name : str or Path
        The file's name, for the error.

    Returns
    -------
    uint8 array (m, 28, 28)
        0 is black, 255 is white ink.

    Raises
    ------
    DataError
        If anything is wrong with the bytes. Nothing beyond the header's promise and one more byte is ever unpacked.
    """
    unpack = _Gzip(compressed, name)
    magic, count, rows, columns = unpack.numbers(4)
    _check_header(name, "images", magic, IMAGES_MAGIC, count)
    if (rows, columns) != (28, 28):
        raise DataError(f"{name} has images of {rows} by {columns} pixels; MNIST's are 28 by 28. {REMEDY}")
    return np.frombuffer(unpack.rest(count * 28 * 28), np.uint8).reshape(count, 28, 28).copy()


def read_labels(compressed: bytes, name: str | Path) -> np.ndarray:
    """Read labels from the bytes of a gzipped IDX file, as `read_images` does.

    Returns
    -------
    int64 array (m,)
        Digits 0..9.

    Raises
    ------
    DataError
        If anything is wrong with the bytes, or a label is not a digit.
    """
    unpack = _Gzip(compressed, name)
    magic, count = unpack.numbers(2)
    _check_header(name, "labels", magic, LABELS_MAGIC, count)
    labels = np.frombuffer(unpack.rest(count), np.uint8).astype(np.int64)
    if labels.max() > 9:
        raise DataError(f"{name} has the label {labels.max()}; labels are the digits 0 to 9. {REMEDY}")
    return labels


def _check_header(name, what, magic, expected_magic, count):
    if magic != expected_magic:
        raise DataError(
            f"{name} starts with the number {magic}; a file of {what} starts with {expected_magic}. {REMEDY}"
        )
    if not 1 <= count <= LARGEST_COUNT:
        raise DataError(f"{name} claims {count:,} {what}; MNIST has 1 to {LARGEST_COUNT:,} in a file. {REMEDY}")


class _Gzip:
    """Unpack gzip bytes in bounded steps: a small file that would unpack to gigabytes is rejected at once."""

    def __init__(self, compressed, name):
        if compressed[:2] != b"\x1f\x8b":
            raise DataError(f"{name} is not a gzip file: it does not start with the bytes 1f 8b. {REMEDY}")
        self.name = name
        self.pending = compressed
        self.engine = zlib.decompressobj(wbits=31)  # 31: gzip, with its checksum verified

    def numbers(self, count):
        """The header's next numbers, 4 bytes each, the highest byte first."""
        header = self._take(4 * count)
        if len(header) < 4 * count:
            raise DataError(f"{self.name} ends within its header. {REMEDY}")
        return struct.unpack(f">{count}I", header)

    def rest(self, size):
        """The payload, which must have exactly this many bytes."""
        payload = self._take(size + 1)
        if len(payload) > size:
            raise DataError(f"{self.name} goes on after the {size:,} bytes that its header promises. {REMEDY}")
        if len(payload) < size or not self.engine.eof:
            raise DataError(
                f"{self.name} is truncated: {len(payload):,} of the {size:,} bytes that its header promises "
                f"could be read. {REMEDY}"
            )
        if self.engine.unused_data:
            raise DataError(f"{self.name} has {len(self.engine.unused_data):,} bytes too many at its end. {REMEDY}")
        return payload

    def _take(self, most):
        try:
            taken = self.engine.decompress(self.pending, most)
        except zlib.error as error:
            raise DataError(f"{self.name} is damaged: it could not be unpacked ({error}). {REMEDY}") from error
        self.pending = self.engine.unconsumed_tail
        return taken
