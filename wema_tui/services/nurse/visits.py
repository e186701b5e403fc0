"""Whose visit it is: what every write about a patient starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from db.visits import Visit
from wema_tui.birth import Age
from wema_tui.clock import Clock
from wema_tui.services.audit.trail import require
from wema_tui.services.patients.rows import PatientRow, patient_brief, survivor_of
from wema_tui.services.patients.rules import subject_of
from wema_tui.services.session import Session
from wema_tui.services.visits import places


@dataclass(frozen=True)
class OpenVisit:
    """A visit that is written into, and who it is of.

    Attributes:
        id: Of the visit.
        patient: The number of the record that it was opened for.
        age: Of the patient on that day; None if nobody knows.
    """

    id: int
    patient: int
    age: Age | None

    @property
    def subject(self) -> str:
        """As the audit log calls it."""
        return f"visit:{self.id}"

    @property
    def patient_subject(self) -> str:
        """As the audit log calls the patient."""
        return subject_of(self.patient)


def open_visit(visit: int, today: date) -> OpenVisit:
    """Return a visit that has not ended. Inside a transaction.

    Raises:
        UnknownVisit, VisitOver: There is none, or it has ended.
    """
    return _about(places.open_visit(visit), today)


def visit_of(entry: Any, clock: Clock) -> OpenVisit:
    """Return the visit of an entry, also after it has ended. Inside a transaction.

    Args:
        entry: Its row.
        clock: Of the clinic: the age is that of the day of the entry.
    """
    day = clock.at_clinic(entry.at).date()
    return _about(Visit.get_by_id(entry.visit_id), day)


def _about(row: Any, day: date) -> OpenVisit:
    born = patient_brief(survivor_of(row.patient_id)).born
    return OpenVisit(row.id, row.patient_id, None if born is None else born.age(day))


@dataclass(frozen=True)
class VisitHead:
    """What stands above a form about a visit.

    Attributes:
        id: Of the visit.
        patient: Whose it is; of merged records the one that is in force.
    """

    id: int
    patient: PatientRow

    def age(self, today: date) -> Age | None:
        """Return how old the patient is; None if nobody knows."""
        born = self.patient.born
        return None if born is None else born.age(today)


def visit_head(session: Session, visit: int) -> VisitHead:
    """Return a visit that has not ended, for a form about it.

    Raises:
        UnknownVisit, VisitOver: There is none, or it has ended.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be read.
    """
    require(session, "visits.see")
    with session.read():
        about = open_visit(visit, session.clock.today())
        return VisitHead(about.id, patient_brief(survivor_of(about.patient)))
