"""The scan field: takes whatever a scanner types, in order, and loses nothing.

A scanner is a keyboard that types forty keys at once and ends with Enter. All
keys are handled here, in this widget's own queue, and the buffer is cut at the
end of a code in the same call. Framing itself is `wema_tui.scanner.wedge`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from wema_tui.i18n import _
from wema_tui.scanner.wedge import Framer, character_of
from wema_tui.text import printable

_QUIET = 0.25  # seconds without a key: the scanner has let go of its trigger
_STALLED = 2.0  # seconds: the rest of a half-arrived code will not come any more


class ScanField(Widget, can_focus=True):
    """Shows what has arrived of the next code, and posts each finished one."""

    @dataclass
    class Coded(Message):
        """A code is complete.

        Attributes:
            text: As it came, without its suffix.
            entry: `scanned` or `keyed`, by the evidence.
        """

        text: str
        entry: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._framer = Framer()
        self._last_key_at = 0.0

    def render(self) -> Text:
        """Return the line: what has arrived, its end if it is long, a cursor."""
        text = printable(self._framer.text, 512)
        room = max(10, self.size.width - 4)
        shown = text if len(text) < room else "…" + text[-(room - 1) :]
        line = Text("> ", style="bold")
        line.append(shown)
        line.append(" ", style="reverse" if self.has_focus else "")
        if not text and self.has_focus:
            line.append(" " + _("scan a pack, or type its code and press Enter"), "dim")
        return line

    @property
    def is_quiet(self) -> bool:
        """Whether a dialog may open now without cutting a code in two."""
        pause = _STALLED if self._framer.text else _QUIET
        return time.monotonic() - self._last_key_at >= pause

    def on_key(self, event: events.Key) -> None:
        """Take every key that can be part of a code, in the order they came."""
        self._last_key_at = time.monotonic()
        if event.key == "backspace":
            self._framer.backspace()
        elif event.key == "escape" and self._framer.text:
            self._framer.clear()
        elif not self._take_character(event):
            return  # a function key, an arrow: somebody else's
        event.stop()
        event.prevent_default()
        self.refresh()

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste; its separators are data, only CR and LF end a code."""
        event.stop()
        event.prevent_default()
        for code in self._framer.feed_text(event.text, event.time):
            self._post(code)
        self.refresh()

    def _take_character(self, event: events.Key) -> bool:
        at = event.time
        if event.key == "tab" and not self._framer.takes_tab(at):
            return False
        character = character_of(
            event.key, event.character, is_bursting=self._framer.is_bursting(at)
        )
        if character is None:
            return False
        code = self._framer.feed(character, at)
        if code is not None:
            self._post(code)
        return True

    def _post(self, code: str) -> None:
        self.post_message(self.Coded(code, self._framer.entry))
