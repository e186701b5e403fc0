"""Pick a medication by name: for a code nobody knows, or a pack without a code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Input, Label, OptionList

from screens.dialogs.form import FormDialog
from screens.widgets.movement_list import fitted
from screens.widgets.pick_list import PickList
from screens.widgets.quiet_input import CodelessInput, QuietInput
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.pharmacy.queries import MedicationRow, find_medications
from wema_tui.services.session import Session
from wema_tui.text import printable

_MOST = 99_999
_UNIT = 10  # columns
_MOVES = {
    "up": "cursor_up",
    "down": "cursor_down",
    "pageup": "page_up",
    "pagedown": "page_down",
}


@dataclass(frozen=True)
class Picked:
    """What the person picked.

    Attributes:
        medication: The medication.
        number: Base units in one pack, or to move: what the dialog asked for.
    """

    medication: MedicationRow
    number: int


class NoSuchNumber(WemaError):
    """A number field that holds no usable number."""

    code = "form.number"


class NothingPicked(WemaError):
    """No medication is highlighted."""

    code = "form.nothing_picked"


class MedicationDialog(FormDialog[Picked]):
    """Search while typing; arrows choose; then one number.

    Args:
        session: Who asks.
        title: Why it is asked.
        number_label: What the number means.
    """

    AUTO_FOCUS = "#search"

    def __init__(self, session: Session, title: str, number_label: str) -> None:
        super().__init__(session)
        self._title, self._number_label = title, number_label
        self._found: list[MedicationRow] = []
        self._asked_for = ""
        self._shown_for: str | None = None  # None before the first list
        self._then: Callable[[], Any] | None = None

    def compose(self) -> ComposeResult:
        """Lay out search box, list and number, in the order of the work."""
        with Vertical(classes="dialog wide"):
            yield Label(self._title, classes="title", markup=False)
            yield Label(_("Name of the medication, any part; arrows choose"))
            yield CodelessInput(id="search", max_length=60, compact=True)
            yield PickList(id="medications", compact=True)
            yield Label("", id="search-problem", classes="field-problem", markup=False)
            yield Label("", id="picked", classes="title", markup=False)
            yield Label(self._number_label, markup=False)
            yield QuietInput(id="number", type="integer", max_length=5, compact=True)
            yield Label("", id="number-problem", classes="field-problem", markup=False)
        yield Footer()

    def prepare(self) -> None:
        """Show the beginning of the list."""
        super().prepare()
        self.query_one("#medications").can_focus = False
        self._search("")

    def take_key(self, event: events.Key) -> bool:
        """Arrows move in the list from wherever the person types."""
        if event.key not in _MOVES:
            return super().take_key(event)
        self._when_listed(lambda: self._move(_MOVES[event.key]))
        return True

    def _move(self, action: str) -> None:
        getattr(self.query_one("#medications"), f"action_{action}")()
        self.take_keys_again()

    @on(OptionList.OptionHighlighted)
    def _name_picked(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index < len(self._found):
            picked = printable(self._found[event.option_index].name)
            said = _("Picked: {name}").format(name=picked)
            self.query_one("#picked", Label).update(said)

    def action_save(self) -> None:
        """Save what was picked, not what an older list has in its place."""
        self._when_listed(self._check)

    def _when_listed(self, call: Callable[[], Any]) -> None:
        """Do *call* once the list shows what was asked for."""
        self._then = call
        self.when_typed(self._go_on)

    def _go_on(self) -> None:
        if self._then and self.query_one("#search", Input).value == self._shown_for:
            call, self._then = self._then, None
            call()

    @on(Input.Changed, "#search")
    def _search_again(self, event: Input.Changed) -> None:
        self._search(event.value)

    def _search(self, text: str) -> None:
        self._asked_for = text
        self.ask(
            lambda: find_medications(self.session, text),
            lambda found: self._show(text, found),
            self._not_found,
        )

    def _not_found(self, error: WemaError) -> None:
        self._then = None
        self.show_failure(error)
        self.take_keys_again()

    def _show(self, text: str, found: list[MedicationRow]) -> None:
        if text != self._asked_for:
            return  # an answer to an older question
        self._found, self._shown_for = found, text
        medications = self.query_one("#medications", PickList)
        medications.clear_options()
        medications.add_options(self._line(each) for each in found)
        self.query_one("#picked", Label).update("")
        if found:
            medications.highlighted = 0
        problem = (
            "" if found else _("No medicine has that name. Type a shorter part of it.")
        )
        self.query_one("#search-problem", Label).update(problem)
        self._go_on()

    def _line(self, found: MedicationRow) -> Text:
        room = max(20, self.query_one("#medications").size.width - 4)
        unit = fitted(found.base_unit, _UNIT)
        name = fitted(found.name, room - _UNIT - 10)
        return Text(f"{name} {found.on_hand:>8} {unit}")

    def read(self, problems: dict[str, WemaError]) -> Picked | None:
        """Return the highlighted medication and the number."""
        place = self.query_one("#medications", PickList).highlighted
        typed = self.text_of("number")
        number = int(typed) if typed.isascii() and typed.isdecimal() else 0
        if place is None or place >= len(self._found):
            problems["search"] = NothingPicked(
                _("Nothing is picked."), hint=_("Type part of the name.")
            )
        if not 1 <= number <= _MOST:
            problems["number"] = NoSuchNumber(
                _("Type a number from 1 to {most}.").format(most=_MOST)
            )
        if problems or place is None:
            return None
        return Picked(self._found[place], number)
