"""Which records somebody has open in an emergency: in few cells, on the home."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Static

from screens.words import left_word
from wema_tui.clock import Clock
from wema_tui.i18n import _
from wema_tui.services.emergency.opening import Grant
from wema_tui.text import printable

_EVERY = 60  # seconds


class EmergencyBanner(Static):
    """Hidden while nothing is open. The minutes change and nothing else.

    Args:
        clock: The clinic's.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(classes="problem", markup=False)
        self._clock = clock
        self._open: Sequence[Grant] = ()
        self.display = False

    def on_mount(self) -> None:
        """Begin to count down."""
        self.set_interval(_EVERY, self._tell)

    def show(self, grants: Sequence[Grant]) -> None:
        """Show what is open now."""
        self._open = grants
        self._tell()

    def _tell(self) -> None:
        now = self._clock.now()
        lines = [
            _("EMERGENCY ACCESS {patient}: ends {left}").format(
                patient=printable(f"{each.number} {each.full_name}".strip(), 40),
                left=left_word(each.ends_at, now),
            )
            for each in self._open
            if each.ends_at > now
        ]
        self.display = bool(lines)
        self.update("\n".join(lines))
