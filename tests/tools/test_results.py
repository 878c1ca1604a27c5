import json

import pytest

from tools import results
from tools.experiments import Experiment


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
