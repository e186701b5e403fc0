"""Places in queues, and the end of a visit: written inside an act that is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from peewee import fn

from db.patients import Patient
from db.people import User
from db.visits import QueueEntry, ServicePoint, Visit
from db.wards import Admission
from wema_tui.i18n import _
from wema_tui.services.audit.trail import Act
from wema_tui.services.visits.errors import (
    NoSuchDoctor,
    UnknownVisit,
    VisitOver,
    WaitsThere,
)
from wema_tui.services.visits.points import Point, is_doctor_here, point_words
from wema_tui.services.visits.rules import CONSULTATION, token_words
from wema_tui.services.visits.stages import Facts, Place, is_over


def open_visit(visit_id: int) -> Any:
    """Return the row of a visit that has not ended, with its patient.

    Raises:
        UnknownVisit: There is none with this number.
        VisitOver: It has ended.
    """
    found = Visit.select(Visit, Patient).join(Patient).where(Visit.id == visit_id)
    for row in found:
        if row.closed_at is not None:
            raise VisitOver(
                _("This visit has ended."), hint=_("Check the patient in again.")
            )
        return row
    raise UnknownVisit(_("There is no such visit."), hint=_("Look at the queue again."))


def enter(act: Act, visit: Any, point: Point, doctor_id: int | None) -> str:
    """Put a patient into a queue, and return the token.

    Numbers begin at 1 on each day of the clinic, but for those with which somebody
    still waits from the day before. The write lock is held: no two desks get the
    same one.

    Raises:
        WaitsThere: The patient waits there already.
    """
    if any(row.point_id == point.id for row in places_of(visit.id)):
        raise WaitsThere(
            _("The patient waits there already: {point}.").format(point=point.name),
            hint=_("Nothing was changed."),
        )
    token = _next_token(point.id, act.today)
    QueueEntry.create(
        visit=visit,
        point=point.id,
        doctor=doctor_id,
        day=act.today,
        token=token,
        entered_at=act.now,
        entered_by=act.session.user_id,
    )
    return token_words(point.letter, token)


def places_of(visit_id: int) -> list[Any]:
    """Return the rows of the queues that a patient stands in now."""
    return list(
        QueueEntry.select(QueueEntry, ServicePoint)
        .join(ServicePoint)
        .where(QueueEntry.visit == visit_id, QueueEntry.ended_at.is_null())
        .order_by(QueueEntry.id)
    )


def wanted_of(visit: Any) -> tuple[int, int | None]:
    """Return the service point and the doctor that a patient in triage goes to next.

    Where the patient was last sent for a consultation; else what was asked for at
    check-in. In a transaction.
    """
    last = (
        QueueEntry.select()
        .join(ServicePoint)
        .where(QueueEntry.visit == visit.id, ServicePoint.kind == CONSULTATION)
        .order_by(QueueEntry.id.desc())
        .first()
    )
    asked = visit if last is None else last
    return asked.point_id, asked.doctor_id


def end_places(act: Act, places: Iterable[Any], how: str | None = None) -> None:
    """Take a patient out of queues.

    Args:
        act: Why.
        places: Rows of them.
        how: One word for all; None for seen where the patient was called, moved
            where not.
    """
    for row in places:
        ended = how or ("moved" if row.called_at is None else "seen")
        QueueEntry.update(
            ended_at=act.now, ended_by=act.session.user_id, how=ended
        ).where(QueueEntry.id == row.id).execute()


def close(act: Act, visit_id: int, outcome: str, how: str | None = None) -> None:
    """End a visit, and take the patient out of every queue."""
    end_places(act, places_of(visit_id), how)
    Visit.update(
        closed_at=act.now, closed_by=act.session.user_id, outcome=outcome
    ).where(Visit.id == visit_id).execute()


def close_if_over(act: Act, visit_id: int) -> bool:
    """End a visit in which nothing is open any more; return whether it was so."""
    is_now_over = is_over(facts_of(Visit.get_by_id(visit_id)))
    if is_now_over:
        close(act, visit_id, "ended")
    return is_now_over


def facts_of(visit: Any) -> Facts:
    """Return what is known of a visit, for its stage. In a transaction."""
    places = tuple(
        Place(
            row.point.kind,
            point_words(row.point.code, row.point.name),
            row.called_at is not None,
        )
        for row in places_of(visit.id)
    )
    ended = (
        QueueEntry.select(QueueEntry, ServicePoint)
        .join(ServicePoint)
        .where(QueueEntry.visit == visit.id, QueueEntry.how == "seen")
    )
    was_seen = any(
        row.point.kind == CONSULTATION or row.point_id == visit.point_id
        for row in ended
    )
    stays = Admission.select().where(Admission.visit == visit.id)
    return Facts(
        outcome=visit.outcome,
        is_admitted=is_admitted(visit.id),
        places=places,
        was_seen=was_seen or stays.exists(),
    )


def open_visit_of(numbers: Iterable[int]) -> Any | None:
    """Return the row of the one visit of a person that has not ended, or None.

    Of two that were open when their records were merged, the later one.

    Args:
        numbers: Of all records of that person. In a transaction.
    """
    here = Visit.patient.in_(tuple(numbers)) & Visit.closed_at.is_null()
    return Visit.select().where(here).order_by(Visit.id.desc()).first()


def is_admitted(visit_id: int) -> bool:
    """Return whether the patient lies on a ward in this visit. In a transaction."""
    here = (Admission.visit == visit_id) & Admission.discharged_at.is_null()
    return bool(Admission.select().where(here).exists())


def caller_of(place: Any) -> str:
    """Return the name of whoever has called a patient. In a transaction."""
    return str(User.get_by_id(place.called_by_id).full_name)


def doctor_named(doctor_id: int | None) -> int | None:
    """Return the account of a doctor who works here, or None for none.

    Raises:
        NoSuchDoctor: It is no doctor's, or closed.
    """
    if doctor_id is None:
        return None
    row = User.get_or_none(User.id == doctor_id)
    if row is None or not is_doctor_here(row):
        raise NoSuchDoctor(
            _("This is no doctor who works here."), hint=_("Choose one of the list.")
        )
    return doctor_id


def _next_token(point_id: int, day: date) -> int:
    last = (
        QueueEntry.select(fn.MAX(QueueEntry.token))
        .where(QueueEntry.point == point_id, QueueEntry.day == day)
        .scalar()
    )
    waiting = QueueEntry.select(QueueEntry.token).where(
        QueueEntry.point == point_id,
        QueueEntry.day < day,
        QueueEntry.ended_at.is_null(),
    )
    taken = {row.token for row in waiting}
    return next(each for each in count(int(last or 0) + 1) if each not in taken)
