"""Finance: what was charged and what was paid, today and before.

Revenue is what was charged, whoever pays and whenever: so it stands on the day of
the work, as that of the pharmacy does. Medicines are left to the pharmacy, that
nothing counts twice. Money that was taken is a figure of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from peewee import fn

from db.finance import Charge, Payment
from db.prepared import Prepared, value
from db.price_list import PriceItem
from wema_tui.i18n import _
from wema_tui.services.clinic.figures.parts import Department, Figure, Times, Unit
from wema_tui.services.clinic.figures.reading import in_spans
from wema_tui.services.clinic.figures.spans import Span


class Finance(Department):
    """Charges and payments."""

    place = 50

    @property
    def title(self) -> str:
        """Its name."""
        return _("Finance")

    def figures(self, times: Times) -> Sequence[Figure]:
        """Return what was charged and taken today. Cancelled charges count below."""
        charged = in_spans(_CHARGED, times.compared)
        paid = in_spans(_PAID, times.compared)
        return (
            Figure.compared(_("Charged"), [row.amount for row in charged], Unit.MONEY),
            Figure.compared(_("Money taken"), [row.amount for row in paid], Unit.MONEY),
            Figure.compared(_("Receipts"), [row.receipts for row in paid]),
        )

    def revenue(self, spans: Sequence[Span]) -> Sequence[int]:
        """Return what was charged, but for medicines: those the pharmacy counts."""
        return [int(row.amount) for row in in_spans(_CHARGED, spans)]


DEPARTMENT = Finance()

_CHARGED = Prepared(
    Charge.select(fn.COALESCE(fn.SUM(Charge.amount), 0).alias("amount"))
    .join(PriceItem)
    .where(
        (Charge.at >= value("start"))
        & (Charge.at < value("end"))
        & (PriceItem.kind != "medicine")
    )
)
_PAID = Prepared(
    Payment.select(
        fn.COALESCE(fn.SUM(Payment.amount), 0).alias("amount"),
        fn.COUNT(Payment.id).alias("receipts"),
    ).where((Payment.at >= value("start")) & (Payment.at < value("end")))
)
