"""`make bench`: train in several ways, taking turns in one run, and compare the times with Keras's default `fit`.

Each run has a process of its own, and the ways take turns, so that a slow moment of the machine hits them all. A time
covers everything from the images in memory to the trained network, compiling included. Importing packages and reading
the images are not counted. results/bench.json holds one row for each way.
"""

import json
import subprocess
import sys
import time
from argparse import SUPPRESS
from importlib.util import find_spec
from statistics import mean, median

from tools.command import parser
from tools.experiments.speed import BASELINE, TASKS
from tools.lessons import PROJECT, plain_terminal, write_file
from utils.results import read_json

BENCH = PROJECT / "results" / "bench.json"
REPEATS = 2


def measure_once(task: str, way: str, seed: int) -> dict:
    """Run one way of a task in this process: {"seconds", "accuracy"}."""
    prepared = TASKS[task].ways[way].prepare()
    start = time.perf_counter()
    predict = prepared(seed)
    seconds = time.perf_counter() - start
    return {"seconds": round(seconds, 2), "accuracy": TASKS[task].accuracy(predict)}


def in_a_process(task: str, way: str, seed: int) -> dict:
    """Do the same in a separate process."""
    command = [sys.executable, "-m", "tools.command", "tools.bench", "--once", task, way, str(seed)]
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{way} ({task}) failed; see above for the reason. Nothing was written for this task.")
    return json.loads(done.stdout.splitlines()[-1])


def rows_of(task: str, measured: dict[str, list[dict]]) -> list[dict]:
    """The rows of one task, in the order of its ways. A ratio says how many times faster than Keras's default."""
    seconds = {way: [entry["seconds"] for entry in entries] for way, entries in measured.items()}
    slowest = median(seconds[BASELINE])
    return [
        {
            "task": task,
            "what": TASKS[task].what,
            "way": way,
            "same_arithmetic": TASKS[task].ways[way].same_arithmetic,
            "selection": TASKS[task].ways[way].selection,
            "seconds": seconds[way],
            "accuracy": [entry["accuracy"] for entry in measured[way]],
            "ratio_to_keras_default": round(slowest / median(seconds[way]), 2),
        }
        for way in measured
    ]


def table(rows: list[dict]) -> str:
    """The rows as lines of text."""
    width = max(len(row["way"]) for row in rows)
    lines = [f"{rows[0]['what']}", f"{'way':{width}}  seconds (median)  times faster  test accuracy (mean)"]
    for row in rows:
        accuracy, ratio = mean(row["accuracy"]), row["ratio_to_keras_default"]
        lines.append(f"{row['way']:{width}}  {median(row['seconds']):16.1f}  {ratio:12.1f}  {accuracy:.2%}")
    return "\n".join(lines)


def run(task: str, repeats: int) -> list[dict]:
    """Run all ways of one task in turn, `repeats` times each. Ways whose package is not installed are left out."""
    from tqdm import tqdm

    ways = [way for way, entry in TASKS[task].ways.items() if find_spec(entry.package)]
    measured = {way: [] for way in ways}
    with tqdm(total=repeats * len(ways), desc=task, unit="run") as bar:
        for seed in range(repeats):
            for way in ways:
                bar.set_postfix_str(way, refresh=True)
                measured[way].append(in_a_process(task, way, seed))
                bar.update()
    return rows_of(task, measured)


def rows_of_others(task: str) -> list[dict]:
    """The stored rows of all other tasks. Raises DataError if the file is damaged."""
    rows = read_json(BENCH, list) if BENCH.is_file() else []
    return [row for row in rows if row.get("task") != task]


def main(arguments: list[str]) -> int:
    from utils.data import fetch_mnist

    options = parser("bench", "Time ways of training against each other.")
    options.add_argument("tasks", nargs="*", metavar="TASK", help=f"one or more of: {', '.join(TASKS)} (default: all)")
    options.add_argument("--repeats", type=int, default=REPEATS, help="runs of each way (default: %(default)s)")
    options.add_argument("--once", nargs=3, help=SUPPRESS)
    chosen = options.parse_args(arguments)
    if chosen.once:
        task, way, seed = chosen.once
        print(json.dumps(measure_once(task, way, int(seed))))
        return 0
    unknown = [task for task in chosen.tasks if task not in TASKS]
    if unknown:
        options.error(f"there is no task {', '.join(unknown)}; choose from: {', '.join(TASKS)}")
    if chosen.repeats < 1:
        options.error(f"--repeats is {chosen.repeats}; it must be 1 or more")
    plain_terminal()
    if fetch_mnist() is None:
        print("The times in results/ are for MNIST, and MNIST is not here: nothing was measured.", file=sys.stderr)
        return 1
    tasks = chosen.tasks or list(TASKS)
    rows_of_others(tasks[0])  # names a damaged file before an hour of measuring
    for task in tasks:
        rows = run(task, chosen.repeats)
        print(table(rows), end="\n\n")
        write_file(BENCH, json.dumps(rows_of_others(task) + rows, indent=1) + "\n")
    return 0
