"""Who reads what is shown: a person at a live notebook, a person at a terminal, or a program that keeps it."""

import sys

from utils.exercises.settings import wants_plain_text
from utils.notebook import is_watched


def is_in_a_notebook() -> bool:
    """Whether what is printed goes to a notebook's kernel, whoever runs it."""
    return type(sys.stdout).__module__.startswith("ipykernel.")


def is_in_a_live_notebook() -> bool:
    """Whether a person runs this notebook."""
    return is_in_a_notebook() and is_watched()


def is_in_a_terminal() -> bool:
    """Whether what is printed goes to a terminal."""
    return sys.stdout is not None and sys.stdout is sys.__stdout__ and sys.stdout.isatty()


def sees_rich_output() -> bool:
    """Whether a person would see colors, buttons and pictures. Raises SettingError."""
    return is_in_a_live_notebook() and not wants_plain_text()
