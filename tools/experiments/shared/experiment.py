"""What an experiment is: what it measures, how it runs with one seed, and what it chooses from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

SEEDS = (0, 1, 2, 3, 4)
PUBLISHED = "nothing was chosen: the settings are the published ones"


@dataclass(frozen=True)
class Experiment:
    """One experiment.

    Parameters
    ----------
    what : str
        What is measured, in a phrase that needs no context. In it, `{chosen}` stands for the name of the chosen
        candidate and `{candidates}` for the names of all.
    metric : str
        The name of the value that counts.
    selection : str
        How the settings were chosen, and on which data.
    run : function(seed, **settings)
        Returns the measured values by name. The metric comes first, and the others are stored with it. On one machine
        the same seed gives the same values.
    data : function
        What was trained and tested on.
    packages : tuple of str
        The packages whose versions matter.
    project : str
        The known project it belongs to, one of tools.experiments.shared.projects.PROJECTS.
    caution : str, optional
        What to bear in mind before the figure is quoted, in whole sentences.
    seeds : tuple of int
        One value each.
    candidates : dict
        Name -> settings to choose from. Empty if there is nothing to choose.
    validate : function(seed, **settings)
        Accuracy on validation data, on which `run` never measures. The candidate with the highest mean is chosen.
    validation_seeds : tuple of int
        The seeds for validating each candidate.
    built_on : tuple of str
        Experiments whose networks or settings `run` uses. If one of them is measured again, the kept runs of this one
        no longer count.
    """

    what: str
    metric: str
    selection: str
    run: Callable[..., dict[str, float]]
    data: Callable[[], dict]
    packages: tuple[str, ...]
    project: str = field(kw_only=True)
    caution: str | None = None
    seeds: tuple[int, ...] = field(default=SEEDS)
    candidates: dict[str, dict[str, Any]] = field(default_factory=dict)
    validate: Callable[..., float] | None = None
    validation_seeds: tuple[int, ...] = (0, 1, 2)
    built_on: tuple[str, ...] = ()


def described(value):
    """Settings as JSON stores them: a function or class by its name, a partial with its arguments."""
    if isinstance(value, partial):
        return {"function": described(value.func), **described(value.keywords)}
    if isinstance(value, Mapping):
        return {str(key): described(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [described(item) for item in value]
    return value.__name__ if callable(value) else value
