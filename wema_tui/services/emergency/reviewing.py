"""Every emergency access is looked at afterwards, by another person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from db.access import EmergencyAccess as Row
from db.audit import AuditEntry
from db.people import User
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.emergency.opening import LONGEST_REASON, is_open
from wema_tui.services.paging import Page, page_of
from wema_tui.services.patients.rows import name_of, numbers_of, survivor_of
from wema_tui.services.patients.rules import (
    number_of,
    part_of_number,
    patient_words,
    subject_of,
)
from wema_tui.services.searching import words_in
from wema_tui.services.session import Session
from wema_tui.text import clean

VERDICTS: Final = ("justified", "not_justified")
LATE_AFTER: Final = timedelta(hours=72)
_MOST_ACTS: Final = 200


class OwnEmergency(WemaError):
    """Nobody reviews what they did themselves."""

    code = "emergency.own"


class StillOpen(WemaError):
    """It has not ended: more may be done under it."""

    code = "emergency.still_open"


class ReviewedAlready(WemaError):
    """Another person was faster."""

    code = "emergency.reviewed"


class NoteMissing(WemaError):
    """Whoever says that it was not justified says why."""

    code = "emergency.note"


@dataclass(frozen=True)
class EmergencyRow:
    """One emergency access that nobody has reviewed.

    Attributes:
        id: Its row.
        employee_id: Who opened it: `DOC001`.
        full_name: As that person writes it.
        patient: As the audit log calls the patient.
        patient_name: Empty for what was opened before patients had records here.
        kind: Why, in a word.
        reason: Why, as the person wrote it.
        opened_at: When, in UTC.
        ended_at: When it ended, or will at the latest.
        is_open: It still holds.
        is_late: It has waited for more than three days.
        is_own: It is of the person who asks.
    """

    id: int
    employee_id: str
    full_name: str
    patient: str
    patient_name: str
    kind: str
    reason: str
    opened_at: datetime
    ended_at: datetime
    is_open: bool
    is_late: bool
    is_own: bool

    @property
    def number(self) -> str:
        """The patient's number as people write it."""
        return patient_words(self.patient)


@dataclass(frozen=True)
class DoneUnder:
    """One thing that was done with the patient while the access was open.

    Attributes:
        seq: Number of its audit entry.
        at: When, in UTC.
        action: `emergency.open`.
        station: Where.
    """

    seq: int
    at: datetime
    action: str
    station: str


def unreviewed(
    session: Session, text: str = "", *, offset: int = 0, limit: int = 20
) -> Page[EmergencyRow]:
    """Return what nobody has reviewed, the oldest first.

    Args:
        session: Who asks.
        text: A part of a name, an employee ID or the patient's number.
        offset: How many to leave out.
        limit: How many to return at most.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be read.
    """
    require(session, "emergency.review")
    query = (
        Row.select(Row, User)
        .join(User, on=(Row.user == User.id))
        .where(
            Row.reviewed_at.is_null(),
            words_in(part_of_number(text), User.employee_id, Row.patient),
        )
        .order_by(Row.opened_at, Row.id)
    )
    with session.read():
        return page_of(
            query, lambda row: _plain(session, row), offset=offset, limit=limit
        )


def done_under(session: Session, emergency_id: int) -> tuple[DoneUnder, ...]:
    """Return what the person did with that patient while it was open, in order.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be read.
    """
    require(session, "emergency.review")
    with session.read():
        row = Row.get_by_id(emergency_id)
        entries = (
            AuditEntry.select()
            .where(
                AuditEntry.subject.in_(_subjects(row.patient)),
                AuditEntry.user == row.user_id,
                AuditEntry.at >= row.opened_at,
                AuditEntry.at <= (row.ended_at or row.ends_at),
            )
            .order_by(AuditEntry.seq)
            .limit(_MOST_ACTS)
        )
        return tuple(DoneUnder(e.seq, e.at, e.action, e.station) for e in entries)


def review(
    session: Session, emergency_id: int, *, verdict: str, note: str, request_id: str
) -> None:
    """Say whether an emergency access was justified; once, and for good.

    Args:
        session: Who has looked at it.
        emergency_id: Which one.
        verdict: One of `VERDICTS`.
        note: Why; it may be empty for what was justified.
        request_id: Made when it was shown.

    Raises:
        OwnEmergency: It is the person's own.
        StillOpen: It has not ended yet.
        ReviewedAlready: Somebody else was faster.
        NoteMissing: It was not justified, and nothing says why.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
        LongText, UnsafeText: The note cannot be kept.
        ValueError: There is no such verdict.
    """
    with audited_write(session, "emergency.review", request_id) as act:
        if verdict not in VERDICTS:
            raise ValueError(f"no verdict: {verdict}")
        if act.done_before:
            return
        row = Row.get_by_id(emergency_id)
        _require_reviewable(session, row)
        why = clean(note, what=_("Note"), limit=LONGEST_REASON, required=False)
        if verdict == "not_justified" and not why:
            raise NoteMissing(
                _("Nothing says why it was not justified."), hint=_("Write a note.")
            )
        Row.update(
            ended_at=row.ended_at or row.ends_at,  # also where the clock is behind
            reviewed_at=act.now,
            reviewed_by=session.user_id,
            verdict=verdict,
            review_note=why or None,
        ).where(Row.id == row.id).execute()
        act.record(
            "emergency.review",
            row.patient,
            {"emergency": row.id, "verdict": verdict, "note": why},
        )


def _subjects(patient: str) -> tuple[str, ...]:
    """Return how the log calls the patient, merged records included."""
    number = number_of(patient)
    if number is None:
        return (patient,)
    return tuple(subject_of(each) for each in numbers_of(survivor_of(number)))


def _require_reviewable(session: Session, row: Any) -> None:
    if row.user_id == session.user_id:
        raise OwnEmergency(
            _("This is your own emergency access."),
            hint=_("Another person must review it."),
        )
    if row.reviewed_at is not None:
        raise ReviewedAlready(
            _("It was reviewed already by {name}.").format(
                name=row.reviewed_by.employee_id
            ),
            hint=_("What was said then stays."),
        )
    if is_open(row, session.clock.moment()):
        raise StillOpen(
            _("This access is still open, until {time}.").format(
                time=session.clock.at_clinic(row.ends_at).strftime("%H:%M")
            ),
            hint=_("Review it when it has ended: more may be done under it."),
        )


def _plain(session: Session, row: Any) -> EmergencyRow:
    return EmergencyRow(
        id=row.id,
        employee_id=row.user.employee_id,
        full_name=row.user.full_name,
        patient=row.patient,
        patient_name=name_of(row.patient),
        kind=row.kind,
        reason=row.reason,
        opened_at=row.opened_at,
        ended_at=row.ended_at or row.ends_at,
        is_open=is_open(row, session.clock.moment()),
        is_late=session.clock.now() - row.opened_at > LATE_AFTER,
        is_own=row.user_id == session.user_id,
    )
