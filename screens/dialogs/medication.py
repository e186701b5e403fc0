"""Pick a medication by name: for a code nobody knows, or a pack without a code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
        draft_form: The name of its draft, if it keeps its own.
    """

    AUTO_FOCUS = "#search"

    def __init__(
        self, session: Session, title: str, number_label: str, draft_form: str = ""
    ) -> None:
        super().__init__(session)
        self._title, self._number_label = title, number_label
        self.draft_form = draft_form
        self._was_picked = ""  # before the line dropped, until the list shows it
        self._has_moved = False
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
        self._search(self.query_one("#search", Input).value)

    def typed(self) -> dict[str, str]:
        """Return what is to be kept; with what is picked, once somebody chooses."""
        typed = super().typed()
        picked = self._picked
        if self._was_picked:
            typed["picked"] = self._was_picked
        elif picked is not None and (self._has_moved or any(typed.values())):
            typed["picked"] = str(picked.id)
        return typed

    def fill_in(self, typed: Mapping[str, str]) -> None:
        """Put back what was typed, and pick the same again."""
        super().fill_in(typed)
        self._was_picked = typed.get("picked", "")

    @property
    def _picked(self) -> MedicationRow | None:
        place = self.query_one("#medications", OptionList).highlighted
        is_there = place is not None and place < len(self._found)
        return self._found[place] if is_there and place is not None else None

    def take_key(self, event: events.Key) -> bool:
        """Arrows move in the list from wherever the person types."""
        if event.key not in _MOVES:
            return super().take_key(event)
        self._when_listed(lambda: self._move(_MOVES[event.key]))
        return True

    def _move(self, action: str) -> None:
        getattr(self.query_one("#medications"), f"action_{action}")()
        self._has_moved = True
        self.take_keys_again()

    @on(OptionList.OptionHighlighted)
    def _name_picked(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index < len(self._found):
            picked = printable(self._found[event.option_index].name)
            said = _("Picked: {name}").format(name=picked)
            self.query_one("#picked", Label).update(said)
            self.say_typed()

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
        if event.value != self._asked_for:  # not what was filled in
            self._was_picked = ""  # it was picked for another search
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
        self._pick_again(medications)
        problem = (
            "" if found else _("No medicine has that name. Type a shorter part of it.")
        )
        self.query_one("#search-problem", Label).update(problem)
        self._go_on()

    def _pick_again(self, medications: OptionList) -> None:
        """Pick the first; but what was picked before the line dropped, or nothing."""
        was, self._was_picked = self._was_picked, ""
        if not was:
            medications.highlighted = 0 if self._found else None
            return
        places = (n for n, each in enumerate(self._found) if str(each.id) == was)
        medications.highlighted = next(places, None)

    def _line(self, found: MedicationRow) -> Text:
        room = max(20, self.query_one("#medications").size.width - 4)
        unit = fitted(found.base_unit, _UNIT)
        name = fitted(found.name, room - _UNIT - 10)
        return Text(f"{name} {found.on_hand:>8} {unit}")

    def read(self, problems: dict[str, WemaError]) -> Picked | None:
        """Return the highlighted medication and the number."""
        picked, typed = self._picked, self.text_of("number")
        number = int(typed) if typed.isascii() and typed.isdecimal() else 0
        if picked is None:
            problems["search"] = NothingPicked(
                _("Nothing is picked."), hint=_("Type part of the name.")
            )
        if not 1 <= number <= _MOST:
            problems["number"] = NoSuchNumber(
                _("Type a number from 1 to {most}.").format(most=_MOST)
            )
        if problems or picked is None:
            return None
        return Picked(picked, number)
