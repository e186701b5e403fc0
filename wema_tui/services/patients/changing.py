"""Correct what a patient's record says; record a death, and take it back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from db.audit import AuditEntry
from db.patients import Patient
from db.people import User
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.patients.keys import keys_of, learn_name
from wema_tui.services.patients.particulars import (
    Particulars,
    columns_of,
    particulars_of,
    require_insurer,
)
from wema_tui.services.patients.rows import PatientRow, patient_brief, unmerged
from wema_tui.services.patients.rules import medical_id, subject_of
from wema_tui.services.session import Session
from wema_tui.text import clean

LONGEST_REASON: Final = 300
_MOST_CHANGES: Final = 100


@dataclass(frozen=True)
class Difference:
    """One field that another person has changed meanwhile.

    Attributes:
        field: Its name in `Particulars`.
        before: What it was when the form was opened.
        theirs: What the other person has made of it, as it is now.
        mine: What the second person has typed, in the form in which it is kept.
    """

    field: str
    before: Any
    theirs: Any
    mine: Any


class ChangedMeanwhile(WemaError):
    """Another person has changed the record since the form was opened.

    Attributes:
        by: Who did last, by name.
        at: When, in UTC.
        version: The newest; with it what was typed may be saved all the same.
        differences: Field by field.
    """

    code = "patient.changed_meanwhile"

    def __init__(
        self, by: str, at: datetime, version: int, differences: tuple[Difference, ...]
    ) -> None:
        super().__init__(
            _("{name} has changed this record meanwhile.").format(name=by),
            hint=_("Look at the differences, then save again."),
        )
        self.by, self.at, self.version = by, at, version
        self.differences = differences


class NoDeath(WemaError):
    """A death that cannot be, or that is recorded or taken back already."""

    code = "patient.death"


def change_patient(
    session: Session,
    number: int,
    particulars: Particulars,
    *,
    version: int,
    request_id: str,
) -> PatientRow:
    """Correct what a record says; what it said before stays in the log.

    Safe to repeat.

    Args:
        session: Who asks.
        number: The patient's.
        particulars: All of them, as typed.
        version: Of the record when the form was opened.
        request_id: Made when the form opened: it counts once.

    Raises:
        ChangedMeanwhile: Another person has changed it since.
        UnknownPatient, MergedPatient: It is no record to be changed.
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        BadPhone, NotABirth, NoBloodGroup, NoInsurer: It is not what it should be.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "patients.change")
    columns = columns_of(particulars, session.clock)
    with audited_write(session, "patients.change", request_id) as act:
        if act.done_before:
            return patient_brief(number)
        row = unmerged(number)
        before = asdict(particulars_of(row))
        after = asdict(particulars_of(Patient(**columns)))
        _refuse_overwriting(row, version, before, after)
        changed = [field for field in after if after[field] != before[field]]
        if "insurer_id" in changed:  # one that was closed since may stay
            require_insurer(columns)
        now_version = row.version + bool(changed)
        Patient.update(
            **columns, **keys_of(number, columns), version=now_version
        ).where(Patient.id == number).execute()
        learn_name(columns["full_name"])
        act.record(
            "patient.change",
            subject_of(number),
            {
                "version": now_version,
                "before": {field: before[field] for field in changed},
                "after": {field: after[field] for field in changed},
            },
        )
        return patient_brief(number)


def _refuse_overwriting(
    row: Any, version: int, now: dict[str, Any], mine: dict[str, Any]
) -> None:
    """Refuse what would undo another person's change since *version*, unseen."""
    is_newer = (AuditEntry.subject == subject_of(row.id)) & (
        AuditEntry.action == "patient.change"
    )
    newest_first = (
        AuditEntry.select(AuditEntry, User)
        .join(User, on=(AuditEntry.user == User.id))
        .where(is_newer)
        .order_by(AuditEntry.seq.desc())
    )
    was: dict[str, Any] = {}
    newer = []
    for entry in newest_first.limit(_MOST_CHANGES):
        body = json.loads(entry.body)
        if body["version"] <= version:
            break
        newer.append(entry)
        was |= body["before"]  # the oldest last: what the form had
    differences = tuple(
        Difference(field, before, now[field], mine[field])
        for field, before in was.items()
        if now[field] != mine[field]
    )
    if differences:
        raise ChangedMeanwhile(
            newer[0].user.full_name, newer[0].at, row.version, differences
        )


def record_death(
    session: Session, number: int, *, on: date, request_id: str
) -> PatientRow:
    """Record that a patient has died. Safe to repeat.

    Args:
        session: Who asks.
        number: The patient's.
        on: The day.
        request_id: Made when the form opened: it counts once.

    Raises:
        NoDeath: It is recorded already, lies before the birth, or has not come.
        UnknownPatient, MergedPatient: It is no record to be changed.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "patients.change", request_id) as act:
        if not act.done_before:
            told = note_death(act, number, on)
            act.record("patient.death", subject_of(number), told)
        return patient_brief(number)


def note_death(act: Act, number: int, on: date) -> dict[str, Any]:
    """Record a death inside another act's write, such as a discharge.

    Returns:
        What the act's entry has to say of it.

    Raises:
        NoDeath: It is recorded already, lies before the birth, or has not come.
        UnknownPatient, MergedPatient: It is no record to be changed.
    """
    row = unmerged(number)
    if row.died_on is not None:
        raise NoDeath(
            _("The death of {patient} is recorded already: {day}.").format(
                patient=medical_id(number), day=row.died_on
            ),
            hint=_("If that is wrong, take it back first."),
        )
    if on > act.today:
        raise NoDeath(
            _("{day} has not come yet.").format(day=on),
            hint=_("Correct the day of the death."),
        )
    if row.born_on is not None and row.born_precision != "about" and on < row.born_on:
        raise NoDeath(
            _("{patient} was born later than that.").format(patient=medical_id(number)),
            hint=_("Correct the day of the death, or the birth date first."),
        )
    Patient.update(died_on=on).where(Patient.id == number).execute()
    return {"died_on": on.isoformat()}


def undo_death(
    session: Session, number: int, *, reason: str, request_id: str
) -> PatientRow:
    """Take back that a patient has died. Safe to repeat.

    Args:
        session: Who asks.
        number: The patient's.
        reason: Why; in the audit log.
        request_id: Made when the question was put: it counts once.

    Raises:
        NoDeath: None is recorded.
        UnknownPatient, MergedPatient: It is no record to be changed.
        UnsafeText, EmptyText, LongText: The reason cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "patients.change", request_id) as act:
        if act.done_before:
            return patient_brief(number)
        row = unmerged(number)
        if row.died_on is None:
            raise NoDeath(
                _("No death of {patient} is recorded.").format(
                    patient=medical_id(number)
                ),
                hint=_("Nothing was changed."),
            )
        why = clean(reason, what=_("Reason"), limit=LONGEST_REASON)
        Patient.update(died_on=None).where(Patient.id == number).execute()
        told = {"died_on": row.died_on.isoformat(), "reason": why}
        act.record("patient.death_undone", subject_of(number), told)
        return patient_brief(number)
