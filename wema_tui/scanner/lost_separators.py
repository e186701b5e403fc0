"""Suspect that a separator was lost, where a lot and a serial stick together.

Many scanners, as they come out of the box, drop the group separator. Then
`…10 99A <GS> 21 XYZ123` arrives as lot `99A21XYZ123`, which is a proper lot as
far as anyone can tell, and wrong. So, unless this scanner has shown that it sends
separators, every other way to read the tail is offered to the person.

A way to read it is offered when the whole tail is used up by fields that stand on
medicine packs, none of them twice, each plausible: a real date, a serial of three
characters or more, a product number with a fitting check digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, product

from wema_tui.scanner.elements import (
    GS,
    Element,
    exact_element,
    first_element,
    scan_of,
)
from wema_tui.scanner.gtin import is_gtin
from wema_tui.scanner.scan import (
    BrokenElementString,
    NoProduct,
    Scan,
    UnreadableCode,
)

MAX_READINGS = 6
"""More than a person can choose from is no help; the likeliest are kept."""
_MAX_TRIED = 200  # ways tried in one code: a hostile one must not hold up the queue

_DATES = frozenset({"11", "15", "17"})  # production, best before, expiry
_PRODUCTS = frozenset({"01", "02"})
_LENGTHS = {  # AI: fewest and most characters of a value that is believed
    "01": (14, 14),
    "02": (14, 14),
    "10": (1, 20),
    "11": (6, 6),
    "15": (6, 6),
    "17": (6, 6),
    "21": (3, 20),
    "30": (1, 8),
    "37": (1, 8),
}
_LONGEST_VALUE = 90  # of any AI: that of 91 to 99
_PIECES = re.compile(r"0*[1-9][0-9]*")
_DAY = re.compile(r"[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01])")

_Parts = tuple[tuple[str, str], ...]
_Elements = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class _Segment:
    """What stands between two separators."""

    head: _Elements
    """Fields of fixed length: nothing can have run into them."""
    tail: str
    """The first field of variable length, and all that follows it."""
    literal: _Elements | None
    """The tail as the one field it seems to be; None when it is too long."""


def read_elements(text: str, raw: str, *, separators_seen: bool) -> Scan:
    """Return what an element string says, with its other readings.

    Args:
        text: Element strings with 0x1D as separator, without AIM prefix.
        raw: The code as it came.
        separators_seen: Whether this scanner is known to send separators.

    Raises:
        UnreadableCode: It is not GS1, or a value is too long and no split of it
            makes sense.
    """
    segments = [_segment(part, raw) for part in text.split(GS) if part]
    is_trusted = separators_seen or GS in text
    readings = _other_readings(segments, raw, is_trusted=is_trusted)
    try:
        literal = _literal(segments, raw)
    except (BrokenElementString, NoProduct):
        if not readings:
            raise
        return _without_literal(readings, raw)
    return replace(literal, readings=tuple(r for r in readings if r != literal))


def _segment(text: str, raw: str) -> _Segment:
    head: list[Element] = []
    rest = text
    while rest:
        element = first_element(rest, raw)
        if element.is_open_ended:
            is_all = element.text == rest
            return _Segment(tuple(head), rest, (element,) if is_all else None)
        head.append(element)
        rest = rest[len(element.text) :]
    return _Segment(tuple(head), "", ())


def _literal(segments: list[_Segment], raw: str) -> Scan:
    elements: list[Element] = []
    for segment in segments:
        if segment.literal is None:
            raise BrokenElementString(raw)
        elements += (*segment.head, *segment.literal)
    return scan_of(elements, raw)


def _without_literal(readings: tuple[Scan, ...], raw: str) -> Scan:
    """Return a scan that holds only what all its readings agree on.

    Raises:
        BrokenElementString: They do not even agree on the product.
    """
    first = readings[0]
    if any(each.code != first.code for each in readings):
        raise BrokenElementString(raw)
    is_one_expiry = all(each.expires_on == first.expires_on for each in readings)
    return replace(
        first,
        lot_number=None,
        serial=None,
        pieces=None,
        packs=None,
        expires_on=first.expires_on if is_one_expiry else None,
        readings=readings,
        is_possible=False,
    )


def _other_readings(
    segments: list[_Segment], raw: str, *, is_trusted: bool
) -> tuple[Scan, ...]:
    """Return what the code says with separators put back, the likeliest first."""
    options = [_options(each, raw, is_trusted=is_trusted) for each in segments]
    ranked: dict[Scan, int] = {}
    for tails in islice(product(*options), _MAX_TRIED):
        elements = [
            *chain.from_iterable(segment.head for segment in segments),
            *chain.from_iterable(tails),
        ]
        try:
            scan = scan_of(elements, raw)
        except UnreadableCode:
            continue  # two lots, no product, …: not a way to read it
        ranked[scan] = max(_weight(elements), ranked.get(scan, 0))
    likeliest = sorted(ranked, key=lambda scan: -ranked[scan])
    return tuple(likeliest[:MAX_READINGS])


def _weight(elements: list[Element]) -> int:
    """Count the fields that could have failed a check and did not."""
    return sum(each.ai in _DATES or each.ai in _PRODUCTS for each in elements)


def _options(segment: _Segment, raw: str, *, is_trusted: bool) -> list[_Elements]:
    """Return every way to read the tail of *segment* that may be right."""
    options = [] if segment.literal is None else [segment.literal]
    if segment.tail and not (is_trusted and segment.literal is not None):
        used = frozenset(each.ai for each in segment.head)
        first = first_element(segment.tail, raw).ai
        for parts in islice(_splits(segment.tail, first, used), _MAX_TRIED):
            try:
                options.append(tuple(exact_element(*each, raw) for each in parts))
            except UnreadableCode:
                continue  # 31 April, or a character that its field may not hold
    return options


def _splits(tail: str, ai: str, used: frozenset[str]) -> Iterator[_Parts]:
    """Yield the ways to end the first field of *tail* before its end."""
    body = tail[len(ai) :]
    fewest, most = _LENGTHS.get(ai, (1, _LONGEST_VALUE))
    for length in range(fewest, min(most, len(body) - 1) + 1):
        for following in _fields(body[length:], used | {ai}):
            yield ((ai, body[:length]), *following)


def _fields(text: str, used: frozenset[str]) -> Iterator[_Parts]:
    """Yield the ways to read all of *text* as plausible fields not yet used."""
    if not text:
        yield ()
        return
    ai, body = text[:2], text[2:]
    if not _may_follow(ai, used):
        return
    fewest, most = _LENGTHS[ai]
    for length in range(fewest, min(most, len(body)) + 1):
        value = body[:length]
        if _is_plausible(ai, value):
            for following in _fields(body[length:], used | {ai}):
                yield ((ai, value), *following)


def _may_follow(ai: str, used: frozenset[str]) -> bool:
    """Apply which AIs go together (GS1 General Specifications, section 4.13)."""
    if ai not in _LENGTHS or ai in used:
        return False
    if ai in _PRODUCTS:
        return not used & _PRODUCTS
    return ai != "37" or "02" in used


def _is_plausible(ai: str, value: str) -> bool:
    if ai in _PRODUCTS:
        return is_gtin(value)
    if ai in _DATES:
        return _DAY.fullmatch(value) is not None
    if ai in ("30", "37"):
        return _PIECES.fullmatch(value) is not None
    return True
