"""How every command begins and ends: `python course.py run 01` starts `python -m tools.command tools.run 01`.

A command is a module with `main(arguments)`, which returns the exit status. Importing it takes a second or two, so
that happens here, where Ctrl-C and missing data already end in a sentence.
"""

import signal
import sys
from importlib import import_module

from utils.cli.parser import REFUSED, Parser

STOPPED = 130


def run(module: str, arguments: list[str]) -> int:
    """Run a command. Returns its exit status, 2 if data or a setting is in the way, or 130 after Ctrl-C."""
    try:
        return import_module(module).main(arguments)
    except KeyboardInterrupt as stop:
        print(f"\n{str(stop) or 'Stopped.'}", file=sys.stderr)
        return STOPPED
    except Exception as error:
        from utils.data import DataError
        from utils.exercises.settings import SettingError

        if not isinstance(error, DataError | SettingError):
            raise
        print(error, file=sys.stderr)
        return REFUSED


def parser(name: str, description: str, **options) -> Parser:
    """A parser for `python course.py NAME`. The command adds its arguments; `options` are argparse's."""
    return Parser(prog=f"python course.py {name}", description=description, allow_abbrev=False, **options)


def begin(module: str, arguments: list[str]) -> int:
    """Run a command as a process of its own. Returns its exit status."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # course.py starts this process with Ctrl-C ignored
    try:
        return run(module, arguments)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as Python shuts down, nothing is left to stop


if __name__ == "__main__":
    sys.exit(begin(sys.argv[1], sys.argv[2:]))
