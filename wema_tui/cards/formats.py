"""The formats that cards are made in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wema_tui.cards.card import Card

FORMATS: Final = ("svg", "zpl")


def in_format(name: str, cards: Sequence[Card]) -> str:
    """Return cards as a file of one of `FORMATS`.

    Raises:
        TooManyCards: They do not fit on one sheet.
    """
    if name == "zpl":
        from wema_tui.cards.zpl import as_zpl

        return as_zpl(cards)
    from wema_tui.cards.svg import as_svg

    return as_svg(cards)
