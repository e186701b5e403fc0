"""The one line on top of every screen: which clinic, who, where, what time it is."""

from __future__ import annotations

from typing import cast

from rich.text import Text
from textual.widget import Widget

from screens.application import Application
from screens.timing import call_after
from wema_tui.i18n import _
from wema_tui.services.session import Session
from wema_tui.text import printable


class TopBar(Widget):
    """Names the clinic on the left; on the right the person, and the clinic's time.

    Args:
        clinic: Name of the clinic.
        is_demo: Its data is invented: said loudly.
        session: Who is signed in, if anybody.
    """

    def __init__(self, clinic: str, is_demo: bool, session: Session | None) -> None:
        super().__init__()
        self._clinic, self._is_demo, self._session = clinic, is_demo, session
        self._time = ""

    def on_mount(self) -> None:
        """Start the clock."""
        self._tell_time()

    def name_clinic(self, name: str) -> None:
        """Show another name, if it is another."""
        if name != self._clinic:
            self._clinic = name
            self.refresh()

    def _tell_time(self) -> None:
        """Show the time if it has changed; come again when it may have.

        Once a second, not once a minute: a timer stands still while a computer
        sleeps, and a small one gets the right time only after it has started.
        """
        clock = cast(Application, self.app).clinic.clock
        now = clock.at_clinic(clock.now())
        if self._time != f"{now:%H:%M}":
            self._time = f"{now:%H:%M}"
            self.refresh()
        to_minute = 60 - now.second - now.microsecond / 1_000_000
        call_after(self, min(1.0, to_minute + 0.01), self._tell_time)

    def render(self) -> Text:
        """Return the line, cut to the width."""
        left = Text()
        left.append(" WEMA ", style="bold reverse")
        left.append(f" {printable(self._clinic, 40)}")
        if self._is_demo:
            left.append(" " + _("DEMO"), style="bold")
        for words in self._who():
            right = Text(f"{words}{self._time} ")
            room = self.size.width - right.cell_len
            if left.cell_len < room:
                break
        left.truncate(max(0, room), overflow="ellipsis", pad=True)
        return left + right

    def _who(self) -> list[str]:
        """Return who is signed in and where: in full, short, and not at all.

        Who waits for approval has until when in the place of the station.
        """
        if self._session is None:
            return ["  "]
        session = self._session
        short = session.employee_id
        who = f"{short} {printable(session.full_name, 30)}"
        where = printable(session.station, 24)
        if session.access_until is not None:
            until = session.clock.at_clinic(session.access_until)
            where = _("NOT APPROVED, until {time}").format(time=f"{until:%H:%M}")
            short = f"{short} · {where}"
        return [f"{who} · {where}  ", f"{short}  ", "  "]
