"""Who belongs to the demo clinic: those it began with, and new ones."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from db.patients import Patient
from wema_tui.services.clinic.demo.desk import Desk
from wema_tui.services.clinic.demo.people import Somebody, invented_people
from wema_tui.services.clinic.demo.plan import DemoPlan
from wema_tui.services.patients.particulars import columns_of
from wema_tui.services.patients.registering import next_number, register_patient, row_of
from wema_tui.services.session import Session

_KNOWN = 0.7  # of the patients were in the paper register already
_AT_ONCE = 200  # rows of one insert


class Clientele:
    """Everybody who has a card of the demo clinic.

    Args:
        console: The founding session.
        desk: Where registrations are recorded.
        plan: How many there are in the end.
        rng: Decides who they are.
        day: On which the story begins.
    """

    def __init__(
        self, console: Session, desk: Desk, plan: DemoPlan, rng: Random, day: date
    ) -> None:
        self._console, self._desk, self._rng = console, desk, rng
        self._most = plan.patients
        self._people = invented_people(rng, day)
        self._known: dict[int, Somebody] = {}

    def bring_register(self, at: datetime) -> None:
        """Enter those who were known on paper, all in one act."""
        first, rows = next_number(), []
        for number in range(first, first + max(1, round(self._most * _KNOWN))):
            self._known[number] = person = next(self._people)
            columns = columns_of(person.particulars, self._console.clock)
            rows.append(row_of(number, columns, at=at, by=None))
        for start in range(0, len(rows), _AT_ONCE):
            Patient.insert_many(rows[start : start + _AT_ONCE]).execute()
        self._desk.act(self._console, at).record(
            "patient.import", "patients", {"count": len(rows)}
        )

    def one(self) -> int:
        """Return the number of somebody who has been here before."""
        return self._rng.choice(list(self._known))

    def person(self, number: int) -> Somebody:
        """Return who has a number."""
        return self._known[number]

    @property
    def has_all(self) -> bool:
        """Whether nobody new is to come any more."""
        return len(self._known) >= self._most

    def register(self, session: Session, at: datetime) -> int:
        """Let reception register somebody new; return the number."""
        person = next(self._people)
        alike = frozenset(self._known)  # whoever it is, the desk has looked
        row = self._desk.do(
            session,
            at,
            lambda here, request: register_patient(
                here, person.particulars, seen=alike, request_id=request
            ),
        )
        self._known[row.number] = person
        return row.number
