"""The one way from the text of a scan to what it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from wema_tui.quantities import Amount
from wema_tui.scanner import gs1
from wema_tui.scanner.aim import GS1_PREFIXES, split_aim
from wema_tui.scanner.commands import MAX_QUANTITY, command_on
from wema_tui.scanner.gtin import is_gtin, read_gtin
from wema_tui.scanner.labels import Label, LabelType, read_label
from wema_tui.scanner.scan import (
    MAX_CODE,
    MAX_INTERNAL_CODE,
    ControlCharacters,
    EmptyCode,
    Kind,
    NotText,
    RunTogether,
    Scan,
    TooLong,
    TooLongForInternal,
    UnknownCommand,
    UnreadableCode,
    WrongCheckDigit,
    WrongLayout,
    WrongMultiplier,
)
from wema_tui.scanner.text import is_visible

_SPACES = " \t\r\n"  # plain `strip` would take 0x1C to 0x1F, which are data
_GROUP_SEPARATOR = "\x1d"
_FRENCH_DIGITS = frozenset("&é\"'(-è_çà")  # 1 to 9 and 0 on a French keyboard
_MULTIPLIER = re.compile(r"([0-9]{1,15}) ?([uU] ?)?\*")


def never(code: str) -> bool:
    """Know no internal code."""
    return False


def read_code(
    text: str,
    *,
    is_internal: Callable[[str], bool] = never,
    separators_seen: bool = False,
) -> Scan:
    """Return what a code says. Reads it as the first of these that fits.

    1. One of our own labels or commands, by its shape and check character.
    2. A code that the clinic has registered, whatever it looks like.
    3. A product number (EAN, UPC, GTIN-14), by its length.
    4. A GS1 code, by its AIM prefix or its start: see `wema_tui.scanner.gs1`.
    5. Some other code of the clinic's or the maker's own: up to 64 characters with
       a letter or digit among them. Its key is in upper case (NFKC), because
       people type small letters and most printed codes know none.

    Args:
        text: The code as it came, without suffix and without multiplier.
        is_internal: Whether the clinic has registered a code; it is given the key.
        separators_seen: Whether this scanner is known to send GS1 separators.

    Raises:
        UnreadableCode: Nothing in it may be relied on; its class says why.
    """
    code, aim = _admit(text)
    if aim in GS1_PREFIXES or _GROUP_SEPARATOR in code:
        return gs1.read_gs1(code, raw=text, separators_seen=separators_seen)
    key = _key(code)
    own = _read_own(key, text, is_internal=is_internal)
    if own is not None:
        return own
    product = _read_product_number(code, text, aim)
    if product is not None:
        return Scan(raw=text, kind=Kind.TRADE_ITEM, code=product)
    if gs1.looks_like_gs1(code):
        return gs1.read_gs1(code, raw=text, separators_seen=separators_seen)
    return _read_internal(key, text)


def split_multiplier(text: str) -> tuple[Amount | None, str]:
    """Return the amount typed before a code, and the code.

    `12*` is twelve packs, `30u*` thirty loose base units. Only the star counts:
    `12x` begins many a maker's code. A number of sixteen digits or more before a
    star is a GS1 code with a star in its lot.

    Args:
        text: `12*`, `12*5901234123457`, `30u*5901234123457`, or a code alone.

    Returns:
        The amount or None, and the rest, which may be empty: then the amount is
        for the next scan.

    Raises:
        WrongMultiplier: The number is 0 or above 9999, or there are two.

    >>> split_multiplier("12*5901234123457")
    (Amount(count=12, is_loose=False), '5901234123457')
    """
    text = text.strip(_SPACES)
    multiplier = _MULTIPLIER.match(text)
    if multiplier is None:
        return None, text
    rest = text[multiplier.end() :].strip(_SPACES)
    count = int(multiplier[1])
    if not 1 <= count <= MAX_QUANTITY or _MULTIPLIER.match(rest):
        raise WrongMultiplier(text)
    return Amount(count, is_loose=multiplier[2] is not None), rest


def _admit(text: str) -> tuple[str, str]:
    """Return code and AIM prefix of a text that may be looked into at all."""
    if len(text) > MAX_CODE:
        raise TooLong(text)
    code = text.strip(_SPACES)
    if not code:
        raise EmptyCode(text)
    if not code.isascii():
        code = unicodedata.normalize("NFKC", code).replace("␝", _GROUP_SEPARATOR)
    aim, code = split_aim(code)
    code = gs1.open_envelope(code)
    _refuse_what_cannot_be_shown(code, text)
    if not code:
        raise UnreadableCode(text)  # a prefix and nothing behind it
    return code, aim


def _refuse_what_cannot_be_shown(code: str, text: str) -> None:
    visible = code.replace(_GROUP_SEPARATOR, "")
    if visible.isascii() and visible.isprintable():
        return
    if "\ufffd" in visible or any("\ud800" <= each <= "\udfff" for each in visible):
        raise NotText(text)
    if not is_visible(visible):
        raise ControlCharacters(text)
    if len(visible) >= 8 and _FRENCH_DIGITS.issuperset(visible):
        raise WrongLayout(text)


def _key(code: str) -> str:
    key = code.upper()
    return key if key.isascii() else unicodedata.normalize("NFKC", key)


def _read_own(
    key: str, text: str, *, is_internal: Callable[[str], bool]
) -> Scan | None:
    """Return the scan of a label, a command or a registered code, else None."""
    try:
        label = read_label(key)
    except WrongCheckDigit:
        if is_internal(key):  # a maker happens to use the shape of our labels
            return Scan(raw=text, kind=Kind.INTERNAL, code=key)
        raise WrongCheckDigit(text) from None
    if label is not None:
        return _scan_of_label(label, key, text)
    if len(key) <= MAX_INTERNAL_CODE and is_internal(key):
        return Scan(raw=text, kind=Kind.INTERNAL, code=key)
    return None


def _scan_of_label(label: Label, key: str, text: str) -> Scan:
    command = command_on(label)
    if command is not None:
        return Scan(raw=text, kind=Kind.COMMAND, code=key, command=command)
    if label.type in (LabelType.COMMAND, LabelType.QUANTITY):
        raise UnknownCommand(text)
    return Scan(raw=text, kind=Kind.LABEL, code=key)


def _read_product_number(code: str, text: str, aim: str) -> str | None:
    try:
        return read_gtin(code, aim=aim)
    except WrongCheckDigit:
        raise WrongCheckDigit(text) from None


def _is_run_together(key: str) -> bool:
    """Return whether digits are two product numbers, or a number and one.

    Two scans without a suffix between them, or a `12` without its star.
    """
    if not (key.isascii() and key.isdecimal() and len(key) > 14):
        return False
    if len(key) <= 17:
        return is_gtin(key[-13:])
    return any(is_gtin(key[:n]) and is_gtin(key[n:]) for n in (13, 14, 12, 8))


def _read_internal(key: str, text: str) -> Scan:
    if _is_run_together(key):
        raise RunTogether(text)
    if len(key) > MAX_INTERNAL_CODE:
        raise TooLongForInternal(text)
    if _MULTIPLIER.match(key):
        raise WrongMultiplier(text)  # it belongs before a code, not into one
    if not any(each.isalnum() for each in key):
        raise UnreadableCode(text)
    return Scan(raw=text, kind=Kind.INTERNAL, code=key)
