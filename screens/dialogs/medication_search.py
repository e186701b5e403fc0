"""Search for a medicine while typing: the box, the list below it, the arrows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input, Label, OptionList

from screens.dialogs.form import FormDialog
from screens.widgets.fitted import fitted
from screens.widgets.lists import LIST_MOVES, ListBox
from screens.widgets.quiet_input import CodelessInput
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.pharmacy.queries import MedicationRow, find_medications
from wema_tui.services.session import Session

ResultT = TypeVar("ResultT")

_UNIT = 10  # columns


class MedicationSearch(FormDialog[ResultT]):
    """The part that finds a medicine; what is done with it is the dialog's.

    Args:
        session: Who asks.
        typed: What stands in the box at first.
    """

    AUTO_FOCUS = "#search"

    def __init__(self, session: Session, typed: str = "") -> None:
        super().__init__(session)
        self._typed = typed
        self._was_picked = ""  # before the line dropped, until the list shows it
        self._has_moved = False
        self._found: list[MedicationRow] = []
        self._asked_for = ""
        self._shown_for: str | None = None  # None before the first list
        self._then: Callable[[], Any] | None = None

    def search_parts(self) -> ComposeResult:
        """Lay out the box and the list."""
        yield Label(_("Name of the medication, any part; arrows choose"))
        yield CodelessInput(
            self._typed,
            id="search",
            max_length=60,
            compact=True,
            select_on_focus=False,
            help=_(
                "Type a part of the name, also of several words: amox 250. The arrows"
                " go up and down in the list."
            ),
        )
        yield ListBox(id="medications", compact=True)
        yield Label("", id="search-problem", classes="field-problem", markup=False)

    def highlighted(self, found: MedicationRow) -> None:
        """Show which one the arrows are at."""
        raise NotImplementedError

    def nothing_highlighted(self) -> None:
        """Show that there is none."""
        raise NotImplementedError

    @property
    def row(self) -> MedicationRow | None:
        """The medicine that the arrows are at, if there is one."""
        place = self.query_one(ListBox).highlighted
        is_there = place is not None and place < len(self._found)
        return self._found[place] if place is not None and is_there else None

    def prepare(self) -> None:
        """Show the beginning of the list."""
        super().prepare()
        self.query_one(ListBox).can_focus = False
        self._search(self.query_one("#search", Input).value)

    def typed(self) -> dict[str, str]:
        """Return what is to be kept; with what is picked, once somebody chooses."""
        typed, picked = super().typed(), self.row
        if self._was_picked:
            typed["picked"] = self._was_picked
        elif picked is not None and (self._has_moved or any(typed.values())):
            typed["picked"] = str(picked.id)
        return typed

    def fill_in(self, typed: Mapping[str, str]) -> None:
        """Put back what was typed, and pick the same again."""
        super().fill_in(typed)
        self._was_picked = typed.get("picked", "")

    def take_key(self, event: events.Key) -> bool:
        """Arrows move in the list from wherever the person types."""
        if event.key not in LIST_MOVES:
            return super().take_key(event)
        self._when_listed(lambda: self._move(LIST_MOVES[event.key]))
        return True

    def _move(self, action: str) -> None:
        getattr(self.query_one(ListBox), f"action_{action}")()
        self._has_moved = True
        self.take_keys_again()

    @on(OptionList.OptionHighlighted)
    def _row_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index < len(self._found):
            self.highlighted(self._found[event.option_index])

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
        medications = self.query_one(ListBox)
        medications.clear_options()
        medications.add_options(self._line(each) for each in found)
        self.nothing_highlighted()
        self._pick_again(medications)
        problem = (
            "" if found else _("No medicine has that name. Type a shorter part of it.")
        )
        self.query_one("#search-problem", Label).update(problem)
        self._go_on()

    def _pick_again(self, medications: ListBox) -> None:
        """Pick the first; but what was picked before the line dropped, or nothing."""
        was, self._was_picked = self._was_picked, ""
        if not was:
            medications.highlighted = 0 if self._found else None
            return
        places = (n for n, each in enumerate(self._found) if str(each.id) == was)
        medications.highlighted = next(places, None)

    def _line(self, found: MedicationRow) -> Text:
        room = max(20, self.query_one(ListBox).size.width - 4)
        unit = fitted(found.base_unit, _UNIT)
        name = fitted(found.name, room - _UNIT - 10)
        on_hand = "" if self._is_blind else str(found.on_hand)
        return Text(f"{name} {on_hand:>8} {unit}")

    @property
    def _is_blind(self) -> bool:
        """Whoever counts must not know what is expected."""
        below = self.app.screen_stack[:-1]
        return any(getattr(screen, "hides_stock", False) for screen in below)
