"""Register a patient, with the next number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import fn

from db.patients import Patient
from wema_tui.birth import Born
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.patients.duplicates import STRONG
from wema_tui.services.patients.keys import keys_of, learn_name
from wema_tui.services.patients.likely import likely_duplicates
from wema_tui.services.patients.particulars import (
    Particulars,
    as_kept,
    columns_of,
    require_insurer,
)
from wema_tui.services.patients.rows import PatientRow, patient_brief
from wema_tui.services.patients.rules import FIRST_NUMBER, subject_of
from wema_tui.services.session import Session


class LooksAlike(WemaError):
    """Somebody very like this patient is registered, whom the person has not seen.

    Attributes:
        duplicates: Who, the likeliest first.
    """

    code = "patient.looks_alike"

    def __init__(self, duplicates: tuple[PatientRow, ...]) -> None:
        names = ", ".join(each.medical_id for each in duplicates)
        super().__init__(
            _("This looks like a patient who is registered: {names}.").format(
                names=names
            ),
            hint=_("Look at them; save again if it is another person."),
        )
        self.duplicates = duplicates


def register_patient(
    session: Session,
    particulars: Particulars,
    *,
    seen: frozenset[int] = frozenset(),
    request_id: str,
) -> PatientRow:
    """Register a patient, with the next number. Safe to repeat.

    Args:
        session: Who asks.
        particulars: As typed.
        seen: The numbers of those like this one that the person has been shown.
        request_id: Made when the form opened: it counts once.

    Raises:
        LooksAlike: There is somebody very like this one who is not among *seen*:
            another desk was faster.
        UnsafeText, EmptyText, LongText: A text cannot be kept.
        BadPhone, NotABirth, NoBloodGroup, NoInsurer: It is not what it should be.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nobody was registered.
    """
    require(session, "patients.register")
    columns = columns_of(particulars, session.clock)
    with session.read():  # others may write meanwhile
        expected, alike = next_number(), _strong(session, columns)
    with audited_write(session, "patients.register", request_id) as act:
        if act.done_before:
            return patient_brief(subject_of_repeat(act, "patient.register"))
        require_insurer(columns)
        number = next_number()
        if number != expected:  # somebody was registered meanwhile
            alike = _strong(session, columns)
        if unseen := tuple(each for each in alike if each.number not in seen):
            raise LooksAlike(unseen)
        add_row(number, columns, at=act.now, by=session.user_id)
        after = vars(as_kept(columns))
        act.record("patient.register", subject_of(number), {"after": after})
        return patient_brief(number)


def next_number() -> int:
    """Return the next free number. Only an open write makes it unique."""
    newest: int | None = Patient.select(fn.MAX(Patient.id)).scalar()
    return FIRST_NUMBER if newest is None else newest + 1


def row_of(
    number: int, columns: dict[str, Any], *, at: datetime, by: int | None
) -> dict[str, Any]:
    """Return the whole row of a new patient."""
    return {
        **columns,
        **keys_of(number, columns),
        "id": number,
        "created_at": at,
        "created_by": by,
        "version": 1,
    }


def add_row(
    number: int, columns: dict[str, Any], *, at: datetime, by: int | None
) -> None:
    """Add a new patient. Inside an open write."""
    Patient.insert(row_of(number, columns, at=at, by=by)).execute()
    learn_name(columns["full_name"])


def _strong(session: Session, columns: dict[str, Any]) -> tuple[PatientRow, ...]:
    """Return who is very likely the same person."""
    born = Born(columns["born_on"], columns["born_precision"])
    alike = likely_duplicates(
        session,
        full_name=columns["full_name"],
        sex=columns["sex"],
        born=born if columns["born_on"] else None,
        phone=columns["phone"] or "",
        place=columns["place"],
    )
    return tuple(each.row for each in alike if each.score >= STRONG)
