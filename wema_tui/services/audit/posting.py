"""Adding rows to a ledger: each signed through the act's one audit entry."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from db.base import instant_text
from db.finance import Charge, Payment, Settlement
from db.ledger import LedgerModel
from db.nurse import CareGiven, Triage, VitalSign
from db.price_list import Price
from wema_tui.services.audit.chain import row_digest
from wema_tui.services.audit.trail import Act

POSTED: Final[tuple[type[LedgerModel], ...]] = (
    Price,
    Charge,
    Payment,
    Settlement,
    Triage,
    VitalSign,
    CareGiven,
)
"""The ledgers whose rows are added here, as the chain is walked."""


def post_rows(
    act: Act, model: type[LedgerModel], rows: list[dict[str, Any]]
) -> list[int]:
    """Add rows to one ledger, and their digests to the act's entry.

    Call it before `act.record`. What is added to the same ledger later in the act
    goes on behind.

    Args:
        act: The open write.
        model: One of `POSTED`.
        rows: Column -> value, without those that every ledger has.

    Returns:
        The numbers of the new rows, in order.
    """
    table = model._meta.table_name
    digests = act.told.setdefault(table, [])
    signed = [
        _plain(row)
        | {
            "at": instant_text(act.now),
            "user_id": act.session.user_id,
            "session_id": act.session.session_id,
            "station": act.session.station,
            "request_id": act.request_id,
            "line": line,
            "audit_seq": act.seq,
        }
        for line, row in enumerate(rows, start=len(digests) + 1)
    ]
    digests += [row_digest(table, row) for row in signed]
    return [model.insert(row).execute() for row in signed]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return *row* as the engine gives it back, for the digest."""
    return {column: _value(value) for column, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    return value.isoformat() if isinstance(value, date) else value
