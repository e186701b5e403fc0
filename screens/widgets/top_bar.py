"""The one line on top of every screen: which clinic, who, where."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from wema_tui.i18n import _
from wema_tui.services.session import Session
from wema_tui.text import printable


class TopBar(Widget):
    """Names the clinic on the left and the person on the right.

    Args:
        clinic: Name of the clinic.
        is_demo: Its data is invented: said loudly.
        session: Who is signed in, if anybody.
    """

    def __init__(self, clinic: str, is_demo: bool, session: Session | None) -> None:
        super().__init__()
        self._clinic, self._is_demo, self._session = clinic, is_demo, session

    def render(self) -> Text:
        """Return the line, cut to the width."""
        left = Text()
        left.append(" WEMA ", style="bold reverse")
        left.append(f" {printable(self._clinic, 40)}")
        if self._is_demo:
            left.append(" " + _("DEMO"), style="bold")
        if self._session is None:
            return left
        who = f"{self._session.employee_id} {printable(self._session.full_name, 30)}"
        right = Text(f"{who} · {printable(self._session.station, 24)} ")
        room = self.size.width - left.cell_len - right.cell_len
        if room < 1:
            right = Text(self._session.employee_id + " ")
            room = max(1, self.size.width - left.cell_len - right.cell_len)
        return left + Text(" " * room) + right
