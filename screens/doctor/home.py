"""The doctor's home: my queue at the service point that I have chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label

from screens.at_home import Home
from screens.dialogs.choose import Choose
from screens.nurse import unfinished
from screens.visits.queue import queue_help
from screens.visits.queue_list import QueueList
from screens.visits.queue_work import QueueWork
from screens.widgets.emergency_banner import EmergencyBanner
from screens.widgets.top_bar import TopBar
from screens.work_left import offer
from wema_tui.i18n import _
from wema_tui.services.accounts.preferences import preferences, set_preference
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.emergency.opening import open_now
from wema_tui.services.visits.points import Point
from wema_tui.services.visits.queues import service_points
from wema_tui.services.visits.rules import CONSULTATION
from wema_tui.text import printable

_PREFERENCE = "service_point"
_CHOICES = 9  # that have a number of their own


class DoctorHome(QueueWork[None], Home):
    """Who waits for me, or for anybody at my service point; who was called first."""

    AUTO_FOCUS = "#queue"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,alt+3,slash", "app.stock", "Stock", id="stock"),
        Binding("f6,alt+6", "point", "My room", id="doctor.point"),
        Binding("f7,alt+7", "boards", "Queues", id="doctor.boards"),
        Binding("f8,alt+8,p", "find", "Patients", id="doctor.find"),
    ]
    mine = True

    def compose(self) -> ComposeResult:
        """Lay out what is open in an emergency above the queue."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        yield EmergencyBanner(self.session.clock)
        yield Label("", id="count", markup=False)
        yield Label("", id="columns", markup=False)
        yield QueueList(self.session.clock, id="queue")
        yield Footer()

    def prepare(self) -> None:
        """Find out at which service point the person works."""
        super().prepare()
        self.ask(self._read_points, self._begin)
        self._look_for_emergencies()
        offer(self, unfinished.kinds(self), lambda ask: ask())

    def on_screen_resume(self) -> None:
        """Something may have been opened or ended on another screen."""
        super().on_screen_resume()
        if self.takes_keys:
            self._look_for_emergencies()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        own = _(
            "Your queue: who waits at your service point for any doctor, and whoever"
            " waits for you alone, wherever that is. F6 chooses your service point; it"
            " is kept for the next time."
        )
        own = self.wema.with_keys(own, F6="doctor.point")
        return f"{own}\n\n{queue_help(self)}"

    def count(self) -> str:
        """Return whose queue it is, and how many wait."""
        if self.point is None:
            words = _("F6: choose the service point where you work.")
            return self.wema.with_keys(words, F6="doctor.point")
        return f"{printable(self.point.name, 60)} · {super().count()}"

    def action_find(self) -> None:
        """Find a patient, and open the record."""
        from screens.patients.find import PatientsScreen

        PatientsScreen(self.session).open(self.app)

    def action_point(self) -> None:
        """Choose the service point."""
        self.ask(self._read_points, lambda found: self._choose(found[0]))

    def action_boards(self) -> None:
        """Show who waits where."""
        from screens.visits.boards import BoardsScreen

        BoardsScreen(self.session).open(self.app)

    def _read_points(self) -> tuple[Sequence[Point], str]:
        kept = preferences(self.session).get(_PREFERENCE, "")
        points = service_points(self.session)
        return [each for each in points if each.kind == CONSULTATION], str(kept)

    def _begin(self, found: tuple[Sequence[Point], str]) -> None:
        """Show the room that was kept, one's own room, or the only one there is."""
        points, kept = found
        mine = [point for point in points if point.code == kept] or [
            point for point in points if point.doctor_id == self.session.user_id
        ]
        if mine or len(points) == 1:
            self.turn_to((mine or list(points))[0])
        self.draw()

    def _choose(self, points: Sequence[Point]) -> None:
        names = [point.name for point in points[:_CHOICES]]
        codes = [point.code for point in points[:_CHOICES]]
        here = self.point.code if self.point is not None else ""
        current = codes.index(here) if here in codes else 0
        question = Choose(_("Where do you work?"), names, current)
        question.open(
            self.app, lambda place: None if place is None else self._keep(points[place])
        )

    def _keep(self, point: Point) -> None:
        self.turn_to(point)
        request_id = new_request_id()
        self.ask(
            lambda: set_preference(self.session, _PREFERENCE, point.code, request_id),
            lambda _nothing: None,
        )

    def _look_for_emergencies(self) -> None:
        if self.session.may("emergency.open"):
            banner = self.query_one(EmergencyBanner)
            self.ask(lambda: open_now(self.session), banner.show)
