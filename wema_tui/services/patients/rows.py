"""Patients' rows for those who read or write inside a transaction, and links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN

from db.patients import Patient, PatientLink
from db.price_list import Insurer
from wema_tui.birth import Born
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.patients.particulars import birth_in
from wema_tui.services.patients.rules import (
    medical_id,
    number_in,
    number_of,
    subject_of,
)
from wema_tui.text import printable


class UnknownPatient(WemaError):
    """There is no such patient."""

    code = "patient.unknown"


class MergedPatient(WemaError):
    """The record belongs to another one, where the work goes on.

    Attributes:
        survivor: The number of that one.
    """

    code = "patient.merged"

    def __init__(self, number: int, survivor: int) -> None:
        super().__init__(
            _("{number} is the same person as {survivor}.").format(
                number=medical_id(number), survivor=medical_id(survivor)
            ),
            hint=_("Open {survivor} and go on there.").format(
                survivor=medical_id(survivor)
            ),
        )
        self.survivor = survivor


class PatientDied(WemaError):
    """The record says that the patient has died: nobody can come."""

    code = "patient.died"

    def __init__(self, row: Any) -> None:
        super().__init__(
            _("{name} has died, says the record.").format(
                name=printable(row.full_name, 60)
            ),
            hint=_("Is it another patient? If not, correct the record first."),
        )


@dataclass(frozen=True)
class PatientRow:
    """A patient in a line of a list.

    Attributes:
        number: 1234.
        full_name: As the person writes it.
        sex: One of `SEXES`.
        born: None when not known.
        phone: With the country's code; empty for none.
        place: Address or landmark.
        died_on: None for the living.
        merged_into: The number of the record that this one was linked to; it may
            have been linked on: see `survivor_of`.
        allergies: None while nobody has asked, empty when there are none known.
        blood_group: Empty when not known.
        insurer_id: Who pays usually; None for the patient.
        insurer: That insurer's code, or empty.
        member_number: With that insurer, or empty.
    """

    number: int
    full_name: str
    sex: str
    born: Born | None
    phone: str
    place: str
    died_on: date | None
    merged_into: int | None
    allergies: str | None
    blood_group: str
    insurer_id: int | None
    insurer: str
    member_number: str

    @property
    def medical_id(self) -> str:
        """The number as people say and write it: `P1234V`."""
        return medical_id(self.number)

    @property
    def subject(self) -> str:
        """The patient in the audit log: `patient:1234`."""
        return subject_of(self.number)


def patient_rows() -> Any:
    """Return the query of all patients, to be narrowed down; `as_row` reads it."""
    in_force = (PatientLink.patient == Patient.id) & PatientLink.undone_at.is_null()
    return (
        Patient.select(
            Patient.id,
            Patient.full_name,
            Patient.sex,
            Patient.born_on,
            Patient.born_precision,
            Patient.phone,
            Patient.place,
            Patient.died_on,
            Patient.allergies,
            Patient.blood_group,
            Patient.insurer.alias("insurer_id"),
            Patient.member_number,
            Insurer.code.alias("insurer_code"),
            PatientLink.survivor.alias("merged_into"),
        )
        .join(Insurer, JOIN.LEFT_OUTER, on=(Patient.insurer == Insurer.id))
        .join_from(Patient, PatientLink, JOIN.LEFT_OUTER, on=in_force)
        .objects()
    )


def as_row(row: Any) -> PatientRow:
    """Return a row of `patient_rows` as a plain value."""
    return PatientRow(
        number=row.id,
        full_name=row.full_name,
        sex=row.sex,
        born=birth_in(row),
        phone=row.phone or "",
        place=row.place,
        died_on=row.died_on,
        merged_into=row.merged_into,
        allergies=row.allergies,
        blood_group=row.blood_group or "",
        insurer_id=row.insurer_id,
        insurer=row.insurer_code or "",
        member_number=row.member_number or "",
    )


def patient_brief(number: int) -> PatientRow:
    """Return one patient. In a transaction.

    Raises:
        UnknownPatient: There is none.
    """
    found = patient_rows().where(Patient.id == number).first()
    if found is None:
        raise unknown(medical_id(number))
    return as_row(found)


def patient(number: int) -> Any:
    """Return the row of one patient. In a transaction.

    Raises:
        UnknownPatient: There is none.
    """
    found = Patient.get_or_none(Patient.id == number)
    if found is None:
        raise unknown(medical_id(number))
    return found


def name_of(subject: str) -> str:
    """Return the name of a subject of the audit log, or empty. In a transaction."""
    number = number_of(subject)
    found = None if number is None else Patient.get_or_none(Patient.id == number)
    return "" if found is None else str(found.full_name)


def unmerged(number: int) -> Any:
    """Return the row of one patient that is nobody else's. In a transaction.

    Raises:
        UnknownPatient: There is none.
        MergedPatient: It was merged into another, which is named.
    """
    found = patient(number)
    survivor = survivor_of(number)
    if survivor != number:
        raise MergedPatient(number, survivor)
    return found


def living(number: int) -> Any:
    """Return the row of one patient who can come. In a transaction.

    Raises:
        UnknownPatient: There is none.
        MergedPatient: It was merged into another, which is named.
        PatientDied: The record says so.
    """
    found = unmerged(number)
    if found.died_on is not None:
        raise PatientDied(found)
    return found


def number_typed(text: str) -> int:
    """Return the number that a typed or scanned medical ID says.

    Raises:
        WrongMedicalId: It is mistyped.
        UnknownPatient: It is no medical ID.
    """
    number = number_in(text)
    if number is None:
        raise unknown(printable(text.strip(), 20) or "''")
    return number


def unknown(name: str) -> UnknownPatient:
    """Return the error that says who is not there."""
    return UnknownPatient(
        _("There is no patient {name}.").format(name=name),
        hint=_("Type the number on the card, such as P1234V, or look for the name."),
    )


def survivor_of(number: int) -> int:
    """Return the record that stands for this one: itself, or where the links end.

    In a transaction.
    """
    link = PatientLink.select().where(
        PatientLink.patient == number, PatientLink.undone_at.is_null()
    )
    found = link.first()
    return number if found is None else survivor_of(found.survivor_id)


def numbers_of(number: int) -> tuple[int, ...]:
    """Return the record and all that were merged into it, however far away.

    What a question about a patient has to look at. In a transaction.
    """
    mine = Patient.select(Patient.id).where(Patient.id == number)
    start = mine.cte("same", recursive=True, columns=("id",))
    further = PatientLink.select(PatientLink.patient).join(
        start, on=(PatientLink.survivor == start.c.id)
    )
    same = start.union(further.where(PatientLink.undone_at.is_null()))
    return tuple(sorted(number for (number,) in same.select_from(same.c.id).tuples()))
