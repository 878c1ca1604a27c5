"""Files that are complete or not there at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def part_of(path: Path) -> Path:
    """Where a file is written until it is complete. It keeps the suffix, by which some writers choose a format."""
    return path.with_name(f"{path.stem}.part{path.suffix}")


@contextmanager
def part_file(path: Path) -> Iterator[Path]:
    """A path to write to in a `with` block. At the end of the block, the new file replaces `path`.

    If the block fails, `path` stays as it was and nothing else is left behind.
    """
    part = part_of(path)
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
