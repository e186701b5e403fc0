"""Lists and pages: the same keys move in all of them."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from screens.widgets.pick_list import PickList
from wema_tui.i18n import _

LIST_MOVES = {
    "up": "cursor_up",
    "down": "cursor_down",
    "pageup": "page_up",
    "pagedown": "page_down",
}
"""The keys that also move in a list from the text box above it."""


class ListBox(PickList, inherit_bindings=False):
    """A list to choose from."""

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
