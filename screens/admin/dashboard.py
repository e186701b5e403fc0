"""The administrator's home: what waits, today's figures, alerts, who does what."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Footer

from screens.admin import unfinished
from screens.admin.figures import (
    alert_lines,
    alerts_in_full,
    feed_lines,
    figure_lines,
    revenue_heading,
    revenue_lines,
    stale_lines,
    waiting_lines,
)
from screens.at_home import Home
from screens.dialogs.notice import Notice
from screens.widgets.lines import Lines
from screens.widgets.lists import Page
from screens.widgets.top_bar import TopBar
from screens.work_left import offer
from wema_tui.errors import WemaError
from wema_tui.i18n import _, ngettext
from wema_tui.services.clinic.figures.dashboard import Dashboard, dashboard
from wema_tui.services.clinic.figures.parts import Alert
from wema_tui.services.clinic.figures.revenue import Revenue, revenue
from wema_tui.services.clinic.figures.spans import Step
from wema_tui.services.session import Session

_LOOK_AGAIN = 5.0  # seconds; a look at what has not changed is a quarter of a ms
_LOOK_AGAIN_ON_SLOW_LINE = 30.0
_FEED = 40  # lines, on however large a terminal
_WIDE = 120  # columns: the chart has room beside the figures
_HIGH = 40  # lines: all alerts and the departments' names have room above the feed
_FEW = 2  # lines of alerts where they have not


class DashboardScreen(Home):
    """Looks again by itself while it is in front; nothing new sends nothing."""

    AUTO_FOCUS = "#dashboard"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,alt+3,slash", "app.stock", "Stock", id="stock"),
        Binding("f6,alt+6,r", "revenue", "Revenue", id="dashboard.revenue"),
        Binding("f8,alt+8,a", "alerts", "Alerts", id="dashboard.alerts"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._shown: Dashboard | None = None
        self._looked_at = 0.0
        self._is_failing = False

    def compose(self) -> ComposeResult:
        """Lay out what waits and what is wrong above the figures and the feed."""
        clinic = self.wema.clinic
        yield TopBar(clinic.name, clinic.is_demo, self.session)
        with Horizontal():
            with Page(id="dashboard"):
                yield Lines(id="waiting")
                yield Lines(id="alerts")
                yield Lines(id="figures")
                yield Lines(id="feed")
            yield Lines(id="chart")
        yield Footer()

    def prepare(self) -> None:
        """Look for the first time, and from then on now and then."""
        self._look()
        self.set_interval(1.0, self._look_when_due)
        super().prepare()
        if self.session.may("users.change"):
            offer(self, unfinished.kinds(self), lambda ask: ask())

    def on_screen_resume(self) -> None:
        """Look at once when something else was in front: perhaps it was decided."""
        super().on_screen_resume()
        if self._shown is not None:
            self._look()

    def on_resize(self, event: events.Resize) -> None:
        """Show the chart, all alerts and the departments where there is room."""
        is_wide = event.size.width >= _WIDE
        if is_wide and not self.has_class("-wide") and self._shown is not None:
            self._look_at_revenue()
        self.set_class(is_wide, "-wide")
        if self._shown is not None:
            self._show_alerts(self._shown.alerts, event.size.height)
            self._show_figures(self._shown, event.size.height)

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "Today's figures stand beside those of yesterday and of the same day last"
            " week, both up to this time of the day. Alerts have two signs: !! for what"
            " cannot wait, ! for what can. F8 says what to do. Below is who did what,"
            " the newest first; it goes on by itself.\n\n"
            "A day begins at midnight in the clinic. What was undone counts as if it"
            " had not been."
        )

    def action_revenue(self) -> None:
        """Open the chart."""
        from screens.admin.revenue import RevenueScreen

        RevenueScreen(self.session).open(self.app)

    def action_alerts(self) -> None:
        """Show every alert in full, with what to do."""
        if self._shown is not None:
            Notice(_("Alerts"), alerts_in_full(self._shown.alerts)).open(self.app)

    def _look_when_due(self) -> None:
        is_slow = self.wema.looks.profile.is_slow
        pause = _LOOK_AGAIN_ON_SLOW_LINE if is_slow else _LOOK_AGAIN
        is_due = time.monotonic() - self._looked_at >= pause
        if is_due and self.app.screen is self:
            self._look()

    def _look(self) -> None:
        self._looked_at = time.monotonic()
        before = None if self._is_failing else self._shown
        look = partial(dashboard, self.session, lines=_FEED, before=before)
        self.ask(look, self._show, self._failed)

    def _show(self, found: Dashboard | None) -> None:
        self._is_failing = False
        if found is None or not self.query("#feed"):
            return  # nothing new; or the program is ending
        self._shown = found
        self.query_one("#waiting", Lines).show(partial(waiting_lines, found.waiting))
        self._show_alerts(found.alerts, self.size.height)
        self._show_figures(found, self.size.height)
        self.query_one("#feed", Lines).show(partial(feed_lines, found))
        if self.has_class("-wide"):
            self._look_at_revenue()

    def _show_alerts(self, alerts: Sequence[Alert], height: int) -> None:
        """Show them all; on a low screen the worst, and how many more there are."""
        shown = alerts if height >= _HIGH or len(alerts) <= _FEW else alerts[: _FEW - 1]
        rest, more = len(alerts) - len(shown), ""
        if rest:
            words = ngettext(
                "and {n} more alert: F8 shows all",
                "and {n} more alerts: F8 shows all",
                rest,
            ).format(n=rest)
            more = self.wema.with_keys(words, F8="dashboard.alerts")
        self.query_one("#alerts", Lines).show(partial(alert_lines, shown, more))

    def _show_figures(self, found: Dashboard, height: int) -> None:
        has_titles = height >= _HIGH
        lines = partial(figure_lines, found, has_titles)
        self.query_one("#figures", Lines).show(lines)

    def _failed(self, error: WemaError) -> None:
        if not self._is_failing:  # once is enough, until it works again
            self._is_failing = True
            self.show_failure(error)
            if self._shown is not None:  # else nothing is shown that could be old
                stale = partial(stale_lines, self._shown, error.message)
                for waiting in self.query("#waiting").results(Lines):
                    waiting.show(stale)

    def _look_at_revenue(self) -> None:
        look = partial(revenue, self.session, Step.DAY)
        self.ask(look, self._show_revenue, self._failed)

    def _show_revenue(self, found: Revenue) -> None:
        def draw(width: int) -> list[Text]:
            heading = Text(revenue_heading(found, False), style="bold", no_wrap=True)
            return [heading, *revenue_lines(found, False, width)]

        for chart in self.query("#chart").results(Lines):
            chart.show(draw)
