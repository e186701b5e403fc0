"""Days, weeks and months of the clinic's calendar as spans of time: pure.

A day begins at midnight on the clinic's wall, which is not UTC's, and where the
clocks change it is not always 24 hours long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

_WEEK = timedelta(days=7)


class Step(StrEnum):
    """How long one bar of the chart is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


BARS = {Step.DAY: 14, Step.WEEK: 12, Step.MONTH: 12}
"""How many bars the chart has."""


@dataclass(frozen=True)
class Span:
    """From an instant, it included, to another, it excluded; in UTC."""

    start: datetime
    end: datetime


def same_weekday_before(today: date) -> tuple[date, date, date]:
    """Return *today*, yesterday, and the same day of last week.

    >>> [str(day) for day in same_weekday_before(date(2026, 3, 1))]
    ['2026-03-01', '2026-02-28', '2026-02-22']
    """
    return today, today - timedelta(days=1), today - _WEEK


def day_so_far(now: datetime, day: date) -> Span:
    """Return *day* from its midnight to the time of the day that *now* shows.

    Today itself to its end: what was written by a clock that ran ahead is of today.

    Args:
        now: On the clinic's wall, with its zone.
        day: On the clinic's calendar.
    """
    zone = now.tzinfo
    assert zone is not None  # `Clock.at_clinic` gives it
    if day == now.date():
        return _between(day, day + timedelta(days=1), zone)
    until = datetime.combine(day, now.time(), tzinfo=zone)
    return Span(_midnight(day, zone), until.astimezone(UTC))


def bars(step: Step, today: date, zone: tzinfo) -> list[tuple[date, Span]]:
    """Return the spans of a chart with the first day of each, oldest first.

    The last one is under way. A week begins on Monday.
    """
    starts = [_start_of(step, today)]
    while len(starts) < BARS[step]:
        starts.append(_start_of(step, starts[-1] - timedelta(days=1)))
    ends = [_start_of_next(step, starts[0]), *starts]
    pairs = zip(starts, ends, strict=False)  # the last start is no end
    return [(start, _between(start, end, zone)) for start, end in pairs][::-1]


def _start_of(step: Step, day: date) -> date:
    if step is Step.MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step is Step.WEEK else day


def _start_of_next(step: Step, start: date) -> date:
    if step is Step.MONTH:
        return (start + timedelta(days=31)).replace(day=1)
    return start + (_WEEK if step is Step.WEEK else timedelta(days=1))


def _between(start: date, end: date, zone: tzinfo) -> Span:
    return Span(_midnight(start, zone), _midnight(end, zone))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
