"""`make results`: measure the figures in results/, one experiment or all, a seed at a time.

A finished seed is kept in build/results/, so that a stopped measurement goes on where it was. `--again` forgets the
kept seeds. results/NAME.json is written when all seeds of NAME are there.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from tools.experiments import EXPERIMENTS, Experiment
from tools.lessons import BUILD, PROJECT, plain_terminal, write_file
from utils.results import summary

RESULTS = PROJECT / "results"
KEPT = BUILD / "results"


def measure(name: str, experiment: Experiment, kept: Path, progress=None) -> list[dict]:
    """The values of every seed: {"seed", "values", "seconds"} each. Seeds kept from before are not run again."""
    path = kept / f"{name}.json"
    done = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    for seed in experiment.seeds:
        if seed not in [entry["seed"] for entry in done]:
            start = time.perf_counter()
            values = experiment.run(seed)
            done.append({"seed": seed, "values": values, "seconds": round(time.perf_counter() - start, 1)})
            write_file(path, json.dumps(done, indent=1))
        if progress:
            progress()
    return [entry for entry in done if entry["seed"] in experiment.seeds]


def result(name: str, experiment: Experiment, measured: list[dict]) -> dict:
    """The record that stands in results/NAME.json; its fields are described in results/README.md."""
    metric, *others = measured[0]["values"]
    values = {key: [entry["values"][key] for entry in measured] for key in (metric, *others)}
    return {
        "name": name,
        "what": experiment.what,
        "metric": experiment.metric,
        "values": values[metric],
        **summary(values[metric]),
        "seeds": [entry["seed"] for entry in measured],
        "also": {key: {"values": values[key], **summary(values[key])} for key in others},
        "data": experiment.data(),
        "selection": experiment.selection,
        "command": f"python course.py results {name}",
        "versions": {package: version(package) for package in experiment.packages},
        "seconds": round(sum(entry["seconds"] for entry in measured), 1),
    }


def main(arguments: list[str]) -> int:
    from tqdm import tqdm

    from utils.data import fetch_mnist

    plain_terminal()
    again = "--again" in arguments
    names = [argument for argument in arguments if argument != "--again"] or list(EXPERIMENTS)
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
            (KEPT / f"{name}.json").unlink(missing_ok=True)
        with tqdm(total=len(experiment.seeds), desc=name, unit="seed") as bar:
            measured = measure(name, experiment, KEPT, bar.update)
        record = result(name, experiment, measured)
        write_file(RESULTS / f"{name}.json", json.dumps(record, indent=1) + "\n")
        print(f"{name}: {record['metric']} {record['mean']:.4f}, standard deviation {record['std']:.4f}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nStopped. The finished seeds are kept; the same command goes on.", file=sys.stderr)
        sys.exit(130)
