"""The two times that matter: the instant, and the clinic's date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo


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
        return self.now().astimezone(self.zone).date()

    def at_clinic(self, instant: datetime) -> datetime:
        """Return *instant* (UTC) as the clock on the clinic's wall shows it."""
        return instant.astimezone(self.zone)
