"""Emergency access: at once, for eight hours, and looked at by another person."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from db.access import EmergencyAccess
from tests.at_once import at_once
from tests.factories import acts
from tests.hostile import HOSTILE
from tests.patients import registered
from tests.truth import lies, rows_of
from wema_tui.errors import WemaError
from wema_tui.services.auth.sign_in import resume
from wema_tui.services.emergency.opening import (
    KINDS,
    AlreadyOpen,
    NotOpen,
    ReasonTooShort,
    access_to,
    end_emergency,
    open_emergency,
    open_now,
)
from wema_tui.services.emergency.reviewing import (
    NoteMissing,
    OwnEmergency,
    ReviewedAlready,
    StillOpen,
    done_under,
    review,
    unreviewed,
)
from wema_tui.services.patients.merging import merge_patients
from wema_tui.services.patients.records import may_see_records, open_patient
from wema_tui.services.patients.rows import UnknownPatient
from wema_tui.services.patients.rules import WrongMedicalId, medical_id
from wema_tui.services.session import PermissionDenied
from wema_tui.text import EmptyText

REASON = "unconscious, allergies unknown"
PATIENT = "patient:1001"


@pytest.fixture(autouse=True)
def two_patients(receptionist):
    """P1001U, and P1002S."""
    registered(receptionist)
    registered(receptionist, "Juma Ali")


@pytest.fixture
def doctor(session_of):
    return session_of("DOCTOR")


def opened(session, request_id="open-1", **also):
    values = {"patient": "p 1001 u", "kind": "life_threatening", "reason": REASON}
    return open_emergency(session, **values | also, request_id=request_id)


def entries(store, action):
    with store.read():
        rows = rows_of(store, "audit_entries")
    return [row for row in rows if row["action"] == action]


def waiting(store):
    with store.read():
        found = rows_of(store, "emergency_accesses")
    return sum(row["reviewed_at"] is None for row in found)


# -- open ----------------------------------------------------------------------------


def test_whoever_says_why_has_the_record_at_once_for_eight_hours(
    store, clinic, clock, doctor
):
    grant = opened(doctor)
    assert access_to(doctor, PATIENT) == grant
    assert (grant.patient, grant.number) == (PATIENT, "P1001U")
    assert grant.full_name == "Asha Juma"
    assert grant.ends_at - clock.now() == timedelta(hours=8)
    assert open_now(doctor) == (grant,)
    (entry,) = entries(store, "emergency.open")
    assert entry["subject"] == PATIENT
    assert json.loads(entry["body"]) == {
        "emergency": grant.id,
        "kind": "life_threatening",
        "reason": REASON,
    }
    assert lies(store, clinic.key) == []


def test_it_is_for_one_patient_and_one_person(doctor, session_of):
    opened(doctor)
    assert access_to(doctor, "patient:1002") is None
    assert access_to(session_of("NURSE"), PATIENT) is None


def test_it_holds_at_the_person_s_next_session_too(clinic, doctor):
    grant = opened(doctor)
    again = resume(clinic.door("ward 2"), doctor.employee_id)
    assert access_to(again, PATIENT) == grant


@pytest.mark.parametrize(
    "reason", ["", "          ", "emergency", "a b c d e f g h i", "\u00a0" * 20]
)
def test_a_reason_that_says_nothing_is_refused(store, doctor, reason):
    with pytest.raises(ReasonTooShort):
        opened(doctor, reason=reason)
    assert waiting(store) == 0


@pytest.mark.parametrize("number", ["", "   "])
def test_it_takes_a_patient(doctor, number):
    with pytest.raises(EmptyText):
        opened(doctor, patient=number)


@pytest.mark.parametrize(
    ("number", "error", "words"),
    [
        ("P1001V", WrongMedicalId, "its last character does not fit"),
        ("P9999" + medical_id(9999)[-1], UnknownPatient, "There is no patient P9999"),
        ("MRN-0042", UnknownPatient, "There is no patient MRN-0042"),
    ],
)
def test_it_takes_a_patient_who_is_there(store, doctor, number, error, words):
    with pytest.raises(error, match=words):
        opened(doctor, patient=number)
    assert waiting(store) == 0


def test_of_two_merged_records_either_number_opens_both(doctor, receptionist, admin):
    merge_patients(receptionist, 1001, 1002, reason="the same card", request_id="m1")
    grant = opened(doctor, patient="P1001U")
    assert (grant.patient, grant.full_name) == ("patient:1002", "Juma Ali")
    assert may_see_records(doctor, 1001) == may_see_records(doctor, 1002)
    assert may_see_records(doctor, 1001).emergency_id == grant.id
    open_patient(doctor, 1001, request_id="o1")
    found = [each.action for each in done_under(admin, grant.id)]
    assert found == ["emergency.open", "patient.open"]


def test_what_was_opened_before_patients_had_records_can_still_be_read(
    store, clock, doctor, admin
):
    with store.write():
        row = EmergencyAccess.create(
            user=doctor.user_id,
            patient="patient:MRN-0042",
            kind="other",
            reason=REASON,
            opened_at=clock.now(),
            ends_at=clock.now() + timedelta(hours=8),
            machine="a computer",
            boot="first boot",
            ticks=0,
        )
    (grant,) = open_now(doctor)
    assert (grant.number, grant.full_name) == ("MRN-0042", "")
    (found,) = unreviewed(admin, "mrn").rows
    assert (found.number, found.patient_name) == ("MRN-0042", "")
    assert done_under(admin, row.id) == ()


def test_no_reason_or_number_can_drive_a_terminal(store, doctor):
    reasons = [{"reason": f"a long reason {text}"} for text in HOSTILE]
    numbers = [{"patient": text} for text in HOSTILE]
    for place, also in enumerate([*reasons, *numbers]):
        try:
            grant = opened(doctor, f"open-{place}", **also)
        except WemaError:
            continue
        end_emergency(doctor, grant.id, request_id=f"end-{place}")
    with store.read():
        kept = rows_of(store, "emergency_accesses")
    assert all((r["reason"] + r["patient"]).isprintable() for r in kept)


def test_a_kind_that_does_not_exist_is_a_programming_mistake(doctor):
    with pytest.raises(ValueError, match="no kind"):
        opened(doctor, kind="curiosity")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_kept(doctor, kind):
    assert opened(doctor, kind=kind).kind == kind


def test_it_is_not_made_longer_while_it_is_open(doctor, clock):
    grant = opened(doctor)
    clock.move(hours=7, minutes=59)
    with pytest.raises(AlreadyOpen):
        opened(doctor, "open-2")
    assert access_to(doctor, PATIENT) == grant
    clock.move(minutes=1)
    assert access_to(doctor, PATIENT) is None
    assert opened(doctor, "open-3").id != grant.id


def test_a_repeated_request_opens_one(store, doctor):
    assert opened(doctor) == opened(doctor)
    assert waiting(store) == 1


def test_of_many_at_once_one_is_opened(store, doctor):
    calls = [partial(opened, doctor, f"open-{nth}") for nth in range(4)]
    assert at_once(*calls, store=store) == ["AlreadyOpen"] * 3 + ["Grant"]


def test_only_doctors_and_nurses_open_one(store, session_of):
    for role in ("ADMIN", "RECEPTION", "PHARMACY", "LAB", "FINANCE"):
        with pytest.raises(PermissionDenied):
            opened(session_of(role))
    opened(session_of("NURSE"))
    assert waiting(store) == 1


def test_whoever_waits_for_approval_opens_none(doctor):
    with pytest.raises(PermissionDenied):
        opened(replace(doctor, is_approved=False))


# -- its end -------------------------------------------------------------------------


def test_it_ends_after_eight_hours_though_the_clock_was_set_back(doctor, clock):
    opened(doctor)
    clock.move(hours=3)
    clock.show(clock.now() - timedelta(hours=2))
    assert access_to(doctor, PATIENT) is not None
    clock.move(hours=4, minutes=59)
    assert access_to(doctor, PATIENT) is not None
    clock.move(minutes=1)
    assert access_to(doctor, PATIENT) is None


def test_a_clock_set_back_to_before_it_began_ends_it(doctor, clock):
    opened(doctor)
    clock.show(clock.now() - timedelta(hours=2))
    assert access_to(doctor, PATIENT) is None


def test_a_clock_set_forward_ends_it_early_and_never_late(doctor, clock):
    opened(doctor)
    clock.show(clock.now() + timedelta(hours=8))
    assert access_to(doctor, PATIENT) is None


def test_a_restart_ends_it(doctor, clock):
    opened(doctor)
    clock.restart()
    assert access_to(doctor, PATIENT) is None
    assert open_now(doctor) == ()


def test_the_person_ends_it_before_its_time_and_nobody_else(store, doctor, session_of):
    grant = opened(doctor)
    with pytest.raises(NotOpen):
        end_emergency(session_of("NURSE"), grant.id, request_id="e1")
    for _ in range(2):
        end_emergency(doctor, grant.id, request_id="e2")
    assert access_to(doctor, PATIENT) is None
    assert len(entries(store, "emergency.end")) == 1
    with pytest.raises(NotOpen):
        end_emergency(doctor, grant.id, request_id="e3")


# -- afterwards ----------------------------------------------------------------------


def test_what_nobody_has_reviewed_is_listed_oldest_first_and_late_is_said(
    clock, doctor, session_of
):
    nurse = session_of("NURSE")
    opened(doctor)
    clock.move(hours=70)
    opened(nurse, "open-2", patient="P1002S", kind="other")
    clock.move(hours=2, seconds=1)
    page = unreviewed(session_of("ADMIN"))
    assert [(r.employee_id, r.patient, r.is_late) for r in page.rows] == [
        ("DOC001", PATIENT, True),
        ("NUR001", "patient:1002", False),
    ]
    assert [r.is_open for r in page.rows] == [False, True]
    assert page.rows[0].reason == REASON
    assert [r.is_own for r in unreviewed(doctor, "P1001U").rows] == [True]
    assert unreviewed(doctor, "nur001").total == 1


def test_the_reviewer_sees_what_was_done_under_it_and_nothing_else(
    clock, doctor, session_of, admin
):
    grant = opened(doctor)
    opened(session_of("NURSE"), "open-2")  # the same patient, another person
    opened(doctor, "open-3", patient="P1002S")  # the same person, another patient
    clock.move(hours=1)
    end_emergency(doctor, grant.id, request_id="e1")
    found = done_under(admin, grant.id)
    assert [each.action for each in found] == ["emergency.open", "emergency.end"]
    assert found[1].at - found[0].at == timedelta(hours=1)


def test_another_person_says_that_it_was_justified_once(
    store, clinic, doctor, admin, session_of
):
    grant = opened(doctor)
    end_emergency(doctor, grant.id, request_id="e1")
    for _ in range(2):
        review(admin, grant.id, verdict="justified", note="", request_id="v1")
    assert waiting(store) == 0
    (entry,) = entries(store, "emergency.review")
    assert json.loads(entry["body"]) == {
        "emergency": grant.id,
        "verdict": "justified",
        "note": "",
    }
    with pytest.raises(ReviewedAlready, match="ADM002"):
        review(
            replace(session_of("ADM001"), must_change_password=False),
            grant.id,
            verdict="not_justified",
            note="no",
            request_id="v2",
        )
    assert lies(store, clinic.key) == []


def test_what_was_reviewed_stays_closed_though_the_clock_is_set_back(
    clock, doctor, admin
):
    grant = opened(doctor)
    morning = clock.now()
    clock.show(morning + timedelta(hours=9))  # set wrong: no time has passed
    review(admin, grant.id, verdict="justified", note="", request_id="r1")
    clock.show(morning + timedelta(minutes=1))
    assert access_to(doctor, PATIENT) is None


def test_nobody_reviews_their_own(store, doctor):
    grant = opened(doctor)
    end_emergency(doctor, grant.id, request_id="e1")
    with pytest.raises(OwnEmergency):
        review(doctor, grant.id, verdict="justified", note="", request_id="v1")
    assert waiting(store) == 1


def test_what_is_still_open_is_reviewed_when_it_has_ended(clock, doctor, admin):
    grant = opened(doctor)
    with pytest.raises(StillOpen):
        review(admin, grant.id, verdict="justified", note="", request_id="v1")
    clock.move(hours=8)
    review(admin, grant.id, verdict="justified", note="", request_id="v2")


def test_not_justified_takes_a_note(store, clock, doctor, admin):
    grant = opened(doctor)
    clock.move(hours=8)
    with pytest.raises(NoteMissing):
        review(admin, grant.id, verdict="not_justified", note="  ", request_id="v1")
    review(admin, grant.id, verdict="not_justified", note="neighbour", request_id="v2")
    with store.read():
        (row,) = rows_of(store, "emergency_accesses")
    assert (row["verdict"], row["review_note"]) == ("not_justified", "neighbour")


def test_a_nurse_reviews_nothing(store, clock, doctor, session_of):
    grant = opened(doctor)
    clock.move(hours=8)
    nurse = session_of("NURSE")
    count = len(acts(store))
    with pytest.raises(PermissionDenied):
        review(nurse, grant.id, verdict="justified", note="", request_id="v1")
    with pytest.raises(PermissionDenied):
        unreviewed(nurse)
    with pytest.raises(PermissionDenied):
        done_under(nurse, grant.id)
    assert acts(store)[count:] == ["permission.denied"] * 3


@pytest.mark.parametrize("text", ["\x00", "\udcff", "%"])
def test_whatever_is_searched_for_finds_nothing_and_is_no_crash(doctor, admin, text):
    opened(doctor)
    assert unreviewed(admin, text).rows == ()


def test_what_was_done_after_it_was_ended_is_not_counted_as_done_under_it(
    doctor, admin, clock
):
    first = opened(doctor)
    end_emergency(doctor, first.id, request_id="e1")
    clock.move(hours=1)
    opened(doctor, "open-2")
    done = [each.action for each in done_under(admin, first.id)]
    assert done == ["emergency.open", "emergency.end"]
