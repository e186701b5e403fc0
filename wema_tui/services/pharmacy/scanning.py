"""One scan, from the text to the durable movement: what the scan field calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from wema_tui.scanner.modes import Mode
from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import Kind, Scan, UnreadableCode, WrongCheckDigit
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.pharmacy.adjusting import adjust
from wema_tui.services.pharmacy.counting import count
from wema_tui.services.pharmacy.errors import DoubtfulCode
from wema_tui.services.pharmacy.issuing import dispense, issue
from wema_tui.services.pharmacy.orders import ScanOrder
from wema_tui.services.pharmacy.outcomes import Counted, Found, Recorded
from wema_tui.services.pharmacy.receiving import receive
from wema_tui.services.pharmacy.repeats import (
    Asked,
    counted_by_request,
    recorded_by_request,
)
from wema_tui.services.pharmacy.shelf import is_internal, shelf_behind
from wema_tui.services.session import Session

MODE_PERMISSIONS = {
    Mode.STOCK_IN: "pharmacy.receive",
    Mode.STOCK_OUT: "pharmacy.issue",
    Mode.DISPENSE: "pharmacy.dispense",
    Mode.ADJUSTMENT: "pharmacy.adjust",
    Mode.COUNT: "pharmacy.count",
    Mode.LOOK_UP: "pharmacy.look_up",
}

# A clinic scans the same few hundred codes all day.
_read_again = lru_cache(maxsize=512)(read_code)

_VERBS: dict[Mode, Callable[[Act, Scan, ScanOrder], Recorded | Counted]] = {
    Mode.STOCK_IN: receive,
    Mode.STOCK_OUT: issue,
    Mode.DISPENSE: dispense,
    Mode.ADJUSTMENT: adjust,
    Mode.COUNT: count,
}


def handle_scan(session: Session, order: ScanOrder) -> Recorded | Counted | Found:
    """Do what a scan is for, all or nothing; the same request counts once.

    A code that cannot be read is refused and written into the audit log as it
    came.

    Args:
        session: Who scanned.
        order: The code and what to do with it.

    Returns:
        `Recorded` for a movement, `Counted` for a line of a count, `Found` for a
        look-up.

    Raises:
        UnreadableCode: The text is no code that can be relied on.
        DoubtfulCode: A separator may be lost: a person must choose.
        PharmacyError: The shelf says no; see each verb.
        RequestReused: The request id was another person's, or another scan's.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was recorded.
        ValueError: The code is a command: those are the caller's to carry out.
    """
    permission = MODE_PERMISSIONS[order.mode]
    scan = order.reading or _read(session, order)
    if scan.kind is Kind.COMMAND:
        raise ValueError("a command is not recorded")
    if scan.is_doubtful and order.reading is None:
        raise DoubtfulCode(scan)
    if order.mode is Mode.LOOK_UP:
        return _look_up(session, scan)
    with audited_write(session, permission, order.request_id) as act:
        if act.done_before:
            return _first_result(act, scan, order)
        return carry_out(act, scan, order)


def carry_out(act: Act, scan: Scan, order: ScanOrder) -> Recorded | Counted:
    """Record what a scan is for. Inside an open write.

    Raises:
        PharmacyError: The shelf says no; see each verb.
    """
    return _VERBS[order.mode](act, scan, order)


def _first_result(act: Act, scan: Scan, order: ScanOrder) -> Recorded | Counted:
    """Return what the first try of the same request did."""
    asked = Asked.by(order, scan)
    if order.mode is Mode.COUNT:
        return counted_by_request(act, asked)
    return recorded_by_request(act, asked)


def read_known(session: Session, text: str, *, separators_seen: bool = False) -> Scan:
    """Return what a code says, for a clinic that may have codes of its own.

    A code of the clinic's own may look like a product number with a wrong check
    digit. Only then is the database asked whether it was registered.

    Raises:
        UnreadableCode: Nothing in it may be relied on; its class says why.
        SessionEnded, DatabaseTrouble: It could not be asked.
    """
    try:
        return _read_again(text, separators_seen=separators_seen)
    except WrongCheckDigit:
        with session.read():
            return read_code(
                text, is_internal=is_internal, separators_seen=separators_seen
            )


def _read(session: Session, order: ScanOrder) -> Scan:
    try:
        return read_known(session, order.text, separators_seen=order.separators_seen)
    except UnreadableCode as error:
        note_refused(session, order.mode, error, order.request_id)
        raise


def note_refused(
    session: Session, mode: Mode, error: UnreadableCode, request_id: str
) -> None:
    """Write into the audit log what was refused, as it came. Safe to repeat.

    Args:
        session: Who scanned.
        mode: What the scan would have done.
        error: Why it was refused.
        request_id: Made when the code was complete.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was written.
    """
    with audited_write(session, MODE_PERMISSIONS[mode], request_id) as act:
        if not act.done_before:
            act.record("scan.refused", error.code, {"code": error.raw})


def _look_up(session: Session, scan: Scan) -> Found:
    require(session, "pharmacy.look_up")
    with session.read():
        shelf = shelf_behind(scan)
    return Found(shelf.medication, shelf.pack_size, shelf.lots, session.clock.today())
