"""Visits for tests: a test names only what it is about."""

from db.nurse import Triage
from tests.patients import registered
from wema_tui.services.audit.chain_end import new_request_id
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.visits.following import after_triage
from wema_tui.services.visits.opening import check_in
from wema_tui.services.visits.queues import queue_news, service_points


def point(session, code):
    """Return the number of a service point by its code."""
    found = service_points(session, with_closed=True)
    return next(each.id for each in found if each.code == code)


def came(session, name="Asha Juma", to="general", **also):
    """Check somebody in who is registered for it; return what was done."""
    given = {"reason": "Cough", "request_id": new_request_id()}
    given["point_id"] = point(session, to)
    if "patient" not in also:
        also["patient"] = registered(session, name).number
    return check_in(session, **given | also)


def looked_at(nurse, visit_id, urgency="routine"):
    """Let a nurse say how urgent a visit is."""
    with audited_write(nurse, "triage.set", new_request_id()) as act:
        row = {"visit_id": visit_id, "urgency": urgency}
        with_patient = {"patient_id": patient_of(visit_id)}
        post_rows(act, Triage, [row | with_patient])
        after_triage(act, visit_id)
        act.record("triage.set", f"visit:{visit_id}", row)


def patient_of(visit_id):
    """Return the number of a visit's patient. In a transaction."""
    from db.visits import Visit

    return Visit.get_by_id(visit_id).patient_id


def queue_of(session, point_id, **also):
    """Return who waits at a service point, in order."""
    return queue_news(session, point_id, **also).rows


def names(session, code="general", **also):
    """Return who waits at a service point, in order."""
    return [
        row.patient.full_name for row in queue_of(session, point(session, code), **also)
    ]
