"""Find MNIST's four files, download what is missing, verify every byte, and read them.

Sources, in this order: the folder in DIGITS_DATA, `data/`, the mirrors, and the embedded set.
"""

import hashlib
import os
import shutil
import threading
import time
import uuid
from collections.abc import Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from utils.data.digits import Digits, Source
from utils.data.embedded import embedded_digits
from utils.data.errors import DataError
from utils.data.idx import read_images, read_labels

PROJECT = Path(__file__).resolve().parents[2]
DATA_FOLDER = PROJECT / "data"
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
# SHA-256 of the files as they were published, still compressed.
CHECKSUMS = {
    "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
MNIST = Source(
    name="MNIST",
    license="CC BY-SA 3.0",
    citation=(
        "Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST Database of Handwritten Digits, "
        "http://yann.lecun.com/exdb/mnist/"
    ),
    is_mnist=True,
)
PROBE_SECONDS = 3  # for all mirrors together: without a network, the embedded set must be there within 10 s
CONNECT_SECONDS, STALL_SECONDS = 3, 10
STALE_SECONDS = 3600
GOOD, MISSING, DAMAGED = "good", "missing", "damaged: its SHA-256 sum is not the published one"
REMEDIES = "set DIGITS_DATA to a folder that has the four files, or DIGITS_SOURCE=embedded"


def load_mnist(
    *, folder: Path = DATA_FOLDER, mirrors: Sequence[str] = MIRRORS, checksums: dict[str, str] = CHECKSUMS
) -> Digits:
    """Load MNIST, or the embedded set if MNIST is out of reach; the latter announces itself in one line.

    Parameters
    ----------
    folder, mirrors, checksums
        Where files are kept, where they come from, and their checksums; a test passes its own.

    Returns
    -------
    Digits
        x uint8 (60000, 28, 28) and (10000, 28, 28), y int64 (60000,) and (10000,). The embedded set has
        1,297 and 500 images. `source.is_mnist` says which it is.

    Raises
    ------
    DataError
        If a file in DIGITS_DATA is damaged, a file cannot be stored, DIGITS_SOURCE has an unknown value,
        or DIGITS_SOURCE=mnist and MNIST is out of reach.

    Source: LeCun, Cortes, Burges, http://yann.lecun.com/exdb/mnist/
    """
    found = fetch_mnist(folder=folder, mirrors=mirrors, checksums=checksums)
    return embedded_digits() if found is None else _read_mnist(found, checksums)


def fetch_mnist(
    *, folder: Path = DATA_FOLDER, mirrors: Sequence[str] = MIRRORS, checksums: dict[str, str] = CHECKSUMS
) -> Path | None:
    """Make sure that MNIST's four files are there and verified; download what is missing.

    Returns
    -------
    Path or None
        The folder that holds all four, or None if only the embedded set is within reach, or if DIGITS_SOURCE asks
        for it.

    Raises
    ------
    DataError
        Like `load_mnist`.
    """
    wanted = os.environ.get("DIGITS_SOURCE", "")
    if wanted not in ("", "mnist", "embedded"):
        raise DataError(f'DIGITS_SOURCE is "{wanted}"; it can be "mnist", "embedded", or not set at all.')
    if wanted == "embedded":
        return None
    own_folder = _folder_of_the_user(checksums)
    if own_folder:
        return own_folder
    folder = Path(folder)
    states = {name: _state(folder / name, checksum) for name, checksum in checksums.items()}
    failures = _fetch([name for name in states if states[name] != GOOD], folder, mirrors, checksums)
    if failures is None:
        return folder
    if wanted == "mnist":
        raise DataError(
            "DIGITS_SOURCE=mnist, but MNIST is not here and no mirror delivered it "
            f"({'; '.join(failures) or 'none was asked'}). "
            f"Connect to the network and try again, or {REMEDIES}."
        )
    for name, checksum in checksums.items():
        state = _state(folder / name, checksum)
        if state not in (GOOD, MISSING):
            print(f"{folder.name}/{name} is {state}. No mirror could replace it; it is not used.")
    return None


def _folder_of_the_user(checksums):
    """The folder in DIGITS_DATA if it has all four files; otherwise None, and a line that says what is missing.

    A relative path starts at the project's folder, because a notebook runs in notebooks/ and `make` does not.
    """
    value = os.environ.get("DIGITS_DATA", "")
    if not value:
        return None
    try:
        folder = PROJECT / Path(value).expanduser()
    except RuntimeError:
        raise DataError(f"DIGITS_DATA is {value}, and there is no such user: write the whole path.") from None
    states = {name: _state(folder / name, checksum) for name, checksum in checksums.items()}
    missing = [name for name in states if states[name] == MISSING]
    if missing:
        what = f"it has no {', '.join(missing)}" if folder.is_dir() else "there is no such folder"
        print(f"DIGITS_DATA is {value}, but {what}; looking elsewhere.")
        return None
    for name, state in states.items():
        if state != GOOD:
            raise _unusable(folder / name, state)
    return folder


def _read_mnist(folder, checksums):
    arrays = []
    for (name, checksum), read in zip(checksums.items(), 2 * (read_images, read_labels), strict=True):
        compressed = (folder / name).read_bytes()
        if hashlib.sha256(compressed).hexdigest() != checksum:  # it changed after it was found good
            raise _unusable(folder / name, DAMAGED)
        arrays.append(read(compressed, folder / name))
    return Digits(*arrays, source=MNIST)


def _unusable(path, state):
    remedy = "Copy a fresh file there (data/README.md says where from)"
    if state != DAMAGED:
        remedy = "Give yourself the right to read it, or ask whoever put it there"
    return DataError(f"{path} is {state}. {remedy}, or unset DIGITS_DATA.")


def _state(path, checksum):
    """GOOD, MISSING, or in words what is wrong with the file: DAMAGED, by its checksum, or unreadable."""
    try:
        with open(path, "rb") as file:
            good = hashlib.file_digest(file, "sha256").hexdigest() == checksum
    except (FileNotFoundError, NotADirectoryError):
        return MISSING
    except OSError as error:
        return f"there, but cannot be read ({error.strerror})"
    return GOOD if good else DAMAGED


def _fetch(names, folder, mirrors, checksums):
    """Download these files into the folder. Returns None if all are there, or a list of why each mirror failed."""
    if not names:
        return None
    failures = _unreachable(mirrors, names[-1])
    for mirror in mirrors:
        if mirror in failures:
            continue
        print(f"Fetching MNIST (12 MB) from {mirror} into {folder.name}/")
        failure = _fetch_from(mirror, names, folder, checksums)
        if failure is None:
            return None
        failures[mirror] = failure
        print(f"{mirror} failed: {failure}.")
    return [f"{mirror}: {failure}" for mirror, failure in failures.items()]


def _unreachable(mirrors, name):
    """{mirror: why} for the mirrors that do not answer within PROBE_SECONDS, all asked at once.

    A timeout in requests applies to each address of a name, and not to looking up the name. Where packets
    vanish, that adds up to minutes. So each mirror is asked in a thread that can be left behind.
    """
    if not mirrors:
        return {}
    import requests

    answers = {mirror: f"no answer within {PROBE_SECONDS} seconds" for mirror in mirrors}

    def ask(mirror):
        try:
            with requests.get(mirror + name, stream=True, timeout=PROBE_SECONDS) as response:
                response.raise_for_status()
            answers[mirror] = None
        except Exception as error:
            answers[mirror] = type(error).__name__

    threads = [threading.Thread(target=ask, args=(mirror,), daemon=True) for mirror in mirrors]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + PROBE_SECONDS
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    return {mirror: answer for mirror, answer in dict(answers).items() if answer}


def _fetch_from(mirror, names, folder, checksums):
    """Download from one mirror what is not yet good. Returns None, or the reason why it failed.

    Each file arrives in a fresh folder inside this one, and gets its final name in one step, once it is whole
    and verified. So whatever happens, and whoever else downloads, a file with its final name is good.
    """
    import pooch
    from requests import RequestException
    from tqdm import tqdm

    pooch.get_logger().setLevel("WARNING")  # it would print where each file goes, and the progress bar says enough
    try:
        with _temporary_folder(folder) as arrivals:
            for name in names:
                if _state(folder / name, checksums[name]) == GOOD:
                    continue
                # total=1: pooch tests `if progressbar` before it sets the total, and a bar with total 0 is false.
                with tqdm(total=1, desc=name, unit="B", unit_scale=True) as bar:
                    downloader = pooch.HTTPDownloader(
                        progressbar=bar, chunk_size=2**13, timeout=(CONNECT_SECONDS, STALL_SECONDS)
                    )
                    pooch.retrieve(mirror + name, "sha256:" + checksums[name], name, arrivals, downloader=downloader)
                _publish(arrivals / name, folder / name, checksums[name])
    except (RequestException, ConnectionError, TimeoutError) as error:
        return f"{type(error).__name__} at {name}"
    except ValueError:
        return f"it sent other bytes than the published {name}"
    except OSError as error:
        raise DataError(
            f"MNIST could not be stored in {folder}: {error.strerror or error}. "
            f"Make room there (12 MB) and see that you may write there, or {REMEDIES}."
        ) from error
    return None


@contextmanager
def _temporary_folder(folder):
    """A fresh folder inside this one, removed at the end, together with old ones that a killed process left behind."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(".fetch-*"):
        with suppress(OSError):  # another process may be removing it at this moment
            newest = max(part.stat().st_mtime for part in (old, *old.iterdir()))
            if time.time() - newest > STALE_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
    fresh = folder / f".fetch-{uuid.uuid4().hex}"
    fresh.mkdir()
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _publish(arrival, final, checksum):
    # A copy has the permissions of any new file here; only its owner may read what pooch downloaded.
    readable = shutil.copyfile(arrival, arrival.with_suffix(".readable"))
    try:
        os.replace(readable, final)
    except PermissionError:  # Windows: another process is reading the file, and may have downloaded it
        if _state(final, checksum) != GOOD:
            raise
