"""Stock out and dispense: first expiry, first out; never what is expired."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from wema_tui.i18n import _
from wema_tui.scanner.scan import Scan
from wema_tui.services.audit.trail import Act
from wema_tui.services.pharmacy.errors import (
    ExpiredStock,
    LotNotOnShelf,
    NotEnoughStock,
    ReasonNeeded,
    SerialSeen,
    in_words,
    lot_in_words,
    shelf_in_words,
)
from wema_tui.services.pharmacy.ledger import Step, post
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Recorded
from wema_tui.services.pharmacy.rules import (
    DISPENSING_REASON,
    ISSUING_REASONS,
    MovementType,
    ShelfLot,
    matching,
    pick,
    usable,
)
from wema_tui.services.pharmacy.shelf import Shelf, last_of_serial, shelf_behind


def dispense(act: Act, scan: Scan, order: ScanOrder) -> Recorded:
    """Give a medicine to a patient. Inside an open write.

    Raises:
        ExpiredStock, NotEnoughStock, LotNotOnShelf, SerialSeen: With what is
            on the shelf instead.
        UnknownCode, AmountTooLarge: The order cannot be right.
    """
    return _take(act, scan, order, MovementType.DISPENSE, DISPENSING_REASON)


def issue(act: Act, scan: Scan, order: ScanOrder) -> Recorded:
    """Hand stock out of the pharmacy, to a ward or back. Inside an open write.

    Raises:
        ReasonNeeded: The reason is none of `ISSUING_REASONS`.
        PharmacyError: As for `dispense`.
    """
    reason = order.reason or ISSUING_REASONS[0]
    if reason not in ISSUING_REASONS:
        raise ReasonNeeded(
            _("{reason} is no reason for stock out.").format(reason=reason),
            hint=_("Use one of: {all}.").format(all=", ".join(ISSUING_REASONS)),
        )
    return _take(act, scan, order, MovementType.STOCK_OUT, reason)


def _take(
    act: Act, scan: Scan, order: ScanOrder, type: MovementType, reason: str
) -> Recorded:
    today = act.today
    shelf = shelf_behind(scan)
    _refuse_same_pack(shelf, scan)
    quantity = order.quantity(scan, shelf.pack_size)
    if scan.expires_on is not None and scan.expires_on < today:
        raise _pack_expired(shelf, scan.expires_on, today)
    wanted = lots_meant(scan, order, shelf, today)
    lots = usable(wanted, today)
    if not lots and any(lot.on_hand for lot in wanted):
        raise _expired(shelf, wanted, today)
    picks, missing = pick(lots, quantity)
    if missing:
        raise _short(shelf, wanted, quantity, missing, today)
    recorded = post(
        act,
        type=type,
        reason=reason,
        medication=shelf.medication,
        steps=[Step(p.lot, -p.quantity) for p in picks],
        origin=order.origin(scan),
    )
    return _with_earlier_lot(recorded, shelf, today)


def lots_meant(
    scan: Scan, order: ScanOrder, shelf: Shelf, today: date
) -> list[ShelfLot]:
    """Return the lots that the scan may take from: the one it names, else all.

    Raises:
        LotNotOnShelf: It names a lot that is not there.
    """
    if shelf.labelled_lot is not None:
        return [shelf.labelled_lot]
    meant = order.lot_named(scan)
    if meant is None:
        return list(shelf.lots)
    named = matching(shelf.lots, *meant)
    if not named:
        raise LotNotOnShelf(
            _("{name}: lot {lot} is not on the shelf.").format(
                name=shelf.medication.name, lot=in_words(*meant)
            ),
            hint=shelf_in_words(shelf.lots, shelf.medication.base_unit, today),
        )
    return named


def _expired(shelf: Shelf, wanted: list[ShelfLot], today: date) -> ExpiredStock:
    return ExpiredStock(
        _("{name}: {lot} is EXPIRED. Do not give it.").format(
            name=shelf.medication.name, lot=lot_in_words(wanted[0])
        ),
        hint=_instead(shelf, today),
    )


def _pack_expired(shelf: Shelf, day: date, today: date) -> ExpiredStock:
    """The code on the pack itself says so, whatever the shelf believes."""
    return ExpiredStock(
        _("{name}: this pack EXPIRED on {day}. Do not give it.").format(
            name=shelf.medication.name, day=day
        ),
        hint=_instead(shelf, today),
    )


def _instead(shelf: Shelf, today: date) -> str:
    good = [lot for lot in shelf.lots if not lot.is_expired(today)]
    if good:
        return shelf_in_words(good, shelf.medication.base_unit, today)
    return _("There is no other lot. Take it out with an adjustment: expired.")


def _short(
    shelf: Shelf, wanted: list[ShelfLot], quantity: int, missing: int, today: date
) -> NotEnoughStock:
    unit = shelf.medication.base_unit
    return NotEnoughStock(
        _("{name}: {there} of {wanted} {unit} on hand, {missing} short.").format(
            name=shelf.medication.name,
            there=quantity - missing,
            wanted=quantity,
            unit=unit,
            missing=missing,
        ),
        hint=shelf_in_words(shelf.lots, unit, today),
        short_by=missing,
    )


def _refuse_same_pack(shelf: Shelf, scan: Scan) -> None:
    if scan.serial is None:
        return
    last = last_of_serial(shelf.medication.id, scan.serial)
    if last is not None and last.quantity < 0:
        raise SerialSeen(
            _("{name}: the pack with serial {serial} went out already.").format(
                name=shelf.medication.name, serial=scan.serial
            ),
            hint=_("It was scanned twice; go on with the next pack."),
        )


def _with_earlier_lot(recorded: Recorded, shelf: Shelf, today: date) -> Recorded:
    """Add the lot that should have gone first, if the scanned one was later."""
    if len(shelf.lots) == 1:
        return recorded
    first = next(iter(usable(shelf.lots, today)), None)
    taken = {line.lot.lot_id for line in recorded.lines}
    last = max((x.lot.expires_on or date.max) for x in recorded.lines)
    if first is None or first.lot_id in taken or (first.expires_on or date.max) >= last:
        return recorded
    return replace(recorded, earlier_lot=first)
