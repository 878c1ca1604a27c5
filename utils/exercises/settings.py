"""COURSE_STRICT, which makes every verdict except PASS an error, and COURSE_PLAIN, which shows verdicts as text."""

import os
from collections.abc import Mapping


class SettingError(Exception):
    """A sentence about one of the course's environment variables: its value, and what it can be."""

    def _render_traceback_(self):
        """Let Jupyter show only the sentence: a traceback would not help anyone fix a setting."""
        return [f"SettingError: {self}"]


def is_strict(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether COURSE_STRICT is 1. Raises SettingError for a value other than 0, 1 or nothing."""
    return _is_on("COURSE_STRICT", environment)


def wants_plain_text(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether COURSE_PLAIN is 1. Raises SettingError for a value other than 0, 1 or nothing."""
    return _is_on("COURSE_PLAIN", environment)


def _is_on(name: str, environment: Mapping[str, str]) -> bool:
    wanted = environment.get(name, "")
    if wanted not in ("", "0", "1"):
        raise SettingError(f'{name} is "{wanted}"; it can be "1", "0", or not set at all.')
    return wanted == "1"
