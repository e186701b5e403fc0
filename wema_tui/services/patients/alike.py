"""Which patients of a file look like somebody, thousands at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from db.patients import Patient
from wema_tui.services.patients.duplicates import SHOWN, Traits, likeness
from wema_tui.services.patients.keys import name_key
from wema_tui.services.patients.particulars import birth_in
from wema_tui.services.patients.words import words_in

_AT_A_TIME: Final = 500  # values in one question
_MOST: Final = 50  # with one name or one phone: more say nothing


@dataclass(frozen=True)
class Known:
    """Somebody of the file.

    Attributes:
        line: Of the file, from 1.
        columns: As the row will have them.
    """

    line: int
    columns: dict[str, Any]


@dataclass(frozen=True)
class Alike:
    """Somebody of the file who looks like another.

    Attributes:
        line: Of the file.
        full_name: As it stands there.
        like: The numbers of registered patients.
        lines: Earlier lines of the file.
    """

    line: int
    full_name: str
    like: tuple[int, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class _Person:
    traits: Traits
    number: int | None = None
    line: int | None = None


def alike_in(people: Sequence[Known]) -> tuple[Alike, ...]:
    """Return who of the file looks like a patient, or like an earlier line.

    In a transaction.
    """
    newcomers = [_newcomer(each) for each in people]
    groups: defaultdict[Any, list[_Person]] = defaultdict(list)
    for person in _registered(people):
        _note(person, groups)
    found = []
    for known, person in zip(people, newcomers, strict=True):
        keys = _keys(person)
        others = {
            other: None
            for key in keys
            for other in groups[key]
            if _are_alike(person, other)
        }
        if others:
            found.append(
                Alike(
                    known.line,
                    known.columns["full_name"],
                    tuple(o.number for o in others if o.number),
                    tuple(o.line for o in others if o.line),
                )
            )
        _note(person, groups)
    return tuple(found)


def _note(person: _Person, groups: dict[Any, list[_Person]]) -> None:
    for key in _keys(person):
        if len(groups[key]) < _MOST:
            groups[key].append(person)


def _are_alike(one: _Person, other: _Person) -> bool:
    return likeness(one.traits, other.traits).score >= SHOWN


def _newcomer(known: Known) -> _Person:
    return _Person(_traits(Patient(**known.columns)), line=known.line)


def _traits(row: Any) -> Traits:
    return Traits(
        row.full_name, row.sex, birth_in(row), row.phone or "", row.place or ""
    )


def _keys(person: _Person) -> list[Any]:
    words = frozenset(words_in(person.traits.full_name))
    return [words, *([person.traits.phone] if person.traits.phone else [])]


def _registered(people: Sequence[Known]) -> Iterator[_Person]:
    """Yield the patients with a name or a phone of the file's."""
    names = [name_key(each.columns["full_name"]) for each in people]
    phones = [each.columns["phone"] for each in people if each.columns["phone"]]
    for column, values in ((Patient.name_key, names), (Patient.phone, phones)):
        for start in range(0, len(values), _AT_A_TIME):
            some = values[start : start + _AT_A_TIME]
            for row in Patient.select().where(column.in_(some)):
                yield _Person(_traits(row), number=row.id)
