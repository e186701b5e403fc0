"""The appointments of the demo clinic: booked by reception, kept by most."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from db.appointments import DoctorHours
from wema_tui.i18n import _
from wema_tui.services.appointments.booking import book, cancel
from wema_tui.services.appointments.days import day_of
from wema_tui.services.appointments.errors import BookedAlready
from wema_tui.services.appointments.placing import Wish
from wema_tui.services.clinic.demo.clientele import Clientele
from wema_tui.services.clinic.demo.desk import Agenda, Desk
from wema_tui.services.clinic.demo.plan import DemoPlan
from wema_tui.services.clinic.demo.staff import Colleague, OnDuty
from wema_tui.services.clinic.demo.visits import Visits
from wema_tui.services.session import Session

_STARTS, _ENDS, _SLOT = 9 * 60, 12 * 60, 20  # minutes
_WEEKDAYS = 5
_FARTHEST = 9  # days ahead
_COMES = 0.8
_CANCELS = 0.06
_SHARE = 0.12  # appointments booked on a day, against visits


class Bookings:
    """Who is to come when.

    Args:
        desk: Where it is recorded.
        clientele: Who may be booked.
        visits: Receives those who come.
        plan: How large the clinic is.
        rng: Decides on the rest.
    """

    def __init__(
        self,
        desk: Desk,
        clientele: Clientele,
        visits: Visits,
        plan: DemoPlan,
        rng: Random,
    ) -> None:
        self._desk, self._clientele, self._visits = desk, clientele, visits
        self._plan, self._rng = plan, rng
        self._doctors: list[int] = []
        self._due: dict[date, list[tuple[int, int, int]]] = defaultdict(list)

    def set_hours(
        self, console: Session, doctors: list[Colleague], at: datetime
    ) -> None:
        """Let the doctors receive on weekday mornings, from the first day on."""
        self._doctors = [doctor.user_id for doctor in doctors]
        for doctor_id in self._doctors:
            for weekday in range(_WEEKDAYS):
                DoctorHours.create(
                    doctor=doctor_id,
                    weekday=weekday,
                    starts_minute=_STARTS,
                    ends_minute=_ENDS,
                    slot_minutes=_SLOT,
                    places=1,
                    from_day=console.clock.at_clinic(at).date(),
                )
        self._desk.act(console, at).record(
            "doctor.hours", "users", {"doctors": self._doctors, "starts": _STARTS}
        )

    def plan_day(
        self, agenda: Agenda, on_duty: OnDuty, opening: datetime, day: date
    ) -> None:
        """Plan who books today, and who comes as booked."""
        if not {"RECEPTION", "NURSE", "DOCTOR"} <= set(on_duty):
            return
        desk = on_duty["RECEPTION"][0]
        for _nth in range(max(1, round(self._plan.visits_a_day * _SHARE))):
            at = opening + timedelta(minutes=self._rng.uniform(30, 480))
            agenda.add(at, partial(self._book, desk, day))
        midnight = opening - timedelta(minutes=_minute_of(desk, opening))
        for minute, appointment, number in self._due.pop(day, ()):
            if self._rng.random() < _COMES:
                early = timedelta(minutes=minute - self._rng.uniform(2, 25))
                come = partial(self._come, agenda, on_duty, desk, appointment, number)
                agenda.add(midnight + early, come)

    def _book(self, desk: Session, today: date, at: datetime) -> None:
        day = today + timedelta(days=self._rng.randint(1, _FARTHEST))
        doctor, number = self._rng.choice(self._doctors), self._clientele.one()
        view = self._desk.do(desk, at, lambda here, _id: day_of(here, doctor, day))
        free = [each.slot.minute for each in view.slots if each.free]
        if not free:
            return
        minute = self._rng.choice(free)
        try:
            booked = self._desk.do(
                desk,
                at,
                lambda here, request: book(
                    here,
                    patient=number,
                    wish=Wish(doctor, day, minute),
                    reason=_("Control"),
                    request_id=request,
                ),
            )
        except BookedAlready:
            return  # nothing was written
        if self._rng.random() < _CANCELS:
            self._desk.do(
                desk,
                at + timedelta(milliseconds=1),
                lambda here, request: cancel(
                    here,
                    booked.id,
                    reason=_("The patient called"),
                    request_id=request,
                ),
            )
        else:
            self._due[day].append((minute, booked.id, number))

    def _come(
        self,
        agenda: Agenda,
        on_duty: OnDuty,
        desk: Session,
        appointment: int,
        number: int,
        at: datetime,
    ) -> None:
        if number not in self._visits.here:
            self._visits.receive(agenda, on_duty, desk, at, number, appointment)


def _minute_of(desk: Session, at: datetime) -> int:
    here = desk.clock.at_clinic(at)
    return here.hour * 60 + here.minute
