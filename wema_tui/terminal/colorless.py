"""No colour reaches a terminal whose owner wants none, or which has none."""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter


class Colorless(LineFilter):
    """Keeps bold, reverse and underline, and drops every colour."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return *segments* without colours."""
        return [
            Segment(text, style and _without_color(style), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def _without_color(style: Style) -> Style:
    return style.without_color
