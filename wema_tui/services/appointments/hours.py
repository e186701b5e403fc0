"""When doctors receive: their hours of each week."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.appointments import DoctorAbsence, DoctorHours
from db.people import User
from wema_tui.days import time_text, weekday_names
from wema_tui.i18n import _
from wema_tui.services.appointments.errors import (
    BadHours,
    HoursMeet,
    NoDoctor,
)
from wema_tui.services.appointments.rules import (
    LONGEST_SLOT,
    MOST_PLACES,
    SHORTEST_SLOT,
    Absence,
    Hours,
    Timetable,
    is_within,
)
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.clinic.setting_table import DAYS
from wema_tui.services.clinic.settings import settings_inside
from wema_tui.services.session import Session

_RECEIVES = (User.role == "DOCTOR") & (User.state == "active")


@dataclass(frozen=True)
class NewHours:
    """What is to be added: the same on one or several days of the week.

    Attributes:
        weekdays: 0 Monday to 6 Sunday.
        starts: Minutes since midnight.
        ends: The same.
        slot_minutes: How long a slot is.
        places: Patients in one slot.
        from_day: The first day.
        until_day: The last; None while it goes on.
    """

    weekdays: Collection[int]
    starts: int
    ends: int
    slot_minutes: int
    places: int
    from_day: date
    until_day: date | None = None


def timetable(session: Session, doctor_id: int) -> Timetable:
    """Return the hours and absences of a doctor that are not over.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be read.
    """
    require(session, "appointments.see")
    with session.read():
        return timetable_of(doctor_id, session.clock.today())


def timetable_of(doctor_id: int, since: date) -> Timetable:
    """Return what of a timetable holds on *since* or later. In a transaction."""
    hours = (
        DoctorHours.select()
        .where(
            DoctorHours.doctor == doctor_id,
            DoctorHours.until_day.is_null() | (DoctorHours.until_day >= since),
        )
        .order_by(DoctorHours.weekday, DoctorHours.starts_minute, DoctorHours.id)
    )
    absences = (
        DoctorAbsence.select()
        .where(
            DoctorAbsence.doctor == doctor_id,
            DoctorAbsence.last_day >= since,
            DoctorAbsence.withdrawn_at.is_null(),
        )
        .order_by(DoctorAbsence.first_day, DoctorAbsence.id)
    )
    return Timetable(tuple(map(_hours, hours)), tuple(map(_absence, absences)))


def doctor(doctor_id: int) -> Any:
    """Return the account of somebody who receives patients. In a transaction.

    Raises:
        NoDoctor: It is another role's, or closed.
    """
    user = User.get_or_none(User.id == doctor_id, _RECEIVES)
    if user is None:
        raise NoDoctor(
            _("No doctor works under this account."),
            hint=_("Choose another doctor from the list."),
        )
    return user


def receives(doctor_id: int) -> bool:
    """Return whether this is the account of somebody who receives. In a transaction."""
    return bool(User.select().where(User.id == doctor_id, _RECEIVES).exists())


def add_hours(
    session: Session, doctor_id: int, new: NewHours, *, request_id: str
) -> str:
    """Let a doctor receive on days of each week. Safe to repeat.

    Returns:
        A warning, if some of it is outside the clinic's opening hours; else nothing.

    Raises:
        BadHours: It cannot be, or has no slot.
        HoursMeet: The doctor receives at that time already.
        NoDoctor: It is no doctor's account.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
        ValueError: A day of the week that is none.
    """
    with audited_write(session, "appointments.hours", request_id) as act:
        added = _each_day(new)
        if act.done_before:
            return _outside(added)
        user = doctor(doctor_id)
        _refuse_bad(new, act.today)
        known = timetable_of(user.id, new.from_day).hours
        for each in added:
            _refuse_meeting(each, known)
            DoctorHours.create(
                doctor=user.id,
                weekday=each.weekday,
                starts_minute=each.starts,
                ends_minute=each.ends,
                slot_minutes=each.slot_minutes,
                places=each.places,
                from_day=each.from_day,
                until_day=each.until_day,
            )
        act.record("doctor.hours", f"user:{user.id}", {"after": _told(new)})
        return _outside(added)


def end_hours(
    session: Session, hours_id: int, *, last_day: date, request_id: str
) -> None:
    """Let hours hold no more after a day. Safe to repeat. Nothing is cancelled by it.

    Raises:
        BadHours: They have ended already, or the day has been.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "appointments.hours", request_id) as act:
        if act.done_before:
            return
        row = DoctorHours.get_or_none(DoctorHours.id == hours_id)
        yesterday = act.today - timedelta(days=1)
        if row is None or (row.until_day is not None and row.until_day <= last_day):
            raise BadHours(
                _("These hours have ended already."), hint=_("Look at the list again.")
            )
        if last_day < yesterday:
            raise BadHours(
                _("The past cannot be changed."),
                hint=_("The last day may be yesterday, today or a later one."),
            )
        DoctorHours.update(until_day=last_day).where(DoctorHours.id == row.id).execute()
        before = None if row.until_day is None else str(row.until_day)
        act.record(
            "doctor.hours_end",
            f"user:{row.doctor_id}",
            {
                "hours": row.id,
                "before": {"until_day": before},
                "after": {"until_day": str(last_day)},
            },
        )


def _each_day(new: NewHours) -> list[Hours]:
    if not new.weekdays or not set(new.weekdays) <= set(range(len(DAYS))):
        raise ValueError(f"no days of the week: {new.weekdays}")
    return [
        Hours(
            weekday,
            new.starts,
            new.ends,
            new.slot_minutes,
            new.places,
            new.from_day,
            new.until_day,
        )
        for weekday in sorted(set(new.weekdays))
    ]


def _refuse_bad(new: NewHours, today: date) -> None:
    if not SHORTEST_SLOT <= new.slot_minutes <= LONGEST_SLOT:
        raise BadHours(
            _("A slot has {low} to {high} minutes.").format(
                low=SHORTEST_SLOT, high=LONGEST_SLOT
            ),
            hint=_("Type for instance: 20."),
        )
    if not 1 <= new.places <= MOST_PLACES:
        raise BadHours(
            _("A slot has 1 to {high} places.").format(high=MOST_PLACES),
            hint=_("Type how many patients may come at the same time."),
        )
    if not 0 <= new.starts <= new.starts + new.slot_minutes <= new.ends <= 24 * 60:
        raise BadHours(
            _("Not even one slot fits between these times."),
            hint=_("The hours end at least one slot after they begin."),
        )
    if new.from_day < today or (new.until_day or date.max) < new.from_day:
        raise BadHours(
            _("These days cannot be."),
            hint=_("The first day is today or later, the last not before the first."),
        )


def _refuse_meeting(each: Hours, known: Collection[Hours]) -> None:
    other = next(filter(each.meets, known), None)
    if other is not None:
        raise HoursMeet(
            _("The doctor receives on {day} from {start} to {end} already.").format(
                day=weekday_names()[other.weekday],
                start=time_text(other.starts),
                end=time_text(other.ends),
            ),
            hint=_("End those hours first, or choose other times."),
        )


def _outside(added: Collection[Hours]) -> str:
    opening = settings_inside().opening_hours
    for each in added:
        open_then = opening[DAYS[each.weekday]]
        if not is_within(open_then, each.starts, each.ends):
            return _("Outside the clinic's opening hours: {day}, {hours}.").format(
                day=weekday_names()[each.weekday], hours=open_then
            )
    return ""


def _told(new: NewHours) -> dict[str, Any]:
    return {
        "weekdays": sorted(set(new.weekdays)),
        "starts_minute": new.starts,
        "ends_minute": new.ends,
        "slot_minutes": new.slot_minutes,
        "places": new.places,
        "from_day": str(new.from_day),
        "until_day": None if new.until_day is None else str(new.until_day),
    }


def _hours(row: Any) -> Hours:
    return Hours(
        row.weekday,
        row.starts_minute,
        row.ends_minute,
        row.slot_minutes,
        row.places,
        row.from_day,
        row.until_day,
        row.id,
    )


def _absence(row: Any) -> Absence:
    return Absence(row.first_day, row.last_day, row.reason, row.id)
