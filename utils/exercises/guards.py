"""What an answer may not do while it runs, and how what it changed is put back afterward."""

import builtins
import contextlib
import math
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

DEEPEST_CALLS = 10_000
WATCHED = {"np": np, "np.linalg": np.linalg, "np.random": np.random, "math": math}
AS_IMPORTED = {prefix: dict(vars(module)) for prefix, module in WATCHED.items()}
MISSING = object()


def mend_libraries() -> str | None:
    """Restore NumPy's and math's own functions. Returns the first that was replaced, such as "np.exp", or None."""
    replaced = [
        (prefix, name, value)
        for prefix, names in AS_IMPORTED.items()
        for name, value in names.items()
        if vars(WATCHED[prefix]).get(name, MISSING) is not value
    ]
    for prefix, name, value in replaced:
        setattr(WATCHED[prefix], name, value)
    return ".".join(replaced[0][:2]) if replaced else None


@contextlib.contextmanager
def left_as_found() -> Iterator[list[str]]:
    """Restore what an answer changes for everybody. Then the list holds the name of a function it replaced, if any.

    This restores NumPy's and math's own functions, the current folder, os.environ and NumPy's global random state.
    While the answer runs, anything that would end Python or wait for typing raises, and the recursion limit stays
    reasonable.
    """
    folder, environment = _folder(), dict(os.environ)
    bits, random_state = np.random.get_bit_generator(), np.random.get_state(legacy=False)  # noqa: NPY002
    replaced: list[str] = []
    try:
        with contextlib.ExitStack() as stack:
            for holder, name, stand_in in _stand_ins():
                stack.enter_context(_replaced(holder, name, stand_in))
            yield replaced
    finally:
        replaced += filter(None, [mend_libraries()])
        _restore_environment(environment)
        if folder is not None and _folder() != folder:
            with contextlib.suppress(OSError):
                os.chdir(folder)
        if np.random.get_bit_generator() is not bits:
            np.random.set_bit_generator(bits)
        np.random.set_state(random_state)  # noqa: NPY002


def _stand_ins() -> list[tuple[Any, str, Callable]]:
    shell = notebooks_shell()
    in_a_notebook = [] if shell is None else [(shell, "ask_exit", _no_exit)]
    return in_a_notebook + [
        (builtins, "exit", _no_exit),
        (builtins, "quit", _no_exit),
        (builtins, "input", _no_input),
        (os, "_exit", _exit_of_a_fork(os._exit)),
        (os, "abort", _no_exit),
        (sys, "setrecursionlimit", _limited(sys.setrecursionlimit)),
    ]


def notebooks_shell() -> Any:
    """IPython's shell if there is one, as in a notebook, else None."""
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None


def _no_exit(*arguments: Any) -> None:
    raise SystemExit("this would end Python, and you would lose your variables")


def _no_input(prompt: Any = "") -> None:
    raise EOFError("input() waits for somebody to type")


def _exit_of_a_fork(real: Callable) -> Callable:
    """os._exit for processes that the answer forks. In this process it is refused."""
    process = os.getpid()
    return lambda status=0: _no_exit() if os.getpid() == process else real(status)


def _limited(real: Callable) -> Callable:
    """sys.setrecursionlimit, kept above the depth that other threads have reached."""
    lowest = min(sys.getrecursionlimit(), DEEPEST_CALLS)
    return lambda limit: real(max(lowest, min(limit, DEEPEST_CALLS)))


@contextlib.contextmanager
def _replaced(holder: Any, name: str, stand_in: Any) -> Iterator[None]:
    before = vars(holder).get(name, MISSING)
    setattr(holder, name, stand_in)
    try:
        yield
    finally:
        if before is MISSING:
            delattr(holder, name)
        else:
            setattr(holder, name, before)


def _restore_environment(environment: dict[str, str]) -> None:
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    for name, value in environment.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def _folder() -> str | None:
    try:
        return os.getcwd()
    except OSError:  # it was deleted
        return None
