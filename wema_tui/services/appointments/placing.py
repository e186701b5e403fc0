"""Whether somebody can come at a time: all that may speak against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from db.appointments import Appointment
from db.patients import Patient
from wema_tui.days import day_words, time_text
from wema_tui.i18n import _
from wema_tui.services.appointments.errors import (
    BookedAlready,
    DoctorAway,
    NoSlot,
    SlotFull,
    TimeIsPast,
)
from wema_tui.services.appointments.hours import doctor, timetable_of
from wema_tui.services.appointments.rows import STANDS, appointments, plain
from wema_tui.services.appointments.rules import Slot, slot_at, slots_of
from wema_tui.services.audit.trail import Act
from wema_tui.services.patients.rows import numbers_of
from wema_tui.text import printable


@dataclass(frozen=True)
class Wish:
    """When somebody is to come, and to whom.

    Attributes:
        doctor_id: Row of the doctor.
        day: On which.
        minute: When the slot begins, since midnight.
        is_extra: Also if all places of the slot are taken.
    """

    doctor_id: int
    day: date
    minute: int
    is_extra: bool = False


def placed(
    act: Act, number: int, wish: Wish, reason: str, *, moved_from: int | None
) -> Any:
    """Enter an appointment, if nothing speaks against it. Inside the act's write.

    Args:
        act: Books it.
        number: The patient: alive, and of no merged record.
        wish: When, and to whom.
        reason: What for.
        moved_from: Row of the one that was cancelled for it, if any.

    Raises:
        NoDoctor, DoctorAway, NoSlot, TimeIsPast: Nobody receives then.
        SlotFull: All places are taken, and it was not to be an extra.
        BookedAlready: The patient has another appointment that is in the way.
    """
    user = doctor(wish.doctor_id)
    _refuse_past(act, wish)
    slot = _slot(wish)
    _refuse_double(number, wish, act.today)
    taken = (
        Appointment.select()
        .join(Patient)
        .where(
            Appointment.doctor == user.id,
            Appointment.day == wish.day,
            Appointment.minute == wish.minute,
            STANDS,
        )
        .count()
    )
    if taken >= slot.places and not wish.is_extra:
        raise SlotFull(
            _("{when} is full.").format(when=when_words(wish.day, wish.minute)),
            hint=_("Choose another time, or book it as an extra: F6 in the day."),
        )
    return Appointment.create(
        patient=number,
        doctor=user.id,
        day=wish.day,
        minute=wish.minute,
        reason=reason,
        is_extra=taken >= slot.places,
        booked_at=act.now,
        booked_by=act.session.user_id,
        moved_from=moved_from,
    )


def when_words(day: date, minute: int) -> str:
    """Return when somebody is to come: `Tuesday 2026-11-24, 08:30`."""
    return f"{day_words(day)}, {time_text(minute)}"


def _refuse_past(act: Act, wish: Wish) -> None:
    here = act.session.clock.at_clinic(act.latest)
    if (wish.day, wish.minute) < (here.date(), here.hour * 60 + here.minute):
        raise TimeIsPast(
            _("{when} has been already.").format(
                when=when_words(wish.day, wish.minute)
            ),
            hint=_("Choose a later time. Who is here now is checked in without one."),
        )


def _slot(wish: Wish) -> Slot:
    times = timetable_of(wish.doctor_id, wish.day)
    absence = times.absence_on(wish.day)
    if absence is not None:
        raise DoctorAway(
            _("The doctor is away from {first} to {last}: {reason}").format(
                first=absence.first_day,
                last=absence.last_day,
                reason=printable(absence.reason, 60),
            ),
            hint=_("Choose another day or another doctor."),
        )
    slot = slot_at(slots_of(times, wish.day), wish.minute)
    if slot is None:
        raise NoSlot(
            _("The doctor has no slot on {when}.").format(
                when=when_words(wish.day, wish.minute)
            ),
            hint=_("Choose one from the doctor's day."),
        )
    return slot


def _refuse_double(number: int, wish: Wish, today: date) -> None:
    in_the_way = appointments().where(
        Appointment.patient.in_(numbers_of(number)),
        Appointment.day == wish.day,
        Appointment.cancelled_at.is_null(),
        (Appointment.minute == wish.minute) | (Appointment.doctor == wish.doctor_id),
    )
    found = in_the_way.first()
    if found is not None:
        other = plain(found, today)
        raise BookedAlready(
            _("{name} comes to {doctor} already: {when}.").format(
                name=printable(other.patient_name, 60),
                doctor=printable(other.doctor_name, 60),
                when=when_words(other.day, other.minute),
            ),
            hint=_("Move that appointment, or choose another time."),
        )
