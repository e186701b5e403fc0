"""Emergency access: a record that is not one's own to open, for eight hours.

Whoever needs it says why, and has it at once. Another person looks at it
afterwards, with all that was done under it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from db.access import EmergencyAccess as Row
from wema_tui.clock import Moment
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.patients.rows import (
    name_of,
    number_typed,
    patient_brief,
    survivor_of,
)
from wema_tui.services.patients.rules import patient_words, subject_of
from wema_tui.services.session import Session
from wema_tui.text import clean

LASTS: Final = timedelta(hours=8)
KINDS: Final = ("life_threatening", "no_colleague", "patient_asked", "other")
SHORTEST_REASON: Final = 10  # characters
LONGEST_REASON: Final = 500
LONGEST_NUMBER: Final = 30  # characters of a typed or scanned medical ID


class ReasonTooShort(WemaError):
    """A reason that tells nobody anything."""

    code = "emergency.reason"


class AlreadyOpen(WemaError):
    """The person has this patient's record open already: it is not made longer."""

    code = "emergency.open_already"


class NotOpen(WemaError):
    """It has ended, or is another person's."""

    code = "emergency.not_open"

    def __init__(self) -> None:
        super().__init__(
            _("This emergency access is not open any more."),
            hint=_("Open a new one if you still need it."),
        )


@dataclass(frozen=True)
class Grant:
    """One emergency access that is open.

    Attributes:
        id: Its row; every read and write under it names it in the audit log.
        patient: As the audit log calls the patient: `patient:1234`.
        full_name: The patient's; empty for what was opened before patients had
            records here.
        kind: One of `KINDS`.
        reason: As the person wrote it.
        opened_at: When it began, in UTC.
        ends_at: When it ends at the latest.
    """

    id: int
    patient: str
    full_name: str
    kind: str
    reason: str
    opened_at: datetime
    ends_at: datetime

    @property
    def number(self) -> str:
        """The patient's number as people write it."""
        return patient_words(self.patient)


def patient_typed(text: str) -> int:
    """Return the patient's number from a medical ID as typed or scanned.

    Raises:
        EmptyText, LongText, UnsafeText: It is no text to be read.
        WrongMedicalId: It is mistyped.
        UnknownPatient: It is no medical ID.
    """
    what = _("Patient's number")
    return number_typed(clean(text, what=what, limit=LONGEST_NUMBER))


def cleaned_reason(reason: str) -> str:
    """Return a reason as it is kept.

    Raises:
        ReasonTooShort: It says too little.
        LongText, UnsafeText: It cannot be kept.
    """
    text = clean(reason, what=_("Reason"), limit=LONGEST_REASON, required=False)
    if len("".join(text.split())) < SHORTEST_REASON:
        raise ReasonTooShort(
            _("The reason says too little."),
            hint=_("Write at least {n} letters: another person will read it.").format(
                n=SHORTEST_REASON
            ),
        )
    return text


def open_emergency(
    session: Session, *, patient: str, kind: str, reason: str, request_id: str
) -> Grant:
    """Open a patient's record for eight hours, at once. Safe to repeat.

    Args:
        session: Who needs it.
        patient: The medical ID, as typed or scanned.
        kind: One of `KINDS`.
        reason: For the person who reviews it.
        request_id: Made when the form opened.

    Raises:
        ReasonTooShort: The reason says too little.
        AlreadyOpen: It is open already, and not made longer.
        WrongMedicalId, UnknownPatient: There is no such patient.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was opened.
        EmptyText, LongText, UnsafeText: A text cannot be kept.
        ValueError: There is no such kind.
    """
    with audited_write(session, "emergency.open", request_id) as act:
        if kind not in KINDS:
            raise ValueError(f"no kind of emergency: {kind}")
        number, why = patient_typed(patient), cleaned_reason(reason)
        name = subject_of(survivor_of(patient_brief(number).number))
        now = replace(session.clock.moment(), at=act.now)
        found = _open_one(session, name, now)
        if act.done_before and found is not None:
            return _plain(found)
        if act.done_before:
            raise NotOpen
        if found is not None:
            raise AlreadyOpen(
                _("You have opened this record already, until {time}.").format(
                    time=session.clock.at_clinic(found.ends_at).strftime("%H:%M")
                ),
                hint=_("It is not made longer. Open it again when it has ended."),
            )
        row = Row.create(
            user=session.user_id,
            patient=name,
            kind=kind,
            reason=why,
            opened_at=now.at,
            ends_at=now.at + LASTS,
            machine=now.machine,
            boot=now.boot,
            ticks=now.ticks,
        )
        act.record(
            "emergency.open", name, {"emergency": row.id, "kind": kind, "reason": why}
        )
        return _plain(row)


def access_to(session: Session, patient: str) -> Grant | None:
    """Return the person's open access to a patient's record, or None.

    For the services that keep records: what they show or write under it names
    the grant's id in its audit entry, and the patient as its subject.

    Args:
        session: Who asks.
        patient: As the audit log calls the patient: `patient:1234`.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be known.
    """
    require(session, "emergency.open")
    with session.read():
        row = _open_one(session, patient, session.clock.moment())
        return None if row is None else _plain(row)


def open_now(session: Session) -> tuple[Grant, ...]:
    """Return what the person has open, what ends first first.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be known.
    """
    require(session, "emergency.open")
    with session.read():
        now = session.clock.moment()
        rows = [row for row in _unended(session, now) if is_open(row, now)]
        return tuple(_plain(row) for row in rows)


def end_emergency(session: Session, grant_id: int, *, request_id: str) -> None:
    """End one's own access before its time. Safe to repeat.

    Raises:
        NotOpen: It has ended already, or is another person's.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "emergency.open", request_id) as act:
        if act.done_before:
            return
        row = Row.get_or_none(Row.id == grant_id, Row.user == session.user_id)
        if row is None or not is_open(row, session.clock.moment()):
            raise NotOpen
        Row.update(ended_at=act.now).where(Row.id == row.id).execute()
        act.record("emergency.end", row.patient, {"emergency": row.id})


def is_open(row: Any, now: Moment) -> bool:
    """Return whether an access still holds, by both clocks; a restart ends it."""
    start = Moment(row.opened_at, row.machine, row.boot, row.ticks)
    return row.ended_at is None and now.is_within(start, LASTS)


def _unended(session: Session, now: Moment) -> Any:
    return (
        Row.select()
        .where(
            Row.user == session.user_id, Row.ended_at.is_null(), Row.ends_at > now.at
        )
        .order_by(Row.opened_at, Row.id)
    )


def _open_one(session: Session, patient: str, now: Moment) -> Any | None:
    rows = _unended(session, now).where(Row.patient == patient)
    return next((row for row in rows if is_open(row, now)), None)


def _plain(row: Any) -> Grant:
    return Grant(
        row.id,
        row.patient,
        name_of(row.patient),
        row.kind,
        row.reason,
        row.opened_at,
        row.ends_at,
    )
