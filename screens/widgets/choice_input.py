"""A box in a form for one of a few: its number, its first letters, or the arrows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from screens.widgets.quiet_input import QuietInput
from wema_tui.errors import WemaError
from wema_tui.i18n import _


class NoSuchChoice(WemaError):
    """What stands in the box names none of its choices, or more than one."""

    code = "form.choice"


class ChoiceInput(QuietInput):
    """Holds the words of what was chosen, so that a form keeps it like any text.

    Args:
        choices: What may be chosen -> its words, in the order of their numbers.
        chosen: Which one it is at first, if any.
        options: Of the box.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Choice before", id="field.choice_up", show=False),
        Binding("down", "step(1)", "Next choice", id="field.choice_down", show=False),
    ]

    def __init__(
        self, choices: Mapping[str, str], chosen: str = "", **options: Any
    ) -> None:
        super().__init__(choices.get(chosen, ""), **options)
        self._choices = dict(choices)

    @property
    def choice(self) -> str | None:
        """What was chosen, or None while the box holds nothing that names one."""
        return self._meant_by(self.value)

    @property
    def numbered(self) -> str:
        """Every choice with its number, for the label of the box."""
        words = enumerate(self._choices.values(), start=1)
        return "  ".join(f"{number}={word}" for number, word in words)

    def words_of(self, name: str) -> str:
        """Return the words of a choice; empty for none."""
        return self._choices.get(name, "")

    def choose(self, name: str) -> None:
        """Have it hold a choice; nothing for one that there is not."""
        self.value = self.words_of(name)

    def read(self, *, required: bool = True) -> str | None:
        """Return what was chosen; None for an empty box that may be empty.

        Raises:
            NoSuchChoice: Nothing was, or more than one thing is meant.
        """
        if self.choice is None and (required or self.value.strip()):
            raise NoSuchChoice(
                _("Choose one of them."),
                hint=_("Type its number or its first letters, or use the arrows."),
            )
        return self.choice

    def is_typing(self, burst: str) -> bool:
        """Return whether a burst that could be a scan names a choice after all."""
        return self._meant_by(burst) is not None

    def on_blur(self, _event: events.Blur) -> None:
        """Write out what is meant, for the person to see."""
        if self.choice is not None:
            self.value = self._choices[self.choice]

    def action_step(self, by: int) -> None:
        """Go to the choice before or behind; from an empty box to the first or last."""
        names = list(self._choices)
        at = names.index(self.choice) if self.choice else (-1 if by > 0 else 0)
        self.value = self._choices[names[(at + by) % len(names)]]
        self.cursor_position = len(self.value)

    def _meant_by(self, typed: str) -> str | None:
        typed = typed.strip().casefold()
        names = list(self._choices)
        if typed.isascii() and typed.isdecimal():
            return names[int(typed) - 1] if 0 < int(typed) <= len(names) else None
        words = {name: word.casefold() for name, word in self._choices.items()}
        exact = [name for name in names if words[name] == typed]
        meant = exact or [name for name in names if words[name].startswith(typed)]
        return meant[0] if typed and len(meant) == 1 else None
