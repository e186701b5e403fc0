"""Adjustments: what broke, expired, got lost or turned up, each with a reason."""

from __future__ import annotations

from wema_tui.i18n import _
from wema_tui.scanner.scan import Scan
from wema_tui.services.audit.trail import Act
from wema_tui.services.pharmacy.errors import (
    ExpiredStock,
    NotEnoughStock,
    ReasonNeeded,
    shelf_in_words,
)
from wema_tui.services.pharmacy.issuing import lots_meant
from wema_tui.services.pharmacy.ledger import Step, post
from wema_tui.services.pharmacy.lots import single_lot
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Recorded
from wema_tui.services.pharmacy.rules import (
    ADJUSTMENT_REASONS,
    MovementType,
    fefo,
    pick,
)
from wema_tui.services.pharmacy.shelf import Shelf, shelf_behind


def adjust(act: Act, scan: Scan, order: ScanOrder) -> Recorded:
    """Correct the stock of a scanned pack. Inside an open write.

    Raises:
        ReasonNeeded: No reason was given, or one that does not exist.
        LotNeeded: More than one lot could be meant by an addition.
        NotEnoughStock, ExpiredStock, LotNotOnShelf: With what is there instead.
        UnknownCode, AmountTooLarge: The order cannot be right.
    """
    reason = order.reason or ""
    if reason not in ADJUSTMENT_REASONS:
        raise ReasonNeeded(
            _("An adjustment needs a reason."),
            hint=_("Use one of: {all}.").format(all=", ".join(ADJUSTMENT_REASONS)),
        )
    shelf = shelf_behind(scan)
    quantity = order.quantity(scan, shelf.pack_size)
    if ADJUSTMENT_REASONS[reason] > 0:
        steps = [Step(single_lot(act, scan, order, shelf), quantity)]
    else:
        steps = _steps_down(act, scan, order, shelf, quantity, reason)
    return post(
        act,
        type=MovementType.ADJUSTMENT,
        reason=reason,
        medication=shelf.medication,
        steps=steps,
        origin=order.origin(scan),
    )


def _steps_down(
    act: Act, scan: Scan, order: ScanOrder, shelf: Shelf, quantity: int, reason: str
) -> list[Step]:
    today = act.today
    lots = fefo(lots_meant(scan, order, shelf, today))
    if reason == "expired":
        expired = [lot for lot in lots if lot.is_expired(today)]
        if lots and not expired:
            raise ExpiredStock(
                _("{name}: nothing of this is expired.").format(
                    name=shelf.medication.name
                ),
                hint=shelf_in_words(lots, shelf.medication.base_unit, today),
            )
        lots = expired
    picks, missing = pick(lots, quantity)
    if missing:
        raise NotEnoughStock(
            _("{name}: {there} {unit} on hand, {missing} short.").format(
                name=shelf.medication.name,
                there=quantity - missing,
                unit=shelf.medication.base_unit,
                missing=missing,
            ),
            hint=shelf_in_words(shelf.lots, shelf.medication.base_unit, today),
            short_by=missing,
        )
    return [Step(p.lot, -p.quantity) for p in picks]
