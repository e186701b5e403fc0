"""The settings of the clinic: what each is, and a form to change one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.fields import text_field
from screens.dialogs.saving import SavingForm
from screens.listing import Listing
from screens.widgets.columns import in_columns
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.clinic.settings import (
    SettingRow,
    change_settings,
    setting_rows,
)
from wema_tui.services.paging import Page, page_in
from wema_tui.services.session import Session
from wema_tui.text import printable

_WIDTHS = (38, 24, 0)  # cells; what it means gets the rest


class SettingsScreen(Listing[SettingRow]):
    """Every setting with its value; Enter changes one."""

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Settings of the clinic: type to search, Enter changes one")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of what it is called, for instance: lock")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "What is chosen here holds for every computer of the clinic, within a"
            " minute; language and time zone from the next sign-in. What belongs to one"
            " computer alone is in its file wema.toml."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Page[SettingRow]:
        """Return a page of settings."""
        rows = [row for row in setting_rows(self.session) if _fits(row, text)]
        return page_in(rows, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        return in_columns((_("Setting"), _("Now"), _("Meaning")), _WIDTHS, room)

    def line(self, row: SettingRow, room: int) -> Text:
        """Return one setting."""
        texts = (row.words, row.value, row.means)
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def open_row(self, row: SettingRow) -> None:
        """Ask for another value."""
        form = SettingForm(self.session, row)
        form.open(self.app, lambda _nothing: self.read_again())


class SettingForm(SavingForm[None]):
    """One box with the value as it is.

    Args:
        session: Who changes it.
        row: As it is now.
    """

    AUTO_FOCUS = "#value"
    FIELD_OF: ClassVar = dict.fromkeys(
        ("settings.bad", "text.empty", "text.long", "text.unsafe"), "value"
    )

    def __init__(self, session: Session, row: SettingRow) -> None:
        super().__init__(session)
        self._row, self._request_id = row, new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out what it means, what it may be, and the box."""
        row = self._row
        allowed = _("It may be {allowed}.").format(allowed=row.allowed)
        with Vertical(classes="dialog wide"):
            yield Label(row.words, classes="title", markup=False)
            yield Label(row.means, classes="about", markup=False)
            usual = _("Usually it is {usual}.").format(usual=row.usual)
            about = f"{allowed} {usual}" if row.usual else allowed
            yield from text_field("value", about, row.value, limit=60, help=allowed)
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("The audit log keeps what it was before, and who changed it.")

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what changes it."""
        name, text = self._row.name, self.text_of("value")
        return lambda: change_settings(
            self.session,
            {name: text},
            known={name: self._row.value},
            request_id=self._request_id,
        )


def _fits(row: SettingRow, text: str) -> bool:
    said = f"{row.words} {row.name} {printable(row.value)}".casefold()
    return all(word in said for word in text.casefold().split())
