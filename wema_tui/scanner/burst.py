"""Keep a scan out of boxes that are not for scanning.

A person answers "how many?" and pulls the trigger once more. Without a guard the
code lands in the number, its Enter presses the default button, and something that
nobody meant is recorded. Every dialog and number field lets its keys pass through
a `BurstGuard`, which holds each back for a moment that nobody feels.

Not for password fields and free text: over a line that stalls, typing arrives in
lumps too, and a lump with a digit in it would be taken for a code.

Times are seconds of any clock that only goes forward.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from wema_tui.scanner.aim import has_aim
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.scanner.read import never
from wema_tui.scanner.scan import MAX_CODE
from wema_tui.scanner.strokes import ESC, GS
from wema_tui.scanner.wedge import (
    ENDS,
    FAST_KEYS,
    FEWEST_CHARACTERS,
    SAME_SUFFIX,
    SCANNER_GAP,
    character_of,
    has_check,
)

HOLD = SCANNER_GAP
"""Seconds that a lone key waits: 30 ms are not felt."""

BURST_HOLD = 0.3
"""Seconds that a burst waits for its next lump: a slow line's round trip."""

AIM_HOLD = 1.0
"""The same once it began with `]` and a letter, which no answer to a question does:
waiting longer costs nobody anything."""

BROKEN_HOLD = 3.0
"""How long the rest of a code that a stalled line broke off is still waited for: its
Enter must not press a button."""

_DATE = re.compile(r"[0-9]{1,4}(?:[-/.][0-9]{1,4}){1,2}")
_AIM_START = re.compile(r"\][A-Za-z]")


@dataclass(frozen=True, slots=True)
class Release:
    """A key that was typing after all: handle it as if it came now."""

    key: str
    character: str | None


@dataclass(frozen=True, slots=True)
class Captured:
    """A code that was scanned where no code belongs."""

    text: str
    """The code, without suffix; a code too long is cut to 513 characters."""
    is_complete: bool = True
    """False when a part may be missing, because the line stalled just before or
    in the middle: never record it, ask for another scan."""
    keys: tuple[Release, ...] = field(default=(), compare=False)
    """The keys that it was, up to its CR, LF or Tab, should it be typing after all.
    Empty for what can be no typing."""


Outcome = Release | Captured


@dataclass(frozen=True, slots=True)
class _Key:
    key: str
    typed: str | None  # what Textual found for it
    character: str  # what it adds to a code
    at: float


class BurstGuard:
    """Tells the bursts of a scanner from the keys of a person, in order.

    Feed it every key. Set a timer to `deadline` and call `tick` then.

    What ends in CR, LF or Tab is a code when it came as a burst (half of its gaps
    or more within 30 ms) and could be one: an AIM prefix, a separator, a fitting
    check digit or character, or six characters or more with a digit among them and
    no space. The end is taken with it, so that no default button is pressed. So
    `amoxicillin` in one lump is typing, and so is `150`.

    A burst without an end is a code when an AIM prefix, separator or check says so,
    and may be a part of one when it is six digits or more.

    Args:
        is_known: Whether the clinic has taught a code: then it needs no evidence.
        profile: How the scanner is set, for scans without a prefix.
        is_typing: Whether a burst without an end is what the box asks for: then
            nothing has been broken off, and the Enter that follows is a person's.
    """

    def __init__(
        self,
        is_known: Callable[[str], bool] = never,
        profile: ScannerProfile | None = None,
        is_typing: Callable[[str], bool] = never,
    ) -> None:
        self._is_known = is_known
        self._is_typing = is_typing
        self._profile = profile or ScannerProfile()
        self._held: list[_Key] = []
        self._fast_gaps = 0
        self._is_cut = False  # the burst held is missing its beginning
        self._typed_at = float("-inf")
        self._ended_at = float("-inf")  # the last code
        self._line_at = float("-inf")  # the last line, typed or scanned
        self._broken_off_at = float("-inf")

    @property
    def deadline(self) -> float | None:
        """When to call `tick`; None when nothing is held back."""
        return self._held[-1].at + self._patience() if self._held else None

    def feed(
        self, key: str, character: str | None, at: float, *, takes_text: bool = True
    ) -> list[Outcome]:
        """Take one key; return what is decided now, in the order it came.

        Args:
            key: The name that Textual gives the key.
            character: The character that Textual found for it, if any.
            at: When it came, in seconds.
            takes_text: Whether there is a box to type into. Where there is none, a
                burst of three characters is a code already: `1234` is no choice
                of option 1.
        """
        decided = self.tick(at)
        char = character_of(
            key, character, is_bursting=self._is_burst(), also=self._also
        )
        if char is None and self._is_burst() and at - self._held[-1].at <= HOLD:
            char = ESC  # a function key in the middle of a code is an escape sequence
        if char is None:
            return [*decided, *self._release(), Release(key, character)]
        if char in ENDS or char == self._profile.suffix:
            end = Release(key, character)
            return [*decided, *self._end(end, at, takes_text=takes_text)]
        self._hold(_Key(key, character, char, at))
        return decided

    def tick(self, at: float) -> list[Outcome]:
        """Return what has waited long enough by *at*."""
        deadline = self.deadline
        if deadline is None or at < deadline:
            return []
        text = self._text()
        could_be = is_surely_a_code(text) or _is_part_of_code(text)
        if self._is_burst() and could_be and not self._is_typing(text):
            self._broken_off_at = deadline
            self._forget()
            return [Captured(text, is_complete=False)]
        return self._release()

    def _hold(self, key: _Key) -> None:
        if not self._held:
            before = max(self._typed_at, self._broken_off_at)
            is_line_begun = before > self._line_at  # its first part is elsewhere
            self._is_cut = is_line_begun and key.at - before < BURST_HOLD
        elif key.at - self._held[-1].at <= HOLD:
            self._fast_gaps += 1
        if len(self._held) > MAX_CODE:
            self._held.pop()  # far too long already: only its end is of interest
        self._held.append(key)

    def _end(self, end: Release, at: float, *, takes_text: bool) -> list[Outcome]:
        self._line_at = at
        if at - self._broken_off_at <= BROKEN_HOLD:
            return self._end_of_broken_code(at)
        text = self._text()
        is_code = not takes_text or _may_be_a_code(text) or self._is_known(text)
        if self._is_burst() and is_code:
            is_complete, keys = not self._is_cut, [*self._keys(), end]
            raw = self._raw()
            self._ended_at = at
            self._forget()
            if not takes_text and not has_check(text):
                # `6` for the sixth choice, and the next pack right behind it.
                choice, code = raw[:1], self._profile.meant(raw[1:])
                if choice.isdecimal() and is_surely_a_code(code):
                    return [keys[0], Captured(code, is_complete, tuple(keys[1:]))]
            return [Captured(text, is_complete, tuple(keys))]
        if not self._held and at - self._ended_at <= SAME_SUFFIX:
            return []  # the LF of a CR LF
        return [*self._release(), end]

    def _end_of_broken_code(self, at: float) -> list[Outcome]:
        """Take the rest of a code that was given up, and its Enter, out of harm."""
        text = self._text()
        self._ended_at = at
        self._broken_off_at = float("-inf")
        self._forget()
        return [Captured(text, is_complete=False)] if text else []

    def _keys(self) -> list[Release]:
        return [Release(held.key, held.typed) for held in self._held]

    def _release(self) -> list[Outcome]:
        released: list[Outcome] = [*self._keys()]
        if self._held:
            self._typed_at = self._held[-1].at
        self._forget()
        return released

    def _forget(self) -> None:
        self._held.clear()
        self._fast_gaps = 0
        self._is_cut = False

    def _raw(self) -> str:
        return "".join(key.character for key in self._held)

    def _text(self) -> str:
        return self._profile.meant(self._raw())

    @property
    def _also(self) -> str:
        return self._profile.separator + self._profile.suffix

    def _is_burst(self) -> bool:
        gaps = len(self._held) - 1
        return self._fast_gaps >= FAST_KEYS - 1 and 2 * self._fast_gaps >= gaps

    def _patience(self) -> float:
        if _AIM_START.match("".join(key.character for key in self._held[:2])):
            return AIM_HOLD
        # A lump and then a hand: soon no burst any more, and held no longer.
        return BURST_HOLD if self._is_burst() else HOLD


def is_surely_a_code(text: str) -> bool:
    """Return whether *text* can be nothing but a scan: prefix, separator, check."""
    return len(text) > MAX_CODE or has_aim(text) or GS in text or has_check(text)


def _is_part_of_code(text: str) -> bool:
    """Return whether a burst of digits stalled: no number field asks for so many."""
    return len(text) >= FEWEST_CHARACTERS and text.isascii() and text.isdecimal()


def _may_be_a_code(text: str) -> bool:
    if _DATE.fullmatch(text):
        return False  # an expiry that came in a lump; no pack has such a code
    has_digit = any("0" <= each <= "9" for each in text)
    could_be = len(text) >= FEWEST_CHARACTERS and has_digit and " " not in text
    return could_be or is_surely_a_code(text)
