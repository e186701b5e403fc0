"""The ledger: the one place that adds stock movements.

A movement and its audit entry are written in one transaction; the entry holds
the movement's digest, the movement the entry's number. A trigger moves the
lot's `on_hand`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from db.base import instant_text
from db.pharmacy import StockMovement
from db.prepared import Prepared, value
from wema_tui.services.audit.chain import row_digest
from wema_tui.services.audit.trail import Act
from wema_tui.services.pharmacy.outcomes import Line, MedicationBrief, Recorded
from wema_tui.services.pharmacy.rules import (
    COUNT_REASON,
    REVERSAL_REASON,
    MovementType,
    ShelfLot,
)

TABLE = "stock_movements"


@dataclass(frozen=True)
class Step:
    """One movement to be written.

    Attributes:
        lot: The lot as it is now.
        quantity: Base units, signed.
        reverses_id: The movement that this one takes back.
    """

    lot: ShelfLot
    quantity: int
    reverses_id: int | None = None


@dataclass(frozen=True)
class Origin:
    """How a movement came about.

    Attributes:
        entry: scanned, keyed, picture.
        scan_code: The code as it came, made printable.
        serial: GS1 serial number, when exactly this pack moved.
        note: What the person added.
        witness_id: A second person who saw it.
    """

    entry: str = "scanned"
    scan_code: str | None = None
    serial: str | None = None
    note: str | None = None
    witness_id: int | None = None


def post(
    act: Act,
    *,
    type: MovementType,
    reason: str,
    medication: MedicationBrief,
    steps: list[Step],
    origin: Origin,
    told: dict[str, Any] | None = None,
) -> Recorded:
    """Write the movements of one medication and their audit entry.

    Args:
        act: The open write.
        type: What the movements are.
        reason: Why.
        medication: What moves.
        steps: One for each lot; at least one.
        origin: How it came about.
        told: More for the audit entry.
    """
    rows = [
        _row(act, type, reason, medication, step, origin, line)
        for line, step in enumerate(steps, start=1)
    ]
    action = f"stock.{reason if reason == REVERSAL_REASON else type}"
    ids = _write(act, action, f"medication:{medication.id}", rows, told or {})
    lines = tuple(
        Line(
            id,
            replace(step.lot, on_hand=step.lot.on_hand + step.quantity),
            step.quantity,
        )
        for id, step in zip(ids, steps, strict=True)
    )
    return Recorded(act.request_id, type, reason, medication, lines, act.now)


def post_count(
    act: Act, count_id: int, moves: list[tuple[MedicationBrief, Step]]
) -> None:
    """Write the differences that a stock count found, with one audit entry.

    Args:
        act: The open write.
        count_id: Row of the count.
        moves: One for each lot that was not exact; may be empty.
    """
    rows = [
        _row(
            act, MovementType.ADJUSTMENT, COUNT_REASON, medication, step, Origin(), line
        )
        for line, (medication, step) in enumerate(moves, start=1)
    ]
    _write(act, "stock.count_post", f"count:{count_id}", rows, {})


def _write(
    act: Act,
    action: str,
    subject: str,
    rows: list[dict[str, Any]],
    told: dict[str, Any],
) -> list[int]:
    act.record(
        action,
        subject,
        {
            **told,
            "moved": [[row["lot_id"], row["quantity"], row["reason"]] for row in rows],
            "ledger": [row_digest(TABLE, row) for row in rows],
        },
    )
    return [ADD.rows(**row)[0].id for row in rows]


def _row(
    act: Act,
    type: MovementType,
    reason: str,
    medication: MedicationBrief,
    step: Step,
    origin: Origin,
    line: int,
) -> dict[str, Any]:
    return {
        "at": instant_text(act.now),
        "type": str(type),
        "reason": reason,
        "medication_id": medication.id,
        "lot_id": step.lot.lot_id,
        "quantity": step.quantity,
        "user_id": act.session.user_id,
        "witness_id": origin.witness_id,
        "session_id": act.session.session_id,
        "station": act.session.station,
        "entry": origin.entry,
        "scan_code": origin.scan_code,
        "serial": origin.serial,
        "reverses_id": step.reverses_id,
        "request_id": act.request_id,
        "line": line,
        "note": origin.note,
        "audit_seq": act.seq,
    }


_M = StockMovement
ADD = Prepared(
    _M.insert(
        {
            _M.at: value("at"),
            _M.type: value("type"),
            _M.reason: value("reason"),
            _M.medication: value("medication_id"),
            _M.lot: value("lot_id"),
            _M.quantity: value("quantity"),
            _M.user: value("user_id"),
            _M.witness: value("witness_id"),
            _M.session: value("session_id"),
            _M.station: value("station"),
            _M.entry: value("entry"),
            _M.scan_code: value("scan_code"),
            _M.serial: value("serial"),
            _M.reverses: value("reverses_id"),
            _M.request_id: value("request_id"),
            _M.line: value("line"),
            _M.note: value("note"),
            _M.audit_seq: value("audit_seq"),
        }
    ).returning(_M.id)
)
