"""A text box that costs nothing while nobody types, and knows typing from a scan."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from wema_tui.scanner.burst import is_surely_a_code
from wema_tui.scanner.read import read_code, split_multiplier
from wema_tui.scanner.scan import Kind, UnreadableCode


class QuietInput(Input, inherit_bindings=False):
    """Textual's input without the blinking, which sends 2 kB a second.

    Args:
        value: What stands in it at first.
        help: What to type, with an example: F1 says it while the box has the focus.
        options: Of Textual's input.
    """

    # No key copies or cuts: what is in a box goes to no other program, and a
    # scanner sends Ctrl+C for a byte of its own.
    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in Input.BINDINGS
        if isinstance(binding, Binding) and binding.action not in ("copy", "cut")
    ]

    def __init__(self, value: str = "", *, help: str = "", **options: Any) -> None:
        super().__init__(value, **options)
        self.cursor_blink = False
        self.help_text = help

    def is_typing(self, burst: str) -> bool:
        """Return whether a burst that could be a scan is a person's text after all.

        A line that stalls delivers typing in a lump, and so does a password
        manager. In a box for text only what is surely a code counts as one; in a
        box for numbers everything that may be one.
        """
        return self.type == "text" and not reads_as_code(burst)


class CodelessInput(QuietInput):
    """A box for names and dates. Codes are digits and capitals, names hardly ever."""

    def is_typing(self, burst: str) -> bool:
        """Return whether a burst that could be a scan is a person's text after all."""
        return burst != burst.upper() and super().is_typing(burst)


def reads_as_code(text: str) -> bool:
    """Return whether a text is a code rather than something that people type."""
    if is_surely_a_code(text):
        return True
    try:
        _amount, code = split_multiplier(text)
        return read_code(code).kind is not Kind.INTERNAL
    except UnreadableCode:
        return False
