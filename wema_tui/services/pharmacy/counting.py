"""Stock counts: scan what is there, then post the differences.

A count belongs to one person. Every scan is a durable line, so a power cut
loses none; nothing is frozen while counting, and lots that nobody scanned stay
as they are. The difference of a lot is what was counted less what the ledger
said at the last scan of that lot.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from db.base import instant_text
from db.pharmacy import CountLine, Lot, StockCount
from wema_tui.i18n import _
from wema_tui.scanner.scan import Scan
from wema_tui.services.audit.chain import row_digest
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.pharmacy.errors import (
    NothingCounted,
    PharmacyError,
    lot_in_words,
)
from wema_tui.services.pharmacy.ledger import Origin, Step, post_count
from wema_tui.services.pharmacy.lots import single_lot
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Counted, Difference, Posted
from wema_tui.services.pharmacy.repeats import (
    counted_by_request,
    shelf_lot,
    subject_of,
    total_counted,
)
from wema_tui.services.pharmacy.rules import ShelfLot
from wema_tui.services.pharmacy.shelf import (
    Shelf,
    medication_behind,
    shelf_behind,
    shelf_of,
)
from wema_tui.services.session import Session

TABLE = "count_lines"


class LedgerMovedOn(PharmacyError):
    """A counted lot has gone out so far that the difference cannot be posted."""

    code = "pharmacy.count_moved_on"


def count(act: Act, scan: Scan, order: ScanOrder) -> Counted:
    """Add one scan to the person's count; opens one if there is none.

    Raises:
        LotNeeded: Several lots could be meant.
        UnknownCode, AmountTooLarge: The order cannot be right.
    """
    shelf = shelf_behind(scan)
    lot = single_lot(act, scan, order, shelf)
    return _add_line(
        act, shelf, lot, order.quantity(scan, shelf.pack_size), order.origin(scan)
    )


def uncount_last(session: Session, request_id: str) -> Counted:
    """Take back the last scan of the open count, with a line that subtracts it.

    Raises:
        NothingCounted: There is no open count, or nothing left in it.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "pharmacy.count", request_id) as act:
        if act.done_before:
            return counted_by_request(act, None)
        lines = _lines_standing(_open_count(session))
        if not lines:
            raise _nothing_counted()
        last = lines[-1]
        shelf = shelf_of(last.lot.medication_id)
        origin = Origin(entry=last.entry, scan_code=last.scan_code)
        return _add_line(act, shelf, shelf_lot(last.lot), -last.quantity, origin)


def finish_count(session: Session, request_id: str) -> Posted:
    """Post the differences of the person's open count. Safe to repeat.

    Raises:
        NothingCounted: There is no open count, or nothing in it.
        LedgerMovedOn: A lot went out meanwhile beyond what was counted.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was posted.
    """
    with audited_write(session, "pharmacy.count", request_id) as act:
        if act.done_before:
            return _posted_before(act)
        return post_differences(act)


def post_differences(act: Act) -> Posted:
    """Close the person's open count with its differences. Inside an open write.

    Raises:
        NothingCounted, LedgerMovedOn: As for `finish_count`.
    """
    running = _open_count(act.session)
    differences = _differences(running)
    if running is None or not differences:
        raise _nothing_counted()
    for difference in differences:
        if difference.lot.on_hand < 0:
            raise LedgerMovedOn(
                _("{name}: {lot} went out while it was counted.").format(
                    name=difference.medication.name,
                    lot=lot_in_words(difference.lot),
                ),
                hint=_("Cancel the count and count this lot again."),
            )
    _close(act, running, "posted")
    moves = [(d.medication, Step(_before(d), d.quantity)) for d in differences]
    post_count(act, running.id, [move for move in moves if move[1].quantity])
    return Posted(tuple(differences))


def cancel_count(session: Session, request_id: str) -> None:
    """Give up the person's open count; the stock stays as it is.

    Raises:
        NothingCounted: There is none.
        PermissionDenied, SessionEnded, DatabaseTrouble: It is still open.
    """
    with audited_write(session, "pharmacy.count", request_id) as act:
        if act.done_before:
            subject_of(act, "stock.count_cancel")
            return
        running = _open_count(session)
        if running is None:
            raise _nothing_counted()
        _close(act, running, "cancelled")
        act.record("stock.count_cancel", f"count:{running.id}", {})


def lines_counted(session: Session) -> int:
    """Return how many scans stand in the person's open count.

    Raises:
        PermissionDenied, DatabaseTrouble: It cannot be shown.
    """
    require(session, "pharmacy.count")
    with session.read():
        return len(_lines_standing(_open_count(session)))


def _posted_before(act: Act) -> Posted:
    number = subject_of(act, "stock.count_post").removeprefix("count:")
    # The ledger has the differences already.
    found = [
        replace(each, lot=replace(each.lot, on_hand=each.lot.on_hand - each.quantity))
        for each in _differences(StockCount.get_by_id(int(number)))
    ]
    return Posted(tuple(found), is_repeat=True)


def _add_line(
    act: Act, shelf: Shelf, lot: ShelfLot, quantity: int, origin: Origin
) -> Counted:
    running = _open_count(act.session) or StockCount.create(
        user=act.session.user_id, started_at=act.now
    )
    row = {
        "count_id": running.id,
        "lot_id": lot.lot_id,
        "quantity": quantity,
        "expected": lot.on_hand,
        "entry": origin.entry,
        "scan_code": origin.scan_code,
        "at": instant_text(act.now),
        "request_id": act.request_id,
        "audit_seq": act.seq,
    }
    act.record(
        "stock.count",
        f"medication:{shelf.medication.id}",
        {
            "counted": [lot.lot_id, quantity],
            "counts": [row_digest(TABLE, row)],
        },
    )
    CountLine.insert(row).execute()
    total = total_counted(running.id, lot.lot_id)
    return Counted(shelf.medication, lot, quantity, total)


def _open_count(session: Session) -> Any | None:
    return StockCount.get_or_none(
        (StockCount.user == session.user_id) & StockCount.finished_at.is_null()
    )


def _lines_standing(running: Any | None) -> list[Any]:
    """Return the lines that no later line has taken back, oldest first."""
    if running is None:
        return []
    standing: list[Any] = []
    for line in (
        CountLine.select(CountLine, Lot)
        .join(Lot)
        .where(CountLine.count == running)
        .order_by(CountLine.id)
    ):
        if line.quantity > 0:
            standing.append(line)
        elif standing:
            standing.pop()
    return standing


def _differences(running: Any | None) -> list[Difference]:
    """Return what was counted of each lot beside what the ledger said of it.

    A scan that was taken back is as if it had never been: a lot of which nothing
    else was scanned is not counted, and stays as it is.
    """
    by_lot: dict[int, list[Any]] = {}
    for line in _lines_standing(running):
        by_lot.setdefault(line.lot_id, []).append(line)
    found = []
    for _lot_id, lines in sorted(by_lot.items()):
        counted, expected = sum(x.quantity for x in lines), lines[-1].expected
        lot = shelf_lot(lines[-1].lot)
        found.append(
            Difference(
                medication_behind(lines[-1].lot.medication_id),
                replace(lot, on_hand=lot.on_hand + counted - expected),
                counted,
                expected,
            )
        )
    return found


def _before(difference: Difference) -> ShelfLot:
    lot = difference.lot
    on_hand = lot.on_hand - difference.quantity
    return ShelfLot(lot.lot_id, lot.lot_number, lot.expires_on, on_hand)


def _close(act: Act, running: Any, outcome: str) -> None:
    StockCount.update(finished_at=act.now, outcome=outcome).where(
        StockCount.id == running.id
    ).execute()


def _nothing_counted() -> NothingCounted:
    return NothingCounted(
        _("Nothing has been counted."), hint=_("Scan what is on the shelf first.")
    )
