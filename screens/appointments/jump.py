"""Which day to look at."""

from __future__ import annotations

from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Label

from screens.dialogs.fields import text_field
from screens.dialogs.form import FormDialog
from wema_tui.days import coming_day
from wema_tui.errors import WemaError
from wema_tui.i18n import _


class DayForm(FormDialog[date]):
    """Answers the day that was typed."""

    AUTO_FOCUS = "#day"

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        with Vertical(classes="dialog wide"):
            yield Label(_("Go to which day?"), classes="title", markup=False)
            yield from text_field(
                "day",
                _("Day"),
                limit=20,
                help=_("For instance: 23/11, tomorrow, or +14 for in two weeks."),
            )
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "A day without a year is the next one. A day that has been takes its year:"
            " 23/11/2025."
        )

    def read(self, problems: dict[str, WemaError]) -> date | None:
        """Return the day."""
        text, today = self.text_of("day"), self.session.clock.today()
        return self.checked("day", lambda: coming_day(text, today), problems)
