"""The IDX reader takes any bytes at all: out comes an array, or one clear error."""

import gzip
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import damaged, fuzzing
from utils.data import DataError
from utils.data.idx import read_images, read_labels

IMAGES = np.arange(3 * 784).reshape(3, 28, 28).astype(np.uint8)
LABELS = np.array([5, 0, 4], np.uint8)
IMAGES_FILE = struct.pack(">4I", 2051, 3, 28, 28) + IMAGES.tobytes()
LABELS_FILE = struct.pack(">2I", 2049, 3) + LABELS.tobytes()


def images_from(content):
    return read_images(gzip.compress(content), "images.gz")


def test_images_come_out_as_they_went_in():
    images = images_from(IMAGES_FILE)
    assert images.dtype == np.uint8
    assert images.flags.writeable
    assert np.array_equal(images, IMAGES)


def test_labels_come_out_as_whole_numbers():
    labels = read_labels(gzip.compress(LABELS_FILE), "labels.gz")
    assert labels.dtype == np.int64
    assert labels.tolist() == [5, 0, 4]


def test_what_is_not_gzip_is_refused():
    with pytest.raises(DataError, match="images.gz is not a gzip file.*fresh copy"):
        read_images(IMAGES_FILE, "images.gz")


def test_a_truncated_file_is_refused_wherever_it_ends():
    whole = gzip.compress(IMAGES_FILE)
    for length in range(len(whole)):
        with pytest.raises(DataError):
            read_images(whole[:length], "images.gz")
    with pytest.raises(DataError, match="truncated: 2,352 of the 2,352 bytes"):
        read_images(whole[:-1], "images.gz")


def test_bytes_after_the_end_are_refused():
    with pytest.raises(DataError, match="3 bytes too many"):
        read_images(gzip.compress(IMAGES_FILE) + b"end", "images.gz")


def test_a_wrong_magic_number_is_refused():
    with pytest.raises(DataError, match="starts with the number 2049; a file of images starts with 2051"):
        images_from(LABELS_FILE + IMAGES_FILE)


def test_a_header_that_is_cut_short_is_refused():
    with pytest.raises(DataError, match="ends within its header"):
        images_from(IMAGES_FILE[:10])


def test_fewer_images_than_the_header_says_are_refused():
    with pytest.raises(DataError, match="truncated: 2,352 of the 3,136 bytes"):
        images_from(struct.pack(">4I", 2051, 4, 28, 28) + IMAGES.tobytes())


def test_more_images_than_the_header_says_are_refused():
    with pytest.raises(DataError, match="goes on after the 1,568 bytes"):
        images_from(struct.pack(">4I", 2051, 2, 28, 28) + IMAGES.tobytes())


def test_images_of_another_size_are_refused():
    with pytest.raises(DataError, match="14 by 56 pixels"):
        images_from(struct.pack(">4I", 2051, 3, 14, 56) + IMAGES.tobytes())


@pytest.mark.parametrize("count", [0, 60_001, 2**32 - 1])
def test_a_count_that_mnist_cannot_have_is_refused(count):
    with pytest.raises(DataError, match=f"claims {count:,} images"):
        images_from(struct.pack(">4I", 2051, count, 28, 28) + IMAGES.tobytes())


def test_a_label_that_is_no_digit_is_refused():
    with pytest.raises(DataError, match="has the label 10"):
        read_labels(gzip.compress(LABELS_FILE[:-1] + b"\x0a"), "labels.gz")


def test_a_wrong_check_sum_of_gzip_is_refused():
    damaged = bytearray(gzip.compress(IMAGES_FILE))
    damaged[-8] ^= 1
    with pytest.raises(DataError, match="could not be unpacked"):
        read_images(bytes(damaged), "images.gz")


def test_a_small_file_that_unpacks_to_much_more_than_it_says_is_not_unpacked():
    bomb = gzip.compress(IMAGES_FILE + bytes(50_000_000), compresslevel=1)
    assert peak_of_refusal(bomb, "goes on") < 2_000_000


def test_two_gigabytes_behind_the_largest_header_take_no_more_memory_than_mnist():
    packer = zlib.compressobj(wbits=31)
    start = packer.compress(struct.pack(">4I", 2051, 60_000, 28, 28)) + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    assert peak_of_refusal(start + 2048 * megabyte, "goes on after the 47,040,000 bytes") < 128_000_000


def peak_of_refusal(compressed, sentence):
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=sentence):
            read_images(compressed, "images.gz")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def reads_or_refuses(reader, content):
    refusal = None
    try:
        array = reader(content, "some.gz")
    except DataError as error:
        refusal = str(error)
    assert ("some.gz" in refusal and "fresh copy" in refusal) if refusal else len(array) > 0


@fuzzing(100)
@given(st.binary(), st.sampled_from([read_images, read_labels]))
def test_any_bytes_are_read_or_refused(content, reader):
    reads_or_refuses(reader, content)
    reads_or_refuses(reader, b"\x1f\x8b" + content)
    reads_or_refuses(reader, gzip.compress(content))


@fuzzing(200)
@given(st.data(), st.booleans(), st.sampled_from([(read_images, IMAGES_FILE), (read_labels, LABELS_FILE)]))
def test_a_valid_file_with_some_bytes_changed_is_read_or_refused(data, change_compressed, case):
    reader, content = case
    if change_compressed:
        reads_or_refuses(reader, data.draw(damaged(gzip.compress(content))))
    else:
        reads_or_refuses(reader, gzip.compress(data.draw(damaged(content))))
