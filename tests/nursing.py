"""Visits for tests of the nurse's work: a test names only what it is about."""

from datetime import date

from db.patients import Patient
from db.visits import QueueEntry, ServicePoint, Visit
from tests.clinics import MORNING

GROWN_UP = date(1986, 2, 3)
BABY = date(2026, 1, 20)  # three months in the morning of the tests


def patient(store, *, number=1001, name="Asha Juma", born=GROWN_UP):
    """Put a patient into the tables and return the number."""
    with store.write():
        Patient.insert(
            id=number,
            full_name=name,
            name_key=name.casefold(),
            sex="female",
            born_on=born,
            born_precision="day" if born else None,
            place="",
            contact_name="",
            contact_relation="",
            created_at=MORNING,
            search_key=name.casefold(),
        ).execute()
    return number


def visit(store, *, waits_at="triage", at=MORNING, token=1, **about):
    """Check a new patient in and return the visit's number."""
    number = patient(store, **about)
    with store.write():
        point = ServicePoint.get(ServicePoint.code == "general")
        opened = Visit.create(
            patient=number, opened_at=at, day=at.date(), reason="cough", point=point
        )
        if waits_at:
            QueueEntry.create(
                visit=opened,
                point=ServicePoint.get(ServicePoint.code == waits_at),
                day=at.date(),
                token=token,
                entered_at=at,
            )
    return opened.id


def close(store, visit_id):
    """End a visit."""
    with store.write():
        Visit.update(closed_at=MORNING, outcome="ended").where(
            Visit.id == visit_id
        ).execute()
