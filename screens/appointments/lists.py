"""Who comes on the next open day, to be phoned; and who needs another time."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from screens.appointments.jump import DayForm
from screens.appointments.one import AppointmentScreen
from screens.listing import Listing
from screens.widgets.columns import in_columns
from wema_tui.days import day_words, time_text
from wema_tui.i18n import _
from wema_tui.services.appointments.lists import next_open_day, to_be_moved, to_phone
from wema_tui.services.appointments.rows import Booked
from wema_tui.services.paging import Page
from wema_tui.services.patients.rules import medical_id
from wema_tui.services.session import Session

_PHONE_WIDTHS = (5, 14, 0, 9, 18, 30)  # cells; the name gets the rest
_LOST_WIDTHS = (16, 0, 14, 18, 9, 30)


class _Appointments(Listing[Booked]):
    """What both lists do."""

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _(
            "Type a part of the patient's name or phone number, or the medical ID, for"
            " instance: mrema"
        )

    def open_row(self, row: Booked) -> None:
        """Show the appointment."""
        screen = AppointmentScreen(self.session, row.id)
        screen.open(self.app, lambda _nothing: self.read_again())


class ToPhoneScreen(_Appointments):
    """The appointments of one day, with the phone numbers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "day", "Other day", id="phoning.day"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._day: date | None = None  # None until it was looked up

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("To be phoned before they come: Enter opens")

    @property
    def nothing_found(self) -> str:
        """What to say when nobody comes."""
        return _("Nobody is booked.")

    @property
    def filtered_by(self) -> str:
        """Which day it is."""
        return "" if self._day is None else day_words(self._day)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Who is booked on the next day on which the clinic is open, in the order of"
            " the times. Phone them the day before: fewer stay away. F6: another day."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Page[Booked]:
        """Return a page of appointments."""
        if self._day is None:
            self._day = next_open_day(self.session, self.session.clock.today())
        return to_phone(self.session, self._day, text, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = (_("Time"), _("Phone"), _("Patient"), _("ID"), _("Doctor"), _("Reason"))
        return in_columns(names, _PHONE_WIDTHS, room)

    def line(self, row: Booked, room: int) -> Text:
        """Return one appointment."""
        texts = (
            time_text(row.minute),
            row.phone or "-",
            row.patient_name,
            medical_id(row.patient),
            row.doctor_name,
            row.reason,
        )
        return Text(in_columns(texts, _PHONE_WIDTHS, room), no_wrap=True)

    def action_day(self) -> None:
        """Ask for another day."""
        DayForm(self.session).open(self.app, self._show_day)

    def _show_day(self, day: date | None) -> None:
        if day is not None:
            self._day = day
            self.from_the_top()


class ToBeMovedScreen(_Appointments):
    """Appointments at a time at which their doctor does not receive any more."""

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("To be moved: the doctor is away or has other hours. Enter opens")

    @property
    def nothing_found(self) -> str:
        """What to say when there is none."""
        return _("Everybody who is booked has a time at which the doctor receives.")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Nobody is cancelled by an absence: phone each patient, then open the"
            " appointment and move or cancel it."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Page[Booked]:
        """Return a page of appointments."""
        return to_be_moved(self.session, text, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = (_("When"), _("Patient"), _("Phone"), _("Doctor"), _("ID"), _("Reason"))
        return in_columns(names, _LOST_WIDTHS, room)

    def line(self, row: Booked, room: int) -> Text:
        """Return one appointment."""
        texts = (
            f"{row.day} {time_text(row.minute)}",
            row.patient_name,
            row.phone or "-",
            row.doctor_name,
            medical_id(row.patient),
            row.reason,
        )
        return Text(in_columns(texts, _LOST_WIDTHS, room), no_wrap=True)
