"""Open a patient's record, which is written down; who may see the clinical part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from peewee import JOIN

from db.patients import PatientLink
from db.people import User
from db.visits import ServicePoint, Visit
from db.wards import Admission
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.emergency.opening import access_to
from wema_tui.services.patients.particulars import Particulars, particulars_of
from wema_tui.services.patients.rows import (
    PatientRow,
    numbers_of,
    patient,
    patient_brief,
    survivor_of,
)
from wema_tui.services.patients.rules import medical_id, subject_of
from wema_tui.services.session import Session

CARE_LASTS: Final = timedelta(days=30)
"""So long after a visit those who treat may still read the record."""

_MOST_VISITS: Final = 50


class RecordClosed(WemaError):
    """The clinical part of a record that is not this person's to see now."""

    code = "patient.record_closed"


@dataclass(frozen=True)
class Access:
    """Why somebody may see the clinical part of a record.

    Attributes:
        emergency_id: The emergency access that lets them; None in ordinary care.
    """

    emergency_id: int | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What every audit entry says of what is done under it."""
        return {} if self.emergency_id is None else {"emergency": self.emergency_id}


@dataclass(frozen=True)
class Merged:
    """A record that was linked to another, in force.

    Attributes:
        number: Of the record that was given up.
        full_name: Its name.
        at: When, in UTC.
        by: Who, or empty for the console.
        reason: How it was known.
    """

    number: int
    full_name: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class VisitLine:
    """One visit in a patient's record.

    Attributes:
        id: Its row.
        day: Of the clinic.
        point: The code of the service point that the patient came for.
        point_name: As the clinic calls it; empty for the usual words.
        reason: As reception has written it.
        closed_at: None while it is open.
        outcome: How it ended, or empty.
        number: The record that it was written for: see merges.
    """

    id: int
    day: date
    point: str
    point_name: str
    reason: str
    closed_at: datetime | None
    outcome: str
    number: int


@dataclass(frozen=True)
class PatientPage:
    """All that a record says about its person, and when they came.

    Attributes:
        row: As in lists.
        particulars: For the form; typed again they change nothing.
        version: To be given back with a change.
        created_at: When the person was registered, in UTC.
        created_by: Who did, or empty for the console.
        survivor: Where a merged record goes on, else None.
        merged: Records that were linked to this one, directly or through another.
        visits: The newest first, those of merged records too.
    """

    row: PatientRow
    particulars: Particulars
    version: int
    created_at: datetime
    created_by: str
    survivor: PatientRow | None
    merged: tuple[Merged, ...]
    visits: tuple[VisitLine, ...]

    @property
    def open_visit(self) -> int | None:
        """The visit that has not ended, if there is one."""
        return next((each.id for each in self.visits if not each.closed_at), None)


def open_patient(session: Session, number: int, *, request_id: str) -> PatientPage:
    """Open a record; that it was opened, and by whom, is in the log.

    Safe to repeat.

    Args:
        session: Who looks.
        number: The patient's.
        request_id: Made when it was asked for: it counts once.

    Raises:
        UnknownPatient: There is none.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    with audited_write(session, "patients.see", request_id) as act:
        page = _page(number)
        if not act.done_before:
            act.record("patient.open", subject_of(number), {})
    return page


def patient_page(session: Session, number: int) -> PatientPage:
    """Return a record again that the person has opened just before.

    Raises:
        UnknownPatient: There is none.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "patients.see")
    with session.read():
        return _page(number)


def may_see_records(session: Session, number: int) -> Access | None:
    """Return why the person may see the clinical part of a record, or None.

    In ordinary care: the patient is here or on a ward, or was within 30 days.
    Else there must be an emergency access of this person's.

    Raises:
        PermissionDenied: The role never sees any.
        SessionEnded, DatabaseTrouble: It cannot be known.
    """
    require(session, "records.see")
    with session.read():
        numbers = numbers_of(survivor_of(number))
        if _is_in_care(numbers, session.clock.now() - CARE_LASTS):
            return Access()
    if not session.may("emergency.open"):
        return None
    grants = (access_to(session, subject_of(each)) for each in numbers)
    grant = next((grant for grant in grants if grant is not None), None)
    return None if grant is None else Access(grant.id)


def require_records(session: Session, number: int) -> Access:
    """Refuse the clinical part of a record that is not the person's to see now.

    Returns:
        Why it may be seen: `told` goes into every audit entry.

    Raises:
        RecordClosed: The patient is not in care, and there is no emergency access.
        PermissionDenied: The role never sees any.
        SessionEnded, DatabaseTrouble: It cannot be known.
    """
    access = may_see_records(session, number)
    if access is None:
        raise RecordClosed(
            _("{patient} is not in care here now.").format(patient=medical_id(number)),
            hint=_("In an emergency open the record with :emergency, and say why."),
        )
    return access


def _is_in_care(numbers: tuple[int, ...], since: datetime) -> bool:
    visits = Visit.select(Visit.id).where(
        Visit.patient.in_(numbers),
        Visit.closed_at.is_null() | (Visit.closed_at > since),
    )
    stays = Admission.select(Admission.id).where(
        Admission.patient.in_(numbers),
        Admission.discharged_at.is_null() | (Admission.discharged_at > since),
    )
    return bool(visits.exists() or stays.exists())


def _page(number: int) -> PatientPage:
    found, row, numbers = patient(number), patient_brief(number), numbers_of(number)
    survivor = survivor_of(number)
    creator = None if found.created_by_id is None else found.created_by
    return PatientPage(
        row=row,
        particulars=particulars_of(found),
        version=found.version,
        created_at=found.created_at,
        created_by="" if creator is None else creator.full_name,
        survivor=None if survivor == number else patient_brief(survivor),
        merged=_merged_into(numbers),
        visits=_visits_of(numbers),
    )


def _merged_into(numbers: tuple[int, ...]) -> tuple[Merged, ...]:
    links = (
        PatientLink.select(PatientLink, User)
        .join(User, JOIN.LEFT_OUTER, on=(PatientLink.linked_by == User.id))
        .where(PatientLink.survivor.in_(numbers), PatientLink.undone_at.is_null())
        .order_by(PatientLink.id)
    )
    return tuple(
        Merged(
            link.patient_id,
            link.patient.full_name,
            link.linked_at,
            "" if link.linked_by_id is None else link.linked_by.full_name,
            link.reason,
        )
        for link in links
    )


def _visits_of(numbers: tuple[int, ...]) -> tuple[VisitLine, ...]:
    visits = (
        Visit.select(Visit, ServicePoint)
        .join(ServicePoint)
        .where(Visit.patient.in_(numbers))
        .order_by(Visit.id.desc())
        .limit(_MOST_VISITS)
    )
    return tuple(
        VisitLine(
            visit.id,
            visit.day,
            visit.point.code,
            visit.point.name or "",
            visit.reason,
            visit.closed_at,
            visit.outcome or "",
            visit.patient_id,
        )
        for visit in visits
    )
