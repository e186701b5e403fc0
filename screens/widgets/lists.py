"""Lists and pages: the same keys move in all of them; a sign says what is picked."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.strip import Strip
from textual.widgets import OptionList

from wema_tui.i18n import _

LIST_MOVES = {
    "up": "cursor_up",
    "down": "cursor_down",
    "pageup": "page_up",
    "pagedown": "page_down",
}
"""The keys that also move in a list from the text box above it."""


_SIGN, _BOLD = ">", Style(bold=True)


class ListBox(OptionList, inherit_bindings=False):
    """A list to choose from. Textual's says with a colour alone where its cursor is.

    The sign also is all that has to be sent when the cursor moves, on a slow line.
    The styles keep two columns free for it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_up", "Line up", id="list.up", show=False),
        Binding("down,j", "cursor_down", "Line down", id="list.down", show=False),
        Binding("pageup", "page_up", "Page up", id="list.page_up", show=False),
        Binding("pagedown", "page_down", "Page down", id="list.page_down", show=False),
        Binding("home,g", "first", "To the first", id="list.first", show=False),
        Binding("end,G", "last", "To the last", id="list.last", show=False),
    ]

    @property
    def help_text(self) -> str:
        """What F1 says while it has the focus."""
        return _(
            "A list: the arrows, PgUp and PgDn move in it, Home and End go to its ends."
        )

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
    """Return the place of the option that a line belongs to, if it is of one."""
    first = next(iter(strip), None)
    style = first.style if first is not None else None
    return style.meta.get("option") if style is not None else None


class Page(VerticalScroll, inherit_bindings=False):
    """Text that may be longer than the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Line up", id="list.up", show=False),
        Binding("down,j", "scroll_down", "Line down", id="list.down", show=False),
        Binding("pageup", "page_up", "Page up", id="list.page_up", show=False),
        Binding("pagedown", "page_down", "Page down", id="list.page_down", show=False),
        Binding("home,g", "scroll_home", "To the first", id="list.first", show=False),
        Binding("end,G", "scroll_end", "To the last", id="list.last", show=False),
    ]
