"""Who opens a record is written down; who sees the clinical part, and why."""

from dataclasses import replace

import pytest

from db.price_list import Insurer
from db.visits import ServicePoint, Visit
from tests.patients import registered
from tests.truth import lies, rows_of
from wema_tui.services.emergency.opening import end_emergency, open_emergency
from wema_tui.services.patients.merging import merge_patients, undo_merge
from wema_tui.services.patients.records import (
    Access,
    RecordClosed,
    may_see_records,
    open_patient,
    patient_page,
    require_records,
)
from wema_tui.services.patients.rows import UnknownPatient
from wema_tui.services.session import PermissionDenied


@pytest.fixture
def nurse(session_of):
    return session_of("NURSE")


@pytest.fixture
def asha(receptionist):
    """The number of a patient who has never been here."""
    return registered(receptionist).number


def came(store, clock, number, **also):
    """A visit that was opened now."""
    with store.write():
        return Visit.create(
            patient=number,
            opened_at=clock.now(),
            day=clock.today(),
            reason="a cough",
            point=ServicePoint.get(ServicePoint.kind == "consultation"),
            **also,
        )


def close(store, visit, at):
    with store.write():
        Visit.update(closed_at=at, outcome="ended").where(
            Visit.id == visit.id
        ).execute()


def test_who_opens_a_record_is_in_the_log_once(store, clinic, receptionist, asha):
    for _ in range(2):
        page = open_patient(receptionist, asha, request_id="o1")
    assert page.row.full_name == page.particulars.full_name == "Asha Juma"
    assert (page.version, page.created_by) == (1, "RECEPTION person")
    with store.read():
        opened = [e for e in rows_of(store, "audit_entries") if e["request_id"] == "o1"]
    assert [(e["action"], e["subject"]) for e in opened] == [
        ("patient.open", "patient:1001")
    ]
    assert opened[0]["user_id"] == receptionist.user_id
    assert lies(store, clinic.key) == []


def test_there_is_no_record_of_nobody(receptionist):
    with pytest.raises(UnknownPatient, match="There is no patient P4711"):
        open_patient(receptionist, 4711, request_id="o1")


def test_a_record_shows_the_visits_of_all_that_were_merged(
    store, clock, receptionist, asha
):
    other = registered(receptionist, "Asha J").number
    first = came(store, clock, asha)
    clock.move(days=400)
    second = came(store, clock, other)
    merge_patients(receptionist, other, asha, reason="one card", request_id="m1")
    visits = patient_page(receptionist, asha).visits
    assert [(v.id, v.number) for v in visits] == [(second.id, other), (first.id, asha)]
    undo_merge(receptionist, other, reason="two cards", request_id="u1")
    assert [v.id for v in patient_page(receptionist, asha).visits] == [first.id]


def test_clinical_data_are_for_those_who_treat_while_they_treat(
    store, clock, nurse, asha
):
    assert may_see_records(nurse, asha) is None
    visit = came(store, clock, asha)
    clock.move(days=90)
    assert may_see_records(nurse, asha) == Access()
    close(store, visit, clock.now())
    clock.move(days=29, hours=23)
    assert require_records(nurse, asha).told == {}
    clock.move(hours=1)
    with pytest.raises(RecordClosed) as caught:
        require_records(nurse, asha)
    assert "P1001U is not in care here now" in caught.value.sentence
    assert ":emergency" in caught.value.hint


def test_an_emergency_access_opens_it_and_is_named(nurse, session_of, asha):
    grant = open_emergency(
        nurse,
        patient="P1001U",
        kind="life_threatening",
        reason="unconscious at the door",
        request_id="e1",
    )
    assert require_records(nurse, asha).told == {"emergency": grant.id}
    assert may_see_records(session_of("DOCTOR"), asha) is None
    end_emergency(nurse, grant.id, request_id="e2")
    assert may_see_records(nurse, asha) is None


def test_a_visit_under_a_merged_number_counts(store, clock, nurse, receptionist, asha):
    other = registered(receptionist, "Asha J").number
    came(store, clock, other)
    merge_patients(receptionist, other, asha, reason="one card", request_id="m1")
    assert may_see_records(nurse, asha) == may_see_records(nurse, other) == Access()


def test_other_roles_never_see_clinical_data(store, clock, session_of, asha):
    came(store, clock, asha)
    for role in ("ADMIN", "RECEPTION", "PHARMACY", "LAB", "FINANCE"):
        with pytest.raises(PermissionDenied):
            may_see_records(session_of(role), asha)


def test_who_waits_for_approval_is_told_no_and_not_accused(store, nurse, asha):
    waiting = replace(nurse, is_approved=False)
    assert may_see_records(waiting, asha) is None
    with store.read():
        acts = [entry["action"] for entry in rows_of(store, "audit_entries")]
    assert "permission.denied" not in acts


def test_who_pays_is_shown_by_the_code(store, clock, receptionist):
    with store.write():
        fund = Insurer.create(code="JUBILEE", name="A fund", created_at=clock.now())
    row = registered(receptionist, insurer_id=fund.id, member_number="77")
    assert (row.insurer, row.insurer_id) == ("JUBILEE", fund.id)
    page = patient_page(receptionist, row.number)
    assert page.particulars.insurer_id == fund.id
