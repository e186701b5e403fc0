"""The scan field: takes whatever a scanner types, in order, and loses nothing.

A scanner is a keyboard that types forty keys at once and ends with Enter. Every
key is handled in the call that brings it, and so is the code that it ends: no
queue in between in which another key could overtake it. Framing itself is
`wema_tui.scanner.wedge`.
"""

from __future__ import annotations

import re
import time
from asyncio import TimerHandle
from collections.abc import Callable
from typing import cast

from rich.text import Text
from textual import events
from textual.geometry import Offset
from textual.widget import Widget

from screens.application import Application
from screens.timing import call_after
from wema_tui.i18n import _
from wema_tui.scanner.profile import ScannerProfile
from wema_tui.scanner.strokes import ESC
from wema_tui.scanner.wedge import PAUSE, SCANNER_GAP, Framer, character_of
from wema_tui.text import printable

_QUIET = 0.25  # seconds without a key: the scanner has let go of its trigger
_STALLED = 2.0  # seconds: the rest of a half-arrived code will not come any more
_SHOWN_WITHIN = 0.3  # seconds: also while a key is held down

_AMOUNT = re.compile(r"[0-9]{1,4} ?[uU]? ?\*")

Coded = Callable[[str, str], None]


class ScanField(Widget, can_focus=True):
    """Shows what has arrived of the next code, and hands on each finished one.

    Args:
        coded: Gets each code, without its suffix, and how it was entered:
            `scanned` or `keyed`, by the evidence.
    """

    def __init__(self, coded: Coded, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._coded = coded
        self._framer = Framer(pause=PAUSE)
        self._profile = ScannerProfile()
        self._also = ""  # what this scanner sends besides characters
        self._is_waiting = False
        self._last_key_at = 0.0
        self._stray: list[tuple[str, float]] = []
        self._unshown_since: float | None = None
        self._shower: TimerHandle | None = None
        self._has_coded = False

    @property
    def help_text(self) -> str:
        """What F1 says while it has the focus."""
        return _(
            "The scan field: scan, or type a code and press Enter: 9520000000004\n"
            "12* before it: twelve packs. 30u* before it: thirty loose units.\n"
            "A colon before a line makes it a command: :lock, :stock amox, :mode count"
        )

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say that letters and signs are text here, and no keys."""
        return character is not None and character.isprintable()

    def render(self) -> Text:
        """Return the line: what has arrived, its end if it is long, a cursor."""
        text = printable(self._framer.text, 512)
        room = max(10, self.size.width - 4)
        shown = text if len(text) < room else "…" + text[-(room - 1) :]
        line = Text("> ", style="bold", no_wrap=True)
        line.append(shown)
        self._place_cursor(line.cell_len)
        line.append(" ", style="reverse")
        is_lean = cast(Application, self.app).looks.profile.is_lean
        if not text and not (is_lean and self._has_coded):
            line.append(" " + _("scan a pack, or type its code and press Enter"), "dim")
        return line

    def _place_cursor(self, x: int) -> None:
        """Rest the terminal's own cursor in the field: braille lines read there."""
        if self.has_focus:
            self.app.cursor_position = self.content_region.offset + Offset(x, 0)

    @property
    def text(self) -> str:
        """What has arrived of the next code. Not safe to show."""
        return self._framer.text

    def _use(self, profile: ScannerProfile) -> None:
        """Read from now on what a scanner sends that is set so."""
        if profile != self._profile and not self._framer.text:
            self._profile = profile
            self._framer = Framer(pause=PAUSE, profile=profile.unframed)
            self._also = profile.unframed.separator + profile.unframed.suffix

    def take_amount(self) -> str:
        """Return an amount that waits for the next scan (`12*`), and forget it."""
        text = self._framer.text
        if not _AMOUNT.fullmatch(text):
            return ""
        self._framer.clear()
        self.refresh()
        return text

    @property
    def is_quiet(self) -> bool:
        """Whether a dialog may open now without cutting a code in two."""
        pause = _STALLED if self._framer.text else _QUIET
        return time.monotonic() - self._last_key_at >= pause

    def take_key(self, event: events.Key) -> bool:
        """Take a key if it can be part of a code; return whether it was taken."""
        self._last_key_at = time.monotonic()
        self._use(cast(Application, self.app).keys.scanner)
        is_bursting = self._framer.is_bursting(event.time)
        if event.key == "backspace":
            self._framer.backspace()
        elif event.key == "escape" and self._framer.text and not is_bursting:
            self._framer.clear()
        elif not self._take_character(event, is_bursting):
            return False  # a function key, an arrow: somebody else's
        self._wait_for_suffix()
        self._show_soon()
        return True

    def take_paste(self, event: events.Paste) -> None:
        """Take a paste; its separators are data, only CR and LF end a code."""
        self._last_key_at = time.monotonic()
        for code in self._framer.feed_text(event.text, event.time):
            self._complete(code)
        self.refresh()

    def _show_soon(self) -> None:
        """Show what was typed when the next key is not a scanner's.

        A picture for each character of a code would be most of what it costs.
        """
        now = time.monotonic()
        if self._unshown_since is None:
            self._unshown_since = now
        if self._shower is not None:
            self._shower.cancel()
        delay = min(SCANNER_GAP, self._unshown_since + _SHOWN_WITHIN - now)
        is_due = delay <= 0 or not self._framer.text
        self._shower = None if is_due else call_after(self, delay, self._show)
        if is_due:
            self._show()

    def _show(self) -> None:
        self._unshown_since = None
        self.refresh()

    def _complete(self, code: str) -> None:
        """Hand on a code. Behind a slow line the hint does not come back then."""
        self._has_coded = True
        self._coded(code, self._framer.entry)

    def _wait_for_suffix(self) -> None:
        """Look later whether a scanner that sends no suffix has finished a code."""
        ends_at = self._framer.idle_at
        if ends_at is not None and not self._is_waiting:
            self._is_waiting = True
            left = ends_at - time.monotonic()
            call_after(self, left, lambda: self._end_without_suffix(ends_at))

    def _end_without_suffix(self, expected: float) -> None:
        self._is_waiting = False
        code = self._framer.idle(time.monotonic())
        if code is not None:
            self._complete(code)
            self.refresh()
        elif self._framer.idle_at != expected:
            self._wait_for_suffix()  # a key came meanwhile

    def _take_character(self, event: events.Key, is_bursting: bool) -> bool:
        at = event.time
        if event.key == "tab" and not self._framer.takes_tab(at):
            return False
        character = character_of(
            event.key, event.character, is_bursting=is_bursting, also=self._also
        )
        if character is None and is_bursting:
            character = ESC  # a function key inside a code is an escape sequence
        if character is None:
            if event.character and event.key != "escape":
                self._stray.append((event.character, at))
            return False
        self._add_stray(at)
        self._feed(character, at)
        return True

    def _add_stray(self, at: float) -> None:
        """Put back a control character that turns out to belong to a code.

        Alone it is an order, such as Ctrl+L; a hand's next key comes later than a
        scanner's. The code is refused with it, not recorded without it.
        """
        stray, self._stray = self._stray, []
        for control, came_at in stray:
            if at - came_at <= SCANNER_GAP:
                self._feed(control, came_at)

    def _feed(self, character: str, at: float) -> None:
        code = self._framer.feed(character, at)
        if code is not None:
            self._complete(code)
