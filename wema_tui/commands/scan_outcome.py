"""What became of one line of `wema scan`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wema_tui.i18n import _
from wema_tui.services.pharmacy.outcomes import Counted, Found, Posted, Recorded
from wema_tui.services.pharmacy.rules import ShelfLot
from wema_tui.text import printable


@dataclass(frozen=True)
class Outcome:
    """What became of one line.

    Attributes:
        line: Its number; None for what the end of the input did.
        code: As it came, without multiplier, at most 513 characters.
        ok: Whether all is done that it asks for.
        type: stock_in, stock_out, dispense, adjustment, count, look_up; or mode,
            amount, undo, finish, cancel; empty when it is not known.
        quantity: Base units, signed as in the ledger; on hand for a look-up.
        medication: Its name.
        lots: One for each lot: lot, expires_on, quantity, on_hand.
        error: Why not, one sentence.
        unit: What the quantity counts.
        is_repeat: It had been recorded before.
    """

    line: int | None
    code: str
    ok: bool = True
    type: str = ""
    quantity: int | None = None
    medication: str | None = None
    lots: tuple[dict[str, Any], ...] = ()
    error: str = ""
    unit: str = ""
    is_repeat: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as one line of `--json`."""
        return {
            "line": self.line,
            "code": self.code,
            "ok": self.ok,
            "type": self.type or None,
            "quantity": self.quantity,
            "medication": self.medication,
            "lots": list(self.lots),
            "error": self.error or None,
        }

    def as_text(self) -> str:
        """Return it as one line for people."""
        words = [f"{self.line or '-':>5}", f"{self.type:<10}"]
        if self.quantity is not None:
            sign = "" if self.type == "look_up" else "+"
            words.append(f"{self.quantity:{sign}d} {self.unit}")
        words.append(self.medication or printable(self.code, 40))
        for lot in self.lots:
            words.append(f"{lot['lot']} {lot['expires_on'] or ''}".strip())
            if "medication" in lot:  # of several: each with what was corrected
                words[-1] = f"{lot['medication']} {words[-1]} {lot['quantity']:+d}"
        if self.is_repeat:
            words.append(_("(recorded before)"))
        return "  ".join(words)


def recorded(line: int | None, code: str, done: Recorded) -> Outcome:
    """Tell of a movement."""
    return Outcome(
        line,
        code,
        type=done.type,
        quantity=done.quantity,
        medication=done.medication.name,
        lots=tuple(_lot(x.lot, x.quantity, x.lot.on_hand) for x in done.lines),
        unit=done.medication.base_unit,
        is_repeat=done.is_repeat,
    )


def counted(line: int | None, code: str, done: Counted) -> Outcome:
    """Tell of a line of a count. What the ledger has is not told: count blindly."""
    return Outcome(
        line,
        code,
        type="count",
        quantity=done.quantity,
        medication=done.medication.name,
        lots=(_lot(done.lot, done.quantity, None),),
        unit=done.medication.base_unit,
        is_repeat=done.is_repeat,
    )


def found(line: int | None, code: str, done: Found) -> Outcome:
    """Tell of a look-up."""
    return Outcome(
        line,
        code,
        type="look_up",
        quantity=done.on_hand,
        medication=done.medication.name,
        lots=tuple(_lot(lot, lot.on_hand, lot.on_hand) for lot in done.lots),
        unit=done.medication.base_unit,
    )


def posted(line: int | None, code: str, done: Posted) -> Outcome:
    """Tell of a finished count: what it corrected in each lot."""
    return Outcome(
        line,
        code,
        type="finish",
        is_repeat=done.is_repeat,
        lots=tuple(
            _lot(d.lot, d.quantity, d.lot.on_hand) | {"medication": d.medication.name}
            for d in done.differences
        ),
    )


def _lot(lot: ShelfLot, quantity: int, on_hand: int | None) -> dict[str, Any]:
    return {
        "lot": lot.lot_number,
        "expires_on": lot.expires_on.isoformat() if lot.expires_on else None,
        "quantity": quantity,
        "on_hand": on_hand,
    }
