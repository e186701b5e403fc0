"""The parts of a GS1 code, one by one. The only module that knows `biip.gs1…`.

`biip` costs 150 ms to load, so it is loaded with the first GS1 code and not with
the app. It raises `ParseError`, and on some input (`]`, a malformed address)
whatever comes out of its inside: here every exception means "not readable".

Source: GS1 General Specifications, chapter 3 and section 7.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from wema_tui.scanner.gtin import is_gtin
from wema_tui.scanner.scan import (
    BrokenElementString,
    ImpossibleDate,
    Kind,
    NoProduct,
    Scan,
    UnreadableCode,
    WrongCheckDigit,
)

GS = "\x1d"
"""Group separator: how FNC1 arrives. Ends a field of variable length."""

_DATE = re.compile(r"1[1-7][0-9]{6}")
_EXPIRY_AIS = ("17", "7003", "15")
"""Expiry, expiry with time, best before: the strictest that is there counts."""

_OLDEST_YEAR = 1977  # the furthest back that a two-digit year meant in 2026


class Element(NamedTuple):
    """One application identifier (AI) and its value."""

    ai: str
    value: str
    date: date | None
    is_open_ended: bool
    """Whether only a separator or the end of the code can end the value."""

    @property
    def text(self) -> str:
        """The element as it stands in the code."""
        return self.ai + self.value


def first_element(text: str, raw: str) -> Element:
    """Return the element at the start of *text*, its value as long as can be.

    Args:
        text: Element strings without separators.
        raw: The code as it came, for the error.

    Raises:
        ImpossibleDate: A date that no calendar has.
        BrokenElementString: Anything else that GS1 does not know.
    """
    from biip.gs1_element_strings import GS1ElementString

    try:
        found = GS1ElementString.extract(text)
    except Exception as error:  # biip lets IndexError and others through
        raise _explain(text, raw) from error
    # biip lets an AI 30 without a value through, and digits of every script.
    if not found.value or not found.value.isascii():
        raise BrokenElementString(raw)
    return Element(
        ai=found.ai.ai,
        value=found.value,
        date=None if found.date is None else _in_our_time(found.date),
        is_open_ended=found.ai.separator_required,
    )


def exact_element(ai: str, value: str, raw: str) -> Element:
    """Return the element whose AI and value are known already.

    Raises:
        ImpossibleDate: A date that no calendar has.
        BrokenElementString: There is no such AI, or the value does not fit it.
    """
    element = first_element(ai + value, raw)
    if (element.ai, element.value) != (ai, value):
        raise BrokenElementString(raw)
    return element


def digital_link(address: str) -> list[Element]:
    """Return the elements in a GS1 Digital Link such as `https://id.gs1.org/01/…`.

    Raises:
        NoProduct: It is an address of another kind, such as the maker's page.
        BrokenElementString: It names a product number in a wrong way.
    """
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    try:
        found = GS1DigitalLinkURI.parse(address).element_strings
    except Exception as error:  # as above; ValueError on a malformed address
        trouble = BrokenElementString if "/01/" in address else NoProduct
        raise trouble(address) from error
    return [exact_element(each.ai.ai, each.value, address) for each in found]


def scan_of(elements: Iterable[Element], raw: str) -> Scan:
    """Return what the elements of one code say together.

    Raises:
        NoProduct: There is no product number among them.
        WrongCheckDigit: The product number's check digit is wrong.
        BrokenElementString: It says two different things under one AI, or zero
            pieces or packs.
    """
    found: dict[str, Element] = {}
    for element in elements:
        if found.setdefault(element.ai, element).value != element.value:
            raise BrokenElementString(raw)
    product = _value(found, "01", "02")
    if product is None:
        raise NoProduct(raw)
    if not is_gtin(product):
        raise WrongCheckDigit(raw)
    pieces, packs = _number(found, "30"), _number(found, "37")
    if 0 in (pieces, packs):
        raise BrokenElementString(raw)
    return Scan(
        raw=raw,
        kind=Kind.TRADE_ITEM,
        code=product,
        lot_number=_value(found, "10"),
        expires_on=next((found[ai].date for ai in _EXPIRY_AIS if ai in found), None),
        serial=_value(found, "21"),
        pieces=pieces,
        packs=packs,
    )


def _in_our_time(day: date) -> date:
    """Undo what a wrong clock did to a two-digit year.

    The century goes by today's date (General Specifications, section 7.12). A small
    computer without a clock battery may start in 1970 and make 2026 of a pack 1926.
    """
    return day.replace(year=day.year + 100) if day.year < _OLDEST_YEAR else day


def _value(found: dict[str, Element], *ais: str) -> str | None:
    return next((found[ai].value for ai in ais if ai in found), None)


def _number(found: dict[str, Element], ai: str) -> int | None:
    digits = _value(found, ai)
    return None if digits is None else int(digits)


def _explain(text: str, raw: str) -> UnreadableCode:
    return ImpossibleDate(raw) if _DATE.match(text) else BrokenElementString(raw)
