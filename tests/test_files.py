"""Files that are there whole, or not at all."""

import pytest

from utils.files import part_file


def test_what_was_written_takes_the_place_of_the_file(tmp_path):
    path = tmp_path / "network.keras"
    path.write_text("old")
    with part_file(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
        assert part.suffix == path.suffix
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_writing_that_breaks_off_leaves_the_file_as_it_was(tmp_path, error):
    path = tmp_path / "network.keras"
    path.write_text("old")

    def write():
        with part_file(path) as part:
            part.write_text("ne")
            raise error

    with pytest.raises(error):
        write()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
