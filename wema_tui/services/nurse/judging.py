"""What a value means at an age: improbable, low, high, critical. Pure.

The table is `wema_tui/data/vital_ranges.csv`: each bound with its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from wema_tui.birth import Age
from wema_tui.data.vital_ranges import Range, load_ranges
from wema_tui.services.nurse.signs import SIGNS
from wema_tui.services.visits.rules import URGENCIES


class Flag(StrEnum):
    """How a value stands to the bounds of its age."""

    CRITICAL_LOW = "critical_low"
    LOW = "low"
    NONE = ""
    HIGH = "high"
    CRITICAL_HIGH = "critical_high"


ADULT: Final = Age(years=30, months=30 * 12, days=30 * 365)
"""Taken for whoever's age is not known."""


@dataclass(frozen=True)
class Judgement:
    """What a value means.

    Attributes:
        is_probable: False: it has to be confirmed.
        flag: How it stands to the bounds.
        bound: The bound that it broke, in words; empty without a flag.
        urgency: What the flag suggests; empty for nothing.
        source: Who set the bound; empty without a flag.
    """

    is_probable: bool = True
    flag: Flag = Flag.NONE
    bound: str = ""
    urgency: str = ""
    source: str = ""


@dataclass(frozen=True)
class Suggestion:
    """How urgent a patient may be, by the signs alone.

    Attributes:
        urgency: One of `URGENCIES`.
        why: The signs that say so, with what they mean.
    """

    urgency: str
    why: tuple[tuple[str, Judgement], ...]


def judge(name: str, value: int, age: Age | None) -> Judgement:
    """Return what *value* means at *age*; without an age, as for an adult.

    >>> judge("respiration", 52, Age(years=0, months=6, days=200)).flag
    <Flag.HIGH: 'high'>
    >>> judge("temperature", 425, None).is_probable
    False
    """
    bounds = _bounds(name, age or ADULT)
    least, most = bounds.get("probable_from"), bounds.get("probable_to")
    is_probable = not (
        (least is not None and value < least[0])
        or (most is not None and value > most[0])
    )
    for rule, flag in _FLAGS:
        if rule in bounds and _is_broken(rule, value, bounds[rule][0]):
            found = bounds[rule][1]
            sign = "<" if rule.endswith("below") else "≥"
            words = f"{sign} {found.value} {SIGNS[name].unit}"
            return Judgement(is_probable, flag, words, found.urgency, found.source)
    return Judgement(is_probable)


def suggest(values: Mapping[str, int], age: Age | None) -> Suggestion:
    """Return how urgent the signs say that it is. The nurse decides."""
    judged = [(name, judge(name, value, age)) for name, value in values.items()]
    for urgency in URGENCIES:
        why = tuple(each for each in judged if each[1].urgency == urgency)
        if why:
            return Suggestion(urgency, why)
    return Suggestion(URGENCIES[-1], ())


def improbable(values: Mapping[str, int], age: Age | None) -> tuple[str, ...]:
    """Return the signs that have to be confirmed."""
    return tuple(
        name
        for name, value in values.items()
        if not judge(name, value, age).is_probable
    )


_FLAGS: Final = (  # the first that holds counts
    ("critical_below", Flag.CRITICAL_LOW),
    ("critical_from", Flag.CRITICAL_HIGH),
    ("low_below", Flag.LOW),
    ("high_from", Flag.HIGH),
)


def _is_broken(rule: str, value: int, bound: int) -> bool:
    return value < bound if rule.endswith("below") else value >= bound


@lru_cache(maxsize=1024)
def _bounds(name: str, age: Age) -> dict[str, tuple[int, Range]]:
    return {
        each.rule: (SIGNS[name].parsed(each.value), each)
        for each in load_ranges()
        if each.sign == name
        and _is_reached(each.from_age, age)
        and not (each.below_age and _is_reached(each.below_age, age))
    }


def _is_reached(bound: str, age: Age) -> bool:
    number, unit = int(bound[:-1]), bound[-1]
    if unit == "d":
        return age.days >= number
    return age.months >= number * (12 if unit == "y" else 1)
