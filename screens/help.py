"""F1: what this screen is for, and its keys."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Static

from screens.base import Dialog


class HelpScreen(Dialog[None]):
    """Shows the help of another screen and the keys that work there.

    Args:
        about: The screen that was in front.
    """

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._text = getattr(about, "help_text", "")
        bindings = [active.binding for active in about.active_bindings.values()]
        # Ours have an id; Textual's own are not for the counter.
        self._keys = [
            f"{binding.key_display or binding.key.capitalize()} {binding.description}"
            for binding in bindings
            if binding.id and binding.action != "app.help"
        ]

    def compose(self) -> ComposeResult:
        """Lay out the text and, below it, the keys."""
        with VerticalScroll(id="help"):
            keys = "   ".join(dict.fromkeys(self._keys))
            yield Static(f"{self._text}\n\n{keys}", markup=False)
        yield Footer()
