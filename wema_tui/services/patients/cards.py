"""Make a patient's card, which is written down."""

from __future__ import annotations

from wema_tui.cards.card import Card
from wema_tui.scanner.labels import LabelType, make_label
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.clinic.settings import settings_inside
from wema_tui.services.patients.rows import patient_brief, survivor_of
from wema_tui.services.patients.rules import medical_id, subject_of
from wema_tui.services.session import Session


def make_card(session: Session, number: int, *, request_id: str) -> Card:
    """Return what stands on a patient's card; of a merged record, of the other.

    Safe to repeat.

    Args:
        session: Who asks.
        number: The patient's.
        request_id: Made when it was asked for: it counts once.

    Raises:
        UnknownPatient: There is none.
        PermissionDenied, SessionEnded, DatabaseTrouble: None was made.
    """
    with audited_write(session, "patients.see", request_id) as act:
        card = _card(number)
        if not act.done_before:
            act.record("patient.card", subject_of(survivor_of(number)), {})
    return card


def require_patients(session: Session, numbers: list[int]) -> None:
    """Refuse a number that is nobody's, before any card is made.

    Raises:
        UnknownPatient: There is no such patient.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be known.
    """
    require(session, "patients.see")
    with session.read():
        for number in numbers:
            patient_brief(number)


def _card(number: int) -> Card:
    row = patient_brief(survivor_of(number))
    return Card(
        clinic=settings_inside().name,
        label=make_label(LabelType.PATIENT, row.number),
        medical_id=medical_id(row.number),
        full_name=row.full_name,
        born=row.born,
    )
