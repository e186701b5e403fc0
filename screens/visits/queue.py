"""The board of one service point: who waits there, and what to do next."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.base import Dialog
from screens.visits.queue_list import QueueList
from screens.visits.queue_work import QueueWork
from wema_tui.i18n import _
from wema_tui.services.session import Session
from wema_tui.services.visits.points import Point
from wema_tui.text import printable


class QueueScreen(QueueWork[None], Dialog[None]):
    """Everybody who waits at one service point, in order.

    Args:
        session: Who looks.
        point: At which.
    """

    AUTO_FOCUS = "#queue"

    def __init__(self, session: Session, point: Point) -> None:
        super().__init__(session)
        self.point = point

    def compose(self) -> ComposeResult:
        """Lay out the names of the columns and the list."""
        assert self.point is not None
        with Vertical(classes="dialog wide listing"):
            yield Label(printable(self.point.name, 60), classes="title", markup=False)
            yield Label("", id="columns", markup=False)
            yield QueueList(self.session.clock, id="queue")
            yield Label("", id="count", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return queue_help(self)


def queue_help(screen: QueueWork[None]) -> str:
    """Return what F1 says of every queue."""
    text = _(
        "Who is more ill stands above; of two who are as ill, who came first. Who was"
        " called stands on top until sent on, done or gone. It goes on by itself.\n\n"
        "F2 calls the first who waits. Enter opens the record. S sends on to another"
        " service point, D says that the patient is done here, L that the patient"
        " left without being seen, E ends the visit. C calls the one that is picked"
        " out of turn, B takes a call back."
    )
    return screen.wema.with_keys(text, F2="queue.next")
