"""What nurses found and did: signs, urgency and care, as the record shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from db.nurse import CareGiven, Triage, VitalSign
from db.people import User
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.nurse.judging import Judgement, judge
from wema_tui.services.nurse.signs import SIGNS
from wema_tui.services.patients.records import require_records
from wema_tui.services.patients.rows import (
    PatientRow,
    numbers_of,
    patient_brief,
    survivor_of,
)
from wema_tui.services.session import Session

_MOST = 1000  # rows of one patient


@dataclass(frozen=True)
class Reading:
    """One value of one sign that stands.

    Attributes:
        id: Its row.
        visit_id: The visit in which it was measured.
        at: When it was measured, in UTC.
        by: Who recorded it, or who corrected it last.
        sign: Which sign.
        value: In its smallest unit.
        judgement: What it meant at the age of that day.
        is_confirmed: It was improbable, and looked at twice.
        is_corrected: Another value stood there before.
        note: What was added to it, or why it was corrected.
    """

    id: int
    visit_id: int
    at: datetime
    by: str
    sign: str
    value: int
    judgement: Judgement
    is_confirmed: bool
    is_corrected: bool
    note: str


@dataclass(frozen=True)
class CareLine:
    """One thing that was given or done.

    Attributes:
        id: Its row.
        visit_id: In which visit.
        at: When, in UTC.
        by: Who.
        kind: One of `care.KINDS`.
        what: The medicine, or what was done.
        dose: Empty for none.
        route: Empty for none.
        note: Empty for none.
        is_card_scanned: The patient's card was scanned; else the patient was asked.
        is_pack_scanned: The pack was scanned.
        taken_back: Why it is wrong; empty while it stands.
        taken_back_by: Who said so.
    """

    id: int
    visit_id: int
    at: datetime
    by: str
    kind: str
    what: str
    dose: str
    route: str
    note: str
    is_card_scanned: bool
    is_pack_scanned: bool
    taken_back: str
    taken_back_by: str


@dataclass(frozen=True)
class TriageLine:
    """How urgent a visit was found to be.

    Attributes:
        visit_id: Which visit.
        at: When, in UTC.
        by: Who decided.
        urgency: One of `visits.rules.URGENCIES`.
        note: Empty for none.
    """

    visit_id: int
    at: datetime
    by: str
    urgency: str
    note: str


@dataclass(frozen=True)
class NursingRecord:
    """All of it about one patient, the newest first.

    Attributes:
        patient: Whose.
        readings: The values that stand.
        care: What was given and done; what was taken back too.
        triages: How urgent each visit was.
    """

    patient: PatientRow
    readings: tuple[Reading, ...]
    care: tuple[CareLine, ...]
    triages: tuple[TriageLine, ...]

    def trend(self, sign: str) -> tuple[Reading, ...]:
        """Return the values of one sign, the oldest first."""
        return tuple(r for r in reversed(self.readings) if r.sign == sign)

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs that were ever measured."""
        measured = {reading.sign for reading in self.readings}
        return tuple(name for name in SIGNS if name in measured)


def open_record(session: Session, number: int, *, request_id: str) -> NursingRecord:
    """Open what nurses found and did; that it was opened is in the log.

    Safe to repeat.

    Args:
        session: Who looks.
        number: The patient's.
        request_id: Made when it was asked for: it counts once.

    Raises:
        UnknownPatient: There is none.
        RecordClosed: The patient is not in care, and there is no emergency access.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    with audited_write(session, "records.see", request_id) as act:
        access = require_records(session, number)
        record = _record(session, number)
        if not act.done_before:
            act.record("record.open", record.patient.subject, access.told)
    return record


def nursing_record(session: Session, number: int) -> NursingRecord:
    """Return again what the person has opened just before.

    Raises:
        UnknownPatient, RecordClosed: As for `open_record`.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require_records(session, number)
    with session.read():
        return _record(session, number)


def _record(session: Session, number: int) -> NursingRecord:
    patient = patient_brief(survivor_of(number))
    numbers = numbers_of(patient.number)
    return NursingRecord(
        patient,
        tuple(_readings(session, patient, numbers)),
        tuple(_care(numbers)),
        tuple(_triages(numbers)),
    )


def _rows(model: Any, numbers: tuple[int, ...]) -> list[Any]:
    return list(
        model.select(model, User)
        .join(User, JOIN.LEFT_OUTER, on=(model.user == User.id))
        .where(model.patient.in_(numbers))
        .order_by(model.id.desc())
        .limit(_MOST)
    )


def _readings(
    session: Session, patient: PatientRow, numbers: tuple[int, ...]
) -> list[Reading]:
    rows = {row.id: row for row in _rows(VitalSign, numbers)}
    replaced = {row.replaces_id for row in rows.values()}
    found = []
    for row in rows.values():
        if row.id in replaced or row.value is None:
            continue
        first = row
        while first.replaces_id in rows:
            first = rows[first.replaces_id]
        day = session.clock.at_clinic(first.at).date()
        age = None if patient.born is None else patient.born.age(day)
        found.append(
            Reading(
                id=row.id,
                visit_id=row.visit_id,
                at=first.at,
                by=_by(row),
                sign=row.sign,
                value=row.value,
                judgement=judge(row.sign, row.value, age),
                is_confirmed=bool(row.is_confirmed),
                is_corrected=row.replaces_id is not None,
                note=row.note or "",
            )
        )
    return sorted(found, key=lambda reading: reading.at, reverse=True)


def _care(numbers: tuple[int, ...]) -> list[CareLine]:
    rows = _rows(CareGiven, numbers)
    undone = {row.reverses_id: row for row in rows}
    found = []
    for row in rows:
        if row.reverses_id is not None:
            continue
        back = undone.get(row.id)
        found.append(
            CareLine(
                id=row.id,
                visit_id=row.visit_id,
                at=row.at,
                by=_by(row),
                kind=row.kind,
                what=row.what,
                dose=row.dose or "",
                route=row.route or "",
                note=row.note or "",
                is_card_scanned=row.patient_proved == "scanned",
                is_pack_scanned=row.scan_code is not None,
                taken_back="" if back is None else back.note,
                taken_back_by="" if back is None else _by(back),
            )
        )
    return found


def _triages(numbers: tuple[int, ...]) -> list[TriageLine]:
    return [
        TriageLine(row.visit_id, row.at, _by(row), row.urgency, row.note or "")
        for row in _rows(Triage, numbers)
    ]


def _by(row: Any) -> str:
    return row.user.full_name if row.user_id else ""
