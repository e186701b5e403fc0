"""Undo: a reversing movement, never an erasure."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from peewee import JOIN

from db.base import instant_text
from db.people import UserSession
from db.pharmacy import Lot, StockMovement
from wema_tui.i18n import _
from wema_tui.services.audit.trail import Act, audited_write
from wema_tui.services.pharmacy.errors import (
    CannotUndo,
    NothingToUndo,
    lot_in_words,
)
from wema_tui.services.pharmacy.ledger import Origin, Step, post
from wema_tui.services.pharmacy.outcomes import Recorded
from wema_tui.services.pharmacy.repeats import TAKE_BACK, recorded_by_request
from wema_tui.services.pharmacy.rules import (
    COUNT_REASON,
    REVERSAL_REASON,
    MovementType,
    ShelfLot,
)
from wema_tui.services.pharmacy.shelf import medication_behind
from wema_tui.services.session import Session


def undo_last(session: Session, request_id: str) -> Recorded:
    """Take back the last thing this person recorded today that still stands.

    All lots of that one request are reversed together. Repeating it takes back
    the one before.

    Args:
        session: Who asks.
        request_id: Made when undo was pressed: it counts once.

    Raises:
        NothingToUndo: There is nothing of today left.
        CannotUndo: What came in has gone out again.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was reversed.
    """
    with audited_write(session, "pharmacy.undo", request_id) as act:
        if act.done_before:
            return recorded_by_request(act, TAKE_BACK)
        return take_back(act)


def take_back(act: Act) -> Recorded:
    """Reverse the person's last request of today. Inside an open write.

    Raises:
        NothingToUndo, CannotUndo: As for `undo_last`.
    """
    rows = _last_request(act.session)
    if not rows:
        raise NothingToUndo(
            _("There is nothing of today left to undo."),
            hint=_("Older movements are corrected with an adjustment."),
        )
    medication = medication_behind(rows[0].medication_id)
    steps = [_step_back(row) for row in rows]
    for step in steps:
        if step.lot.on_hand + step.quantity < 0:
            raise CannotUndo(
                _("{name}: {lot} has gone out again meanwhile.").format(
                    name=medication.name, lot=lot_in_words(step.lot)
                ),
                hint=_("Undo what went out first, or make an adjustment."),
            )
    first = rows[0]
    return post(
        act,
        type=MovementType(first.type),
        reason=REVERSAL_REASON,
        medication=medication,
        steps=steps,
        origin=Origin(entry=first.entry, scan_code=first.scan_code),
        told={"reverses": [row.id for row in rows]},
    )


def _last_request(session: Session) -> list[Any]:
    """Return the movements of the newest request that still stands, today's only.

    What the same person records at another station just now is not this one's to
    take back: nobody here has seen it.
    """
    undone = StockMovement.alias("undone")
    midnight = datetime.combine(
        session.clock.today(), time.min, tzinfo=session.clock.zone
    )
    last = (
        StockMovement.select(StockMovement.request_id)
        .join(undone, JOIN.LEFT_OUTER, on=(undone.reverses == StockMovement.id))
        .join_from(StockMovement, UserSession)
        .where(
            (UserSession.station == session.station)
            | UserSession.ended_at.is_null(False),
            StockMovement.user == session.user_id,
            StockMovement.at >= instant_text(midnight.astimezone(UTC)),
            StockMovement.reverses.is_null(),
            undone.id.is_null(),
            StockMovement.reason != COUNT_REASON,
        )
        .order_by(StockMovement.id.desc())
        .limit(1)
        .scalar()
    )
    if last is None:
        return []
    return list(
        StockMovement.select(StockMovement, Lot)
        .join(Lot)
        .where(StockMovement.request_id == last)
        .order_by(StockMovement.line)
    )


def _step_back(row: Any) -> Step:
    lot = ShelfLot(row.lot.id, row.lot.lot_number, row.lot.expires_on, row.lot.on_hand)
    return Step(lot, -row.quantity, reverses_id=row.id)
