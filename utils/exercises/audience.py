"""Who reads what is shown: a person at a live notebook, a person at a terminal, or a program that keeps it."""

import sys

from utils.exercises.guards import notebooks_shell
from utils.exercises.settings import wants_plain_text


def is_in_a_notebook() -> bool:
    """Whether what is printed goes to a notebook's kernel, whoever runs it."""
    return type(sys.stdout).__module__.startswith("ipykernel.")


def is_in_a_live_notebook() -> bool:
    """Whether a person runs this notebook. nbclient and nbval run one too, and do not allow input."""
    return is_in_a_notebook() and getattr(notebooks_shell().kernel, "_allow_stdin", False)


def is_in_a_terminal() -> bool:
    """Whether what is printed goes to a terminal."""
    return sys.stdout is not None and sys.stdout is sys.__stdout__ and sys.stdout.isatty()


def sees_rich_output() -> bool:
    """Whether a person would see colors, buttons and pictures. Raises SettingError."""
    return is_in_a_live_notebook() and not wants_plain_text()
