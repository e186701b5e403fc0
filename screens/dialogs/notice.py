"""Something to read, and nothing to decide."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Footer, Label, Static

from screens.base import Dialog
from screens.widgets.lists import Page


class Notice(Dialog[None]):
    """Shows a title and lines; Esc goes back.

    Args:
        title: What it is about.
        lines: What to read.
    """

    def __init__(self, title: str, lines: list[str]) -> None:
        super().__init__()
        self._title, self._lines = title, lines

    def compose(self) -> ComposeResult:
        """Lay out the lines."""
        with Page(classes="dialog wide"):
            yield Label(self._title, classes="title", markup=False)
            yield Static("\n".join(self._lines), markup=False)
        yield Footer()
