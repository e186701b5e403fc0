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
        picked = self.highlighted
        if picked is None or _option(strip) != picked:
            return strip
        if y and _option(super().render_line(y - 1)) == picked:
            return strip  # its second line: one sign for one option
        sign = Segment(_SIGN, (next(iter(strip)).style or Style()) + _BOLD)
        return Strip([sign, *strip.crop(1)], strip.cell_length)


def _option(strip: Strip) -> object:
    first = next(iter(strip), None)
    style = first.style if first is not None else None
    return style.meta.get("option") if style is not None else None
