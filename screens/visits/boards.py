"""All service points at a glance: how many wait, and for how long."""

from __future__ import annotations

import time

from rich.text import Text

from screens.listing import Listing
from screens.visits.queue import QueueScreen
from screens.widgets.columns import in_columns
from screens.words import span_word
from wema_tui.i18n import _
from wema_tui.services.paging import Page, page_in
from wema_tui.services.visits.queues import Board, boards
from wema_tui.text import folded

_WIDTHS = (4, 0, 10, 8, 17)  # cells; the name gets the rest
_LOOK_AGAIN = 10.0  # seconds
_LOOK_AGAIN_ON_SLOW_LINE = 30.0


class BoardsScreen(Listing[Board]):
    """The list of service points; Enter opens one. It goes on by itself."""

    _looked_at = 0.0

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Who waits where: arrows choose, Enter opens")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of the name of a service point, for instance: lab.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Every service point with a queue: how many wait, how many were called and"
            " are not done, and for how long the first has waited."
        )

    def prepare(self) -> None:
        """Read the list, and again now and then."""
        super().prepare()
        self._looked_at = time.monotonic()
        self.set_interval(1.0, self._look_when_due)

    def fetch(self, text: str, offset: int, limit: int) -> Page[Board]:
        """Return a page of service points."""
        found = [
            board
            for board in boards(self.session)
            if folded(text.strip()) in folded(board.point.name)
        ]
        return page_in(found, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = ("", _("Service point"), _("Wait"), _("Called"), _("Longest wait"))
        return in_columns(names, _WIDTHS, room)

    def line(self, row: Board, room: int) -> Text:
        """Return one service point."""
        texts = (
            row.point.letter,
            row.point.name,
            str(row.waiting or "-"),
            str(row.called or "-"),
            "-" if row.longest is None else span_word(row.longest),
        )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def open_row(self, row: Board) -> None:
        """Show who waits there."""
        queue = QueueScreen(self.session, row.point)
        queue.open(self.app, lambda _nothing: self.read_again())

    def _look_when_due(self) -> None:
        is_slow = self.wema.looks.profile.is_slow
        pause = _LOOK_AGAIN_ON_SLOW_LINE if is_slow else _LOOK_AGAIN
        is_due = time.monotonic() - self._looked_at >= pause
        if is_due and self.app.screen is self:
            self._looked_at = time.monotonic()
            self.read_again()
