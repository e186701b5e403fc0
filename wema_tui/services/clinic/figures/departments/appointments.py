"""Appointments: who was to come today, who came, and who came without one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import JOIN, Case, fn

from db.appointments import Appointment
from db.patients import Patient
from db.prepared import Prepared, value
from db.visits import Visit
from wema_tui.i18n import _
from wema_tui.services.appointments.rows import STANDS
from wema_tui.services.clinic.figures.parts import Appointments, Department, Times


class AppointmentBook(Department):
    """What became of the appointments of today."""

    place = 20

    @property
    def title(self) -> str:
        """Its name."""
        return _("Appointments")

    def appointments(self, times: Times) -> Appointments | None:
        """Return the counts of today.

        Missed: the time has come and the patient has not; none without any visit or
        appointment on this day.
        """
        day, so_far = times.today.isoformat(), times.compared[1]  # today's has no now
        minute = (so_far.end - so_far.start) // timedelta(minutes=1)
        found = _BOOKED.only(day=day, minute=minute)
        walk_in = int(_WALK_IN.only(day=day).n)
        if not found.scheduled and not walk_in:
            return None
        return Appointments(
            int(found.scheduled), walk_in, int(found.done), int(found.missed)
        )


DEPARTMENT = AppointmentBook()

_has_come = Visit.id.is_null(False)
_is_late = Visit.id.is_null() & (Appointment.minute < value("minute"))


def _count(condition: Any) -> Any:
    return fn.COALESCE(fn.SUM(Case(None, [(condition, 1)], 0)), 0)


_BOOKED = Prepared(
    Appointment.select(
        fn.COUNT(Appointment.id).alias("scheduled"),
        _count(_has_come).alias("done"),
        _count(_is_late).alias("missed"),
    )
    .join(Visit, JOIN.LEFT_OUTER, on=(Visit.appointment == Appointment.id))
    .join_from(Appointment, Patient)
    .where((Appointment.day == value("day")) & STANDS)
)
_WALK_IN = Prepared(
    Visit.select(fn.COUNT(Visit.id).alias("n")).where(
        (Visit.day == value("day")) & Visit.appointment.is_null()
    )
)
