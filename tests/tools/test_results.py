import json

import pytest

from tools import results
from tools.experiments import EXPERIMENTS, Experiment
from utils.data import DataError


@pytest.fixture
def calls():
    return []


@pytest.fixture
def experiment(calls):
    def run(seed):
        calls.append(seed)
        if seed == 2 and len(calls) == 3:
            raise KeyboardInterrupt
        return {"test accuracy": 0.9 + seed / 100, "training errors": seed}

    return Experiment("what", "test accuracy", "none", run, lambda: {"source": "a test"}, ("numpy",))


def test_a_stopped_measurement_goes_on_where_it_was(experiment, calls, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        results.measure("name", experiment, tmp_path)
    measured = results.measure("name", experiment, tmp_path)
    assert calls == [0, 1, 2, 2, 3, 4]
    assert [entry["seed"] for entry in measured] == [0, 1, 2, 3, 4]


def test_a_damaged_file_of_kept_runs_is_named_and_no_run_is_made(experiment, calls, tmp_path):
    (tmp_path / "name.json").write_text('[{"candidate": null, "seed"')
    with pytest.raises(DataError, match=r"name\.json cannot be read .*: delete it, and its runs are made again"):
        results.measure("name", experiment, tmp_path)
    assert calls == []


def test_the_best_candidate_on_validation_data_is_tested_and_no_other(tmp_path):
    tested = []

    def run(seed, strength):
        tested.append(strength)
        return {"test accuracy": strength + seed}

    experiment = Experiment(
        "strength {chosen}", "test accuracy", "on validation", run, dict, ("numpy",),
        candidates={name: {"strength": value} for name, value in (("weak", 1), ("right", 2), ("strong", 3))},
        validate=lambda seed, strength: 0.9 - abs(strength - 2) / 10 + seed / 100, validation_seeds=(0, 1, 2),
    )  # fmt: skip
    record = results.result("name", experiment, results.measure("name", experiment, tmp_path))
    assert tested == [2] * 5
    assert record["what"] == "strength right"
    assert record["candidates"]["right"]["values"] == pytest.approx([0.9, 0.91, 0.92])
    means = {name: candidate["mean"] for name, candidate in record["candidates"].items()}
    assert means == pytest.approx({"weak": 0.81, "right": 0.91, "strong": 0.81})
    assert record["values"] == [2, 3, 4, 5, 6]


def test_when_another_candidate_becomes_the_best_its_own_runs_are_tested(tmp_path):
    def experiment(**candidates):
        return Experiment(
            "strength {chosen}", "test accuracy", "on validation", lambda seed, strength: {"test accuracy": strength},
            dict, ("numpy",), candidates={name: {"strength": value} for name, value in candidates.items()},
            validate=lambda seed, strength: strength,
        )  # fmt: skip

    results.measure("name", experiment(weak=0.1), tmp_path)
    more = experiment(weak=0.1, strong=0.2)
    record = results.result("name", more, results.measure("name", more, tmp_path))
    assert (record["chosen"], record["values"]) == ("strong", [0.2] * 5)


def test_the_record_holds_the_metric_and_the_other_values(experiment, calls, tmp_path):
    calls.append(None)  # so that no seed is interrupted
    record = results.result("name", experiment, results.measure("name", experiment, tmp_path))
    assert record["values"] == pytest.approx([0.90, 0.91, 0.92, 0.93, 0.94])
    assert record["mean"] == pytest.approx(0.92)
    assert record["also"]["training errors"]["values"] == [0, 1, 2, 3, 4]
    assert record["command"] == "python course.py results name"
    assert json.loads(json.dumps(record)) == record


def test_an_unknown_experiment_lists_the_known_ones(capsys):
    assert results.main(["s2-41"]) == 2
    assert "s2-40" in capsys.readouterr().err


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Kept runs and networks of three experiments, of which `ensemble` is built on `single`."""
    monkeypatch.setattr(results, "KEPT", tmp_path / "results")
    monkeypatch.setattr(results, "NETWORKS", tmp_path / "networks")

    def made(**others):
        return Experiment("what", "accuracy", "none", lambda seed: {}, dict, ("numpy",), **others)

    monkeypatch.setattr(
        results, "EXPERIMENTS", {"single": made(), "ensemble": made(built_on=("single",)), "other": made()}
    )
    for name in results.EXPERIMENTS:
        for path in (tmp_path / "results" / f"{name}.json", tmp_path / "networks" / name / "0.keras"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return lambda: {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}


def test_what_is_measured_again_is_forgotten_with_all_runs_that_are_built_on_it(kept, capsys):
    before = kept()
    results.forget("single")
    assert before - kept() == {"results/single.json", "results/ensemble.json", "networks/single/0.keras"}
    assert "ensemble is built on single" in capsys.readouterr().out


def test_an_experiment_on_which_nothing_is_built_is_forgotten_alone(kept, capsys):
    before = kept()
    results.forget("ensemble")
    assert before - kept() == {"results/ensemble.json", "networks/ensemble/0.keras"}
    assert capsys.readouterr().out == ""


def test_experiments_are_built_on_earlier_ones():
    names = list(EXPERIMENTS)
    for name, experiment in EXPERIMENTS.items():
        assert all(names.index(other) < names.index(name) for other in experiment.built_on)


@pytest.mark.parametrize("again", [True, False])
def test_only_again_forgets_kept_runs(kept, monkeypatch, again):
    left = []

    def measure(*_):
        left.append(kept())
        raise KeyboardInterrupt

    monkeypatch.setattr(results, "measure", measure)
    monkeypatch.setattr("utils.data.fetch_mnist", lambda: "a folder")
    with pytest.raises(KeyboardInterrupt):
        results.main(["single", *["--again"] * again])
    assert ("results/single.json" in left[0]) is not again
