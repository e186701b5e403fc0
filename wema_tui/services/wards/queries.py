"""Who lies where now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.wards import Admission, Bed, BedStay, Ward
from wema_tui.services.audit.trail import require
from wema_tui.services.patients.rows import (
    PatientRow,
    numbers_of,
    patient_brief,
    survivor_of,
)
from wema_tui.services.session import Session
from wema_tui.services.wards.rows import stay_of
from wema_tui.services.wards.rules import bed_order
from wema_tui.text import folded

SEE = "wards.see"


@dataclass(frozen=True)
class Lying:
    """A patient in a bed.

    Attributes:
        admission_id: The stay.
        visit_id: The visit it belongs to.
        patient: As in lists; of merged records the one that is in force.
        admitted_at: When the stay began.
        reason: Why, as it was written.
    """

    admission_id: int
    visit_id: int
    patient: PatientRow
    admitted_at: datetime
    reason: str


@dataclass(frozen=True)
class BedView:
    """A bed in use.

    Attributes:
        bed_id: Its row.
        ward: The name of its ward.
        label: Its own name there.
        lies: Who lies in it; None when it is free.
    """

    bed_id: int
    ward: str
    label: str
    lies: Lying | None


@dataclass(frozen=True)
class WardView:
    """A ward in use.

    Attributes:
        ward_id: Its row.
        name: As the clinic calls it.
        beds: In the order of their names.
    """

    ward_id: int
    name: str
    beds: tuple[BedView, ...]

    @property
    def taken(self) -> int:
        """How many of its beds somebody lies in."""
        return sum(bed.lies is not None for bed in self.beds)

    @property
    def free(self) -> int:
        """How many of its beds are free."""
        return len(self.beds) - self.taken


def wards_and_beds(session: Session) -> tuple[WardView, ...]:
    """Return every ward in use with its beds and who lies in them, by name.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: They cannot be shown.
    """
    require(session, SEE)
    with session.read():
        wards = list(Ward.select().where(Ward.closed_at.is_null()))
        beds = list(Bed.select().where(Bed.closed_at.is_null()))
        lying = _lying()
    of_ward = defaultdict(list)
    for bed in sorted(beds, key=lambda bed: bed_order(bed.label)):
        of_ward[bed.ward_id].append(bed)
    views = (
        WardView(
            ward.id,
            ward.name,
            tuple(
                BedView(bed.id, ward.name, bed.label, lying.get(bed.id))
                for bed in of_ward[ward.id]
            ),
        )
        for ward in wards
    )
    return tuple(sorted(views, key=lambda ward: folded(ward.name)))


def bed_of(session: Session, number: int) -> BedView | None:
    """Return the bed that a patient lies in, whichever record it is on; or None.

    Raises:
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    require(session, SEE)
    with session.read():
        stay = stay_of(numbers_of(survivor_of(number)))
        if stay is None:
            return None
        bed = stay.bed
        return BedView(bed.id, bed.ward.name, bed.label, _lies(stay))


def _lying() -> dict[int, Lying]:
    """Return who lies in which bed."""
    stays = BedStay.select(BedStay, Admission).join(Admission)
    here = stays.where(BedStay.ended_at.is_null())
    return {stay.bed_id: _lies(stay) for stay in here}


def _lies(stay: Any) -> Lying:
    return Lying(
        admission_id=stay.admission.id,
        visit_id=stay.admission.visit_id,
        patient=patient_brief(survivor_of(stay.admission.patient_id)),
        admitted_at=stay.admission.admitted_at,
        reason=stay.admission.reason,
    )
