"""The nurse's home: who waits, the most urgent first; figures and wards on top."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Label
from textual.widgets.option_list import Option

from screens.at_home import Home
from screens.dialogs.choose import Choose
from screens.nurse import unfinished
from screens.nurse.record import RecordScreen
from screens.nurse.triage import TriageForm
from screens.patients import unfinished as patients_unfinished
from screens.visits.words import queue_columns, queue_line
from screens.widgets.emergency_banner import EmergencyBanner
from screens.widgets.lists import ListBox
from screens.widgets.top_bar import TopBar
from screens.words import span_word
from screens.work_left import offer
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.scanner.burst import Captured
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.emergency.opening import open_now
from wema_tui.services.nurse.visits import VisitHead
from wema_tui.services.patients.rules import WrongMedicalId, number_in
from wema_tui.services.session import Session
from wema_tui.services.visits.moving import call
from wema_tui.services.visits.points import Point, triage_point
from wema_tui.services.visits.queues import Queue, Waiting, queue_news, service_points
from wema_tui.services.wards.queries import WardView, wards_and_beds

_LOOK_AGAIN = 5.0  # seconds
_LOOK_AGAIN_ON_SLOW_LINE = 30.0
_KINDS = ("triage", "treatment")  # of the service points where nurses work


class NurseHome(Home):
    """One queue at a time; it looks again by itself, and nothing new sends nothing."""

    AUTO_FOCUS = "#queue"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4,alt+4", "queue", "Queue", id="nurse.queue"),
        Binding("f6,alt+6,r", "record", "Record", id="nurse.record"),
        Binding("f3,alt+3,slash", "app.stock", "Stock", id="stock"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._points: Sequence[Point] = ()
        self._point: Point | None = None
        self._queue: Queue | None = None
        self._looked_at = 0.0
        self._is_failing = False

    # -- layout ------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the figures above the queue."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        yield EmergencyBanner(self.session.clock)
        with Vertical(id="nurse-lines"):
            yield Label("", id="figures-line", markup=False)
            yield Label("", id="wards-line", markup=False)
            yield Label("", id="queue-columns", classes="columns", markup=False)
        yield ListBox(id="queue", compact=True)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        text = _(
            "Who waits, the most urgent first, then who came first. Enter calls the"
            " patient and opens the triage; where nobody is triaged, the record. F4"
            " shows another queue. The list goes on by itself.\n\n"
            ":boards shows every queue, :wards the beds."
        )
        return self.wema.with_keys(text, F4="nurse.queue")

    def prepare(self) -> None:
        """Find out where nurses work, then look now and then."""
        super().prepare()
        self.ask(lambda: service_points(self.session), self._learn_points)
        self.set_interval(1.0, self._look_when_due)
        kinds = unfinished.kinds(self) | patients_unfinished.kinds(self)
        offer(self, kinds, lambda ask: ask())

    def on_screen_resume(self) -> None:
        """Look at once when something else was in front."""
        super().on_screen_resume()
        if self._point is not None:
            self._look()

    def on_resize(self) -> None:
        """Draw the rows for the new width."""
        if self._queue is not None:
            self.call_after_refresh(self._draw)

    def take_captured(self, code: Captured) -> bool:
        """Begin with the patient whose card was scanned, if they wait here."""
        try:
            number = number_in(code.text)
        except WrongMedicalId:
            return False
        rows = () if self._queue is None else self._queue.rows
        numbers = [row.patient.number for row in rows]
        if not self.is_active or number not in numbers:
            return False
        self.query_one("#queue", ListBox).highlighted = numbers.index(number)
        self.begin()
        return True

    # -- actions -----------------------------------------------------------------

    def take_key(self, event: events.Key) -> bool:
        """Take Enter after the arrows that are on their way."""
        if event.key not in ("enter", "ctrl+j"):
            return False
        self.query_one("#queue").call_later(self.begin)
        return True

    def begin(self) -> None:
        """Call the patient and begin with what this queue is for."""
        row = self._row
        if row is None or self._point is None:
            return
        if self._point.kind != "triage":
            self.action_record()
        elif row.is_called:
            self._triage(row)
        else:
            request_id = new_request_id()
            self.ask(
                lambda: call(self.session, row.entry_id, request_id=request_id),
                self._triage,
                self._not_called,
            )

    def action_record(self) -> None:
        """Open what nurses found and did."""
        row = self._row
        if row is not None:
            head = VisitHead(row.visit_id, row.patient)
            RecordScreen(self.session, head).open(self.app)

    def action_queue(self) -> None:
        """Ask which queue to show."""
        if not self._points:
            return
        names = [point.name for point in self._points]
        question = Choose(_("Which queue?"), names)
        question.open(self.app, self._choose_point)

    def _choose_point(self, place: int | None) -> None:
        if place is not None:
            self._point, self._queue = self._points[place], None
            self._look()

    def _triage(self, row: Waiting) -> None:
        head = VisitHead(row.visit_id, row.patient)
        TriageForm(self.session, head).open(self.app)

    def _not_called(self, error: WemaError) -> None:
        self.show_failure(error)
        self._look()

    # -- looking -----------------------------------------------------------------

    @property
    def _row(self) -> Waiting | None:
        place = self.query_one("#queue", ListBox).highlighted
        rows = () if self._queue is None else self._queue.rows
        return rows[place] if place is not None and place < len(rows) else None

    def _learn_points(self, found: tuple[Point, ...]) -> None:
        self._points = [point for point in found if point.kind in _KINDS]
        self._point = triage_point(self._points) or next(iter(self._points), None)
        self._look()

    def _look_when_due(self) -> None:
        is_slow = self.wema.looks.profile.is_slow
        pause = _LOOK_AGAIN_ON_SLOW_LINE if is_slow else _LOOK_AGAIN
        if self.is_current and time.monotonic() - self._looked_at >= pause:
            self._look()

    def _look(self) -> None:
        point, before = self._point, None if self._is_failing else self._queue
        if point is None:
            return
        self._looked_at = time.monotonic()
        self.ask(
            lambda: queue_news(self.session, point.id, before=before),
            lambda found: self._show(point, found),
            self._failed,
        )
        if self.session.may("emergency.open"):
            banner = self.query_one(EmergencyBanner)
            self.ask(lambda: open_now(self.session), banner.show)

    def _failed(self, error: WemaError) -> None:
        if not self._is_failing:  # once is enough, until it works again
            self._is_failing = True
            self.show_failure(error)

    def _show(self, point: Point, found: Queue | None) -> None:
        self._is_failing = False
        if point is not self._point:
            return  # another queue was chosen meanwhile
        if found is not None:
            self._queue = found
            self.ask(lambda: wards_and_beds(self.session), self._show_wards)
        self._draw()

    def _draw(self) -> None:
        queue, point = self._queue, self._point
        if queue is None or point is None or not self.query("#queue"):
            return
        box = self.query_one("#queue", ListBox)
        room = max(40, self.size.width - 4)
        kept = self._kept_entry()
        lines = [queue_line(row, self.session.clock, room) for row in queue.rows]
        if [str(option.prompt) for option in box.options] != [str(x) for x in lines]:
            box.clear_options()
            box.add_options(
                Option(line, id=str(row.entry_id))
                for line, row in zip(lines, queue.rows, strict=True)
            )
            places = [str(row.entry_id) for row in queue.rows]
            if lines:
                box.highlighted = places.index(kept) if kept in places else 0
        columns = queue_columns(room) if lines else _("Nobody waits here.")
        self._say("#queue-columns", columns)
        self._say("#figures-line", _figures(point, queue.rows))

    def _kept_entry(self) -> str | None:
        box = self.query_one("#queue", ListBox)
        if box.highlighted is None:
            return None
        return box.get_option_at_index(box.highlighted).id

    def _show_wards(self, wards: tuple[WardView, ...]) -> None:
        parts = [
            _("{ward} {taken}/{beds}").format(
                ward=ward.name, taken=ward.taken, beds=len(ward.beds)
            )
            for ward in wards
        ]
        line = _("Wards: {wards}").format(wards=", ".join(parts)) if parts else ""
        self._say("#wards-line", line)

    def _say(self, name: str, text: str) -> None:
        for label in self.query(name).results(Label):
            label.update(text)


def _figures(point: Point, rows: Sequence[Waiting]) -> str:
    waiting = [row for row in rows if not row.is_called]
    urgent = sum(row.urgency == "emergency" for row in rows)
    parts = [
        ngettext("{n} waits", "{n} wait", len(waiting)).format(n=len(waiting)),
    ]
    if waiting:
        longest = max(row.waited for row in waiting)
        parts.append(_("the longest {span}").format(span=span_word(longest)))
    if urgent:
        words = ngettext("{n} EMERGENCY", "{n} EMERGENCIES", urgent)
        parts.append(words.format(n=urgent))
    return f"{point.name}: {', '.join(parts)}"
