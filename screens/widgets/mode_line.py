"""The mode, as a word and a colour, and what was said before the next scan."""

from __future__ import annotations

from typing import cast

from rich.text import Text
from textual.widget import Widget

from screens.application import Application
from screens.pharmacy.words import mode_hint, mode_word, reason_word
from wema_tui.i18n import _, ngettext
from wema_tui.scanner.modes import Mode
from wema_tui.services.pharmacy.counter import Counter


class ModeLine(Widget):
    """One line: the mode loudly, then reason, amount and what is under way."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = Text()

    def show(self, counter: Counter, under_way: int) -> None:
        """Show the state of *counter*; *under_way* scans are not written yet."""
        for mode in Mode:
            self.set_class(mode is counter.mode, f"-{mode}")
        text = Text()
        text.append(f" {mode_word(counter.mode)} ", style="bold reverse")
        reason = counter.reasons.get(counter.mode)
        said = reason_word(reason) if reason else mode_hint(counter.mode)
        text.append(" " + cast(Application, self.app).with_keys(said))
        amount = counter.amount
        if not amount.is_one_pack:
            said = (
                ngettext("{n} unit", "{n} units", amount.count)
                if amount.is_loose
                else ngettext("{n} pack", "{n} packs", amount.count)
            )
            text.append("  ")
            text.append(f" {said.format(n=amount.count)} ", style="bold reverse")
        if under_way > 1:
            text.append("  " + _("{n} being recorded...").format(n=under_way))
        if text != self._text:
            self._text = text
            self.refresh()

    def render(self) -> Text:
        """Return the line."""
        return self._text
