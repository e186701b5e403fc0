"""End a patient's stay, and say how it ended."""

from __future__ import annotations

from typing import Any

from db.wards import Admission
from wema_tui.i18n import _
from wema_tui.services.audit.trail import Act, audited_write
from wema_tui.services.patients.changing import note_death
from wema_tui.services.patients.rows import patient, survivor_of
from wema_tui.services.patients.rules import subject_of
from wema_tui.services.session import Session
from wema_tui.services.visits.places import close, close_if_over
from wema_tui.services.wards.admitting import ADMIT, end_stay
from wema_tui.services.wards.rows import open_stay, place
from wema_tui.services.wards.rules import LONGEST_NOTE, OUTCOMES
from wema_tui.text import clean


def discharge(
    session: Session, admission_id: int, *, outcome: str, note: str, request_id: str
) -> None:
    """End a stay; the bed is free at once. Safe to repeat.

    Who died is recorded as dead in the same act, and the visit ends. Of others it
    ends when nothing is open in it any more.

    Args:
        session: Who discharges.
        admission_id: Whose stay.
        outcome: One of `OUTCOMES`.
        note: To where, with what; may be empty.
        request_id: Made when the form opened: it counts once.

    Raises:
        NotAdmitted: The patient was discharged already.
        NoDeath: Who died cannot have died today, says the record.
        UnsafeText, LongText: The note cannot be kept.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
        ValueError: There is no such outcome.
    """
    with audited_write(session, ADMIT, request_id) as act:
        if act.done_before:
            return
        if outcome not in OUTCOMES:
            raise ValueError(f"no outcome of a stay: {outcome}")
        said = clean(note, what=_("Note"), limit=LONGEST_NOTE, required=False)
        stay = open_stay(admission_id)
        number = stay.admission.patient_id
        Admission.update(
            discharged_at=end_stay(act, stay),
            discharged_by=session.user_id,
            outcome=outcome,
            note=said or None,
        ).where(Admission.id == admission_id).execute()
        has_ended = _leave(act, stay.admission.visit_id, outcome)
        told = _note_death(act, number) if outcome == "died" else {}
        act.record(
            "admission.end",
            f"admission:{admission_id}",
            told
            | {
                "patient": subject_of(number),
                "outcome": outcome,
                "note": said,
                "visit_ended": has_ended,
                "before": place(stay.bed),
            },
        )


def _leave(act: Act, visit_id: int, outcome: str) -> bool:
    """End the visit if nothing is open in it any more; return whether it ended."""
    if outcome == "died":
        close(act, visit_id, "died")
        return True
    return close_if_over(act, visit_id)


def _note_death(act: Act, number: int) -> dict[str, Any]:
    """Record the death, unless the desk has done so already."""
    survivor = survivor_of(number)
    if patient(survivor).died_on is not None:
        return {}
    return note_death(act, survivor, act.today)
