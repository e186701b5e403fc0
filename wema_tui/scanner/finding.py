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

from wema_tui.i18n import _
from wema_tui.scanner.aim import has_aim
from wema_tui.scanner.keyboards import LAYOUTS, Keyboard, Layout
from wema_tui.scanner.profile import (
    MAX_SEPARATOR,
    SUFFIXES,
    Profile,
    can_be_prefix,
)
from wema_tui.scanner.strokes import ESC, GS, OTHER, spell

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
class Remark:
    """One line about one thing that was found.

    Attributes:
        is_right: Nothing has to be done about it.
        text: What was found.
        hint: What to do, or what would be better.
    """

    is_right: bool
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of the scanner by now.

    Attributes:
        profile: How to read it; None while it cannot be read.
        seen: Numbers of the test codes that have arrived.
        remarks: What is right, and what should be set in another way.
    """

    profile: Profile | None
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
        remarks.append(
            Remark(
                False,
                _("Two codes arrived as from two different scanners."),
                _("Scan all the codes again, with one scanner."),
            )
        )
        return Found(None, seen, tuple(remarks))
    codes = [_on(keyboard, codes) for codes in heard]
    told = [each for each in codes if each is not None]
    remarks += _remarks(told)
    return Found(_profile(told), seen, tuple(remarks))


def _profile(heard: Sequence[_Heard]) -> Profile | None:
    last, separators = heard[-1], _separators(heard)
    separator = separators[-1] if separators else GS
    if len({(each.prefix, each.suffix) for each in heard}) > 1:
        return None
    if separator and not _can_separate(separator):
        return None
    try:
        return Profile(last.prefix, last.suffix, separator, last.keyboard)
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


def _can_separate(separator: str) -> bool:
    """Return whether it cannot be taken for a part of a lot."""
    return not separator.isalnum() and ESC not in separator and OTHER not in separator


# -- what is right, and what to do otherwise -------------------------------------------


def _remarks(heard: Sequence[_Heard]) -> Iterator[Remark]:
    last = heard[-1]
    if len({(each.prefix, each.suffix) for each in heard}) > 1:
        yield Remark(
            False,
            _("Before or after the codes comes now this, now that."),
            _("Set one prefix and one suffix for all; then scan all codes again."),
        )
    yield _about_prefix(last.prefix)
    yield _about_suffix(last.suffix)
    if separators := _separators(heard):
        yield _about_separator(separators[-1])
    yield _about_aim(all(each.has_aim for each in heard))
    yield from _about_keyboard(last.keyboard)


def _about_prefix(prefix: str) -> Remark:
    if not prefix:
        return Remark(
            True,
            _("Prefix: none. A scan is told from typing by its speed."),
            _("Better: the prefix STX (Ctrl+B, 0x02), if the scanner can send it."),
        )
    words = _("Prefix: {name}.").format(name=spell(prefix[:8]))
    if ESC in prefix:
        hint = _("Esc closes what is open. Switch this prefix off, or set it to STX.")
        return Remark(False, words, hint)
    if not can_be_prefix(prefix):
        hint = _("People type that too. Switch this prefix off, or set it to STX.")
        return Remark(False, words, hint)
    if prefix[0].isprintable():
        return Remark(True, words, _("Nobody must type it by hand; STX is better."))
    return Remark(True, words + " " + _("A scan is caught on every screen."))


def _about_suffix(suffix: str) -> Remark:
    if not suffix:
        return Remark(
            False,
            _("Suffix: none. The end of a code is only guessed, after a pause."),
            _("Set the suffix to Enter (CR) in the scanner's manual."),
        )
    words = _("Suffix: {name}.").format(name=spell(suffix[:8]))
    if suffix in SUFFIXES:
        return Remark(True, words)
    return Remark(False, words, _("Set the suffix to Enter (CR), and nothing else."))


def _about_separator(separator: str) -> Remark:
    if separator == GS:
        return Remark(True, _("Group separator: it arrives."))
    if not separator:
        return Remark(
            False,
            _("Group separator: it does not arrive. Lot and serial run together."),
            _("Set GS to Ctrl+] in the scanner's manual, or to a sign such as |."),
        )
    words = _("Group separator: it arrives as {name}.").format(name=spell(separator))
    if _can_separate(separator):
        return Remark(True, words)
    hint = _("It looks like a part of the code. Set GS to Ctrl+] in the manual.")
    return Remark(False, words, hint)


def _about_aim(is_sent: bool) -> Remark:
    if is_sent:
        return Remark(True, _("AIM identifier: it arrives."))
    return Remark(
        True,
        _("AIM identifier: none. The kind of code is guessed."),
        _("Better: switch the AIM identifier (symbology identifier) on."),
    )


def _about_keyboard(keyboard: Keyboard) -> Iterator[Remark]:
    if keyboard.is_exchanged:
        yield Remark(
            False,
            _("Large and small letters arrive exchanged. WEMA will turn them back."),
            _("Better: switch Caps Lock off and scan again."),
        )
    if keyboard.scanner != keyboard.computer:
        words = _("Keyboard: the scanner types for {scanner}, the computer has {own}.")
        yield Remark(
            False,
            words.format(
                scanner=_layout(keyboard.scanner), own=_layout(keyboard.computer)
            ),
            _("WEMA will turn it back. Better: set the scanner to {own}.").format(
                own=_layout(keyboard.computer)
            ),
        )
    elif not keyboard.is_exchanged:
        yield Remark(True, _("Keyboard: every character arrives as it is printed."))


def _layout(layout: Layout) -> str:
    return {
        "us": _("US English"),
        "uk": _("UK English"),
        "de": _("German"),
        "fr": _("French"),
    }[layout]


def _strange(burst: str) -> Remark:
    """Return what may be wrong with what is no test code on any keyboard."""
    if ESC in burst or OTHER in burst:
        return Remark(
            False,
            _("With the code come keys that are no characters, such as Esc."),
            _("Switch off prefixes and function keys in the scanner's manual."),
        )
    folded = burst.casefold()
    if any(
        part.casefold() in folded for text in TESTS.values() for part in text.split(GS)
    ):
        return Remark(
            False,
            _("Large and small letters are not told apart."),
            _("Set the conversion of letters to none in the scanner's manual."),
        )
    return Remark(
        False,
        _("This is no test code of the sheet, or part of one is missing."),
        _("Scan the sheet again. No change: set scanner and computer to US English."),
    )
