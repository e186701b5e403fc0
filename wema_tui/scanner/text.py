"""Show any text safely, whatever a scanner, a file or a stranger put into it."""

from __future__ import annotations

import unicodedata

SHOWN_CHARACTERS = 60
"""What is shown of a code: the longest GS1 code on a medicine pack fits."""

_CONTROL_PICTURES = 0x2400  # ␀ is U+2400, ␝ is U+241D: one picture per control
_INVISIBLE_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters by name only
_VISIBLE_CATEGORIES = frozenset("LNPS")  # letters, numbers, punctuation, symbols


def printable(text: str, limit: int = SHOWN_CHARACTERS) -> str:
    r"""Return *text* so that it can go to any terminal, log or label.

    A control character becomes its picture (0x1D is `␝`). What is invisible or
    turns the direction of writing becomes its number (`<U+202E>`), and so does a
    combining mark, because a hundred of them paint over the lines above.

    Args:
        text: Anything at all.
        limit: Most characters to return; what is cut ends in an ellipsis.

    Returns:
        One line of visible characters, at most *limit* long.

    >>> printable("01\x1d10AB\x1b[2J")
    '01␝10AB␛[2J'
    """
    shown = ""
    for character in text[: limit + 1]:
        shown += _mark(character)
    if len(shown) <= limit and len(text) <= limit:
        return shown
    return shown[: limit - 1] + "…"


def _mark(character: str) -> str:
    number = ord(character)
    if number < 0x20:
        return chr(_CONTROL_PICTURES + number)
    if number == 0x7F:
        return "␡"
    if number < 0x7F or _is_visible(character):
        return character
    return f"<U+{number:04X}>"


def _is_visible(character: str) -> bool:
    return (
        unicodedata.category(character)[0] in _VISIBLE_CATEGORIES
        and character not in _INVISIBLE_LETTERS
        and character != "\ufffd"  # stands for bytes that were not text
    )
