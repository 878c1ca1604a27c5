import json
from dataclasses import replace
from functools import partial

import pytest

from tools import measure as measuring
from tools.experiments import EXPERIMENTS, Experiment
from tools.experiments.shared.experiment import described
from utils.data import DataError
from utils.results import load_result


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

    return Experiment("what", "test accuracy", "none", run, lambda: {"source": "a test"}, ("numpy",), project="S1")


def test_a_stopped_measurement_goes_on_where_it_was(experiment, calls, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        measuring.measure("name", experiment, tmp_path)
    measured = measuring.measure("name", experiment, tmp_path)
    assert calls == [0, 1, 2, 2, 3, 4]
    assert [entry["seed"] for entry in measured] == [0, 1, 2, 3, 4]


def test_a_damaged_file_of_kept_runs_is_named_and_no_run_is_made(experiment, calls, tmp_path):
    (tmp_path / "name.json").write_text('[{"candidate": null, "seed"')
    with pytest.raises(DataError, match=r"name\.json cannot be read .*: delete it, and its runs will be repeated"):
        measuring.measure("name", experiment, tmp_path)
    assert calls == []


def test_the_best_candidate_on_validation_data_is_tested_and_no_other(tmp_path):
    tested = []

    def run(seed, strength):
        tested.append(strength)
        return {"test accuracy": strength + seed}

    experiment = Experiment(
        "strength {chosen}", "test accuracy", "on validation", run, dict, ("numpy",), project="S1",
        candidates={name: {"strength": value} for name, value in (("weak", 1), ("right", 2), ("strong", 3))},
        validate=lambda seed, strength: 0.9 - abs(strength - 2) / 10 + seed / 100, validation_seeds=(0, 1, 2),
    )  # fmt: skip
    record = measuring.result("name", experiment, measuring.measure("name", experiment, tmp_path))
    assert tested == [2] * 5
    assert record["what"] == "strength right"
    assert record["candidates"]["right"]["values"] == pytest.approx([0.9, 0.91, 0.92])
    means = {name: candidate["mean"] for name, candidate in record["candidates"].items()}
    assert means == pytest.approx({"weak": 0.81, "right": 0.91, "strong": 0.81})
    assert record["values"] == [2, 3, 4, 5, 6]


@pytest.fixture
def strengths(calls):
    """Makes experiments that choose a strength, the larger the better, and note each run as (part, strength, seed)."""

    def noted(part, seed, strength):
        calls.append((part, strength, seed))
        return strength

    def run(seed, strength):
        return {"test accuracy": noted("test", seed, strength)}

    def validate(seed, strength):
        return noted("validation", seed, strength)

    def make(data="images", validation_seeds=(0, 1), **candidates):
        return Experiment(
            "strength {chosen}", "test accuracy", "on validation", run, lambda: {"source": data}, ("numpy",),
            project="S1", seeds=(5,), candidates={name: {"strength": value} for name, value in candidates.items()},
            validate=validate, validation_seeds=validation_seeds,
        )  # fmt: skip

    return make


def measured(experiment, folder):
    return measuring.result("name", experiment, measuring.measure("name", experiment, folder))


def test_when_another_candidate_becomes_the_best_its_own_runs_are_tested(strengths, calls, tmp_path):
    measured(strengths(weak=0.1), tmp_path)
    calls.clear()
    record = measured(strengths(weak=0.1, strong=0.2), tmp_path)
    assert (record["chosen"], record["values"]) == ("strong", [0.2])
    assert calls == [("validation", 0.2, 0), ("validation", 0.2, 1), ("test", 0.2, 5)]


def test_changed_settings_are_measured_anew_and_never_relabeled(strengths, tmp_path):
    measured(strengths(only=0.1), tmp_path)
    record = measured(strengths(only=0.3), tmp_path)
    assert record["candidates"]["only"]["values"] == [0.3, 0.3]
    assert record["values"] == [0.3]


def test_runs_on_other_data_or_with_other_versions_are_not_taken_over(strengths, calls, tmp_path, monkeypatch):
    measured(strengths(only=0.1), tmp_path)
    before = len(calls)
    measured(strengths(data="other images", only=0.1), tmp_path)
    assert len(calls) == 2 * before
    monkeypatch.setattr(measuring, "version", lambda package: "2.4.7")
    measured(strengths(only=0.1), tmp_path)
    assert len(calls) == 3 * before


def test_what_is_measured_with_the_first_settings_again_is_still_there(strengths, calls, tmp_path):
    for strength in (0.1, 0.3, 0.1):
        measured(strengths(only=strength), tmp_path)
    assert [strength for _, strength, _ in calls] == [0.1] * 3 + [0.3] * 3


def test_a_dropped_candidate_counts_for_nothing(strengths, tmp_path):
    measured(strengths(weak=0.1, strong=0.2), tmp_path)
    record = measured(strengths(weak=0.1), tmp_path)
    assert (record["chosen"], list(record["candidates"]), record["values"]) == ("weak", ["weak"], [0.1])


def test_with_fewer_validation_seeds_the_others_do_not_count(strengths, tmp_path):
    measured(strengths(validation_seeds=(0, 1, 2), only=0.1), tmp_path)
    record = measured(strengths(validation_seeds=(0,), only=0.1), tmp_path)
    assert record["candidates"]["only"]["values"] == [0.1]


def test_what_an_experiment_is_built_on_is_among_its_settings(monkeypatch, strengths, tmp_path):
    chosen = {"chosen": "weak"}
    monkeypatch.setattr(measuring, "load_result", lambda name: chosen)
    monkeypatch.setattr(measuring, "EXPERIMENTS", {"single": strengths(weak=0.1, strong=0.2)})
    ensemble = replace(strengths(), built_on=("single",), run=lambda seed: {"test accuracy": len(chosen["chosen"])})
    assert measured(ensemble, tmp_path)["values"] == [4]
    chosen["chosen"] = "strong"
    assert measured(ensemble, tmp_path)["values"] == [6]


def test_settings_are_kept_as_words_and_numbers():
    found = described(partial(sorted, key=len, sizes=(1, 2.5), build=partial(Experiment, seeds={"a": None})))
    built = {"function": "Experiment", "seeds": {"a": None}}
    assert found == {"function": "sorted", "key": "len", "sizes": [1, 2.5], "build": built}
    assert json.loads(json.dumps(found)) == found


@pytest.fixture
def stored(strengths, tmp_path, monkeypatch):
    """A measured experiment with its record in a file; `wording` and `strength` change it afterwards."""
    (tmp_path / "name.json").write_text(json.dumps(measured(strengths(only=0.1), tmp_path / "kept")))

    def changed(strength=0.1, **words):
        monkeypatch.setattr(measuring, "EXPERIMENTS", {"name": replace(strengths(only=strength), **words)})
        measuring.reword("name", tmp_path)
        return load_result("name", tmp_path)

    return changed


def test_a_stored_result_can_be_reworded_without_its_numbers(stored, calls):
    before = len(calls)
    record = stored(what="the strength is {chosen}", selection="by hand")
    assert (record["what"], record["selection"], record["values"]) == ("the strength is only", "by hand", [0.1])
    assert len(calls) == before


def test_the_name_of_a_result_can_tell_what_it_was_chosen_from(strengths, tmp_path):
    experiment = replace(strengths(weak=0.1, strong=0.2), what="{chosen} (best of {candidates})")
    assert measured(experiment, tmp_path)["what"] == "strong (best of weak, strong)"


def test_a_new_caution_stands_among_the_words_and_changes_nothing_else(stored, tmp_path):
    before = load_result("name", tmp_path)
    record = stored(caution="Five draws only.", project="S2")
    assert list(record) == list(before)
    changed = {field: record[field] for field in record if record[field] != before[field]}
    assert changed == {"caution": "Five draws only.", "project": "S2"}


def test_a_result_from_before_there_were_cautions_gets_one(stored, tmp_path):
    before = load_result("name", tmp_path)
    (tmp_path / "name.json").write_text(json.dumps({field: before[field] for field in before if field != "caution"}))
    assert list(stored(caution="Five draws only.")) == list(before)


def test_numbers_of_other_settings_get_no_new_words(stored):
    with pytest.raises(SystemExit, match="name was measured with other settings: python course.py results name"):
        stored(strength=0.2, what="better")


def test_what_was_never_measured_cannot_be_reworded(tmp_path):
    with pytest.raises(SystemExit, match="There is no result called 's2-40'"):
        measuring.reword("s2-40", tmp_path)


def test_the_record_holds_the_metric_and_the_other_values(experiment, calls, tmp_path):
    calls.append(None)  # so that no seed is interrupted
    record = measuring.result("name", experiment, measuring.measure("name", experiment, tmp_path))
    assert record["values"] == pytest.approx([0.90, 0.91, 0.92, 0.93, 0.94])
    assert record["mean"] == pytest.approx(0.92)
    assert record["also"]["training errors"]["values"] == [0, 1, 2, 3, 4]
    assert record["command"] == "python course.py results name"
    assert json.loads(json.dumps(record)) == record


def test_an_unknown_experiment_lists_the_known_ones(capsys):
    assert measuring.main(["s2-41"]) == 2
    assert "s2-40" in capsys.readouterr().err


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Kept runs and networks of three experiments, of which `ensemble` is built on `single`."""
    monkeypatch.setattr(measuring, "KEPT", tmp_path / "results")
    monkeypatch.setattr(measuring, "NETWORKS", tmp_path / "networks")

    def made(**others):
        return Experiment("what", "accuracy", "none", lambda seed: {}, dict, ("numpy",), project="S1", **others)

    monkeypatch.setattr(
        measuring, "EXPERIMENTS", {"single": made(), "ensemble": made(built_on=("single",)), "other": made()}
    )
    for name in measuring.EXPERIMENTS:
        for path in (tmp_path / "results" / f"{name}.json", tmp_path / "networks" / name / "0.keras"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return lambda: {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}


def test_what_is_measured_again_is_forgotten_with_all_runs_that_are_built_on_it(kept, capsys):
    before = kept()
    measuring.forget("single")
    assert before - kept() == {"results/single.json", "results/ensemble.json", "networks/single/0.keras"}
    assert "ensemble builds on single" in capsys.readouterr().out


def test_an_experiment_on_which_nothing_is_built_is_forgotten_alone(kept, capsys):
    before = kept()
    measuring.forget("ensemble")
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

    monkeypatch.setattr(measuring, "measure", measure)
    monkeypatch.setattr("utils.data.fetch_mnist", lambda: "a folder")
    with pytest.raises(KeyboardInterrupt):
        measuring.main(["single", *["--again"] * again])
    assert ("results/single.json" in left[0]) is not again
