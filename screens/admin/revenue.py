"""The chart of revenue: by day, week, month, and by department."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label

from screens.admin.figures import revenue_heading, revenue_lines
from screens.base import Dialog
from screens.widgets.lines import Lines
from screens.widgets.lists import Page
from wema_tui.i18n import _
from wema_tui.services.clinic.figures.revenue import Revenue, revenue
from wema_tui.services.clinic.figures.spans import Step
from wema_tui.services.session import Session


class RevenueScreen(Dialog[None]):
    """One chart at a time; a key chooses another."""

    AUTO_FOCUS = "#revenue"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "day", "Days", id="revenue.day"),
        Binding("w", "week", "Weeks", id="revenue.week"),
        Binding("m", "month", "Months", id="revenue.month"),
        Binding("p", "department", "By department", id="revenue.department"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._step = Step.DAY
        self._by_department = False

    def compose(self) -> ComposeResult:
        """Lay out the chart below its name."""
        with Page(id="revenue", classes="dialog wide"):
            yield Label("", id="revenue-of", classes="title", markup=False)
            yield Lines(id="bars")
            yield Label("", id="revenue-note", classes="how", markup=False)
        yield Footer()

    def prepare(self) -> None:
        """Show the days first."""
        self._look()
        super().prepare()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Each bar is a day, a week from its Monday, or a month. The last one is not"
            " over yet. P shows what each department earned in the same time, and P"
            " again the bars of before."
        )

    def action_day(self) -> None:
        """Show the last days."""
        self._choose(Step.DAY)

    def action_week(self) -> None:
        """Show the last weeks."""
        self._choose(Step.WEEK)

    def action_month(self) -> None:
        """Show the last months."""
        self._choose(Step.MONTH)

    def action_department(self) -> None:
        """Show the sum of each department, or each time again."""
        self._by_department = not self._by_department
        self._look()

    def _choose(self, step: Step) -> None:
        self._step = step
        self._look()

    def _look(self) -> None:
        by_department = self._by_department
        self.ask(
            partial(revenue, self.session, self._step),
            lambda found: self._show(found, by_department),
        )

    def _show(self, found: Revenue, by_department: bool) -> None:
        heading = revenue_heading(found, by_department)
        self.query_one("#revenue-of", Label).update(heading)
        self.query_one("#bars", Lines).show(
            partial(revenue_lines, found, by_department)
        )
        note = _(
            "So far this is what the pharmacy gave to patients, at today's prices."
        )
        if not by_department:
            note += " " + _("The last bar is not over yet.")
        self.query_one("#revenue-note", Label).update(note)
