"""Who comes today, who is to be phoned, who must be given another time."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import and_
from typing import Any

from peewee import SQL

from db.appointments import Appointment
from db.patients import Patient
from db.visits import Visit
from wema_tui.phones import part_of_phone
from wema_tui.services.appointments.hours import receives, timetable_of
from wema_tui.services.appointments.rows import STANDS, Booked, appointments, plain
from wema_tui.services.appointments.rules import slot_at, slots_of
from wema_tui.services.audit.trail import require
from wema_tui.services.clinic.setting_kinds import CLOSED
from wema_tui.services.clinic.setting_table import DAYS
from wema_tui.services.clinic.settings import settings_inside
from wema_tui.services.paging import Page, page_in, page_of
from wema_tui.services.patients.rows import numbers_of, survivor_of
from wema_tui.services.patients.rules import number_in
from wema_tui.services.session import Session
from wema_tui.text import folded, is_safe


def next_open_day(session: Session, after: date) -> date:
    """Return the first day after *after* on which the clinic is open.

    The next one, if the clinic never is.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be known.
    """
    require(session, "appointments.see")
    coming = [after + timedelta(days=n) for n in range(1, len(DAYS) + 1)]
    with session.read():
        hours = settings_inside().opening_hours
    is_open = (day for day in coming if hours[DAYS[day.weekday()]] != CLOSED)
    return next(is_open, coming[0])


def to_phone(
    session: Session, day: date, text: str = "", *, offset: int = 0, limit: int = 20
) -> Page[Booked]:
    """Return who is to come on *day*, in the order of the times: to be phoned before.

    Args:
        session: Who asks.
        day: Of the clinic.
        text: Parts of the patient's name or phone, or the medical ID; empty for all.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        WrongMedicalId: The medical ID is mistyped.
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, "appointments.see")
    return _page(session, Appointment.day == day, text, offset, limit)


def due_today(
    session: Session, text: str = "", *, offset: int = 0, limit: int = 20
) -> Page[Booked]:
    """Return who is to come today and has not come, in the order of the times.

    Args:
        session: Who asks.
        text: As for `to_phone`.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        WrongMedicalId: The medical ID is mistyped.
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, "appointments.see")
    is_due = (Appointment.day == session.clock.today()) & Visit.id.is_null()
    return _page(session, is_due, text, offset, limit)


def coming(session: Session, number: int, *, limit: int = 3) -> tuple[Booked, ...]:
    """Return the next appointments of one patient, from today on.

    Args:
        session: Who asks.
        number: The patient's.
        limit: How many to return at most.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, "appointments.see")
    today = session.clock.today()
    is_coming = (Appointment.day >= today) & Visit.id.is_null() & STANDS
    with session.read():
        is_of = Appointment.patient.in_(numbers_of(survivor_of(number)))
        rows = appointments().where(is_of & is_coming).limit(limit)
        return tuple(plain(row, today) for row in rows)


def to_be_moved(
    session: Session, text: str = "", *, offset: int = 0, limit: int = 20
) -> Page[Booked]:
    """Return who is booked from today on at a time at which nobody receives any more.

    The doctor is away, has other hours, or works here no more.

    Args:
        session: Who asks.
        text: As for `to_phone`.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        WrongMedicalId: The medical ID is mistyped.
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, "appointments.see")
    today = session.clock.today()
    with session.read():
        is_coming = (Appointment.day >= today) & Visit.id.is_null()
        query = appointments().where(is_coming & STANDS & _has(text))
        found = [plain(row, today) for row in query]
        lost = _without_slot(found, today)
    return page_in(lost, offset=offset, limit=limit)


def _without_slot(found: list[Booked], today: date) -> list[Booked]:
    times = {
        each: timetable_of(each, today)
        for each in {row.doctor_id for row in found}
        if receives(each)
    }
    return [
        row
        for row in found
        if row.doctor_id not in times
        or slot_at(slots_of(times[row.doctor_id], row.day), row.minute) is None
    ]


def _page(
    session: Session, condition: Any, text: str, offset: int, limit: int
) -> Page[Booked]:
    today = session.clock.today()
    with session.read():
        query = appointments().where(condition & STANDS & _has(text))
        return page_of(query, lambda row: plain(row, today), offset=offset, limit=limit)


def _has(text: str) -> Any:
    """Return the condition that an appointment is of a patient who is meant."""
    if not is_safe(text):
        return SQL("1 = 0")  # nobody is called so, and not every engine takes it
    number = number_in(text)
    if number is not None:
        return Appointment.patient.in_(numbers_of(number))
    words = (
        Patient.name_key.contains(folded(word))
        | Patient.phone.contains(part_of_phone(word) or word)
        for word in text.split()
    )
    return reduce(and_, words, SQL("1 = 1"))
