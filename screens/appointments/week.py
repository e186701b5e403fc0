"""A doctor's week: how much is free in each hour of each day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Label, Static

from screens.base import Dialog
from screens.widgets.fitted import fitted
from wema_tui.days import day_words, short_weekday_names, time_text
from wema_tui.i18n import _
from wema_tui.services.appointments.days import DayView, week_of
from wema_tui.services.session import Session
from wema_tui.text import printable

_HOUR = 60
_OVER = "\N{MIDDLE DOT}"
_TIME, _CELL = 6, 10  # cells of the first column and of each day


class WeekScreen(Dialog[tuple[date, int]]):
    """The week in a table; Enter answers the day and the minute that are picked.

    Args:
        session: Who looks.
        doctor_id: At whose week.
        full_name: The doctor's.
        day: In the week, and picked at first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1, 0)", "Day before", id="week.left", show=False),
        Binding("right", "step(1, 0)", "Next day", id="week.right", show=False),
        Binding("up,k", "step(0, -1)", "Line up", id="list.up", show=False),
        Binding("down,j", "step(0, 1)", "Line down", id="list.down", show=False),
        Binding("pageup", "step(-7, 0)", "Page up", id="list.page_up", show=False),
        Binding("pagedown", "step(7, 0)", "Page down", id="list.page_down", show=False),
    ]

    def __init__(
        self, session: Session, doctor_id: int, full_name: str, day: date
    ) -> None:
        super().__init__(session)
        self._doctor_id, self._full_name = doctor_id, full_name
        self._day, self._row = day, 0
        self._week: tuple[DayView, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        with Vertical(classes="dialog wide"):
            yield Label("", id="week", classes="title", markup=False)
            yield Static("", id="table", markup=False)
            yield Label("", id="picked", markup=False)
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "How many places are free, of how many, in each hour. The arrows go through"
            " the week and on to the next; PgUp and PgDn turn whole weeks. Enter shows"
            " the day. A dash: the doctor does not receive; a dot: it is over."
        )

    def prepare(self) -> None:
        """Read the week; keys that come meanwhile wait for it."""
        self._read()

    def take_key(self, event: events.Key) -> bool:
        """Enter answers what is picked."""
        if event.key not in ("enter", "ctrl+j"):
            return False
        self.call_later(self._pick)
        return True

    def action_step(self, days: int, rows: int) -> None:
        """Go so far; beyond the edge of the week is the next one."""
        self._row = max(0, min(len(self._hours) - 1, self._row + rows))
        self._day += timedelta(days=days)
        if self._week[0].day <= self._day <= self._week[-1].day:
            self._draw()
        else:
            self._read()

    def _pick(self) -> None:
        hours = self._hours
        self.leave((self._day, hours[self._row] * _HOUR if hours else 0))

    @property
    def _hours(self) -> range:
        """The hours in which there is a slot on any day."""
        hours = [each.slot.minute // _HOUR for day in self._week for each in day.slots]
        return range(min(hours), max(hours) + 1) if hours else range(0)

    def _read(self) -> None:
        self.takes_keys = False
        day = self._day
        self.ask(lambda: week_of(self.session, self._doctor_id, day), self._show)

    def _show(self, week: tuple[DayView, ...]) -> None:
        self._week = week
        self._row = max(0, min(len(self._hours) - 1, self._row))
        first, last = week[0].day, week[-1].day
        title = _("Week from {first} to {last} · {doctor}").format(
            first=first, last=last, doctor=printable(self._full_name, 60)
        )
        self.query_one("#week", Label).update(title)
        self._draw()
        self.take_keys_again()

    def _draw(self) -> None:
        lines = [" " * _TIME + "".join(map(_head, self._week))]
        for row, hour in enumerate(self._hours):
            cells = (
                _cell(day, hour, is_picked=(day.day, row) == (self._day, self._row))
                for day in self._week
            )
            lines.append(fitted(time_text(hour * _HOUR), _TIME) + "".join(cells))
        self.query_one("#table", Static).update(Text("\n".join(lines), no_wrap=True))
        self.query_one("#picked", Label).update(self._picked_words())

    def _picked_words(self) -> str:
        view = self._week[self._day.weekday()]
        words = day_words(view.day)
        if view.absence is not None:
            away = _("AWAY until {day}: {reason}").format(
                day=view.absence.last_day, reason=printable(view.absence.reason, 100)
            )
            return f"{words} · {away}"
        free = sum(each.free for each in view.slots)
        places = sum(each.slot.places for each in view.slots)
        if not places:
            return words + " · " + _("The doctor does not receive on this day.")
        told = _("{free} of {places} places free").format(free=free, places=places)
        return f"{words} · {told}"


def _head(day: DayView) -> str:
    name = short_weekday_names()[day.day.weekday()]
    return fitted(f" {name} {day.day:%d/%m}", _CELL)


def _cell(day: DayView, hour: int, *, is_picked: bool) -> str:
    """Return the free places of an hour, in brackets where the cursor is."""
    slots = [each for each in day.slots if each.slot.minute // _HOUR == hour]
    words = "-"
    if slots:
        free, places = (
            sum(each.free for each in slots),
            sum(each.slot.places for each in slots),
        )
        words = f"{free}/{places}" if free else _("full")
        if all(each.is_past for each in slots):
            words = _OVER
    return fitted(f"[{words}]" if is_picked else f" {words}", _CELL)
