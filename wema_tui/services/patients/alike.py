"""Who is certainly worth a look before somebody is registered twice.

The same name, or the same phone and a part of the name. It costs two looks at an
index, so it is done for the thousands of a file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from db.patients import Patient
from wema_tui.services.patients.words import words_in
from wema_tui.text import folded

_AT_A_TIME: Final = 500  # values in one question
_YEARS: Final = 2  # between two birth years that may be one
_MOST: Final = 50  # with one name or one phone: more say nothing


@dataclass(frozen=True)
class Known:
    """Somebody of the file, or of a form.

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
    words: frozenset[str]
    sex: str
    born_on: date | None
    phone: str | None
    number: int | None = None
    line: int | None = None

    def is_like(self, other: _Person) -> bool:
        """Same words of the name, or same phone and one word; nothing against it."""
        if {self.sex, other.sex} == {"female", "male"}:
            return False
        if self.born_on and other.born_on:
            if abs(self.born_on.year - other.born_on.year) > _YEARS:
                return False
            has_phone = self.phone is not None and self.phone == other.phone
            if has_phone and self.words & other.words:
                return True
        return self.words == other.words


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
            if person.is_like(other)
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


def _newcomer(known: Known) -> _Person:
    columns = known.columns
    return _Person(
        frozenset(words_in(columns["full_name"])),
        columns["sex"],
        columns["born_on"],
        columns["phone"],
        line=known.line,
    )


def _keys(person: _Person) -> list[Any]:
    return [person.words, *([person.phone] if person.phone else [])]


def _registered(people: Sequence[Known]) -> Iterator[_Person]:
    """Yield the patients with a name or a phone of the file's."""
    names = [" ".join(folded(each.columns["full_name"]).split()) for each in people]
    phones = [each.columns["phone"] for each in people if each.columns["phone"]]
    for column, values in ((Patient.name_key, names), (Patient.phone, phones)):
        for start in range(0, len(values), _AT_A_TIME):
            some = values[start : start + _AT_A_TIME]
            for row in _BRIEF.where(column.in_(some)):
                yield _Person(
                    frozenset(words_in(row.full_name)),
                    row.sex,
                    row.born_on,
                    row.phone,
                    number=row.id,
                )


_BRIEF = Patient.select(
    Patient.id, Patient.full_name, Patient.sex, Patient.born_on, Patient.phone
)
