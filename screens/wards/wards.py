"""The wards of the clinic with their free beds."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens.base import Dialog
from screens.listing import Listing
from screens.wards.beds import BedsScreen
from screens.wards.census import CensusScreen
from screens.wards.setting_up import NewWardForm
from screens.wards.words import names_in
from screens.widgets.columns import in_columns
from wema_tui.i18n import _
from wema_tui.services.paging import Page, page_in
from wema_tui.services.wards.queries import WardView, wards_and_beds
from wema_tui.services.wards.rules import says

_FIGURE = 11  # cells
_WIDTHS = (0, _FIGURE, _FIGURE, _FIGURE)


class WardsScreen(Listing[WardView]):
    """Every ward with how many of its beds are taken and free; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "census", "Census", id="wards.census"),
        Binding("f7,alt+7", "new", "New ward", id="wards.new"),
    ]

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Wards: arrows choose, Enter shows the beds")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of the ward's name, or of a patient's who lies in it.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "How many beds each ward has, how many of them are taken, and how many are"
            " free. Type the name of a patient to see in which ward the patient lies."
        )

    @property
    def nothing_found(self) -> str:
        """Say that it is the search, or that there are no wards yet."""
        if self.query_one("#find", Input).value.strip():
            return super().nothing_found
        return _("There are no wards yet. The administrator makes them here.")

    def fetch(self, text: str, offset: int, limit: int) -> Page[WardView]:
        """Return a page of wards."""
        wards = wards_and_beds(self.session)
        found = [ward for ward in wards if says(text, ward.name, *names_in(ward.beds))]
        return page_in(found, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        return in_columns((_("Ward"), _("Beds"), _("Taken"), _("Free")), _WIDTHS, room)

    def line(self, row: WardView, room: int) -> Text:
        """Return one ward."""
        texts = (row.name, str(len(row.beds)), str(row.taken), str(row.free))
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def open_row(self, row: WardView) -> None:
        """Show the beds of the ward."""
        self._go_to(BedsScreen(self.session, row))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who may make wards is offered to."""
        if action == "new":
            return self.session.may("wards.change")
        return super().check_action(action, parameters)

    def action_census(self) -> None:
        """Show what happened in the wards today."""
        CensusScreen(self.session).open(self.app)

    def action_new(self) -> None:
        """Make a ward."""
        self._go_to(NewWardForm(self.session))

    def _go_to(self, dialog: Dialog[Any]) -> None:
        dialog.open(self.app, lambda _answer: self.read_again())
