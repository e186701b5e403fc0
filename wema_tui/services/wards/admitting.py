"""Give a patient a bed, and another one."""

from __future__ import annotations

from typing import Any

from db.visits import Visit
from db.wards import Admission, BedStay
from wema_tui.i18n import _
from wema_tui.services.audit.repeats import subject_of_repeat
from wema_tui.services.audit.trail import Act, audited_write, require
from wema_tui.services.patients.rows import living, numbers_of, survivor_of
from wema_tui.services.patients.rules import subject_of
from wema_tui.services.session import Session
from wema_tui.services.visits.following import after_admission
from wema_tui.services.visits.places import open_visit_of
from wema_tui.services.wards.errors import LiesAlready, NoOpenVisit
from wema_tui.services.wards.rows import (
    free_bed,
    open_stay,
    place,
    stay_of,
)
from wema_tui.services.wards.rules import LONGEST_REASON
from wema_tui.text import clean

ADMIT = "wards.admit"


def admit(
    session: Session, *, visit: int, bed_id: int, reason: str, request_id: str
) -> int:
    """Admit a patient who is here on a visit to a bed that is free. Safe to repeat.

    Args:
        session: Who admits.
        visit: The patient's open visit.
        bed_id: Which bed.
        reason: Why, as the ward should know it.
        request_id: Made when the form opened: it counts once.

    Returns:
        The number of the admission.

    Raises:
        NoOpenVisit, PatientDied, LiesAlready: This patient cannot be admitted.
        UnknownBed, BedTaken: Another bed is needed.
        UnsafeText, EmptyText, LongText: The reason cannot be kept.
        RequestReused: The request id belongs to something else.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, ADMIT, request_id) as act:
        if act.done_before:
            return subject_of_repeat(act, "admission.begin")
        why = clean(reason, what=_("Reason"), limit=LONGEST_REASON)
        number = _to_admit(visit)
        bed = free_bed(bed_id)
        row = Admission.create(
            visit=visit,
            patient=number,
            reason=why,
            admitted_at=act.now,
            admitted_by=session.user_id,
        )
        _lay(act, row, bed, act.now)
        after_admission(act, visit)
        act.record(
            "admission.begin",
            f"admission:{row.id}",
            {
                "patient": subject_of(number),
                "visit": visit,
                "reason": why,
                "after": place(bed),
            },
        )
    return int(row.id)


def visit_to_admit(session: Session, patient: int) -> int:
    """Return the open visit of a patient, whichever of the records it is on.

    Raises:
        NoOpenVisit: There is none.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be known.
    """
    require(session, ADMIT)
    with session.read():
        row = open_visit_of(numbers_of(survivor_of(patient)))
    if row is None:
        raise NoOpenVisit
    return int(row.id)


def move_bed(
    session: Session, admission_id: int, *, bed_id: int, request_id: str
) -> None:
    """Move a patient to another bed that is free, in one act. Safe to repeat.

    Args:
        session: Who moves.
        admission_id: Whose stay.
        bed_id: The new bed, in any ward.
        request_id: Made when the question was put: it counts once.

    Raises:
        NotAdmitted: The patient was discharged.
        UnknownBed, BedTaken: Another bed is needed.
        PermissionDenied, SessionEnded, DatabaseTrouble: Nothing was changed.
    """
    with audited_write(session, ADMIT, request_id) as act:
        if act.done_before:
            return
        stay = open_stay(admission_id)
        bed = free_bed(bed_id)
        at = end_stay(act, stay)
        _lay(act, stay.admission, bed, at)
        act.record(
            "admission.move",
            f"admission:{admission_id}",
            {
                "patient": subject_of(stay.admission.patient_id),
                "before": place(stay.bed),
                "after": place(bed),
            },
        )


def end_stay(act: Act, stay: Any) -> Any:
    """End a bed stay inside the act's write, and return when.

    Not before it began: the clock may have been set back.
    """
    at = max(act.now, stay.begun_at)
    BedStay.update(ended_at=at).where(BedStay.id == stay.id).execute()
    return at


def _lay(act: Act, admission: Any, bed: Any, at: Any) -> None:
    BedStay.create(
        admission=admission, bed=bed, begun_at=at, begun_by=act.session.user_id
    )


def _to_admit(visit: int) -> int:
    """Return the patient of an open visit who can be admitted."""
    row = Visit.get_or_none(Visit.id == visit, Visit.closed_at.is_null())
    if row is None:
        raise NoOpenVisit
    survivor = survivor_of(row.patient_id)
    living(survivor)
    stay = stay_of(numbers_of(survivor))
    if stay is not None:
        raise LiesAlready(stay.bed.ward.name, stay.bed.label)
    return int(row.patient_id)
