"""Who a patient in a form may be already, by the names alone."""

from __future__ import annotations

from dataclasses import dataclass

from wema_tui.birth import Born
from wema_tui.i18n import _
from wema_tui.services.audit.trail import require
from wema_tui.services.patients.finding import find_patients
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session
from wema_tui.text import folded

_MOST = 5


@dataclass(frozen=True)
class Duplicate:
    """Somebody who may be the same person.

    Attributes:
        row: The patient.
        score: From 0 to 100.
        why: What is alike, in words.
    """

    row: PatientRow
    score: int
    why: tuple[str, ...]


def likely_duplicates(
    session: Session,
    *,
    full_name: str,
    sex: str,
    born: Born | None,
    phone: str,
    place: str,
    but: int | None = None,
) -> tuple[Duplicate, ...]:
    """Return who may be the same person, the likeliest first.

    Args:
        session: Who asks.
        full_name: As typed so far.
        sex: One of `SEXES`.
        born: None while it is not known.
        phone: As typed so far.
        place: As typed so far.
        but: Whom to leave out: the patient in the form.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be known.
    """
    require(session, "patients.see")
    if not folded(full_name).strip():
        return ()
    rows = find_patients(session, full_name, limit=_MOST + 1).rows
    return tuple(
        Duplicate(row, 90 if row.sex == sex else 60, (_("name"),))
        for row in rows
        if row.number != but
    )[:_MOST]
