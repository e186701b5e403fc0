"""The census: what happened in each ward on a day, a day back and forth."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label

from screens.base import Dialog
from screens.widgets.columns import in_columns
from screens.widgets.lines import Lines
from screens.widgets.lists import Page
from wema_tui.i18n import _
from wema_tui.services.session import Session
from wema_tui.services.wards.census import Census, WardDay, census

_WIDTHS = (0, 7, 6, 4, 4, 6, 6, 4, 5, 5, 4)  # cells; the ward gets the rest
_DAY = timedelta(days=1)


class CensusScreen(Dialog[None]):
    """One day of all wards."""

    AUTO_FOCUS = "#census"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,b", "before", "Day before", id="census.before"),
        Binding("right,n", "next", "Next day", id="census.next"),
        Binding("t", "today", "Today", id="census.today"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._day = session.clock.today()

    def compose(self) -> ComposeResult:
        """Lay out the day, the wards, and what the columns mean."""
        with Page(id="census", classes="dialog wide"):
            yield Label("", id="census-of", classes="title", markup=False)
            yield Lines(id="census-wards")
            yield Label("", id="census-note", classes="how", markup=False)
        yield Footer()

    def prepare(self) -> None:
        """Show today first."""
        self._look()
        super().prepare()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "A day goes from midnight to midnight. Before: who lay there at the first"
            " midnight. In and out: moved from or to another ward. Disch.:"
            " discharged alive. After: who lay there at the second midnight, today who"
            " lies there now. Full: how many of a hundred beds were taken then. Days:"
            " how long those who left had been here, on average."
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nobody knows what will happen tomorrow."""
        if action in ("next", "today"):
            return self._day < self.session.clock.today()
        return super().check_action(action, parameters)

    def action_before(self) -> None:
        """Show the day before."""
        self._go_to(self._day - _DAY)

    def action_next(self) -> None:
        """Show the next day."""
        self._go_to(self._day + _DAY)

    def action_today(self) -> None:
        """Show today."""
        self._go_to(self.session.clock.today())

    def _go_to(self, day: date) -> None:
        self._day = day
        self._look()

    def _look(self) -> None:
        self.ask(partial(census, self.session, self._day), self._show)

    def _show(self, found: Census) -> None:
        if found.day != self._day:
            return  # the person has gone on
        title = _("Census of {day}").format(day=found.day)
        if found.day == self.session.clock.today():
            title = _("Census of today, {day}, so far").format(day=found.day)
        self.query_one("#census-of", Label).update(title)
        self.query_one("#census-wards", Lines).show(partial(census_lines, found))
        note = _("Before + admitted + in = out + discharged + dead + after.")
        self.query_one("#census-note", Label).update(note)
        self.refresh_bindings()


def census_lines(found: Census, width: int) -> list[Text]:
    """Return the census as lines of *width* cells."""
    if not found.wards:
        return [Text(_("There were no wards on this day."))]
    names = (
        _("Ward"),
        _("Beds"),
        _("Before"),
        _("Adm."),
        _("In"),
        _("Out"),
        _("Disch."),
        _("Dead"),
        _("After"),
        _("Full"),
        _("Days"),
    )
    lines = [Text(in_columns(names, _WIDTHS, width))]
    lines += [_line(ward, ward.name, width) for ward in found.wards]
    return [*lines, _line(found.total, _("All wards"), width)]


def _line(ward: WardDay, name: str, width: int) -> Text:
    texts = (
        name,
        str(ward.beds),
        str(ward.before),
        str(ward.admitted),
        str(ward.moved_in),
        str(ward.moved_out),
        str(ward.discharged),
        str(ward.died),
        str(ward.at_end),
        "-" if ward.occupancy is None else f"{ward.occupancy} %",
        "-" if ward.average_stay is None else f"{ward.average_stay:.1f}",
    )
    return Text(in_columns(texts, _WIDTHS, width))
