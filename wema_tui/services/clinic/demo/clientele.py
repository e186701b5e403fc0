"""Who belongs to the demo clinic: those it began with, and new ones."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from io import StringIO
from itertools import islice
from random import Random

from wema_tui.services.clinic.demo.desk import Desk
from wema_tui.services.clinic.demo.people import Somebody, invented_people
from wema_tui.services.clinic.demo.plan import DemoPlan
from wema_tui.services.patients.importing import import_patients
from wema_tui.services.patients.registering import register_patient
from wema_tui.services.session import Session

_KNOWN = 0.7  # of the patients were in the paper register already
_FILE = "paper-register.csv"
_COLUMNS = (
    *("external_id", "name", "sex", "born", "phone", "place", "contact_name"),
    *("contact_phone", "contact_relation", "allergies", "blood_group"),
)


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
        """Bring in those who were known on paper: somebody has made a table of them."""
        known = list(islice(self._people, max(1, round(self._most * _KNOWN))))
        content = _table(known).encode()
        report = self._desk.do(
            self._console,
            at,
            lambda here, request: import_patients(
                here, content, name=_FILE, request_id=request
            ),
        )
        assert report.first is not None  # every row of it is a good one
        self._known = dict(enumerate(known, start=report.first))

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


def _table(people: Iterable[Somebody]) -> str:
    """Return the table that `wema import patients` reads."""
    text = StringIO()
    written = csv.writer(text)
    written.writerow(_COLUMNS)
    for nth, person in enumerate(people, start=1):
        told = person.particulars
        allergies = "none" if told.allergies == "" else told.allergies or ""
        written.writerow(
            (
                nth,
                told.full_name,
                told.sex,
                told.born,
                told.phone,
                told.place,
                told.contact_name,
                told.contact_phone,
                told.contact_relation,
                allergies,
                told.blood_group,
            )
        )
    return text.getvalue()
