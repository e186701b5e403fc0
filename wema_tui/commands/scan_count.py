"""The stock count that `wema scan` makes: posted whole, or not at all."""

from __future__ import annotations

from contextlib import suppress

from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.scanner.modes import Mode
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.pharmacy.counting import (
    cancel_count,
    finish_count,
    lines_counted,
)
from wema_tui.services.pharmacy.errors import NothingCounted
from wema_tui.services.pharmacy.outcomes import Posted
from wema_tui.services.session import Session


class CountAlreadyOpen(WemaError):
    """The person has a count under way on a screen: ours must not run into it."""

    code = "scan.count_open"


class CountIncomplete(WemaError):
    """A line of the count failed: what is on the shelf would be posted short."""

    code = "scan.count_incomplete"


class CountUnderWay:
    """What is known of the count in this run.

    Args:
        session: Who counts.
        prefix: Of the request ids; with one, a repeated run goes on.

    Attributes:
        is_open: Something was to be counted since the last finish.
        has_failed: A line of it failed.
    """

    def __init__(self, session: Session, prefix: str | None) -> None:
        self._session, self._prefix = session, prefix
        self.is_open = self.has_failed = False

    def open(self) -> None:
        """Make ready for a line.

        Raises:
            CountAlreadyOpen: The person has one under way elsewhere.
        """
        if self.is_open:
            return
        if self._prefix is None and lines_counted(self._session):
            raise CountAlreadyOpen(
                _("{id} has a count under way.").format(id=self._session.employee_id),
                hint=_("Finish or cancel it on the screen first."),
            )
        self.is_open = True

    def note_failure(self, mode: Mode) -> None:
        """Note that a line failed in *mode*."""
        self.has_failed |= mode is Mode.COUNT and self.is_open

    def post(self, request_id: str) -> Posted:
        """Post the differences.

        Raises:
            CountIncomplete: A line failed, so packs may be missing from the count.
            WemaError: As `finish_count`.
        """
        if self.has_failed:
            raise CountIncomplete(
                _("The count is not posted, because a line of it failed."),
            )
        posted = finish_count(self._session, request_id)
        self.is_open = False
        return posted

    def cancel(self, request_id: str) -> None:
        """Give up the count that is open, if there is one."""
        with suppress(NothingCounted):  # so there is nothing to give up
            cancel_count(self._session, request_id)
        self.is_open = self.has_failed = False

    def give_up(self) -> str:
        """Leave the count without posting it; return what became of it."""
        if self._prefix is not None:
            return _(
                "The count is not posted and stays open:"
                " run it again with the same --request-prefix."
            )
        self.cancel(new_request_id())
        return _("The count is not posted and was cancelled: nothing has changed.")
