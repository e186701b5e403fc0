"""Text that people typed or scanned: what is let in, and how it is shown.

Two of the three walls against control characters: `clean` refuses them on the
way in, `printable` makes them visible on the way out. The third is a CHECK in
the tables.
"""

from __future__ import annotations

import re
import unicodedata

from wema_tui.errors import WemaError
from wema_tui.i18n import _

# Control characters, C1, and everything that turns, hides or separates text:
# direction marks and overrides, zero-width characters, line separators, the
# byte order mark, and the mark of a byte that was no character. The joiners
# U+200C and U+200D may be stored: some scripts need them.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffd\ud800-\udfff"
    "\U000e0000-\U000e007f]"  # tags: a second text inside the first, unseen
)
_CONTROL_PICTURES = 0x2400  # 0x1D becomes U+241D, a picture of "GS"


class UnsafeText(WemaError):
    """Somebody's text carries characters that have no place in it."""

    code = "text.unsafe"


class EmptyText(WemaError):
    """A text that must say something is empty."""

    code = "text.empty"


class LongText(WemaError):
    """A text is longer than its field."""

    code = "text.long"


def printable(text: str, limit: int = 80) -> str:
    r"""Return *text* so that it can go to any terminal, file or printer.

    A control character becomes its picture, whatever else is invisible a dot.

    Args:
        text: Anything at all.
        limit: Longest result, in characters; what is longer ends with `…`.

    >>> printable("01\x1d10AB\x1b[2J")
    '01␝10AB␛[2J'
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_mark, text.replace("\u200c", "").replace("\u200d", "")))


def _mark(character: str) -> str:
    number = ord(character)
    if number < 0x20:
        return chr(_CONTROL_PICTURES + number)
    if number == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    return character if character.isprintable() and is_safe(character) else "·"


def folded(text: str) -> str:
    """Return *text* without the difference of capitals, in one spelling: to search."""
    return unicodedata.normalize("NFKC", text).casefold()


def is_safe(text: str) -> bool:
    """Return whether *text* holds only characters that may be stored and shown."""
    return _UNSAFE.search(text) is None


def clean(text: str, *, what: str, limit: int = 120, required: bool = True) -> str:
    """Return *text* as it is stored: NFC, without spaces around it.

    Args:
        text: As typed.
        what: The name of the field, translated, for the message.
        limit: Longest allowed, in characters.
        required: Whether it must say something.

    Raises:
        UnsafeText: Control characters, direction overrides and their like.
        EmptyText: It is required and says nothing.
        LongText: It is longer than *limit*.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if not is_safe(text):
        raise UnsafeText(
            _("{what} has characters that cannot be kept: {text}").format(
                what=what, text=printable(text)
            ),
            hint=_("Type it again by hand."),
        )
    if required and not text:
        raise EmptyText(_("{what} is empty.").format(what=what), hint=_("Type it."))
    if len(text) > limit:
        raise LongText(
            _("{what} is too long.").format(what=what),
            hint=_("Use at most {limit} characters.").format(limit=limit),
        )
    return text
