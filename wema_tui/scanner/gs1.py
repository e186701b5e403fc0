"""Recognise GS1 codes and bring all their spellings to one.

A GS1 code says product, lot, expiry and serial, each behind a number that says
which it is (its application identifier, AI). It comes as an element string, with
an AIM prefix or without, with whatever this scanner sends instead of a group
separator; as the text printed below it, `(01)…(10)…`; in an ISO 15434 envelope;
or as a web address.

Without AIM prefix a text counts as GS1 when
- it contains 0x1D, which no other code may; or
- it starts with an AI in round brackets; or
- a part of it starts with `01` or `02` and fourteen digits, dates (AIs 11 to 17)
  before it allowed, whose check digit fits; or the check digit does not fit, but
  an AI seen on medicine packs follows: then it is a damaged GS1 code, and refused.

So the product number 9501101530003 is never taken for AI 95, nor 2112345015002
for AI 21: they do not start so.

Source: GS1 General Specifications, chapters 3 and 7; GS1 Digital Link 1.2.
"""

from __future__ import annotations

import re

from wema_tui.scanner.elements import GS, digital_link, exact_element, scan_of
from wema_tui.scanner.gtin import is_gtin
from wema_tui.scanner.lost_separators import read_elements
from wema_tui.scanner.scan import BrokenElementString, ForeignFormat, Scan

_SPELLED_OUT = (
    r"<(?:GS|FNC1|0x1D)>|\{(?:GS|FNC1|0x1D)\}|\[(?:GS|FNC1|0x1D)\]"
    r"|\\x1d|\\u001d|\^\]"
)
_STAND_INS = r"[#$@\[\\\]^`{|}~]"
"""Every sign on a keyboard that GS1 data cannot contain (General Specifications,
figure 7.11-1): a scanner that sends one means a separator."""
_SUBSTITUTE = re.compile(f"{_SPELLED_OUT}|{_STAND_INS}", re.IGNORECASE)

_START = re.compile(r"(?:1[1-7][0-9]{6})*0[12]([0-9]{14})")
_COMMON_AI = re.compile(r"1[0157]|21|3[07]")
_BRACKETED_AI = re.compile(r"\(([0-9]{2,4})\)")
_ENVELOPE = "[)>"
_GS1_ENVELOPE = re.compile(r"\[\)>\x1e05\x1d([^\x1e\x04]+)\x1e?\x04?")  # ISO 15434
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def open_envelope(text: str) -> str:
    """Return the GS1 code in an ISO 15434 envelope; other text as it is.

    Raises:
        ForeignFormat: The envelope holds something else, such as format 06, which
            makers use among themselves.
    """
    if not text.startswith(_ENVELOPE):
        return text
    envelope = _GS1_ENVELOPE.fullmatch(text)
    if envelope is None:
        raise ForeignFormat(text)
    return GS + envelope[1]


def looks_like_gs1(text: str) -> bool:
    """Return whether *text*, without AIM prefix, is meant as GS1: see above."""
    if GS in text or _BRACKETED_AI.match(text) or _ADDRESS.match(text):
        return True
    return any(_starts_as_gs1(part) for part in _separated(text).split(GS))


def read_gs1(text: str, *, raw: str, separators_seen: bool = False) -> Scan:
    """Return what a GS1 code says.

    Args:
        text: The code without AIM prefix and envelope.
        raw: The code as it came, for the scan and for errors.
        separators_seen: Whether this scanner is known to send separators. If not,
            and there is none in the text, the scan may be doubtful.

    Raises:
        BrokenElementString: It breaks the rules of GS1.
        ImpossibleDate: It names a day that no calendar has.
        WrongCheckDigit: The product number's check digit is wrong.
        NoProduct: It names no product.
    """
    if _ADDRESS.match(text):
        return scan_of(digital_link(text), raw)
    if _BRACKETED_AI.match(text):
        return _read_bracketed(text, raw)
    return read_elements(_separated(text), raw, separators_seen=separators_seen)


def _separated(text: str) -> str:
    """Return *text* with every substitute for the separator replaced by 0x1D."""
    return text if GS in text else _SUBSTITUTE.sub(GS, text)


def _starts_as_gs1(text: str) -> bool:
    start = _START.match(text)
    if start is None:
        return False
    return is_gtin(start[1]) or _COMMON_AI.match(text, start.end()) is not None


def _read_bracketed(text: str, raw: str) -> Scan:
    """Read the text below the bars, `(01)…(17)…(10)…`: every AI is spelled out."""
    _nothing, *parts = _BRACKETED_AI.split(text.replace(" ", "").replace(GS, ""))
    if not all(parts):
        raise BrokenElementString(raw)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return scan_of([exact_element(ai, value, raw) for ai, value in pairs], raw)
