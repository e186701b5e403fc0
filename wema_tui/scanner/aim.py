"""The three characters that a scanner can put before a code: what was on the pack.

`]d2` says "GS1 DataMatrix": no guessing. It also tells when the scanner types
capitals as small letters, which would make every lot number wrong.

Source: ISO/IEC 15424, annex A; GS1 General Specifications, figure 5.1.2-2.
"""

from __future__ import annotations

import re

from wema_tui.scanner.gtin import is_gtin
from wema_tui.scanner.scan import CapsLockOn

GS1_PREFIXES = frozenset(
    {"]C1", "]d2", "]d5", "]Q3", "]Q4", "]J1", "]e0", "]e1", "]e2", "]e3"}
)
"""GS1-128; DataMatrix and QR, plain and with character set; DotCode; DataBar."""

_PREFIX = re.compile(r"\][A-Za-z][0-9A-Za-z]")

_EXCHANGED_LETTERS = frozenset("abcfghijklmnqrtuxD")
"""Letters of no symbology in use, though their other case is one. (`]D` and `]c`
were codes of the 1990s.) E, O, P, S and Z are in use in both cases."""


def split_aim(text: str) -> tuple[str, str]:
    """Return the AIM prefix of *text*, or nothing, and the code behind it.

    Raises:
        CapsLockOn: The prefix shows that large and small letters are exchanged.

    >>> split_aim("]E05901234123457")
    (']E0', '5901234123457')
    """
    if _PREFIX.match(text) is None:
        return "", text
    prefix, rest = text[:3], text[3:]
    if prefix[1] in _EXCHANGED_LETTERS or _is_exchanged_e(prefix, rest):
        raise CapsLockOn(text)
    return prefix, rest


def has_aim(text: str) -> bool:
    """Return whether *text* begins as only a scanner begins."""
    return _PREFIX.match(text) is not None


def _is_exchanged_e(prefix: str, rest: str) -> bool:
    """Tell `]E0` (EAN) typed as `]e0` (DataBar) and the other way round.

    A DataBar holds at least AI 01 and its 14 digits, an EAN at most 13.
    """
    looks_like_ean = rest.isdigit() and len(rest) in (6, 7, 8, 12, 13)
    looks_like_databar = rest.startswith("01") and is_gtin(rest[2:16])
    if prefix[:2] == "]e":
        return looks_like_ean
    return prefix == "]E0" and looks_like_databar
