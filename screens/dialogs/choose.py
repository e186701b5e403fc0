"""Pick one of a few: arrows and F2, or its number. Enter does nothing dangerous."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Label, OptionList

from screens.base import Dialog
from wema_tui.text import printable


class Choose(Dialog[int]):
    """Returns the place of what was picked, from 0.

    Args:
        title: The question.
        options: What to pick from, at most nine.
        current: Which one is in force now.
    """

    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "pick", "Choose", id="choose.pick", key_display="F2"),
    ]

    def __init__(self, title: str, options: Sequence[str], current: int = 0) -> None:
        super().__init__()
        self._title, self._options, self._current = title, options, current

    def compose(self) -> ComposeResult:
        """Lay out the question and the numbered options."""
        with Vertical(classes="dialog"):
            yield Label(self._title, classes="title", markup=False)
            yield OptionList(
                *(
                    Text(f"{place}  {printable(option, 100)}")
                    for place, option in enumerate(self._options, start=1)
                ),
                compact=True,
            )
        yield Footer()

    def on_mount(self) -> None:
        """Begin at what is in force."""
        super().on_mount()
        self.query_one(OptionList).highlighted = self._current

    def take_key(self, event: events.Key) -> bool:
        """Take a digit as the choice; and Enter, as F2, from a person's hand."""
        if event.key in ("enter", "ctrl+j"):
            self.action_pick()
            return True
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self._options):
            self.takes_keys = False
            self.dismiss(int(event.key) - 1)
            return True
        return False

    def action_pick(self) -> None:
        """Take the highlighted one."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.takes_keys = False
            self.dismiss(place)
