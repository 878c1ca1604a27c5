"""`python main.py`: train a network in the course's environment (see utils/cli/train.py).

This file is written in old Python on purpose, like course.py.
"""

import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import course

NEEDED = ("keras", "sklearn", "tensorflow", "tqdm")


def main(arguments):
    complete = all(find_spec(name) for name in NEEDED)
    if Path(sys.prefix) != course.ENVIRONMENT and course.PYTHON.is_file() and (course.STAMP.is_file() or not complete):
        signal.signal(signal.SIGINT, lambda *_: None)  # the child answers Ctrl-C; this process waits
        return subprocess.call([str(course.PYTHON), __file__] + arguments, env=course.child_environment())
    if not complete:
        print("The packages are not installed yet: first type make run, or python course.py run.", file=sys.stderr)
        return 2
    from utils.cli.train import main as train

    return train(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
