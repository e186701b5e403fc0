"""The pharmacy: what was given out and came in, and what the shelf lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from peewee import JOIN, SQL, Case, fn

from db.pharmacy import Lot, Medication, StockMovement
from db.prepared import Prepared, value
from wema_tui.i18n import _, ngettext
from wema_tui.money import money
from wema_tui.services.clinic.figures.parts import (
    Alert,
    Department,
    Figure,
    Severity,
    Times,
    Unit,
)
from wema_tui.services.clinic.figures.reading import in_spans
from wema_tui.services.clinic.figures.spans import Span
from wema_tui.services.clinic.settings import settings_inside
from wema_tui.services.pharmacy.rules import MovementType


class Pharmacy(Department):
    """The pharmacy."""

    place = 40

    @property
    def title(self) -> str:
        """Its name."""
        return _("Pharmacy")

    def figures(self, times: Times) -> Sequence[Figure]:
        """Return what moved today. What was undone counts as if it had not been."""
        found = in_spans(_MOVED, times.compared)
        return (
            Figure.compared(_("Medicines given out"), [row.given for row in found]),
            Figure.compared(
                _("Medicines given out, at today's prices"),
                [row.worth for row in found],
                Unit.MONEY,
            ),
            Figure.compared(
                _("Stock put on the shelf"), [row.came_in for row in found]
            ),
            Figure.compared(_("Adjustments of stock"), [row.adjusted for row in found]),
            Figure.compared(_("Movements undone"), [row.undone for row in found]),
        )

    def revenue(self, spans: Sequence[Span]) -> Sequence[int]:
        """Return what was given to patients, at today's prices."""
        return [int(row.worth) for row in in_spans(_WORTH, spans)]

    def alerts(self, times: Times) -> Sequence[Alert]:
        """Return what is out of stock or short, and what has expired or soon will."""
        shelf = _SHELF.rows(today=times.today.isoformat())
        out = [row.name for row in shelf if not row.usable]
        low = [row.name for row in shelf if 0 < row.usable < row.threshold]
        return [*_short(out, low), *_expiring(times.today)]


def _short(out: list[str], low: list[str]) -> list[Alert]:
    found = []
    if out:
        words = ngettext(
            "{n} medicine is out of stock: {names}",
            "{n} medicines are out of stock: {names}",
            len(out),
        )
        found.append(
            Alert(
                Severity.CRITICAL,
                words.format(n=len(out), names=", ".join(out)),
                _("Order it, or borrow from a clinic nearby."),
            )
        )
    if low:
        words = ngettext(
            "{n} medicine is below its threshold: {names}",
            "{n} medicines are below their threshold: {names}",
            len(low),
        )
        found.append(
            Alert(
                Severity.WARNING,
                words.format(n=len(low), names=", ".join(low)),
                _("Put it on the next order."),
            )
        )
    return found


def _expiring(today: date) -> list[Alert]:
    settings = settings_inside()
    expired = _EXPIRING.only(after=date.min.isoformat(), until=str(today))
    found = []
    if expired.lots:
        words = ngettext(
            "{n} lot on the shelf has expired, worth {money}",
            "{n} lots on the shelf have expired, worth {money}",
            expired.lots,
        )
        found.append(
            Alert(
                Severity.CRITICAL,
                words.format(
                    n=expired.lots, money=money(int(expired.worth), settings.currency)
                ),
                _("Take it off the shelf, and adjust the stock: expired."),
            )
        )
    told = 0
    for severity, days in (
        (Severity.CRITICAL, settings.expiry_critical_days),
        (Severity.WARNING, settings.expiry_soon_days),
    ):
        last = today + timedelta(days=days)
        soon = _EXPIRING.only(after=str(today), until=str(last))
        if soon.lots > told:  # else it says nothing new
            found.append(_soon(severity, soon, days, settings.currency))
        told = soon.lots
    return found


def _soon(severity: Severity, soon: Any, days: int, currency: str) -> Alert:
    words = ngettext(
        "{n} lot expires within {days} days, worth {money}",
        "{n} lots expire within {days} days, worth {money}",
        soon.lots,
    )
    return Alert(
        severity,
        words.format(n=soon.lots, days=days, money=money(int(soon.worth), currency)),
        _("Use it first, or give it to a clinic that needs it."),
    )


DEPARTMENT = Pharmacy()


def _sum(*cases: Any, otherwise: Any = 0) -> Any:
    return fn.COALESCE(fn.SUM(Case(None, cases, otherwise)), 0)


def _acts(type: MovementType) -> Any:
    """Count what was done and still stands: a pack of two lots is two rows, one act."""
    is_first = (StockMovement.type == str(type)) & (StockMovement.line == 1)
    is_undone = is_first & StockMovement.reverses.is_null(False)
    return _sum((is_undone, -1), (is_first, 1))


_AT = (StockMovement.at >= value("start")) & (StockMovement.at < value("end"))
_IS_GIVEN = StockMovement.type == str(MovementType.DISPENSE)
_PRICE = fn.COALESCE(Medication.unit_price, 0)
_VALUE = StockMovement.quantity * _PRICE * -1  # what goes out is less than zero

_MOVED = Prepared(
    StockMovement.select(
        _acts(MovementType.DISPENSE).alias("given"),
        _sum((_IS_GIVEN, _VALUE)).alias("worth"),
        _acts(MovementType.STOCK_IN).alias("came_in"),
        _acts(MovementType.ADJUSTMENT).alias("adjusted"),
        _sum(
            (StockMovement.reverses.is_null(False) & (StockMovement.line == 1), 1)
        ).alias("undone"),
    )
    .join(Medication)
    .where(_AT)
)
_WORTH = Prepared(
    StockMovement.select(fn.COALESCE(fn.SUM(_VALUE), 0).alias("worth"))
    .join(Medication)
    .where(_AT & _IS_GIVEN)
)
# A plain 0: for a value given later no engine would take the index of lots on hand.
_HELD = Lot.on_hand > SQL("0")
_is_usable = Lot.expires_on.is_null() | (Lot.expires_on >= value("today"))
_ever = Lot.alias("ever")
# What was never here is not missed: a new clinic's list is longer than its shelf.
_SHELF = Prepared(
    Medication.select(
        Medication.name,
        Medication.threshold,
        _sum((_is_usable, Lot.on_hand)).alias("usable"),
    )
    .join(Lot, JOIN.LEFT_OUTER, on=(Lot.medication == Medication.id) & _HELD)
    .where(
        Medication.closed_at.is_null()
        & fn.EXISTS(_ever.select(1).where(_ever.medication == Medication.id))
    )
    .group_by(Medication.id, Medication.name, Medication.threshold)
    .order_by(Medication.name)
)
_EXPIRING = Prepared(
    Lot.select(
        fn.COUNT(Lot.id).alias("lots"),
        fn.COALESCE(fn.SUM(Lot.on_hand * _PRICE), 0).alias("worth"),
    )
    .join(Medication)
    .where(
        _HELD & (Lot.expires_on >= value("after")) & (Lot.expires_on < value("until"))
    )
)
