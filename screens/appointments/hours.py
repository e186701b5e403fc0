"""When a doctor receives: the hours of each week and the absences."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from screens.appointments.hours_forms import AbsenceForm, EndHoursForm, HoursForm
from screens.dialogs.confirm import Confirm
from screens.dialogs.notice import Notice
from screens.dialogs.saving import Saved
from screens.listing import Listing
from screens.widgets.columns import in_columns
from wema_tui.days import time_text, weekday_names
from wema_tui.i18n import _, ngettext
from wema_tui.services.appointments.absences import withdraw_absence
from wema_tui.services.appointments.hours import timetable
from wema_tui.services.appointments.rules import Absence, Hours
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.paging import Page, page_in
from wema_tui.services.session import Session
from wema_tui.text import folded, printable

_WIDTHS = (10, 11, 7, 6, 0)  # cells; the days get the rest


class HoursScreen(Listing[Hours | Absence]):
    """What is in force or to come; Enter ends hours or withdraws an absence.

    Args:
        session: Who looks.
        doctor_id: At whose hours.
        full_name: The doctor's.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,alt+6", "hours", "New hours", id="hours.new"),
        Binding("f7,alt+7", "away", "Absence", id="hours.away"),
    ]

    def __init__(self, session: Session, doctor_id: int, full_name: str) -> None:
        super().__init__(session)
        self._doctor_id, self._full_name = doctor_id, full_name

    @property
    def heading(self) -> str:
        """What the list is of."""
        return _("Hours of {doctor}: Enter ends or withdraws").format(
            doctor=printable(self._full_name, 40)
        )

    @property
    def find_help(self) -> str:
        """What may be typed to search."""
        return _("Type the beginning of a day of the week, for instance: tue")

    @property
    def nothing_found(self) -> str:
        """What to do when there are none."""
        none = _("No hours: nobody can be booked. F6 enters some.")
        return self.wema.with_keys(none, F6="hours.new")

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The doctor receives on these days of each week; each slot has so many"
            " places. To change hours, end the old ones and enter new ones from the day"
            " after. Nobody who is booked is cancelled by it: see who is to be moved."
        )

    def fetch(self, text: str, offset: int, limit: int) -> Page[Hours | Absence]:
        """Return a page of hours, then absences."""
        table = timetable(self.session, self._doctor_id)
        all_of_it: tuple[Hours | Absence, ...] = (*table.hours, *table.absences)
        rows = [
            each
            for each in all_of_it
            if folded(_first_word(each)).startswith(folded(text.strip()))
        ]
        return page_in(rows, offset=offset, limit=limit)

    def columns(self, room: int) -> str:
        """Return the names of the columns."""
        names = (_("Day"), _("Hours"), _("Slot"), _("Places"), _("From, until"))
        return in_columns(names, _WIDTHS, room)

    def line(self, row: Hours | Absence, room: int) -> Text:
        """Return hours or an absence."""
        if isinstance(row, Absence):
            days = f"{row.first_day} .. {row.last_day}"
            texts = (_first_word(row), "", "", "", f"{days}  {row.reason}")
        else:
            texts = (
                _first_word(row),
                f"{time_text(row.starts)}-{time_text(row.ends)}",
                _("{minutes} min").format(minutes=row.slot_minutes),
                str(row.places),
                f"{row.from_day} .. {row.until_day or ''}",
            )
        return Text(in_columns(texts, _WIDTHS, room), no_wrap=True)

    def open_row(self, row: Hours | Absence) -> None:
        """Ask whether to end or withdraw it."""
        if isinstance(row, Hours):
            form = EndHoursForm(self.session, row)
            form.open(self.app, lambda _saved: self.read_again())
        else:
            self._ask_withdraw(row)

    def action_hours(self) -> None:
        """Enter hours."""
        form = HoursForm(self.session, self._doctor_id, self._full_name)
        form.open(self.app, self._warn)

    def action_away(self) -> None:
        """Enter an absence."""
        form = AbsenceForm(self.session, self._doctor_id, self._full_name)
        form.open(self.app, self._tell_to_move)

    def _ask_withdraw(self, row: Absence) -> None:
        question = _("Withdraw the absence from {first} to {last}?").format(
            first=row.first_day, last=row.last_day
        )
        request_id = new_request_id()

        def withdraw() -> None:
            withdraw_absence(self.session, row.id, request_id=request_id)

        Confirm(question, _("Patients can be booked again on these days.")).open(
            self.app, lambda yes: self.change(withdraw) if yes else None
        )

    def _warn(self, saved: Saved[str] | None) -> None:
        self.read_again()
        if saved is not None and saved.answer:
            Notice(_("The hours are saved"), [saved.answer]).open(self.app)

    def _tell_to_move(self, saved: Saved[int] | None) -> None:
        self.read_again()
        if saved is not None and saved.answer:
            words = ngettext(
                "{n} patient is booked on these days: see To be moved.",
                "{n} patients are booked on these days: see To be moved.",
                saved.answer,
            ).format(n=saved.answer)
            Notice(_("The absence is saved"), [words]).open(self.app)


def _first_word(row: Hours | Absence) -> str:
    return _("AWAY") if isinstance(row, Absence) else weekday_names()[row.weekday]
