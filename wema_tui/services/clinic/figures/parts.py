"""What a department can tell of itself: figures, revenue, alerts, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wema_tui.clock import Clock
from wema_tui.services.clinic.figures.spans import Span, day_so_far, same_weekday_before


class Unit(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    MONEY = "money"  # the smallest unit of the clinic's currency


class Severity(StrEnum):
    """How soon somebody must do something; the worst first."""

    CRITICAL = "critical"
    WARNING = "warning"


@dataclass(frozen=True)
class Figure:
    """One number of today, beside the same of two days before.

    Attributes:
        name: What is counted, in the person's language.
        today: So far.
        yesterday: Up to this time of the day; None where there is no such number,
            as for what is open at this moment.
        week_ago: The same, on the same day of the week before.
        unit: What it counts.
    """

    name: str
    today: int
    yesterday: int | None = None
    week_ago: int | None = None
    unit: Unit = Unit.COUNT

    @classmethod
    def compared(
        cls, name: str, numbers: Sequence[int], unit: Unit = Unit.COUNT
    ) -> Figure:
        """Return the figure of three numbers, in the order of `Times.compared`."""
        today, yesterday, week_ago = map(int, numbers)  # sums may come as decimals
        return cls(name, today, yesterday, week_ago, unit)


@dataclass(frozen=True)
class Appointments:
    """What became of the appointments of today, and who came without one."""

    scheduled: int
    walk_in: int
    done: int
    missed: int


@dataclass(frozen=True)
class Alert:
    """Something that is not as it should be.

    Attributes:
        severity: How soon somebody must do something.
        words: What it is.
        remedy: What to do.
    """

    severity: Severity
    words: str
    remedy: str


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a decision.

    Attributes:
        words: What, and how many.
        permission: What it takes to decide: nobody else is told.
        place: The name of the screen where it is decided.
    """

    words: str
    permission: str
    place: str


@dataclass(frozen=True)
class Times:
    """The times that all figures of one look at the dashboard are about.

    Attributes:
        today: The clinic's date.
        compared: Today so far, yesterday and the same weekday of last week, these
            two up to the same time of the day.
    """

    today: date
    compared: tuple[Span, Span, Span]

    @classmethod
    def at(cls, clock: Clock, now: datetime) -> Times:
        """Return the times of a look at *now*: read once, for midnight may come."""
        here = clock.at_clinic(now)
        spans = tuple(day_so_far(here, day) for day in same_weekday_before(here.date()))
        return cls(here.date(), (spans[0], spans[1], spans[2]))


class Department:
    """What one part of the clinic tells. It gives what it has; the rest is empty.

    All are called inside a read.

    Attributes:
        place: Where it stands among the others, from the top.
    """

    place: int

    @property
    def title(self) -> str:
        """Its name, in the person's language."""
        raise NotImplementedError

    def figures(self, times: Times) -> Sequence[Figure]:
        """Return its numbers of today."""
        return ()

    def revenue(self, spans: Sequence[Span]) -> Sequence[int] | None:
        """Return what it earned in each span, in the smallest currency unit.

        None for a department that earns nothing.
        """
        return None

    def appointments(self, times: Times) -> Appointments | None:
        """Return what became of today's appointments; None where there are none."""
        return None

    def alerts(self, times: Times) -> Sequence[Alert]:
        """Return what is not as it should be."""
        return ()

    def waiting(self) -> Sequence[Waiting]:
        """Return what waits for a decision."""
        return ()
