"""The rules of the shelf: pure, no database, no clock, no screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class MovementType(StrEnum):
    """What a movement is, as the ledger names it."""

    STOCK_IN = "stock_in"
    STOCK_OUT = "stock_out"
    DISPENSE = "dispense"
    ADJUSTMENT = "adjustment"


RECEIVING_REASONS: Final = ("received", "donation")
ISSUING_REASONS: Final = ("transfer", "ward_use", "sent_back")
DISPENSING_REASON: Final = "dispensed"
COUNT_REASON: Final = "count"
REVERSAL_REASON: Final = "reversal"

# Reason -> the direction in which it moves the stock.
ADJUSTMENT_REASONS: Final[dict[str, int]] = {
    "damaged": -1,
    "expired": -1,
    "lost": -1,
    "stolen": -1,
    "correction_down": -1,
    "found": +1,
    "returned": +1,
    "correction_up": +1,
}


@dataclass(frozen=True)
class ShelfLot:
    """One lot on the shelf.

    Attributes:
        lot_id: Row of the lot.
        lot_number: As printed; empty where the pack carries none.
        expires_on: Last day on which it may be used; None if it does not expire.
        on_hand: Base units.
    """

    lot_id: int
    lot_number: str
    expires_on: date | None
    on_hand: int

    def is_expired(self, today: date) -> bool:
        """Return whether it may no longer be used. The last day is a good day."""
        return self.expires_on is not None and self.expires_on < today


@dataclass(frozen=True)
class Pick:
    """How much to take from one lot: base units, more than zero."""

    lot: ShelfLot
    quantity: int


def fefo(lots: Sequence[ShelfLot]) -> list[ShelfLot]:
    """Return *lots* in the order to use them: first expiry, first out."""
    return sorted(lots, key=lambda lot: (lot.expires_on or date.max, lot.lot_id))


def usable(lots: Sequence[ShelfLot], today: date) -> list[ShelfLot]:
    """Return the lots that may be given to a patient today, first expiry first."""
    return [lot for lot in fefo(lots) if lot.on_hand and not lot.is_expired(today)]


def matching(
    lots: Sequence[ShelfLot], number: str, expires_on: date | None
) -> list[ShelfLot]:
    """Return the lots that *number* and *expires_on* name.

    A number names its lot whatever the expiry. Packs without a number are told
    apart by their expiry alone.
    """
    named = [lot for lot in lots if lot.lot_number == number]
    exact = [lot for lot in named if lot.expires_on == expires_on]
    if exact or (expires_on is not None and not number):
        return exact
    return named


def pick(lots: Sequence[ShelfLot], quantity: int) -> tuple[list[Pick], int]:
    """Take *quantity* base units from *lots* in the given order.

    Returns:
        What to take from each lot, and how much is missing in the end.
    """
    picks, missing = [], quantity
    for lot in lots:
        if missing and lot.on_hand:
            taken = min(lot.on_hand, missing)
            picks.append(Pick(lot, taken))
            missing -= taken
    return picks, missing
