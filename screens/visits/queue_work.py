"""What one can do with who waits: on the board of a service point, and at home."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import Label, OptionList

from screens.base import ResultT, WemaScreen
from screens.visits.queue_list import QueueList
from screens.visits.sending import EndForm, leave_form, open_send_form, who_waits
from screens.visits.words import queue_columns, urgency_mark
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.nurse.visits import VisitHead
from wema_tui.services.visits.moving import call, call_next, finish, put_back
from wema_tui.services.visits.points import Point
from wema_tui.services.visits.queues import Queue, Waiting, queue_news

_LOOK_AGAIN = 5.0  # seconds; a look at what has not changed is one lookup
_LOOK_AGAIN_ON_SLOW_LINE = 15.0
_LOUD = 30.0  # seconds that an emergency stands on the screen
_OF_A_ROW = ("send", "left", "end", "done")


class QueueWork(WemaScreen[ResultT]):
    """Looks again by itself while it is in front; what has not changed sends nothing.

    Attributes:
        point: Whose queue it is; None while nobody has said.
        mine: Show what is for this person, not the whole queue.
    """

    is_guarded: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,alt+2", "call_next", "Call next", id="queue.next"),
        Binding("s", "send", "Send on", id="queue.send"),
        Binding("d", "done", "Done", id="queue.done"),
        Binding("l", "left", "Left", id="queue.left"),
        Binding("e", "end", "End", id="queue.end"),
        Binding("u", "urgency", "Urgency", id="queue.urgency"),
        Binding("c", "call", "Call", id="queue.call", show=False),
        Binding("b", "put_back", "Back to the queue", id="queue.back", show=False),
    ]

    point: Point | None = None
    mine: ClassVar[bool] = False
    _read: Queue | None = None
    _looked_at = 0.0
    _is_failing = False
    _to_pick: int | None = None  # whom this person has called
    _request_id = ""  # of the next call: a key that bounces calls one patient

    @property
    def queue(self) -> QueueList:
        """The list."""
        return self.query_one(QueueList)

    @property
    def row(self) -> Waiting | None:
        """Who is picked, if there is anybody."""
        return next((each.row for each in self.query(QueueList)), None)

    @property
    def rows(self) -> Sequence[Waiting]:
        """Who waits, as it was read last."""
        return () if self._read is None else self._read.rows

    def prepare(self) -> None:
        """Look for the first time, and from then on now and then."""
        self._request_id = new_request_id()
        self.look()
        self.set_interval(1.0, self._look_when_due)
        super().prepare()

    def on_screen_resume(self) -> None:
        """Look at once when something else was in front."""
        super().on_screen_resume()
        if self._read is not None:
            self.look()

    def on_resize(self) -> None:
        """Draw the columns anew."""
        self.call_after_refresh(self.draw)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what may be done with who is picked."""
        if action == "urgency":
            return self.row is not None and self.session.may("triage.set")
        if action == "call_next":
            return self.point is not None and self.session.may("visits.move")
        if action in ("call", "put_back"):
            row, may = self.row, self.session.may("visits.move")
            return may and row is not None and row.is_called == (action == "put_back")
        if action in _OF_A_ROW:
            return self.row is not None and self.session.may("visits.move")
        return super().check_action(action, parameters)

    def take_key(self, event: events.Key) -> bool:
        """Take Enter: it opens the record, and does nothing to anybody."""
        if event.key not in ("enter", "ctrl+j"):
            return False
        self.action_patient()
        return True

    @on(OptionList.OptionHighlighted, "QueueList")
    def _picked(self) -> None:
        self.refresh_bindings()

    def action_patient(self) -> None:
        """Open the record of who is picked."""
        from screens.patients.page import PatientScreen

        self._with_row(
            lambda row: PatientScreen(self.session, row.patient.number).open(self.app)
        )

    def action_call_next(self) -> None:
        """Call whoever comes first."""
        if self.point is not None:
            self._call(partial(call_next, self.session, self.point.id))

    def action_call(self) -> None:
        """Call who is picked, out of turn."""
        self._with_row(
            lambda row: self._call(partial(call, self.session, row.entry_id))
        )

    def action_put_back(self) -> None:
        """Take the call back."""
        self._do(lambda row: partial(put_back, self.session, row.entry_id))

    def action_done(self) -> None:
        """Say that the patient is done here."""
        self._do(lambda row: partial(finish, self.session, row.entry_id))

    def action_send(self) -> None:
        """Ask where to, and send on."""
        self._with_row(lambda row: open_send_form(self, who_waits(row), self._after))

    def action_left(self) -> None:
        """Ask why, and end the visit."""
        self._with_row(
            lambda row: leave_form(self.session, who_waits(row)).open(
                self.app, self._after
            )
        )

    def action_end(self) -> None:
        """Ask how the visit ended."""
        self._with_row(
            lambda row: EndForm(self.session, who_waits(row)).open(
                self.app, self._after
            )
        )

    def action_urgency(self) -> None:
        """Let a nurse or doctor say how urgent it is."""
        from screens.nurse.triage import TriageForm

        def ask(row: Waiting) -> None:
            head = VisitHead(row.visit_id, row.patient)
            TriageForm(self.session, head).open(self.app, self._after)

        self._with_row(ask)

    def look(self) -> None:
        """Read the queue, if anything can have changed."""
        point = self.point
        if point is None:
            return
        self._looked_at = time.monotonic()
        read = partial(
            queue_news, self.session, point.id, mine=self.mine, before=self._read
        )
        self.ask(read, partial(self._show, point), self._failed)

    def turn_to(self, point: Point) -> None:
        """Show the queue of another service point."""
        self.point, self._read = point, None
        self.look()

    def _look_when_due(self) -> None:
        if self.app.screen is not self:
            return
        is_slow = self.wema.looks.profile.is_slow
        pause = _LOOK_AGAIN_ON_SLOW_LINE if is_slow else _LOOK_AGAIN
        if time.monotonic() - self._looked_at >= pause:
            self.look()
        for queue in self.query(QueueList):
            queue.tell_time()

    def _show(self, point: Point, found: Queue | None) -> None:
        self._is_failing = False
        if found is None or point != self.point or not self.query(QueueList):
            return
        self._tell_of_emergencies(self._read, found)
        self._read = found
        self.queue.show(found.rows, self._to_pick)
        self._to_pick = None
        self.draw()
        self.refresh_bindings()

    def _tell_of_emergencies(self, before: Queue | None, now: Queue) -> None:
        """Say aloud, once, who has come as an emergency, wherever they wait."""
        if before is None:
            return  # those stand in the queues, and were told to others
        known = {row.visit_id for row in before.emergencies}
        come = [row for row in now.emergencies if row.visit_id not in known]
        for row in come:
            self.notify(
                f"{urgency_mark(row.urgency)}: {who_waits(row).who}",
                severity="error",
                timeout=_LOUD,
                markup=False,
            )
        if come:
            self.app.bell()

    def draw(self) -> None:
        """Write the names of the columns, the queue as it is now, and how many."""
        for columns in self.query("#columns").results(Label):
            columns.update("  " + queue_columns(self.queue.room))
            self.queue.tell_time()
        for count in self.query("#count").results(Label):
            count.update(self.count())

    def count(self) -> str:
        """Return how many wait, and how many were called."""
        rows = self.rows
        waiting = sum(not row.is_called for row in rows)
        if not rows:
            return _("Nobody waits here.") if self._read is not None else ""
        words = ngettext("{n} waits", "{n} wait", waiting).format(n=waiting)
        called = len(rows) - waiting
        return words + (", " + _("{n} called").format(n=called) if called else "")

    def _failed(self, error: WemaError) -> None:
        if not self._is_failing:  # once is enough, until it works again
            self._is_failing = True
            self.show_failure(error)

    def _call(self, order: Callable[..., Waiting]) -> None:
        def done(row: Waiting) -> None:
            self._request_id, self._to_pick = new_request_id(), row.entry_id
            self.look()

        def failed(error: WemaError) -> None:
            self._request_id = new_request_id()
            self.show_failure(error)
            self.look()

        self.ask(partial(order, request_id=self._request_id), done, failed)

    def _do(self, order: Callable[[Waiting], Callable[..., Any]]) -> None:
        def start(row: Waiting) -> None:
            do = partial(order(row), request_id=new_request_id())
            self.ask(do, self._after, self._refused)

        self._with_row(start)

    def _refused(self, error: WemaError) -> None:
        self.show_failure(error)
        self.look()

    def _after(self, _answer: Any) -> None:
        self.look()

    def _with_row(self, call: Callable[[Waiting], Any]) -> None:
        if self.row is not None:
            call(self.row)
