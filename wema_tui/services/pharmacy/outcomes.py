"""What a scan came to: plain values for screens, commands and tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wema_tui.services.pharmacy.rules import ShelfLot


@dataclass(frozen=True)
class MedicationBrief:
    """A medication, as far as a scan needs it.

    Attributes:
        id: Its row.
        name: As on the shelf label.
        base_unit: What one unit is: tablet, ml.
        threshold: Base units; below it, reorder.
        is_controlled: Kept in the controlled-drug register.
    """

    id: int
    name: str
    base_unit: str
    threshold: int
    is_controlled: bool


@dataclass(frozen=True)
class Line:
    """One movement of one lot.

    Attributes:
        movement_id: Its row in the ledger.
        lot: The lot with what is on hand after the movement.
        quantity: Base units, signed.
    """

    movement_id: int
    lot: ShelfLot
    quantity: int


@dataclass(frozen=True)
class Recorded:
    """A durable movement of stock.

    Attributes:
        request_id: Of the request that made it.
        type: stock_in, stock_out, dispense, adjustment.
        reason: Why: received, dispensed, damaged, reversal...
        medication: What moved.
        lines: One for each lot that it took.
        at: When, in UTC.
        is_repeat: It had been recorded before; nothing happened now.
        earlier_lot: A lot on the shelf that should have gone first.
    """

    request_id: str
    type: str
    reason: str
    medication: MedicationBrief
    lines: tuple[Line, ...]
    at: datetime
    is_repeat: bool = False
    earlier_lot: ShelfLot | None = None

    @property
    def quantity(self) -> int:
        """Base units in all, signed."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True)
class Found:
    """What a look-up shows.

    Attributes:
        medication: What the code stands for.
        pack_size: Base units in the scanned pack.
        lots: All lots on the shelf, first expiry first.
        today: The clinic's date, to tell which of them are expired.
    """

    medication: MedicationBrief
    pack_size: int
    lots: tuple[ShelfLot, ...]
    today: date

    @property
    def on_hand(self) -> int:
        """Base units that may be used today."""
        return sum(x.on_hand for x in self.lots if not x.is_expired(self.today))

    @property
    def expired(self) -> int:
        """Base units on the shelf that are past their day."""
        return sum(x.on_hand for x in self.lots if x.is_expired(self.today))


@dataclass(frozen=True)
class Counted:
    """One scan of a stock count.

    Attributes:
        medication: What was counted.
        lot: Which lot; its `on_hand` is not shown while counting.
        quantity: Base units that this scan added.
        total: Base units of this lot counted so far.
        is_repeat: It had been counted before; nothing happened now.
    """

    medication: MedicationBrief
    lot: ShelfLot
    quantity: int
    total: int
    is_repeat: bool = False


@dataclass(frozen=True)
class Difference:
    """What a finished count changed for one lot.

    Attributes:
        medication: What was counted.
        lot: The lot, with what is on hand now.
        counted: Base units.
        expected: What the ledger said.
    """

    medication: MedicationBrief
    lot: ShelfLot
    counted: int
    expected: int

    @property
    def quantity(self) -> int:
        """Base units by which the ledger was corrected, signed."""
        return self.counted - self.expected


@dataclass(frozen=True)
class Posted:
    """A finished count.

    Attributes:
        differences: Every lot that was counted, exact ones included.
        is_repeat: It had been posted before; nothing happened now.
    """

    differences: tuple[Difference, ...]
    is_repeat: bool = False
