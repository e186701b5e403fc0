"""Every character as one that the oldest terminal has, in the same place."""

# ruff: noqa: RUF001 - what looks like ASCII is what this is about

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import split_graphemes

from wema_tui.terminal.text_filter import TextFilter

# ASCII character -> what it stands for: signs that we, Textual or a keyboard make,
# and letters that are no base letter with an accent.
_STANDS_FOR = {
    ".": "·",
    "~": "…",
    "*": "•",
    "-": "–—−‐‑─━═╌╍▁▂▃▄▔▀",
    "'": "‘’‚ʼ",
    '"': "“”„",
    "<": "«‹←◀",
    ">": "»›→▶",
    "^": "↑▲",
    "v": "↓▼",
    "x": "×✗",
    "|": "│┃║╎╏▌▐▍▎▏▕",
    "+": "┌┐└┘├┤┬┴┼╭╮╰╯┏┓┗┛╔╗╚╝",
    "#": "█▅▆▇▉▊▋░▒▓",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "d": "đ",
    "D": "Đ",
    "s": "ß",
    "i": "ı",
    "u": "µμ",
    " ": "\u00a0\u202f\u2009",
}
_LIKE = {other: ascii for ascii, others in _STANDS_FOR.items() for other in others}


class AsciiOnly(TextFilter):
    """Replaces what is not ASCII by its like, or by `?`; widths stay."""

    def passes(self, text: str) -> bool:
        """Return whether *text* is ASCII."""
        return text.isascii()

    def replaced(self, text: str) -> str:
        """Return *text* in ASCII."""
        return ascii_of(text)


def ascii_of(text: str) -> str:
    """Return *text* in ASCII, as many characters as it has cells.

    >>> ascii_of("Pemba · 5 µg — Kîté… 薬")
    'Pemba . 5 ug - Kite~ ??'
    """
    graphemes, _width = split_graphemes(text)
    return "".join(_like(text[start:end], width) for start, end, width in graphemes)


@lru_cache(2048)
def _like(grapheme: str, width: int) -> str:
    if grapheme.isascii():
        return grapheme
    # Not NFKD: half a tablet would become one.
    like = _LIKE.get(grapheme) or unicodedata.normalize("NFD", grapheme)[:1]
    return like if width == 1 and like.isascii() else "?" * width
