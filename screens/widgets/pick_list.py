"""A list to pick from, in which a sign says what is picked."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widgets import OptionList

_SIGN, _BOLD = ">", Style(bold=True)


class PickList(OptionList):
    """Textual's list of options, whose cursor is a colour and nothing else.

    The sign also is all that has to be sent when the cursor moves, on a slow line.
    The styles keep two columns free for it.
    """

    def render_line(self, y: int) -> Strip:
        """Return one line, with the sign if it is of what is picked."""
        strip = super().render_line(y)
        first = next(iter(strip), None)
        if first is None or first.style is None or self.highlighted is None:
            return strip
        if first.style.meta.get("option") != self.highlighted:
            return strip
        sign = Segment(_SIGN, first.style + _BOLD)
        return Strip([sign, *strip.crop(1)], strip.cell_length)
