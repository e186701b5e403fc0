"""Cards as a picture: one the size of a bank card, several on a sheet to cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wema_tui.cards import paper
from wema_tui.cards.card import HEIGHT, WIDTH, Card, TooManyCards
from wema_tui.cards.paper import Paper, Sheet, code_128, width_of
from wema_tui.i18n import _

ON_A_SHEET: Final = 8
_ACROSS = 2
_TOP = 26  # of the first row on a sheet
_GAP = 4
_EDGE = 5  # inside a card
_BARS = 15  # their height
_LETTERS = 28  # in a line of the name


def as_svg(cards: Sequence[Card]) -> str:
    """Return a picture to print: of one card, or of a sheet with some.

    Raises:
        TooManyCards: They do not fit on one sheet.
    """
    if len(cards) > ON_A_SHEET:
        raise TooManyCards(
            _("{n} cards do not fit on one sheet.").format(n=len(cards)),
            hint=_("Print at most {n} at once.").format(n=ON_A_SHEET),
        )
    if len(cards) == 1:
        page = Paper(cards[0].medical_id, WIDTH, HEIGHT)
        _draw(page, 0, 0, cards[0])
        return page.svg()
    sheet: Paper = Sheet(_("Patients' cards"))
    left = (paper.WIDTH - _ACROSS * WIDTH - _GAP) / 2
    for place, card in enumerate(cards):
        row, column = divmod(place, _ACROSS)
        x, y = left + column * (WIDTH + _GAP), _TOP + row * (HEIGHT + _GAP)
        sheet.frame(x, y, WIDTH, HEIGHT)
        _draw(sheet, x, y, card)
    return sheet.svg()


def _draw(page: Paper, x: float, y: float, card: Card) -> None:
    page.text(x + _EDGE, y + 7, card.clinic, size=3)
    line = y + 14
    for words in card.name_lines(_LETTERS):
        page.text(x + _EDGE, line, words, size=4.4, bold=True)
        line += 5
    page.text(x + _EDGE, line, card.born_words, size=3.4)
    pattern = code_128(card.label)
    middle = x + (WIDTH - width_of(pattern)) / 2
    page.bars(middle, y + 27, pattern, height=_BARS)
    page.text(x + WIDTH / 2 - 13, y + 49.5, card.medical_id, size=6.5, bold=True)
