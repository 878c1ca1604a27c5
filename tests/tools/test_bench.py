"""`make bench`: rows, ratios, and ways that are not installed."""

import json

import pytest

from tools import bench
from tools.experiments.speed import BASELINE, Task, Way
from utils.data import DataError


@pytest.fixture
def tasks(monkeypatch):
    """A task with three ways, one of them without its package; their times are given by the test."""
    way = Way(prepare=lambda: lambda seed: lambda x: seed)
    absent = Way(prepare=None, same_arithmetic=False, package="no_such_package")
    found = {"a task": Task("what is trained", {BASELINE: way, "fast": way, "absent": absent}, lambda predict: 0.9)}
    monkeypatch.setattr(bench, "TASKS", found)
    return found


def test_ways_take_turns_and_are_compared_with_keras_by_their_medians(tasks, monkeypatch):
    calls = []

    def in_a_process(task, way, seed):
        calls.append((way, seed))
        seconds = {BASELINE: [10.0, 12.0, 99.0], "fast": [2.0, 3.0, 4.0]}[way][seed]
        return {"seconds": seconds, "accuracy": 0.9}

    monkeypatch.setattr(bench, "in_a_process", in_a_process)
    rows = bench.run("a task", repeats=3)
    assert calls == [(way, seed) for seed in range(3) for way in (BASELINE, "fast")]
    assert [(row["way"], row["ratio_to_keras_default"]) for row in rows] == [(BASELINE, 1.0), ("fast", 4.0)]
    assert rows[1]["seconds"] == [2.0, 3.0, 4.0]
    assert "4.0" in bench.table(rows)


def test_one_measurement_times_the_training_and_judges_the_network(tasks):
    entry = bench.measure_once("a task", "fast", 0)
    assert entry["accuracy"] == 0.9
    assert 0 <= entry["seconds"] < 1


def test_a_new_measurement_replaces_the_rows_of_its_task_only(tasks, monkeypatch, tmp_path):
    path = tmp_path / "bench.json"
    path.write_text(json.dumps([{"task": "a task", "way": "old"}, {"task": "another", "way": "kept"}]))
    monkeypatch.setattr(bench, "BENCH", path)
    monkeypatch.setattr("utils.data.fetch_mnist", lambda: tmp_path)
    monkeypatch.setattr(bench, "in_a_process", lambda *_: {"seconds": 1.0, "accuracy": 0.5})
    assert bench.main(["a task", "--repeats", "1"]) == 0
    assert [row["way"] for row in json.loads(path.read_text())] == ["kept", BASELINE, "fast"]


def test_a_damaged_file_of_times_is_named_before_anything_is_timed(tasks, monkeypatch, tmp_path):
    path = tmp_path / "bench.json"
    path.write_text('[{"task"')
    monkeypatch.setattr(bench, "BENCH", path)
    monkeypatch.setattr("utils.data.fetch_mnist", lambda: tmp_path)
    monkeypatch.setattr(bench, "in_a_process", None)
    with pytest.raises(DataError, match=r"bench\.json cannot be read"):
        bench.main(["a task"])


@pytest.mark.parametrize(("arguments", "sentence"), [(["s2"], "a task"), (["--repeats", "0"], "1 or more")])
def test_wrong_arguments_are_named(tasks, capsys, arguments, sentence):
    with pytest.raises(SystemExit):
        bench.main(arguments)
    assert sentence in capsys.readouterr().err
