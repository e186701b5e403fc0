"""How the scanner of one station is set: what it sends around and inside a code.

Found out by the set-up screen, kept with the station. Without a profile a scan is
told from typing by evidence and timing (`wedge`, `burst`); with a prefix it need
not be told: everything from prefix to suffix is one scan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Self, cast

from wema_tui.scanner.aim import GS1_PREFIXES, split_aim
from wema_tui.scanner.gs1 import looks_like_gs1
from wema_tui.scanner.keyboards import LAYOUTS, Keyboard, Layout
from wema_tui.scanner.scan import UnreadableCode
from wema_tui.scanner.strokes import GS, OTHER, spell, unspell

SUFFIXES: Final = ("\r", "\n", "\r\n", "\t", "\x03", "")
"""CR, LF, both, Tab, ETX, nothing."""

MAX_PREFIX = 2
MAX_SEPARATOR = 6  # characters: `<FNC1>`

_NEVER_FIRST = frozenset("\x1b\r\n\t\x08\x7f " + OTHER)  # keys that people press


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """What one scanner sends. Each key is one character: see `strokes`.

    Attributes:
        prefix: Before each code: nothing, or one or two characters of which the
            first is no letter, digit, space, Esc, Enter, Tab or Backspace.
        suffix: After each code: one of `SUFFIXES`.
        separator: What stands for a group separator; nothing when it gets lost.
        keyboard: What it makes of the other characters.

    Raises:
        ValueError: No scanner can be read that is set so.
    """

    prefix: str = ""
    suffix: str = "\r"
    separator: str = GS
    keyboard: Keyboard = field(default_factory=Keyboard)

    def __post_init__(self) -> None:
        """Refuse what would swallow a person's keys."""
        if not can_be_prefix(self.prefix):
            raise ValueError(f"{self.prefix!r} cannot be a prefix")
        if self.suffix not in SUFFIXES:
            raise ValueError(f"{self.suffix!r} cannot be a suffix")
        if len(self.separator) > MAX_SEPARATOR or self.separator[:1] in ("\r", "\n"):
            raise ValueError(f"{self.separator!r} cannot be a separator")

    @property
    def unframed(self) -> ScannerProfile:
        """What holds for keys outside of a frame.

        Whoever has a prefix scans with it; keys without it are a person's.
        """
        return ScannerProfile() if self.prefix else self

    def meant(self, code: str) -> str:
        """Return the code that arrived as *code*, without prefix and suffix.

        A separator that can be printed, such as `|`, counts as one only in a GS1
        code: in any other it is the sign itself.
        """
        if self == _PLAIN or not code:
            return code
        separator = self.separator if self.separator in code else ""
        pieces = code.split(separator) if separator else [code]
        read = GS.join(map(self.keyboard.meant, pieces))
        if separator and separator.isprintable() and not _is_gs1(read):
            return self.keyboard.meant(code)
        return read

    def names(self) -> dict[str, str]:
        """Return the profile as words that can be stored and printed."""
        return {
            "prefix": spell(self.prefix),
            "suffix": spell(self.suffix),
            "separator": spell(self.separator),
            "scanner_layout": self.keyboard.scanner,
            "computer_layout": self.keyboard.computer,
            "letter_case": "exchanged" if self.keyboard.is_exchanged else "as_is",
        }

    @classmethod
    def named(cls, names: dict[str, str]) -> Self:
        """Return the profile that `names` has put into words.

        Raises:
            ValueError: It is not one of this version.
        """
        layouts = names["scanner_layout"], names["computer_layout"]
        if not set(layouts) <= set(LAYOUTS):
            raise ValueError(f"{layouts} are no layouts")
        scanner, computer = cast("tuple[Layout, Layout]", layouts)
        return cls(
            unspell(names["prefix"]),
            unspell(names["suffix"]),
            unspell(names["separator"]),
            Keyboard(scanner, computer, names["letter_case"] == "exchanged"),
        )


def can_be_prefix(text: str) -> bool:
    """Return whether *text* can stand before each code and is nobody's typing."""
    if not text:
        return True
    first = text[0]
    return len(text) <= MAX_PREFIX and first not in _NEVER_FIRST and not first.isalnum()


_PLAIN = ScannerProfile()


def _is_gs1(code: str) -> bool:
    try:
        aim, rest = split_aim(code)
    except UnreadableCode:
        return False
    return aim in GS1_PREFIXES or looks_like_gs1(rest.replace(GS, "|"))
