"""A day's patients of the demo clinic: from reception to the nurse to the doctor."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from db.visits import ServicePoint
from wema_tui.services.clinic.demo.clientele import Clientele
from wema_tui.services.clinic.demo.complaints import complaint, signs
from wema_tui.services.clinic.demo.desk import Agenda, Desk
from wema_tui.services.clinic.demo.plan import BUSY, DemoPlan, arrival
from wema_tui.services.clinic.demo.staff import OnDuty
from wema_tui.services.finance.owing import owed_by
from wema_tui.services.finance.paying import take_payment
from wema_tui.services.nurse.triage import set_triage
from wema_tui.services.session import Session
from wema_tui.services.visits.errors import NobodyWaits
from wema_tui.services.visits.moving import call_next, finish, leave
from wema_tui.services.visits.opening import check_in

_NEW = 0.12  # of those who come have no card yet
_LEAVE = 0.03  # before the nurse has seen them
_PAY = 0.85  # at once
_URGENCIES = ("emergency", *("urgent",) * 5, *("routine",) * 24)
_SEEN = "general"  # the service point of most; the others are mothers and children
_CHILD = 5

Admit = Callable[[Session, datetime, int, int], bool]


class Visits:
    """Everybody who comes on a day.

    Args:
        desk: Where it is recorded.
        clientele: Who may come.
        plan: How large the clinic is.
        rng: Decides on the rest.
        admit: Told of everybody whom a doctor has called, with the visit and the
            number; returns whether the patient stays.
    """

    def __init__(
        self,
        desk: Desk,
        clientele: Clientele,
        plan: DemoPlan,
        rng: Random,
        admit: Admit,
    ) -> None:
        self._desk, self._clientele, self._plan = desk, clientele, plan
        self._rng, self._admit = rng, admit
        self._points = {row.code: row.id for row in ServicePoint.select()}
        self.here: set[int] = set()

    def plan_day(
        self, agenda: Agenda, on_duty: OnDuty, opening: datetime, day: date
    ) -> None:
        """Plan the day's patients, if there is somebody to receive them."""
        if not {"NURSE", "DOCTOR"} <= set(on_duty):
            return
        desk = on_duty.get("RECEPTION", on_duty["NURSE"])
        busy = self._plan.visits_a_day * BUSY[day.weekday()]
        for _nth in range(max(1, round(busy * self._rng.uniform(0.8, 1.2)))):
            at = opening + timedelta(minutes=min(400, arrival(self._rng)))
            coming = partial(self._come, agenda, on_duty, self._rng.choice(desk))
            agenda.add(at, coming)

    def receive(
        self,
        agenda: Agenda,
        on_duty: OnDuty,
        desk: Session,
        at: datetime,
        number: int,
        appointment: int | None = None,
    ) -> None:
        """Check somebody in and plan what follows."""
        rng, clientele = self._rng, self._clientele
        person, day = clientele.person(number), desk.clock.at_clinic(at).date()
        is_child = person.age_on(day) < _CHILD
        point = "mother_child" if is_child and appointment is None else _SEEN
        visit = self._desk.do(
            desk,
            at,
            lambda here, request: check_in(
                here,
                patient=number,
                reason=complaint(rng),
                point_id=self._points[point],
                appointment_id=appointment,
                request_id=request,
            ),
        ).visit_id
        self.here.add(number)
        nurse, doctor = rng.choice(on_duty["NURSE"]), rng.choice(on_duty["DOCTOR"])
        if rng.random() < _PAY and "RECEPTION" in on_duty:
            paying = partial(self._pay, on_duty["RECEPTION"][0], number)
            agenda.add(at + _minutes(rng.uniform(1, 4)), paying)
        at += _minutes(rng.uniform(5, 25))
        if rng.random() < _LEAVE:
            agenda.add(at, partial(self._leave, desk, visit, number))
            return
        agenda.add(at, partial(self._measure, nurse, visit, number))
        at += _minutes(rng.uniform(5, 50))
        agenda.add(at, partial(self._call, agenda, doctor, self._points[point]))

    def _come(
        self, agenda: Agenda, on_duty: OnDuty, desk: Session, at: datetime
    ) -> None:
        clientele = self._clientele
        if not clientele.has_all and self._rng.random() < _NEW:
            number = clientele.register(desk, at)
            agenda.add(
                at + _minutes(2),
                lambda then: self.receive(agenda, on_duty, desk, then, number),
            )
            return
        number = clientele.one()
        if number not in self.here:
            self.receive(agenda, on_duty, desk, at, number)

    def _pay(self, cashier: Session, number: int, at: datetime) -> None:
        owed = self._desk.do(cashier, at, lambda here, _id: owed_by(here, number))
        if not owed:
            return
        by_phone = self._rng.random() < 0.4
        reference = f"{self._rng.getrandbits(40):010X}" if by_phone else ""
        self._desk.do(
            cashier,
            at,
            lambda here, request: take_payment(
                here,
                patient=number,
                charge_ids=[each.charge_id for each in owed],
                method="mobile_money" if by_phone else "cash",
                reference=reference,
                amount=sum(each.owed for each in owed),
                request_id=request,
            ),
        )

    def _leave(self, desk: Session, visit: int, number: int, at: datetime) -> None:
        self._desk.do(
            desk,
            at,
            lambda here, request: leave(
                here, visit, reason="Did not want to wait", request_id=request
            ),
        )
        self.here.discard(number)

    def _measure(self, nurse: Session, visit: int, number: int, at: datetime) -> None:
        person = self._clientele.person(number)
        found = signs(self._rng, person.age_on(nurse.clock.at_clinic(at).date()))
        urgency = self._rng.choice(_URGENCIES)
        self._desk.do(
            nurse,
            at,
            lambda here, request: set_triage(
                here,
                visit=visit,
                urgency=urgency,
                vitals=found,
                confirmed=frozenset(found),
                request_id=request,
            ),
        )

    def _call(self, agenda: Agenda, doctor: Session, point: int, at: datetime) -> None:
        with suppress(NobodyWaits):  # a colleague was faster
            called = self._desk.do(
                doctor,
                at,
                lambda here, request: call_next(here, point, request_id=request),
            )
            number = called.patient.number
            later = at + _minutes(self._rng.uniform(5, 18))
            agenda.add(
                later,
                partial(self._see, doctor, called.entry_id, called.visit_id, number),
            )

    def _see(
        self, doctor: Session, entry: int, visit: int, number: int, at: datetime
    ) -> None:
        if self._admit(doctor, at, visit, number):
            return
        self._desk.do(
            doctor, at, lambda here, request: finish(here, entry, request_id=request)
        )
        self.here.discard(number)


def _minutes(number: float) -> timedelta:
    return timedelta(minutes=number)
