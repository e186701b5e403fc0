"""Forms about when a doctor receives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.fields import text_field
from screens.dialogs.saving import SavingForm
from screens.widgets.lists import Page
from wema_tui.days import (
    coming_day,
    parse_time,
    short_weekday_names,
    time_text,
    weekday_names,
    weekdays_in,
)
from wema_tui.errors import WemaError
from wema_tui.i18n import _
from wema_tui.services.appointments.absences import LONGEST_REASON, add_absence
from wema_tui.services.appointments.hours import NewHours, add_hours, end_hours
from wema_tui.services.appointments.rules import (
    LONGEST_SLOT,
    MOST_PLACES,
    SHORTEST_SLOT,
    Hours,
)
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.clinic.setting_kinds import WholeNumber
from wema_tui.services.session import Session
from wema_tui.text import clean, printable

_SLOT = WholeNumber(SHORTEST_SLOT, LONGEST_SLOT)
_PLACES = WholeNumber(1, MOST_PLACES)


class HoursForm(SavingForm[str]):
    """Enters the same hours on one or several days of the week; answers a warning.

    Args:
        session: Who enters them.
        doctor_id: Whose they are.
        full_name: The doctor's.
    """

    AUTO_FOCUS = "#days"

    def __init__(self, session: Session, doctor_id: int, full_name: str) -> None:
        super().__init__(session)
        self._doctor_id, self._full_name = doctor_id, full_name
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the boxes."""
        names = short_weekday_names()
        with Page(classes="dialog wide form"):
            title = _("New hours of {doctor}").format(
                doctor=printable(self._full_name, 60)
            )
            yield Label(title, classes="title", markup=False)
            yield from text_field(
                "days",
                _("Days of the week"),
                limit=60,
                help=_("The first letters are enough, for instance: {days}.").format(
                    days=f"{names[0]}-{names[4]}"
                ),
            )
            yield from text_field(
                "starts", _("From (time)"), limit=5, help=_("For instance: 8:00")
            )
            yield from text_field(
                "ends", _("Until (time)"), limit=5, help=_("For instance: 12:30")
            )
            yield from text_field(
                "slot",
                _("Minutes of a slot"),
                limit=3,
                help=_("How long one slot is, for instance: 20"),
            )
            yield from text_field(
                "places",
                _("Patients in a slot"),
                "1",
                limit=2,
                help=_("How many may come at the same time, for instance: 1"),
            )
            yield from text_field(
                "first",
                _("First day"),
                str(self.session.clock.today()),
                limit=20,
                help=_("From when this holds, for instance: today, 1/12"),
            )
            yield from text_field(
                "last",
                _("Last day (empty: goes on)"),
                limit=20,
                help=_("Until when this holds, if it ends: 31/12/2026"),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Slots follow each other from the first to the last minute; one that would"
            " go on longer is left out. Morning and afternoon are entered separately."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], str] | None:
        """Return what adds the hours."""
        today = self.session.clock.today()
        texts = {
            name: self.text_of(name)
            for name in ("days", "starts", "ends", "slot", "places", "first", "last")
        }
        days = self.checked("days", lambda: weekdays_in(texts["days"]), problems)
        starts = self.checked("starts", lambda: parse_time(texts["starts"]), problems)
        ends = self.checked("ends", lambda: parse_time(texts["ends"]), problems)
        slot = self.checked("slot", lambda: _SLOT.normal(texts["slot"]), problems)
        places = self.checked(
            "places", lambda: _PLACES.normal(texts["places"]), problems
        )
        first = self.checked(
            "first", lambda: coming_day(texts["first"], today), problems
        )
        last = self.checked(
            "last", lambda: _day_or_none(texts["last"], today), problems
        )
        if None in (days, starts, ends, slot, places, first):
            return None
        assert days and starts is not None and ends is not None and first is not None
        assert slot and places
        new = NewHours(days, starts, ends, int(slot), int(places), first, last)
        return lambda: add_hours(
            self.session, self._doctor_id, new, request_id=self._request_id
        )


class EndHoursForm(SavingForm[None]):
    """Ends hours after a day.

    Args:
        session: Who ends them.
        hours: Which.
    """

    AUTO_FOCUS = "#last"
    enter_saves = False

    def __init__(self, session: Session, hours: Hours) -> None:
        super().__init__(session)
        self._hours, self._request_id = hours, new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        hours = self._hours
        with Vertical(classes="dialog wide"):
            title = _("End the hours on {day}, {start} to {end}?").format(
                day=weekday_names()[hours.weekday],
                start=time_text(hours.starts),
                end=time_text(hours.ends),
            )
            yield Label(title, classes="title", markup=False)
            yield from text_field(
                "last",
                _("Last day on which they hold"),
                str(self.session.clock.today()),
                limit=20,
                help=_("For instance: today, 30/11. Who is booked later is listed."),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
            how = self.wema.with_keys(_("F2 yes, Esc no."), F2="form.save")
            yield Label(how, classes="how", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _("Nobody is cancelled: who is booked after that day is to be moved.")

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], None] | None:
        """Return what ends them."""
        text, today = self.text_of("last"), self.session.clock.today()
        last = self.checked("last", lambda: coming_day(text, today), problems)
        if last is None:
            return None
        return lambda: end_hours(
            self.session, self._hours.id, last_day=last, request_id=self._request_id
        )


class AbsenceForm(SavingForm[int]):
    """Enters days on which a doctor is away; answers how many are to be moved.

    Args:
        session: Who enters them.
        doctor_id: Who is away.
        full_name: The doctor's.
    """

    AUTO_FOCUS = "#first"

    def __init__(self, session: Session, doctor_id: int, full_name: str) -> None:
        super().__init__(session)
        self._doctor_id, self._full_name = doctor_id, full_name
        self._request_id = new_request_id()

    def compose(self) -> ComposeResult:
        """Lay out the boxes."""
        with Vertical(classes="dialog wide"):
            title = _("Absence of {doctor}").format(
                doctor=printable(self._full_name, 60)
            )
            yield Label(title, classes="title", markup=False)
            yield from text_field(
                "first",
                _("First day away"),
                limit=20,
                help=_("For instance: tomorrow, 1/12"),
            )
            yield from text_field(
                "last",
                _("Last day away"),
                limit=20,
                help=_("For instance: 14/12. The same day for one day."),
            )
            yield from text_field(
                "reason",
                _("Why?"),
                limit=LONGEST_REASON,
                help=_("It is told to whoever books, for instance: leave, course."),
            )
            yield Label("", id="form-problem", classes="problem", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Nobody can be booked on these days. Who is booked already stays, and is"
            " listed as to be moved."
        )

    def saving(self, problems: dict[str, WemaError]) -> Callable[[], int] | None:
        """Return what adds the absence."""
        today, reason = self.session.clock.today(), self.text_of("reason")
        days = [
            self.checked(name, partial(coming_day, self.text_of(name), today), problems)
            for name in ("first", "last")
        ]
        self.checked(
            "reason",
            lambda: clean(reason, what=_("Reason"), limit=LONGEST_REASON),
            problems,
        )
        first, last = days
        if first is None or last is None:
            return None
        return lambda: add_absence(
            self.session,
            self._doctor_id,
            first_day=first,
            last_day=last,
            reason=reason,
            request_id=self._request_id,
        )


def _day_or_none(text: str, today: date) -> date | None:
    return coming_day(text, today) if text else None
