"""F1: what has the focus, what this screen is for, and its keys."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer, Static

from screens.base import Dialog
from screens.keymap import key_name, what_it_does
from screens.widgets.lists import Page
from wema_tui.i18n import _


class HelpScreen(Dialog[None]):
    """Shows the help of what had the focus, of its screen, and the keys there.

    Args:
        about: The screen that was in front.
    """

    AUTO_FOCUS = "#help"
    is_for_anybody = True

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        helps = [getattr(part, "help_text", "") for part in (about.focused, about)]
        self._about = list(filter(None, helps))
        self._keys = _keys_of(about)

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Page(id="help"):
            about = [self.wema.with_keys(text) for text in self._about]
            yield Static("\n\n".join([*about, *self._keys]), markup=False)
        yield Footer()


def _keys_of(screen: Screen[Any]) -> list[str]:
    """Return the table of the keys that work now, as one text, if there are any."""
    keys: dict[str, list[str]] = {}  # what it does -> its keys
    for active in screen.active_bindings.values():
        binding = active.binding
        # Ours have an id; Textual's own are not for the counter.
        if binding.id and binding.description and active.enabled:
            words = what_it_does(binding.id, binding.description)
            keys.setdefault(words, []).append(key_name(binding.key))
    width = max((len(", ".join(names)) for names in keys.values()), default=0)
    lines = [f"{', '.join(names):<{width}}  {words}" for words, names in keys.items()]
    return ["\n".join([_("Keys here:"), *lines])] if lines else []
