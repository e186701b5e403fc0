"""What becomes of a code when scanner and computer disagree about the keyboard.

A scanner presses keys. It looks up on its own keyboard where a character is; the
computer looks up on its keyboard what is in that place. A scanner for US English
at a French computer means `1` and types `&`. Where each place holds one character
on either keyboard, that can be turned back.

Source: the layouts of the X Keyboard Extension (xkeyboard-config: us, gb, de, fr),
places in the order of ISO/IEC 9995-2, rows E to B.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

Layout = Literal["us", "uk", "de", "fr"]
LAYOUTS: Final[tuple[Layout, ...]] = get_args(Layout)

NOT_TOLD = "\ufffd"
"""Stands for a character that cannot be turned back: no code may contain it."""

# Row by row, first without Shift, then with it. A blank stands for a dead key, which
# waits for the next one, and for a place that holds nothing.
_PLACES: dict[Layout, str] = {
    "us": "`1234567890-="
    "qwertyuiop[]\\"
    "asdfghjkl;'"
    "zxcvbnm,./"
    "~!@#$%^&*()_+"
    "QWERTYUIOP{}|"
    'ASDFGHJKL:"'
    "ZXCVBNM<>?",
    "uk": "`1234567890-="
    "qwertyuiop[]#"
    "asdfghjkl;'"
    "zxcvbnm,./"
    '¬!"£$%^&*()_+'
    "QWERTYUIOP{}~"
    "ASDFGHJKL:@"
    "ZXCVBNM<>?",
    "de": " 1234567890ß "
    "qwertzuiopü+#"
    "asdfghjklöä"
    "yxcvbnm,.-"
    '°!"§$%&/()=? '
    "QWERTZUIOPÜ*'"
    "ASDFGHJKLÖÄ"
    "YXCVBNM;:_",
    "fr": "²&é\"'(-è_çà)="
    "azertyuiop $*"
    "qsdfghjklmù"
    "wxcvbn,;:!"
    " 1234567890°+"
    "AZERTYUIOP £µ"
    "QSDFGHJKLM%"
    "WXCVBN?./§",
}


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The keyboard that a scanner types on, and the one that the computer has.

    Attributes:
        scanner: What the scanner is set to.
        computer: What the computer is set to. The same: nothing has to be done.
        is_exchanged: Large letters arrive as small ones and small ones as large:
            Caps Lock is on.
    """

    scanner: Layout = "us"
    computer: Layout = "us"
    is_exchanged: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether every character arrives as it was meant."""
        return self.scanner == self.computer and not self.is_exchanged

    def arrival(self, character: str) -> str | None:
        """Return what arrives for a character that the scanner means.

        None where it cannot be told, because a keyboard has no key for it.
        """
        if self.scanner != self.computer and character.isprintable():
            found = _swapped(self.scanner, self.computer).get(character)
            if found is None:
                return None
            character = found
        return character.swapcase() if self._turns(character) else character

    def meant(self, arrived: str) -> str:
        """Return what the scanner meant. Control characters stay as they came.

        A character that no key could have brought becomes `NOT_TOLD`, so that the
        code is refused: half of it would be wrong.
        """
        return arrived if self.is_plain else "".join(map(self._meant, arrived))

    def _meant(self, character: str) -> str:
        if self._turns(character):
            character = character.swapcase()
        if self.scanner == self.computer or not character.isprintable():
            return character
        return _swapped(self.computer, self.scanner).get(character, NOT_TOLD)

    def _turns(self, character: str) -> bool:
        return self.is_exchanged and len(character.swapcase()) == 1


@cache
def _swapped(typed: Layout, seen: Layout) -> dict[str, str]:
    """Return what a character of the layout *typed* is in the same place of *seen*."""
    pairs = zip(_PLACES[typed], _PLACES[seen], strict=True)
    return {" ": " "} | {one: other for one, other in pairs if " " not in (one, other)}
