"""Who has registered and waits: approve, reject, or look closer."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens.admin.user_forms import ApproveForm, reject_form
from screens.admin.user_page import UserScreen
from screens.base import Dialog
from screens.listing import Listing
from screens.widgets.columns import in_columns
from screens.words import ago_word, left_word, role_word
from wema_tui.i18n import _
from wema_tui.services.accounts.deciding import Waiting, waiting
from wema_tui.services.paging import Page

_WIDTHS = (8, 0, 13, 15, 15, 14, 16, 20)  # cells; the name gets the rest


class ApprovalsScreen(Listing[Waiting]):
    """The list of those who wait, who has waited longest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "approve", "Approve", id="approvals.approve"),
        Binding("f8,alt+8", "reject", "Reject", id="approvals.reject"),
    ]

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("They wait for approval: F2 approves, F8 rejects, Enter opens")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of the name, the ID, the phone number or the e-mail.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Who registers at the sign-in screen may work at once, with less than the"
            " whole role, for some hours. Approve those whom you know; reject the"
            " others, and say why. After the hours the account cannot be used until it"
            " is approved."
        )

    @property
    def nothing_found(self) -> str:
        """Say that all is done, or that it is the search."""
        is_search = bool(self.query_one("#find", Input).value.strip())
        return super().nothing_found if is_search else _("Nobody waits.")

    def fetch(self, text: str, offset: int, limit: int) -> Page[Waiting]:
        """Return a page of those who wait."""
        return waiting(self.session, text, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = (
            _("ID"),
            _("Name"),
            _("Wants to be"),
            _("Access ends"),
            _("Registered"),
            _("Phone"),
            _("Number"),
            _("Where"),
        )
        return in_columns(names, _WIDTHS, room)

    def line(self, row: Waiting, room: int) -> Text:
        """Return one who waits."""
        now = self.session.clock.now()
        texts = (
            row.employee_id,
            row.full_name,
            role_word(row.role),
            left_word(row.access_until, now),
            ago_word(row.asked_at, now),
            row.phone or "",
            row.registration_number or "-",
            row.station,
        )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def open_row(self, row: Waiting) -> None:
        """Show the person's page."""
        self._go_to(UserScreen(self.session, row.user_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There must be somebody to decide on."""
        if action in ("approve", "reject"):
            return self.row is not None
        return super().check_action(action, parameters)

    def action_approve(self) -> None:
        """Approve the one that is picked."""
        self.with_row(lambda row: self._go_to(ApproveForm(self.session, row)))

    def action_reject(self) -> None:
        """Reject the one that is picked, and say why."""
        self.with_row(lambda row: self._go_to(reject_form(self.session, row)))

    def _go_to(self, dialog: Dialog[Any]) -> None:
        dialog.open(self.app, lambda _answer: self.read_again())
