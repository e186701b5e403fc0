"""A scan that could not be recorded, as plain values: to be tried again another day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wema_tui.quantities import Amount
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import MAX_CODE, Scan, UnreadableCode
from wema_tui.services.pharmacy.orders import LotDetails, ScanOrder


def kept_order(order: ScanOrder) -> dict[str, Any]:
    """Return *order* as values that JSON knows."""
    return {
        "text": order.text[: MAX_CODE + 1],  # longer is as unreadable as this
        "mode": str(order.mode),
        "request_id": order.request_id,
        "count": order.amount.count,
        "is_loose": order.amount.is_loose,
        "entry": order.entry,
        "reason": order.reason,
        "note": order.note,
        "lot": _kept_lot(order.lot),
        "reading": _what_it_says(order.reading) if order.reading else None,
        "separators_seen": order.separators_seen,
    }


def order_again(plain: Mapping[str, Any]) -> ScanOrder:
    """Return the order that `kept_order` wrote, with the request id that it had.

    The reading that a person chose of a doubtful code is looked up among the
    readings of today. Where it is none of them the order has none: the person is
    asked again.

    Raises:
        KeyError, TypeError, ValueError: It was not written by `kept_order`.
    """
    text, separators_seen = str(plain["text"]), bool(plain["separators_seen"])
    return ScanOrder(
        text=text,
        mode=Mode(plain["mode"]),
        request_id=str(plain["request_id"]),
        amount=Amount(int(plain["count"]), is_loose=bool(plain["is_loose"])),
        entry=str(plain["entry"]),
        reason=plain["reason"],
        note=plain["note"],
        lot=_lot(plain["lot"]),
        reading=_reading(text, plain["reading"], separators_seen=separators_seen),
        separators_seen=separators_seen,
    )


def _kept_lot(lot: LotDetails | None) -> dict[str, Any] | None:
    if lot is None:
        return None
    day = lot.expires_on.isoformat() if lot.expires_on else None
    return {**vars(lot), "expires_on": day}


def _lot(plain: Mapping[str, Any] | None) -> LotDetails | None:
    if plain is None:
        return None
    day = plain["expires_on"]
    return LotDetails(
        str(plain["lot_number"]),
        date.fromisoformat(day) if day is not None else None,
        pack_cost=plain["pack_cost"],
        supplier=plain["supplier"],
    )


def _what_it_says(scan: Scan) -> dict[str, Any]:
    return {
        "code": scan.code,
        "lot_number": scan.lot_number,
        "expires_on": scan.expires_on.isoformat() if scan.expires_on else None,
        "serial": scan.serial,
        "pieces": scan.pieces,
        "packs": scan.packs,
    }


def _reading(
    text: str, chosen: Mapping[str, Any] | None, *, separators_seen: bool
) -> Scan | None:
    if chosen is None:
        return None
    try:
        choices = read_code(text, separators_seen=separators_seen).choices
    except UnreadableCode:
        return None
    alike = [scan for scan in choices if _what_it_says(scan) == dict(chosen)]
    return alike[0] if len(alike) == 1 else None
