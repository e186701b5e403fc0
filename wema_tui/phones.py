"""Phone numbers in one form: `0712 345 678` and `+255 (712) 345-678` are one person."""

from __future__ import annotations

import re
import unicodedata
from datetime import tzinfo

from wema_tui.data.calling_codes import CALLING_CODES

# Spaces, dashes, dots, brackets and slashes are how people group the digits.
_GROUPING = re.compile(r"[\s().\-/\u2010-\u2015]")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{7,14}")  # E.164
_NATIONAL = re.compile(r"0?[1-9][0-9]{6,10}")


def calling_code(zone: tzinfo) -> str:
    """Return the code of the clinic's country, empty where it is not known."""
    return CALLING_CODES.get(str(zone), "")


def phone_in(text: str, country: str) -> str | None:
    """Return the phone number that *text* is, or None if it is none.

    Args:
        text: As typed, in the digits of any script.
        country: The clinic's calling code, for numbers without one; or empty.

    >>> phone_in("0712 345-678", "255")
    '+255712345678'
    >>> phone_in("+254 (0) 20 1234567", "255")
    '+254201234567'
    """
    digits = _ungrouped(text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif country and digits.startswith(country) and len(digits) >= len(country) + 8:
        digits = "+" + digits
    elif country and _NATIONAL.fullmatch(digits):
        digits = f"+{country}{digits.removeprefix('0')}"
    return digits if _INTERNATIONAL.fullmatch(digits) else None


def part_of_phone(text: str) -> str:
    """Return the digits by which a part of a number is found, empty for other text.

    >>> part_of_phone("0712 3")
    '7123'
    """
    digits = _ungrouped(text).removeprefix("+").lstrip("0")
    return digits if digits.isascii() and digits.isdigit() else ""


def _ungrouped(text: str) -> str:
    # A zero in brackets is for callers from inside the country alone.
    return "".join(map(_ascii_digit, _GROUPING.sub("", text.replace("(0)", ""))))


def _ascii_digit(character: str) -> str:
    number = unicodedata.decimal(character, None)
    return character if number is None else str(number)
