"""What reception sees at home: who came today, and where everybody stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.visits import Visit
from wema_tui.services.audit.trail import require
from wema_tui.services.clinic.figures.feed import newest_seq
from wema_tui.services.patients.rows import PatientRow, patient_brief, survivor_of
from wema_tui.services.session import Session
from wema_tui.services.visits.places import facts_of
from wema_tui.services.visits.stages import Stage, stage_of


@dataclass(frozen=True)
class Here:
    """One visit of reception's list.

    Attributes:
        patient: Who came; of merged records the one that is in force.
        opened_at: When, in UTC.
        stage: Where the patient stands.
    """

    patient: PatientRow
    opened_at: datetime
    stage: Stage


@dataclass(frozen=True)
class Desk:
    """What reception sees at one moment.

    Attributes:
        newest: Number of the newest entry of the audit log then.
        day: The clinic's date.
        came: How many visits were opened today.
        open: How many are open, of whatever day.
        visits: The newest first: those that are open, and those of today.
    """

    newest: int
    day: date
    came: int
    open: int
    visits: tuple[Here, ...]


def desk_news(
    session: Session, *, limit: int, before: Desk | None = None
) -> Desk | None:
    """Return what reception sees now; None when nothing has changed since *before*.

    Args:
        session: Who looks.
        limit: So many visits at most.
        before: What the person sees already.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, "visits.see")
    today = session.clock.today()
    with session.read():
        newest = newest_seq()
        if before is not None and (before.newest, before.day) == (newest, today):
            return None
        is_open, of_today = Visit.closed_at.is_null(), Visit.day == today
        shown = Visit.select().where(is_open | of_today).order_by(Visit.id.desc())
        return Desk(
            newest=newest,
            day=today,
            came=Visit.select().where(of_today).count(),
            open=Visit.select().where(is_open).count(),
            visits=tuple(_here(row) for row in shown.limit(limit)),
        )


def _here(row: Any) -> Here:
    stage = stage_of(facts_of(row))
    patient = patient_brief(survivor_of(row.patient_id))
    return Here(patient, row.opened_at, stage)
