"""Call, send on, and let go: what moves a patient through the clinic."""

from __future__ import annotations

from typing import Any

from db.patients import Patient
from db.visits import QueueEntry, ServicePoint, Visit
from wema_tui.i18n import _
from wema_tui.services.audit.repeats import told_by_repeat
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.patients.rules import subject_of
from wema_tui.services.session import Session
from wema_tui.services.visits.errors import (
    AlreadyCalled,
    NobodyWaits,
    StillOnWard,
    UnknownVisit,
    VisitOver,
)
from wema_tui.services.visits.places import (
    caller_of,
    close,
    close_if_over,
    doctor_named,
    end_places,
    enter,
    is_admitted,
    open_visit,
    places_of,
)
from wema_tui.services.visits.points import open_point, point_inside
from wema_tui.services.visits.queues import Waiting, place_inside, queue_inside
from wema_tui.services.visits.rules import OUTCOMES
from wema_tui.text import clean


def call_next(session: Session, point_id: int, *, request_id: str) -> Waiting:
    """Call whoever comes first at a service point. Safe to repeat.

    Of those who wait for anybody, or for this person alone. Two who call at the
    same moment never get the same patient.

    Raises:
        NobodyWaits: There is nobody to be called.
        UnknownPoint: There is no such service point.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nobody was called.
    """
    with audited_write(session, "visits.move", request_id) as act:
        if act.done_before:
            return _called_by(act)
        point_inside(point_id)
        for first in queue_inside(point_id, act.now, mine=session.user_id):
            if not first.is_called:
                return _call(act, first.entry_id)
        raise NobodyWaits


def call(session: Session, entry_id: int, *, request_id: str) -> Waiting:
    """Call one who waits, out of turn if need be. Safe to repeat.

    Raises:
        UnknownVisit, VisitOver: The patient does not wait there any more.
        AlreadyCalled: Somebody has called the patient.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nobody was called.
    """
    with audited_write(session, "visits.move", request_id) as act:
        if act.done_before:
            return _called_by(act)
        row = _place(entry_id)
        if row.called_at is not None:
            raise AlreadyCalled(
                _("{name} has called this patient already.").format(
                    name=caller_of(row)
                ),
                hint=_("Call the next one."),
            )
        return _call(act, entry_id)


def put_back(session: Session, entry_id: int, *, request_id: str) -> None:
    """Take a call back: nobody came, or it was the wrong one. Safe to repeat.

    The patient keeps the place in the queue.

    Raises:
        UnknownVisit, VisitOver: The patient does not wait there any more.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "visits.move", request_id) as act:
        if act.done_before:
            return
        row = _place(entry_id)
        QueueEntry.update(called_at=None, called_by=None).where(
            QueueEntry.id == entry_id
        ).execute()
        _record(act, "visit.put_back", row.visit, {"point": row.point.code})


def send_on(
    session: Session,
    visit_id: int,
    point_id: int,
    *,
    doctor_id: int | None = None,
    request_id: str,
) -> str:
    """Send a patient to another service point, also back to triage. Safe to repeat.

    Args:
        session: Who sends.
        visit_id: Whom.
        point_id: Where.
        doctor_id: To this doctor alone; None for whoever is there.
        request_id: Made when the form opened: it counts once.

    Returns:
        The new token.

    Raises:
        UnknownVisit, VisitOver: There is no such visit, or it has ended.
        UnknownPoint: Nobody is sent there.
        WaitsThere: The patient waits there already.
        NoSuchDoctor: The account is no doctor's.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "visits.move", request_id) as act:
        if act.done_before:
            return str(told_by_repeat(act, "visit.send_on")["token"])
        visit, point = open_visit(visit_id), open_point(point_id)
        doctor = doctor_named(doctor_id)
        before = [row for row in places_of(visit_id) if row.point_id != point_id]
        end_places(act, before)
        token = enter(act, visit, point, doctor)
        told = {
            "from": [row.point.code for row in before],
            "to": point.code,
            "token": token,
        }
        _record(act, "visit.send_on", visit, told | {"doctor": doctor})
        return token


def finish(session: Session, entry_id: int, *, request_id: str) -> None:
    """Say that a patient is done at a service point. Safe to repeat.

    The visit closes by itself when a doctor has seen the patient, or the place that
    the patient came for, and nothing is open in it any more.

    Raises:
        UnknownVisit, VisitOver: The patient does not wait there any more.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, "visits.move", request_id) as act:
        if act.done_before:
            return
        row = _place(entry_id)
        end_places(act, [row], "seen")
        has_ended = close_if_over(act, row.visit_id)
        told = {"point": row.point.code, "has_ended": has_ended}
        _record(act, "visit.finish", row.visit, told)


def leave(session: Session, visit_id: int, *, reason: str, request_id: str) -> None:
    """Say that a patient has left without being seen. Safe to repeat.

    Args:
        session: Who says so.
        visit_id: Whose visit: it ends.
        reason: Why; in the audit log.
        request_id: Made when the form opened: it counts once.

    Raises:
        UnsafeText, EmptyText, LongText: The reason cannot be kept.
        UnknownVisit, VisitOver: There is no such visit, or it has ended.
        StillOnWard: The patient lies on a ward.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    require(session, "visits.move")
    reason = clean(reason, what=_("Reason"), limit=300)
    with audited_write(session, "visits.move", request_id) as act:
        if not act.done_before:
            _end(act, visit_id, "left", {"reason": reason})


def end_visit(
    session: Session, visit_id: int, *, outcome: str = "ended", request_id: str
) -> None:
    """End a visit, whatever is open in it but a bed. Safe to repeat.

    What is owed stays owed.

    Args:
        session: Who ends it.
        visit_id: Which.
        outcome: ended, referred or died.
        request_id: Made when the question was put: it counts once.

    Raises:
        UnknownVisit, VisitOver: There is no such visit, or it has ended.
        StillOnWard: The patient lies on a ward.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
        ValueError: There is no such outcome.
    """
    with audited_write(session, "visits.move", request_id) as act:
        if act.done_before:
            return
        if outcome not in OUTCOMES or outcome == "left":
            raise ValueError(f"a visit does not end so: {outcome}")
        _end(act, visit_id, outcome, {})


def _end(act: Act, visit_id: int, outcome: str, told: dict[str, Any]) -> None:
    visit = open_visit(visit_id)
    if is_admitted(visit_id):
        raise StillOnWard(
            _("The patient lies on a ward."), hint=_("Discharge the patient first.")
        )
    how = "left" if outcome == "left" else None
    close(act, visit_id, outcome, how)
    action = "visit.left" if outcome == "left" else "visit.end"
    _record(act, action, visit, told | {"outcome": outcome})


def _place(entry_id: int) -> Any:
    """Return a place in a queue that nobody has ended.

    Raises:
        UnknownVisit, VisitOver: There is none.
    """
    found = (
        QueueEntry.select(QueueEntry, Visit, Patient, ServicePoint)
        .join(Visit)
        .join(Patient)
        .switch(QueueEntry)
        .join(ServicePoint)
        .where(QueueEntry.id == entry_id)
    )
    for row in found:
        if row.ended_at is None:
            return row
        raise VisitOver(
            _("The patient does not wait there any more."),
            hint=_("Look at the queue again."),
        )
    raise UnknownVisit(_("There is no such visit."), hint=_("Look at the queue again."))


def _call(act: Act, entry_id: int) -> Waiting:
    QueueEntry.update(called_at=act.now, called_by=act.session.user_id).where(
        QueueEntry.id == entry_id
    ).execute()
    row = _place(entry_id)
    _record(act, "visit.call", row.visit, {"point": row.point.code, "place": entry_id})
    return place_inside(entry_id, act.now)


def _called_by(act: Act) -> Waiting:
    place = int(told_by_repeat(act, "visit.call")["place"])
    _place(place)  # somebody may have ended it since
    return place_inside(place, act.now)


def _record(act: Act, action: str, visit: Any, told: dict[str, Any]) -> None:
    patient = subject_of(visit.patient_id)
    act.record(action, f"visit:{visit.id}", told | {"patient": patient})
