"""What follows in the queues from what other departments have written.

Each is called inside the other's open act, and says in its entry what it did.
"""

from __future__ import annotations

from wema_tui.services.audit.trail import Act
from wema_tui.services.visits.places import (
    end_places,
    enter,
    open_visit,
    places_of,
    wanted_of,
)
from wema_tui.services.visits.points import point_inside
from wema_tui.services.visits.rules import TRIAGE


def after_triage(act: Act, visit_id: int) -> None:
    """Send a patient whom a nurse has looked at to where they were to go.

    Who waits nowhere for a nurse stays in the queue, at the place that the new
    urgency gives. To be called before `act.record`.

    Raises:
        UnknownVisit, VisitOver: There is no such visit, or it has ended.
    """
    visit = open_visit(visit_id)
    places = places_of(visit_id)
    triage = [row for row in places if row.point.kind == TRIAGE]
    end_places(act, triage, "seen")
    wanted, doctor = wanted_of(visit)
    waits_there = any(row.point_id == wanted for row in places)
    if triage and not waits_there:
        point = point_inside(wanted)
        token = enter(act, visit, point, doctor)
        act.told["queue"] = {"to": point.code, "token": token}


def after_admission(act: Act, visit_id: int) -> None:
    """Take a patient who has a bed now out of every queue.

    To be called before `act.record`.
    """
    places = places_of(visit_id)
    end_places(act, places, "seen")
    act.told["queue"] = {"from": [row.point.code for row in places]}
