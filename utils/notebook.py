"""Where the code runs: in a notebook that a person has open, or anywhere else."""

import sys


def is_watched() -> bool:
    """Whether this runs in a live notebook, where widgets are answered.

    A program that executes a notebook, such as nbclient or nbval, allows no input; a person's notebook does.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return bool(getattr(getattr(shell, "kernel", None), "_allow_stdin", False))
