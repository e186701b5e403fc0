"""A form that saves by itself and stays open, with all that was typed, until it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual.widgets import Label

from screens.dialogs.confirm import Confirm
from screens.dialogs.form import FormDialog
from wema_tui.errors import WemaError
from wema_tui.i18n import _

SavedT = TypeVar("SavedT")


@dataclass(frozen=True)
class Saved(Generic[SavedT]):
    """A form that was saved.

    Attributes:
        answer: What the service returned; mostly nothing.
    """

    answer: SavedT


class SavingForm(FormDialog[Saved[SavedT]], Generic[SavedT]):
    """Closes once the service has answered. A refusal stands beside its field.

    What belongs to no field stands at `#form-problem`.

    Attributes:
        FIELD_OF: Code of an error -> the field that it is about.
    """

    FIELD_OF: ClassVar[Mapping[str, str]] = {}

    _untouched: Mapping[str, str] | None = None  # what stood there when it opened

    def prepare(self) -> None:
        """Remember what stands there before anything is typed."""
        self._untouched = self.typed()
        super().prepare()

    def action_cancel(self) -> None:
        """Leave the form; what is worth a draft is not given up unasked."""
        if not self.draft_form or self.typed() == self._untouched:
            super().action_cancel()
            return
        question = Confirm(_("Give up what you typed here?"))
        question.open(self.app, lambda yes: self.leave(None) if yes else None)

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], SavedT] | None:
        """Return what saves the form; put every mistake under its field's name."""
        raise NotImplementedError

    def field_of(self, error: WemaError) -> str:
        """Return the field that a refusal is about; empty for none."""
        return self.FIELD_OF.get(error.code, "")

    def _check(self) -> None:
        problems: dict[str, WemaError] = {}
        save = self.saving(problems)
        if problems or save is None:
            self.show_problems(problems)
            self.take_keys_again()
            return
        self.show_problems({})
        self._say(_("One moment..."))
        self.ask(save, lambda answer: self.leave(Saved(answer)), self._refused)

    def _refused(self, error: WemaError) -> None:
        field = self.field_of(error)
        self._say("" if field else error.sentence)
        if field:
            self.show_problems({field: error})
        else:  # it may be below the box where one is
            problem = self.query_one("#form-problem")
            self.call_after_refresh(problem.scroll_visible, animate=False)
        self.take_keys_again()

    def _say(self, text: str) -> None:
        self.query_one("#form-problem", Label).update(text)
