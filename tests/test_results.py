import json
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing import damaged, fuzzing, json_values
from tools.experiments import EXPERIMENTS
from tools.experiments.corruptions import CORRUPTED, LIKE_IN_TRAINING, UNLIKE_TRAINING
from tools.experiments.speed import TASKS
from tools.measure import recipe, words
from utils.corruptions import CORRUPTIONS
from utils.data import DataError
from utils.intervals import summary
from utils.results import RESULTS, load_bench, load_result, read_json

BENCH = RESULTS / "bench.json"
MEASURED = list(dict.fromkeys(row["task"] for row in json.loads(BENCH.read_text(encoding="utf-8"))))
STORED = sorted(path for path in RESULTS.glob("*.json") if path.stem != "bench")

JSON_TEXTS = json_values.map(lambda value: json.dumps(value).encode())
FIELDS = [
    *("name", "project", "what", "caution", "selection", "metric", "values", "mean", "std", "interval", "seeds"),
    *("also", "data", "chosen", "candidates", "settings", "command", "versions", "seconds"),
]


def test_an_unknown_result_lists_the_known_ones(tmp_path):
    (tmp_path / "s2-40.json").write_text("{}")
    with pytest.raises(FileNotFoundError, match="Known: s2-40"):
        load_result("s2-41", tmp_path)


def test_the_times_are_not_offered_as_a_result(tmp_path):
    for name in ("s2-40", "bench"):
        (tmp_path / f"{name}.json").write_text("{}")
    for name in ("nosuch", "bench"):
        with pytest.raises(FileNotFoundError, match=r"Known: s2-40\.$"):
            load_result(name, tmp_path)


DAMAGED = [b"", b'{"name": "s2-4', b"\xff\x00", b"[" * 100_000, b"null", b"3", b'["a"]', b"NaN"]


@pytest.mark.parametrize(
    ("name", "read"), [("s2-40", load_result), ("bench", lambda _, folder: load_bench("a", folder))]
)
@pytest.mark.parametrize("contents", DAMAGED, ids=lambda contents: repr(contents[:9]))
def test_a_damaged_file_is_named(tmp_path, name, read, contents):
    (tmp_path / f"{name}.json").write_bytes(contents)
    with pytest.raises(DataError, match=rf"{name}\.json .*: restore it .git checkout results., or measure it again"):
        read(name, tmp_path)


@fuzzing(100)
@given(
    st.one_of(
        damaged(STORED[0].read_bytes()),
        st.binary(),
        st.text().map(str.encode),
        json_values.map(lambda value: json.dumps(value).encode()),
    )
)
def test_any_bytes_are_read_or_named(tmp_path, contents):
    path = tmp_path / "s2-40.json"
    path.write_bytes(contents)
    for kind in (dict, list):
        with suppress(DataError):
            assert isinstance(read_json(path, kind), kind)


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_stored_result_keeps_the_contract(path: Path):
    result = json.loads(path.read_text(encoding="utf-8"))
    assert list(result) == FIELDS
    assert result["name"] == path.stem
    assert result["command"] == f"python course.py results {path.stem}"
    assert len(result["values"]) == len(result["seeds"]) >= 5
    recomputed = summary(result["values"])
    assert [result["mean"], result["std"]] == pytest.approx([recomputed["mean"], recomputed["std"]])
    assert result["interval"] == pytest.approx(recomputed["interval"])
    on_validation = {name: candidate["mean"] for name, candidate in result["candidates"].items()}
    assert result["chosen"] == max(on_validation, key=on_validation.get, default=None)
    assert set(result["candidates"]) == set(EXPERIMENTS[path.stem].candidates)
    assert set(result["versions"]) == set(EXPERIMENTS[path.stem].packages)
    assert result["settings"] == recipe(EXPERIMENTS[path.stem]), "measure it again"
    said = words(EXPERIMENTS[path.stem], result["chosen"])
    assert {name: result[name] for name in said} == said, f"run: python course.py results --words {path.stem}"


@pytest.mark.parametrize(("mean", "left_out"), [(CORRUPTED, ()), (UNLIKE_TRAINING, LIKE_IN_TRAINING)])
def test_the_means_over_the_corruptions_are_those_of_the_accuracies_beside_them(mean, left_out):
    result = load_result("cnn-corruptions")
    values = {name.removeprefix("accuracy, "): each["values"] for name, each in result["also"].items()}
    averaged = [values[name] for name in CORRUPTIONS if name not in left_out]
    stored = result["values"] if mean == CORRUPTED else values[mean]
    assert len(averaged) == 7 - len(left_out)
    assert stored == pytest.approx(np.mean(averaged, axis=0))


def test_every_experiment_has_been_measured():
    assert {path.stem for path in STORED} == set(EXPERIMENTS)


def test_every_task_has_been_timed():
    assert set(MEASURED) == set(TASKS)


@pytest.mark.parametrize("task", MEASURED)
def test_stored_times_keep_the_contract(task):
    rows = load_bench(task)
    assert [row["way"] for row in rows] == list(TASKS[task].ways)
    assert len({len(row["seconds"]) for row in rows}) == 1
    baseline = np.median(rows[0]["seconds"])
    for row in rows:
        assert len(row["seconds"]) == len(row["accuracy"]) >= 2
        assert row["ratio_to_keras_default"] == pytest.approx(baseline / np.median(row["seconds"]), abs=0.006)
        assert row["same_arithmetic"] == TASKS[task].ways[row["way"]].same_arithmetic
        assert row["selection"] == TASKS[task].ways[row["way"]].selection


def test_an_unknown_task_lists_the_known_ones(tmp_path):
    (tmp_path / "bench.json").write_text('[{"task": "s2-400"}]')
    with pytest.raises(FileNotFoundError, match="Known: s2-400"):
        load_bench("s2-401", tmp_path)


def test_the_noise_of_s2_noise_is_the_one_chosen_for_the_best_single_network():
    noise = EXPERIMENTS["s2-best-single"].candidates[load_result("s2-best-single")["chosen"]]["noise"]
    assert EXPERIMENTS["s2-noise"].run.keywords["noise"] == noise
