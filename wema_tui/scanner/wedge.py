"""Cut the keys of a keyboard-wedge scanner into codes. Knows no screen.

The scanner types up to a thousand characters a second; over SSH they arrive in
lumps. The buffer is cut at the end of a code at once, in the same call: whoever
waits for a message or a refresh merges two codes (measured: 126 wrong of 200).
Times are seconds of any clock that only goes forward.
"""

from __future__ import annotations

import re
from typing import Literal

from wema_tui.scanner.aim import has_aim
from wema_tui.scanner.gtin import is_gtin
from wema_tui.scanner.labels import read_label
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.scanner.read import read_code
from wema_tui.scanner.scan import MAX_CODE, Kind, UnreadableCode
from wema_tui.scanner.strokes import GS, stroke

ENDS = frozenset("\r\n\t")
"""What a scanner can be set to send after a code. The fourth choice is nothing."""

SAME_SUFFIX = 0.05
"""Seconds. CR and LF of one suffix are one write; two codes are never so near."""

SCANNER_GAP = 0.03
"""Seconds between characters, on average, that no hand keeps up: the fastest
typists reach 0.06. Slow radio scanners stay below 0.02."""

CHECKED_GAP = 0.06
"""The same when a check digit or character fits: the line may have stretched it."""

FAST_KEYS = 3
"""Characters, each within `SCANNER_GAP` of the one before, that make a burst. Two
keys of a fast hand can be as near as that, three cannot."""

FEWEST_CHARACTERS = 6
"""Shorter lumps prove nothing: a stalled line delivers typed keys in lumps too."""

PAUSE = 0.3
"""Seconds of silence that end a code of a scanner that sends no suffix: longer than
a line stalls as a rule, shorter than it takes to aim at the next pack."""

LONG_PAUSE = 2.0
"""The same for a scanner that sends a suffix: perhaps it is another one now."""

Entry = Literal["scanned", "keyed"]

_LINE_END = re.compile(r"\r\n|\r|\n")  # `splitlines` also splits at 0x1C to 0x1E
_ALWAYS_DATA = frozenset("\x04\x1c\x1d\x1e\x1f\r\n\t")  # EOT, FS to US, the ends


def character_of(
    key: str, character: str | None, *, is_bursting: bool = False, also: str = ""
) -> str | None:
    r"""Return the character that a key press adds to a code, or None.

    Args:
        key: The name that Textual gives the key, such as `ctrl+right_square_bracket`.
        character: The character that Textual found for it, if any.
        is_bursting: Whether a scanner is typing just now. Then ctrl+q is no order
            to quit but a 0x11 in a code, to be refused with it.
        also: What else this scanner sends in the middle or at the end of a code,
            such as F8: see `strokes.stroke`.

    >>> character_of("ctrl+right_square_bracket", None)
    '\x1d'
    """
    sign = stroke(key, character)
    if sign in _ALWAYS_DATA or (is_bursting and sign in also):
        return sign
    if not character:
        return None
    return character if is_bursting or character.isprintable() else None


def has_check(code: str) -> bool:
    """Return whether a check digit or character in *code* fits."""
    try:
        return is_gtin(code) or read_label(code) is not None
    except UnreadableCode:
        return False


def how_entered(
    code: str, *, seconds: float, is_edited: bool = False, is_pasted: bool = False
) -> Entry:
    """Tell a scan from typing by what speaks for it; the doubt goes to typing.

    1. Edited by hand (backspace): keyed, whatever it was before.
    2. An AIM prefix or a group separator: scanned, however slow the line.
    3. Pasted without those: keyed, for a person chose it.
    4. Six characters or more, on average faster than 30 ms a character, or than
       60 ms when the check digit or character fits: scanned.

    Speed alone lies: SSH stretches a scan, and delivers typed keys in a lump.

    Args:
        code: The finished code, without suffix.
        seconds: From its first to its last character.
        is_edited: Whether a character was taken back.
        is_pasted: Whether any of it was pasted.
    """
    if is_edited:
        return "keyed"
    if has_aim(code) or GS in code:
        return "scanned"
    if is_pasted or len(code) < FEWEST_CHARACTERS:
        return "keyed"
    gap = seconds / (len(code) - 1)
    is_fast = gap <= SCANNER_GAP or (gap <= CHECKED_GAP and has_check(code))
    return "scanned" if is_fast else "keyed"


class Framer:
    """Turns the keys that reach the scan field into finished codes, in order.

    CR, LF, CR LF and Tab end a code. RS, EOT and the other separators are kept as
    they came: `read_code` judges them.

    A code longer than 512 characters is swallowed up to its end and then returned
    once, cut to 513, so that `read_code` calls it too long.

    Args:
        pause: Seconds of silence after which `idle` ends a code, for a scanner that
            sends no suffix; None to wait for one for ever. Over a slow line a pause
            comes in the middle of a code too, and one in ten cut product numbers
            has a fitting check digit: so the first scan that ends with a suffix
            shows that this scanner sends one, and only a `LONG_PAUSE` ends a code.
        profile: How the scanner is set. What a person types is left as it is.
    """

    def __init__(
        self, *, pause: float | None = None, profile: ScannerProfile | None = None
    ) -> None:
        self._pause = pause
        self._profile = profile or ScannerProfile()
        self._buffer: list[str] = []
        self._first_at = 0.0
        self._last_at = 0.0
        self._ended_at = float("-inf")
        self._is_edited = False
        self._is_pasted = False
        self.entry: Entry = "keyed"
        """How the code that was returned last came in: see `how_entered`."""

    @property
    def text(self) -> str:
        """What has arrived of the next code. Show it through `printable`."""
        return "".join(self._buffer)

    def is_bursting(self, at: float) -> bool:
        """Return whether a scanner is in the middle of a code: see `character_of`."""
        return len(self._buffer) >= FAST_KEYS and at - self._last_at <= SCANNER_GAP

    def takes_tab(self, at: float) -> bool:
        """Return whether a Tab now ends a code, or is the rest of a suffix.

        Otherwise a person wants the next field.
        """
        return bool(self._buffer) or at - self._ended_at <= SAME_SUFFIX

    def feed(self, char: str, at: float) -> str | None:
        """Take one character; return the code that it ends, if it ends one.

        Args:
            char: One character, see `character_of`.
            at: When it came, in seconds.
        """
        if char in ENDS or char == self._profile.suffix:
            code = self._finish(at)
            if code is not None and self.entry == "scanned":
                self._pause = LONG_PAUSE  # this scanner sends a suffix, as a rule
            return code
        if not self._buffer:
            self._first_at = at
        self._last_at = at
        if len(self._buffer) <= MAX_CODE:
            self._buffer.append(char)
        return None

    def feed_text(self, text: str, at: float) -> list[str]:
        """Take a paste; return the codes in it. The last line, unended, stays."""
        codes = []
        *lines, rest = _LINE_END.split(text)
        for line in lines:
            self._paste(line, at)
            code = self._finish(at)
            if code is not None:
                codes.append(code)
        self._paste(rest, at)
        return codes

    def backspace(self) -> None:
        """Take the last character back.

        Of a code that is too long already nothing can be taken back: what was
        swallowed is missing in its middle.
        """
        if self._buffer and len(self._buffer) <= MAX_CODE:
            self._buffer.pop()
            self._is_edited = True
        if not self._buffer:
            self.clear()

    def clear(self) -> None:
        """Forget what has arrived of the next code."""
        self._buffer.clear()
        self._is_edited = self._is_pasted = False

    @property
    def idle_at(self) -> float | None:
        """When to call `idle`, or None: nothing waits for a pause."""
        if self._pause is None or not self._buffer:
            return None
        return self._last_at + self._pause

    def idle(self, at: float) -> str | None:
        """Return the code that a pause has ended, if it has.

        Only what came at a scanner's speed and is complete in itself is ended: a
        product number, GS1 code, label or command. Whoever types is never cut off.
        """
        if self.idle_at is None or at < self.idle_at:
            return None
        entry = self._how_entered()
        if entry == "keyed" or not is_complete(self._profile.meant(self.text)):
            return None
        return self._finish(at)

    def _finish(self, at: float) -> str | None:
        self._ended_at = at
        if not self._buffer:
            return None  # a person's empty Enter, or the second half of CR LF
        self.entry = self._how_entered()
        code = self.text
        if self.entry == "scanned":
            code = self._profile.meant(code)
        self.clear()
        return code

    def _how_entered(self) -> Entry:
        return how_entered(
            self._profile.meant(self.text),
            seconds=self._last_at - self._first_at,
            is_edited=self._is_edited,
            is_pasted=self._is_pasted,
        )

    def _paste(self, text: str, at: float) -> None:
        if not text:
            return
        if not self._buffer:
            self._first_at = at
        self._last_at = at
        self._buffer.extend(text[: MAX_CODE + 1 - len(self._buffer)])
        self._is_pasted = True


def is_complete(text: str) -> bool:
    """Return whether a code is whole in itself: a check or the GS1 rules say so."""
    try:
        return read_code(text).kind is not Kind.INTERNAL
    except UnreadableCode:
        return False
