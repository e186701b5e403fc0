"""A small form over another screen: Enter goes on, F2 saves, Esc goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import Input, Label

from screens.base import Dialog
from screens.drafts import OpenForm
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.text import printable

ResultT = TypeVar("ResultT")
ReadT = TypeVar("ReadT")


class FormDialog(Dialog[ResultT]):
    """Shares the keys and the way mistakes are shown: each beside its field.

    A field `#name` has its label for mistakes at `#name-problem`.

    What is typed is kept as a draft, if the form says its name: boxes for
    passwords never are.

    Attributes:
        draft_form: The name of its draft; empty for a form that keeps none.
        draft: The draft; given by whoever keeps it elsewhere, else made here.
        enter_saves: Enter on the last box saves. Not where it does harm: a scanner
            presses Enter.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "save", "Save", id="form.save"),
    ]

    draft_form = ""
    draft: OpenForm | None = None
    enter_saves: ClassVar[bool] = True
    _said: Mapping[str, str] | None = None  # what the draft knows; None before all

    def prepare(self) -> None:
        """Fill in what was typed before the line dropped, then take keys."""
        super().prepare()
        if self.draft is None and self.draft_form:
            self.draft = self.wema.drafts.open_form(self.session, self.draft_form)
        if self.draft is not None:
            self.fill_in(self.draft.typed)
        self._said = self.typed()

    @property
    def request_id(self) -> str:
        """For saving: made when the form opened first, before the line dropped."""
        assert self.draft is not None  # only forms that keep one are asked
        return self.draft.request_id

    @property
    def unfinished(self) -> str:
        """What stands in the boxes is not saved, but it is kept."""
        is_begun = self.draft is not None and any(self.typed().values())
        return _("a form half filled (kept until you are back)") if is_begun else ""

    @on(Input.Changed)
    def say_typed(self) -> None:
        """Have what is new kept."""
        if self.draft is None or self._said is None:
            return
        typed = self.typed()
        if typed != self._said:
            self._said = typed
            self.draft.changed(typed)

    def take_key(self, event: events.Key) -> bool:
        """Take Enter and Tab at once: on to the next field; Enter on the last saves."""
        fields = [w for w in self.focus_chain if isinstance(w, Input)]
        if event.key not in ("enter", "ctrl+j", "tab") or self.focused not in fields:
            return False
        place = fields.index(self.focused) + 1
        if place < len(fields) or event.key == "tab":
            self.set_focus(fields[place % len(fields)])
        elif self.enter_saves:
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

    def leave(self, result: ResultT | None) -> None:
        """Close with *result*; nothing is left to be kept."""
        super().leave(result)
        if self.draft is not None:  # only now: saving is on its way to the disk
            self.draft.done("abandoned" if result is None else "saved")

    def typed(self) -> dict[str, str]:
        """Return what is to be kept: the text of each box but those for passwords."""
        boxes = (box for box in self.query(Input) if not box.password)
        return {box.id: box.value for box in boxes if box.id}

    def fill_in(self, typed: Mapping[str, str]) -> None:
        """Put back what was typed."""
        for box in self.query(Input):
            text = typed.get(box.id or "")
            if text is not None and not box.password:
                box.value = printable(text, box.max_length or 200)
                box.cursor_position = len(box.value)

    def text_of(self, field: str) -> str:
        """Return what stands in a field."""
        return self.query_one(f"#{field}", Input).value.strip()

    def checked(
        self,
        field: str,
        read: Callable[[], ReadT],
        problems: dict[str, WemaError],
    ) -> ReadT | None:
        """Return what *read* makes of a field; None and its mistake if it refuses."""
        try:
            return read()
        except WemaError as error:
            problems[field] = error
            return None

    def show_problems(self, problems: dict[str, WemaError]) -> None:
        """Show every mistake beside its field and go to the first."""
        for label in self.query(".field-problem").results(Label):
            name = (label.id or "").removesuffix("-problem")
            error = problems.get(name)
            label.update(error.sentence if error else "")
        for field in problems:
            self.set_focus(self.query_one(f"#{field}"))
            break
