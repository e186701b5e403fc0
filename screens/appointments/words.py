"""What stands about an appointment in one line, and above every form."""

from __future__ import annotations

from wema_tui.days import day_words, time_text
from wema_tui.i18n import _
from wema_tui.services.appointments.rows import Booked, State
from wema_tui.services.patients.rules import medical_id
from wema_tui.text import printable


def state_word(row: Booked) -> str:
    """Return what has become of an appointment, in a word."""
    if row.state is State.BOOKED:
        return _("extra") if row.is_extra else _("booked")
    return {
        State.CAME: _("came"),
        State.MISSED: _("MISSED"),
        State.CANCELLED: _("cancelled"),
        State.MOVED: _("moved"),
    }[row.state]


def who_comes(row: Booked) -> str:
    """Return the patient: `P1234V Asha Juma Mrema`."""
    return f"{medical_id(row.patient)} {printable(row.patient_name, 60)}"


def when_and_to_whom(row: Booked) -> str:
    """Return the rest: `Tuesday 2026-11-24, 08:30, Grace Mollel`."""
    doctor = printable(row.doctor_name, 60)
    return f"{day_words(row.day)}, {time_text(row.minute)}, {doctor}"
