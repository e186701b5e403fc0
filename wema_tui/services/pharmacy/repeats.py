"""A request that comes a second time: what its first try did, if it was the same.

A request id counts once. Whoever sends it again with something else, or sends
another person's, is told so, and never that this has been recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

from peewee import fn

from db.audit import AuditEntry
from db.pharmacy import CountLine, Lot, StockCount, StockMovement
from wema_tui.scanner.scan import Scan
from wema_tui.services.audit.trail import Act
from wema_tui.services.pharmacy.errors import RequestReused
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Counted, Line, Recorded
from wema_tui.services.pharmacy.rules import REVERSAL_REASON, ShelfLot
from wema_tui.services.pharmacy.shelf import medication_behind, pack_size_of


@dataclass(frozen=True)
class Asked:
    """What a request asks for, as far as the ledger keeps it; None for anything.

    Attributes:
        reason: Why; None for any but a reversal.
        type: As the ledger names it.
        scan_code: The code as it came, made printable.
        quantity: Base units, without sign.
    """

    reason: str | None = None
    type: str | None = None
    scan_code: str | None = None
    quantity: int | None = None

    @classmethod
    def by(cls, order: ScanOrder, scan: Scan) -> Asked:
        """Return what one scan asks for. Inside a transaction.

        Raises:
            RequestReused: Nothing has the code now: it was something else.
            AmountTooLarge: No movement is so large.
        """
        pack_size = pack_size_of(scan)
        if pack_size is None:
            raise RequestReused
        return cls(
            order.reason,
            str(order.mode),
            order.origin(scan).scan_code,
            order.quantity(scan, pack_size),
        )

    def is_answered_by(self, first: StockMovement, quantity: int) -> bool:
        """Return whether these movements are what was asked for."""
        is_same_kind = (self.reason == REVERSAL_REASON) == (
            first.reason == REVERSAL_REASON
        )
        return is_same_kind and all(
            asked is None or asked == done
            for asked, done in (
                (self.reason, first.reason),
                (self.type, first.type),
                (self.scan_code, first.scan_code),
                (self.quantity, abs(quantity)),
            )
        )


TAKE_BACK = Asked(reason=REVERSAL_REASON)


def recorded_by_request(act: Act, asked: Asked) -> Recorded:
    """Return what the first try of this request recorded. In a transaction.

    Raises:
        RequestReused: It was another person's, or not what is asked for now.
    """
    rows = list(
        StockMovement.select(StockMovement, Lot)
        .join(Lot)
        .where(
            StockMovement.request_id == act.request_id,
            StockMovement.user == act.session.user_id,
        )
        .order_by(StockMovement.line)
    )
    if not rows or not asked.is_answered_by(rows[0], sum(m.quantity for m in rows)):
        raise RequestReused
    first = rows[0]
    return Recorded(
        act.request_id,
        first.type,
        first.reason,
        medication_behind(first.medication_id),
        tuple(Line(m.id, shelf_lot(m.lot), m.quantity) for m in rows),
        first.at,
        is_repeat=True,
    )


def counted_by_request(act: Act, asked: Asked | None) -> Counted:
    """Return what the first try of this request counted. In a transaction.

    Args:
        act: The write that does nothing.
        asked: What the scan asks for; None when a scan was taken back.

    Raises:
        RequestReused: It was another person's, or not what is asked for now.
    """
    line = (
        CountLine.select(CountLine, Lot)
        .join_from(CountLine, Lot)
        .join_from(CountLine, StockCount)
        .where(
            CountLine.request_id == act.request_id,
            StockCount.user == act.session.user_id,
        )
        .get_or_none()
    )
    if line is None:
        raise RequestReused
    if asked is None:
        is_same = line.quantity < 0
    else:
        said = (asked.scan_code, asked.quantity)
        is_same = (line.scan_code, line.quantity) == said
    if not is_same:
        raise RequestReused
    return Counted(
        medication_behind(line.lot.medication_id),
        shelf_lot(line.lot),
        line.quantity,
        total_counted(line.count_id, line.lot_id),
        is_repeat=True,
    )


def subject_of(act: Act, action: str) -> str:
    """Return the subject of the entry that the first try of this request left.

    Raises:
        RequestReused: It was another person's, or another action.
    """
    entry = AuditEntry.get(AuditEntry.request_id == act.request_id)
    if (entry.user_id, entry.action) != (act.session.user_id, action):
        raise RequestReused
    return str(entry.subject)


def total_counted(count_id: int, lot_id: int) -> int:
    """Return the base units of one lot that one count has counted so far."""
    return int(
        CountLine.select(fn.SUM(CountLine.quantity))
        .where(CountLine.count == count_id, CountLine.lot == lot_id)
        .scalar()
        or 0
    )


def shelf_lot(lot: Lot) -> ShelfLot:
    """Return a row of the table of lots as the rules know it."""
    return ShelfLot(lot.id, lot.lot_number, lot.expires_on, lot.on_hand)
