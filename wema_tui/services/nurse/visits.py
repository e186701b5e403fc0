"""Whose visit it is: what every write about a patient starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wema_tui.birth import Age
from wema_tui.services.audit.trail import require
from wema_tui.services.patients.particulars import birth_in
from wema_tui.services.patients.rows import PatientRow, patient_brief
from wema_tui.services.patients.rules import subject_of
from wema_tui.services.session import Session
from wema_tui.services.visits import places


@dataclass(frozen=True)
class OpenVisit:
    """A visit that has not ended, and who it is of.

    Attributes:
        id: Of the visit.
        patient: The number of the record that it was opened for.
        age: Of the patient today; None if nobody knows.
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
    row = places.open_visit(visit)
    born = birth_in(row.patient)
    age = None if born is None else born.age(today)
    return OpenVisit(row.id, row.patient_id, age)


@dataclass(frozen=True)
class VisitHead:
    """What stands above a form about a visit.

    Attributes:
        id: Of the visit.
        patient: Whose it is.
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
        return VisitHead(about.id, patient_brief(about.patient))
