"""Yes or no. Enter does nothing: a scanner presses Enter."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.base import Dialog
from wema_tui.i18n import _


class Confirm(Dialog[bool]):
    """Asks one question; F2 says yes, Esc says no.

    Args:
        question: One sentence.
        warning: What should be known before saying yes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "yes", "Yes", id="confirm.yes"),
    ]

    def __init__(self, question: str, warning: str = "") -> None:
        super().__init__()
        self._question, self._warning = question, warning

    def compose(self) -> ComposeResult:
        """Lay out the question; the footer has the answers."""
        with Vertical(classes="dialog"):
            yield Label(self._question, classes="title", markup=False)
            yield Label(self._warning, classes="problem", markup=False)
            answers = self.wema.with_keys(_("F2 yes, Esc no."), F2="confirm.yes")
            yield Label(answers, markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "A question that changes something. Enter does nothing here, so that a"
            " scanner cannot answer it."
        )

    def action_yes(self) -> None:
        """Say yes."""
        self.leave(True)
