"""COURSE_STRICT, which makes every verdict except PASS an error."""

import os
from collections.abc import Mapping


class SettingError(Exception):
    """A sentence about one of the course's environment variables: its value, and what it can be."""

    def _render_traceback_(self):
        """Let Jupyter show only the sentence: a traceback would not help anyone fix a setting."""
        return [f"SettingError: {self}"]


def is_strict(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether COURSE_STRICT is 1. Raises SettingError for a value other than 0, 1 or nothing."""
    wanted = environment.get("COURSE_STRICT", "")
    if wanted not in ("", "0", "1"):
        raise SettingError(f'COURSE_STRICT is "{wanted}"; it can be "1", "0", or not set at all.')
    return wanted == "1"
