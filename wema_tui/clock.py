"""The two times that matter: the instant, and the clinic's date.

A small computer has no clock of its own battery: after a power cut it may wake
up in the past. Order therefore comes from sequence numbers; the time is a note,
and `state` says how far to trust it.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path

# systemd-timesyncd makes the folder when it runs, the file once it has synced.
_TIMESYNC = "/run/systemd/timesync"
_SYNCED = f"{_TIMESYNC}/synchronized"


@dataclass(frozen=True)
class Moment:
    """An instant by two clocks: one that people set, and one that nobody can.

    Attributes:
        at: The instant, in UTC.
        machine: Which computer.
        boot: Which start of it.
        ticks: Nanoseconds since that start, asleep or awake.
    """

    at: datetime
    machine: str
    boot: str
    ticks: int

    def is_within(self, start: Moment, span: timedelta) -> bool:
        """Return whether less than *span* has passed since *start*, by both clocks.

        A restart of the computer ends it: nobody knows how long it was off.
        Between two computers only the first clock can be compared. One that was
        set back to before *start* ends it too.
        """
        if not start.at <= self.at < start.at + span:
            return False
        if self.machine != start.machine:
            return True
        passed = timedelta(microseconds=(self.ticks - start.ticks) // 1000)
        return self.boot == start.boot and passed < span


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

    def moment(self) -> Moment:
        """Return this instant by both clocks."""
        machine, boot = _this_start()
        ticks = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        return Moment(self.now(), machine, boot, ticks)

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


@cache
def _this_start() -> tuple[str, str]:
    """Return which computer this is, and which start of it."""
    machine = _first_line("/etc/machine-id") or os.uname().nodename
    return machine[:40], _first_line("/proc/sys/kernel/random/boot_id")[:40]


def _first_line(path: str) -> str:
    try:
        return Path(path).read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
