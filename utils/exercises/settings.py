"""COURSE_STRICT, which makes every verdict but PASS an error."""

import os
from collections.abc import Mapping


class SettingError(Exception):
    """A sentence about an environment variable of the course: its value, and what it can be."""

    def _render_traceback_(self):
        """Let Jupyter show the sentence alone: the lines of a traceback would not help to mend a setting."""
        return [f"SettingError: {self}"]


def is_strict(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether COURSE_STRICT is 1. Raises SettingError for a value that is neither 0, 1 nor empty."""
    wanted = environment.get("COURSE_STRICT", "")
    if wanted not in ("", "0", "1"):
        raise SettingError(f'COURSE_STRICT is "{wanted}"; it can be "1", "0", or not set at all.')
    return wanted == "1"
