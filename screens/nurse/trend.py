"""One sign over time: a bar and a number for each value."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Label

from screens.base import Dialog
from screens.nurse.record_words import trend_lines
from screens.nurse.words import box_label
from screens.widgets.lines import Lines
from screens.widgets.lists import Page
from wema_tui.i18n import _
from wema_tui.services.nurse.reading import NursingRecord
from wema_tui.services.session import Session


class TrendScreen(Dialog[None]):
    """Left and right go to another sign.

    Args:
        session: Who looks.
        record: What was read; with one value at least.
    """

    AUTO_FOCUS = "#trend"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,n", "sign(1)", "Next sign", id="trend.next"),
        Binding("left,p", "sign(-1)", "Sign before", id="trend.before"),
    ]

    def __init__(self, session: Session, record: NursingRecord) -> None:
        super().__init__(session)
        self._record, self._place = record, 0

    def compose(self) -> ComposeResult:
        """Lay out the name of the sign above its values."""
        with Page(id="trend", classes="dialog wide signs"):
            yield Label("", id="trend-title", classes="title", markup=False)
            yield Lines(id="trend-lines")
        yield Footer()

    @property
    def help_text(self) -> str:
        """What F1 shows."""
        return _(
            "The values of one sign, the oldest first; the bars go from the least to"
            " the most of them. The right and the left arrow show another sign."
            " - is low, + is high for the age of that day, doubled it cannot wait."
        )

    def prepare(self) -> None:
        """Show the first sign."""
        super().prepare()
        self._show()

    def action_sign(self, by: int) -> None:
        """Go to the next sign that was measured, or to the one before."""
        self._place = (self._place + by) % len(self._record.signs)
        self._show()

    def _show(self) -> None:
        name = self._record.signs[self._place]
        title = _("{sign}  ({n} of {all})").format(
            sign=box_label(name), n=self._place + 1, all=len(self._record.signs)
        )
        self.query_one("#trend-title", Label).update(title)
        readings, clock = self._record.trend(name), self.session.clock
        draw = partial(trend_lines, readings, clock)
        self.query_one("#trend-lines", Lines).show(draw)
