"""How likely two patients are the same person: pure, no database.

The points are chosen so that what must agree for a person to be sure is STRONG:
a name with the birth date, a name with the phone and about the year. Brothers,
sisters and twins share the phone, the place and two names of three, but not all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wema_tui.birth import Born
from wema_tui.services.patients.words import words_in

SHOWN: Final = 50
"""From here on somebody is shown who is asked to look."""

STRONG: Final = 75
"""From here on nobody is registered before somebody has looked."""

SAME_WORD: Final = 0.92  # Jaro-Winkler
PHONE_DIGITS: Final = 7  # the last ones: with or without the country's code
_YEARS: Final = 2
_YEARS_ABOUT: Final = 5


class Why(StrEnum):
    """What is alike."""

    NAME = "name"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    BIRTH_YEAR = "birth_year"
    PLACE = "place"


@dataclass(frozen=True)
class Traits:
    """What of somebody is compared.

    Attributes:
        full_name: In any order of its words.
        sex: One of `SEXES`.
        born: None when not known.
        phone: Empty for none.
        place: Empty for none.
    """

    full_name: str
    sex: str
    born: Born | None
    phone: str
    place: str


@dataclass(frozen=True)
class Likeness:
    """How alike two are.

    Attributes:
        score: From 0 to 100.
        why: What is the same, or nearly so.
    """

    score: int
    why: tuple[Why, ...]


def likeness(a: Traits, b: Traits) -> Likeness:
    """Return how likely the two are the same person."""
    points = {
        Why.NAME: _name_points(words_in(a.full_name), words_in(b.full_name)),
        Why.PHONE: 25
        if last_digits(a.phone) and last_digits(a.phone) == last_digits(b.phone)
        else 0,
        **_birth_points(a.born, b.born),
        Why.PLACE: 10 if set(words_in(a.place)) & set(words_in(b.place)) else 0,
    }
    if {a.sex, b.sex} == {"female", "male"}:
        other_sex = -30
    else:
        other_sex = 5 if a.sex == b.sex != "unknown" else 0
    score = sum(points.values()) + other_sex
    why = tuple(each for each, gained in points.items() if gained > 0)
    return Likeness(max(0, min(100, score)), why)


def _name_points(a: list[str], b: list[str]) -> int:
    """Return up to 50 points, fewer than none where each has a word of its own."""
    if not a or not b:
        return 0
    from rapidfuzz.distance import JaroWinkler  # nobody waits for it at the start

    left, same = list(b), 0
    for word in a:
        nearest = max(left, key=lambda other: JaroWinkler.similarity(word, other))
        if JaroWinkler.similarity(word, nearest) >= SAME_WORD:
            left.remove(nearest)
            same += 1
            if not left:
                break
    if same < min(len(a), len(b)):  # neither is the other with a word left out
        return round(30 * same / min(len(a), len(b))) - 20
    if len(a) == len(b):
        return 50
    return 40 if same > 1 else 20


def last_digits(phone: str) -> str:
    """Return the digits by which phones are compared, empty where there are too few."""
    digits = "".join(filter(str.isdigit, phone))[-PHONE_DIGITS:]
    return digits if len(digits) == PHONE_DIGITS else ""


def years_apart(born: Born) -> int:
    """Return how many years apart two births of one person are told at most."""
    return _YEARS_ABOUT if born.precision == "about" else _YEARS


def _birth_points(a: Born | None, b: Born | None) -> dict[Why, int]:
    if a is None or b is None:
        return {}
    if a.on == b.on and a.precision == b.precision == "day":
        return {Why.BIRTH_DATE: 30}
    if abs(a.on.year - b.on.year) <= max(years_apart(a), years_apart(b)):
        return {Why.BIRTH_YEAR: 15}
    return {Why.BIRTH_YEAR: -10 if "about" in (a.precision, b.precision) else -25}
