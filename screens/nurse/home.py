"""The nurse's home: who waits, the most urgent first; figures and wards on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label

from screens.at_home import Home
from screens.dialogs.choose import Choose
from screens.nurse import unfinished
from screens.nurse.record import RecordScreen
from screens.nurse.triage import TriageForm
from screens.visits.queue import queue_help
from screens.visits.queue_list import QueueList
from screens.visits.queue_work import QueueWork
from screens.widgets.emergency_banner import EmergencyBanner
from screens.widgets.top_bar import TopBar
from screens.words import span_word
from screens.work_left import offer
from wema_tui.i18n import _
from wema_tui.scanner.burst import Captured
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.emergency.opening import open_now
from wema_tui.services.nurse.visits import VisitHead
from wema_tui.services.patients.rules import WrongMedicalId, number_in
from wema_tui.services.session import Session
from wema_tui.services.visits.moving import call
from wema_tui.services.visits.points import Point, triage_point
from wema_tui.services.visits.queues import Queue, Waiting, service_points
from wema_tui.services.wards.queries import WardView, wards_and_beds
from wema_tui.text import printable

_KINDS = ("triage", "treatment")  # of the service points where nurses work


class NurseHome(QueueWork[None], Home):
    """One queue at a time, and what a nurse does with who waits there."""

    AUTO_FOCUS = "#queue"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4,alt+4", "queue", "Queue", id="nurse.queue"),
        Binding("f6,alt+6,r", "record", "Record", id="nurse.record"),
        Binding("f3,alt+3,slash", "app.stock", "Stock", id="stock"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._points: Sequence[Point] = ()

    def compose(self) -> ComposeResult:
        """Lay out the figures above the queue."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        yield EmergencyBanner(self.session.clock)
        yield Label("", id="count", markup=False)
        yield Label("", id="wards-line", markup=False)
        yield Label("", id="columns", markup=False)
        yield QueueList(self.session.clock, id="queue")
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        own = _(
            "Enter calls the patient and opens the triage; where nobody is triaged,"
            " the record. F4 shows another queue. :boards shows every queue, :wards"
            " the beds."
        )
        own = self.wema.with_keys(own, F4="nurse.queue")
        return f"{own}\n\n{queue_help(self)}"

    def prepare(self) -> None:
        """Find out where nurses work."""
        super().prepare()
        self.ask(lambda: service_points(self.session), self._learn_points)
        offer(self, unfinished.kinds(self), lambda ask: ask())

    def take_captured(self, code: Captured) -> bool:
        """Begin with the patient whose card was scanned, if they wait here."""
        try:
            number = number_in(code.text)
        except WrongMedicalId:
            return False
        for row in self.rows if self.is_active else ():
            if row.patient.number == number:
                self.queue.pick(row.entry_id)
                self.begin()
                return True
        return False

    def take_key(self, event: events.Key) -> bool:
        """Take Enter after the arrows that are on their way."""
        if event.key not in ("enter", "ctrl+j"):
            return False
        self.queue.call_later(self.begin)
        return True

    def begin(self) -> None:
        """Call the patient and begin with what this queue is for."""
        row = self.row
        if row is None or self.point is None:
            return
        if self.point.kind != "triage":
            self.action_record()
        elif row.is_called:
            self._triage(row)
        else:
            request_id = new_request_id()
            self.ask(
                lambda: call(self.session, row.entry_id, request_id=request_id),
                self._triage,
                self._refused,
            )

    def action_record(self) -> None:
        """Open what nurses found and did."""
        row = self.row
        if row is not None:
            screen = RecordScreen(self.session, row.patient, row.visit_id)
            screen.open(self.app)

    def action_queue(self) -> None:
        """Ask which queue to show."""
        if self._points:
            names = [point.name for point in self._points]
            question = Choose(_("Which queue?"), names)
            question.open(self.app, self._choose_point)

    def look(self) -> None:
        """Look for emergency access too."""
        super().look()
        if self.session.may("emergency.open"):
            banner = self.query_one(EmergencyBanner)
            self.ask(lambda: open_now(self.session), banner.show)

    def count(self) -> str:
        """Return which queue it is, and how long one waits."""
        if self.point is None:
            return ""
        words = f"{printable(self.point.name, 60)}: {super().count()}"
        waiting = [row.waited for row in self.rows if not row.is_called]
        if not waiting:
            return words
        span = span_word(max(waiting))
        return words + ", " + _("the longest {span}").format(span=span)

    def _choose_point(self, place: int | None) -> None:
        if place is not None:
            self.turn_to(self._points[place])

    def _triage(self, row: Waiting) -> None:
        head = VisitHead(row.visit_id, row.patient)
        TriageForm(self.session, head).open(self.app, self._after)

    def _learn_points(self, found: tuple[Point, ...]) -> None:
        self._points = [point for point in found if point.kind in _KINDS]
        first = triage_point(self._points) or next(iter(self._points), None)
        if first is not None:
            self.turn_to(first)

    def _show(self, point: Point, found: Queue | None) -> None:
        super()._show(point, found)
        if found is not None and self.session.may("wards.see"):
            self.ask(lambda: wards_and_beds(self.session), self._show_wards)

    def _show_wards(self, wards: tuple[WardView, ...]) -> None:
        parts = [
            _("{ward} {taken}/{beds}").format(
                ward=ward.name, taken=ward.taken, beds=len(ward.beds)
            )
            for ward in wards
        ]
        line = _("Wards: {wards}").format(wards=", ".join(parts)) if parts else ""
        for label in self.query("#wards-line").results(Label):
            label.update(line)
