"""Reception's home: who comes today, who is here, and where everybody stands."""

from __future__ import annotations

import time
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label

from screens.at_home import Home
from screens.patients.find import FindPatient
from screens.patients.page import PatientScreen
from screens.visits import unfinished
from screens.visits.check_in import start_check_in
from screens.widgets.columns import in_columns
from screens.widgets.lists import ListBox
from screens.widgets.quiet_input import reads_as_code
from screens.widgets.top_bar import TopBar
from screens.words import time_word
from screens.work_left import offer
from wema_tui.days import time_text
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.appointments.lists import due_today
from wema_tui.services.appointments.rows import Booked
from wema_tui.services.paging import Page
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.session import Session
from wema_tui.services.visits.desk import Desk, Here, desk_news

_LOOK_AGAIN = 5.0  # seconds; a look at what has not changed is one lookup
_LOOK_AGAIN_ON_SLOW_LINE = 15.0
_MOST = 100  # lines
_WIDTHS = (6, 0, 34, 9)  # cells; the name gets the rest


class ReceptionHome(Home):
    """One list: first who is to come today, then who came. Typing finds a patient."""

    AUTO_FOCUS = "#rows"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,alt+3,slash", "find", "Find", id="reception.find"),
        Binding("f7,alt+7", "check_in", "Check in", id="reception.check_in"),
        Binding("f6,alt+6", "boards", "Queues", id="reception.boards"),
        Binding("f8,alt+8", "appointments", "Appointments", id="reception.booked"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._shown: Desk | None = None
        self._rows: tuple[Booked | Here, ...] = ()
        self._drawn: list[Text] = []
        self._looked_at = 0.0
        self._is_failing = False

    def compose(self) -> ComposeResult:
        """Lay out the figures above the list."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        yield Label("", id="desk-figures", markup=False)
        yield Label("", id="columns", markup=False)
        yield ListBox(id="rows", compact=True)
        how = self.wema.with_keys(
            _("Type a name to find a patient. F7 checks in."), F7="reception.check_in"
        )
        yield Label(how, classes="how", markup=False)
        yield Footer()

    def prepare(self) -> None:
        """Look for the first time, and from then on now and then."""
        self.look()
        self.set_interval(1.0, self._look_when_due)
        super().prepare()
        offer(self, unfinished.kinds(self), lambda ask: ask())

    def on_screen_resume(self) -> None:
        """Look at once when something else was in front."""
        super().on_screen_resume()
        if self._shown is not None:
            self.look()

    def on_resize(self) -> None:
        """Draw the columns anew."""
        self.call_after_refresh(self._draw)

    def take_key(self, event: events.Key) -> bool:
        """Take Enter, and letters and digits: they begin a search."""
        sign = event.character or ""
        if event.key in ("enter", "ctrl+j"):
            self._open_row()
        elif len(sign) == 1 and sign.isalnum():
            self._find(sign)
        else:
            return False
        return True

    def is_typing(self, burst: str) -> bool:
        """Return whether keys that came as fast as a scan are a name all the same."""
        return super().is_typing(burst) or not reads_as_code(burst)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        text = _(
            "On top stands who is to come today and has not come; below it who came,"
            " the newest first, with where everybody stands. It goes on by itself.\n\n"
            "Type a part of a name, of a phone number or of the ID: the search opens"
            " with it, and Enter opens the patient. F7 checks in: who is picked with an"
            " appointment, else whom you find. Enter opens the record of who is picked."
            " A patient's card can be scanned at any time."
        )
        return self.wema.with_keys(text, F7="reception.check_in")

    def action_find(self) -> None:
        """Find a patient."""
        self._find("")

    def action_check_in(self) -> None:
        """Check in who is picked with an appointment, else whom the person finds."""
        row = self._row
        if isinstance(row, Booked):
            self._check_in(row.patient)
        else:
            FindPatient(self.session).open(self.app, self._found)

    def action_boards(self) -> None:
        """Show who waits where."""
        from screens.visits.boards import BoardsScreen

        BoardsScreen(self.session).open(self.app)

    def action_appointments(self) -> None:
        """Show the appointments."""
        self.wema.do_line(":appointments")

    def look(self) -> None:
        """Read what there is to see, if anything can have changed."""
        self._looked_at = time.monotonic()
        before = None if self._is_failing else self._shown
        self.ask(partial(_read, self.session, before), self._show, self._failed)

    @property
    def _row(self) -> Booked | Here | None:
        place = self.query_one("#rows", ListBox).highlighted
        is_there = place is not None and place < len(self._rows)
        return self._rows[place] if place is not None and is_there else None

    def _look_when_due(self) -> None:
        is_slow = self.wema.looks.profile.is_slow
        pause = _LOOK_AGAIN_ON_SLOW_LINE if is_slow else _LOOK_AGAIN
        is_due = time.monotonic() - self._looked_at >= pause
        if is_due and self.app.screen is self:
            self.look()

    def _show(self, found: tuple[Desk, Page[Booked]] | None) -> None:
        self._is_failing = False
        if found is None or not self.query("#rows"):
            return  # nothing new; or the program is ending
        desk, due = found
        picked = self._row
        self._shown, self._rows = desk, (*due.rows, *desk.visits)
        self.query_one("#desk-figures", Label).update(_figures(desk, due.total))
        self._draw(picked)

    def _draw(self, picked: Booked | Here | None = None) -> None:
        """Draw the list; who was picked stays picked, wherever the line is now."""
        for rows in self.query("#rows").results(ListBox):
            room = max(40, rows.size.width - 2)
            lines = [self._line(row, room) for row in self._rows]
            names = in_columns(
                (_("Time"), _("Name"), _("Where"), _("ID")), _WIDTHS, room
            )
            self.query_one("#columns", Label).update("  " + names)
            if lines != self._drawn:
                place, keys = rows.highlighted or 0, [_key(row) for row in self._rows]
                key = _key(picked or self._row)
                rows.clear_options()
                rows.add_options(lines)
                if key in keys:
                    place = keys.index(key)
                rows.highlighted = min(place, len(lines) - 1) if lines else None
                self._drawn = lines

    def _line(self, row: Booked | Here, room: int) -> Text:
        if isinstance(row, Booked):
            told = _("is to come to {doctor}").format(doctor=row.doctor_name)
            texts = (
                time_text(row.minute),
                row.patient_name,
                told,
                medical_id(row.patient),
            )
            return Text(in_columns(texts, _WIDTHS, room), style="bold", no_wrap=True)
        patient = row.patient
        texts = (
            time_word(row.opened_at, self.session.clock)[-5:],
            patient.full_name,
            row.stage.words,
            patient.medical_id,
        )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def _failed(self, error: WemaError) -> None:
        if not self._is_failing:  # once is enough, until it works again
            self._is_failing = True
            self.show_failure(error)

    def _open_row(self) -> None:
        row = self._row
        if isinstance(row, Booked):
            self._open(row.patient)
        elif row is not None:
            self._open(row.patient.number)

    def _find(self, typed: str) -> None:
        FindPatient(self.session, typed).open(self.app, self._picked)

    def _picked(self, row: PatientRow | None) -> None:
        if row is not None:
            self._open(row.number)

    def _found(self, row: PatientRow | None) -> None:
        if row is not None:
            self._check_in(row.number)

    def _open(self, number: int) -> None:
        PatientScreen(self.session, number).open(self.app)

    def _check_in(self, number: int) -> None:
        start_check_in(self, number, self.look)


def _read(session: Session, before: Desk | None) -> tuple[Desk, Page[Booked]] | None:
    desk = desk_news(session, limit=_MOST, before=before)
    return None if desk is None else (desk, due_today(session, limit=_MOST))


def _key(row: Booked | Here | None) -> tuple[str, int] | None:
    """Return what is the same of a line however it changes."""
    if isinstance(row, Booked):
        return "booked", row.id
    return None if row is None else ("here", row.patient.number)


def _figures(desk: Desk, due: int) -> str:
    came = ngettext("{n} visit today", "{n} visits today", desk.came)
    parts = (
        came.format(n=desk.came),
        ngettext("{n} is here", "{n} are here", desk.open).format(n=desk.open),
        ngettext("{n} is still to come", "{n} are still to come", due).format(n=due),
    )
    return " · ".join(parts)
