"""The two times that matter: the instant, and the clinic's date.

A small computer has no clock of its own battery: after a power cut it may wake
up in the past. Order therefore comes from sequence numbers; the time is a note,
and `state` says how far to trust it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

# systemd-timesyncd makes the folder when it runs, the file once it has synced.
_TIMESYNC = "/run/systemd/timesync"
_SYNCED = f"{_TIMESYNC}/synchronized"


@dataclass(frozen=True)
class Clock:
    """Tells the time at the clinic. Tests use one that stands still.

    Args:
        zone: The clinic's time zone: decides on which date it is midnight.
    """

    zone: tzinfo

    def now(self) -> datetime:
        """Return this instant in UTC, with its zone."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the date on the clinic's wall. Near midnight it is not UTC's."""
        return self.at_clinic(self.now()).date()

    def at_clinic(self, instant: datetime) -> datetime:
        """Return *instant* (UTC) as the clock on the clinic's wall shows it."""
        return instant.astimezone(self.zone)

    def is_synchronised(self) -> bool:
        """Return False when the system knows that nobody has set its clock."""
        # Asked at every write, and ten times as fast as through `Path`.
        return not os.access(_TIMESYNC, os.F_OK) or os.access(_SYNCED, os.F_OK)

    def state(self, now: datetime, last: datetime | None) -> str:
        """Return how far to trust *now*.

        Args:
            now: This instant.
            last: When the entry before was written, or None.

        Returns:
            `back` when time ran backwards since, `unsynced` when nobody has set
            the clock since the computer woke up, else `ok`.
        """
        if last is not None and now < last:
            return "back"
        return "ok" if self.is_synchronised() else "unsynced"
