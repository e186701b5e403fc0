"""What a line passes on its way out, where only some texts must be replaced."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter


class TextFilter(LineFilter):
    """Replaces texts that do not pass; styles and control segments stay."""

    def passes(self, text: str) -> bool:
        """Return whether *text* may go out as it is."""
        raise NotImplementedError

    def replaced(self, text: str) -> str:
        """Return what goes out instead, as wide as *text*."""
        raise NotImplementedError

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return *segments* as they may go out; the same list when all passed."""
        if all(self.passes(text) for text, _style, control in segments if not control):
            return segments
        return [
            segment
            if segment.control
            else Segment(self.replaced(segment.text), segment.style)
            for segment in segments
        ]
