"""A doctor's day: its slots, who comes, and what is free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.appointments.booking import Purpose, take_place
from screens.appointments.jump import DayForm
from screens.appointments.one import AppointmentScreen
from screens.appointments.week import WeekScreen
from screens.appointments.words import state_word
from screens.base import Dialog
from screens.dialogs.saving import Saved
from screens.widgets.columns import in_columns
from screens.widgets.lists import ListBox
from wema_tui.days import day_words, time_text
from wema_tui.i18n import _
from wema_tui.services.appointments.days import DayView, SlotView, day_of
from wema_tui.services.appointments.placing import Wish
from wema_tui.services.appointments.rows import Booked
from wema_tui.services.clinic.setting_kinds import CLOSED
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.session import Session
from wema_tui.text import printable

_WIDTHS = (5, 9, 0, 9, 24, 14)  # cells; the name gets the rest
_NARROWEST = 40
_SIGN = 2  # cells before each row


@dataclass(frozen=True)
class Receiving:
    """A doctor, and the day that is looked at."""

    doctor_id: int
    full_name: str
    day: date


@dataclass(frozen=True)
class _Row:
    """One line: who comes, or so many free places of a slot.

    Attributes:
        minute: When the slot begins.
        booked: Who comes; None for the free places.
        slot: The slot; None for who has none any more.
    """

    minute: int
    booked: Booked | None
    slot: SlotView | None


class DayScreen(Dialog[Booked]):
    """The day in lines; Enter books a free place or opens an appointment.

    Answers what was booked, if a place was looked for somebody.

    Args:
        session: Who looks.
        receiving: Whose day, and which.
        purpose: For whom a place is looked for.
    """

    AUTO_FOCUS = "ListBox"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Day before", id="day.before", show=False),
        Binding("right", "turn(1)", "Next day", id="day.after", show=False),
        Binding("f3,alt+3", "jump", "Go to day", id="day.jump"),
        Binding("f6,alt+6", "extra", "Extra", id="day.extra"),
        Binding("f7,alt+7", "week", "Week", id="day.week"),
    ]

    def __init__(
        self, session: Session, receiving: Receiving, purpose: Purpose
    ) -> None:
        super().__init__(session)
        self._receiving, self._purpose = receiving, purpose
        self._rows: list[_Row] = []
        self._minute = 0  # of the line that is picked

    def compose(self) -> ComposeResult:
        """Lay out the day."""
        with Vertical(classes="dialog wide listing"):
            yield Label("", id="day", classes="title", markup=False)
            yield Label("", id="about", markup=False)
            yield Label("", id="columns", markup=False)
            yield ListBox(compact=True)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Up and down go through the day, left and right to the day before or the"
            " next. Enter on a free place books it, on a patient opens the appointment."
            " F6 books into the slot although it is full. An appointment without a slot"
            " is marked with !: give the patient another time."
        )

    def prepare(self) -> None:
        """Read the day; keys that come meanwhile wait for it."""
        self.call_after_refresh(self._read)

    def on_resize(self) -> None:
        """Lay the lines out anew: another number of cells fits."""
        if self.takes_keys:
            self.call_after_refresh(self._read)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who books is offered an extra."""
        if action == "extra":
            return self.session.may("appointments.book")
        return super().check_action(action, parameters)

    def take_key(self, event: events.Key) -> bool:
        """Enter does what the line is for."""
        if event.key not in ("enter", "ctrl+j"):
            return False
        self._with_row(self._enter)
        return True

    def action_turn(self, by: int) -> None:
        """Show the day before or the next."""
        self._go(self._receiving.day + timedelta(days=by))

    def action_jump(self) -> None:
        """Ask for a day."""
        DayForm(self.session).open(self.app, self._jumped)

    def action_week(self) -> None:
        """Show the week that the day is in."""
        doctor = self._receiving
        week = WeekScreen(self.session, doctor.doctor_id, doctor.full_name, doctor.day)
        week.open(self.app, self._chosen)

    def action_extra(self) -> None:
        """Book into the slot of the line, full or not."""
        self._with_row(lambda row: self._take(row, is_extra=True))

    # -- what is done --------------------------------------------------------------

    def _with_row(self, call: Callable[[_Row], None]) -> None:
        """Do *call* with the line that is picked, after the arrows on their way."""
        self.takes_keys = False

        def go_on() -> None:
            self.take_keys_again()
            place = self.query_one(ListBox).highlighted
            if place is not None and place < len(self._rows):
                call(self._rows[place])

        self.query_one(ListBox).call_later(go_on)

    def _enter(self, row: _Row) -> None:
        if row.booked is None:
            self._take(row, is_extra=False)
        else:
            self._minute = row.minute
            screen = AppointmentScreen(self.session, row.booked.id)
            screen.open(self.app, lambda _nothing: self._read())

    def _take(self, row: _Row, *, is_extra: bool) -> None:
        if not self.session.may("appointments.book"):
            return
        self._minute = row.minute
        doctor = self._receiving
        wish = Wish(doctor.doctor_id, doctor.day, row.minute, is_extra)
        take_place(
            self.session, self.app, self._purpose, wish, doctor.full_name, self._taken
        )

    def _taken(self, saved: Saved[Booked] | None) -> None:
        if saved is not None and (self._purpose.patient or self._purpose.old):
            self.leave(saved.answer)
        else:
            self._read()  # somebody else may have been faster

    def _jumped(self, day: date | None) -> None:
        if day is not None:
            self._go(day)

    def _chosen(self, place: tuple[date, int] | None) -> None:
        if place is not None:
            self._minute = place[1]
            self._go(place[0])

    def _go(self, day: date) -> None:
        doctor = self._receiving
        self._receiving = Receiving(doctor.doctor_id, doctor.full_name, day)
        self._read()

    # -- what is shown -------------------------------------------------------------

    def _read(self) -> None:
        self.takes_keys = False
        doctor = self._receiving
        self.ask(lambda: day_of(self.session, doctor.doctor_id, doctor.day), self._show)

    def _show(self, view: DayView) -> None:
        name = printable(self._receiving.full_name, 60)
        parts = (day_words(view.day), name, self._purpose.words)
        self.query_one("#day", Label).update(" · ".join(filter(None, parts)))
        self.query_one("#about", Label).update(_about(view))
        rows = self.query_one(ListBox)
        room = max(_NARROWEST, rows.size.width - _SIGN)
        names = (
            _("Time"),
            _("State"),
            _("Patient"),
            _("ID"),
            _("Reason"),
            _("Phone"),
        )
        columns = " " * _SIGN + in_columns(names, _WIDTHS, room)
        self._rows = _rows(view)
        self.query_one("#columns", Label).update(columns if self._rows else "")
        rows.clear_options()
        rows.add_options(_line(row, room) for row in self._rows)
        later = (n for n, row in enumerate(self._rows) if row.minute >= self._minute)
        if self._rows:
            rows.highlighted = next(later, len(self._rows) - 1)
        self.refresh_bindings()
        self.take_keys_again()


def _rows(view: DayView) -> list[_Row]:
    rows = [_Row(each.minute, each, None) for each in view.others]
    for each in view.slots:
        rows += [_Row(each.slot.minute, booked, each) for booked in each.booked]
        if each.free:
            rows.append(_Row(each.slot.minute, None, each))
    return sorted(rows, key=lambda row: row.minute)


def _about(view: DayView) -> str:
    """Return how much is free, or why nobody is received."""
    if view.absence is not None:
        return _("AWAY until {day}: {reason}").format(
            day=view.absence.last_day, reason=printable(view.absence.reason, 100)
        )
    if not view.slots:
        return _("The doctor does not receive on this day.")
    free = _("{free} of {places} places free").format(
        free=sum(each.free for each in view.slots),
        places=sum(each.slot.places for each in view.slots),
    )
    if view.opening == CLOSED:
        return free + " · " + _("THE CLINIC IS CLOSED on this day")
    return free + " · " + _("the clinic is open {hours}").format(hours=view.opening)


def _line(row: _Row, room: int) -> Text:
    booked = row.booked
    if booked is None:
        assert row.slot is not None  # free places are some slot's
        free = _("free {free}/{places}").format(
            free=row.slot.free, places=row.slot.slot.places
        )
        texts = (time_text(row.minute), free, "", "", "", "")
    else:
        state = state_word(booked)
        texts = (
            time_text(row.minute),
            state if row.slot is not None else f"! {state}",
            booked.patient_name,
            medical_id(booked.patient),
            booked.reason,
            booked.phone,
        )
    return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)
