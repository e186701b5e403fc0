"""End a patient's stay, and say how it ended."""

from __future__ import annotations

from datetime import date

from db.patients import Patient
from db.wards import Admission
from wema_tui.i18n import _
from wema_tui.services.audit.trail import audited_write
from wema_tui.services.session import Session
from wema_tui.services.wards.admitting import ADMIT, end_stay
from wema_tui.services.wards.rows import open_stay, place
from wema_tui.services.wards.rules import LONGEST_NOTE, OUTCOMES
from wema_tui.text import clean


def discharge(
    session: Session, admission_id: int, *, outcome: str, note: str, request_id: str
) -> None:
    """End a stay; the bed is free at once. Safe to repeat.

    Who died is recorded as dead in the same act. The visit stays open: what is
    still to be paid or to be given belongs to it.

    Args:
        session: Who discharges.
        admission_id: Whose stay.
        outcome: One of `OUTCOMES`.
        note: To where, with what; may be empty.
        request_id: Made when the form opened: it counts once.

    Raises:
        NotAdmitted: The patient was discharged already.
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
        patient = stay.admission.patient_id
        Admission.update(
            discharged_at=end_stay(act, stay),
            discharged_by=session.user_id,
            outcome=outcome,
            note=said or None,
        ).where(Admission.id == admission_id).execute()
        if outcome == "died":
            _record_death(patient, act.today)
        act.record(
            "admission.end",
            f"admission:{admission_id}",
            {
                "patient": f"patient:{patient}",
                "outcome": outcome,
                "note": said,
                "before": place(stay.bed),
            },
        )


def _record_death(patient: int, on: date) -> None:
    Patient.update(died_on=on, version=Patient.version + 1).where(
        Patient.id == patient, Patient.died_on.is_null()
    ).execute()
