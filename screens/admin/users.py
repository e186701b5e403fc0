"""Everybody who has an account, or had one: find, filter, open, add."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.admin.user_forms import NewUserForm, new_account
from screens.admin.user_page import UserScreen
from screens.dialogs.fields import choice_field
from screens.dialogs.form import FormDialog
from screens.dialogs.saving import Saved
from screens.listing import Listing
from screens.widgets.choice_input import ChoiceInput
from screens.widgets.columns import in_columns
from screens.words import (
    ago_word,
    role_word,
    role_words,
    state_word,
    state_words,
)
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.accounts.adding import NewAccount
from wema_tui.services.accounts.people import UserRow, find_users
from wema_tui.services.paging import Page
from wema_tui.services.session import Session

_WIDTHS = (8, 0, 13, 8, 14, 18, 28)  # cells; the name gets the rest


@dataclass(frozen=True)
class Wanted:
    """Which people to show.

    Attributes:
        role: Only of this role; None for all.
        state: Only in this state; None for all.
    """

    role: str | None = None
    state: str | None = None


class UsersScreen(Listing[UserRow]):
    """The list of people; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "new", "New", id="users.new"),
    ]

    def __init__(self, session: Session, typed: str = "") -> None:
        super().__init__(session, typed)
        self._wanted = Wanted()

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("People: type to search, arrows choose, Enter opens")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _(
            "Type a part of the name, the ID, the phone number or the e-mail address,"
            " for instance: msuya. Small letters will do."
        )

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Everybody who has an account or had one. WAITS: the person has registered"
            " and waits to be approved. Nobody is ever erased: an account is closed."
        )

    @property
    def filtered_by(self) -> str:
        """Which filter is in force."""
        wanted = self._wanted
        role = role_word(wanted.role) if wanted.role else ""
        state = state_word(wanted.state) if wanted.state else ""
        return _("only: {what}").format(what=f"{role} {state}") if role + state else ""

    def fetch(self, text: str, offset: int, limit: int) -> Page[UserRow]:
        """Return a page of people."""
        wanted = self._wanted
        return find_users(
            self.session,
            text,
            role=wanted.role,
            state=wanted.state,
            offset=offset,
            limit=limit,
        )

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = (
            _("ID"),
            _("Name"),
            _("Role"),
            _("State"),
            _("Phone"),
            _("Last here"),
            _("E-mail"),
        )
        return in_columns(names, _WIDTHS, room)

    def line(self, row: UserRow, room: int) -> Text:
        """Return one person."""
        now = self.session.clock.now()
        texts = (
            row.employee_id,
            row.full_name,
            role_word(row.role),
            state_word(row.state),
            row.phone or "",
            ago_word(row.last_seen_at, now),
            row.email or "",
        )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def open_row(self, row: UserRow) -> None:
        """Show the person's page."""
        page = UserScreen(self.session, row.user_id)
        page.open(self.app, lambda _nothing: self.read_again())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who may make accounts is offered to."""
        if action == "new":
            return self.session.may("users.create")
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Make an account."""
        NewUserForm(self.session).open(self.app, self._show_new)

    def _show_new(self, saved: Saved[NewAccount] | None) -> None:
        if saved is not None:
            new_account(saved.answer).open(self.app, lambda _nothing: self.read_again())

    def action_filter(self) -> None:
        """Ask for role and state."""
        UserFilter(self._wanted).open(self.app, self._show_only)

    def _show_only(self, wanted: Wanted | None) -> None:
        if wanted is not None:
            self._wanted = wanted
            self.from_the_top()


class UserFilter(FormDialog[Wanted]):
    """Two boxes; an empty one shows all.

    Args:
        wanted: What is shown now.
    """

    AUTO_FOCUS = "#role"

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self._wanted = wanted

    def compose(self) -> ComposeResult:
        """Lay out a box for each."""
        with Vertical(classes="dialog wide"):
            yield Label(_("Which people to show?"), classes="title", markup=False)
            yield from choice_field(
                "role", _("Role (empty for all)"), role_words(), self._wanted.role
            )
            yield from choice_field(
                "state", _("State (empty for all)"), state_words(), self._wanted.state
            )
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("Only people of this role and in this state are listed.")

    def read(self, problems: dict[str, WemaError]) -> Wanted | None:
        """Return what the boxes say."""
        found = {
            field: self.checked(field, partial(box.read, required=False), problems)
            for field in ("role", "state")
            for box in self.query(f"#{field}").results(ChoiceInput)
        }
        return None if problems else Wanted(**found)
