"""What happened in each ward on a day, from midnight to midnight."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from db.wards import Admission, Bed, BedStay, Ward
from wema_tui.clock import Clock
from wema_tui.services.audit.trail import require
from wema_tui.services.session import Session
from wema_tui.services.wards.queries import SEE
from wema_tui.services.wards.rules import days_stayed
from wema_tui.text import folded


@dataclass(frozen=True)
class WardDay:
    """One ward on one day.

    Who was there at midnight, was admitted or moved in, has moved out, was
    discharged, has died, or is there at the end: nobody is lost.

    Attributes:
        ward_id: Its row; 0 for all wards together.
        name: As the clinic calls it; empty for all.
        beds: In use at the end.
        before: Who lay there at the midnight before.
        admitted: Came from outside.
        moved_in: Came from another ward.
        moved_out: Went to another ward.
        discharged: Left alive.
        died: Died there.
        at_end: Who lay there at the midnight after, or lies there now.
        days_stayed: Of all who were discharged or died, together.
    """

    ward_id: int
    name: str
    beds: int = 0
    before: int = 0
    admitted: int = 0
    moved_in: int = 0
    moved_out: int = 0
    discharged: int = 0
    died: int = 0
    at_end: int = 0
    days_stayed: int = 0

    @property
    def occupancy(self) -> int | None:
        """How many of a hundred beds were taken at the end; None without beds."""
        return round(100 * self.at_end / self.beds) if self.beds else None

    @property
    def average_stay(self) -> float | None:
        """Days that who left had stayed; None when nobody left."""
        left = self.discharged + self.died
        return self.days_stayed / left if left else None


@dataclass(frozen=True)
class Census:
    """All wards on one day.

    Attributes:
        day: Which, on the clinic's calendar.
        wards: Those that were in use, by name.
        total: All of them together.
    """

    day: date
    wards: tuple[WardDay, ...]
    total: WardDay


def census(session: Session, day: date) -> Census:
    """Return the census of a day; of today as it is until now.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, SEE)
    clock = session.clock
    begin, end = _midnight(clock, day), _midnight(clock, day + timedelta(days=1))
    with session.read():
        stays = list(_stays(begin, end))
        beds = Counter(bed.ward_id for bed in Bed.select().where(_in_use(Bed, end)))
        names = {ward.id: ward.name for ward in Ward.select()}
        in_use = {ward.id for ward in Ward.select().where(_in_use(Ward, end))}
    figures = _figures(stays, begin, end, clock)
    wards = [
        WardDay(ward_id, names[ward_id], beds[ward_id], **figures[ward_id])
        for ward_id in in_use | figures.keys()
    ]
    wards.sort(key=lambda ward: (folded(ward.name), ward.ward_id))
    together: Counter[str] = Counter()
    for each in figures.values():
        together.update(each)
    return Census(
        day, tuple(wards), WardDay(0, "", sum(w.beds for w in wards), **together)
    )


def _midnight(clock: Clock, day: date) -> datetime:
    return datetime.combine(day, time(), clock.zone).astimezone(UTC)


def _in_use(model: Any, at: datetime) -> Any:
    return (model.opened_at < at) & (
        model.closed_at.is_null() | (model.closed_at >= at)
    )


def _stays(begin: datetime, end: datetime) -> Any:
    """Select the bed stays that touch a day, in the order in which they began."""
    return (
        BedStay.select(BedStay, Admission, Bed)
        .join(Admission)
        .switch(BedStay)
        .join(Bed)
        .where(
            BedStay.begun_at < end,
            BedStay.ended_at.is_null() | (BedStay.ended_at >= begin),
        )
        .order_by(BedStay.id)
    )


def _figures(
    stays: list[Any], begin: datetime, end: datetime, clock: Clock
) -> defaultdict[int, Counter[str]]:
    """Count what became of each stay; a move within a ward counts as nothing."""
    figures: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for stay, came_from, went_to in _neighbours(stays):
        ward = figures[stay.bed.ward_id]
        if stay.begun_at < begin:
            ward["before"] += 1
        elif came_from is None:
            ward["admitted"] += 1
        elif came_from != stay.bed.ward_id:
            ward["moved_in"] += 1
        if stay.ended_at is None or stay.ended_at >= end:
            ward["at_end"] += 1
        elif went_to is None:
            admission = stay.admission
            ward["died" if admission.outcome == "died" else "discharged"] += 1
            ward["days_stayed"] += days_stayed(
                clock.at_clinic(admission.admitted_at).date(),
                clock.at_clinic(admission.discharged_at).date(),
            )
        elif went_to != stay.bed.ward_id:
            ward["moved_out"] += 1
    return figures


def _neighbours(
    stays: Iterable[Any],
) -> Iterable[tuple[Any, int | None, int | None]]:
    """Yield each stay with the ward before and the ward after it, None for outside."""
    of_admission = defaultdict(list)
    for stay in stays:
        of_admission[stay.admission_id].append(stay)
    for row in of_admission.values():
        wards = [None, *(stay.bed.ward_id for stay in row), None]
        yield from zip(row, wards, wards[2:], strict=False)
