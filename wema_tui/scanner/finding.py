"""Find out how a scanner is set, from what arrives of codes that we know.

Each test code of the printed sheet is scanned once. What comes before it is prefix
and AIM identifier, what comes after it the suffix; what became of its characters
tells the keyboard; what stands between two fields of the third is the separator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from wema_tui.scanner.aim import has_aim
from wema_tui.scanner.keyboards import LAYOUTS, Keyboard, Layout
from wema_tui.scanner.profile import (
    MAX_SEPARATOR,
    ScannerProfile,
)
from wema_tui.scanner.remarks import (
    Remark,
    about_aim,
    about_change,
    about_keyboard,
    about_prefix,
    about_separator,
    about_strange,
    about_suffix,
    about_two_scanners,
    can_separate,
)
from wema_tui.scanner.strokes import GS

TESTS: Final = {
    1: "WEMA1aAqQwWzZyYmM023456789",
    2: "WEMA2#!\"%&'()*+,-./:;<=>?_",
    3: f"10WEMA3{GS}21wema3",
    4: "WEMA4$@[\\]^`{|}~",
}
"""Number on the sheet -> text. The first two hold all that differs between layouts
among the characters of GS1; the third is GS1-128, a lot and a serial; the fourth is
a QR code with all other signs."""

NEEDED: Final = (1, 2, 3)
"""Without these nothing is sure; the fourth is for scanners that read QR."""

_AIM = 3  # characters


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of the scanner by now.

    Attributes:
        profile: How to read it; None while it cannot be read.
        seen: Numbers of the test codes that have arrived.
        remarks: What is right, and what should be set in another way.
    """

    profile: ScannerProfile | None
    seen: frozenset[int]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class _Heard:
    """One test code as it arrived, if this was the keyboard."""

    test: int
    keyboard: Keyboard
    prefix: str
    has_aim: bool
    suffix: str
    separator: str | None  # None where the code has none


def find_profile(bursts: Sequence[str]) -> Found:
    """Return what the scanner's settings are, and what is wrong with them.

    Args:
        bursts: All that arrived, in order: one text for each pull of the trigger,
            one character for each key (see `strokes`).
    """
    all_heard = [list(_hear(burst)) for burst in bursts]
    # The newest of each: who has set the scanner anew scans its code again.
    heard = list({codes[0].test: codes for codes in all_heard if codes}.values())
    remarks = [_strange(bursts[-1])] if bursts and not all_heard[-1] else []
    if not heard:
        return Found(None, frozenset(), tuple(remarks))
    seen = frozenset(each.test for codes in heard for each in codes)
    keyboard = next(
        (k for k in _KEYBOARDS if all(_on(k, codes) for codes in heard)), None
    )
    if keyboard is None:
        remarks.append(about_two_scanners())
        return Found(None, seen, tuple(remarks))
    codes = [_on(keyboard, codes) for codes in heard]
    told = [each for each in codes if each is not None]
    remarks += _remarks(told)
    return Found(_profile(told), seen, tuple(remarks))


def _profile(heard: Sequence[_Heard]) -> ScannerProfile | None:
    last, separators = heard[-1], _separators(heard)
    separator = separators[-1] if separators else GS
    if len({(each.prefix, each.suffix) for each in heard}) > 1:
        return None
    if separator and not can_separate(separator):
        return None
    try:
        return ScannerProfile(last.prefix, last.suffix, separator, last.keyboard)
    except ValueError:
        return None


def _keyboards() -> Iterator[Keyboard]:
    """Yield every keyboard, the likeliest first."""
    pairs: list[tuple[Layout, Layout]] = [("us", "us")]
    pairs += [(a, b) for a, b in product(LAYOUTS, LAYOUTS) if a != b]
    for scanner, computer in pairs:
        for is_exchanged in (False, True):
            yield Keyboard(scanner, computer, is_exchanged)


_KEYBOARDS = tuple(_keyboards())


def _on(keyboard: Keyboard, codes: Sequence[_Heard]) -> _Heard | None:
    return next((each for each in codes if each.keyboard == keyboard), None)


def _hear(burst: str) -> Iterator[_Heard]:
    """Yield which test code this is, for each keyboard on which it is one."""
    for keyboard in _KEYBOARDS:
        for test, text in TESTS.items():
            found = _pattern(text, keyboard).search(burst)
            if found is not None:
                before, after = burst[: found.start()], burst[found.end() :]
                is_aim = has_aim(keyboard.meant(before[-_AIM:]))
                yield _Heard(
                    test,
                    keyboard,
                    before[:-_AIM] if is_aim else before,
                    is_aim,
                    after,
                    found[1] if GS in text else None,
                )


def _pattern(text: str, keyboard: Keyboard) -> re.Pattern[str]:
    """Return what arrives of *text*; a character that cannot be told is any or none."""
    between = f"(.{{0,{MAX_SEPARATOR}}}?)"
    parts = (
        "".join(
            ".?" if arrival is None else re.escape(arrival)
            for arrival in map(keyboard.arrival, part)
        )
        for part in text.split(GS)
    )
    return re.compile(between.join(parts), re.DOTALL)


def _separators(heard: Sequence[_Heard]) -> list[str]:
    return [each.separator for each in heard if each.separator is not None]


def _remarks(heard: Sequence[_Heard]) -> Iterator[Remark]:
    last = heard[-1]
    if len({(each.prefix, each.suffix) for each in heard}) > 1:
        yield about_change()
    yield about_prefix(last.prefix)
    yield about_suffix(last.suffix)
    if separators := _separators(heard):
        yield about_separator(separators[-1])
    yield about_aim(all(each.has_aim for each in heard))
    yield from about_keyboard(last.keyboard)


def _strange(burst: str) -> Remark:
    folded = burst.casefold()
    parts = (part for text in TESTS.values() for part in text.split(GS))
    return about_strange(burst, any(part.casefold() in folded for part in parts))
