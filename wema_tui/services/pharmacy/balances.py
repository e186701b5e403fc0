"""Compare what is on hand with the ledger: a lot is the sum of its movements."""

from __future__ import annotations

from dataclasses import dataclass

from db.store import Store
from wema_tui.services.trouble import explained


@dataclass(frozen=True)
class Discrepancy:
    """A lot that is not what its movements say.

    Attributes:
        lot_id: Row of the lot.
        on_hand: Base units, as the lot has it.
        moved: Base units, as the ledger has it.
    """

    lot_id: int
    on_hand: int
    moved: int


@dataclass(frozen=True)
class Balances:
    """What the comparison found.

    Attributes:
        lots: How many lots were compared.
        movements: How many movements they have.
        wrong: The lots that differ or are below zero, the first ten.
        misplaced: Movements of another medication than their lot.
    """

    lots: int
    movements: int
    wrong: tuple[Discrepancy, ...]
    misplaced: int


def compare_balances(store: Store) -> Balances:
    """Add up the whole ledger, in one consistent state of the data.

    Raises:
        DatabaseTrouble: It cannot be read.
    """
    with explained(), store.read():
        lots = store.execute("SELECT COUNT(*) FROM lots")[0][0]
        movements = store.execute("SELECT COUNT(*) FROM stock_movements")[0][0]
        wrong = store.execute(
            "SELECT l.id, l.on_hand, COALESCE(SUM(m.quantity), 0)"
            " FROM lots l LEFT JOIN stock_movements m ON m.lot_id = l.id"
            " GROUP BY l.id, l.on_hand"
            " HAVING l.on_hand <> COALESCE(SUM(m.quantity), 0) OR l.on_hand < 0"
            " ORDER BY l.id LIMIT 10"
        )
        misplaced = store.execute(
            "SELECT COUNT(*) FROM stock_movements m JOIN lots l ON l.id = m.lot_id"
            " WHERE m.medication_id <> l.medication_id"
        )[0][0]
    return Balances(
        int(lots),
        int(movements),
        tuple(Discrepancy(*map(int, row)) for row in wrong),
        int(misplaced),
    )
