"""The rules of money: pure, no database, no clock, no screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

KINDS: Final = (
    "file",
    "consultation",
    "procedure",
    "bed",
    "lab",
    "medicine",
    "other",
)
"""What is charged for, in the order of the price list."""

FILE_FEE: Final = "file_fee"
"""The code of what a new patient pays once."""

MOST_AT_ONCE: Final = 10_000
"""More of one thing on one charge is a typing error."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.ASCII)
_REFERENCE = re.compile(r"[\s-]+")


class Method(StrEnum):
    """How somebody pays."""

    CASH = "cash"
    MOBILE_MONEY = "mobile_money"
    CARD = "card"


class State(StrEnum):
    """What became of a charge: asked of the settlements, stored nowhere."""

    UNPAID = "unpaid"
    PART_PAID = "part_paid"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    INSURER = "insurer"  # does not owe the patient, but the insurer


def state_of(amount: int, paid: int, *, is_cancelled: bool, is_insurers: bool) -> State:
    """Return what became of a charge."""
    if is_cancelled:
        return State.CANCELLED
    if is_insurers:
        return State.INSURER
    if paid >= amount:
        return State.SETTLED
    return State.PART_PAID if paid else State.UNPAID


def spread(amount: int, owed: Sequence[int]) -> list[int]:
    """Return how much of *amount* goes to each debt: the first is paid first.

    >>> spread(2500, [2000, 3000, 1000])
    [2000, 500, 0]
    """
    parts = []
    for debt in owed:
        parts.append(min(debt, amount))
        amount -= parts[-1]
    return parts


def is_code(text: str) -> bool:
    """Return whether *text* may be the code of an item or an insurer."""
    return _CODE.fullmatch(text) is not None


def reference_key(text: str) -> str:
    """Return a reference in its one spelling: `qj7 1x-9` is `QJ71X9`."""
    return _REFERENCE.sub("", text).upper()
