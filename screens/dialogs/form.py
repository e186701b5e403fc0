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
        Binding("f2", "save", "Save", id="form.save", key_display="F2"),
    ]

    def take_key(self, event: events.Key) -> bool:
        """Take Enter at once: it goes to the next field, on the last it saves."""
        if event.key not in ("enter", "ctrl+j"):
            return False
        fields = [w for w in self.focus_chain if isinstance(w, Input)]
        if self.focused not in fields:
            return False
        place = fields.index(self.focused)
        if place + 1 < len(fields):
            self.set_focus(fields[place + 1])
        else:
            # After the letters that are still on their way to this field.
            self.focused.call_later(self.action_save)
        return True

    def action_save(self) -> None:
        """Check all fields and leave with the result; subclasses do it."""
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
