"""Stock in: what is delivered becomes a lot on the shelf."""

from __future__ import annotations

from dataclasses import replace

from db.pharmacy import Lot
from wema_tui.i18n import _
from wema_tui.scanner.scan import Scan
from wema_tui.services.audit.trail import Act
from wema_tui.services.pharmacy.errors import (
    AlreadyExpired,
    LotNeeded,
    OtherExpiry,
    ReasonNeeded,
    SerialSeen,
)
from wema_tui.services.pharmacy.ledger import Step, post
from wema_tui.services.pharmacy.orders import LotDetails, ScanOrder
from wema_tui.services.pharmacy.outcomes import MedicationBrief, Recorded
from wema_tui.services.pharmacy.rules import (
    RECEIVING_REASONS,
    MovementType,
    ShelfLot,
)
from wema_tui.services.pharmacy.shelf import (
    Shelf,
    last_of_serial,
    lots_with_number,
    shelf_behind,
)
from wema_tui.text import clean


def receive(act: Act, scan: Scan, order: ScanOrder) -> Recorded:
    """Take a delivered pack in. Inside an open write.

    Raises:
        UnknownCode: Nobody has said what the code is.
        LotNeeded: Neither the code nor the person said which lot.
        AlreadyExpired, OtherExpiry, SerialSeen: The pack cannot be right.
        AmountTooLarge, ReasonNeeded: The order cannot be right.
    """
    reason = order.reason or RECEIVING_REASONS[0]
    if reason not in RECEIVING_REASONS:
        raise ReasonNeeded(
            _("{reason} is no reason for stock in.").format(reason=reason),
            hint=_("Use one of: {all}.").format(all=", ".join(RECEIVING_REASONS)),
        )
    shelf = shelf_behind(scan)
    _refuse_same_pack(shelf.medication, scan, order)
    details = lot_details(scan, order, shelf)
    quantity = order.quantity(scan, shelf.pack_size)
    if details.expires_on and details.expires_on < act.session.clock.today():
        raise AlreadyExpired(
            _("{name}: this pack expired on {day}.").format(
                name=shelf.medication.name, day=details.expires_on
            ),
            hint=_("Do not take it in; give it back to the supplier."),
        )
    lot = _lot_for(act, shelf, details)
    return post(
        act,
        type=MovementType.STOCK_IN,
        reason=reason,
        medication=shelf.medication,
        steps=[Step(lot, quantity)],
        origin=order.origin(scan),
    )


def lot_details(scan: Scan, order: ScanOrder, shelf: Shelf) -> LotDetails:
    """Return lot and expiry from the code, and what is missing from the person.

    Raises:
        LotNeeded: Something is missing and nobody said it.
    """
    if shelf.labelled_lot is not None:
        said = order.lot or LotDetails("", None)
        lot = shelf.labelled_lot
        return replace(said, lot_number=lot.lot_number, expires_on=lot.expires_on)
    if scan.lot_number is not None and scan.expires_on is not None:
        said = order.lot or LotDetails("", None)
        return replace(said, lot_number=scan.lot_number, expires_on=scan.expires_on)
    if order.lot is None:
        raise LotNeeded(scan, shelf.medication, shelf.lots)
    return replace(
        order.lot,
        lot_number=order.lot.lot_number if scan.lot_number is None else scan.lot_number,
        expires_on=scan.expires_on or order.lot.expires_on,
    )


def _lot_for(act: Act, shelf: Shelf, details: LotDetails) -> ShelfLot:
    """Find the lot on the shelf, or put up a new one."""
    number = clean(
        details.lot_number, what=_("Lot number"), limit=40, required=False
    ).upper()
    known = lots_with_number(shelf.medication.id, number)
    for lot in known:
        if lot.expires_on == details.expires_on:
            _note_cost(lot, shelf, details)
            return lot
    if known and number:
        raise OtherExpiry(
            _(
                "{name}: lot {lot} is on the shelf with expiry {known}, not {new}."
            ).format(
                name=shelf.medication.name,
                lot=number,
                known=known[0].expires_on,
                new=details.expires_on,
            ),
            hint=_("Read lot and expiry off the pack again."),
        )
    row = Lot.create(
        medication=shelf.medication.id,
        lot_number=number,
        expires_on=details.expires_on,
        created_at=act.now,
        **_cost(shelf, details),
    )
    return ShelfLot(row.id, number, details.expires_on, 0)


def _note_cost(lot: ShelfLot, shelf: Shelf, details: LotDetails) -> None:
    news = {k: v for k, v in _cost(shelf, details).items() if v is not None}
    if news:
        Lot.update(news).where(Lot.id == lot.lot_id).execute()


def _cost(shelf: Shelf, details: LotDetails) -> dict[str, object]:
    supplier = clean(
        details.supplier or "", what=_("Supplier"), limit=80, required=False
    )
    return {
        "pack_cost": details.pack_cost,
        "pack_size": None if details.pack_cost is None else shelf.pack_size,
        "supplier": supplier or None,
    }


def _refuse_same_pack(
    medication: MedicationBrief, scan: Scan, order: ScanOrder
) -> None:
    if scan.serial is None or not order.amount.is_one_pack:
        return
    last = last_of_serial(medication.id, scan.serial)
    if last is not None and last.quantity > 0:
        raise SerialSeen(
            _("{name}: the pack with serial {serial} is in already.").format(
                name=medication.name, serial=scan.serial
            ),
            hint=_("It was scanned twice; go on with the next pack."),
        )
