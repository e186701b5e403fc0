"""What follows in the queues from what other departments have written.

Each is called inside the other's open act, and says in its entry what it did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.visits import ServicePoint
from wema_tui.services.audit.trail import Act
from wema_tui.services.visits.places import (
    end_places,
    enter,
    open_visit,
    places_of,
    wanted_of,
)
from wema_tui.services.visits.points import point_inside, point_words
from wema_tui.services.visits.rules import TRIAGE


@dataclass(frozen=True)
class NextPlace:
    """Where a patient was sent.

    Attributes:
        point: Name of the service point.
        token: As it is called out there: `A12`.
    """

    point: str
    token: str


def after_triage(act: Act, visit_id: int) -> NextPlace | None:
    """Send a patient whom a nurse has looked at to where they were to go.

    Who waits nowhere for a nurse stays in the queue, at the place that the new
    urgency gives. To be called before `act.record`.

    Returns:
        Where the patient waits from now on; None if nothing has changed.

    Raises:
        UnknownVisit, VisitOver: There is no such visit, or it has ended.
    """
    visit = open_visit(visit_id)
    places = places_of(visit_id)
    triage = [row for row in places if row.point.kind == TRIAGE]
    end_places(act, triage, "seen")
    wanted, doctor = wanted_of(visit)
    waits_there = any(row.point_id == wanted for row in places)
    if not triage or waits_there:
        return None
    point = point_inside(wanted)
    token = enter(act, visit, point, doctor)
    act.told["queue"] = {"to": point.code, "token": token}
    return NextPlace(point.name, token)


def place_told(body: Mapping[str, Any]) -> NextPlace | None:
    """Return what `after_triage` returned, by the entry of that act. In a transaction.

    Args:
        body: Of the entry.
    """
    if "queue" not in body:
        return None
    code, token = body["queue"]["to"], body["queue"]["token"]
    point = ServicePoint.get(ServicePoint.code == code)
    return NextPlace(point_words(code, point.name), token)


def after_admission(act: Act, visit_id: int) -> None:
    """Take a patient who has a bed now out of every queue.

    To be called before `act.record`.
    """
    places = places_of(visit_id)
    end_places(act, places, "seen")
    act.told["queue"] = {"from": [row.point.code for row in places]}
