"""What is right about a scanner's settings, and what to do about the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wema_tui.i18n import _
from wema_tui.scanner.keyboards import Keyboard, Layout
from wema_tui.scanner.profile import SUFFIXES, can_be_prefix
from wema_tui.scanner.strokes import ESC, GS, OTHER, spell


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


def can_separate(separator: str) -> bool:
    """Return whether it cannot be taken for a part of a lot."""
    return not separator.isalnum() and ESC not in separator and OTHER not in separator


def about_change() -> Remark:
    """Prefix or suffix are not the same at each code."""
    return Remark(
        False,
        _("Before or after the codes comes now this, now that."),
        _("Set one prefix and one suffix for all; then scan all codes again."),
    )


def about_two_scanners() -> Remark:
    """No keyboard makes of the codes what has arrived."""
    return Remark(
        False,
        _("Two codes arrived as from two different scanners."),
        _("Scan all the codes again, with one scanner."),
    )


def about_prefix(prefix: str) -> Remark:
    """What comes before each code."""
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


def about_suffix(suffix: str) -> Remark:
    """What comes after each code."""
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


def about_separator(separator: str) -> Remark:
    """What stands between a lot and a serial."""
    if separator == GS:
        return Remark(True, _("Group separator: it arrives."))
    if not separator:
        return Remark(
            False,
            _("Group separator: it does not arrive. Lot and serial run together."),
            _("Set GS to Ctrl+] in the scanner's manual, or to a sign such as |."),
        )
    words = _("Group separator: it arrives as {name}.").format(name=spell(separator))
    if can_separate(separator):
        return Remark(True, words)
    hint = _("It looks like a part of the code. Set GS to Ctrl+] in the manual.")
    return Remark(False, words, hint)


def about_aim(is_sent: bool) -> Remark:
    """Whether the kind of code is told."""
    if is_sent:
        return Remark(True, _("AIM identifier: it arrives."))
    return Remark(
        True,
        _("AIM identifier: none. The kind of code is guessed."),
        _("Better: switch the AIM identifier (symbology identifier) on."),
    )


def about_keyboard(keyboard: Keyboard) -> Iterator[Remark]:
    """What becomes of the characters."""
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


def about_strange(burst: str, is_folded: bool) -> Remark:
    """Return what may be wrong with what is no test code on any keyboard.

    Args:
        burst: What arrived.
        is_folded: It is one, but for large and small letters.
    """
    if ESC in burst or OTHER in burst:
        return Remark(
            False,
            _("With the code come keys that are no characters, such as Esc."),
            _("Switch off prefixes and function keys in the scanner's manual."),
        )
    if is_folded:
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
