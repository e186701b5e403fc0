"""The last wall: no control character from data reaches the terminal.

Textual writes what a widget shows as it is, an escape sequence in a patient's
name included. This filter sees every segment before it is written.
"""

from __future__ import annotations

from wema_tui.terminal.text_filter import TextFilter
from wema_tui.text import is_safe, printable


class ControlGuard(TextFilter):
    """Replaces control and direction characters by visible marks."""

    def passes(self, text: str) -> bool:
        """Return whether *text* is harmless."""
        return is_safe(text)

    def replaced(self, text: str) -> str:
        """Return *text* with marks in place of what is not."""
        return printable(text, len(text))
