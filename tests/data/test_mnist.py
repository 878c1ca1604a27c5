"""Where MNIST comes from, in order, and what happens when something on the way is broken."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from utils.data import DataError, fetch_mnist, load_digits5000, load_mnist, mnist
from utils.data.embedded import NOTICE

FIRST, LABELS, _, _ = mnist.CHECKSUMS


@pytest.fixture
def sources(small, tmp_path):
    """The arguments that point a loader to the small files, to an empty folder, and to no mirror."""
    return {"folder": tmp_path / "data", "mirrors": (), "checksums": small.checksums}


# The order of sources


def test_files_in_the_folder_of_the_course_are_read(small, sources):
    small.write_to(sources["folder"])
    digits = load_mnist(**sources)
    arrays = (digits.x_train, digits.y_train, digits.x_test, digits.y_test)
    assert digits.source.is_mnist
    for array, expected in zip(arrays, small.arrays, strict=True):
        assert np.array_equal(array, expected)
    assert digits.y_train.dtype == np.int64


def test_the_folder_in_digits_data_comes_first(small, sources, tmp_path, monkeypatch):
    small.write_to(sources["folder"])
    own = small.write_to(tmp_path / "own")
    monkeypatch.setenv("DIGITS_DATA", str(own))
    assert fetch_mnist(**sources) == own


def test_a_relative_digits_data_counts_from_the_project_wherever_one_is(small, sources, tmp_path, monkeypatch):
    own = small.write_to(tmp_path / "own")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIGITS_DATA", os.path.relpath(own, mnist.PROJECT))
    assert fetch_mnist(**sources).samefile(own)


def test_a_digits_data_without_a_file_is_named_and_the_next_source_used(small, sources, tmp_path, monkeypatch, capsys):
    small.write_to(sources["folder"])
    own = small.write_to(tmp_path / "own")
    (own / LABELS).unlink()
    monkeypatch.setenv("DIGITS_DATA", str(own))
    assert fetch_mnist(**sources) == sources["folder"]
    assert capsys.readouterr().out == f"DIGITS_DATA is {own}, but it has no {LABELS}; looking elsewhere.\n"


def test_a_digits_data_that_does_not_exist_is_named(sources, monkeypatch, capsys):
    monkeypatch.setenv("DIGITS_DATA", "nowhere/at/all")
    assert fetch_mnist(**sources) is None
    assert "DIGITS_DATA is nowhere/at/all, but there is no such folder" in capsys.readouterr().out


def test_a_damaged_file_in_digits_data_is_an_error_and_stays_untouched(small, sources, tmp_path, monkeypatch, mirror):
    own = small.write_to(tmp_path / "own")
    (own / FIRST).write_bytes(b"damaged")
    monkeypatch.setenv("DIGITS_DATA", str(own))
    with pytest.raises(DataError, match=f"{FIRST} is damaged: .* Copy a fresh file there"):
        fetch_mnist(**sources | {"mirrors": (mirror().url,)})
    assert (own / FIRST).read_bytes() == b"damaged"


def test_without_mnist_the_embedded_set_announces_itself_in_one_line(sources, capsys):
    digits = load_mnist(**sources)
    assert not digits.source.is_mnist
    assert capsys.readouterr().out == NOTICE + "\n"


def test_digits_source_embedded_asks_for_the_embedded_set_outright(small, sources, monkeypatch, mirror):
    small.write_to(sources["folder"])
    monkeypatch.setenv("DIGITS_SOURCE", "embedded")
    asked = mirror()
    assert not load_mnist(**sources | {"mirrors": (asked.url,)}).source.is_mnist
    assert asked.asked == []


def test_digits_source_mnist_forbids_the_embedded_set(sources, monkeypatch, closed_port):
    monkeypatch.setenv("DIGITS_SOURCE", "mnist")
    with pytest.raises(DataError, match=f"no mirror delivered it .{closed_port}: ConnectionError.*DIGITS_DATA"):
        load_mnist(**sources | {"mirrors": (closed_port,)})


def test_an_unknown_digits_source_is_an_error_that_lists_the_good_ones(sources, monkeypatch):
    monkeypatch.setenv("DIGITS_SOURCE", "MNIST")
    with pytest.raises(DataError, match='is "MNIST"; it can be "mnist", "embedded"'):
        load_mnist(**sources)


# The mirrors


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640)])
def test_fetched_files_may_be_read_by_whoever_the_umask_lets(sources, mirror, umask, mode):
    before = os.umask(umask)
    try:
        folder = fetch_mnist(**sources | {"mirrors": (mirror().url,)})
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {mode}


def test_neither_a_home_nor_a_folder_for_temporary_files_is_needed(small, sources, mirror, monkeypatch):
    for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(sources["folder"] / "nowhere"))
    process = start_fetching(sources, mirror().url)
    assert process.communicate(timeout=60)[0].count("Fetching MNIST") == 1
    assert small.is_whole_in(sources["folder"])


def test_missing_files_are_fetched_and_only_once(small, sources, mirror):
    server = mirror()
    assert fetch_mnist(**sources | {"mirrors": (server.url,)}) == sources["folder"]
    assert small.is_whole_in(sources["folder"])
    requests = len(server.asked)
    assert load_mnist(**sources | {"mirrors": (server.url,)}).source.is_mnist
    assert len(server.asked) == requests


def test_only_what_is_missing_is_fetched(small, sources, mirror):
    small.write_to(sources["folder"])
    (sources["folder"] / FIRST).unlink()
    server = mirror()
    assert fetch_mnist(**sources | {"mirrors": (server.url,)})
    assert set(server.asked) == {FIRST}


@pytest.mark.parametrize("damage", [b"", b"not gzip at all", None])
def test_a_damaged_file_in_the_folder_of_the_course_is_fetched_again(small, sources, mirror, damage):
    folder = small.write_to(sources["folder"])
    truncated = small.files[FIRST][:-1]
    (folder / FIRST).write_bytes(truncated if damage is None else damage)
    assert fetch_mnist(**sources | {"mirrors": (mirror().url,)}) == folder
    assert small.is_whole_in(folder)


def test_a_damaged_file_that_cannot_be_replaced_is_named_and_never_used(small, sources, capsys):
    folder = small.write_to(sources["folder"])
    (folder / FIRST).write_bytes(b"damaged")
    assert not load_mnist(**sources).source.is_mnist
    printed = capsys.readouterr().out
    reason = "damaged: its SHA-256 sum is not the published one"
    assert printed == f"data/{FIRST} is {reason}. No mirror could replace it; it is not used.\n{NOTICE}\n"


@pytest.fixture
def locked(monkeypatch):
    """Opening MNIST's first file is forbidden, as where another user owns it."""

    def forbidding(path, mode):
        if Path(path).name == FIRST:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return open(path, mode)

    monkeypatch.setattr(mnist, "open", forbidding, raising=False)


def test_a_file_in_digits_data_that_may_not_be_read_is_not_called_damaged(
    small, sources, tmp_path, monkeypatch, locked
):
    own = small.write_to(tmp_path / "own")
    monkeypatch.setenv("DIGITS_DATA", str(own))
    reason = r"there, but cannot be read \(Permission denied\)\. Give yourself the right to read it"
    with pytest.raises(DataError, match=f"{FIRST} is {reason}"):
        fetch_mnist(**sources)


def test_a_file_of_the_course_that_may_not_be_read_is_not_called_damaged(small, sources, capsys, locked):
    small.write_to(sources["folder"])
    assert fetch_mnist(**sources) is None
    assert f"{FIRST} is there, but cannot be read (Permission denied). No mirror" in capsys.readouterr().out


def test_the_home_of_a_user_who_does_not_exist_is_named(sources, monkeypatch):
    monkeypatch.setenv("DIGITS_DATA", "~nosuchuser/mnist")
    with pytest.raises(DataError, match="DIGITS_DATA is ~nosuchuser/mnist, and there is no such user"):
        fetch_mnist(**sources)


@pytest.mark.parametrize("fault", ["wrong bytes", "breaks off", "stalls", "out of order"])
def test_when_one_mirror_fails_the_next_is_asked(small, sources, mirror, fault, monkeypatch, capsys):
    monkeypatch.setattr(mnist, "STALL_SECONDS", 0.5)
    first, second = mirror(fault=fault), mirror()
    start = time.monotonic()
    assert fetch_mnist(**sources | {"mirrors": (first.url, second.url)}) == sources["folder"]
    assert time.monotonic() - start < 10
    assert small.is_whole_in(sources["folder"])
    assert len(first.asked) <= 2  # once to see whether it is there, once for the first file
    assert fault == "out of order" or f"{first.url} failed" in capsys.readouterr().out


def test_when_every_mirror_sends_wrong_bytes_nothing_is_kept(sources, mirror, capsys):
    broken = (mirror(fault="wrong bytes").url, mirror(fault="breaks off").url)
    assert fetch_mnist(**sources | {"mirrors": broken}) is None
    assert list(sources["folder"].iterdir()) == []


def test_what_an_earlier_mirror_delivered_is_kept(small, sources, mirror):
    first, second = mirror(), mirror()
    first.files = small.files | {LABELS: b"wrong"}
    assert fetch_mnist(**sources | {"mirrors": (first.url, second.url)}) == sources["folder"]
    assert FIRST not in second.asked
    assert LABELS in second.asked


def test_a_machine_without_network_has_the_embedded_set_within_ten_seconds(black_hole, closed_port, tmp_path):
    command = [sys.executable, "-c", FETCH.replace("fetch_mnist", "load_mnist"), str(tmp_path / "data")]
    command += [json.dumps((black_hole, closed_port, black_hole)), json.dumps(mnist.CHECKSUMS)]
    for _ in range(3):  # a machine that is busy with other things may be slow once
        start = time.monotonic()
        run = subprocess.run(command, cwd=mnist.PROJECT, capture_output=True, text=True, check=True)
        assert NOTICE in run.stdout
        seconds = time.monotonic() - start
        if seconds < 10:
            break
    assert seconds < 10
    assert not (tmp_path / "data").exists()


def test_a_name_that_cannot_be_looked_up_does_not_hold_us_up(sources, monkeypatch):
    monkeypatch.setattr(mnist, "PROBE_SECONDS", 0.5)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: time.sleep(8))
    start = time.monotonic()
    assert fetch_mnist(**sources | {"mirrors": ("http://a.invalid/", "http://b.invalid/")}) is None
    assert time.monotonic() - start < 4


def test_a_proxy_in_the_environment_is_used(small, sources, mirror, monkeypatch):
    proxy = mirror()
    proxy.files = {f"http://mirror.invalid/{name}": data for name, data in small.files.items()}
    monkeypatch.setenv("http_proxy", proxy.url)
    assert fetch_mnist(**sources | {"mirrors": ("http://mirror.invalid/",)}) == sources["folder"]


# Kills, crowds and full disks

FETCH = """
import json, sys
from utils.data import fetch_mnist
fetch_mnist(folder=sys.argv[1], mirrors=json.loads(sys.argv[2]), checksums=json.loads(sys.argv[3]))
"""


def start_fetching(sources, *mirrors, prelude=""):
    arguments = [str(sources["folder"]), json.dumps(mirrors), json.dumps(sources["checksums"])]
    return subprocess.Popen(
        [sys.executable, "-c", prelude + FETCH, *arguments],
        cwd=mnist.PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for(happened, seconds=20):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "what the test waits for did not happen"
        time.sleep(0.02)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_kill_in_the_middle_of_a_file_leaves_nothing_under_its_name(small, sources, mirror):
    folder = sources["folder"]
    slow = mirror(pause=0.1)
    process = start_fetching(sources, slow.url)
    wait_for(lambda: any(part.stat().st_size for part in folder.glob(".fetch-*/*")))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    (left,) = folder.iterdir()
    (part,) = left.iterdir()
    assert 0 < part.stat().st_size < len(small.files[FIRST])

    for path in (part, left):
        os.utime(path, (0, 0))  # as if the kill had been long ago
    assert fetch_mnist(**sources | {"mirrors": (mirror().url,)}) == folder
    assert small.is_whole_in(folder)


def test_what_another_process_is_fetching_now_is_left_alone(small, sources, mirror):
    other = sources["folder"] / ".fetch-other"
    other.mkdir(parents=True)
    assert fetch_mnist(**sources | {"mirrors": (mirror().url,)})
    assert other.is_dir()


def test_two_processes_may_fetch_at_once_into_one_folder(small, sources, mirror):
    server = mirror(pause=0.02)
    processes = [start_fetching(sources, server.url) for _ in range(2)]
    outputs = [process.communicate(timeout=30)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert server.asked.count(FIRST) == 2, "they were meant to overlap"
    assert small.is_whole_in(sources["folder"])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on a file's size")
def test_a_disk_that_takes_no_more_bytes_is_named_and_nothing_is_left(sources, mirror):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
    process = start_fetching(sources, mirror().url, prelude=limit)
    output = process.communicate(timeout=30)[0]
    assert process.returncode == 1
    assert "DataError: MNIST could not be stored in" in output
    assert list(sources["folder"].iterdir()) == []


def refusing(code):
    def refuse(*arguments, **options):
        raise OSError(code, os.strerror(code))

    return refuse


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize(
    "where", ["pathlib.Path.mkdir", "tempfile.NamedTemporaryFile", "shutil.copyfile", "os.replace"]
)
def test_a_full_or_locked_folder_is_an_error_with_remedies(sources, mirror, monkeypatch, code, where):
    url = mirror().url
    sources["folder"].mkdir()
    monkeypatch.setattr(where, refusing(code))
    with pytest.raises(DataError, match=f"{os.strerror(code)}.*Make room.*DIGITS_DATA.*DIGITS_SOURCE=embedded"):
        fetch_mnist(**sources | {"mirrors": (url,)})
    monkeypatch.undo()
    assert list(sources["folder"].iterdir()) == []


def test_a_file_where_the_folder_should_be_is_an_error(sources, mirror):
    sources["folder"].write_text("not a folder")
    with pytest.raises(DataError, match="could not be stored"):
        fetch_mnist(**sources | {"mirrors": (mirror().url,)})


def test_a_file_that_another_process_published_meanwhile_is_good_enough(small, sources, mirror, monkeypatch):
    def other_was_first(arrival, final):
        Path(final).write_bytes(Path(arrival).read_bytes())
        raise PermissionError(errno.EACCES, "the file is in use, as Windows says")

    monkeypatch.setattr(os, "replace", other_was_first)
    assert fetch_mnist(**sources | {"mirrors": (mirror().url,)}) == sources["folder"]
    assert small.is_whole_in(sources["folder"])


# The real thing


def test_real_mnist_has_its_published_shapes_and_first_labels(real_mnist, monkeypatch, capsys):
    monkeypatch.setenv("DIGITS_DATA", str(real_mnist))
    digits = load_mnist(mirrors=())
    assert digits.x_train.shape == (60000, 28, 28)
    assert digits.x_test.shape == (10000, 28, 28)
    assert digits.y_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert digits.y_test[:5].tolist() == [7, 2, 1, 0, 4]
    assert capsys.readouterr().out == ""


def test_every_one_of_mnists_test_images_can_be_told_from_a_swapped_file(real_mnist, tmp_path, monkeypatch):
    for name in mnist.CHECKSUMS:
        (tmp_path / name).symlink_to(real_mnist / name)
    (tmp_path / FIRST).unlink()
    (tmp_path / FIRST).symlink_to(real_mnist / "t10k-images-idx3-ubyte.gz")
    monkeypatch.setenv("DIGITS_DATA", str(tmp_path))
    with pytest.raises(DataError, match=f"{FIRST} is damaged"):
        load_digits5000()
