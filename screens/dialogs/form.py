"""A small form over another screen: Enter goes on, F2 saves, Esc goes back."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input, Label

from screens.base import Dialog
from wema_tui.errors import WemaError

ResultT = TypeVar("ResultT")


class FormDialog(Dialog[ResultT]):
    """Shares the keys and the way mistakes are shown: each beside its field.

    A field `#name` has its label for mistakes at `#name-problem`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "save", "Save", id="form.save"),
    ]

    def take_key(self, event: events.Key) -> bool:
        """Take Enter and Tab at once: on to the next field; Enter on the last saves."""
        fields = [w for w in self.focus_chain if isinstance(w, Input)]
        if event.key not in ("enter", "ctrl+j", "tab") or self.focused not in fields:
            return False
        place = fields.index(self.focused) + 1
        if place < len(fields) or event.key == "tab":
            self.set_focus(fields[place % len(fields)])
        else:
            self.action_save()
        return True

    def action_save(self) -> None:
        """Save what was typed, the letters on their way included."""
        self.when_typed(self._check)

    def _check(self) -> None:
        problems: dict[str, WemaError] = {}
        result = self.read(problems)
        if problems or result is None:
            self.show_problems(problems)
            self.take_keys_again()
        else:
            self.leave(result)

    def read(self, problems: dict[str, WemaError]) -> ResultT | None:
        """Return what the fields say; put every mistake under its field's name."""
        raise NotImplementedError

    def text_of(self, field: str) -> str:
        """Return what stands in a field."""
        return self.query_one(f"#{field}", Input).value.strip()

    def show_problems(self, problems: dict[str, WemaError]) -> None:
        """Show every mistake beside its field and go to the first."""
        for label in self.query(".field-problem").results(Label):
            name = (label.id or "").removesuffix("-problem")
            error = problems.get(name)
            label.update(error.sentence if error else "")
        for field in problems:
            self.set_focus(self.query_one(f"#{field}"))
            break
