"""Cards for label printers, in ZPL II at 203 dots an inch."""

from __future__ import annotations

from collections.abc import Sequence

from wema_tui.cards.card import HEIGHT, NAME_LINES, WIDTH, Card

_DOTS = 8  # a millimetre
_EDGE = 40
_MODULE = 3  # dots of one bar
_LETTERS = 34


def as_zpl(cards: Sequence[Card]) -> str:
    """Return what prints one label for each card."""
    return "".join(map(_label, cards))


def _label(card: Card) -> str:
    width, height = round(WIDTH * _DOTS), round(HEIGHT * _DOTS)
    name = " ".join(card.name_lines(_LETTERS))
    room = width - 2 * _EDGE
    return "\n".join(
        (
            f"^XA^CI28^PW{width}^LL{height}^LH0,0",
            f"^FO{_EDGE},30^A0N,26,26{_field(card.clinic)}",
            f"^FO{_EDGE},66^A0N,36,32^FB{room},{NAME_LINES},0,L{_field(name)}",
            f"^FO{_EDGE},146^A0N,28,28{_field(card.born_words)}",
            # Subset B from the first letter, so that no printer takes a short cut.
            f"^FO{_EDGE},190^BY{_MODULE}^BCN,130,N,N,N{_field('>:' + card.label)}",
            f"^FO{_EDGE},340^A0N,60,60{_field(card.medical_id)}",
            "^XZ\n",
        )
    )


def _field(text: str) -> str:
    """Return the text of a field; what is no letter or digit cannot be a command."""
    return f"^FH^FD{''.join(map(_escaped, text))}^FS"


def _escaped(character: str) -> str:
    if character.isascii() and (character.isalnum() or character in " >:"):
        return character
    return "".join(f"_{byte:02X}" for byte in character.encode())
