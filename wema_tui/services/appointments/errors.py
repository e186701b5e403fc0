"""Why something about an appointment cannot be."""

from __future__ import annotations

from wema_tui.errors import WemaError


class AppointmentError(WemaError):
    """Nothing was written."""

    code = "appointments.error"


class UnknownAppointment(AppointmentError):
    """There is none with this number."""

    code = "appointments.unknown"


class NoDoctor(AppointmentError):
    """Nobody who receives patients has this account, or not any more."""

    code = "appointments.no_doctor"


class TimeIsPast(AppointmentError):
    """The time has come already."""

    code = "appointments.past"


class NoSlot(AppointmentError):
    """The doctor does not receive then."""

    code = "appointments.no_slot"


class DoctorAway(AppointmentError):
    """The doctor is absent on that day."""

    code = "appointments.away"


class SlotFull(AppointmentError):
    """All places of the slot are taken."""

    code = "appointments.full"


class BookedAlready(AppointmentError):
    """The patient comes at that time, or to that doctor on that day, already."""

    code = "appointments.booked_already"


class NotOpenAnyMore(AppointmentError):
    """It was cancelled or moved, the patient came, or its day is over."""

    code = "appointments.not_open"


class BadHours(AppointmentError):
    """Hours that cannot be: they end before they begin, or have no slot."""

    code = "appointments.hours"


class HoursMeet(AppointmentError):
    """The doctor receives at that time already."""

    code = "appointments.hours_meet"


class BadAbsence(AppointmentError):
    """Days that cannot be: the last is before the first, or long gone."""

    code = "appointments.absence"
