"""Who pays besides patients: the insurers, and a form for a new one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label

from screens.dialogs.confirm import Confirm
from screens.dialogs.fields import text_field
from screens.dialogs.saving import SavingForm
from screens.listing import Listing
from screens.widgets.columns import in_columns
from screens.widgets.lists import Page
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.finance.insurers import (
    InsurerRow,
    add_insurer,
    close_insurer,
    insurers,
)
from wema_tui.services.paging import Page as Rows
from wema_tui.services.paging import page_in
from wema_tui.services.session import Session
from wema_tui.text import clean, folded, printable

_WIDTHS = (20, 0, 8)  # cells; the name gets the rest


class InsurersScreen(Listing[InsurerRow]):
    """The list of insurers; Enter closes one, or opens it again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "new", "New", id="insurers.new"),
    ]

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Insurers: type to search, Enter closes one or opens it again")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of the name or the code, for instance: nhif")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Who pays for members. An insurer pays what patients pay until the price"
            " list has a price of its own. To a closed one nothing is charged any more."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Rows[InsurerRow]:
        """Return a page of insurers."""
        words = folded(text).split()
        rows = [
            row
            for row in insurers(self.session, with_closed=True)
            if all(word in folded(f"{row.code} {row.name}") for word in words)
        ]
        return page_in(rows, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        return in_columns((_("Code"), _("Name"), ""), _WIDTHS, room)

    def line(self, row: InsurerRow, room: int) -> Text:
        """Return one insurer."""
        texts = (row.code, row.name, _("closed") if row.is_closed else "")
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who keeps the price list is offered to change it."""
        if action == "new":
            return self.session.may("prices.change")
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Add one."""
        form = InsurerForm(self.session)
        form.open(self.app, lambda _nothing: self.read_again())

    def open_row(self, row: InsurerRow) -> None:
        """Ask whether to close it, or to open it again."""
        if not self.session.may("prices.change"):
            return
        question, warning = _("Close {insurer}?"), _("Nothing more is charged to it.")
        if row.is_closed:
            question, warning = _("Open {insurer} again?"), ""
        request_id = new_request_id()

        def answered(says_yes: bool | None) -> None:
            if says_yes:
                self.change(
                    partial(
                        close_insurer,
                        self.session,
                        row.insurer_id,
                        is_closed=not row.is_closed,
                        request_id=request_id,
                    )
                )

        question = question.format(insurer=printable(row.name, 60))
        Confirm(question, warning).open(self.app, answered)


class InsurerForm(SavingForm[int]):
    """Adds an insurer.

    Args:
        session: Who does it.
    """

    AUTO_FOCUS = "#code"
    FIELD_OF: ClassVar = dict.fromkeys(("finance.code", "finance.code_taken"), "code")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out code and name."""
        with Page(classes="dialog wide form"):
            yield Label(_("A new insurer"), classes="title", markup=False)
            help = _("Short, without spaces, for instance: NHIF. It is never changed.")
            yield from text_field("code", _("Code"), limit=20, help=help)
            help = _("In full, for instance: National Health Insurance Fund.")
            yield from text_field("name", _("Name"), limit=120, help=help)
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("Its members pay what patients pay until it has prices of its own.")

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], int] | None:
        """Return what adds it."""
        code, name = self.text_of("code"), self.text_of("name")
        self.checked("code", lambda: clean(code, what=_("Code"), limit=20), problems)
        self.checked("name", lambda: clean(name, what=_("Name")), problems)
        return lambda: add_insurer(
            self.session, code=code, name=name, request_id=self._request_id
        )
