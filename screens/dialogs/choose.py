"""Pick one of a few: its number, or arrows and Enter. A scanner can pick nothing."""

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
        about: What should be known before choosing.
    """

    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "pick", "Choose", id="choose.pick", key_display="F2"),
    ]

    def __init__(
        self, title: str, options: Sequence[str], current: int = 0, *, about: str = ""
    ) -> None:
        super().__init__()
        self._title, self._options, self._current = title, options, current
        self._about = about

    def compose(self) -> ComposeResult:
        """Lay out the question and the numbered options."""
        with Vertical(classes="dialog"):
            yield Label(self._title, classes="title", markup=False)
            if self._about:
                yield Label(self._about, classes="about", markup=False)
            yield OptionList(
                *(
                    Text(f"{place}  {printable(option, 100)}")
                    for place, option in enumerate(self._options, start=1)
                ),
                compact=True,
            )
        yield Footer()

    def prepare(self) -> None:
        """Begin at what is in force."""
        super().prepare()
        self.query_one(OptionList).highlighted = self._current

    def take_key(self, event: events.Key) -> bool:
        """Take a digit as the choice; and Enter, as F2: only a hand's gets here."""
        if event.key in ("enter", "ctrl+j"):
            self.action_pick()
            return True
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self._options):
            self.leave(int(event.key) - 1)
            return True
        return False

    def action_pick(self) -> None:
        """Take the highlighted one, after the arrows that are on their way."""
        self.takes_keys = False
        self.query_one(OptionList).call_later(self._pick)

    def _pick(self) -> None:
        place = self.query_one(OptionList).highlighted
        if place is None:
            self.take_keys_again()
        else:
            self.leave(place)
