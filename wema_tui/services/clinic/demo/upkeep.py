"""How the demo clinic looks after its shelves: breakage, expiry, counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from db.pharmacy import Lot
from wema_tui.quantities import Amount
from wema_tui.scanner.modes import Mode
from wema_tui.services.clinic.demo.catalogue import MOST_SAID, Product
from wema_tui.services.clinic.demo.desk import Agenda, Desk
from wema_tui.services.pharmacy.counting import post_differences
from wema_tui.services.pharmacy.orders import LotDetails
from wema_tui.services.session import Session

_MISHAP = 0.3  # of all days have one
_REASONS = ("damaged",) * 6 + ("lost", "lost", "found")
_NOTES = {"damaged": "Dropped", "lost": "Not at its place", "found": "Behind the shelf"}
_WRONG = 0.12  # of all lots counted are not as the ledger says


class Upkeep:
    """Adjustments and stock counts.

    Args:
        desk: Where they are recorded.
        products: What the clinic stocks.
        rng: Decides on the rest.
    """

    def __init__(self, desk: Desk, products: tuple[Product, ...], rng: Random) -> None:
        self._desk, self._rng = desk, rng
        self._products = {product.medication_id: product for product in products}
        self._watched = [p.medication_id for p in products if p.item.watch]

    def plan_mishap(self, agenda: Agenda, session: Session, opening: datetime) -> None:
        """Plan that something breaks or gets lost, on some days."""
        if self._rng.random() < _MISHAP:
            medication = self._rng.choice(list(self._products))
            at = opening + timedelta(minutes=self._rng.uniform(30, 480))
            agenda.add(at, partial(self._mishap, session, medication))

    def plan_clearing(
        self, agenda: Agenda, session: Session, at: datetime, day: date
    ) -> None:
        """Plan that what has expired is taken off the shelf."""
        query = _on_shelf().where(Lot.expires_on < day)
        for lot in query:
            agenda.add(at, partial(self._clear, session, lot.id))
            at += timedelta(seconds=self._rng.uniform(20, 60))

    def plan_count(self, agenda: Agenda, session: Session, at: datetime) -> None:
        """Plan a count of everything dear or controlled."""
        lots = list(_on_shelf().where(Lot.medication.in_(self._watched)))
        for lot in lots:
            agenda.add(at, partial(self._count, session, lot.id))
            at += timedelta(seconds=self._rng.uniform(8, 25))
        if lots:
            agenda.add(at, partial(self._finish_count, session))

    def _mishap(self, session: Session, medication_id: int, at: datetime) -> None:
        lots = list(_on_shelf().where(Lot.medication == medication_id))
        if lots:
            lot = self._rng.choice(lots)
            reason = self._rng.choice(_REASONS)
            quantity = min(lot.on_hand, self._rng.randint(1, 6))
            self._adjust(session, lot, quantity, reason, at)

    def _clear(self, session: Session, lot_id: int, at: datetime) -> None:
        lot = Lot.get_by_id(lot_id)
        if lot.on_hand:
            self._adjust(session, lot, min(lot.on_hand, MOST_SAID), "expired", at)

    def _adjust(
        self, session: Session, lot: Any, quantity: int, reason: str, at: datetime
    ) -> None:
        self._desk.scan(
            session,
            at,
            Mode.ADJUSTMENT,
            self._products[lot.medication_id].packs[0].scan,
            amount=Amount(quantity, is_loose=True),
            entry=self._rng.choice(("scanned", "keyed")),
            reason=reason,
            note=_NOTES.get(reason),
            lot=LotDetails(lot.lot_number, lot.expires_on),
        )

    def _count(self, session: Session, lot_id: int, at: datetime) -> None:
        lot = Lot.get_by_id(lot_id)
        off = self._rng.choice((-3, -2, -1, -1, 1)) if self._is_wrong() else 0
        counted = min(MOST_SAID, lot.on_hand + off)
        if counted > 0:
            self._desk.scan(
                session,
                at,
                Mode.COUNT,
                self._products[lot.medication_id].packs[0].scan,
                amount=Amount(counted, is_loose=True),
                lot=LotDetails(lot.lot_number, lot.expires_on),
            )

    def _is_wrong(self) -> bool:
        return self._rng.random() < _WRONG

    def _finish_count(self, session: Session, at: datetime) -> None:
        post_differences(self._desk.act(session, at))


def _on_shelf() -> Any:
    """Return a query for the lots with something on hand, in a firm order."""
    return Lot.select().where(Lot.on_hand > 0).order_by(Lot.id)
