"""Days on which a doctor does not receive."""

from __future__ import annotations

from datetime import date
from typing import Final

from db.appointments import Appointment, DoctorAbsence
from db.patients import Patient
from wema_tui.i18n import _
from wema_tui.services.appointments.errors import BadAbsence
from wema_tui.services.appointments.hours import doctor
from wema_tui.services.appointments.rows import STANDS
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.session import Session
from wema_tui.text import clean

LONGEST_REASON: Final = 200


def add_absence(
    session: Session,
    doctor_id: int,
    *,
    first_day: date,
    last_day: date,
    reason: str,
    request_id: str,
) -> int:
    """Say that a doctor does not receive on some days. Safe to repeat.

    Appointments on these days stay until somebody has spoken with the patient:
    they are listed as to be moved.

    Returns:
        How many of these there are now.

    Raises:
        BadAbsence: The days cannot be.
        NoDoctor: It is no doctor's account.
        EmptyText, LongText, UnsafeText: The reason cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "appointments.hours", request_id) as act:
        if act.done_before:
            return _booked_between(doctor_id, first_day, last_day)
        user = doctor(doctor_id)
        why = clean(reason, what=_("Reason"), limit=LONGEST_REASON)
        if last_day < max(first_day, act.today):
            raise BadAbsence(
                _("The last day of the absence is too early."),
                hint=_("It is the first day or a later one, and not in the past."),
            )
        row = DoctorAbsence.create(
            doctor=user.id,
            first_day=first_day,
            last_day=last_day,
            reason=why,
            made_at=act.now,
        )
        days = {"first_day": str(first_day), "last_day": str(last_day), "reason": why}
        act.record(
            "doctor.absence", f"user:{user.id}", {"absence": row.id, "after": days}
        )
        return _booked_between(user.id, first_day, last_day)


def withdraw_absence(session: Session, absence_id: int, *, request_id: str) -> None:
    """Take an absence back: the doctor receives after all. Safe to repeat.

    Raises:
        BadAbsence: It is over, or was withdrawn already.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "appointments.hours", request_id) as act:
        if act.done_before:
            return
        row = DoctorAbsence.get_or_none(
            DoctorAbsence.id == absence_id,
            DoctorAbsence.withdrawn_at.is_null(),
            DoctorAbsence.last_day >= act.today,
        )
        if row is None:
            raise BadAbsence(
                _("This absence is over, or was withdrawn already."),
                hint=_("Look at the list again."),
            )
        DoctorAbsence.update(withdrawn_at=act.now).where(
            DoctorAbsence.id == row.id
        ).execute()
        act.record(
            "doctor.absence_withdraw", f"user:{row.doctor_id}", {"absence": row.id}
        )


def _booked_between(doctor_id: int, first_day: date, last_day: date) -> int:
    found = (
        Appointment.select()
        .join(Patient)
        .where(
            Appointment.doctor == doctor_id,
            Appointment.day.between(first_day, last_day),
            STANDS,
        )
    )
    return int(found.count())
