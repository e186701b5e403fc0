"""The lots themselves: find the one that was meant, or put up a new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from db.pharmacy import Lot
from wema_tui.i18n import _
from wema_tui.scanner.scan import Scan
from wema_tui.services.audit.trail import Act
from wema_tui.services.pharmacy.errors import LotNeeded, OtherExpiry
from wema_tui.services.pharmacy.orders import LotDetails, ScanOrder, lot_number
from wema_tui.services.pharmacy.rules import ShelfLot, matching
from wema_tui.services.pharmacy.shelf import Shelf, lots_with_number
from wema_tui.text import clean


def lot_for(act: Act, shelf: Shelf, details: LotDetails) -> ShelfLot:
    """Return the lot that *details* describe, new or known. Inside an open write.

    Raises:
        OtherExpiry: The lot number is on the shelf with another expiry.
        UnsafeText, LongText: The lot number or supplier cannot be kept.
    """
    number = clean(
        lot_number(details.lot_number), what=_("Lot number"), limit=40, required=False
    )
    known = lots_with_number(shelf.medication.id, number)
    for lot in known:
        if lot.expires_on == details.expires_on:
            _note_cost(act, lot, shelf, details)
            return lot
    if known and number:
        raise OtherExpiry(
            _("{name}: lot {lot} is known with expiry {known}, not {new}.").format(
                name=shelf.medication.name,
                lot=number,
                known=known[0].expires_on,
                new=details.expires_on,
            ),
            hint=_("Read lot and expiry off the pack again."),
        )
    cost = _cost(shelf, details)
    row = Lot.create(
        medication=shelf.medication.id,
        lot_number=number,
        expires_on=details.expires_on,
        created_at=act.now,
        **cost,
    )
    what = {"lot_number": number, "expires_on": expiry_text(details.expires_on)}
    act.told["lot"] = {"id": row.id, "after": what | cost}
    return ShelfLot(row.id, number, details.expires_on, 0)


def single_lot(act: Act, scan: Scan, order: ScanOrder, shelf: Shelf) -> ShelfLot:
    """Return the one lot to add to or to count. Inside an open write.

    Raises:
        LotNeeded: More than one could be meant, or none is known.
    """
    if shelf.labelled_lot is not None:
        return shelf.labelled_lot
    named = order.lot_named(scan)
    if named is None:
        known = list(shelf.lots)
    elif order.lot is not None:  # the code is believed before the person
        number, expires_on = named
        details = replace(order.lot, lot_number=number, expires_on=expires_on)
        return lot_for(act, shelf, details)
    else:
        known = matching(lots_with_number(shelf.medication.id, named[0]), *named)
    if len(known) == 1:
        return known[0]
    raise LotNeeded(scan, shelf.medication, shelf.lots)


def expiry_text(day: date | None) -> str | None:
    """Return an expiry as audit entries tell it."""
    return None if day is None else day.isoformat()


def _note_cost(act: Act, lot: ShelfLot, shelf: Shelf, details: LotDetails) -> None:
    news = {k: v for k, v in _cost(shelf, details).items() if v is not None}
    if not news:
        return
    known = Lot.get_by_id(lot.lot_id)
    before = {name: getattr(known, name) for name in news}
    if before != news:
        Lot.update(news).where(Lot.id == lot.lot_id).execute()
        act.told["lot"] = {"id": lot.lot_id, "before": before, "after": news}


def _cost(shelf: Shelf, details: LotDetails) -> dict[str, object]:
    supplier = clean(
        details.supplier or "", what=_("Supplier"), limit=80, required=False
    )
    return {
        "pack_cost": details.pack_cost,
        "pack_size": None if details.pack_cost is None else shelf.pack_size,
        "supplier": supplier or None,
    }
