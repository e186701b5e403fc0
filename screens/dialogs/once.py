"""A secret that is shown once: read it, hand it over, and it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label, Static

from screens.base import Dialog
from screens.widgets.lists import Page
from wema_tui.i18n import _


class ShownOnce(Dialog[None]):
    """Stays until F2 says that it was read; Enter and Esc do nothing.

    Args:
        title: What it is, and whose.
        secret: What must be read; may be several lines.
        lines: What to do with it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "read", "I have it", id="once.read"),
    ]

    def __init__(self, title: str, secret: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title, self._secret, self._lines = title, secret, lines

    def compose(self) -> ComposeResult:
        """Lay out the secret, and what to do with it."""
        with Page(classes="dialog wide"):
            yield Label(self._title, classes="title", markup=False)
            yield Static(self._secret, classes="once", markup=False)
            yield Static("\n".join(self._lines), classes="about", markup=False)
            how = self.wema.with_keys(_("F2 when you have it."), F2="once.read")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc is pressed too easily for what never comes back."""
        return action != "cancel"

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "It is shown once and kept nowhere: write it down, or have the person read"
            " it now. Whoever else reads it can use it."
        )

    def action_read(self) -> None:
        """It was read."""
        self.leave(None)
