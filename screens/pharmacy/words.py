"""The ward's words for what the pharmacy's tables say in codes."""

from __future__ import annotations

from datetime import date

from wema_tui.i18n import _
from wema_tui.scanner.modes import Mode
from wema_tui.services.pharmacy.counter import CancelSaid, FinishSaid, UndoSaid


def mode_word(mode: Mode) -> str:
    """Return the word that stands in front of the scan field."""
    return {
        Mode.STOCK_IN: _("STOCK IN"),
        Mode.STOCK_OUT: _("STOCK OUT"),
        Mode.DISPENSE: _("DISPENSE"),
        Mode.ADJUSTMENT: _("ADJUSTMENT"),
        Mode.COUNT: _("COUNT"),
        Mode.LOOK_UP: _("LOOK UP"),
    }[mode]


def mode_hint(mode: Mode) -> str:
    """Say what a scan does in this mode."""
    return {
        Mode.STOCK_IN: _("each scan puts a pack on the shelf"),
        Mode.STOCK_OUT: _("each scan takes a pack out to a ward"),
        Mode.DISPENSE: _("each scan gives a pack to a patient"),
        Mode.ADJUSTMENT: _("each scan corrects the stock"),
        Mode.COUNT: _("each scan counts a pack; F2 posts the count"),
        Mode.LOOK_UP: _("a scan changes nothing"),
    }[mode]


def task_word(task: UndoSaid | FinishSaid | CancelSaid) -> str:
    """Return what was wanted that is not a scan."""
    if isinstance(task, UndoSaid):
        return _("UNDO")
    return _("FINISH") if isinstance(task, FinishSaid) else _("CANCEL")


def movement_word(type: str, reason: str) -> str:
    """Return what a movement was, in one or two words."""
    if reason == "reversal":
        return _("UNDO")
    if reason == "count":
        return _("COUNT")
    return {
        "stock_in": _("IN"),
        "stock_out": _("OUT"),
        "dispense": _("DISPENSE"),
        "adjustment": _("ADJUST"),
    }[type]


def reason_word(reason: str) -> str:
    """Return a reason as people say it."""
    return {
        "received": _("received"),
        "donation": _("donation"),
        "transfer": _("to a ward or another store"),
        "ward_use": _("used on the ward"),
        "sent_back": _("sent back to the supplier"),
        "dispensed": _("dispensed"),
        "damaged": _("damaged"),
        "expired": _("expired"),
        "lost": _("lost"),
        "stolen": _("stolen"),
        "correction_down": _("correction: too much in the books"),
        "found": _("found"),
        "returned": _("returned by a patient"),
        "correction_up": _("correction: too little in the books"),
        "count": _("count"),
        "reversal": _("undone"),
    }.get(reason, reason)


def expiry_word(expires_on: date | None) -> str:
    """Return an expiry date; ten characters."""
    return expires_on.isoformat() if expires_on else _("no expiry")


def scan_help() -> str:
    """Return what F1 shows over the scan screen."""
    return _(
        "Scan a pack. What happens then is the word above the field. NOT RECORDED"
        " says which scan, why, and what to do; all other scans are recorded.\n\n"
        "Printed codes for the modes, amounts, undo and finish are in the manual."
    )
