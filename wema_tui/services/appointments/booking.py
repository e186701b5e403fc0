"""Book an appointment, move it, cancel it."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.appointments import Appointment
from wema_tui.i18n import _
from wema_tui.services.appointments.errors import NotOpenAnyMore, UnknownAppointment
from wema_tui.services.appointments.placing import Wish, placed
from wema_tui.services.appointments.rows import Booked, State, appointments, plain
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.patients.rows import living, survivor_of
from wema_tui.services.session import Session
from wema_tui.text import clean


def book(
    session: Session, *, patient: int, wish: Wish, reason: str, request_id: str
) -> Booked:
    """Have a patient come at a time. Safe to repeat.

    Of two desks that book the last place one gets it, and the other is told.

    Args:
        session: Who books.
        patient: The patient's number.
        wish: When, and to whom.
        reason: What for; may be empty.
        request_id: Made when the form opened.

    Raises:
        UnknownPatient, MergedPatient, PatientDied: There is nobody to come.
        NoDoctor, DoctorAway, NoSlot, TimeIsPast: Nobody receives then.
        SlotFull: All places are taken, and it was not to be an extra.
        BookedAlready: The patient has another appointment that is in the way.
        LongText, UnsafeText: The reason cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was booked.
    """
    with audited_write(session, "appointments.book", request_id) as act:
        if act.done_before:
            return _read(subject_of_repeat(act, "appointment.book"), act.today)
        number = living(patient).id
        why = clean(reason, what=_("Reason"), limit=300, required=False)
        row = placed(act, number, wish, why, moved_from=None)
        act.record(
            "appointment.book",
            f"appointment:{row.id}",
            {"patient": f"patient:{number}", "after": _told(row)},
        )
        return _read(row.id, act.today)


def move(
    session: Session, appointment_id: int, *, wish: Wish, reason: str, request_id: str
) -> Booked:
    """Let a patient come at another time or to another doctor, in one act.

    The old appointment is cancelled, and the new one names it. Of merged records it
    is booked for the one that goes on. Safe to repeat.

    Args:
        session: Who moves it.
        appointment_id: Row of the old one.
        wish: When instead, and to whom.
        reason: Why it is moved.
        request_id: Made when the form opened.

    Raises:
        UnknownAppointment: There is no such appointment.
        NotOpenAnyMore: It cannot be moved any more.
        PatientDied, NoDoctor, DoctorAway, NoSlot, TimeIsPast, SlotFull, BookedAlready,
        RequestReused, EmptyText, LongText, UnsafeText, PermissionDenied, SessionEnded,
        DatabaseTrouble: As for `book`; the old one stands.
    """
    with audited_write(session, "appointments.book", request_id) as act:
        if act.done_before:
            return _read(subject_of_repeat(act, "appointment.move"), act.today)
        old = _open(appointment_id, act.today)
        number = living(survivor_of(old.patient)).id
        why = _cancel(act, old, reason)
        row = placed(act, number, wish, old.reason, moved_from=old.id)
        act.record(
            "appointment.move",
            f"appointment:{row.id}",
            {
                "patient": f"patient:{number}",
                "before": {"appointment": old.id} | _when(old),
                "after": _told(row),
                "reason": why,
            },
        )
        return _read(row.id, act.today)


def cancel(
    session: Session, appointment_id: int, *, reason: str, request_id: str
) -> None:
    """Cancel an appointment. Safe to repeat.

    Raises:
        UnknownAppointment: There is no such appointment.
        NotOpenAnyMore: It was cancelled or moved, the patient came, or it is over.
        EmptyText, LongText, UnsafeText: The reason cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was cancelled.
    """
    with audited_write(session, "appointments.book", request_id) as act:
        if act.done_before:
            return
        old = _open(appointment_id, act.today)
        why = _cancel(act, old, reason)
        act.record(
            "appointment.cancel",
            f"appointment:{old.id}",
            {"patient": f"patient:{old.patient}", "before": _when(old), "reason": why},
        )


def appointment(session: Session, appointment_id: int) -> Booked:
    """Return one appointment as it is now.

    Raises:
        UnknownAppointment: There is no such appointment.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be read.
    """
    require(session, "appointments.see")
    with session.read():
        return _read(appointment_id, session.clock.today())


def _read(appointment_id: int, today: date) -> Booked:
    found = appointments().where(Appointment.id == appointment_id).first()
    if found is None:
        raise UnknownAppointment(
            _("There is no such appointment."), hint=_("Look at the list again.")
        )
    return plain(found, today)


def _open(appointment_id: int, today: date) -> Booked:
    """Return an appointment that may still be moved or cancelled."""
    found = _read(appointment_id, today)
    if found.state is not State.BOOKED:
        why = {
            State.CAME: _("The patient has come to this appointment."),
            State.MISSED: _("The day of this appointment is over."),
            State.CANCELLED: _("This appointment was cancelled already."),
            State.MOVED: _("This appointment was moved already."),
        }[found.state]
        raise NotOpenAnyMore(why, hint=_("Book a new one if the patient is to come."))
    return found


def _cancel(act: Act, old: Booked, reason: str) -> str:
    why = clean(reason, what=_("Reason"), limit=300)
    Appointment.update(
        cancelled_at=act.now, cancelled_by=act.session.user_id, cancel_reason=why
    ).where(Appointment.id == old.id).execute()
    return why


def _told(row: Any) -> dict[str, Any]:
    return {
        "doctor": f"user:{row.doctor_id}",
        "day": str(row.day),
        "minute": row.minute,
        "reason": row.reason,
        "is_extra": row.is_extra,
    }


def _when(old: Booked) -> dict[str, Any]:
    return {
        "doctor": f"user:{old.doctor_id}",
        "day": str(old.day),
        "minute": old.minute,
    }
