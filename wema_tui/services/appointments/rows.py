"""Appointments as they are read, and what has become of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from peewee import JOIN

from db.appointments import Appointment
from db.patients import Patient
from db.people import User
from db.visits import Visit


class State(StrEnum):
    """What has become of an appointment. It is never stored."""

    BOOKED = "booked"
    CAME = "came"  # a visit names it
    MISSED = "missed"  # its day is over, and nobody came
    CANCELLED = "cancelled"
    MOVED = "moved"  # another one names it


@dataclass(frozen=True)
class Booked:
    """One appointment.

    Attributes:
        id: Its row.
        patient: Number of the patient.
        patient_name: As the patient writes it.
        phone: Of the patient, empty for none.
        doctor_id: Row of the doctor.
        doctor_name: As the doctor writes it.
        day: On which.
        minute: When, since midnight.
        reason: What for.
        is_extra: Beyond the places of its slot, on purpose.
        state: What has become of it.
        moved_from: The one that was moved here, if so.
        cancel_reason: Why it was cancelled or moved; empty if it was not.
    """

    id: int
    patient: int
    patient_name: str
    phone: str
    doctor_id: int
    doctor_name: str
    day: date
    minute: int
    reason: str
    is_extra: bool
    state: State
    moved_from: int | None
    cancel_reason: str


_later = Appointment.alias("later")

STANDS: Final = Appointment.cancelled_at.is_null() & (
    Patient.died_on.is_null() | (Patient.died_on >= Appointment.day)
)
"""Of appointments with their patients: not cancelled, nor of who had died by then."""


def appointments() -> Any:
    """Return the query of all appointments in order; `plain` makes them readable."""
    return (
        Appointment.select(
            Appointment,
            Patient.full_name.alias("patient_name"),
            Patient.phone.alias("phone"),
            User.full_name.alias("doctor_name"),
            Visit.id.alias("visit_id"),
            _later.id.alias("later_id"),
        )
        .join_from(Appointment, Patient)
        .join_from(Appointment, User, on=(Appointment.doctor == User.id))
        .join_from(
            Appointment,
            Visit,
            JOIN.LEFT_OUTER,
            on=(Visit.appointment == Appointment.id),
        )
        .join_from(
            Appointment,
            _later,
            JOIN.LEFT_OUTER,
            on=(_later.moved_from == Appointment.id),
        )
        .order_by(Appointment.day, Appointment.minute, Appointment.id)
        .objects()
    )


def plain(row: Any, today: date) -> Booked:
    """Return a row of `appointments` as it is on *today*, the clinic's date."""
    return Booked(
        id=row.id,
        patient=row.patient_id,
        patient_name=row.patient_name,
        phone=row.phone or "",
        doctor_id=row.doctor_id,
        doctor_name=row.doctor_name,
        day=row.day,
        minute=row.minute,
        reason=row.reason,
        is_extra=row.is_extra,
        state=_state(row, today),
        moved_from=row.moved_from_id,
        cancel_reason=row.cancel_reason or "",
    )


def _state(row: Any, today: date) -> State:
    if row.later_id is not None:
        return State.MOVED
    if row.cancelled_at is not None:
        return State.CANCELLED
    if row.visit_id is not None:
        return State.CAME
    return State.MISSED if row.day < today else State.BOOKED
