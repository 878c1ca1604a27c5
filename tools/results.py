"""`make results`: measure the figures in results/, one experiment or all, a seed at a time.

Where an experiment has candidates, the best one on validation data is chosen first; only that one is tested. A
finished run is kept in build/results/, and some networks in build/networks/, so that a stopped measurement goes on
where it was. `--again` forgets both, and the kept runs of experiments that are built on these. results/NAME.json is
written when all runs of NAME are there.
"""

import json
import shutil
import sys
import time
from collections import defaultdict
from functools import partial
from importlib.metadata import version
from pathlib import Path

from tools.command import parser
from tools.experiments import EXPERIMENTS, Experiment
from tools.experiments.convolutions import NETWORKS
from tools.lessons import BUILD, PROJECT, plain_terminal, write_file
from utils.results import read_json, summary

RESULTS = PROJECT / "results"
KEPT = BUILD / "results"


def measure(name: str, experiment: Experiment, kept: Path, progress=None) -> list[dict]:
    """The values of every run: {"candidate", "seed", "values", "seconds"} each, candidates on validation data first.

    The entry of a run on test data has candidate None, and `chosen` says which candidate was tested. Runs kept from
    before are not made again; those of a candidate that is no longer the best one are forgotten.
    """
    path = kept / f"{name}.json"
    done = read_json(path, list, "delete it, and its runs are made again") if path.is_file() else []

    def once(candidate, seed, run, **others):
        if not any((entry["candidate"], entry["seed"]) == (candidate, seed) for entry in done):
            start = time.perf_counter()
            values = run(seed)
            seconds = round(time.perf_counter() - start, 1)
            done.append({"candidate": candidate, **others, "seed": seed, "values": values, "seconds": seconds})
            write_file(path, json.dumps(done, indent=1))
        if progress:
            progress()

    for candidate, settings in experiment.candidates.items():
        for seed in experiment.validation_seeds:
            once(candidate, seed, partial(experiment.validate, **settings))
    chosen = best(done)
    settings = experiment.candidates[chosen] if experiment.candidates else {}
    done[:] = [entry for entry in done if entry["candidate"] is not None or entry.get("chosen") == chosen]
    for seed in experiment.seeds:
        once(None, seed, partial(experiment.run, **settings), chosen=chosen)
    return done


def on_validation(measured: list[dict]) -> dict[str, dict]:
    """The validation accuracies of each candidate, with their statistics."""
    values = defaultdict(list)
    for entry in measured:
        if entry["candidate"] is not None:
            values[entry["candidate"]].append(entry["values"])
    return {candidate: {"values": found, **summary(found)} for candidate, found in values.items()}


def best(measured: list[dict]) -> str | None:
    """The candidate with the highest mean validation accuracy, or None where there is nothing to choose."""
    accuracies = on_validation(measured)
    return max(accuracies, key=lambda candidate: accuracies[candidate]["mean"], default=None)


def result(name: str, experiment: Experiment, measured: list[dict]) -> dict:
    """The record that stands in results/NAME.json; its fields are described in results/README.md."""
    tested = [entry for entry in measured if entry["candidate"] is None and entry["seed"] in experiment.seeds]
    metric, *others = tested[0]["values"]
    values = {key: [entry["values"][key] for entry in tested] for key in (metric, *others)}
    return {
        "name": name,
        "what": experiment.what.replace("{chosen}", str(best(measured))),
        "metric": experiment.metric,
        "values": values[metric],
        **summary(values[metric]),
        "seeds": [entry["seed"] for entry in tested],
        "also": {key: {"values": values[key], **summary(values[key])} for key in others},
        "data": experiment.data(),
        "selection": experiment.selection,
        "chosen": best(measured),
        "candidates": on_validation(measured),
        "command": f"python course.py results {name}",
        "versions": {package: version(package) for package in experiment.packages},
        "seconds": round(sum(entry["seconds"] for entry in measured), 1),
    }


def forget(name: str) -> None:
    """Delete what is kept of an experiment in build/, and the runs of those that are built on it."""
    shutil.rmtree(NETWORKS / name, ignore_errors=True)
    (KEPT / f"{name}.json").unlink(missing_ok=True)
    for other, experiment in EXPERIMENTS.items():
        if name in experiment.built_on:
            (KEPT / f"{other}.json").unlink(missing_ok=True)
            print(f"{other} is built on {name}, so its kept runs are deleted, too: python course.py results {other}")


def main(arguments: list[str]) -> int:
    from tqdm import tqdm

    from utils.data import fetch_mnist

    options = parser("results", "Measure the figures in results/; finished runs are kept when you stop it.")
    options.add_argument("names", nargs="*", metavar="NAME", help="an experiment, such as s2-40 (default: all)")
    options.add_argument("--again", action="store_true", help="forget the finished runs that are kept")
    chosen = options.parse_args(arguments)
    plain_terminal()
    again, names = chosen.again, chosen.names or list(EXPERIMENTS)
    unknown = [name for name in names if name not in EXPERIMENTS]
    if unknown:
        print(f"No experiment is called {', '.join(unknown)}. There are: {', '.join(EXPERIMENTS)}.", file=sys.stderr)
        return 2
    if fetch_mnist() is None:
        print("The figures in results/ are MNIST's, and MNIST is not here: nothing was measured.", file=sys.stderr)
        return 1
    for name in names:
        experiment = EXPERIMENTS[name]
        if again:
            forget(name)
        runs = len(experiment.seeds) + len(experiment.candidates) * len(experiment.validation_seeds)
        with tqdm(total=runs, desc=name, unit="run") as bar:
            try:
                measured = measure(name, experiment, KEPT, bar.update)
            except KeyboardInterrupt:
                raise KeyboardInterrupt("Stopped. The finished runs are kept; the same command goes on.") from None
        record = result(name, experiment, measured)
        write_file(RESULTS / f"{name}.json", json.dumps(record, indent=1) + "\n")
        print(f"{name}: {record['metric']} {record['mean']:.4f}, standard deviation {record['std']:.4f}")
    return 0
