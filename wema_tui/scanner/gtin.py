"""Product numbers: every form of a GTIN becomes the 14 digits we store.

EAN-8, EAN-13, UPC-A and GTIN-14 are the same number with fewer or more leading
zeros. UPC-E is a UPC-A with zeros squeezed out; it is expanded, so that a product
is one product whatever is printed on the box.

Source: GS1 General Specifications, sections 3.3.2, 5.2.2.4 and 7.9.
"""

from __future__ import annotations

from stdnum import ean

from wema_tui.scanner.scan import WrongCheckDigit

GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_EAN_OR_UPC = "]E0"  # EAN-13, UPC-A, UPC-E
_WITH_ADD_ON = "]E3"  # the same, and two or five digits of a magazine's issue
_EAN_8 = "]E4"


def is_digits(text: str) -> bool:
    """Return whether *text* is digits 0 to 9 only: `isdigit` knows far more."""
    return text.isascii() and text.isdigit()


def is_gtin(digits: str) -> bool:
    """Return whether *digits* has a GTIN's length and a fitting check digit."""
    return is_digits(digits) and len(digits) in GTIN_LENGTHS and ean.is_valid(digits)


def read_gtin(text: str, *, aim: str = "") -> str | None:
    """Return the 14 digits of a product number, or None when it is not one.

    Digits may be grouped with spaces, as they are printed below the bars.

    Eight digits can be EAN-8 or UPC-E. An AIM prefix decides. Without one, a
    leading 0 means UPC-E when its check digit fits (EAN-8 with 0 is for use
    inside one shop), and any other digit EAN-8 when that fits. The same text
    always gives the same number.

    Six or seven digits are UPC-E only when the prefix `]E0` says so: there is
    hardly a check in them, and a clinic's own codes look the same.

    Args:
        text: The code without AIM prefix.
        aim: The AIM prefix it came with, such as `]E0`, or nothing.

    Raises:
        WrongCheckDigit: It has a GTIN's length, and the check digit is wrong.

    >>> read_gtin("5901234123457")
    '05901234123457'
    >>> read_gtin("04252614")
    '00042100005264'
    """
    digits = text.replace(" ", "")
    if not is_digits(digits):
        return None
    if aim == _WITH_ADD_ON and len(digits) in (15, 18):
        digits = digits[:13]
    if len(digits) in (6, 7, 8) and (aim == _EAN_OR_UPC or len(digits) == 8):
        short = _read_short(digits, aim)
        if short is not None:
            return short.zfill(14)
    if is_gtin(digits):
        return digits.zfill(14)
    if len(digits) in GTIN_LENGTHS:
        raise WrongCheckDigit(text)
    return None


def _read_short(digits: str, aim: str) -> str | None:
    """Return what six to eight digits stand for, or None when neither fits."""
    is_ean_8 = aim != _EAN_OR_UPC and is_gtin(digits)
    if aim == _EAN_8 or (is_ean_8 and not digits.startswith("0")):
        return digits if is_ean_8 else None
    return _upc_e(digits) or (digits if is_gtin(digits) else None)


def _upc_e(digits: str) -> str | None:
    """Return the UPC-A that a UPC-E stands for, or None when it is none."""
    if len(digits) == 7:
        # A scanner sends either the number system or the check digit. What a
        # check digit confirms is better than what nothing confirms.
        return _expand("0" + digits) or _expand(digits)
    return _expand(digits)


def _expand(digits: str) -> str | None:
    from biip import ParseError  # slow to load, and UPC-E is rare
    from biip.upc import Upc

    try:
        return Upc.parse(digits).as_upc_a()
    except ParseError:
        return None
