"""`make results`: measure the figures in results/, one experiment or all, one seed at a time.

If an experiment has candidates, the best one on validation data is chosen first, and only that one is tested. Finished
runs are kept in build/results/, and some networks in build/networks/, so a stopped measurement resumes where it left
off. A kept run counts only for the settings, the data and the package versions that made it. `--again` forgets kept
runs and networks, and the kept runs of experiments that build on them. results/NAME.json is written once all runs of
NAME are finished.

`--words` measures nothing. It updates the words of stored results, which may be reworded at any time.
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
from tools.experiments.shared.experiment import described
from tools.experiments.shared.kept_networks import NETWORKS
from tools.lessons import BUILD, PROJECT, plain_terminal, write_file
from utils.intervals import summary
from utils.results import load_result, read_json

RESULTS = PROJECT / "results"
KEPT = BUILD / "results"


def measure(name: str, experiment: Experiment, kept: Path, progress=None) -> list[dict]:
    """The values of every run that the experiment asks for, candidates on validation data first.

    Each is a dict: what the run belongs to (`candidate`, None for a run on test data; `seed`, `settings`, `built_on`,
    `data`, `versions`), its `values` and its `seconds`. A kept run that belongs to exactly the same is not repeated.
    Others stay in the file and do not count.
    """
    path = kept / f"{name}.json"
    stored = read_json(path, list, "delete it, and its runs will be repeated") if path.is_file() else []
    made_with = {
        "built_on": foundations(experiment),
        "data": experiment.data(),
        "versions": versions(experiment),
    }

    def once(candidate, seed, function, settings):
        settings_of_run = described(partial(function, **settings))
        belongs = {"candidate": candidate, "seed": seed, "settings": settings_of_run, **made_with}
        found = [entry for entry in stored if belongs.items() <= entry.items()]
        if not found:
            start = time.perf_counter()
            values = function(seed, **settings)
            found = [belongs | {"values": values, "seconds": round(time.perf_counter() - start, 1)}]
            stored.extend(found)
            write_file(path, json.dumps(stored, indent=1))
        if progress:
            progress()
        return found[0]

    validated = [
        once(candidate, seed, experiment.validate, settings)
        for candidate, settings in experiment.candidates.items()
        for seed in experiment.validation_seeds
    ]
    settings = experiment.candidates.get(best(validated), {})
    return validated + [once(None, seed, experiment.run, settings) for seed in experiment.seeds]


def on_validation(measured: list[dict]) -> dict[str, dict]:
    """The validation accuracies of each candidate, with their statistics."""
    values = defaultdict(list)
    for entry in measured:
        if entry["candidate"] is not None:
            values[entry["candidate"]].append(entry["values"])
    return {candidate: {"values": found, **summary(found)} for candidate, found in values.items()}


def best(measured: list[dict]) -> str | None:
    """The candidate with the highest mean validation accuracy, or None if there is nothing to choose."""
    accuracies = on_validation(measured)
    return max(accuracies, key=lambda candidate: accuracies[candidate]["mean"], default=None)


def result(name: str, experiment: Experiment, measured: list[dict]) -> dict:
    """The record for results/NAME.json. results/README.md describes its fields."""
    tested = [entry for entry in measured if entry["candidate"] is None]
    metric, *others = tested[0]["values"]
    chosen = best(measured)
    values = {key: [entry["values"][key] for entry in tested] for key in (metric, *others)}
    return {
        "name": name,
        **words(experiment, chosen),
        "metric": experiment.metric,
        "values": values[metric],
        **summary(values[metric]),
        "seeds": [entry["seed"] for entry in tested],
        "also": {key: {"values": values[key], **summary(values[key])} for key in others},
        "data": experiment.data(),
        "chosen": chosen,
        "candidates": on_validation(measured),
        "settings": recipe(experiment),
        "command": f"python course.py results {name}",
        "versions": versions(experiment),
        "seconds": round(sum(entry["seconds"] for entry in measured), 1),
    }


def words(experiment: Experiment, chosen: str | None) -> dict[str, str | None]:
    """The words of a result: its project, what was measured, what to bear in mind, and how settings were chosen."""
    what = experiment.what.replace("{chosen}", str(chosen)).replace("{candidates}", ", ".join(experiment.candidates))
    return {
        "project": experiment.project,
        "what": what,
        "caution": experiment.caution,
        "selection": experiment.selection,
    }


def versions(experiment: Experiment) -> dict[str, str]:
    return {package: version(package) for package in experiment.packages}


def recipe(experiment: Experiment) -> dict:
    """The settings of the experiment: those that all runs share, and those of each candidate.

    They leave out what a function of the experiment sets inside its own code. After such a change, use `--again`.
    """
    return {
        "run": described(experiment.run),
        "validate": described(experiment.validate),
        "candidates": described(experiment.candidates),
        "built_on": foundations(experiment),
    }


def foundations(experiment: Experiment) -> dict:
    """The experiments that this one builds on: their settings, and the candidate that each of them chose."""
    return {
        name: {"settings": recipe(EXPERIMENTS[name]), "chosen": load_result(name)["chosen"]}
        for name in experiment.built_on
    }


def reword(name: str, folder: Path) -> None:
    """Update the words of a stored result. Raises SystemExit if its numbers belong to other settings."""
    try:
        record, experiment = load_result(name, folder), EXPERIMENTS[name]
    except FileNotFoundError as error:
        raise SystemExit(str(error)) from None
    if record["settings"] != recipe(experiment):
        raise SystemExit(f"{name} was measured with other settings: python course.py results {name}")
    said = words(experiment, record["chosen"])
    record = {"name": name, **said, **record, **said}  # the words come first, and replace the old ones
    write_file(folder / f"{name}.json", json.dumps(record, indent=1) + "\n")


def forget(name: str) -> None:
    """Delete what build/ keeps of an experiment, and the runs of experiments that build on it."""
    shutil.rmtree(NETWORKS / name, ignore_errors=True)
    (KEPT / f"{name}.json").unlink(missing_ok=True)
    for other, experiment in EXPERIMENTS.items():
        if name in experiment.built_on:
            (KEPT / f"{other}.json").unlink(missing_ok=True)
            print(f"{other} builds on {name}, so its kept runs are deleted, too: python course.py results {other}")


def main(arguments: list[str]) -> int:
    from tqdm import tqdm

    from utils.data import fetch_mnist

    options = parser("results", "Measure the figures in results/. If you stop it, finished runs are kept.")
    options.add_argument("names", nargs="*", metavar="NAME", help="an experiment, such as s2-40 (default: all)")
    options.add_argument("--again", action="store_true", help="forget the kept runs and measure again")
    options.add_argument("--words", action="store_true", help="measure nothing; update the words of stored results")
    chosen = options.parse_args(arguments)
    plain_terminal()
    names = chosen.names or list(EXPERIMENTS)
    unknown = [name for name in names if name not in EXPERIMENTS]
    if unknown:
        print(f"There is no experiment {', '.join(unknown)}. Choose from: {', '.join(EXPERIMENTS)}.", file=sys.stderr)
        return 2
    if chosen.words:
        for name in names:
            reword(name, RESULTS)
        return 0
    if fetch_mnist() is None:
        print("The figures in results/ are for MNIST, and MNIST is not here: nothing was measured.", file=sys.stderr)
        return 1
    for name in names:
        experiment = EXPERIMENTS[name]
        if chosen.again:
            forget(name)
        runs = len(experiment.seeds) + len(experiment.candidates) * len(experiment.validation_seeds)
        with tqdm(total=runs, desc=name, unit="run") as bar:
            try:
                measured = measure(name, experiment, KEPT, bar.update)
            except KeyboardInterrupt:
                raise KeyboardInterrupt("Stopped. The finished runs are kept; the same command resumes.") from None
        record = result(name, experiment, measured)
        write_file(RESULTS / f"{name}.json", json.dumps(record, indent=1) + "\n")
        print(f"{name}: {record['metric']} {record['mean']:.4f}, standard deviation {record['std']:.4f}")
    return 0
