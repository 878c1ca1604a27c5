"""Checks of settings: one clear sentence for each kind of wrong value. For images and labels: utils.data.checking."""

import math
from numbers import Integral, Real


def choose(name: object, known: dict, what: str) -> object:
    """The entry of `known` with this name. Raises ValueError, which lists the known names, if there is none."""
    if isinstance(name, str) and name in known:
        return known[name]
    raise ValueError(f"there is no {what} {name!r}; choose one of {', '.join(known)}")


def whole(value: object, name: str, least: int = 1) -> int:
    """`value` as an int of at least `least`. Raises ValueError if it is anything else."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name} is {value!r}; it must be a whole number, {least} or more")
    return int(value)


def number(value: object, name: str) -> float:
    """`value` as a finite float, 0 or more. Raises ValueError if it is not. 0-d arrays count as numbers."""
    value = value.item() if getattr(value, "shape", None) == () else value
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= value < math.inf:
        raise ValueError(f"{name} is {value!r}; it must be a number, 0 or more and finite")
    return float(value)


def fraction(value: object, name: str) -> float:
    """`value` as a float, 0 or more and less than 1. Raises ValueError if it is not."""
    value = number(value, name)
    if value >= 1:
        raise ValueError(f"{name} is {value!r}; it is a fraction such as 0.2, 0 or more and less than 1")
    return value
