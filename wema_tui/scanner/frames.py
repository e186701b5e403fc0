"""Take scans that are framed out of the keys: from prefix to suffix, one scan each.

The prefix says so before the first character of the code has come. No timing, no
guessing: in one lump or byte by byte over a slow line, on any screen, whatever has
the focus. Times are seconds of any clock that only goes forward.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from wema_tui.scanner.burst import Captured
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.scanner.scan import MAX_CODE
from wema_tui.scanner.strokes import ESC
from wema_tui.scanner.wedge import LONG_PAUSE, is_complete

PREFIX_HOLD = 0.3
"""Seconds that the first half of a prefix waits for the second."""

PATIENCE = 5.0
"""Seconds of silence after which the suffix will not come: a line seldom stalls so
long, and what a person types meanwhile is swallowed."""

_PERSON = 0.3  # seconds before an Esc that a hand pressed: no part of the code
_SAME_SUFFIX = 2.0  # seconds within which a LF belongs to the CR before it

KeyT = TypeVar("KeyT")


class Frames(Generic[KeyT]):
    """Tells framed scans from all other keys, in order.

    Feed it every key. Set a timer to `deadline` and call `tick` then.

    A prefix whose suffix does not come is given up after `PATIENCE`, or when an Esc
    or another prefix says so: the scan is broken, and nothing of it is typed.

    Args:
        profile: How the scanner is set; without a prefix every key passes.
    """

    def __init__(self, profile: ScannerProfile | None = None) -> None:
        self._profile = profile or ScannerProfile()
        self._held: list[tuple[KeyT, str]] = []  # perhaps the prefix
        self._body: str | None = None  # of the scan that is coming in
        self._last_at = float("-inf")
        self._cr_at = float("-inf")  # the suffix of the last scan

    @property
    def deadline(self) -> float | None:
        """When to call `tick`; None when nothing is waited for."""
        if self._body is not None:
            return self._last_at + self._patience
        return self._last_at + PREFIX_HOLD if self._held else None

    def feed(self, key: KeyT, sign: str, at: float) -> list[KeyT | Captured]:
        """Take one key; return what is decided now, in the order it came.

        Args:
            key: Whatever is to be returned if it belongs to no scan.
            sign: The character that stands for it, see `strokes.stroke`.
            at: When it came, in seconds.
        """
        decided = self.tick(at)
        if not self._profile.prefix:
            return [*decided, key]
        is_lf_of_suffix = sign == "\n" and at - self._cr_at <= _SAME_SUFFIX
        self._cr_at = float("-inf")
        if self._body is not None:
            decided += self._in_frame(self._body, key, sign, at)
        elif not is_lf_of_suffix:
            decided += self._outside(key, sign, at)
        self._last_at = at
        return decided

    def tick(self, at: float) -> list[KeyT | Captured]:
        """Return what has waited long enough by *at*."""
        deadline = self.deadline
        if deadline is None or at < deadline:
            return []
        if self._body is None:
            return self._release()
        # Without a suffix only what is whole in itself can be told to be whole.
        text = self._profile.meant(self._body)
        return self._close(text, not self._profile.suffix and is_complete(text))

    def _outside(self, key: KeyT, sign: str, at: float) -> list[KeyT | Captured]:
        prefix = self._profile.prefix
        self._held.append((key, sign))
        seen = "".join(sign for _key, sign in self._held)
        if seen == prefix:
            self._held.clear()
            self._body = ""
            return []
        if prefix.startswith(seen):
            return []
        if len(self._held) == 1:
            return self._release()
        self._held.pop()  # what was held was none; this key may be the next one
        return [*self._release(), *self._outside(key, sign, at)]

    def _in_frame(
        self, body: str, key: KeyT, sign: str, at: float
    ) -> list[KeyT | Captured]:
        prefix, suffix = self._profile.prefix, self._profile.suffix
        if sign == prefix[0] and not sign.isprintable():
            broken = self._give_up(body, is_next=True)
            return [*broken, *self._outside(key, sign, at)]
        if sign == ESC and at - self._last_at > _PERSON:
            return self._give_up(body)
        if len(body) > MAX_CODE + len(suffix):
            body = body[: MAX_CODE + 1] + body[-1:]  # too long: only its end counts
        self._body = body + sign
        if not suffix or not self._body.endswith(suffix):
            return []
        if suffix == "\r":
            self._cr_at = at
        return self._close(self._profile.meant(self._body.removesuffix(suffix)), True)

    def _give_up(self, body: str, *, is_next: bool = False) -> list[KeyT | Captured]:
        text = self._profile.meant(body)
        is_whole = is_next and not self._profile.suffix and is_complete(text)
        return self._close(text, is_whole)

    def _close(self, text: str, is_whole: bool) -> list[KeyT | Captured]:
        self._body = None
        return [Captured(text[: MAX_CODE + 1], is_whole)] if text else []

    def _release(self) -> list[KeyT | Captured]:
        keys: list[KeyT | Captured] = [key for key, _sign in self._held]
        self._held.clear()
        return keys

    @property
    def _patience(self) -> float:
        return PATIENCE if self._profile.suffix else LONG_PAUSE
