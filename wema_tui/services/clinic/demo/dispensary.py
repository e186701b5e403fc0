"""What goes out of the demo clinic's pharmacy on a day, to patients and wards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import accumulate
from random import Random

from wema_tui.scanner.modes import Mode
from wema_tui.scanner.scan import Scan
from wema_tui.services.clinic.demo.catalogue import Product
from wema_tui.services.clinic.demo.desk import Agenda, Desk
from wema_tui.services.clinic.demo.plan import BUSY, DemoPlan, arrival
from wema_tui.services.pharmacy.undoing import take_back
from wema_tui.services.session import Session

_LINES = (1, 1, 2, 2, 2, 3, 3, 4)  # medicines on one prescription
_KEYED = 0.06  # of all codes are typed: the label was torn
_MISTAKEN = 0.008  # of all scans are taken back a moment later


@dataclass(frozen=True)
class _Choice:
    """Products to choose from, the common ones more often."""

    products: tuple[Product, ...]
    weights: tuple[float, ...]

    @staticmethod
    def among(products: list[Product]) -> _Choice:
        weights = accumulate(product.prescriptions for product in products)
        return _Choice(tuple(products), tuple(weights))

    def one(self, rng: Random) -> Product:
        return rng.choices(self.products, cum_weights=self.weights)[0]


class Dispensary:
    """Everything that leaves the shelf.

    Args:
        desk: Where it is recorded.
        products: What the clinic stocks.
        plan: How large the clinic is.
        rng: Decides on the rest.
        serials: Medication -> packs with a serial number in the cupboard.
    """

    def __init__(
        self,
        desk: Desk,
        products: tuple[Product, ...],
        plan: DemoPlan,
        rng: Random,
        serials: dict[int, list[Scan]],
    ) -> None:
        self._desk, self._plan, self._rng = desk, plan, rng
        self._serials = serials
        self._home = _Choice.among([p for p in products if not p.is_for_wards])
        self._ward = _Choice.among([p for p in products if p.is_for_wards])

    def plan_day(
        self, agenda: Agenda, pharmacists: list[Session], opening: datetime, day: date
    ) -> None:
        """Plan the day's patients, wards and mishaps.

        Args:
            agenda: The day's.
            pharmacists: Those on duty.
            opening: When the clinic opens, in UTC.
            day: The date there.
        """
        rng = self._rng
        visits = self._plan.visits_a_day * BUSY[day.weekday()] * rng.uniform(0.8, 1.2)
        for _nth in range(max(1, round(visits))):
            at = opening + timedelta(minutes=arrival(rng))
            self._plan_visit(agenda, rng.choice(pharmacists), at)
        if day.weekday() in (0, 3):
            self._plan_ward_round(agenda, rng.choice(pharmacists), opening)

    def _plan_visit(self, agenda: Agenda, session: Session, at: datetime) -> None:
        for _nth in range(self._rng.choice(_LINES)):
            line = _Line(self, session, self._home.one(self._rng))
            agenda.add(at, line.give)
            if self._rng.random() < _MISTAKEN:
                agenda.add(at + timedelta(seconds=4), line.take_back)
            at += timedelta(seconds=self._rng.uniform(8, 40))

    def _plan_ward_round(
        self, agenda: Agenda, session: Session, opening: datetime
    ) -> None:
        at = opening + timedelta(minutes=self._rng.uniform(20, 60))
        for _nth in range(self._rng.randint(8, 16)):
            agenda.add(at, partial(self._issue, session, self._ward.one(self._rng)))
            at += timedelta(seconds=self._rng.uniform(10, 40))

    def dispense(self, session: Session, product: Product, at: datetime) -> bool:
        """Give one patient a medicine; return whether there was enough."""
        cupboard = self._serials.get(product.medication_id)
        if cupboard and self._rng.random() < 0.5:
            return bool(self._desk.scan(session, at, Mode.DISPENSE, cupboard.pop()))
        quantity = self._rng.choice(product.courses)
        return self._take(session, at, Mode.DISPENSE, product, quantity)

    def undo(self, session: Session, at: datetime) -> None:
        """Take back what this person did last."""
        take_back(self._desk.act(session, at))

    def _issue(self, session: Session, product: Product, at: datetime) -> None:
        week = product.item.monthly_use * self._plan.scale / 8
        quantity = max(1, round(week * self._rng.uniform(0.5, 1.5)))
        reason = self._rng.choice(("transfer", "transfer", "ward_use"))
        self._take(session, at, Mode.STOCK_OUT, product, quantity, reason)

    def _take(
        self,
        session: Session,
        at: datetime,
        mode: Mode,
        product: Product,
        quantity: int,
        reason: str | None = None,
    ) -> bool:
        pack = product.usual_pack(quantity)
        recorded = self._desk.scan(
            session,
            at,
            mode,
            pack.scan,
            amount=pack.amount(quantity),
            entry="keyed" if self._rng.random() < _KEYED else "scanned",
            reason=reason,
        )
        return recorded is not None


class _Line:
    """One line of a prescription."""

    def __init__(self, counter: Dispensary, session: Session, product: Product) -> None:
        self._counter, self._session, self._product = counter, session, product
        self._is_given = False

    def give(self, at: datetime) -> None:
        self._is_given = self._counter.dispense(self._session, self._product, at)

    def take_back(self, at: datetime) -> None:
        if self._is_given:
            self._counter.undo(self._session, at)
