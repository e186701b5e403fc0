"""Yes or no. Enter does nothing: a scanner presses Enter."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.base import Dialog


class Confirm(Dialog[bool]):
    """Asks one question; F2 says yes, Esc says no.

    Args:
        question: One sentence.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "yes", "Yes", id="confirm.yes", key_display="F2"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Lay out the question; the footer has the answers."""
        with Vertical(classes="dialog"):
            yield Label(self._question, classes="title", markup=False)
        yield Footer()

    def action_yes(self) -> None:
        """Say yes."""
        self.dismiss(True)
