"""Who a patient in a form may be already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from db.patient_index import Choice, Wanted, newest_with
from wema_tui.birth import Born
from wema_tui.i18n import _
from wema_tui.services.audit.trail import require
from wema_tui.services.patients.duplicates import (
    SHOWN,
    Likeness,
    Traits,
    Why,
    last_digits,
    likeness,
    years_apart,
)
from wema_tui.services.patients.finding import (
    rows_with,
    survivors_of,
    words_like,
)
from wema_tui.services.patients.rows import PatientRow, numbers_of
from wema_tui.services.patients.words import threes_in, words_in
from wema_tui.services.session import Session

_MOST: Final = 5
_MOST_WORDS: Final = 4
_CANDIDATES: Final = 50  # of each question


@dataclass(frozen=True)
class Duplicate:
    """Somebody who may be the same person.

    Attributes:
        row: The patient.
        score: From 0 to 100.
        why: What is alike, in words.
    """

    row: PatientRow
    score: int
    why: tuple[str, ...]


def likely_duplicates(
    session: Session,
    *,
    full_name: str,
    sex: str,
    born: Born | None,
    phone: str,
    place: str,
    but: int | None = None,
) -> tuple[Duplicate, ...]:
    """Return who may be the same person, the likeliest first.

    Whoever has two words of the name, or one that sounds like it, and was born about
    then, and whoever has the phone, is compared. A merged record counts for the one
    that goes on.

    Args:
        session: Who asks.
        full_name: As typed so far.
        sex: One of `SEXES`.
        born: None while it is not known.
        phone: As typed so far.
        place: As typed so far.
        but: Whom to leave out: the patient in the form.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be known.
    """
    require(session, "patients.see")
    traits = Traits(full_name, sex, born, phone, place)
    with session.read():
        mine = () if but is None else numbers_of(but)
        candidates = _candidates(session, traits)
        survivors = survivors_of(candidates)
        found: dict[int, Likeness] = {}
        for row in rows_with(candidates):
            kept = Traits(row.full_name, row.sex, row.born, row.phone, row.place)
            alike, number = likeness(traits, kept), survivors[row.number]
            is_best = number not in found or alike.score > found[number].score
            if alike.score >= SHOWN and row.number not in mine and is_best:
                found[number] = alike
        likeliest = sorted(found, key=lambda number: (-found[number].score, -number))
        rows = rows_with(likeliest[:_MOST])
    words = _words()
    return tuple(
        Duplicate(row, alike.score, tuple(words[each] for each in alike.why))
        for row, alike in ((row, found[row.number]) for row in rows)
    )


def _candidates(session: Session, traits: Traits) -> list[int]:
    """Return the numbers of those who are worth comparing."""
    found: dict[int, None] = {}
    for choices in _questions(session, traits):
        hits = newest_with(session.store, choices, _CANDIDATES)
        found |= dict.fromkeys(number for number, _key in hits)
    return list(found)


def _questions(session: Session, traits: Traits) -> Iterator[list[Choice]]:
    phone = last_digits(traits.phone)
    if phone:
        yield [(Wanted(tuple(threes_in(phone)), phone),)]
    names = [
        tuple(
            Wanted((each,), f" {each} ") for each in (word, *words_like(session, word))
        )
        for word in words_in(traits.full_name)[:_MOST_WORDS]
    ]
    if len(names) > 2:
        yield list(names)
    born = [] if traits.born is None else [_years(traits.born)]
    for some in combinations(names, min(2, len(names))):
        yield [*some, *born]


def _years(born: Born) -> Choice:
    """Return what finds who was born about then."""
    most = years_apart(born)
    years = range(born.on.year - most, born.on.year + most + 1)
    return tuple(Wanted((str(year),), f" {year} ") for year in years)


def _words() -> dict[Why, str]:
    return {
        Why.NAME: _("name"),
        Why.PHONE: _("phone"),
        Why.BIRTH_DATE: _("birth date"),
        Why.BIRTH_YEAR: _("birth year"),
        Why.PLACE: _("place"),
    }
