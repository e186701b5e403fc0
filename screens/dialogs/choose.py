"""Pick one of a few: its number, or arrows and Enter. A scanner can pick nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.base import Dialog
from screens.widgets.lists import ListBox
from wema_tui.i18n import _
from wema_tui.text import printable


class Choose(Dialog[int]):
    """Returns the place of what was picked, from 0.

    Args:
        title: The question.
        options: What to pick from, at most nine.
        current: Which one is in force now.
        about: What should be known before choosing.
        at_once: Its number picks an option; otherwise Enter or F2 must follow. So
            for a question that the person did not call up: they may be typing
            `12*` for the next scan and not be looking.
    """

    AUTO_FOCUS = "ListBox"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "pick", "Choose", id="choose.pick"),
    ]

    def __init__(
        self,
        title: str,
        options: Sequence[str],
        current: int = 0,
        *,
        about: str = "",
        at_once: bool = True,
    ) -> None:
        super().__init__()
        self._title, self._options, self._current = title, options, current
        self._about, self._at_once = about, at_once

    def compose(self) -> ComposeResult:
        """Lay out the question and the numbered options."""
        with Vertical(classes="dialog"):
            yield Label(self._title, classes="title", markup=False)
            if self._about:
                yield Label(self._about, classes="about", markup=False)
            yield ListBox(
                *(
                    Text(f"{place}  {printable(option, 100)}")
                    for place, option in enumerate(self._options, start=1)
                ),
                compact=True,
            )
            how = _("Its number picks one; or arrows and Enter.")
            if not self._at_once:
                how = _("Its number or arrows, then Enter or F2.")
            how = self.wema.with_keys(how, F2="choose.pick")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Choose one: type its number, or go to it with the arrows and press Enter."
            " For instance: 2. Back leaves everything as it is."
        )

    def prepare(self) -> None:
        """Begin at what is in force."""
        super().prepare()
        self.query_one(ListBox).highlighted = self._current

    def take_key(self, event: events.Key) -> bool:
        """Take a digit as the choice; and Enter, as F2: only a hand's gets here."""
        if event.key in ("enter", "ctrl+j"):
            self.action_pick()
            return True
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self._options):
            self._choose(int(event.key) - 1)
            return True
        return False

    def _choose(self, place: int) -> None:
        if self._at_once:
            self.leave(place)
        else:  # after the arrows that are on their way
            options = self.query_one(ListBox)
            options.call_later(setattr, options, "highlighted", place)

    def action_pick(self) -> None:
        """Take the highlighted one, after the arrows that are on their way."""
        self.takes_keys = False
        self.query_one(ListBox).call_later(self._pick)

    def _pick(self) -> None:
        place = self.query_one(ListBox).highlighted
        if place is None:
            self.take_keys_again()
        else:
            self.leave(place)
