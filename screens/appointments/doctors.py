"""The doctors, and when each has a place: the way to every appointment."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from screens.appointments.booking import ANYBODY, Purpose
from screens.appointments.day import DayScreen, Receiving
from screens.appointments.hours import HoursScreen
from screens.appointments.lists import ToBeMovedScreen, ToPhoneScreen
from screens.listing import Listing
from screens.widgets.columns import in_columns
from wema_tui.days import short_weekday_names, time_text
from wema_tui.i18n import _
from wema_tui.services.appointments.days import DoctorRow, doctors
from wema_tui.services.appointments.rows import Booked
from wema_tui.services.paging import Page
from wema_tui.services.patients.rows import PatientRow
from wema_tui.services.session import Session

_WIDTHS = (8, 0, 11, 20)  # cells; the name gets the rest


class DoctorsScreen(Listing[DoctorRow]):
    """The list of doctors; Enter shows the day of one.

    Args:
        session: Who looks.
        purpose: What a place is looked for.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "hours", "Hours", id="doctors.hours"),
        Binding("f7,alt+7", "phone", "To phone", id="doctors.phone"),
        Binding("f8,alt+8", "lost", "To be moved", id="doctors.lost"),
    ]

    def __init__(self, session: Session, purpose: Purpose = ANYBODY) -> None:
        super().__init__(session)
        self._purpose = purpose

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Appointments: with which doctor? Enter shows the day")

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type a part of the doctor's name or the ID, for instance: mollel")

    @property
    def nothing_found(self) -> str:
        """What to do when there is none."""
        return _("No doctor matches. Who has an account as a doctor is listed here.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Today: how many are booked, of how many places. A doctor without hours"
            " has no places: F6 enters the hours and the absences."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Page[DoctorRow]:
        """Return a page of doctors."""
        return doctors(self.session, text, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = (_("ID"), _("Name"), _("Today"), _("Next free place"))
        return in_columns(names, _WIDTHS, room)

    def line(self, row: DoctorRow, room: int) -> Text:
        """Return one doctor."""
        texts = (
            row.employee_id,
            row.full_name,
            _("{n} of {places}").format(n=row.booked_today, places=row.places_today),
            _free(row),
        )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def open_row(self, row: DoctorRow) -> None:
        """Show the doctor's day: the next with a free place, for a patient."""
        day = self.session.clock.today()
        if self._purpose is not ANYBODY and row.next_free is not None:
            day = row.next_free[0]
        receiving = Receiving(row.id, row.full_name, day)
        DayScreen(self.session, receiving, self._purpose).open(self.app, self._back)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who looks after the hours is offered to change them."""
        if action == "hours":
            return self.session.may("appointments.hours")
        return super().check_action(action, parameters)

    def action_hours(self) -> None:
        """Show when the doctor receives."""
        self.with_row(self._show_hours)

    def action_phone(self) -> None:
        """List who comes on the next open day."""
        ToPhoneScreen(self.session).open(self.app, lambda _nothing: self.read_again())

    def action_lost(self) -> None:
        """List who must be given another time."""
        ToBeMovedScreen(self.session).open(self.app, lambda _nothing: self.read_again())

    def _show_hours(self, row: DoctorRow) -> None:
        screen = HoursScreen(self.session, row.id, row.full_name)
        screen.open(self.app, lambda _nothing: self.read_again())

    def _back(self, booked: Booked | None) -> None:
        if booked is not None and self._purpose is not ANYBODY:
            self.leave(None)  # the one that was looked for is booked
        else:
            self.read_again()


def book_for(session: Session, patient: PatientRow) -> DoctorsScreen:
    """Return the list of doctors for a patient who is known already."""
    return DoctorsScreen(session, Purpose(patient=patient))


def _free(row: DoctorRow) -> str:
    if row.next_free is None:
        return _("none in four weeks")
    day, minute = row.next_free
    return f"{short_weekday_names()[day.weekday()]} {day} {time_text(minute)}"
