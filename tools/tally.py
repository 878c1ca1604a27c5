"""Verdicts in a few words."""

from collections.abc import Iterable, Mapping

WITH_VERDICT = ("PASS", "NOT YET", "TO DO")


def tally(names: Iterable[str], verdicts: Mapping[str, str]) -> str:
    """Such as "2 of 5 solved; no verdict: relu, tent", for the exercises `names` and their verdicts."""
    names = list(names)
    if not names:
        return "no exercises"
    solved = sum(verdicts.get(name) == "PASS" for name in names)
    missing = [name for name in names if verdicts.get(name) not in WITH_VERDICT]
    return f"{solved} of {len(names)} solved" + (f"; no verdict: {', '.join(missing)}" if missing else "")
