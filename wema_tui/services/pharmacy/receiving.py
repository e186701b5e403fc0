"""Stock in: what is delivered becomes a lot on the shelf."""

from __future__ import annotations

from dataclasses import replace

from wema_tui.i18n import _
from wema_tui.scanner.scan import Scan
from wema_tui.services.audit.trail import Act
from wema_tui.services.pharmacy.errors import (
    AlreadyExpired,
    LotNeeded,
    ReasonNeeded,
    SerialSeen,
)
from wema_tui.services.pharmacy.ledger import Step, post
from wema_tui.services.pharmacy.lots import lot_for
from wema_tui.services.pharmacy.orders import LotDetails, ScanOrder
from wema_tui.services.pharmacy.outcomes import MedicationBrief, Recorded
from wema_tui.services.pharmacy.rules import (
    RECEIVING_REASONS,
    MovementType,
)
from wema_tui.services.pharmacy.shelf import Shelf, last_of_serial, shelf_behind


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
    if details.expires_on and details.expires_on < act.today:
        raise AlreadyExpired(
            _("{name}: this pack expired on {day}.").format(
                name=shelf.medication.name, day=details.expires_on
            ),
            hint=_("Do not take it in; give it back to the supplier."),
        )
    lot = lot_for(act, shelf, details)
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


def _refuse_same_pack(
    medication: MedicationBrief, scan: Scan, order: ScanOrder
) -> None:
    if scan.serial is None or not order.is_one_pack(scan):
        return
    last = last_of_serial(medication.id, scan.serial)
    if last is not None and last.quantity > 0:
        raise SerialSeen(
            _("{name}: the pack with serial {serial} is in already.").format(
                name=medication.name, serial=scan.serial
            ),
            hint=_("It was scanned twice; go on with the next pack."),
        )
