"""Triage: how urgent a visit is, with what was measured, in one act."""

from __future__ import annotations

from collections.abc import Mapping

from db.nurse import Triage
from wema_tui.i18n import _
from wema_tui.services.audit.posting import post_rows
from wema_tui.services.audit.repeats import told_by_repeat
from wema_tui.services.audit.trail import audited_write, require
from wema_tui.services.nurse.judging import suggest
from wema_tui.services.nurse.visits import open_visit
from wema_tui.services.nurse.vitals import post_vitals
from wema_tui.services.session import Session
from wema_tui.services.visits.following import NextPlace, after_triage, place_told
from wema_tui.services.visits.rules import URGENCIES
from wema_tui.text import clean

LONGEST_NOTE = 500


def set_triage(
    session: Session,
    *,
    visit: int,
    urgency: str,
    note: str = "",
    vitals: Mapping[str, int],
    confirmed: frozenset[str] = frozenset(),
    request_id: str,
) -> NextPlace | None:
    """Say how urgent a visit is; the newest counts. Safe to repeat.

    No sign is required: an emergency does not wait for a thermometer.

    Args:
        session: Who decides.
        visit: About which visit.
        urgency: One of `URGENCIES`, whatever the signs suggest.
        note: What was seen and heard.
        vitals: Sign -> value in its smallest unit.
        confirmed: Improbable ones that are right all the same.
        request_id: Made when the form opened.

    Returns:
        Where the patient goes from triage; None for whoever did not wait there.

    Raises:
        ImpossibleSign: Nobody alive has such a value.
        NotConfirmed: One is improbable at this age.
        UnknownVisit, VisitOver: There is no such visit, or it has ended.
        LongText, UnsafeText: The note cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was written.
        RequestReused: The request id belongs to something else.
        ValueError: There is no such urgency.
    """
    require(session, "triage.set")
    if vitals:
        require(session, "vitals.record")
    with audited_write(session, "triage.set", request_id) as act:
        if urgency not in URGENCIES:
            raise ValueError(f"no urgency: {urgency}")
        if act.done_before:
            return place_told(told_by_repeat(act, "triage.set"))
        about = open_visit(visit, act.today)
        row = {
            "visit_id": about.id,
            "patient_id": about.patient,
            "urgency": urgency,
            "note": cleaned_note(note),
        }
        post_rows(act, Triage, [row])
        if vitals:
            post_vitals(act, about, vitals, confirmed)
        sent = after_triage(act, about.id)
        suggested = suggest(vitals, about.age).urgency
        act.record(
            "triage.set",
            about.subject,
            {
                "patient": about.patient_subject,
                "urgency": urgency,
                "suggested": suggested,
            },
        )
        return sent


def cleaned_note(note: str) -> str | None:
    """Return a note as it is kept; None for an empty one.

    Raises:
        LongText, UnsafeText: It cannot be kept.
    """
    return clean(note, what=_("Note"), limit=LONGEST_NOTE, required=False) or None
