"""The starter price list: what a small clinic in East Africa usually charges for.

Written for WEMA; the amounts, in Tanzanian shillings, are estimates. It is a
starting point: whoever keeps the clinic's money goes through it before the first
patient is charged.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

CURRENCY: Final = "TZS"
"""Of the amounts."""


@dataclass(frozen=True, slots=True)
class PricedItem:
    """One line of the list."""

    kind: str
    """What it is: file, consultation, procedure, bed, other."""

    code: str
    """Unique: what the program calls it."""

    name: str
    """What stands on the receipt."""

    price: int
    """For patients who pay themselves."""


@cache
def load_price_list() -> tuple[PricedItem, ...]:
    """Return every item of the list that comes with WEMA, in its order.

    >>> load_price_list()[0].code
    'file_fee'
    """
    source = files("wema_tui.data").joinpath("price_list.csv")
    with source.open("r", encoding="utf-8") as lines:
        return tuple(
            PricedItem(row["kind"], row["code"], row["name"], int(row["price"]))
            for row in csv.DictReader(lines, strict=True)
        )
