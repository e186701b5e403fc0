"""A patient's visit at a glance, and what reception should know before a check-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from db.appointments import Appointment
from db.people import User
from db.price_list import Insurer
from db.visits import ServicePoint, Visit
from wema_tui.services.audit.trail import require
from wema_tui.services.clinic.settings import settings_inside
from wema_tui.services.patients.rows import (
    PatientRow,
    numbers_of,
    patient_brief,
    unmerged,
)
from wema_tui.services.session import Session
from wema_tui.services.visits.places import facts_of, open_visit_of
from wema_tui.services.visits.points import point_words
from wema_tui.services.visits.queues import urgency_of
from wema_tui.services.visits.stages import Stage, stage_of


@dataclass(frozen=True)
class VisitBrief:
    """One visit at a glance.

    Attributes:
        id: Its row.
        patient: Number of the record that it was opened for.
        opened_at: When the patient was checked in, in UTC.
        reason: Why the patient has come.
        point: The service point that was asked for.
        doctor: The doctor that was asked for; empty for anybody.
        insurer: Code of who pays; empty for the patient.
        urgency: One of `rules.URGENCIES`; None before triage.
        stage: Where the patient stands.
    """

    id: int
    patient: int
    opened_at: datetime
    reason: str
    point: str
    doctor: str
    insurer: str
    urgency: str | None
    stage: Stage


@dataclass(frozen=True)
class Expected:
    """An appointment of today that nobody has come for yet.

    Attributes:
        id: Its row.
        minute: When, since midnight.
        doctor_id: With whom.
        doctor: That doctor's name.
        reason: What for.
    """

    id: int
    minute: int
    doctor_id: int
    doctor: str
    reason: str


@dataclass(frozen=True)
class Arrival:
    """What there is to know before a patient is checked in.

    Attributes:
        patient: Who has come.
        visit: The visit that is open already; None for none.
        is_first_of_year: There was no visit in this calendar year.
        appointment: The next one of today; None for none.
        currency: ISO 4217 code of what is charged.
    """

    patient: PatientRow
    visit: VisitBrief | None
    is_first_of_year: bool
    appointment: Expected | None
    currency: str


def visit_of(session: Session, patient: int) -> VisitBrief | None:
    """Return the open visit of a patient, whichever record it stands on; or None.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be read.
    """
    require(session, "visits.see")
    with session.read():
        return visit_inside(patient)


def arrival_of(session: Session, patient: int) -> Arrival:
    """Return what reception should know of somebody who stands at the desk.

    Raises:
        UnknownPatient: There is no such patient.
        MergedPatient: The record belongs to another one, which is named.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be read.
    """
    require(session, "visits.open")
    today = session.clock.today()
    with session.read():
        unmerged(patient)
        numbers = numbers_of(patient)
        return Arrival(
            patient_brief(patient),
            visit_inside(patient),
            is_first_of_year(numbers, today),
            _expected(numbers, today),
            settings_inside().currency,
        )


def visit_inside(patient: int) -> VisitBrief | None:
    """Return the open visit of a patient. In a transaction."""
    found = open_visit_of(numbers_of(patient))
    return None if found is None else brief_of(found.id)


def brief_of(visit_id: int) -> VisitBrief:
    """Return one visit at a glance. In a transaction."""
    row: Any = _VISITS.where(Visit.id == visit_id).get()
    return VisitBrief(
        id=row.id,
        patient=row.patient_id,
        opened_at=row.opened_at,
        reason=row.reason,
        point=point_words(row.point.code, row.point.name),
        doctor=row.doctor.full_name if row.doctor_id else "",
        insurer=row.insurer.code if row.insurer_id else "",
        urgency=row.urgency,
        stage=stage_of(facts_of(row)),
    )


def is_first_of_year(
    numbers: tuple[int, ...], day: date, before: int | None = None
) -> bool:
    """Return whether a person had no visit yet in the calendar year of *day*.

    In a transaction.

    Args:
        numbers: Of all records of that person.
        day: Of the visit in question.
        before: That visit; None when there is none yet.
    """
    earlier = (
        Visit.patient.in_(numbers)
        & Visit.day.between(date(day.year, 1, 1), date(day.year, 12, 31))
        & (Visit.outcome.is_null() | (Visit.outcome != "left"))
    )
    if before is not None:
        earlier &= Visit.id < before
    return not Visit.select().where(earlier).exists()


def _expected(numbers: tuple[int, ...], today: date) -> Expected | None:
    rows = (
        Appointment.select(Appointment, User)
        .join(User, on=(Appointment.doctor == User.id))
        .switch(Appointment)
        .join(Visit, JOIN.LEFT_OUTER, on=(Visit.appointment == Appointment.id))
        .where(
            Appointment.patient.in_(numbers),
            Appointment.day == today,
            Appointment.cancelled_at.is_null(),
            Visit.id.is_null(),
        )
        .order_by(Appointment.minute, Appointment.id)
    )
    for row in rows:
        doctor = row.doctor
        return Expected(row.id, row.minute, doctor.id, doctor.full_name, row.reason)
    return None


_VISITS = (
    Visit.select(
        Visit, ServicePoint, User, Insurer, urgency_of(Visit.id).alias("urgency")
    )
    .join(ServicePoint)
    .switch(Visit)
    .join(User, JOIN.LEFT_OUTER, on=(Visit.doctor == User.id))
    .switch(Visit)
    .join(Insurer, JOIN.LEFT_OUTER, on=(Visit.insurer == Insurer.id))
)
