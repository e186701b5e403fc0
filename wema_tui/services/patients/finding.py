"""Find patients while somebody types, by any part, in any order, misspelt or not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any, Final

from db.patient_index import Choice, Wanted, newest_with, words_with
from db.patients import Patient, PatientLink
from db.prepared import Prepared, value
from wema_tui.phones import part_of_phone
from wema_tui.services.audit.trail import require
from wema_tui.services.paging import Page, page_in
from wema_tui.services.patients.rows import PatientRow, as_row, patient_rows
from wema_tui.services.patients.rules import WrongMedicalId, number_in
from wema_tui.services.patients.words import sounds_like, threes_in, words_in
from wema_tui.services.session import Session
from wema_tui.text import is_safe

_LONGEST: Final = 120  # characters of what is typed
_MOST_WORDS: Final = 12
_MOST_ALIKE: Final = 8  # other words for one that is typed
_ALIKE: Final = 0.8  # Jaro-Winkler, with the written word
_YEAR: Final = re.compile("(19|20)[0-9]{2}")


def find_patients(
    session: Session, text: str, *, offset: int = 0, limit: int = 20
) -> Page[PatientRow]:
    """Return patients, the likeliest first.

    Those come first who have each word that was typed, then those with words that
    begin so, and where these are few also those with words that contain or sound like
    it; among them the newest. A year beside a name is the birth's. A record that
    was merged leads to the one that goes on.

    Args:
        session: Who asks.
        text: Words of the name in any order, any part of a phone number or of the
            medical ID; empty for the newest patients.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, "patients.see")
    wanted = offset + limit + 1
    with session.read():
        asked = wanted
        while True:
            hits = _numbers(session, text[:_LONGEST], asked)
            numbers = list(dict.fromkeys(survivors_of(hits).values()))
            if len(numbers) >= wanted or len(hits) < asked:
                break
            asked *= 2  # many were merged
        page = page_in(numbers[: wanted - 1], offset=offset, limit=limit)
        rows = rows_with(page.rows)
    return Page(rows, page.offset, page.total, has_more=len(numbers) >= wanted)


def survivors_of(numbers: Collection[int]) -> dict[int, int]:
    """Return for each record, in order, where it goes on: most in themselves.

    In a transaction.
    """
    ends = {number: number for number in numbers}
    while True:
        asked = set(ends.values())
        links = dict(_links(len(asked)).rows(**_named(asked)))
        if not links:
            return ends
        ends = {number: links.get(end, end) for number, end in ends.items()}


def rows_with(numbers: Collection[int]) -> tuple[PatientRow, ...]:
    """Return the patients with these numbers, in that order. In a transaction."""
    rows = _rows(len(numbers)).rows(**_named(numbers))
    found = {row.id: row for row in rows}
    return tuple(as_row(found[number]) for number in numbers)


@cache
def _links(many: int) -> Prepared:
    return Prepared(
        PatientLink.select(PatientLink.patient, PatientLink.survivor).where(
            PatientLink.patient.in_(_values(many)), PatientLink.undone_at.is_null()
        )
    )


@cache
def _rows(many: int) -> Prepared:
    return Prepared(patient_rows().where(Patient.id.in_(_values(many))))


def _values(many: int) -> list[Any]:
    return [value(f"n{nth}") for nth in range(many)]


def _named(numbers: Iterable[int]) -> dict[str, int]:
    return {f"n{nth}": number for nth, number in enumerate(numbers)}


def _numbers(session: Session, text: str, limit: int) -> list[int]:
    """Return the numbers of patients, merged ones too, the likeliest first."""
    if not is_safe(text):
        return []
    if not text.strip():
        newest = Patient.select(Patient.id).order_by(Patient.id.desc()).limit(limit)
        return [number for (number,) in newest.tuples()]
    typed = list(filter(None, _words_of(text)))[:_MOST_WORDS]
    found = dict.fromkeys(_named_outright(text, typed))
    exact = [_choice(word) for word in typed]
    begins = [_or_begins(each) for each in exact]
    for choices in (exact, begins) if exact != begins else (exact,):
        if choices and len(found) < limit:
            found |= dict.fromkeys(
                number for number, _key in newest_with(session.store, choices, limit)
            )
    if typed and len(found) < limit:
        found |= dict.fromkeys(_alike(session, typed, limit))
    return list(found)[:limit]


def _words_of(text: str) -> Iterator[str]:
    """Yield what is looked for: words, numbers without zeros ahead, `=1990`."""
    phone = part_of_phone(text)
    words = [phone] if phone else words_in(text)
    for word in words:
        if len(words) > 1 and _YEAR.fullmatch(word):
            yield f"={word}"
        else:
            yield word.lstrip("0") if word.isdigit() else word


def _named_outright(text: str, typed: list[str]) -> list[int]:
    """Return the patient whose medical ID or number was typed or scanned."""
    number = None
    with suppress(WrongMedicalId):  # it may be part of something else
        number = number_in(text)
    if number is None and len(typed) == 1 and typed[0].isdigit():
        number = int(typed[0][:10])
    known = Patient.select(Patient.id).where(Patient.id == number)
    return [found for (found,) in known.tuples()] if number else []


def _choice(word: str) -> Choice:
    if word.startswith("="):
        return (Wanted((word[1:],), f" {word[1:]} "),)
    if not word.isdigit():
        return (Wanted((word,), f" {word} "),)
    if len(word) < 3:
        return (Wanted((f"p{word}",), f" p{word}", is_beginning=True),)
    return (Wanted(tuple(sorted(threes_in(word))), word),)


def _or_begins(choice: Choice) -> Choice:
    """Return *choice*, but a word of a name may go on."""
    (wanted,) = choice
    (word, *_others) = wanted.words
    if wanted.is_beginning or word.isdigit() or word.startswith("#"):
        return choice
    return (Wanted((word,), f" {word}", is_beginning=True),)


def _alike(session: Session, typed: list[str], limit: int) -> list[int]:
    """Return who is called nearly so, or has it inside a word: the likeliest first."""
    others = {word: alike for word in typed if (alike := words_like(session, word))}
    if not others:
        return []
    choices = [
        (
            *_or_begins(_choice(word)),
            *(Wanted((each,), f" {each} ") for each in others.get(word, ())),
        )
        for word in typed
    ]
    names = [word for word in typed if word.isalpha()]
    found = newest_with(session.store, choices, limit)
    found.sort(key=lambda hit: -_likeness(names, hit[1].split()))
    return [number for number, _key in found]


def words_like(session: Session, word: str) -> list[str]:
    """Return other words of names that *word* may stand for. In a transaction."""
    if len(word) < 3 or not word.isalpha():
        return []
    from rapidfuzz.distance import JaroWinkler

    found = words_with(session.store, sounds_like(word), f"-{word}")
    inside = {other for key, other in found if key.startswith("-")}
    likeness = {other: JaroWinkler.similarity(word, other) for _key, other in found}
    likeness.pop(word, None)
    alike = (
        other for other in likeness if likeness[other] >= _ALIKE or other in inside
    )
    return sorted(alike, key=lambda other: (-likeness[other], other))[:_MOST_ALIKE]


def _likeness(names: list[str], words: list[str]) -> float:
    """Return how well each of *names* is found among the *words* of a key, added up."""
    from rapidfuzz.distance import JaroWinkler

    return sum(max(JaroWinkler.similarity(name, w) for w in words) for name in names)
