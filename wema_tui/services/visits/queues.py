"""Who waits where: every queue is a query over the places that nobody has ended.

No query asks for a day: midnight loses nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN

from db.nurse import Triage
from db.people import User
from db.visits import QueueEntry, ServicePoint, Visit
from wema_tui.services.audit.trail import require
from wema_tui.services.clinic.figures.feed import newest_seq
from wema_tui.services.patients.rows import PatientRow, in_force
from wema_tui.services.session import Session
from wema_tui.services.visits.points import (
    Point,
    is_doctor_here,
    point_inside,
    points_inside,
)
from wema_tui.services.visits.rules import place_in_queue, token_words


@dataclass(frozen=True)
class Waiting:
    """One place in a queue.

    Attributes:
        entry_id: The place.
        visit_id: The visit it is of.
        point_id: The service point.
        patient: Who waits; of merged records the one that is in force.
        token: As it is called out: `A12`.
        urgency: One of `rules.URGENCIES`; None before triage.
        reason: Why the patient has come.
        arrived_at: When the patient was checked in, in UTC.
        entered_at: When the patient came into this queue, in UTC.
        waited: For how long in this queue.
        called_at: When somebody called the patient; None for not yet.
        called_by: Who did; empty for nobody.
        called_by_id: That person's account; None for nobody.
        doctor_id: For whom alone the patient waits; None for anybody, and when that
            doctor works here no more.
        doctor: That doctor's name; empty for anybody.
    """

    entry_id: int
    visit_id: int
    point_id: int
    patient: PatientRow
    token: str
    urgency: str | None
    reason: str
    arrived_at: datetime
    entered_at: datetime
    waited: timedelta
    called_at: datetime | None
    called_by: str
    called_by_id: int | None
    doctor_id: int | None
    doctor: str

    @property
    def is_called(self) -> bool:
        """Whether somebody has called the patient."""
        return self.called_at is not None


@dataclass(frozen=True)
class Board:
    """One service point at a glance.

    Attributes:
        point: Which one.
        waiting: How many wait to be called.
        called: How many were called and are not done.
        longest: For how long the first of those who wait does; None for nobody.
    """

    point: Point
    waiting: int
    called: int
    longest: timedelta | None


@dataclass(frozen=True)
class Queue:
    """One queue at one moment.

    Attributes:
        newest: Number of the newest entry of the audit log then.
        rows: Who waits, in order.
        emergencies: Who waits anywhere as an emergency, and was not called.
    """

    newest: int
    rows: tuple[Waiting, ...]
    emergencies: tuple[Waiting, ...]


def service_points(session: Session, *, with_closed: bool = False) -> tuple[Point, ...]:
    """Return the service points of the clinic.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be read.
    """
    require(session, "visits.see")
    with session.read():
        return points_inside(with_closed=with_closed)


def queue_news(
    session: Session, point_id: int, *, mine: bool = False, before: Queue | None = None
) -> Queue | None:
    """Return a queue as it is now; None when nothing can have changed since *before*.

    Asking again costs one lookup while nobody does anything: nothing changes
    without an entry in the audit log.

    Args:
        session: Who asks.
        point_id: Which one.
        mine: Leave out who was called by another, and who waits for another doctor
            alone, but for emergencies; add who waits for this one alone, wherever
            that is.
        before: What the person sees already.

    Raises:
        UnknownPoint: There is no such service point.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be read.
    """
    require(session, "visits.see")
    with session.read():
        newest = newest_seq()
        if before is not None and before.newest == newest:
            return None
        point_inside(point_id)
        is_emergency = urgency_of(QueueEntry.visit) == "emergency"
        urgent = _read(
            is_emergency & QueueEntry.called_at.is_null(), session.clock.now()
        )
        return Queue(newest, _queue(session, point_id, mine=mine), tuple(urgent))


def boards(session: Session) -> tuple[Board, ...]:
    """Return every service point that is open or at which somebody still waits.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be read.
    """
    require(session, "visits.see")
    now = session.clock.now()
    with session.read():
        points = points_inside(with_closed=True)
        entries = list(QueueEntry.select().where(QueueEntry.ended_at.is_null()))
    found = (_board(each, entries, now) for each in points)
    return tuple(
        board
        for board in found
        if not board.point.is_closed or board.waiting or board.called
    )


def queue_inside(
    point_id: int, now: datetime, *, mine: int | None = None
) -> tuple[Waiting, ...]:
    """Return who waits at a service point, in order. In a transaction.

    Args:
        point_id: Which one.
        now: This instant, in UTC.
        mine: The account that the queue is to be for, as in `queue_news`; None for
            the whole of it.
    """
    here = QueueEntry.point == point_id
    if mine is None:
        return tuple(sorted(_read(here, now), key=_order))
    rows = _read(here | (QueueEntry.doctor == mine), now)
    return tuple(sorted((row for row in rows if _is_for(row, mine)), key=_order))


def place_inside(entry_id: int, now: datetime) -> Waiting:
    """Return one place in a queue that nobody has ended. In a transaction."""
    (found,) = _read(QueueEntry.id == entry_id, now)
    return found


def urgency_of(visit: Any) -> Any:
    """Return the query for the newest urgency of a visit, to stand in another."""
    return (
        Triage.select(Triage.urgency)
        .where(Triage.visit == visit)
        .order_by(Triage.id.desc())
        .limit(1)
    )


def _queue(session: Session, point_id: int, *, mine: bool) -> tuple[Waiting, ...]:
    me = session.user_id if mine else None
    return queue_inside(point_id, session.clock.now(), mine=me)


def _is_for(row: Waiting, user_id: int) -> bool:
    """Return whether somebody waits for this person; an emergency does for all."""
    is_free = row.doctor_id is None or row.urgency == "emergency"
    is_others = row.called_by_id not in (None, user_id)
    return row.doctor_id == user_id or (is_free and not is_others)


def _order(row: Waiting) -> Any:
    place = place_in_queue(row.urgency, row.arrived_at, row.entry_id)
    return (not row.is_called, *place)


def _board(point: Point, entries: Sequence[Any], now: datetime) -> Board:
    here = [row for row in entries if row.point_id == point.id]
    waiting = [row for row in here if row.called_at is None]
    longest = max((now - row.entered_at for row in waiting), default=None)
    return Board(point, len(waiting), len(here) - len(waiting), longest)


def _read(which: Any, now: datetime) -> list[Waiting]:
    rows = list(_PLACES.where(which))
    patients = in_force({row.visit.patient_id for row in rows})
    return [_plain(row, patients[row.visit.patient_id], now) for row in rows]


def _plain(row: Any, patient: PatientRow, now: datetime) -> Waiting:
    visit, doctor = row.visit, row.doctor if row.doctor_id else None
    if doctor is not None and not is_doctor_here(doctor):
        doctor = None
    return Waiting(
        entry_id=row.id,
        visit_id=visit.id,
        point_id=row.point_id,
        patient=patient,
        token=token_words(row.point.letter, row.token),
        urgency=row.urgency,
        reason=visit.reason,
        arrived_at=visit.opened_at,
        entered_at=row.entered_at,
        waited=now - row.entered_at,
        called_at=row.called_at,
        called_by=row.called_by.full_name if row.called_by_id else "",
        called_by_id=row.called_by_id,
        doctor_id=None if doctor is None else doctor.id,
        doctor="" if doctor is None else doctor.full_name,
    )


_doctor, _caller = User.alias("doctor"), User.alias("caller")
_PLACES = (
    QueueEntry.select(
        QueueEntry,
        Visit,
        ServicePoint,
        _doctor,
        _caller,
        urgency_of(QueueEntry.visit).alias("urgency"),
    )
    .join(Visit)
    .switch(QueueEntry)
    .join(ServicePoint)
    .switch(QueueEntry)
    .join(_doctor, JOIN.LEFT_OUTER, on=(QueueEntry.doctor == _doctor.id))
    .switch(QueueEntry)
    .join(_caller, JOIN.LEFT_OUTER, on=(QueueEntry.called_by == _caller.id))
    .where(QueueEntry.ended_at.is_null())
)
