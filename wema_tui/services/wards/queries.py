"""Who lies where now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.patients import Patient
from db.wards import Admission, Bed, BedStay, Ward
from wema_tui.services.audit.trail import require
from wema_tui.services.session import Session
from wema_tui.services.wards.rules import bed_order
from wema_tui.text import folded

SEE = "wards.see"


@dataclass(frozen=True)
class Lying:
    """A patient in a bed.

    Attributes:
        admission_id: The stay.
        visit_id: The visit it belongs to.
        patient: The patient's number.
        full_name: As the patient writes it.
        sex: female, male, unknown.
        born_on: None for unknown.
        born_precision: How well it is known; None with it.
        admitted_at: When the stay began.
        reason: Why, as it was written.
    """

    admission_id: int
    visit_id: int
    patient: int
    full_name: str
    sex: str
    born_on: date | None
    born_precision: str | None
    admitted_at: datetime
    reason: str


@dataclass(frozen=True)
class BedView:
    """A bed in use.

    Attributes:
        bed_id: Its row.
        label: Its name in the ward.
        lies: Who lies in it; None when it is free.
    """

    bed_id: int
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
        lying = {stay.bed_id: _lying(stay) for stay in _open_stays()}
    of_ward = defaultdict(list)
    for bed in sorted(beds, key=lambda bed: bed_order(bed.label)):
        of_ward[bed.ward_id].append(BedView(bed.id, bed.label, lying.get(bed.id)))
    views = (WardView(w.id, w.name, tuple(of_ward[w.id])) for w in wards)
    return tuple(sorted(views, key=lambda ward: folded(ward.name)))


def _open_stays() -> Any:
    return (
        BedStay.select(BedStay, Admission, Patient)
        .join(Admission)
        .join(Patient)
        .where(BedStay.ended_at.is_null())
    )


def _lying(stay: Any) -> Lying:
    admission = stay.admission
    patient = admission.patient
    return Lying(
        admission_id=admission.id,
        visit_id=admission.visit_id,
        patient=patient.id,
        full_name=patient.full_name,
        sex=patient.sex,
        born_on=patient.born_on,
        born_precision=patient.born_precision,
        admitted_at=admission.admitted_at,
        reason=admission.reason,
    )
