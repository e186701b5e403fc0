"""The last wall: no control character from data reaches the terminal.

Textual writes what a widget shows as it is, an escape sequence in a patient's
name included. This filter sees every segment before it is written.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from wema_tui.text import is_safe, printable


class ControlGuard(LineFilter):
    """Replaces control and direction characters by visible marks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return *segments*, harmless; the same list when they were."""
        if all(is_safe(text) for text, _style, control in segments if not control):
            return segments
        return [
            segment
            if segment.control
            else Segment(printable(segment.text, len(segment.text)), segment.style)
            for segment in segments
        ]
