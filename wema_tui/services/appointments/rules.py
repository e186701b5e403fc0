"""When a doctor receives, in slots: pure, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from wema_tui.days import parse_time
from wema_tui.services.clinic.setting_kinds import CLOSED

SHORTEST_SLOT: Final = 5  # minutes
LONGEST_SLOT: Final = 480
MOST_PLACES: Final = 50


@dataclass(frozen=True)
class Hours:
    """That a doctor receives on one day of each week. Minutes are since midnight.

    Attributes:
        weekday: 0 Monday to 6 Sunday.
        starts: When the first slot begins.
        ends: When the last slot has ended.
        slot_minutes: How long each is.
        places: How many patients come in one slot.
        from_day: The first day on which this holds.
        until_day: The last; None while it goes on.
        id: Its row.
    """

    weekday: int
    starts: int
    ends: int
    slot_minutes: int
    places: int
    from_day: date
    until_day: date | None = None
    id: int = 0

    def holds_on(self, day: date) -> bool:
        """Return whether the doctor receives then, absences aside."""
        is_over = self.until_day is not None and day > self.until_day
        return day.weekday() == self.weekday and day >= self.from_day and not is_over

    def meets(self, other: Hours) -> bool:
        """Return whether there are a day and a time at which both hold."""
        begins = max(self.from_day, other.from_day)
        ends = min(self.until_day or date.max, other.until_day or date.max)
        return (
            self.weekday == other.weekday
            and begins <= ends
            and self.starts < other.ends
            and other.starts < self.ends
        )


@dataclass(frozen=True)
class Absence:
    """Days on which a doctor does not receive, the first and the last included."""

    first_day: date
    last_day: date
    reason: str
    id: int = 0


@dataclass(frozen=True)
class Timetable:
    """All that says when one doctor receives."""

    hours: tuple[Hours, ...] = ()
    absences: tuple[Absence, ...] = ()

    def absence_on(self, day: date) -> Absence | None:
        """Return why the doctor is not there on *day*, if so."""
        return next(
            (a for a in self.absences if a.first_day <= day <= a.last_day), None
        )


@dataclass(frozen=True)
class Slot:
    """One time at which patients may come.

    Attributes:
        minute: When it begins, since midnight.
        minutes: How long it is.
        places: For how many.
    """

    minute: int
    minutes: int
    places: int


def slots_of(timetable: Timetable, day: date) -> tuple[Slot, ...]:
    """Return the slots of a doctor's day in order; none while the doctor is away.

    A slot that would go on after the hours is none.
    """
    if timetable.absence_on(day) is not None:
        return ()
    slots = (
        Slot(minute, each.slot_minutes, each.places)
        for each in timetable.hours
        if each.holds_on(day)
        for minute in range(
            each.starts, each.ends - each.slot_minutes + 1, each.slot_minutes
        )
    )
    return tuple(sorted(slots, key=lambda slot: slot.minute))


def slot_at(slots: Iterable[Slot], minute: int) -> Slot | None:
    """Return the slot that begins at *minute*, if there is one."""
    return next((slot for slot in slots if slot.minute == minute), None)


def is_within(opening: str, starts: int, ends: int) -> bool:
    """Return whether the clinic is open from *starts* to *ends*.

    Args:
        opening: As in the settings: `08:00-16:00`, or `closed`.
        starts: Minutes since midnight.
        ends: The same.
    """
    if opening == CLOSED:
        return False
    opens, closes = map(parse_time, opening.split("-"))
    return opens <= starts and ends <= closes
