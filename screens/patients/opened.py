"""All that stands on a patient's page, read at once for whoever may see it."""

from __future__ import annotations

from dataclasses import dataclass

from wema_tui.services.appointments.lists import coming
from wema_tui.services.appointments.rows import Booked
from wema_tui.services.clinic.settings import settings_of
from wema_tui.services.finance.owing import Owed, owed_by
from wema_tui.services.patients.records import (
    Access,
    PatientPage,
    may_see_records,
    open_patient,
    patient_page,
)
from wema_tui.services.session import Session
from wema_tui.services.visits.queries import VisitBrief, visit_of
from wema_tui.services.wards.queries import BedView, bed_of


@dataclass(frozen=True)
class Opened:
    """What one person may see of a patient now.

    Attributes:
        page: The particulars and the visits.
        access: Why the clinical part is open; None where it is not.
        treats: Whether the person's role ever sees the clinical part.
        visit: The open visit; None for none.
        bed: Where the patient lies; None for nowhere.
        booked: The next appointments.
        owed: What is not paid; nothing for who does not see charges.
        currency: Of the clinic.
    """

    page: PatientPage
    access: Access | None
    treats: bool
    visit: VisitBrief | None
    bed: BedView | None
    booked: tuple[Booked, ...]
    owed: tuple[Owed, ...]
    currency: str

    @property
    def is_closed(self) -> bool:
        """Whether the clinical part is closed to somebody whose work it is."""
        return self.treats and self.access is None


def opened(session: Session, number: int, request_id: str | None = None) -> Opened:
    """Read a patient's page. On the database thread.

    Args:
        session: Who looks.
        number: The patient's.
        request_id: Of the opening, which is written down; None to read it again.

    Raises:
        UnknownPatient: There is none.
        PermissionDenied, SessionEnded, DatabaseTrouble: It cannot be shown.
    """
    if request_id is None:
        page = patient_page(session, number)
    else:
        page = open_patient(session, number, request_id=request_id)
    treats = session.may("records.see")
    return Opened(
        page,
        may_see_records(session, number) if treats else None,
        treats,
        visit_of(session, number) if session.may("visits.see") else None,
        bed_of(session, number) if session.may("wards.see") else None,
        coming(session, number) if session.may("appointments.see") else (),
        owed_by(session, number) if session.may("charges.see") else (),
        settings_of(session.store).currency,
    )
