"""Rows of wards, for those who change them inside an open write."""

from __future__ import annotations

from typing import Any

from db.wards import Admission, Bed, BedStay, Ward
from wema_tui.i18n import _
from wema_tui.services.wards.errors import (
    BedTaken,
    NotAdmitted,
    UnknownBed,
    UnknownWard,
)
from wema_tui.text import printable


def open_ward(ward_id: int) -> Any:
    """Return a ward that is in use.

    Raises:
        UnknownWard: There is none.
    """
    ward = Ward.get_or_none(Ward.id == ward_id, Ward.closed_at.is_null())
    if ward is None:
        raise UnknownWard
    return ward


def open_bed(bed_id: int) -> Any:
    """Return a bed that is in use, its ward with it.

    Raises:
        UnknownBed: There is none.
    """
    bed = Bed.get_or_none(Bed.id == bed_id, Bed.closed_at.is_null())
    if bed is None:
        raise UnknownBed
    return bed


def free_bed(bed_id: int) -> Any:
    """Return a bed that nobody lies in.

    Raises:
        UnknownBed: There is none.
        BedTaken: Somebody lies in it.
    """
    bed = open_bed(bed_id)
    if BedStay.select().where(BedStay.bed == bed, BedStay.ended_at.is_null()).exists():
        raise BedTaken(
            _("Somebody lies in {ward}, bed {bed}.").format(
                ward=printable(bed.ward.name), bed=printable(bed.label)
            ),
            hint=_("Choose another bed."),
        )
    return bed


def open_stay(admission_id: int) -> Any:
    """Return the bed stay of an admission that has not ended.

    Raises:
        NotAdmitted: The patient was discharged.
    """
    stay = BedStay.get_or_none(
        BedStay.admission == admission_id, BedStay.ended_at.is_null()
    )
    if stay is None:
        raise NotAdmitted
    return stay


def place(bed: Any) -> dict[str, Any]:
    """Return where a bed is, for the audit log."""
    return {"bed_id": bed.id, "bed": bed.label, "ward": bed.ward.name}


def stay_of(patients: tuple[int, ...]) -> Any | None:
    """Return the open bed stay of a patient, whichever of the records it is on."""
    return (
        BedStay.select(BedStay, Admission)
        .join(Admission)
        .where(Admission.patient.in_(patients), BedStay.ended_at.is_null())
        .first()
    )
