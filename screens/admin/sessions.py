"""Who is signed in, and where: look, and end a session."""

from __future__ import annotations

from rich.text import Text

from screens.dialogs.confirm import Confirm
from screens.listing import Listing
from screens.widgets.columns import in_columns
from screens.words import ago_word, role_word, time_word
from wema_tui.i18n import _
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.auth.sessions import (
    SessionRow,
    end_session,
    open_sessions,
)
from wema_tui.services.paging import Page
from wema_tui.text import printable

_WIDTHS = (7, 0, 16, 16, 15, 14)  # cells; the name gets the rest


class SessionsScreen(Listing[SessionRow]):
    """The open sessions of everybody; Enter asks whether to end one."""

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Who is signed in: type to search, Enter ends a session")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of a name, an ID, a role or a station: pharmacy")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Everybody who is signed in now, the newest first. Seen: when the last key"
            " was pressed there, to about two minutes.\n\nWhoever's session is ended is"
            " told so within a minute. What they had begun is kept for them."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Page[SessionRow]:
        """Return a page of sessions."""
        return open_sessions(self.session, text, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = (
            _("ID"),
            _("Name"),
            _("Station"),
            _("Since"),
            _("Seen"),
            _("Role"),
        )
        return in_columns(names, _WIDTHS, room)

    def line(self, row: SessionRow, room: int) -> Text:
        """Return one session."""
        clock = self.session.clock
        texts = (
            row.employee_id,
            _("YOU, HERE") if row.is_this else row.full_name,
            row.station,
            time_word(row.started_at, clock),
            ago_word(row.seen_at, clock.now()),
            role_word(row.role),
        )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def open_row(self, row: SessionRow) -> None:
        """Ask whether to end it."""
        question = _("End the session of {who} at {station}?").format(
            who=f"{row.employee_id} {printable(row.full_name, 40)}",
            station=printable(row.station, 40),
        )
        warning = _("The next thing done there is refused. Drafts are kept.")
        if row.is_this:
            warning = _("THIS IS YOUR OWN SESSION: you have to sign in again.")
        request_id = new_request_id()
        Confirm(question, warning).open(
            self.app, lambda yes: self._end(row, request_id) if yes else None
        )

    def _end(self, row: SessionRow, request_id: str) -> None:
        self.change(
            lambda: end_session(self.session, row.session_id, request_id=request_id)
        )
