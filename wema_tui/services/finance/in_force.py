"""What an item costs on a day for a payer. Inside a read."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.prepared import Prepared, value
from db.price_list import Insurer, Price, PriceItem
from wema_tui.services.finance.errors import UnknownInsurer, UnknownItem


def price_of(item_id: int, insurer_id: int | None, day: date) -> int | None:
    """Return what an item costs, or None where it has no price yet.

    The insurer's own price if it has one, else what patients pay. Of several that
    have begun the one that began last; of one day's the newest.

    Args:
        item_id: What is charged for.
        insurer_id: Who pays; None for the patient.
        day: On which day.
    """
    row = _IN_FORCE.row(item=item_id, insurer=insurer_id, day=day.isoformat())
    return None if row is None else int(row.amount)


def open_item(item_id: int) -> Any:
    """Return the row of an item that may be charged.

    Raises:
        UnknownItem: There is none, or it is closed.
    """
    item = PriceItem.get_or_none(PriceItem.id == item_id)
    if item is None or item.closed_at is not None:
        raise UnknownItem
    return item


def open_insurer(insurer_id: int | None) -> Any:
    """Return the row of an insurer that may be charged; None for the patient.

    Raises:
        UnknownInsurer: There is none, or it is closed.
    """
    if insurer_id is None:
        return None
    insurer = Insurer.get_or_none(Insurer.id == insurer_id)
    if insurer is None or insurer.closed_at is not None:
        raise UnknownInsurer
    return insurer


_IN_FORCE = Prepared(
    Price.select(Price.amount)
    .where(
        (Price.item == value("item"))
        & (Price.from_day <= value("day"))
        & (Price.insurer.is_null() | (Price.insurer == value("insurer")))
    )
    # What is true comes behind what is false: first the insurer's own.
    .order_by(Price.insurer.is_null(), Price.from_day.desc(), Price.id.desc())
    .limit(1)
)
