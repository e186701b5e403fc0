"""A doctor's day and week, with what is free; and who receives at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from db.appointments import Appointment
from db.people import User
from wema_tui.services.accounts.finding import matching
from wema_tui.services.appointments.hours import timetable_of
from wema_tui.services.appointments.rows import STANDS, Booked, appointments, plain
from wema_tui.services.appointments.rules import Absence, Slot, Timetable, slots_of
from wema_tui.services.audit.trail import require
from wema_tui.services.clinic.setting_table import DAYS
from wema_tui.services.clinic.settings import settings_inside
from wema_tui.services.paging import Page, page_of
from wema_tui.services.session import Session

WEEK: Final = 7
_LOOK_AHEAD: Final = 28  # days, for the next free slot


@dataclass(frozen=True)
class SlotView:
    """One slot and who comes then, in the order of booking.

    Attributes:
        slot: When, how long, for how many.
        booked: Who comes, or came.
        is_past: It has begun, so that nobody can be booked any more.
    """

    slot: Slot
    booked: tuple[Booked, ...]
    is_past: bool = False

    @property
    def free(self) -> int:
        """How many places can still be had."""
        return 0 if self.is_past else max(0, self.slot.places - len(self.booked))


@dataclass(frozen=True)
class DayView:
    """One day of a doctor.

    Attributes:
        day: Which.
        slots: In order; none while the doctor is away.
        others: Booked at a time at which there is no slot any more: to be moved.
        absence: Why the doctor is away, if so.
        opening: The clinic's hours on that day: `08:00-16:00`, or `closed`.
    """

    day: date
    slots: tuple[SlotView, ...]
    others: tuple[Booked, ...]
    absence: Absence | None
    opening: str


@dataclass(frozen=True)
class DoctorRow:
    """A doctor in a list.

    Attributes:
        id: Row of the account.
        employee_id: `DOC001`.
        full_name: As the doctor writes it.
        places_today: In all slots of today.
        booked_today: How many come, or came.
        next_free: Day and minute of the next free slot within four weeks, if any.
    """

    id: int
    employee_id: str
    full_name: str
    places_today: int
    booked_today: int
    next_free: tuple[date, int] | None


def doctors(
    session: Session, text: str = "", *, offset: int = 0, limit: int = 20
) -> Page[DoctorRow]:
    """Return who receives patients, in the order of their names.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, "appointments.see")
    today = session.clock.today()
    query = (
        User.select()
        .where(User.role == "DOCTOR", User.state == "active", matching(text))
        .order_by(User.name_key, User.id)
    )
    with session.read():
        return page_of(
            query, lambda row: _doctor(session, row, today), offset=offset, limit=limit
        )


def day_of(session: Session, doctor_id: int, day: date) -> DayView:
    """Return one day of a doctor.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "appointments.see")
    with session.read():
        return _views(session, doctor_id, day, 1)[0]


def week_of(session: Session, doctor_id: int, day: date) -> tuple[DayView, ...]:
    """Return the seven days, from Monday, of the week that *day* is in.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "appointments.see")
    with session.read():
        monday = day - timedelta(days=day.weekday())
        return _views(session, doctor_id, monday, WEEK)


def _views(
    session: Session, doctor_id: int, first: date, n: int
) -> tuple[DayView, ...]:
    """Return *n* days of a doctor. Inside a read."""
    here = session.clock.at_clinic(session.clock.now())
    now = here.date(), here.hour * 60 + here.minute
    days = [first + timedelta(days=ahead) for ahead in range(n)]
    times = timetable_of(doctor_id, first)
    opening = settings_inside().opening_hours
    booked = [
        plain(row, here.date())
        for row in appointments().where(
            Appointment.doctor == doctor_id,
            Appointment.day.between(days[0], days[-1]),
            STANDS,
        )
    ]
    return tuple(
        _view(
            day,
            [each for each in booked if each.day == day],
            times,
            opening[DAYS[day.weekday()]],
            now,
        )
        for day in days
    )


def _view(
    day: date,
    booked: list[Booked],
    times: Timetable,
    opening: str,
    now: tuple[date, int],
) -> DayView:
    slots = tuple(
        SlotView(
            slot,
            tuple(each for each in booked if each.minute == slot.minute),
            (day, slot.minute) < now,
        )
        for slot in slots_of(times, day)
    )
    placed = {each.slot.minute for each in slots}
    others = tuple(each for each in booked if each.minute not in placed)
    return DayView(day, slots, others, times.absence_on(day), opening)


def _doctor(session: Session, row: Any, today: date) -> DoctorRow:
    days = _views(session, row.id, today, _LOOK_AHEAD)
    free = (
        (day.day, each.slot.minute) for day in days for each in day.slots if each.free
    )
    return DoctorRow(
        row.id,
        row.employee_id,
        row.full_name,
        sum(each.slot.places for each in days[0].slots),
        sum(len(each.booked) for each in days[0].slots) + len(days[0].others),
        next(free, None),
    )
