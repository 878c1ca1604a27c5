"""The file of verdicts under several processes, damage, full disks and odd places."""

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from utils.exercises.progress import record, verdicts

PROJECT = Path(__file__).parents[2]
TWO_HUNDRED = """
import sys
from utils.exercises.progress import record
for i in range(200):
    record(f"{sys.argv[1]}{i}", "PASS")
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "folder" / "progress.json"
    path.parent.mkdir()
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    return path


def full_disk(*arguments, **options):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_two_processes_lose_none_of_each_others_verdicts(file):
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    both = [subprocess.Popen([sys.executable, "-c", TWO_HUNDRED, name], env=environment) for name in "ab"]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert len(json.loads(file.read_text())) == 400
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("entry", ["null", '{"relu": null}', '{"relu": ["PASS"]}', '{"relu": "\\u001b[31mPASS"}', "7"])
def test_a_damaged_entry_costs_itself_and_no_other(file, entry):
    file.write_text(f'{{"relu": {entry}, "softmax": "PASS"}}')
    assert verdicts()["relu"]["relu"] == "TO DO"
    assert verdicts()["softmax"]["softmax"] == "PASS"
    record("tent", "NOT YET")
    assert json.loads(file.read_text()) == {"softmax": "PASS", "tent": "NOT YET"}


def test_a_file_nested_too_deep_counts_as_empty(file):
    file.write_text('{"relu":' * 100_000)
    assert verdicts()["relu"]["relu"] == "TO DO"
    record("relu", "PASS")
    assert verdicts()["relu"]["relu"] == "PASS"


@pytest.mark.parametrize(("module", "function"), [(json, "dump"), (os, "replace")])
def test_a_full_disk_leaves_the_file_as_it_was_and_no_other_beside_it(file, monkeypatch, module, function):
    record("relu", "PASS")
    monkeypatch.setattr(module, function, full_disk)
    record("tent", "PASS")
    assert json.loads(file.read_text()) == {"relu": "PASS"}
    assert list(file.parent.iterdir()) == [file]


def test_a_folder_in_the_files_place_stays_as_it_is(file):
    file.mkdir()
    record("relu", "PASS")
    assert verdicts()["relu"]["relu"] == "TO DO"
    assert [*file.parent.iterdir(), *file.iterdir()] == [file]


def test_a_file_that_is_read_only_is_not_overwritten(file):
    file.write_text("{}")
    file.chmod(0o444)
    record("relu", "PASS")
    assert file.read_text() == "{}"


@pytest.mark.skipif(os.name == "nt", reason="links need a right that few have on Windows")
def test_a_link_stays_one_and_what_it_points_to_is_written(file, tmp_path):
    target = tmp_path / "elsewhere.json"
    file.symlink_to(target)
    record("relu", "PASS")
    assert file.is_symlink()
    assert json.loads(target.read_text()) == {"relu": "PASS"}


@pytest.mark.skipif(os.name == "nt", reason="links need a right that few have on Windows")
def test_links_in_a_circle_are_no_reason_to_stop(file):
    file.symlink_to(file)
    record("relu", "PASS")
    assert verdicts()["relu"]["relu"] == "TO DO"


def test_what_a_killed_process_left_behind_stops_nobody(file):
    left = file.with_name("progress.json.part")
    left.write_text("{")
    os.utime(left, (time.time() - 60, time.time() - 60))
    record("relu", "PASS")
    assert verdicts()["relu"]["relu"] == "PASS"
    assert list(file.parent.iterdir()) == [file]


def test_a_process_that_does_not_finish_is_waited_for_only_a_while(file, monkeypatch):
    monkeypatch.setitem(record.__globals__, "SECONDS_TO_WAIT", 0.05)
    file.with_name("progress.json.part").write_text("{")
    record("relu", "PASS")
    assert not file.exists()
