"""What comes into the demo clinic: the first stock, then a delivery each month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from functools import partial
from itertools import count, cycle
from random import Random

from peewee import fn

from db.pharmacy import Lot
from wema_tui.data.names import SUPPLIERS
from wema_tui.quantities import Amount
from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import Scan
from wema_tui.services.clinic.demo.catalogue import MOST_SAID, Pack, Product
from wema_tui.services.clinic.demo.desk import Agenda, Desk
from wema_tui.services.clinic.demo.plan import DemoPlan
from wema_tui.services.pharmacy.orders import LotDetails
from wema_tui.services.session import Session


class Supply(Enum):
    """How well the clinic is supplied with a product."""

    STEADY = auto()
    SHORT = auto()  # some came once, no more does
    MISSING = auto()  # nobody can deliver it
    SHORT_DATED = auto()  # a large donation, to expire soon


_DELIVERED = (Supply.STEADY, Supply.SHORT_DATED)
_DAYS_LEFT = (-20, 12, 40, -9, 25, 55, -2, 70, 85)  # of a donation, at the end
_MOST_SERIALS = 12  # packs in a lot that are scanned one by one
_LOT_LETTERS = "ABCDEFGHKLMNPRT"


@dataclass(frozen=True)
class _NewLot:
    """One lot that comes in.

    Attributes:
        product: What.
        pack: In which packs.
        packs: How many.
        details: What is printed on it, and what it cost.
        reason: received or donation.
        has_serials: Each pack has a number of its own, and is scanned.
    """

    product: Product
    pack: Pack
    packs: int
    details: LotDetails
    reason: str
    has_serials: bool

    @property
    def has_matrix(self) -> bool:
        """Whether the code itself says lot and expiry; so far a third of them do."""
        return self.has_serials or self.product.medication_id % 3 == 0


class Deliveries:
    """Everything that is delivered.

    Args:
        desk: Where it is recorded.
        products: What the clinic stocks.
        plan: How large the clinic is.
        rng: Decides on the rest.
        last_day: The last day of the story, in the clinic's calendar.
    """

    def __init__(
        self,
        desk: Desk,
        products: tuple[Product, ...],
        plan: DemoPlan,
        rng: Random,
        last_day: date,
    ) -> None:
        self._desk, self._products, self._rng = desk, products, rng
        self._level = max(1.0, plan.scale)
        self._last_day = last_day
        self._supply = self._decide_supply()
        self._numbers = count(1)
        self.donation_day = last_day - timedelta(days=min(plan.days - 1, 28))
        self.serials: dict[int, list[Scan]] = {}  # medication -> packs in the cupboard

    def _decide_supply(self) -> dict[int, Supply]:
        ids = [product.medication_id for product in self._products]
        slow = [p.medication_id for p in self._products if p.item.monthly_use <= 100]
        supply = dict.fromkeys(ids, Supply.STEADY)
        supply |= dict.fromkeys(self._rng.sample(ids, 14), Supply.SHORT)
        supply |= dict.fromkeys(self._rng.sample(ids, 8), Supply.MISSING)
        return supply | dict.fromkeys(self._rng.sample(slow, 36), Supply.SHORT_DATED)

    def plan_first(self, agenda: Agenda, session: Session, at: datetime) -> None:
        """Fill the shelves on the day before the story begins."""
        for product in self._products:
            supply = self._supply[product.medication_id]
            if supply is not Supply.MISSING:
                low, high = (0.2, 0.7) if supply is Supply.SHORT else (0.9, 2.6)
                lot = self._fresh_lot(product, self._some(product, low, high), at)
                at = self._plan(agenda, session, at, lot)

    def plan_monthly(self, agenda: Agenda, session: Session, at: datetime) -> None:
        """Bring what has run low, as the zonal store does once a month."""
        on_hand = _on_hand()
        for product in self._products:
            there = on_hand.get(product.medication_id, 0)
            is_low = there < 1.3 * product.item.threshold * self._level
            if is_low and self._supply[product.medication_id] in _DELIVERED:
                quantity = self._some(product, 1.8, 2.6) - there
                lot = self._fresh_lot(product, quantity, at)
                at = self._plan(agenda, session, at, lot)

    def plan_donation(self, agenda: Agenda, session: Session, at: datetime) -> None:
        """Bring far too much of what hardly anybody needs, to expire soon."""
        days = cycle(_DAYS_LEFT)
        for product in self._products:
            if self._supply[product.medication_id] is Supply.SHORT_DATED:
                day = self._last_day + timedelta(days=1 + next(days))
                quantity = self._some(product, 2.0, 3.0)
                day = max(day, self.donation_day)
                lot = self._lot(product, quantity, day, is_gift=True)
                at = self._plan(agenda, session, at, lot)

    def _some(self, product: Product, low: float, high: float) -> int:
        reorder_level = product.item.threshold * self._level
        return max(1, round(reorder_level * self._rng.uniform(low, high)))

    def _fresh_lot(self, product: Product, quantity: int, at: datetime) -> _NewLot:
        months_left = product.item.shelf_life_months * self._rng.uniform(0.4, 0.9)
        day = at.date() + timedelta(days=round(30.4 * months_left))
        return self._lot(product, quantity, day.replace(day=28))

    def _lot(
        self, product: Product, quantity: int, day: date, *, is_gift: bool = False
    ) -> _NewLot:
        """Return *quantity* base units, rounded to packs, as a lot."""
        pack = product.usual_pack(quantity)
        has_serials = (
            product.item.watch and quantity <= _MOST_SERIALS * product.smallest
        )
        if has_serials:
            pack = product.packs[0]  # they carry a number for each smallest pack
        cost = None if is_gift else product.pack_cost(pack, self._rng)
        number = f"{self._rng.choice(_LOT_LETTERS)}{day:%y}{next(self._numbers):05d}"
        return _NewLot(
            product,
            pack,
            max(1, min(MOST_SAID, round(quantity / pack.size))),
            LotDetails(number, day, cost, self._rng.choice(SUPPLIERS)),
            reason="donation" if is_gift else "received",
            has_serials=has_serials,
        )

    def _plan(
        self, agenda: Agenda, session: Session, at: datetime, lot: _NewLot
    ) -> datetime:
        """Plan the scans of one lot; return when the next one can begin."""
        if not lot.has_serials:
            agenda.add(at, partial(self._receive, session, lot, None))
            return at + timedelta(seconds=self._rng.uniform(15, 60))
        for _nth in range(lot.packs):
            serial = f"{self._rng.getrandbits(40):010X}"
            agenda.add(at, partial(self._receive, session, lot, serial))
            at += timedelta(seconds=self._rng.uniform(3, 8))
        return at

    def _receive(
        self, session: Session, lot: _NewLot, serial: str | None, at: datetime
    ) -> None:
        details, scan = lot.details, lot.pack.scan
        if lot.has_matrix and details.expires_on is not None:
            scan = lot.pack.matrix(details.lot_number, details.expires_on, serial)
        amount = Amount(1 if lot.has_serials else lot.packs)
        self._desk.scan(
            session,
            at,
            Mode.STOCK_IN,
            scan,
            amount=amount,
            reason=lot.reason,
            lot=details,
        )
        if serial is not None:
            self.serials.setdefault(lot.product.medication_id, []).append(scan)


def _on_hand() -> dict[int, int]:
    """Return medication -> base units on the shelf."""
    query = Lot.select(Lot.medication, fn.SUM(Lot.on_hand).alias("there"))
    return {row.medication_id: int(row.there) for row in query.group_by(Lot.medication)}
